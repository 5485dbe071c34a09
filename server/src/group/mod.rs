//! Groups: making and ending them, who is in, who may do what, what they are called. Their messages are in
//! [`crate::message`], their place in the conversation list in [`crate::conversation`].
//!
//! Everything that happens in a group is told twice: to its members by a tip, which is a message of the group, and to the
//! one whom it concerns by a notice, which waits for him. Who is removed is removed first, so that no tip reaches him: his
//! client would take it for a sign that he is in.

mod application;
mod attribute;
mod counter;
mod create;
mod crowd;
mod dismiss;
mod info;
mod invite;
mod join;
mod joined;
mod kick;
mod kind;
mod member;
mod membership;
mod notice;
mod permission;
mod profile;
mod seat;
mod tip;
mod topic;
mod transfer;

pub(crate) use application::{handle_application, handle_invitation, pendency, pendency_of_communities};
pub(crate) use attribute::{
    attributes, change_attributes, clear_attributes, delete_attributes, replace_attributes,
};
pub(crate) use counter::{count, counters};
pub(crate) use create::create;
pub(crate) use crowd::{signal, tell as tell_members};
pub(crate) use dismiss::{caller, dismiss};
pub(crate) use info::{accounts, short_text};
pub(crate) use invite::invite;
pub(crate) use join::{apply, leave as expel, quit};
pub(crate) use joined::{joined_communities, joined_groups};
pub(crate) use kick::kick;
pub(crate) use member::{members, specified_members};
pub(crate) use membership::modify_member;
pub(crate) use notice::{SYSTEM, about as notice_about, delete_notices, keep as keep_notice, tell_banned};
pub(crate) use permission::{Operation, Rank};
pub(crate) use profile::{modify, public_info, self_info};
pub(crate) use seat::{Seat, group_named};
pub(crate) use tip::Tip;
pub(crate) use topic::{create_topic, destroy_topics, modify_topic, topics};
pub(crate) use transfer::transfer;

use crate::store::GroupKind;

/// A kind's name on the wire.
pub(crate) fn kind_name(kind: GroupKind) -> &'static str {
    kind::traits(kind).name
}

/// Whether members see what was said before they came.
pub(crate) fn has_earlier_history(kind: GroupKind) -> bool {
    kind::traits(kind).earlier_history
}

/// Whether messages count as unread.
pub(crate) fn counts_unread(kind: GroupKind) -> bool {
    kind::traits(kind).unread
}

#[cfg(test)]
mod tests;
