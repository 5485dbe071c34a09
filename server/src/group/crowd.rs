//! Everybody in a group, as those whom a push reaches.

use std::sync::Arc;

use crate::core::{Audience, Event, Reply, Session};
use crate::store::{Group, Store, StoreError};

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
    Ok(reply.push(Audience::Crowd(accounts, but.map(|session| session.inst)), event))
}
