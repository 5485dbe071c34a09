//! `im_open_status.wshello`: every two minutes a client asks whether it still is logged in. A kicked
//! instance learns it here (1002) when the push was lost; that answer is the door's, before this handler.

use crate::core::{Call, Effect, Fault, Reply};
use crate::store::Store;

pub(crate) fn hello(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    // A page that stays open for weeks keeps its session: it is renewed when half of its life is over.
    let ttl_ms = call.config.session.a2_ttl.saturating_mul(1000);
    let left_ms = call.session.expires.saturating_sub(call.now.ms());
    if left_ms > ttl_ms / 2 {
        return Ok(Reply::default());
    }
    let expires = call.now.ms().saturating_add(ttl_ms);
    store.renew_session(call.session.inst, call.now, expires)?;
    Ok(Reply::default().effect(Effect::Renew { expires }))
}
