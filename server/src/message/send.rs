//! `openim.sendmsg`: one message to one user.
//!
//! Checks in this order: rate, shape, words, size, receiver, sent before, blacklist. Then it is stored, with both conversation lists,
//! and pushed: to all instances of the receiver, and to the sender's other instances. Never to the instance
//! that sent it: clients would take the echo for another message.

use serde_json::{Value, json};

use super::content;
use super::flag;
use super::key::MessageKey;
use super::long;
use super::online::SENT_BEFORE_S;
use super::wire::{Item, sync_copy};
use crate::core::{
    Audience, Call, Event, Fault, Note, Rated, Refusal, Reply, array, code, integer, text, unsigned,
};
use crate::store::{Account, Mute, NewMessage, Store};

/// A request that has the right shape.
struct Sending<'a> {
    to: &'a str,
    seq: u32,
    random: u32,
    /// The elements.
    body: Value,
    /// `body` as JSON text.
    body_text: String,
    cloud_custom_data: &'a str,
    client_time: Option<u64>,
    flags: u32,
    online_only: bool,
}

pub(crate) fn send(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    call.rates.take(call.session.account, Rated::Message, call.config.rate.messages, call.now)?;
    let sending = read(call)?;
    let receiver = store
        .account_named(sending.to)?
        .ok_or_else(|| Refusal::new(code::UNKNOWN_RECEIVER, format!("there is no user {}", sending.to)))?;
    if sending.online_only {
        send_online(call, &sending, &receiver, store)
    } else {
        send_stored(call, &sending, &receiver, store)
    }
}

fn send_stored(
    call: &Call<'_>,
    sending: &Sending<'_>,
    receiver: &Account,
    store: &mut dyn Store,
) -> Result<Reply, Fault> {
    let me = call.session.account;
    let now = call.now.seconds();
    let before = store.sent_message_time(
        me,
        receiver.id,
        sending.seq,
        sending.random,
        now.saturating_sub(SENT_BEFORE_S),
    )?;
    if let Some(time) = before {
        return Ok(answer(sending, time).note(Note::MessageDuplicate));
    }
    check_blacklist(call, receiver, store)?;
    long::touch(sending.body.as_array().map(Vec::as_slice).unwrap_or_default(), call, store)?;
    let discarded = store.mute(receiver.id, me)? == Mute::Discard;
    let no = store.add_message(&NewMessage {
        sender: me,
        receiver: receiver.id,
        seq: sending.seq,
        random: sending.random,
        time: now,
        client_time: sending.client_time.unwrap_or(now),
        body: &sending.body_text,
        cloud_custom_data: sending.cloud_custom_data,
        flags: sending.flags | if discarded { flag::DISCARDED } else { 0 },
        origin: call.session.inst,
    })?;
    let shown = sending.flags & flag::NO_LAST_MESSAGE == 0;
    let counts = sending.flags & flag::NO_UNREAD == 0;
    store.note_message(me, receiver.id, no, now, shown, false)?;
    if receiver.id != me && !discarded {
        store.note_message(receiver.id, me, no, now, shown, counts)?;
    }
    let reply = answer(sending, now).note(Note::MessageStored);
    fan_out(call, sending, receiver, discarded, reply, store)
}

/// Reaches whoever is online now and leaves no trace.
fn send_online(
    call: &mut Call<'_>,
    sending: &Sending<'_>,
    receiver: &Account,
    store: &mut dyn Store,
) -> Result<Reply, Fault> {
    let sent = (call.session.account, receiver.id, sending.seq, sending.random);
    if let Some(time) = call.recent_online.time(&sent, call.now) {
        return Ok(answer(sending, time.seconds()).note(Note::MessageDuplicate));
    }
    check_blacklist(call, receiver, store)?;
    call.recent_online.note(sent, call.now);
    let reply = answer(sending, call.now.seconds()).note(Note::MessageOnlineOnly);
    let discarded = store.mute(receiver.id, call.session.account)? == Mute::Discard;
    fan_out(call, sending, receiver, discarded, reply, store)
}

/// Goes one way: who blocks may still write to whom he blocks.
fn check_blacklist(call: &Call<'_>, receiver: &Account, store: &mut dyn Store) -> Result<(), Fault> {
    if store.is_blocked(receiver.id, call.session.account)? {
        return Err(
            Refusal::new(code::BLOCKED_BY_RECEIVER, "the receiver does not want your messages").into()
        );
    }
    Ok(())
}

