//! Messages of groups: what differs from those between two users. Every stored one has a number in its group, without
//! gaps, and everything a client can miss it fetches by these numbers.

mod delete;
mod history;
mod read;
mod recall;
mod receipt;
mod send;
mod wire;

pub(crate) use delete::delete_group;
pub(crate) use history::group_history;
pub(crate) use read::{mark_group_read, move_group_mark, tell_left};
pub(crate) use recall::{recall, recalled};
pub(crate) use receipt::{confirm_group, group_readers, group_receipts};
pub(crate) use send::send_group;
pub(crate) use wire::group_item;

use serde_json::{Value, json};

use crate::core::{Refusal, array, code, unsigned};
use crate::group::{Seat, notice_about};

/// The numbers in a request's `MsgSeqList`.
fn seqs(request: &Value, most: usize) -> Result<Vec<u32>, Refusal> {
    array(request, "MsgSeqList")
        .filter(|items| (1..=most).contains(&items.len()))
        .and_then(|items| items.iter().map(|item| unsigned(item, "MsgSeq")).collect())
        .ok_or_else(|| {
            Refusal::new(code::GROUP_PARAMETER, format!("MsgSeqList is no list of 1 to {most} MsgSeq"))
        })
}

/// The item of a push that says something about messages instead of being one.
fn notice(seat: &Seat, member: &str, items: Vec<Value>) -> Value {
    let about = notice_about(&seat.group, seat.topic.as_ref(), None);
    json!({
        "ToGroupId": seat.group.group_id,
        "From_Account": crate::group::SYSTEM,
        "GroupInfo": about,
        "MsgBody": { member: items },
    })
}

/// The name of where messages are, with more members.
fn named(seat: &Seat, members: Value) -> Value {
    let mut named = seat.name();
    if let (Value::Object(named), Value::Object(members)) = (&mut named, members) {
        named.extend(members);
    }
    named
}
