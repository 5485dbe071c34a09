//! Friends, friend groups, friend applications and the blacklist. The commands that make any of them are
//! unknown to this server, so the lists that clients fetch at login are empty, truthfully.

use serde_json::{Value, json};

use crate::core::{Call, Fault, Refusal, Reply, code, text};
use crate::store::Store;

/// `sns.black_list_get`. `CurruentSequence` is how the wire spells it.
pub(crate) fn black_list_get(call: &mut Call<'_>, _: &mut dyn Store) -> Result<Reply, Fault> {
    own(call, json!({ "BlackListItem": [], "StartIndex": 0, "CurruentSequence": 0 }))
}

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

/// Everybody sees the relations of nobody but himself.
fn own(call: &Call<'_>, list: Value) -> Result<Reply, Fault> {
    match text(call.body, "From_Account") {
        Some(account) if account != call.session.user_id => {
            Err(Refusal::new(code::RELATION_NOT_SELF, "From_Account is somebody else").into())
        }
        _ => Ok(Reply::with(list)),
    }
}
