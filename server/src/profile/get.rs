//! `profile.portrait_get_all`: all fields that the named users have set. Users who do not exist are left out, which is
//! how clients learn that they don't. A client that names the sequences that it knows gets only what has changed since.

use serde_json::{Value, json};

use super::tag::{self, AVATAR, NICK};
use crate::core::{Call, Fault, Refusal, Reply, array, code, integer, text};
use crate::store::{Account, FieldValue, Store, StoreError, Subject};

const MAX_USERS: usize = 100;

pub(crate) fn get_all(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let users = array(call.body, "UserItem").filter(|users| users.len() <= MAX_USERS).ok_or_else(|| {
        Refusal::new(code::PROFILE_PARAMETER, format!("UserItem is no list of at most {MAX_USERS}"))
    })?;
    let mut profiles = Vec::with_capacity(users.len());
    for item in users {
        let user = text(item, "To_Account")
            .ok_or_else(|| Refusal::new(code::PROFILE_PARAMETER, "an item of UserItem needs To_Account"))?;
        if let Some(account) = store.account_named(user)? {
            profiles.push(profile(&account, item, store)?);
        }
    }
    Ok(Reply::with(json!({ "UserProfileItem": profiles })))
}

/// `known`: the item of the request, with the sequences that the client has. 0 is none.
fn profile(account: &Account, known: &Value, store: &mut dyn Store) -> Result<Value, StoreError> {
    let standard = store.sequence(account.id, Subject::StandardProfile)?;
    let custom = store.sequence(account.id, Subject::CustomProfile)?;
    let knows = |key: &str, sequence: u64| sequence != 0 && integer(known, key) == Some(sequence);
    let (knows_standard, knows_custom) =
        (knows("StandardSequence", standard), knows("CustomSequence", custom));
    let mut fields = Vec::new();
    for (tag, text) in [(NICK, &account.nick), (AVATAR, &account.avatar)] {
        if !text.is_empty() && !knows_standard {
            fields.push(json!({ "Tag": tag, "Value": text }));
        }
    }
    for (tag, value) in store.profile_fields(account.id)? {
        if if tag::is_custom(&tag) { knows_custom } else { knows_standard } {
            continue;
        }
        fields.push(match value {
            FieldValue::Text(text) => json!({ "Tag": tag, "Value": text }),
            FieldValue::Number(number) => json!({ "Tag": tag, "Value": number }),
        });
    }
    Ok(json!({
        "To_Account": account.user_id,
        "ProfileItem": fields,
        "StandardSequence": standard,
        "CustomSequence": custom,
        "ResultCode": 0,
        "ResultInfo": "",
    }))
}
