//! `recentcontact.mark_contact`: marks and custom data of conversations. `recentcontact.get_contact_group`: who has any,
//! with the groups they are in.

use serde_json::{Map, Value, json};

use super::contact::{self, Contact, Failure, contact_result};
use super::{check_own, group};
use crate::core::{Audience, Call, Event, Fault, Reply, array, code, integer, text};
use crate::store::{GroupNo, Labels, Store, StoreError, place_of};

/// Bytes of custom data.
const MAX_CUSTOM_BYTES: usize = 256;
/// Conversations in one answer.
const PAGE: usize = 100;

/// `OptType`: what of a conversation is set.
const MARKS: u64 = 1;
const CUSTOM: u64 = 2;

/// What to do to one conversation.
enum Change<'a> {
    Marks { set: u64, clear: u64 },
    Custom(&'a str),
}

pub(crate) fn mark(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    check_own(call)?;
    let me = call.session;
    let (mut results, mut changed): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    let mut back = Vec::new();
    for item in contact::items(call.body, "MarkItem")? {
        let named = item.get("ContactItem").unwrap_or(&Value::Null);
        let outcome = match (change(item), contact::find(call, named, store)?) {
            (Err(failure), _) | (_, Err(failure)) => Err(failure),
            (Ok(change), Ok(peer)) => {
                let was_listed = peer.is_listed(me.account, store)?;
                let outcome = apply(call, &peer, &change, store)?;
                if !was_listed && peer.is_listed(me.account, store)? {
                    back.push(peer);
                }
                outcome
            }
        };
        if let Ok(Some(pushed)) = &outcome {
            changed.push(pushed.clone());
        }
        results.push(contact_result(named, outcome.err()));
    }
    let mut reply = Reply::with(json!({ "ResultItem": results }));
    if !changed.is_empty() {
        reply = reply.push(Audience::OtherInstances(me.account, me.inst), Event::marked(changed));
    }
    for peer in back {
        reply = peer.renew(reply, me.account, store)?;
    }
    Ok(reply)
}

fn change(item: &Value) -> Result<Change<'_>, Failure> {
    match integer(item, "OptType") {
        Some(MARKS) => Ok(Change::Marks { set: bits(item, "SetMark")?, clear: bits(item, "ClearMark")? }),
        Some(CUSTOM) => match text(item, "CustomMark") {
            Some(custom) if custom.len() <= MAX_CUSTOM_BYTES => Ok(Change::Custom(custom)),
            _ => Err((code::CONTACT_PARAMETER, "CustomMark is no text of at most 256 bytes")),
        },
        _ => Err((code::CONTACT_PARAMETER, "OptType is neither 1 nor 2")),
    }
}

/// A list of bit numbers; missing is empty.
fn bits(item: &Value, key: &str) -> Result<u64, Failure> {
    array(item, key).unwrap_or_default().iter().try_fold(0, |bits, number| {
        let bit = number.as_u64().and_then(|number| u32::try_from(number).ok());
        let bit = bit.and_then(|number| 1_u64.checked_shl(number));
        bit.map(|bit| bits | bit).ok_or((code::CONTACT_PARAMETER, "a mark is a number from 0 to 63"))
    })
}

/// What other instances are to be told, if anything has changed.
fn apply(
    call: &Call<'_>,
    peer: &Contact,
    change: &Change<'_>,
    store: &mut dyn Store,
) -> Result<Result<Option<Value>, Failure>, StoreError> {
    let me = call.session.account;
    let before = store.labels(me, peer.peer())?;
    let after = match change {
        Change::Marks { set, clear } => Labels { marks: (before.marks | set) & !clear, ..before.clone() },
        Change::Custom(custom) => Labels { custom: (*custom).to_owned(), ..before.clone() },
    };
    if after == before {
        return Ok(Ok(None));
    }
    if let Err(failure) = contact::check_room(call, peer.peer(), store)? {
        return Ok(Err(failure));
    }
    let mut pushed = Map::new();
    pushed.insert("RecentContactItem".to_owned(), peer.name());
    match change {
        Change::Marks { .. } => {
            store.set_marks(me, peer.peer(), after.marks)?;
            pushed.insert("OptType".to_owned(), MARKS.into());
            pushed.insert("StandardMark".to_owned(), bit_text(after.marks).into());
        }
        Change::Custom(custom) => {
            store.set_custom(me, peer.peer(), custom)?;
            pushed.insert("OptType".to_owned(), CUSTOM.into());
            pushed.insert("CustomMark".to_owned(), (*custom).into());
        }
    }
    Ok(Ok(Some(pushed.into())))
}

/// Marks as the wire has them: binary digits, bit 0 last.
fn bit_text(marks: u64) -> String {
    format!("{marks:b}")
}

/// The members that say what a conversation is labelled with.
pub(super) fn put_labels(labels: &Labels, entry: &mut Map<String, Value>) {
    entry.insert("StandardMark".to_owned(), bit_text(labels.marks).into());
    entry.insert("CustomMark".to_owned(), labels.custom.as_str().into());
    entry.insert("ContactGroupId".to_owned(), json!(labels.groups));
}

/// The cursor is the place of the last peer.
pub(crate) fn get_labels(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    check_own(call)?;
    let me = call.session.account;
    let after = integer(call.body, "StartIndex").unwrap_or(0);
    let mut contacts = store.labelled(me, after, PAGE.saturating_add(1))?;
    let complete = contacts.len() <= PAGE;
    contacts.truncate(PAGE);
    let next = contacts.last().filter(|_| !complete).map_or(0, |last| place_of(last.peer));
    let contacts: Vec<Value> = contacts
        .iter()
        .map(|found| {
            let mut entry = Map::new();
            let (kind, name) = match GroupNo::of_peer(found.peer) {
                None => (contact::USER, "To_Account"),
                Some(_) => (contact::GROUP, "ToGroupId"),
            };
            entry.insert("Type".to_owned(), kind.into());
            entry.insert(name.to_owned(), found.peer_id.as_str().into());
            put_labels(&found.labels, &mut entry);
            entry.into()
        })
        .collect();
    Ok(Reply::with(json!({
        "CompleteFlag": u8::from(complete),
        "NextStartIndex": next,
        "GroupItem": group::list(call, store)?,
        "ContactItem": contacts,
    })))
}
