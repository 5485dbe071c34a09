//! `recentcontact.page_get`: the conversation list, pinned ones first, then newest first, a hundred at a time.
//!
//! The cursor is the last entry's time and its peer's place, so entries of one second are neither lost nor repeated:
//! TopTimeStamp and TopStartIndex while it is a pinned one, TimeStamp and StartIndex behind those. The last page answers
//! zeros: a client that reconnects sends the last cursor again and shall start over.

use std::cmp::Reverse;

use serde_json::{Value, json};

use super::entry::entry;
use super::{check_own, group, group_entry};
use crate::core::{Call, Fault, Reply, integer};
use crate::message::PageBudget;
use crate::store::{
    AccountId, GroupNo, PageCursor, RecentContact, RecentGroup, Store, StoreError, StoredMessage, peer_at,
    place_of,
};

const PAGE: usize = 100;

pub(crate) fn page_get(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    check_own(call)?;
    // Times can be 0, numbers of peers cannot.
    let cursor = |pinned: bool, time: &str, index: &str| {
        let place = integer(call.body, index).filter(|place| *place != 0)?;
        Some(PageCursor { pinned, time: integer(call.body, time).unwrap_or(0), peer: peer_at(place) })
    };
    let after =
        cursor(false, "TimeStamp", "StartIndex").or_else(|| cursor(true, "TopTimeStamp", "TopStartIndex"));
    let Page { entries, end } = read(call, after, PAGE, store)?;
    let cursor = |pinned: bool| {
        end.filter(|end| end.pinned == pinned).map_or((0, 0), |end| (end.time, place_of(end.peer)))
    };
    let ((time, index), (top_time, top_index)) = (cursor(false), cursor(true));
    Ok(Reply::with(json!({
        "CompleteFlag": u8::from(end.is_none()),
        "TimeStamp": time,
        "StartIndex": index,
        "TopTimeStamp": top_time,
        "TopStartIndex": top_index,
        "GroupItem": group::list(call, store)?,
        "SessionItem": entries,
    })))
}

/// `recentcontact.get`: what older clients ask for, the first entries without a way to the next ones.
pub(crate) fn get(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    check_own(call)?;
    let count = integer(call.body, "Count").and_then(|count| usize::try_from(count).ok()).unwrap_or(PAGE);
    let page = read(call, None, count.min(PAGE), store)?;
    Ok(Reply::with(json!({ "SessionItem": page.entries })))
}

struct Page {
    entries: Vec<Value>,
    /// Where the next page goes on, if there is one.
    end: Option<PageCursor>,
}

/// At most `size` entries behind `after`; fewer when they would become too large to send.
fn read(
    call: &Call<'_>,
    after: Option<PageCursor>,
    size: usize,
    store: &mut dyn Store,
) -> Result<Page, StoreError> {
    let me = call.session.account;
    let contacts = recent(call, after, size.saturating_add(1), store)?;
    let mut budget = PageBudget::new();
    let mut entries: Vec<Value> = Vec::new();
    let mut end = None;
    let mut taken: usize = 0;
    for contact in contacts.iter().take(size) {
        match contact {
            Recent::User(contact) => {
                let last = match contact.last {
                    Some(no) => store.message(no)?,
                    None => None,
                };
                if !budget.takes(last.as_ref().map_or(0, StoredMessage::bytes)) {
                    break;
                }
                entries.push(entry(me, contact, last, store)?);
            }
            Recent::Group(group) => {
                let last = group_entry::last(group, store)?;
                if !budget.takes(last.as_ref().map_or(0, |last| last.message.bytes())) {
                    break;
                }
                entries.extend(group_entry::entry(me, group, last, store)?);
            }
        }
        end = Some(contact.cursor());
        taken = taken.saturating_add(1);
    }
    let complete = taken == contacts.len();
    Ok(Page { entries, end: end.filter(|_| !complete) })
}

enum Recent {
    User(RecentContact),
    Group(RecentGroup),
}

impl Recent {
    fn cursor(&self) -> PageCursor {
        match self {
            Recent::User(contact) => {
                PageCursor { pinned: contact.pinned, time: contact.time, peer: contact.peer }
            }
            Recent::Group(group) => {
                PageCursor { pinned: group.pinned, time: group.time, peer: group.group.as_peer() }
            }
        }
    }

    /// Sorts pinned ones first, then by time, then users before groups.
    fn place(&self) -> (bool, Reverse<u64>, Reverse<AccountId>) {
        let PageCursor { pinned, time, peer } = self.cursor();
        (!pinned, Reverse(time), Reverse(peer))
    }
}

/// At most `limit` users and groups behind `after`, in the order of the list.
fn recent(
    call: &Call<'_>,
    after: Option<PageCursor>,
    limit: usize,
    store: &mut dyn Store,
) -> Result<Vec<Recent>, StoreError> {
    let me = call.session.account;
    let users = store.recent_contacts(me, after, call.config.conversation.max, limit)?;
    let mut all: Vec<Recent> = users.into_iter().map(Recent::User).collect();
    for pinned in [true, false] {
        let behind = match after {
            // The pinned ones are all behind.
            Some(cursor) if pinned && !cursor.pinned => continue,
            Some(cursor) if pinned == cursor.pinned => {
                Some((cursor.time, GroupNo::of_peer(cursor.peer).unwrap_or_default()))
            }
            _ => None,
        };
        let groups = store.recent_groups(me, pinned, behind, limit)?;
        all.extend(groups.into_iter().map(Recent::Group));
    }
    all.sort_by_key(Recent::place);
    all.truncate(limit);
    Ok(all)
}
