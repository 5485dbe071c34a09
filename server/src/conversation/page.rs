//! `recentcontact.page_get`: the conversation list, newest first, a hundred at a time.
//!
//! The cursor is the last entry's time (TimeStamp) and its peer's number (StartIndex), so entries of one second are
//! neither lost nor repeated. The last page answers zeros: a client that reconnects sends the last cursor again and
//! shall start over.

use serde_json::{Map, Value, json};

use super::check_own;
use crate::core::{Call, Fault, Reply, integer};
use crate::message::{PageBudget, REVOKED_FLAG, message_body, revoker};
use crate::store::{AccountId, PageCursor, RecentContact, Store, StoreError, StoredMessage};

const PAGE: usize = 100;
/// The kind of a conversation with one user.
const C2C: u8 = 1;

pub(crate) fn page_get(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    check_own(call)?;
    let after = match integer(call.body, "TimeStamp") {
        None | Some(0) => None,
        Some(time) => Some(PageCursor {
            time,
            peer: AccountId(
                integer(call.body, "StartIndex").and_then(|index| i64::try_from(index).ok()).unwrap_or(0),
            ),
        }),
    };
    let contacts = store.recent_contacts(
        call.session.account,
        after,
        call.config.conversation.max,
        PAGE.saturating_add(1),
    )?;
    let mut budget = PageBudget::new();
    let mut entries: Vec<Value> = Vec::new();
    let mut end = None;
    for contact in contacts.iter().take(PAGE) {
        let last = match contact.last {
            Some(no) => store.message(no)?,
            None => None,
        };
        if !budget.takes(last.as_ref().map_or(0, StoredMessage::bytes)) {
            break;
        }
        entries.push(entry(call.session.account, contact, last, store)?.into());
        end = Some((contact.time, contact.peer));
    }
    let complete = entries.len() == contacts.len();
    let (time, index) = end.filter(|_| !complete).map_or((0, 0), |(time, peer)| (time, peer.0));
    Ok(Reply::with(json!({
        "CompleteFlag": u8::from(complete),
        "TimeStamp": time,
        "StartIndex": index,
        "TopTimeStamp": 0,
        "TopStartIndex": 0,
        "SessionItem": entries,
    })))
}

fn entry(
    me: AccountId,
    contact: &RecentContact,
    last: Option<StoredMessage>,
    store: &mut dyn Store,
) -> Result<Map<String, Value>, StoreError> {
    let mut entry = Map::new();
    let mut put = |key: &str, value: Value| entry.insert(key.to_owned(), value);
    put("Type", C2C.into());
    put("To_Account", contact.peer_user_id.as_str().into());
    put("MsgTimeStamp", contact.time.into());
    if let Some(last) = last {
        let sender = if last.sender == me {
            store.account(me)?.map(|account| account.user_id).unwrap_or_default()
        } else {
            contact.peer_user_id.clone()
        };
        put("MsgSeq", last.seq.into());
        put("MsgRandom", last.random.into());
        put("LastC2CMsgFrom_Account", sender.into());
        let mut shown = Map::new();
        shown.insert("MsgBody".to_owned(), message_body(&last.body));
        shown.insert("CloudCustomData".to_owned(), last.cloud_custom_data.as_str().into());
        let revoker = revoker(&last, store)?;
        put("LastMsgFlags", if revoker.is_some() { REVOKED_FLAG } else { 0 }.into());
        if let Some(revoker) = revoker {
            shown.insert("RevokerInfo".to_owned(), revoker);
        }
        put("LastMsg", shown.into());
    }
    put("C2cPeerReadTime", contact.peer_read_time.into());
    put("C2cNick", contact.peer_nick.as_str().into());
    put("C2cImage", contact.peer_avatar.as_str().into());
    put("UnreadMsgCount", contact.unread.into());
    put("TopFlags", 0.into());
    Ok(entry)
}
