//! Who is in a room: how many, who, and the marks that the owner puts on them.

use serde_json::{Value, json};

use crate::core::{Call, Fault, Refusal, Reply, array, code, integer, text};
use crate::group::{Operation, Seat};
use crate::store::{GroupKind, MemberPage, Store};

const PAGE: usize = 1000;
/// Members that one request may mark.
const MAX_MARKED: usize = 500;
/// Different marks in one room; smaller numbers are not the application's.
const MAX_MARKS: usize = 10;
const FIRST_MARK: u32 = 1000;
/// Seconds that a client may show the number without asking again.
const COUNT_LASTS: u64 = 60;

/// `get_online_member_num`.
pub(crate) fn online_count(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SeeSelf, store)?;
    if seat.group.kind != GroupKind::AvChatRoom {
        return Err(Refusal::new(code::GROUP_NOT_ALLOWED, "only rooms count who is there now").into());
    }
    let count = seat.group.members.saturating_add(call.rooms.guests(seat.group.no));
    Ok(Reply::with(json!({ "OnlineMemberNum": count, "ExpireTime": COUNT_LASTS })))
}

/// `get_members`: page by page, perhaps only those with a mark. The cursor is the place of the next one.
pub(crate) fn room_members(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SeeMembers, store)?;
    if seat.group.kind != GroupKind::AvChatRoom {
        return Err(Refusal::new(code::GROUP_PARAMETER, "that is no room").into());
    }
    let offset = integer(call.body, "Timestamp").and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
    let wanted =
        integer(call.body, "Mark").and_then(|mark| u32::try_from(mark).ok()).filter(|mark| *mark > 0);
    let members = store.members(seat.group.no, MemberPage { offset, limit: PAGE, role: None })?;
    let next = if members.len() < PAGE { 0 } else { offset.saturating_add(members.len()) };
    let mut list: Vec<Value> = Vec::with_capacity(members.len());
    for member in members {
        let marks = store.marks(seat.group.no, member.account.id)?;
        if wanted.is_some_and(|wanted| !marks.contains(&wanted)) {
            continue;
        }
        list.push(json!({
            "Member_Account": member.account.user_id,
            "NickName": member.account.nick,
            "Avatar": member.account.avatar,
            "JoinTime": member.joined,
            "Marks": marks,
        }));
    }
    Ok(Reply::with(json!({ "MemberList": list, "NextTimestamp": next })))
}

/// `modify_user_info`: the answer has those who are in the room.
pub(crate) fn mark_members(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let wrong = |info: &str| Refusal::new(code::GROUP_PARAMETER, info);
    let seat = Seat::find(call, Operation::MarkMembers, store)?;
    let set = match integer(call.body, "CommandType") {
        Some(1) => true,
        Some(2) => false,
        _ => return Err(wrong("CommandType is neither 1 nor 2").into()),
    };
    let items = array(call.body, "MemberList")
        .filter(|items| (1..=MAX_MARKED).contains(&items.len()))
        .ok_or_else(|| wrong("MemberList is no list of 1 to 500 members"))?;
    let mut kinds = store.mark_kinds(seat.group.no)?;
    let mut done: Vec<Value> = Vec::new();
    for item in items {
        let name = text(item, "Member_Account").ok_or_else(|| wrong("a member has a Member_Account"))?;
        let marks: Option<Vec<u32>> = array(item, "Marks").and_then(|marks| {
            marks.iter().map(|mark| mark.as_u64().and_then(|mark| u32::try_from(mark).ok())).collect()
        });
        let marks = marks
            .filter(|marks| marks.iter().all(|mark| *mark >= FIRST_MARK))
            .ok_or_else(|| wrong("Marks are numbers from 1000 on"))?;
        for mark in &marks {
            if set && !kinds.contains(mark) {
                kinds.push(*mark);
            }
        }
        if kinds.len() > MAX_MARKS {
            return Err(wrong("a room has at most 10 different marks").into());
        }
        let Some(account) = store.account_named(name)? else { continue };
        if store.member(seat.group.no, account.id)?.is_none() {
            continue;
        }
        for mark in marks {
            store.set_mark(seat.group.no, account.id, mark, set)?;
        }
        done.push(json!({ "Member_Account": name }));
    }
    Ok(Reply::with(json!({ "MemberList": done })))
}
