//! Rooms: groups for live audiences. Nothing in them is stored but who is in. Whoever is logged in gets pushes; guests, who
//! are not, ask again and again.
//!
//! What a room has in common with other groups is in [`crate::group`].

mod ban;
mod guest;
mod members;
mod presence;
mod recent;

pub(crate) use ban::ban;
pub(crate) use guest::{enter, poll, poll_as_member};
pub(crate) use members::{mark_members, online_count, room_members};
pub(crate) use presence::leave_for_good;
pub(crate) use recent::Rooms;

#[cfg(test)]
mod tests;
