//! `recentcontact.top`: a conversation is pinned, or not any more.

use super::{check_own, contact};
use crate::core::{Audience, Call, Event, Fault, Refusal, Reply, code, integer};
use crate::store::Store;

pub(crate) fn pin(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    check_own(call)?;
    let me = call.session;
    let pinned = match integer(call.body, "OperationType") {
        Some(1) => true,
        Some(2) => false,
        _ => {
            return Err(Refusal::new(code::CONTACT_PARAMETER, "OperationType is neither 1 nor 2").into());
        }
    };
    let mut changed = Vec::new();
    let mut reply = Reply::default();
    for item in contact::items(call.body, "RecentContactItem")? {
        let peer = contact::find_only(call, item, store)?;
        let was_listed = peer.is_listed(me.account, store)?;
        if store.set_pinned(me.account, peer.peer(), pinned)? {
            changed.push(peer.name());
            if !was_listed {
                reply = peer.renew(reply, me.account, store)?;
            }
        }
    }
    Ok(if changed.is_empty() {
        reply
    } else {
        reply.push(Audience::OtherInstances(me.account, me.inst), Event::pinned(changed, pinned))
    })
}
