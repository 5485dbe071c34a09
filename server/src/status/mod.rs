//! User status: online as long as any instance of the user is, offline when the last connection was lost, not logged in
//! after a logout or before the first login; and a text of the user's own with it.
//!
//! Changes are pushed to the instances that have subscribed to the user, from [`announce`] when users come and go.

mod announce;
mod custom;
mod query;
mod subscription;

pub(crate) use announce::{Announced, announce};
pub(crate) use custom::{encoded, set_custom};
pub(crate) use query::query;
pub(crate) use subscription::{subscribe, unsubscribe};

use serde_json::{Value, json};

use crate::core::{Audience, Call, Event, Fault, Push, Refusal, array, code};
use crate::store::{Account, AccountId, Presence, Store, StoreError};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Online = 1,
    Offline = 2,
    NotLoggedIn = 3,
}

fn status(online: bool, presence: &Presence) -> Status {
    match (online, presence.logged_in) {
        (true, _) => Status::Online,
        (false, true) => Status::Offline,
        (false, false) => Status::NotLoggedIn,
    }
}

/// Notes that a user has logged in. Reconnecting is that, too: after a logout elsewhere the user is back.
pub(crate) fn log_in(account: AccountId, store: &mut dyn Store) -> Result<Presence, StoreError> {
    let presence = store.presence(account)?;
    if presence.logged_in {
        return Ok(presence);
    }
    let presence = Presence { logged_in: true, ..presence };
    store.set_presence(account, &presence)?;
    Ok(presence)
}

/// Notes that a user has logged out of the last instance; the text goes with it.
pub(crate) fn log_out(account: AccountId, store: &mut dyn Store) -> Result<(), StoreError> {
    store.set_presence(account, &Presence::default())
}

/// A user's status as answers and pushes have it.
fn item(account: &Account, online: bool, presence: &Presence) -> Value {
    json!({
        "To_Account": account.user_id,
        "Status": status(online, presence) as u8,
        "CustomStatus": encoded(&presence.custom_status),
    })
}

/// The pushes of a changed status, one per subscriber.
fn pushes(
    account: &Account,
    online: bool,
    presence: &Presence,
    store: &mut dyn Store,
) -> Result<Vec<Push>, StoreError> {
    let event = Event::status(item(account, online, presence));
    let subscribers = store.subscribers(account.id)?;
    Ok(subscribers
        .into_iter()
        .map(|(subscriber, inst)| Push {
            audience: Audience::Instance(subscriber, inst),
            event: event.clone(),
        })
        .collect())
}

/// The users that a request names, at most `max`; who does not exist as items of an ErrorList.
fn users(call: &Call<'_>, max: usize, store: &mut dyn Store) -> Result<(Vec<Account>, Vec<Value>), Fault> {
    let user_ids: Vec<&str> = array(call.body, "To_Account")
        .filter(|users| (1..=max).contains(&users.len()))
        .and_then(|users| users.iter().map(Value::as_str).collect())
        .ok_or_else(|| {
            Refusal::new(code::LOGIN_PARAMETER, format!("To_Account is no list of 1 to {max} user ids"))
        })?;
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for user_id in user_ids {
        match store.account_named(user_id)? {
            Some(account) => found.push(account),
            None => errors.push(json!({
                "Invalid_Account": user_id,
                "ErrorCode": code::NO_SUCH_ACCOUNT,
                "ErrorInfo": "there is no such user",
            })),
        }
    }
    Ok((found, errors))
}

#[cfg(test)]
mod tests;
