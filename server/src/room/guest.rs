//! Guests of a room: they have not logged in, may read what is said, and come for it with a key. The key says all that is
//! to be known of them, so that an old one is as good as a new one, over restarts too.

use serde_json::{Value, json};

use crate::core::{Call, Fault, Guest, Now, Refusal, Reply, code, integer, text};
use crate::group::{SYSTEM, group_named};
use crate::room::Rooms;
use crate::store::{Group, GroupKind, Store};

/// Between the guest and the room in a key.
const SEPARATOR: char = '.';
/// Digits of a guest's number.
const GUEST_DIGITS: usize = 32;

/// `group_open_http_noauth_svc.apply_join_group`.
pub(crate) fn enter(guest: &mut Guest<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let room = room(text(guest.body, "GroupId").unwrap_or_default(), store)?;
    let token = guest.keys.token("guest");
    let number = token.get(..GUEST_DIGITS).unwrap_or_default();
    if !guest.rooms.greet(room.no, number, guest.now) {
        return Err(Refusal::new(code::GROUP_FULL, "the room has as many guests as it takes").into());
    }
    Ok(Reply::with(json!({
        "JoinedStatus": "JoinedSuccess",
        "HugeGroupFlag": 1,
        "LongPollingKey": format!("{number}{SEPARATOR}{}", room.group_id),
        "StartSeq": guest.now.ms(),
    })))
}

/// `group_open_long_polling_http_noauth_svc.get_msg`: what is new, at once.
pub(crate) fn poll(guest: &mut Guest<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    answer(guest.body, guest.rooms, guest.now, store)
}

/// The same for somebody who has logged in since and goes on asking.
pub(crate) fn poll_as_member(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    answer(call.body, call.rooms, call.now, store)
}

fn answer(body: &Value, rooms: &mut Rooms, now: Now, store: &mut dyn Store) -> Result<Reply, Fault> {
    let key = text(body, "Key").unwrap_or_default();
    let (number, group_id) = key
        .split_once(SEPARATOR)
        .filter(|(number, _)| {
            number.len() == GUEST_DIGITS && number.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
        .ok_or_else(|| Refusal::new(code::GROUP_PARAMETER, "Key is none that this server gives"))?;
    let room = match room(group_id, store) {
        Ok(room) => room,
        // The room has been dismissed: clients stop asking when they are told so.
        Err(Fault::Refused(refusal)) if refusal.code == code::NO_SUCH_GROUP => {
            return Ok(page(key, now.ms(), vec![dismissed(group_id, now)]));
        }
        Err(fault) => return Err(fault),
    };
    rooms.greet(room.no, number, now);
    let (events, next) = rooms.since(room.no, integer(body, "StartSeq").unwrap_or(0), now);
    Ok(page(key, next, events.iter().map(|event| Value::clone(event)).collect()))
}

fn page(key: &str, next: u64, events: Vec<Value>) -> Reply {
    Reply::with(json!({ "Key": key, "NextSeq": next, "RspMsgList": events }))
}

fn dismissed(group_id: &str, now: Now) -> Value {
    json!({
        "Event": 5,
        "ToGroupId": group_id,
        "From_Account": SYSTEM,
        "MsgSeq": now.seconds(),
        "ClientSeq": now.seconds(),
        "MsgRandom": 5,
        "MsgTimeStamp": now.seconds(),
        "GroupInfo": { "GroupId": group_id, "From_Account": SYSTEM },
        "MsgBody": { "ReportType": 5 },
    })
}

fn room(group_id: &str, store: &mut dyn Store) -> Result<Group, Fault> {
    let group = group_named(group_id, store)?;
    if group.kind == GroupKind::AvChatRoom {
        return Ok(group);
    }
    Err(Refusal::new(code::GROUP_NOT_ALLOWED, "only rooms have guests: log in first").into())
}
