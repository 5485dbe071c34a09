//! The conversation list that clients fetch at login, and what hangs on conversations. Its entries are made by messages
//! ([`crate::message`]).

mod page;

pub(crate) use page::page_get;

use serde_json::json;

use crate::core::{Call, Fault, Refusal, Reply, code, text};
use crate::store::Store;

/// `recentcontact.get_contact_group`: none, as long as the commands that make groups of conversations, marks and custom
/// data are unknown to this server.
pub(crate) fn get_contact_group(call: &mut Call<'_>, _: &mut dyn Store) -> Result<Reply, Fault> {
    check_own(call)?;
    Ok(Reply::with(json!({
        "CompleteFlag": 1, "NextStartIndex": 0, "GroupItem": [], "ContactItem": [],
    })))
}

/// `openim.get_c2c_peer_mute_notifications`: nobody is muted, for the same reason.
pub(crate) fn get_mute_notifications(_: &mut Call<'_>, _: &mut dyn Store) -> Result<Reply, Fault> {
    Ok(Reply::with(json!({ "UpdateSeq": 0, "MuteNotificationsList": [] })))
}

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
