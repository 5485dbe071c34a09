//! The blacklist; friends, friend groups and friend applications. The commands that make any of the latter are
//! unknown to this server, so those lists, which clients fetch at login, are empty, truthfully.

mod blacklist;

pub(crate) use blacklist::{black_list_add, black_list_delete, black_list_get};

use serde_json::{Value, json};

use crate::core::{Call, Fault, Refusal, Reply, code, text};
use crate::store::Store;

/// `sns.friend_get`. CompleteFlag 1: clients ask again at once as long as it is 0.
pub(crate) fn friend_get(call: &mut Call<'_>, _: &mut dyn Store) -> Result<Reply, Fault> {
    own(
        call,
        json!({
            "UserDataItem": [], "FriendNum": 0, "StandardSequence": 0, "CustomSequence": 0,
            "CompleteFlag": 1, "NextStartIndex": 0,
        }),
    )
}

/// `sns.group_get`.
pub(crate) fn group_get(call: &mut Call<'_>, _: &mut dyn Store) -> Result<Reply, Fault> {
    own(call, json!({ "ResultItem": [], "CurrentSequence": 0 }))
}

/// `sns.pendency_get`.
pub(crate) fn pendency_get(call: &mut Call<'_>, _: &mut dyn Store) -> Result<Reply, Fault> {
    own(
        call,
        json!({
            "PendencyItem": [], "UnreadPendencyCount": 0, "StartTime": 0, "CurrentSequence": 0,
        }),
    )
}

fn own(call: &Call<'_>, list: Value) -> Result<Reply, Fault> {
    check_own(call)?;
    Ok(Reply::with(list))
}

/// Everybody sees and changes the relations of nobody but himself.
fn check_own(call: &Call<'_>) -> Result<(), Refusal> {
    match text(call.body, "From_Account") {
        Some(account) if account != call.session.user_id => {
            Err(Refusal::new(code::RELATION_NOT_SELF, "From_Account is somebody else"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
