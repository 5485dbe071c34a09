//! `group_msg_recall`: the sender takes a message back within a time, or whoever runs the group any message of others
//! below him. It stays in history, marked. `get_group_notify` tells a client that was away which ones.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::wire::counting_flags;
use super::{named, notice, seqs};
use crate::conversation::renew_group;
use crate::core::{Call, Event, Fault, Refusal, Reply, code, integer};
use crate::group::{Operation, Rank, Seat, tell_members};
use crate::message::flag;
use crate::store::{AccountId, GroupMessage, Store, StoreError, Visibility};

/// Messages that one request may name.
const MAX_MESSAGES: usize = 10;
/// Messages in one answer of `get_group_notify`.
const MAX_PAGE: u64 = 100;

pub(crate) fn recall(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::Send, store)?;
    let seqs = seqs(call.body, MAX_MESSAGES)?;
    if call.config.message.recall_seconds == 0 {
        return Err(Refusal::new(code::REVOKING_OFF, "this server does not let messages be revoked").into());
    }
    let (mut results, mut recalled): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    let mut deleters: BTreeSet<AccountId> = BTreeSet::new();
    for seq in seqs {
        let message = store.group_message(seat.place().no, seq)?;
        let result = match &message {
            Some(message) => fault(call, &seat, message, store)?,
            None => code::NO_SUCH_GROUP_MESSAGE,
        };
        if let Some(message) = message.filter(|_| result == 0) {
            store.revoke_message(message.message.no, call.session.account, call.now)?;
            store.note_recall(seat.place().no, seq, call.now)?;
            recalled.push(told(&seat, &message, &call.session.user_id, store)?);
            deleters.extend(store.deleters(message.message.no)?);
        }
        results.push(json!({ "MsgSeq": seq, "RetCode": result }));
    }
    let reply = Reply::with(json!({ "RecallRetList": results }));
    if recalled.is_empty() {
        return Ok(reply);
    }
    let event = Event::group_notice(notice(&seat, "GroupWithdrawInfoArray", recalled));
    let mut reply = tell_members(reply, &seat.group, seat.topic.as_ref(), event, Some(call.session), store)?;
    // What somebody has deleted counted no more: his instances that hold it do not know that.
    for deleter in deleters {
        reply = renew_group(reply, deleter, seat.place().no, store)?;
    }
    Ok(reply)
}

/// Why a message cannot be revoked; 0 when it can.
fn fault(
    call: &Call<'_>,
    seat: &Seat,
    message: &GroupMessage,
    store: &mut dyn Store,
) -> Result<i64, StoreError> {
    let me = call.session;
    if message.is_tip() || message.message.revoker.is_some() {
        return Ok(code::NOT_TO_BE_RECALLED);
    }
    // What somebody cannot see is not there for him.
    if store.visibility(message.message.no, me.account)? == Visibility::Targeted && seat.rank < Rank::Admin {
        return Ok(code::NO_SUCH_GROUP_MESSAGE);
    }
    if message.message.sender != me.account {
        let author = store.member(seat.group.no, message.message.sender)?;
        let below = match &author {
            Some(author) => seat.is_above(author),
            None => true,
        };
        return Ok(if below && seat.check(Operation::Recall).is_ok() { 0 } else { code::GROUP_NOT_ALLOWED });
    }
    let age = call.now.seconds().saturating_sub(message.message.time);
    Ok(if age > call.config.message.recall_seconds { code::RECALLED_TOO_LATE } else { 0 })
}

/// What clients are told of a revoked message. Always with the revoker: without, some would show it twice.
/// And with what tells whether it counted as unread, for clients that do not hold it.
fn told(
    seat: &Seat,
    message: &GroupMessage,
    revoker: &str,
    store: &mut dyn Store,
) -> Result<Value, StoreError> {
    let sender = store.account(message.message.sender)?.map(|sender| sender.user_id);
    let counts = !message.targeted && counting_flags(message, &seat.group) & flag::NO_UNREAD == 0;
    Ok(named(
        seat,
        json!({
            "MsgSeq": message.seq,
            "MsgRandom": message.message.random,
            "RevokerInfo": { "Revoker_Account": revoker },
            "From_Account": sender,
            "SendMsgControl": { "NoUnread": u8::from(!counts) },
        }),
    ))
}

/// What was revoked between two times, in microseconds.
pub(crate) fn recalled(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SeeHistory, store)?;
    let (begin, end) = integer(call.body, "BeginTime")
        .zip(integer(call.body, "EndTime"))
        .ok_or_else(|| Refusal::new(code::GROUP_PARAMETER, "BeginTime or EndTime is missing"))?;
    let limit = integer(call.body, "Limit").unwrap_or(20).clamp(1, MAX_PAGE);
    let limit = usize::try_from(limit).unwrap_or(1);
    // One more than asked for tells where to go on.
    let mut found = store.recalled(seat.place().no, begin / 1000, end / 1000, limit.saturating_add(1))?;
    let next = found.get(limit).map_or(0, |(time, _)| time.saturating_mul(1000));
    found.truncate(limit);
    let mut list = Vec::with_capacity(found.len());
    for (_, message) in &found {
        let revoker = match message.message.revoker {
            Some(revoker) => store.account(revoker)?.map(|account| account.user_id),
            None => None,
        };
        list.push(told(&seat, message, &revoker.unwrap_or_default(), store)?);
    }
    Ok(Reply::with(json!({ "NextMsgTime": next, "NotifyMsgList": list })))
}
