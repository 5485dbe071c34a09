//! `recentcontact.batch_delete`: conversations leave the list, with their history or without. `recentcontact.clear_msg`:
//! the history goes, the conversation stays. For the one who asks, and for nobody else.

use serde_json::Value;

use super::entry::renew;
use super::{check_own, contact};
use crate::core::{Audience, Call, Event, Fault, Reply, integer};
use crate::message::read_out;
use crate::store::Store;

/// What is deleted is read: the peer sees that, and no count is left behind.
pub(crate) fn batch_delete(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    check_own(call)?;
    let me = call.session;
    let with_history = integer(call.body, "ClearRamble") == Some(1);
    let (mut results, mut deleted): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    let mut reply = Reply::default();
    for item in contact::items(call.body, "ContactItem")? {
        let found = contact::find(item, store)?;
        if let Ok(peer) = &found {
            reply = read_out(call, reply, peer, store)?;
            if with_history {
                let (newest, _) = store.newest_message()?;
                store.clear_history(me.account, peer.id, newest)?;
            }
            store.unlist(me.account, peer.id)?;
            deleted.push(contact::name(peer));
        }
        let name = item.as_object().cloned().unwrap_or_default();
        results.push(contact::result(name, found.err()));
    }
    reply.fields = [("ResultItem".to_owned(), results.into())].into_iter().collect();
    Ok(if deleted.is_empty() {
        reply
    } else {
        reply.push(Audience::OtherInstances(me.account, me.inst), Event::deleted(deleted))
    })
}

/// Other instances show the messages that they hold until they are loaded again; their list shows that there are none.
pub(crate) fn clear_history(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    check_own(call)?;
    let me = call.session.account;
    let peer = contact::find_only(call.body, store)?;
    let (newest, _) = store.newest_message()?;
    store.clear_history(me, peer.id, newest)?;
    store.recount_unread(me, peer.id, call.now)?;
    Ok(renew(Reply::default(), me, peer.id, store)?)
}
