//! Who is in a group: `get_group_member_info` page by page, `get_specified_group_member_info` for some.

use serde_json::{Value, json};

use super::info::{self, Wanted, accounts};
use super::kind::role_named;
use super::permission::Operation;
use super::seat::Seat;
use crate::core::{Call, Fault, Refusal, Reply, array, code, integer, text};
use crate::store::{GroupKind, MemberPage, Store};

const MAX_PAGE: usize = 100;
/// Users that one request may name.
const MAX_NAMED: usize = 50;

pub(crate) fn members(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SeeMembers, store)?;
    let community = seat.group.kind == GroupKind::Community;
    let count = |member: &str| integer(call.body, member).and_then(|count| usize::try_from(count).ok());
    let limit = count("Limit").filter(|limit| *limit > 0).unwrap_or(MAX_PAGE);
    if limit > MAX_PAGE {
        return Err(Refusal::new(
            code::GROUP_TOO_MANY_ACCOUNTS,
            format!("Limit is {limit}, {MAX_PAGE} members are the most in one page"),
        )
        .into());
    }
    let offset = if community {
        text(call.body, "Next").and_then(|next| next.parse().ok()).unwrap_or(0)
    } else {
        count("Offset").unwrap_or(0)
    };
    let role = array(call.body, "MemberRoleFilter").unwrap_or_default();
    let role = match role {
        [] => None,
        [role] => role.as_str().and_then(role_named),
        _ => return Err(Refusal::new(code::GROUP_PARAMETER, "MemberRoleFilter names one role").into()),
    };
    let page = store.members(seat.group.no, MemberPage { offset, limit, role })?;
    let complete = page.len() < limit;
    let (wanted, fields) = wanted(call);
    let list: Vec<Value> = page.iter().map(|member| info::member(member, &wanted, &fields).into()).collect();
    let mut reply = Reply::with(json!({ "MemberNum": seat.group.members, "MemberList": list }));
    if community {
        let next = if complete { String::new() } else { offset.saturating_add(page.len()).to_string() };
        reply.fields.insert("Next".to_owned(), next.into());
    }
    Ok(reply)
}

pub(crate) fn specified_members(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SeeMembers, store)?;
    let (wanted, fields) = wanted(call);
    let mut list: Vec<Value> = Vec::new();
    for name in accounts(call.body, "Member_List_Account", None, MAX_NAMED)? {
        let Some(account) = store.account_named(name)? else { continue };
        if let Some(member) = store.member(seat.group.no, account.id)? {
            list.push(info::member(&member, &wanted, &fields).into());
        }
    }
    Ok(Reply::with(json!({ "MemberList": list })))
}

fn wanted<'a>(call: &Call<'a>) -> (Wanted<'a>, Wanted<'a>) {
    (Wanted::read(call.body, "MemberInfoFilter"), Wanted::read(call.body, "AppDefinedDataFilter_GroupMember"))
}
