//! `group_msg_get`: a window of a group's messages by their numbers, newest first.
//!
//! The window is exactly the numbers asked for. What is not there any more, or was deleted by the reader, stands as a
//! hole, so that the answer is empty only when nothing comes before it.

use serde_json::{Value, json};

use super::wire::{group_item, hole};
use crate::core::{Call, Fault, Refusal, Reply, code, integer, unsigned};
use crate::group::{Operation, Seat, has_earlier_history};
use crate::message::PageBudget;
use crate::store::{GroupKind, Store, Visibility};

const DEFAULT_WINDOW: u32 = 15;
const MAX_WINDOW: u32 = 100;

/// The window is complete / nothing comes before it.
const COMPLETE: u8 = 1;
const END: u8 = 2;

pub(crate) fn group_history(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SeeHistory, store)?;
    let place = seat.place();
    if place.kind == GroupKind::AvChatRoom {
        return Err(Refusal::new(code::ROOM_HAS_NO_HISTORY, "rooms keep no messages").into());
    }
    let count = match unsigned(call.body, "ReqMsgNumber") {
        None | Some(0) => DEFAULT_WINDOW,
        Some(count) => count.min(MAX_WINDOW),
    };
    let last = unsigned(call.body, "ReqMsgSeq").unwrap_or(place.next_seq.saturating_sub(1));
    // Who sees nothing from before he came, and nothing that he has cleared.
    let reader = seat.reader(call.session, store)?;
    let begin = match &reader {
        Some(me) if has_earlier_history(place.kind) => me.cleared_upto.saturating_add(1),
        Some(me) => me.join_seq.max(me.cleared_upto.saturating_add(1)),
        // An administrator of the application.
        None => 1,
    };
    let first = last.saturating_sub(count.saturating_sub(1)).max(begin).max(1);
    let newest = place.next_seq.saturating_sub(1);
    if first > last || first > newest {
        // A window that lies wholly behind the newest message is complete, one before the first is the end.
        let finished = if last < begin { END } else { COMPLETE };
        return Ok(answer(&seat, if newest == 0 { END } else { finished }, Vec::new(), Vec::new()));
    }
    let revoked = integer(call.body, "WithRecalledMsg") != Some(0);
    let mut found =
        store.group_messages(place.no, call.session.account, first, last.min(newest))?.into_iter().peekable();
    let (mut items, mut invisible): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    let mut budget = PageBudget::new();
    for seq in (first..=last.min(newest)).rev() {
        let Some((message, visibility)) = found.next_if(|(message, _)| message.seq == seq) else {
            items.push(hole(&seat.group, seq));
            continue;
        };
        if !budget.takes(message.message.bytes()) {
            break;
        }
        let gone = message.message.revoker.is_some() && !revoked;
        match visibility {
            Visibility::Targeted => invisible.push(seq.into()),
            Visibility::Deleted => items.push(hole(&seat.group, seq)),
            Visibility::Visible if gone => items.push(hole(&seat.group, seq)),
            Visibility::Visible => {
                let mut item = group_item(&message, &seat.group, seat.topic.as_ref(), store)?;
                item.entry("IsPlaceMsg").or_insert(0.into());
                if message.is_tip() {
                    item.insert("Event".to_owned(), 4.into());
                }
                items.push(item.into());
            }
        }
    }
    // An empty list would be taken for the end.
    if items.is_empty() {
        items.extend(
            invisible
                .iter()
                .filter_map(Value::as_u64)
                .filter_map(|seq| u32::try_from(seq).ok().map(|seq| hole(&seat.group, seq))),
        );
    }
    Ok(answer(&seat, COMPLETE, items, invisible))
}

fn answer(seat: &Seat, finished: u8, items: Vec<Value>, invisible: Vec<Value>) -> Reply {
    Reply::with(json!({
        "GroupId": seat.group.group_id,
        "IsFinished": finished,
        "RspMsgList": items,
        "InvisibleMsgSeq": invisible,
    }))
}
