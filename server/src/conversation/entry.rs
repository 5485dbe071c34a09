//! One entry of the conversation list: as `page_get` lists it, and as it is pushed when something has changed it of which
//! no other push tells.

use serde_json::{Map, Value};

use super::contact;
use super::mark::put_labels;
use crate::core::{Audience, Event, Reply};
use crate::message::{REVOKED_FLAG, message_body, revoker};
use crate::store::{AccountId, RecentContact, Store, StoreError, StoredMessage};

/// Tells all instances of `owner` how the list shows the conversation with `peer` now. Also the one that asked: what it
/// holds may not be enough to know.
pub(crate) fn renew(
    reply: Reply,
    owner: AccountId,
    peer: AccountId,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    let Some(recent) = store.recent_contact(owner, peer)? else { return Ok(reply) };
    let last = match recent.last {
        Some(no) => store.message(no)?,
        None => None,
    };
    let entry = entry(owner, &recent, last, store)?;
    Ok(reply.push(Audience::Account(owner), Event::listed(vec![entry])))
}

pub(super) fn entry(
    me: AccountId,
    recent: &RecentContact,
    last: Option<StoredMessage>,
    store: &mut dyn Store,
) -> Result<Value, StoreError> {
    let mut entry = Map::new();
    let mut put = |key: &str, value: Value| entry.insert(key.to_owned(), value);
    put("Type", contact::USER.into());
    put("To_Account", recent.peer_user_id.as_str().into());
    put("MsgTimeStamp", recent.time.into());
    if let Some(last) = last {
        let sender = if last.sender == me {
            store.account(me)?.map(|account| account.user_id).unwrap_or_default()
        } else {
            recent.peer_user_id.clone()
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
    put("C2cPeerReadTime", recent.peer_read_time.into());
    put("C2cNick", recent.peer_nick.as_str().into());
    put("C2cImage", recent.peer_avatar.as_str().into());
    put("UnreadMsgCount", recent.unread.into());
    put("TopFlags", u8::from(recent.pinned).into());
    put_labels(&recent.labels, &mut entry);
    Ok(entry.into())
}
