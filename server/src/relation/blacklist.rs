//! `sns.black_list_get`, `sns.black_list_add` and `sns.black_list_delete`. What the list does to messages is in
//! [`crate::message`].
//!
//! A change is pushed to all instances of its owner, and to the acting one before its answer: some clients do not read
//! the answer and give their application the list that they have then.

use serde_json::{Value, json};

use super::check_own;
use crate::core::{Audience, Call, Event, Fault, Refusal, Reply, array, code, integer};
use crate::store::{Account, AccountId, Store, StoreError, Subject};

/// Entries of a blacklist, and users that one request may name.
const MAX_ENTRIES: usize = 1000;

/// The list from `StartIndex` on. All the rest at once, whatever `MaxLimited` says: clients say 100 and never ask for a
/// second page. `CurruentSequence` is how the wire spells it.
pub(crate) fn black_list_get(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    check_own(call)?;
    let me = call.session.account;
    let skip =
        integer(call.body, "StartIndex").map_or(0, |index| usize::try_from(index).unwrap_or(usize::MAX));
    let entries: Vec<Value> = store
        .blacklist(me, skip, MAX_ENTRIES)?
        .into_iter()
        .map(|entry| json!({ "To_Account": entry.user_id, "AddBlackTimeStamp": entry.added }))
        .collect();
    Ok(Reply::with(json!({
        "BlackListItem": entries,
        "StartIndex": 0,
        "CurruentSequence": store.sequence(me, Subject::Blacklist)?,
    })))
}

pub(crate) fn black_list_add(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let now = call.now;
    let mut length = store.blacklist_length(call.session.account)?;
    change(call, store, Event::blocked, |me, user, store| {
        Ok(if user.id == me {
            Err((code::RELATION_PARAMETER, "nobody blocks himself"))
        } else if store.is_blocked(me, user.id)? {
            Err((code::RELATION_PARAMETER, "on the blacklist already"))
        } else if length >= MAX_ENTRIES {
            Err((code::BLACKLIST_FULL, "the blacklist is full"))
        } else {
            length = length.saturating_add(1);
            store.block(me, user.id, now)?;
            Ok(())
        })
    })
}

pub(crate) fn black_list_delete(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    change(call, store, Event::unblocked, |me, user, store| {
        let removed = store.unblock(me, user.id)?;
        Ok(if removed { Ok(()) } else { Err((code::RELATION_PARAMETER, "not on the blacklist")) })
    })
}

/// Why one of the users was not added or removed.
type Failure = (i64, &'static str);

/// Does something for each user that the request names, each for itself, and tells what has changed.
fn change(
    call: &Call<'_>,
    store: &mut dyn Store,
    event: fn(&[String]) -> Event,
    mut one: impl FnMut(AccountId, &Account, &mut dyn Store) -> Result<Result<(), Failure>, StoreError>,
) -> Result<Reply, Fault> {
    check_own(call)?;
    let me = call.session.account;
    let (mut items, mut changed, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for user_id in users(call)? {
        let outcome = match store.account_named(user_id)? {
            Some(user) => one(me, &user, store)?,
            None => Err((code::RELATION_NO_ACCOUNT, "there is no such user")),
        };
        let (result, info) = outcome.err().unwrap_or((0, ""));
        if result == 0 { &mut changed } else { &mut failed }.push(user_id.to_owned());
        items.push(json!({ "To_Account": user_id, "ResultCode": result, "ResultInfo": info }));
    }
    let mut reply = Reply::with(json!({ "ResultItem": items }));
    if !failed.is_empty() {
        reply.fields.insert("Fail_Account".to_owned(), failed.into());
    }
    if changed.is_empty() {
        return Ok(reply);
    }
    store.advance(me, Subject::Blacklist)?;
    Ok(reply.push_ahead(Audience::Account(me), event(&changed)))
}

fn users<'a>(call: &Call<'a>) -> Result<Vec<&'a str>, Refusal> {
    array(call.body, "To_Account")
        .filter(|users| (1..=MAX_ENTRIES).contains(&users.len()))
        .and_then(|users| users.iter().map(Value::as_str).collect())
        .ok_or_else(|| {
            Refusal::new(
                code::RELATION_PARAMETER,
                format!("To_Account is no list of 1 to {MAX_ENTRIES} user ids"),
            )
        })
}
