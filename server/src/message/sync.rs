//! `openim.getmsg`: what a client does not know yet.
//!
//! * With an empty cookie, after login: the unread count of every conversation. The messages themselves the client has
//!   from the conversation list (the last ones) and from history.
//! * With a cookie, after a reconnect: also every message since that cookie, which the client treats like pushes. What
//!   this instance sent is left out, the sender knows it; what it got by push before the socket died comes again and is
//!   recognised as a copy. And what was revoked and modified meanwhile.
//!
//! Either way: the notices about groups that its client has not deleted, or that are new.
//!
//! Clients take only the answer with SyncFlag 2 for live messages, so everything goes into that one as long as it fits;
//! a longer absence gets its older messages in answers with SyncFlag 1 before it.

use serde_json::{Value, json};

use super::revoke::revoker;
use super::target::{Addressee, Target};
use super::wire::{Item, PageBudget};
use super::{modify, revoke};
use crate::core::{Call, Event, Fault, Reply, text};
use crate::store::{AccountId, MessageNo, Store, StoreError, StoredMessage, UnreadContact};

/// Messages in one answer.
pub(super) const MAX_MESSAGES: usize = 1000;
/// The clock of a restarted server can lag behind its newest message by as much; see `Core::advance`.
const CLOCK_SLIP_S: u64 = 600;

/// More follows / that was all.
const MORE: u8 = 1;
const DONE: u8 = 2;

/// How far a client has been told: the newest message then, when, and the newest notice about groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cookie {
    no: MessageNo,
    ms: u64,
    notice: u64,
}

impl Cookie {
    fn parse(text: &str) -> Option<Cookie> {
        let mut parts = text.strip_prefix("c2c.")?.split('.');
        let no = MessageNo(parts.next()?.parse().ok()?);
        let ms = parts.next()?.parse().ok()?;
        // Cookies from before there were groups have no third number.
        let notice = parts.next().map_or(Some(0), |notice| notice.parse().ok())?;
        parts.next().is_none().then_some(Cookie { no, ms, notice })
    }

    fn text(self) -> String {
        format!("c2c.{}.{}.{}", self.no.0, self.ms, self.notice)
    }
}

pub(crate) fn sync(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let me = call.session.account;
    let (newest, _) = store.newest_message()?;
    let here = Cookie { no: newest, ms: call.now.ms(), notice: store.next_notice()?.saturating_sub(1) };
    // A cookie that is not ours is like none: the client starts over with the counts.
    let Some(since) = text(call.body, "Cookie").and_then(Cookie::parse) else {
        let unread = store.unread_contacts(me, u64::MAX)?;
        return Ok(answer(here, DONE, Vec::new(), notices(me, 0, store)?, unread));
    };

    let mut messages = store.messages_since(
        me,
        since.no,
        (since.ms / 1000).saturating_sub(CLOCK_SLIP_S),
        call.session.inst,
        MAX_MESSAGES.saturating_add(1),
    )?;
    let mut budget = PageBudget::new();
    let fitting =
        messages.iter().take(MAX_MESSAGES).take_while(|message| budget.takes(message.bytes())).count();
    let complete = fitting == messages.len();
    messages.truncate(fitting);
    let told = messages.last().filter(|_| !complete).map_or(here, |last| Cookie { no: last.no, ..since });

    let mut items = items(&messages, store)?;
    let mut events = Vec::new();
    if complete {
        changes(me, since, &mut budget, &mut items, &mut events, store)?;
        events.extend(modify::modified_in_groups(call, since.ms, &mut budget, store)?);
        events.extend(notices(me, since.notice, store)?);
    }
    // Absolute, and for every conversation with unread messages: as soon as one count is given, clients stop adding
    // up and take the counts for the truth, also for conversations that only have messages in this answer.
    let unread = if complete { store.unread_contacts(me, since.ms)? } else { Vec::new() };
    let flag = if complete { DONE } else { MORE };
    Ok(answer(told, flag, items, events, unread))
}

fn items(messages: &[StoredMessage], store: &mut dyn Store) -> Result<Vec<Value>, StoreError> {
    let mut items = Vec::with_capacity(messages.len());
    for message in messages {
        let sender = store.account(message.sender)?;
        let receiver = store.account(message.receiver)?;
        let (Some(sender), Some(receiver)) = (sender, receiver) else {
            continue;
        };
        let revoker = revoker(message, store)?;
        let item = Item::stored(message, &sender, &receiver.user_id, revoker);
        items.push(item.into_value().into());
    }
    Ok(items)
}

/// What happened to messages since the cookie, also to newer ones: those the client may have got by push, and then it
/// takes what this answer says of them for a copy. Revoked ones stand among the messages, modified ones among the
/// events. What no longer fits into the answer a client finds in history.
fn changes(
    me: AccountId,
    since: Cookie,
    budget: &mut PageBudget,
    items: &mut Vec<Value>,
    events: &mut Vec<Value>,
    store: &mut dyn Store,
) -> Result<(), StoreError> {
    for message in store.changed_messages(me, since.ms, MAX_MESSAGES)? {
        // Of a revoked message only the numbers are told.
        let bytes = if message.revoker.is_some() { 0 } else { message.bytes() };
        if !budget.takes(bytes) {
            continue;
        }
        let (Some(sender), Some(receiver)) =
            (store.account(message.sender)?, store.account(message.receiver)?)
        else {
            continue;
        };
        let revoker = match message.revoker {
            Some(revoker) => store.account(revoker)?,
            None => None,
        };
        let target = Target { message, sender, to: Addressee::User(receiver) };
        match revoker {
            Some(revoker) => {
                let event = Event::notice("WithdrawC2cMsgNotify", revoke::notice(&target, &revoker.user_id));
                items.push(json!({ "EventArray": [event.into_item()] }));
            }
            None => events.push(Event::modified(modify::notice(&target)).into_item()),
        }
    }
    Ok(())
}

/// What the client is still to be told about groups.
fn notices(me: AccountId, after: u64, store: &mut dyn Store) -> Result<Vec<Value>, StoreError> {
    let kept = store.notices(me, after)?;
    Ok(kept.iter().filter_map(|notice| serde_json::from_str(&notice.event).ok()).collect())
}

fn answer(
    cookie: Cookie,
    flag: u8,
    messages: Vec<Value>,
    events: Vec<Value>,
    unread: Vec<UnreadContact>,
) -> Reply {
    let unread: Vec<Value> = unread
        .into_iter()
        .map(|contact| {
            json!({
                "From_Account": contact.peer_user_id,
                "UnreadCount": contact.unread,
                // The list shows not every message, and who reads all of them has to name the newest one's time.
                "LastMsgTime": contact.newest_time,
            })
        })
        .collect();
    Reply::with(json!({
        "Cookie": cookie.text(),
        "SyncFlag": flag,
        "MsgList": messages,
        "EventArray": events,
        "C2CPairUnreadCount": unread,
        "C2CRemainingUnreadCount": [],
    }))
}
