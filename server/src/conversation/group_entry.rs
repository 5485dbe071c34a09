//! A group as an entry of the conversation list. Which groups are listed, and what each of them shows, is asked when the
//! list is: a message in a group of thousands changes one row, not thousands.

use serde_json::{Map, Value, json};

use super::contact;
use super::mark::put_labels;
use crate::core::{Audience, Event, Reply};
use crate::group::{SYSTEM, counts_unread};
use crate::message::{group_item, message_body};
use crate::store::{AccountId, GroupMessage, GroupNo, Mute, RecentGroup, Store, StoreError};

/// What tells clients that the last message of a group was revoked.
const REVOKED: u8 = 2;

/// The message that the list shows of a group.
pub(super) fn last(recent: &RecentGroup, store: &mut dyn Store) -> Result<Option<GroupMessage>, StoreError> {
    match recent.last {
        Some(seq) => store.group_message(recent.group, seq),
        None => Ok(None),
    }
}

/// Tells all instances of `owner` how the list shows a group now, as [`super::renew`] does of a user.
pub(crate) fn renew_group(
    reply: Reply,
    owner: AccountId,
    group: GroupNo,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    let Some(recent) = store.recent_group(owner, group)? else { return Ok(reply) };
    let last = last(&recent, store)?;
    let entry = entry(owner, &recent, last, store)?;
    Ok(match entry {
        Some(entry) => reply.push(Audience::Account(owner), Event::listed(vec![entry])),
        None => reply,
    })
}

/// `None` when the group has gone meanwhile.
pub(super) fn entry(
    me: AccountId,
    recent: &RecentGroup,
    last: Option<GroupMessage>,
    store: &mut dyn Store,
) -> Result<Option<Value>, StoreError> {
    let (Some(group), Some(member)) = (store.group(recent.group)?, store.member(recent.group, me)?) else {
        return Ok(None);
    };
    let counts = counts_unread(group.kind) && member.remind != Mute::Discard;
    let unread = if counts { store.group_unread(group.no, me, member.read_seq)? } else { 0 };
    let mut entry = Map::new();
    let mut put = |key: &str, value: Value| entry.insert(key.to_owned(), value);
    put("Type", contact::GROUP.into());
    put("ToAccount", group.group_id.as_str().into());
    put("MsgTimeStamp", recent.time.into());
    if let Some(last) = last {
        put("MsgSeq", last.seq.into());
        put("MsgRandom", last.message.random.into());
        let revoked = last.message.revoker.is_some();
        put("LastMsgFlags", if revoked { REVOKED } else { 0 }.into());
        let item = group_item(&last, &group, None, store)?;
        let said =
            |key: &str| item.get("GroupInfo").and_then(|info| info.get(key)).cloned().unwrap_or_default();
        if last.is_tip() {
            put("MsgGroupFrom_Account", SYSTEM.into());
            put("LastMsg", json!({ "Event": 4, "GroupTips": item }));
        } else {
            put("MsgGroupFrom_Account", item.get("From_Account").cloned().unwrap_or_default());
            put("MsgGroupFromNickName", said("From_AccountNick"));
            let card = said("MsgFrom_AccountExtraInfo").get("NameCard").cloned();
            put("MsgGroupFromCardName", card.unwrap_or_default());
            let mut shown = Map::new();
            shown.insert("MsgBody".to_owned(), message_body(&last.message.body));
            shown.insert("CloudCustomData".to_owned(), last.message.cloud_custom_data.as_str().into());
            if let Some(revoker) = item.get("RevokerInfo") {
                shown.insert("RevokerInfo".to_owned(), revoker.clone());
            }
            put("LastMsg", shown.into());
        }
    }
    put("GroupNick", group.name.as_str().into());
    put("GroupImage", group.avatar.as_str().into());
    put("UnreadMsgCount", unread.into());
    put("MsgGroupReadedSeq", member.read_seq.into());
    put("TopFlags", u8::from(recent.pinned).into());
    put_labels(&store.labels(me, group.no.as_peer())?, &mut entry);
    Ok(Some(entry.into()))
}
