//! Groups. There are none yet, and that is what clients are told.

use serde_json::json;

use crate::core::{Call, Fault, Reply};
use crate::store::Store;

/// `get_joined_group_list`, for groups and for communities: nobody can have joined one, because the commands
/// that make groups are unknown to this server.
pub(crate) fn get_joined_group_list(_: &mut Call<'_>, _: &mut dyn Store) -> Result<Reply, Fault> {
    Ok(Reply::with(json!({ "TotalCount": 0, "GroupIdList": [] })))
}
