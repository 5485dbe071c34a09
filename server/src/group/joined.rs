//! `get_joined_group_list`: the groups of the caller, page by page; communities have a list of their own.

use serde_json::{Value, json};

use super::info::{self, Wanted};
use super::kind::traits;
use crate::core::{Call, Fault, Refusal, Reply, code, integer, text};
use crate::store::{Joined, Store};

const MAX_PAGE: usize = 500;

pub(crate) fn joined_groups(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    list(call, Joined::Groups, store)
}

pub(crate) fn joined_communities(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let topics = integer(call.body, "SupportTopic") == Some(1);
    list(call, Joined::Communities { topics }, store)
}

fn list(call: &Call<'_>, which: Joined, store: &mut dyn Store) -> Result<Reply, Fault> {
    let request = call.body;
    if text(request, "Member_Account").is_some_and(|member| member != call.session.user_id) {
        return Err(Refusal::new(code::GROUP_NOT_ALLOWED, "Member_Account is somebody else").into());
    }
    let count = |member: &str| integer(request, member).and_then(|count| usize::try_from(count).ok());
    let mut joined = store.joined_groups(call.session.account, which)?;
    if integer(request, "WithHugeGroups") == Some(1) && which == Joined::Groups {
        joined.extend(store.rooms_of(call.session.account)?);
    }
    if let Some(kind) = text(request, "GroupType").filter(|kind| !kind.is_empty()) {
        let mut kept = Vec::with_capacity(joined.len());
        for no in joined {
            if store.group(no)?.is_some_and(|group| traits(group.kind).name == kind) {
                kept.push(no);
            }
        }
        joined = kept;
    }
    let total = joined.len();
    let (offset, limit) = (count("Offset").unwrap_or(0), count("Limit").unwrap_or(MAX_PAGE).min(MAX_PAGE));
    let (group_info, self_info) =
        (Wanted::read(request, "GroupBaseInfoFilter"), Wanted::read(request, "SelfInfoFilter"));
    let mut items: Vec<Value> = Vec::new();
    for no in joined.into_iter().skip(offset).take(limit) {
        let (Some(group), Some(me)) = (store.group(no)?, store.member(no, call.session.account)?) else {
            continue;
        };
        let mut item = info::group(&group, &group_info, store)?;
        item.insert("SelfInfo".to_owned(), info::membership(&me, &self_info));
        items.push(item.into());
    }
    Ok(Reply::with(json!({ "TotalCount": total, "GroupIdList": items })))
}
