//! `profile.portrait_get_all`: all fields that the named users have set. Users who do not exist are left out, which is
//! how clients learn that they don't.

use serde_json::{Value, json};

use super::tag::{AVATAR, NICK};
use crate::core::{Call, Fault, Refusal, Reply, array, code, text};
use crate::store::{Account, FieldValue, Store, StoreError};

const MAX_USERS: usize = 100;

pub(crate) fn get_all(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let users = array(call.body, "UserItem").filter(|users| users.len() <= MAX_USERS).ok_or_else(|| {
        Refusal::new(code::PROFILE_PARAMETER, format!("UserItem is no list of at most {MAX_USERS}"))
    })?;
    let mut profiles = Vec::with_capacity(users.len());
    for user in users {
        let user = text(user, "To_Account")
            .ok_or_else(|| Refusal::new(code::PROFILE_PARAMETER, "an item of UserItem needs To_Account"))?;
        if let Some(account) = store.account_named(user)? {
            profiles.push(profile(&account, store)?);
        }
    }
    Ok(Reply::with(json!({ "UserProfileItem": profiles })))
}

fn profile(account: &Account, store: &mut dyn Store) -> Result<Value, StoreError> {
    let mut fields = Vec::new();
    for (tag, text) in [(NICK, &account.nick), (AVATAR, &account.avatar)] {
        if !text.is_empty() {
            fields.push(json!({ "Tag": tag, "Value": text }));
        }
    }
    for (tag, value) in store.profile_fields(account.id)? {
        fields.push(match value {
            FieldValue::Text(text) => json!({ "Tag": tag, "Value": text }),
            FieldValue::Number(number) => json!({ "Tag": tag, "Value": number }),
        });
    }
    Ok(json!({
        "To_Account": account.user_id,
        "ProfileItem": fields,
        "ResultCode": 0,
        "ResultInfo": "",
    }))
}
