//! `openim.getroammsg`: a conversation's history, page by page.
//!
//! Times on the wire are seconds, and many messages share one, so a page continues by key, never by time:
//! the answer's MsgKey carries the last message's place in the order of arrival. Clients hand it back
//! unread.

use serde_json::{Map, Value, json};

use super::flag;
use super::key::MessageKey;
use super::revoke::revoker;
use super::wire::{Item, PageBudget};
use crate::core::{Call, Fault, Refusal, Reply, code, integer, text};
use crate::store::{Account, Direction, HistoryFrom, MessageNo, Pair, Store, StoreError, StoredMessage};

const DEFAULT_PAGE: u64 = 15;
const MAX_PAGE: u64 = 100;

pub(crate) fn history(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let request = call.body;
    let peer = text(request, "Peer_Account")
        .ok_or_else(|| Refusal::new(code::MALFORMED_MESSAGE, "Peer_Account is missing"))?;
    // Nobody ever talked with a user who does not exist: an empty history, not an error.
    let Some(peer) = store.account_named(peer)? else {
        return Ok(page(&[], true, Vec::new()));
    };
    let Some(me) = store.account(call.session.account)? else {
        return Ok(page(&[], true, Vec::new()));
    };
    let direction = match integer(request, "GetDirection") {
        Some(1) => Direction::Newer,
        _ => Direction::Older,
    };
    let count = match integer(request, "MaxCnt") {
        None | Some(0) => DEFAULT_PAGE,
        Some(count) => count.min(MAX_PAGE),
    };
    let pair = Pair::new(me.id, peer.id);
    let revoked = integer(request, "WithRecalledMsg") != Some(0);
    let from = start(request, pair, direction, store)?;

    // One more than asked for tells whether there is more.
    let count = usize::try_from(count).unwrap_or(1);
    let mut messages = store.history(me.id, pair, revoked, from, direction, count.saturating_add(1))?;
    let mut budget = PageBudget::new();
    let fitting = messages.iter().take(count).take_while(|message| budget.takes(message.bytes())).count();
    let complete = fitting == messages.len();
    messages.truncate(fitting);

    let read_upto = store.conversation(peer.id, me.id)?.map(|theirs| theirs.read_upto).unwrap_or_default();
    let mut items: Vec<Value> = Vec::with_capacity(messages.len());
    for message in &messages {
        let revoker = revoker(message, store)?;
        items.push(item(message, &me, &peer, read_upto, revoker).into());
    }
    if direction == Direction::Older {
        items.reverse();
    }
    Ok(page(&messages, complete, items))
}

/// Where to go on: behind the message of the key, or at a time, of which 0 is now.
fn start(
    request: &Value,
    pair: Pair,
    direction: Direction,
    store: &mut dyn Store,
) -> Result<HistoryFrom, StoreError> {
    let time = match integer(request, "LastMsgTime") {
        None | Some(0) if direction == Direction::Older => u64::MAX,
        time => time.unwrap_or(0),
    };
    let Some(key) = text(request, "MsgKey").and_then(MessageKey::parse) else {
        return Ok(HistoryFrom::Time(time));
    };
    let no = match key.no {
        Some(no) => Some(no),
        // The key of a message, not of a page: good enough as long as it finds the message.
        None => store.message_by_key(pair, key.seq, key.random, key.time)?,
    };
    Ok(match no {
        Some(no) => HistoryFrom::Message { time: key.time, no },
        None => HistoryFrom::Time(key.time),
    })
}

/// `messages` in the order of reading: the last one is where the next page starts.
fn page(messages: &[StoredMessage], complete: bool, items: Vec<Value>) -> Reply {
    let (time, key) = messages.last().map_or((0, String::new()), |last| {
        let key = MessageKey { no: Some(last.no), ..MessageKey::of(last) };
        (last.time, key.text())
    });
    Reply::with(json!({
        "Complete": u8::from(complete),
        "MsgCnt": items.len(),
        "LastMsgTime": time,
        "MsgKey": key,
        "MsgList": items,
    }))
}

fn item(
    message: &StoredMessage,
    me: &Account,
    peer: &Account,
    read_upto: MessageNo,
    revoker: Option<Value>,
) -> Map<String, Value> {
    let (sender, receiver) = if message.sender == me.id { (me, peer) } else { (peer, me) };
    let needs_receipt = message.flags & flag::NEED_RECEIPT != 0;
    // Who asked for receipts wants to know of those, not of the read mark.
    let read =
        if needs_receipt { message.receipt } else { message.sender == me.id && message.no <= read_upto };
    let mut shown = Item::stored(message, sender, &receiver.user_id, revoker);
    if shown.flags & flag::DISCARDED != 0 && message.sender != me.id {
        // History is where these are, and clients that catch up with it shall neither count nor show them.
        shown.flags |= flag::NO_UNREAD | flag::NO_LAST_MESSAGE;
    }
    let mut item = shown.into_value();
    item.entry("MsgFlagBits").or_insert(0.into());
    if needs_receipt || read {
        item.insert("IsPeerRead".to_owned(), u8::from(read).into());
    }
    item
}
