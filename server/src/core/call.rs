//! What handlers get and what they give back.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use tim_proto::head::RequestHead;

use super::Now;
use super::connections::{Connections, Session};
use super::door::{FailedChecks, KeyMaker};
use super::rate::Rates;
use crate::config::Config;
use crate::message::{Filter, RecentOnline};
use crate::room::Rooms;
use crate::store::{AccountId, GroupNo, InstId};

/// A command of somebody who is logged in.
pub(crate) struct Call<'a> {
    pub(crate) session: &'a Session,
    pub(crate) body: &'a Value,
    pub(crate) now: Now,
    pub(crate) config: &'a Config,
    /// The address by which the client reached this server, like `http://localhost:9000`.
    pub(crate) base_url: &'a str,
    pub(crate) connections: &'a Connections,
    pub(crate) filter: &'a Filter,
    pub(crate) keys: &'a mut KeyMaker,
    pub(crate) rates: &'a mut Rates,
    pub(crate) recent_online: &'a mut RecentOnline,
    pub(crate) rooms: &'a mut Rooms,
}

/// A command of somebody who is not logged in and need not be.
pub(crate) struct Guest<'a> {
    pub(crate) body: &'a Value,
    pub(crate) now: Now,
    pub(crate) keys: &'a mut KeyMaker,
    pub(crate) rooms: &'a mut Rooms,
}

/// A command that makes or ends sessions, by somebody who is perhaps not logged in.
pub(crate) struct Desk<'a> {
    /// `instanceid` of the socket.
    pub(crate) instance: String,
    pub(crate) head: &'a RequestHead,
    pub(crate) body: &'a Value,
    pub(crate) now: Now,
    pub(crate) config: &'a Config,
    pub(crate) keys: &'a mut KeyMaker,
    pub(crate) failed_checks: &'a mut FailedChecks,
    pub(crate) connections: &'a Connections,
}

/// A command that was done.
#[derive(Default)]
pub(crate) struct Reply {
    /// Members of the answer besides status, code and text.
    pub(crate) fields: Map<String, Value>,
    /// Done in this order, after the answer.
    pub(crate) effects: Vec<Effect>,
    /// Pushed before the answer: clients give the caller what they know when the answer comes.
    pub(super) ahead: Vec<Push>,
    pub(crate) note: Option<Note>,
    /// The answer comes later, from outside; none is given now.
    pub(super) later: Option<Question>,
}

/// What has to be asked outside before there is an answer.
pub(super) struct Question {
    pub(super) texts: Vec<String>,
    pub(super) source: String,
    pub(super) target: String,
}

impl Reply {
    /// `fields`: an object.
    pub(crate) fn with(fields: Value) -> Reply {
        let fields = match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        Reply { fields, ..Reply::default() }
    }

    /// Answered when these texts have been translated.
    pub(crate) fn later(texts: Vec<String>, source: &str, target: &str) -> Reply {
        let question = Question { texts, source: source.to_owned(), target: target.to_owned() };
        Reply { later: Some(question), ..Reply::default() }
    }

    pub(crate) fn push(mut self, audience: Audience, event: Event) -> Reply {
        self.effects.push(Effect::Push(Push { audience, event }));
        self
    }

    /// The same, before the answer.
    pub(crate) fn push_ahead(mut self, audience: Audience, event: Event) -> Reply {
        self.ahead.push(Push { audience, event });
        self
    }

    pub(crate) fn effect(mut self, effect: Effect) -> Reply {
        self.effects.push(effect);
        self
    }

    pub(crate) fn note(mut self, note: Note) -> Reply {
        self.note = Some(note);
        self
    }
}

/// What is worth counting beyond command and code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    Login,
    Relogin,
    MessageStored,
    MessageOnlineOnly,
    MessageDuplicate,
    MessageDropped,
}

/// A change of what the core holds in memory, or a push. Applied only when the handler's work is kept.
pub(crate) enum Effect {
    Push(Push),
    /// This connection is the session's from now on.
    LogIn {
        session: Arc<Session>,
        key: String,
    },
    /// This connection's session lives longer, to these milliseconds.
    Renew {
        expires: u64,
    },
    /// Something has happened in a room; guests will ask for it.
    Room {
        room: GroupNo,
        event: Value,
    },
    /// The instance was thrown out or has ended: its connections are nobody's.
    Forget {
        account: AccountId,
        inst: InstId,
    },
}

pub(crate) struct Push {
    pub(crate) audience: Audience,
    pub(crate) event: Event,
}

/// Who gets a push: logged-in connections only. For everybody else there is history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    Account(AccountId),
    /// The account's instances but this one.
    OtherInstances(AccountId, InstId),
    Instance(AccountId, InstId),
    /// All of these, but not that one instance.
    Crowd(Arc<[AccountId]>, Option<InstId>),
}

/// One item of a push's EventArray. Clients route by the key of the item; the number is for completeness.
///
/// None of these asks for an acknowledgement (`NeedAck`): what a client may miss it gets back from history,
/// unread counts and the conversation list when it reconnects, and a kick from its next hello.
#[derive(Clone)]
pub(crate) struct Event {
    /// The item's members.
    item: Map<String, Value>,
    servcmd: &'static str,
}

/// The servcmd of pushes; clients choose the key map by it.
const MESSAGE_PUSH: &str = "im_open_push.msg_push";
const KICK_PUSH: &str = "im_open_status.stat_forceoffline";

impl Event {
    fn new(number: u8, key: &str, value: Value) -> Event {
        Event { item: Map::new(), servcmd: MESSAGE_PUSH }.with("Event", number.into()).with(key, value)
    }

    fn with(mut self, key: &str, value: Value) -> Event {
        self.item.insert(key.to_owned(), value);
        self
    }

