//! `im_open_status.ws_status_subscribe` and `im_open_status.ws_status_unsubscribe`. Subscriptions are an instance's, and
//! end with its session.

use serde_json::json;

use super::users;
use crate::core::{Call, Fault, Reply, integer};
use crate::store::Store;

const MAX_USERS: usize = 100;

pub(crate) fn subscribe(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let (found, errors) = users(call, MAX_USERS, store)?;
    for account in found {
        store.subscribe(call.session.inst, account.id)?;
    }
    Ok(Reply::with(json!({ "ErrorList": errors })))
}

pub(crate) fn unsubscribe(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    if integer(call.body, "UnsubscribeAll") == Some(1) {
        store.unsubscribe_all(call.session.inst)?;
        return Ok(Reply::with(json!({ "ErrorList": [] })));
    }
    let (found, errors) = users(call, MAX_USERS, store)?;
    for account in found {
        store.unsubscribe(call.session.inst, account.id)?;
    }
    Ok(Reply::with(json!({ "ErrorList": errors })))
}
