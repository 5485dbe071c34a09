//! `recentcontact.page_get`: the conversation list, pinned ones first, then newest first, a hundred at a time.
//!
//! The cursor is the last entry's time and its peer's number, so entries of one second are neither lost nor repeated:
//! TopTimeStamp and TopStartIndex while it is a pinned one, TimeStamp and StartIndex behind those. The last page answers
//! zeros: a client that reconnects sends the last cursor again and shall start over.

use serde_json::{Value, json};

use super::entry::entry;
use super::{check_own, group};
use crate::core::{Call, Fault, Reply, integer};
use crate::message::PageBudget;
use crate::store::{AccountId, PageCursor, Store, StoreError, StoredMessage};

const PAGE: usize = 100;

pub(crate) fn page_get(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    check_own(call)?;
    // Times can be 0, numbers of peers cannot.
    let cursor = |pinned: bool, time: &str, index: &str| {
        let peer =
            integer(call.body, index).and_then(|peer| i64::try_from(peer).ok()).filter(|peer| *peer != 0)?;
        Some(PageCursor { pinned, time: integer(call.body, time).unwrap_or(0), peer: AccountId(peer) })
    };
    let after =
        cursor(false, "TimeStamp", "StartIndex").or_else(|| cursor(true, "TopTimeStamp", "TopStartIndex"));
    let Page { entries, end } = read(call, after, PAGE, store)?;
    let cursor =
        |pinned: bool| end.filter(|end| end.pinned == pinned).map_or((0, 0), |end| (end.time, end.peer.0));
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
    let contacts = store.recent_contacts(me, after, call.config.conversation.max, size.saturating_add(1))?;
    let mut budget = PageBudget::new();
    let mut entries: Vec<Value> = Vec::new();
    let mut end = None;
    for contact in contacts.iter().take(size) {
        let last = match contact.last {
            Some(no) => store.message(no)?,
            None => None,
        };
        if !budget.takes(last.as_ref().map_or(0, StoredMessage::bytes)) {
            break;
        }
        entries.push(entry(me, contact, last, store)?);
        end = Some(PageCursor { pinned: contact.pinned, time: contact.time, peer: contact.peer });
    }
    let complete = entries.len() == contacts.len();
    Ok(Page { entries, end: end.filter(|_| !complete) })
}