fn answer(sending: &Sending<'_>, time: u64) -> Reply {
    Reply::with(json!({
        "MsgTime": time,
        "MsgKey": MessageKey { seq: sending.seq, random: sending.random, time, no: None }.text(),
    }))
}

fn fan_out(
    call: &Call<'_>,
    sending: &Sending<'_>,
    receiver: &Account,
    discarded: bool,
    reply: Reply,
    store: &mut dyn Store,
) -> Result<Reply, Fault> {
    let me = call.session;
    let sender = store.account(me.account)?.ok_or_else(|| {
        Refusal::new(code::UNKNOWN_RECEIVER, "the sender's account does not exist any more")
    })?;
    let now = call.now.seconds();
    let mut item = Item {
        sender: &sender,
        receiver_user_id: &receiver.user_id,
        seq: sending.seq,
        random: sending.random,
        time: now,
        client_time: sending.client_time.unwrap_or(now),
        body: sending.body.clone(),
        cloud_custom_data: sending.cloud_custom_data,
        flags: sending.flags,
        version: 0,
        revoker: None,
    }
    .into_value();
    if sending.online_only {
        item.insert("MsgLifeTime".to_owned(), 0.into());
    }
    let others = Audience::OtherInstances(me.account, me.inst);
    let copy = Event::messages(vec![sync_copy(item.clone()).into()]);
    // A note to oneself reaches each other instance once.
    Ok(if receiver.id == me.account || discarded {
        reply.push(others, copy)
    } else {
        reply.push(Audience::Account(receiver.id), Event::messages(vec![item.into()])).push(others, copy)
    })
}

fn read<'a>(call: &Call<'a>) -> Result<Sending<'a>, Refusal> {
    let request = call.body;
    if text(request, "From_Account").is_some_and(|from| from != call.session.user_id) {
        return Err(Refusal::new(code::MESSAGE_NOT_SELF, "From_Account is somebody else"));
    }
    let to = text(request, "To_Account").ok_or_else(|| malformed("To_Account is missing"))?;
    let seq = unsigned(request, "MsgSeq").ok_or_else(|| malformed("MsgSeq is no whole number of 32 bits"))?;
    let random = unsigned(request, "MsgRandom")
        .ok_or_else(|| Refusal::new(code::BAD_RANDOM, "MsgRandom is no whole number of 32 bits"))?;
    let body =
        array(request, "MsgBody").ok_or_else(|| Refusal::new(code::BODY_NOT_ARRAY, "MsgBody is no array"))?;
    let body = content::elements(body, call)?;
    let cloud_custom_data = content::cloud_custom_data(request.get("CloudCustomData"))?;
    let body = Value::Array(body);
    let body_text = body.to_string();
    content::check_size(&body_text, cloud_custom_data, call.config)?;
    Ok(Sending {
        to,
        seq,
        random,
        body,
        body_text,
        cloud_custom_data,
        client_time: integer(request, "MsgClientTime"),
        flags: flags(request, "IsNeedReadReceipt"),
        online_only: is_online_only(request)?,
    })
}

fn malformed(info: &str) -> Refusal {
    Refusal::new(code::MALFORMED_MESSAGE, info)
}

/// 0 means "only now"; every other life time is history's.
fn is_online_only(request: &Value) -> Result<bool, Refusal> {
    let life_time = match request.get("MsgLifeTime") {
        None | Some(Value::Null) => None,
        Some(Value::Number(seconds)) if seconds.is_u64() => seconds.as_u64(),
        Some(_) => {
            return Err(Refusal::new(code::BAD_LIFE_TIME, "MsgLifeTime is no whole number of seconds"));
        }
    };
    Ok(life_time == Some(0) || integer(request, "OnlineOnlyFlag") == Some(1))
}

/// What the sender asks for; the member that asks for receipts has another name for each kind of conversation.
pub(super) fn flags(request: &Value, receipt: &str) -> u32 {
    let asks = |name: &str| {
        array(request, "SendMsgControl")
            .is_some_and(|names| names.iter().any(|entry| entry.as_str() == Some(name)))
    };
    [
        (flag::NO_UNREAD, asks("NoUnread")),
        (flag::NO_LAST_MESSAGE, asks("NoLastMsg")),
        (flag::NEED_RECEIPT, integer(request, receipt) == Some(1)),
        (flag::EXTENSION, integer(request, "SupportMessageExtension") == Some(1)),
    ]
    .into_iter()
    .filter(|(_, set)| *set)
    .fold(0, |flags, (bit, _)| flags | bit)
}
