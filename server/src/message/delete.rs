//! `openim.delete_c2c_msg_ramble`: messages vanish for the one who asks, from history and from the conversation list,
//! and for nobody else. Which ones is not pushed: what the list shows then, is.

use serde_json::Value;

use super::key::MessageKey;
use crate::conversation::renew;
use crate::core::{Call, Fault, Refusal, Reply, array, code, text};
use crate::store::{Pair, Store};

/// Messages that one request may name.
const MAX_KEYS: usize = 30;

pub(crate) fn delete(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let (peer, keys) = read(call)?;
    let me = call.session.account;
    // Nothing to delete is done: also when the peer, or a message, has never been.
    let Some(peer) = store.account_named(peer)? else {
        return Ok(Reply::default());
    };
    let pair = Pair::new(me, peer.id);
    for key in keys {
        if let Some(no) = store.message_by_key(pair, key.seq, key.random, key.time)? {
            store.delete_message(me, no)?;
        }
    }
    store.recount_unread(me, peer.id, call.now)?;
    let last = store.conversation(me, peer.id)?.and_then(|conversation| conversation.last);
    let newest = store.newest_shown(me, pair)?;
    if last.is_some() && last != newest.map(|(no, _)| no) {
        store.set_last(me, peer.id, newest)?;
    }
    Ok(renew(Reply::default(), me, peer.id, store)?)
}

fn read<'a>(call: &Call<'a>) -> Result<(&'a str, Vec<MessageKey>), Refusal> {
    let malformed = |info: String| Refusal::new(code::MALFORMED_MESSAGE, info);
    if text(call.body, "From_Account").is_some_and(|from| from != call.session.user_id) {
        return Err(Refusal::new(code::MESSAGE_NOT_SELF, "From_Account is somebody else"));
    }
    let peer = text(call.body, "To_Account").ok_or_else(|| malformed("To_Account is missing".to_owned()))?;
    let keys = array(call.body, "MsgKeyList")
        .filter(|keys| (1..=MAX_KEYS).contains(&keys.len()))
        .ok_or_else(|| malformed(format!("MsgKeyList is no list of 1 to {MAX_KEYS} keys")))?;
    let keys: Option<Vec<MessageKey>> =
        keys.iter().map(|key| Value::as_str(key).and_then(MessageKey::parse)).collect();
    let keys = keys.ok_or_else(|| {
        Refusal::new(code::BAD_MESSAGE_KEY, "a key reads <MsgSeq>_<MsgRandom>_<MsgTime>, all whole numbers")
    })?;
    Ok((peer, keys))
}
