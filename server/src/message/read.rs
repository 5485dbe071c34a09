//! Read marks: `openim.msgreaded` and `openim.read_all_unread_msg` move one's own, `openim.get_peer_read_time` asks for others'.

use serde_json::{Value, json};

use super::group::{move_group_mark, tell_left};
use crate::conversation::renew;
use crate::core::{Audience, Call, Event, Fault, Refusal, Reply, array, code, integer, text, unsigned};
use crate::group::{Operation, Seat};
use crate::store::{Account, Store};

/// Peers that one request may name.
const MAX_PEERS: usize = 100;

pub(crate) fn mark_read(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let items = call
        .body
        .get("C2CMsgReaded")
        .and_then(|report| array(report, "C2CMsgReadedItem"))
        .filter(|items| items.len() <= MAX_PEERS)
        .ok_or_else(|| {
            Refusal::new(
                code::MALFORMED_MESSAGE,
                format!("C2CMsgReaded.C2CMsgReadedItem is no list of at most {MAX_PEERS}"),
            )
        })?;
    let mut reports = Vec::new();
    for item in items {
        let (peer, time) = text(item, "To_Account").zip(integer(item, "LastedMsgTime")).ok_or_else(|| {
            Refusal::new(code::MALFORMED_MESSAGE, "an item needs To_Account and LastedMsgTime")
        })?;
        let peer = store
            .account_named(peer)?
            .ok_or_else(|| Refusal::new(code::UNKNOWN_RECEIVER, format!("there is no user {peer}")))?;
        reports.push((peer, time));
    }
    let mut reply = Reply::default();
    for (peer, time) in reports {
        if let Some(read_time) = move_mark(call, &peer, time, store)? {
            reply = tell(call, reply, &peer, read_time);
            // A late report leaves younger ones unread, which an instance may know the number of and nothing else.
            let left =
                store.conversation(call.session.account, peer.id)?.is_some_and(|state| state.unread > 0);
            if left {
                reply = renew(reply, call.session.account, peer.id, store)?;
            }
        }
    }
    Ok(reply)
}

/// `openim.read_all_unread_msg`: every conversation with a user is read, and those with the groups named.
pub(crate) fn mark_all_read(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let me = call.session;
    let all = integer(call.body, "C2CReadAllMsg") == Some(1);
    let (mut results, mut read): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    let mut marked: Vec<(Seat, u32)> = Vec::new();
    for group in array(call.body, "GroupReadInfo").unwrap_or_default() {
        let group_id = text(group, "GroupId").unwrap_or_default();
        let seq = unsigned(group, "MsgSeq").unwrap_or(0);
        let outcome = Seat::named(call, group_id, Operation::SeeHistory, store)
            .and_then(|seat| Ok((move_group_mark(call, &seat, seq, store)?, seat)));
        let result = match outcome {
            Ok((moved, seat)) => {
                if let Some(seq) = moved {
                    read.push(json!({ "GroupId": group_id, "LastReadMsgSeq": seq }));
                    marked.push((seat, seq));
                }
                0
            }
            Err(Fault::Refused(refusal)) => refusal.code,
            Err(fault) => return Err(fault),
        };
        results.push(json!({ "GroupId": group_id, "MsgSeq": seq, "RetCode": result }));
    }
    let mut reply = Reply::with(json!({ "C2CReadAllMsg": u8::from(all), "GroupReadInfoArray": results }));
    let mut something = !read.is_empty();
    for peer in if all { store.unread_peers(me.account)? } else { Vec::new() } {
        let Some(peer) = store.account(peer)? else { continue };
        if let Some(read_time) = move_mark(call, &peer, u64::MAX, store)? {
            something = true;
            reply = tell_peer(call, reply, &peer, read_time);
        }
    }
    if something {
        reply = reply.push(Audience::OtherInstances(me.account, me.inst), Event::all_read(all, read));
    }
    for (seat, seq) in &marked {
        reply = tell_left(call, reply, seat, *seq, store)?;
    }
    Ok(reply)
}

/// Moves my mark in the conversation with `peer` forward, never back. The time that the peer is to be told, when
/// something has become read.
fn move_mark(
    call: &Call<'_>,
    peer: &Account,
    time: u64,
    store: &mut dyn Store,
) -> Result<Option<u64>, Fault> {
    let me = call.session.account;
    let Some(before) = store.conversation(me, peer.id)? else {
        return Ok(None);
    };
    // What arrives later has not been read now, whatever time the client names.
    let time = time.min(call.now.seconds());
    // A report that comes late, with a time before the mark, does not reach what arrived in the mark's second.
    let read_upto = store.newest_incoming(me, peer.id, time)?.unwrap_or_default().max(before.read_upto);
    let read_time = time.max(before.read_time);
    if read_upto == before.read_upto && read_time == before.read_time {
        return Ok(None);
    }
    store.set_read(me, peer.id, read_time, read_upto, call.now)?;
    Ok(Some(read_time))
}

/// Reads everything of a conversation that is about to go, and tells the peer.
pub(crate) fn read_out(
    call: &Call<'_>,
    reply: Reply,
    peer: &Account,
    store: &mut dyn Store,
) -> Result<Reply, Fault> {
    Ok(match move_mark(call, peer, u64::MAX, store)? {
        Some(read_time) => tell_peer(call, reply, peer, read_time),
        None => reply,
    })
}

/// The peer learns that its messages were read, my other instances that they need not count them any more.
fn tell(call: &Call<'_>, reply: Reply, peer: &Account, read_time: u64) -> Reply {
    let me = call.session;
    tell_peer(call, reply, peer, read_time).push(
        Audience::OtherInstances(me.account, me.inst),
        Event::notice(
            "ReadC2cMsgNotify",
            json!({
                "UinPairReadArray": [{ "From_Account": peer.user_id, "LastReadTime": read_time }],
            }),
        ),
    )
}

fn tell_peer(call: &Call<'_>, reply: Reply, peer: &Account, read_time: u64) -> Reply {
    let me = call.session;
    if peer.id == me.account {
        return reply;
    }
    reply.push(
        Audience::Account(peer.id),
        Event::notice(
            "C2cReadedReceipt",
            json!({ "To_Account": me.user_id, "UinPairReadArray": [{ "LastReadTime": read_time }] }),
        ),
    )
}

/// How far the named users have read my messages, in their order; 0 for who has read nothing.
pub(crate) fn peer_read_time(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let peers = array(call.body, "To_Account")
        .filter(|peers| peers.len() <= MAX_PEERS && peers.iter().all(Value::is_string))
        .ok_or_else(|| {
            Refusal::new(
                code::MALFORMED_MESSAGE,
                format!("To_Account is no list of at most {MAX_PEERS} user ids"),
            )
        })?;
    let mut times = Vec::with_capacity(peers.len());
    for peer in peers.iter().filter_map(Value::as_str) {
        let theirs = match store.account_named(peer)? {
            Some(peer) => store.conversation(peer.id, call.session.account)?,
            None => None,
        };
        times.push(theirs.map_or(0, |theirs| theirs.read_time));
    }
    Ok(Reply::with(json!({ "ReadTime": times })))
}
