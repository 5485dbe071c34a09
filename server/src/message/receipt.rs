//! `openim.c2c_msg_read_receipt`: the receiver confirms single messages whose sender asked for it. Independent of read
//! marks and unread counts.

use serde_json::Value;

use super::flag;
use super::key::MessageKey;
use super::target::Target;
use crate::core::{Audience, Call, Event, Fault, Refusal, Reply, array, code, text};
use crate::store::Store;

/// Messages that one request may name.
const MAX_MESSAGES: usize = 100;

pub(crate) fn confirm(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let (peer, keys) = read(call)?;
    let me = call.session;
    let mut confirmed: Vec<Value> = Vec::new();
    let mut author = None;
    for key in keys {
        let target = Target::c2c(me, peer, &me.user_id, key, store)?;
        // Confirming twice, or what nobody asked to have confirmed, is no news.
        if target.message.flags & flag::NEED_RECEIPT == 0 || target.message.receipt {
            continue;
        }
        store.set_receipt(target.message.no)?;
        confirmed.push(target.id());
        author = Some(target.sender.id);
    }
    let reply = Reply::default();
    Ok(match author {
        Some(author) => reply.push(Audience::Account(author), Event::receipts(&me.user_id, confirmed)),
        None => reply,
    })
}

fn read<'a>(call: &Call<'a>) -> Result<(&'a str, Vec<MessageKey>), Refusal> {
    let malformed = |info: String| Refusal::new(code::MALFORMED_MESSAGE, info);
    let peer =
        text(call.body, "Peer_Account").ok_or_else(|| malformed("Peer_Account is missing".to_owned()))?;
    let items = array(call.body, "C2CMsgInfo")
        .filter(|items| (1..=MAX_MESSAGES).contains(&items.len()))
        .ok_or_else(|| malformed(format!("C2CMsgInfo is no list of 1 to {MAX_MESSAGES} messages")))?;
    let mut keys = Vec::with_capacity(items.len());
    for item in items {
        let key = MessageKey::read(item, "MsgTime")
            .ok_or_else(|| malformed("an item needs MsgSeq, MsgRandom and MsgTime".to_owned()))?;
        if text(item, "From_Account").is_some_and(|from| from != peer) {
            return Err(Refusal::new(
                code::MESSAGE_NOT_SELF,
                "only messages that Peer_Account sent to you can be confirmed",
            ));
        }
        keys.push(key);
    }
    Ok((peer, keys))
}
