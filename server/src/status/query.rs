//! `im_open_status.ws_get_user_status`.

use serde_json::{Value, json};

use super::{item, users};
use crate::core::{Call, Fault, Reply};
use crate::store::Store;

const MAX_USERS: usize = 500;

pub(crate) fn query(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let (found, errors) = users(call, MAX_USERS, store)?;
    let mut list: Vec<Value> = Vec::with_capacity(found.len());
    for account in found {
        let presence = store.presence(account.id)?;
        list.push(item(&account, call.connections.is_anybody_online(account.id), &presence));
    }
    Ok(Reply::with(json!({ "UserStatusList": list, "ErrorList": errors })))
}
