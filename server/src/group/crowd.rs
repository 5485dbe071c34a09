//! Everybody in a group, as those whom a push reaches.

use std::sync::Arc;

use serde_json::{Value, json};

use super::notice::{SYSTEM, about};
use crate::core::{Audience, Call, Effect, Event, Reply, Session};
use crate::store::{Group, GroupKind, Store, StoreError};

/// Pushes to all members who want to hear of messages, but not to the instance `but`. One frame for all.
pub(crate) fn tell(
    reply: Reply,
    group: &Group,
    topic: Option<&Group>,
    event: Event,
    but: Option<&Session>,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    let accounts: Arc<[_]> = store.listeners(topic.unwrap_or(group))?.into();
    let reply = note(reply, group, &event);
    Ok(reply.push(Audience::Crowd(accounts, but.map(|session| session.inst)), event))
}

/// Tells all members of something that is no message, the caller too.
pub(crate) fn signal(
    call: &mut Call<'_>,
    reply: Reply,
    group: &Group,
    body: Value,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    let item = json!({
        "ToGroupId": group.group_id,
        "From_Account": SYSTEM,
        "MsgSeq": store.next_notice()?,
        "MsgRandom": call.keys.number(),
        "MsgTimeStamp": call.now.seconds(),
        "MsgClientTime": call.now.seconds(),
        "GroupInfo": about(group, None, None),
        "MsgBody": body,
    });
    let accounts: Arc<[_]> = store.member_accounts(group.no)?.into();
    let event = Event::group_signal(item);
    let reply = note(reply, group, &event);
    Ok(reply.push(Audience::Crowd(accounts, None), event))
}

/// What happens in a room its guests ask for.
fn note(reply: Reply, group: &Group, event: &Event) -> Reply {
    if group.kind == GroupKind::AvChatRoom {
        reply.effect(Effect::Room { room: group.no, event: event.single() })
    } else {
        reply
    }
}
