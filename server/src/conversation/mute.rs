//! `openim.set_c2c_peer_mute_notifications` and `openim.get_c2c_peer_mute_notifications`: of whose messages an account
//! wants to be notified. What muting does to messages is in [`crate::message`].

use serde_json::{Value, json};

use crate::core::{Audience, Call, Event, Fault, Refusal, Reply, array, code, integer};
use crate::store::{Mute, Store, Subject};

/// Users that one request may name.
const MAX_PEERS: usize = 100;

pub(crate) fn set_mutes(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let me = call.session;
    let peers: Vec<&str> = array(call.body, "Peer_Account")
        .filter(|peers| (1..=MAX_PEERS).contains(&peers.len()))
        .and_then(|peers| peers.iter().map(Value::as_str).collect())
        .ok_or_else(|| {
            Refusal::new(
                code::MALFORMED_MESSAGE,
                format!("Peer_Account is no list of 1 to {MAX_PEERS} user ids"),
            )
        })?;
    let mute = integer(call.body, "Mute_Notifications")
        .and_then(Mute::from_code)
        .ok_or_else(|| Refusal::new(code::MALFORMED_MESSAGE, "Mute_Notifications is none of 0, 1, 2"))?;
    let (mut found, mut errors): (Vec<_>, Vec<Value>) = (Vec::new(), Vec::new());
    for peer in peers {
        match store.account_named(peer)? {
            Some(account) if store.mute(me.account, account.id)? == mute => {}
            Some(account) => found.push(account),
            None => errors.push(json!({
                "Peer_Account": peer,
                "ErrorCode": code::UNKNOWN_RECEIVER,
                "ErrorInfo": "there is no such user",
            })),
        }
    }
    let seq = if found.is_empty() {
        store.sequence(me.account, Subject::Mutes)?
    } else {
        store.advance(me.account, Subject::Mutes)?
    };
    let mut reply = Reply::with(json!({ "UpdateSeq": seq, "ErrorList": errors }));
    for peer in found {
        store.set_mute(me.account, peer.id, mute, seq)?;
        let notice =
            json!({ "To_Account": peer.user_id, "UpdateSeq": seq, "MuteNotifications": mute.code() });
        reply = reply.push(
            Audience::OtherInstances(me.account, me.inst),
            Event::notice("MuteNotificationsSync", notice),
        );
    }
    Ok(reply)
}

/// What was set after the change that the client knows. Who knows none may have heard of some by push, and is told of
/// those who are not muted any more, too.
pub(crate) fn get_mutes(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let me = call.session.account;
    let known = integer(call.body, "UpdateSeq").unwrap_or(0);
    let list: Vec<Value> = store
        .mutes_since(me, known)?
        .into_iter()
        .map(|(peer, mute)| json!({ "Peer_Account": peer, "MuteNotifications": mute.code() }))
        .collect();
    Ok(Reply::with(json!({
        "UpdateSeq": store.sequence(me, Subject::Mutes)?,
        "MuteNotificationsList": list,
    })))
}
