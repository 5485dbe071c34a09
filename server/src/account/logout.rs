//! `im_open_status.wslogout`: always answered with OK, also when the session is gone, because clients wait
//! for it before they tell their application.

use crate::core::{Desk, Effect, Fault, Reply, integer, key_hash};
use crate::status;
use crate::store::Store;

/// Sent by the user; the other type, 1, is sent by a client that was kicked.
const BY_USER: u64 = 0;

pub(crate) fn log_out(desk: &mut Desk<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let found = store.session_by_key(&key_hash(&desk.head.a2))?;
    let Some(session) = found.filter(|found| found.account.tiny_id() == desk.head.tinyid) else {
        return Ok(Reply::default());
    };
    // A kicked session stays, so that its key goes on to answer 1002.
    if integer(desk.body, "wslogout_type").unwrap_or(BY_USER) == BY_USER {
        store.end_session(session.inst)?;
        if desk.connections.is_only(session.account, session.inst) {
            status::log_out(session.account, store)?;
        }
    }
    Ok(Reply::default().effect(Effect::Forget { account: session.account, inst: session.inst }))
}
