//! The conversation list that clients fetch at login, and what an account settles about its conversations: pins, marks,
//! custom data, groups, muting, deletion. Entries of the list are made by messages ([`crate::message`]).
//!
//! Every change is pushed to the account's other instances. What a client misses it has from the next `page_get`,
//! `get_contact_group` and `get_c2c_peer_mute_notifications`.

mod contact;
mod delete;
mod entry;
mod group;
mod group_entry;
mod mark;
mod mute;
mod page;
mod pin;

pub(crate) use delete::{batch_delete, clear_history};
pub(crate) use entry::renew;
pub(crate) use group::{create_group, delete_group, update_group};
pub(crate) use group_entry::renew_group;
pub(crate) use mark::{get_labels, mark};
pub(crate) use mute::{get_mutes, set_mutes};
pub(crate) use page::{get, page_get};
pub(crate) use pin::pin;

use crate::core::{Call, Refusal, code, text};

/// Everybody has one conversation list, his own. A request that names nobody means it.
fn check_own(call: &Call<'_>) -> Result<(), Refusal> {
    match text(call.body, "From_Account") {
        Some(account) if account != call.session.user_id => {
            Err(Refusal::new(code::CONTACT_NOT_SELF, "From_Account is somebody else"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