    /// C2C messages.
    pub(crate) fn messages(items: Vec<Value>) -> Event {
        Event::new(9, "C2cMsgArray", items.into())
    }

    /// A C2C notice. One per push: clients go through the whole array once per item.
    pub(crate) fn notice(key: &str, notice: Value) -> Event {
        Event::new(10, "C2cNotifyMsgArray", json!([{ key: notice }]))
    }

    pub(crate) fn kick(notice: Value) -> Event {
        Event { servcmd: KICK_PUSH, ..Event::notice("KickoutMsgNotify", notice) }
    }

    /// Changed profiles.
    pub(crate) fn profiles(items: Vec<Value>) -> Event {
        Event::new(8, "ProfileDataMod", items.into())
    }

    /// The blacklist has grown.
    pub(crate) fn blocked(user_ids: &[String]) -> Event {
        Event::new(7, "FriendListMod", json!([{ "PushType": 5, "BlackListAdd_Account": user_ids }]))
    }

    /// The blacklist has shrunk.
    pub(crate) fn unblocked(user_ids: &[String]) -> Event {
        Event::new(7, "FriendListMod", json!([{ "PushType": 6, "BlackListDel_Account": user_ids }]))
    }

    /// Entries of the conversation list, as it shows them now.
    pub(crate) fn listed(entries: Vec<Value>) -> Event {
        Event::new(15, "SessionItem", entries.into())
    }

    /// Conversations have left the list. Takes names, as do the following.
    pub(crate) fn deleted(contacts: Vec<Value>) -> Event {
        Event::contacts(1, "RecentContactDeleteItem", json!({ "RecentContactList": contacts }))
    }

    pub(crate) fn pinned(contacts: Vec<Value>, pinned: bool) -> Event {
        let kind = if pinned { 2 } else { 3 };
        Event::contacts(kind, "RecentContactTopItem", json!({ "RecentContactList": contacts }))
    }

    /// Marks or custom data of conversations have changed.
    pub(crate) fn marked(items: Vec<Value>) -> Event {
        Event::contacts(4, "RecentContactMarkContact", json!({ "RecentContactMarkContactItem": items }))
    }

    pub(crate) fn groups_created(groups: Vec<Value>) -> Event {
        let groups = json!({ "MsgContactGroupContactItem": groups });
        Event::contacts(5, "RecentContactCreateContactGroup", groups)
    }

    pub(crate) fn groups_deleted(groups: Vec<Value>) -> Event {
        Event::contacts(6, "RecentContactDelContactGroup", json!({ "MsgGroupItem": groups }))
    }

    /// A group of conversations has another name or other members.
    pub(crate) fn group_updated(update: Value) -> Event {
        let update = json!({ "UpdateType": 1, "MsgUpdateGroup": update });
        Event::contacts(7, "RecentContactUpdateContactGroup", update)
    }

    fn contacts(kind: u8, key: &str, change: Value) -> Event {
        Event::new(15, "RecentContactMod", json!([{ "PushType": kind, key: change }]))
    }

    /// A user's status has changed.
    pub(crate) fn status(item: Value) -> Event {
        Event::new(18, "UserStatusList", json!([item]))
    }

    /// All conversations with users were read, in another instance, and these groups up to a message each.
    pub(crate) fn all_read(users: bool, groups: Vec<Value>) -> Event {
        Event::new(14, "C2CReadAllMsg", u8::from(users).into()).with("GroupReadInfoArray", groups.into())
    }

    /// A message was modified.
    pub(crate) fn modified(item: Value) -> Event {
        Event::new(15, "C2cMsgModNotifys", json!([item]))
    }

    /// `reader` has confirmed these messages.
    pub(crate) fn receipts(reader: &str, messages: Vec<Value>) -> Event {
        Event::new(16, "C2cMsgInfo", messages.into()).with("User_Account", reader.into())
    }

    /// A message of a group.
    pub(crate) fn group_message(item: Value) -> Event {
        Event::new(3, "GroupMsgArray", json!([item]))
    }

    /// What the server says in a group.
    pub(crate) fn group_tip(item: Value) -> Event {
        Event::new(4, "GroupTips", json!([item]))
    }

    /// What a member is told about a group. One per push.
    pub(crate) fn group_notice(item: Value) -> Event {
        Event::new(5, "GroupTips", json!([item]))
    }

    /// Something of a group has changed that is no message.
    pub(crate) fn group_signal(item: Value) -> Event {
        Event::new(6, "GroupTips", json!([item]))
    }

    /// Somebody was named in a message of a group.
    pub(crate) fn mention(item: Value) -> Event {
        Event::new(12, "GroupTips", json!([item]))
    }

    /// A message of a group was modified.
    pub(crate) fn group_modified(item: Value) -> Event {
        Event::new(15, "GroupMsgModNotifys", json!([item]))
    }

    /// A message's extensions have changed.
    pub(crate) fn extensions(notice: Value) -> Event {
        Event::new(21, "MsgExtensionNotify", notice)
    }

    /// The one thing of which the event tells, as guests get it.
    pub(crate) fn single(&self) -> Value {
        let list = self.item.values().find_map(Value::as_array);
        let mut single = list.and_then(|list| list.first()).cloned().unwrap_or_default();
        if let (Value::Object(members), Some(number)) = (&mut single, self.item.get("Event")) {
            members.insert("Event".to_owned(), number.clone());
        }
        single
    }

    /// The item as it stands in the EventArray of pushes and syncs.
    pub(crate) fn into_item(self) -> Value {
        self.item.into()
    }

    pub(super) fn servcmd(&self) -> &'static str {
        self.servcmd
    }

    pub(super) fn into_body(self) -> Value {
        json!({ "EventArray": [self.into_item()] })
    }
}
