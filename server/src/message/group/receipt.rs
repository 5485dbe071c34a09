//! Receipts of a group's messages: members confirm those whose sender asked for it, and the sender sees how many and who.

use serde_json::{Value, json};

use super::{named, notice, seqs};
use crate::core::{Audience, Call, Event, Fault, Refusal, Reply, code, integer, text, unsigned};
use crate::group::{Operation, Seat};
use crate::message::flag;
use crate::store::{AccountId, GroupMessage, Store, StoreError, Visibility};

/// Messages that one request may name.
const MAX_MESSAGES: usize = 100;
const MAX_PAGE: u64 = 100;

/// `group_msg_receipt`.
pub(crate) fn confirm_group(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SeeHistory, store)?;
    let me = call.session.account;
    let mut reply = Reply::default();
    for seq in seqs(call.body, MAX_MESSAGES)? {
        let message = wanting(&seat, seq, store)?;
        let no = message.message.no;
        // One's own, confirmed before, or not for oneself: no news.
        if message.message.sender == me
            || store.visibility(no, me)? == Visibility::Targeted
            || !store.add_receipt(no, me)?
        {
            continue;
        }
        let (read, unread) = counts(&message, store)?;
        let told = named(
            &seat,
            json!({
                "MsgSeq": seq,
                "TinyId": message.message.sender.tiny_id(),
                "MsgClientTime": message.message.client_time,
                "MsgRandom": message.message.random,
                "ReadNum": read,
                "UnreadNum": unread,
            }),
        );
        let event = Event::group_notice(notice(&seat, "GroupMsgReceiptList", vec![told]));
        reply = reply.push(Audience::Account(message.message.sender), event);
    }
    Ok(reply)
}

/// `get_group_msg_receipt`: how many have read each of some messages.
pub(crate) fn group_receipts(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SeeHistory, store)?;
    let mut list: Vec<Value> = Vec::new();
    for seq in seqs(call.body, MAX_MESSAGES)? {
        list.push(match wanting(&seat, seq, store) {
            Ok(message) => {
                let (read, unread) = counts(&message, store)?;
                json!({ "MsgSeq": seq, "Code": 0, "ReadNum": read, "UnreadNum": unread })
            }
            Err(Fault::Refused(refusal)) => json!({ "MsgSeq": seq, "Code": refusal.code }),
            Err(fault) => return Err(fault),
        });
    }
    Ok(Reply::with(json!({ "GroupMsgReceiptList": list })))
}

/// `get_group_msg_receipt_detail`: who has read one message, or has not, page by page.
pub(crate) fn group_readers(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SeeHistory, store)?;
    let seq = unsigned(call.body, "MsgSeq")
        .ok_or_else(|| Refusal::new(code::GROUP_PARAMETER, "MsgSeq is no whole number of 32 bits"))?;
    let message = wanting(&seat, seq, store)?;
    let read = integer(call.body, "Flag") != Some(1);
    let limit = integer(call.body, "Num").unwrap_or(MAX_PAGE).clamp(1, MAX_PAGE);
    let limit = usize::try_from(limit).unwrap_or(1);
    let after = text(call.body, "Cursor").and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
    let mut found = store.readers(&message, read, AccountId(after), limit.saturating_add(1))?;
    let complete = found.len() <= limit;
    found.truncate(limit);
    let cursor = found.last().filter(|_| !complete).map(|(id, _)| id.0.to_string()).unwrap_or_default();
    let name = if read { "Read_Account" } else { "Unread_Account" };
    let list: Vec<Value> = found.into_iter().map(|(_, user_id)| json!({ name: user_id })).collect();
    let (readers, others) = if read { (list, Vec::new()) } else { (Vec::new(), list) };
    Ok(Reply::with(json!({
        "Cursor": cursor,
        "IsFinish": u8::from(complete),
        "ReadList": readers,
        "UnreadList": others,
    })))
}

/// A message whose sender wants receipts.
fn wanting(seat: &Seat, seq: u32, store: &mut dyn Store) -> Result<GroupMessage, Fault> {
    let found = store.group_message(seat.place().no, seq)?;
    found.filter(|message| message.message.flags & flag::NEED_RECEIPT != 0).ok_or_else(|| {
        Refusal::new(code::NO_SUCH_GROUP_MESSAGE, format!("there is no message {seq} that asks for receipts"))
            .into()
    })
}

/// How many have read a message, and how many of those who were there when it was sent have not.
fn counts(message: &GroupMessage, store: &mut dyn Store) -> Result<(u64, u64), StoreError> {
    let read = store.receipts(message.message.no)?;
    Ok((read, message.audience.saturating_sub(read)))
}
