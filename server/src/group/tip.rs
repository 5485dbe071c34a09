//! What the server says to the members of a group about the group: who came, who went, what was changed. A tip is a
//! message of the group: it has a number, stands in the history, and counts as unread.

use serde_json::{Map, Value, json};

use super::crowd;
use super::info::field;
use super::kind::{invite_name, join_name, traits};
use crate::core::{Call, Event, Reply};
use crate::message::group_item;
use crate::store::{
    Account, AccountId, Group, GroupKind, InstId, MessageNo, NewGroupMessage, NewMessage, Store, StoreError,
};

/// How somebody came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Applied,
    Invited,
}

/// What an operator does to members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    Kicked,
    MadeAdmin,
    UnmadeAdmin,
}

/// `OpType` of the tips.
const JOINED: u8 = 1;
const QUIT: u8 = 2;
const KICKED: u8 = 3;
const MADE_ADMIN: u8 = 4;
const UNMADE_ADMIN: u8 = 5;
const PROFILE: u8 = 6;
const MEMBER_MUTED: u8 = 7;
const TOPIC: u8 = 8;
const BANNED: u8 = 10;

pub(super) fn joined(
    call: &mut Call<'_>,
    reply: Reply,
    group: &Group,
    operator: &Account,
    joiners: &[Account],
    way: Way,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    if !traits(group.kind).tips {
        return Ok(reply);
    }
    let mut body = body(JOINED, operator);
    let way = match way {
        Way::Applied => 1,
        Way::Invited => 2,
    };
    body.insert("GroupJoinType".to_owned(), way.into());
    put_members(&mut body, joiners);
    say_with_count(call, reply, group, body, store)
}

pub(super) fn quit(
    call: &mut Call<'_>,
    reply: Reply,
    group: &Group,
    quitter: &Account,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    if !traits(group.kind).tips {
        return Ok(reply);
    }
    say_with_count(call, reply, group, body(QUIT, quitter), store)
}

/// `operator` did this to `members`.
pub(super) fn done(
    call: &mut Call<'_>,
    reply: Reply,
    group: &Group,
    operator: &Account,
    members: &[Account],
    done: Done,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    let number = match done {
        Done::Kicked => KICKED,
        Done::MadeAdmin => MADE_ADMIN,
        Done::UnmadeAdmin => UNMADE_ADMIN,
    };
    let mut body = body(number, operator);
    put_members(&mut body, members);
    say_with_count(call, reply, group, body, store)
}

/// What of a group has become different, for a tip that names only that.
#[derive(Default)]
pub(super) struct Changes {
    members: Map<String, Value>,
}

impl Changes {
    pub(super) fn between(before: &Group, after: &Group, owner: Option<&Account>) -> Changes {
        let mut changes = Changes::default();
        let mut put = |name: &str, value: Value, changed: bool| {
            if changed {
                changes.members.insert(name.to_owned(), value);
            }
        };
        put("GroupName", after.name.as_str().into(), after.name != before.name);
        put("GroupFaceUrl", after.avatar.as_str().into(), after.avatar != before.avatar);
        put(
            "GroupIntroduction",
            after.introduction.as_str().into(),
            after.introduction != before.introduction,
        );
        put(
            "GroupNotification",
            after.notification.as_str().into(),
            after.notification != before.notification,
        );
        put(
            "GroupApplyJoinOption",
            join_name(after.join_access).into(),
            after.join_access != before.join_access,
        );
        put(
            "InviteJoinOption",
            invite_name(after.invite_access).into(),
            after.invite_access != before.invite_access,
        );
        put("ShutupAll", u8::from(after.muted).into(), after.muted != before.muted);
        if let Some(owner) = owner {
            put("Owner_Account", owner.user_id.as_str().into(), true);
        }
        changes
    }

    /// Custom fields that a request has set.
    pub(super) fn with_fields(mut self, fields: Vec<(String, String)>) -> Changes {
        if !fields.is_empty() {
            self.members
                .insert("MsgAppDefinedData".to_owned(), fields.into_iter().map(field).collect::<Value>());
        }
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

pub(super) fn profile(
    call: &mut Call<'_>,
    reply: Reply,
    group: &Group,
    operator: &Account,
    changes: Changes,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    let mut body = body(PROFILE, operator);
    body.insert("MsgGroupNewInfo".to_owned(), changes.members.into());
    say(call, reply, group, None, body, store)
}

pub(super) fn muted(
    call: &mut Call<'_>,
    reply: Reply,
    group: &Group,
    topic: Option<&Group>,
    operator: &Account,
    member: &Account,
    seconds: u64,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    let mut body = body(MEMBER_MUTED, operator);
    body.insert(
        "MsgMemberInfo".to_owned(),
        json!([{ "User_Account": member.user_id, "ShutupTime": seconds }]),
    );
    body.insert("MsgMemberExtraInfo".to_owned(), json!([extra(member)]));
    say(call, reply, group, topic, body, store)
}

/// What of a topic has become different.
pub(super) fn topic(
    call: &mut Call<'_>,
    reply: Reply,
    community: &Group,
    topic: &Group,
    operator: &Account,
    before: &Group,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    let mut info = Map::new();
    for (name, after, before) in [
        ("TopicName", &topic.name, &before.name),
        ("TopicFaceUrl", &topic.avatar, &before.avatar),
        ("TopicIntroduction", &topic.introduction, &before.introduction),
        ("TopicNotification", &topic.notification, &before.notification),
        ("CustomString", &topic.fields, &before.fields),
    ] {
        if after != before {
            info.insert(name.to_owned(), after.as_str().into());
        }
    }
    if topic.muted != before.muted {
        info.insert("ShutupAll".to_owned(), u8::from(topic.muted).into());
    }
    if info.is_empty() {
        return Ok(reply);
    }
    let mut body = body(TOPIC, operator);
    body.insert("MsgTopicNewInfo".to_owned(), info.into());
    say(call, reply, community, Some(topic), body, store)
}

/// Users were thrown out of a room for a while.
pub(super) fn banned(
    call: &mut Call<'_>,
    reply: Reply,
    group: &Group,
    operator: &Account,
    members: &[Account],
    seconds: u64,
    reason: &str,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    let mut body = body(BANNED, operator);
    put_members(&mut body, members);
    let bans: Vec<Value> = members
        .iter()
        .map(|member| json!({ "User_Account": member.user_id, "BanDuration": seconds }))
        .collect();
    body.insert("MsgMemberInfo".to_owned(), bans.into());
    body.insert("MemberExtraInfo".to_owned(), json!({ "Reason": reason }));
    say_with_count(call, reply, group, body, store)
}

fn body(number: u8, operator: &Account) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("OpType".to_owned(), number.into());
    body.insert("Operator_Account".to_owned(), operator.user_id.as_str().into());
    body.insert("MsgOperatorMemberExtraInfo".to_owned(), extra(operator));
    body
}

fn extra(account: &Account) -> Value {
    json!({ "UserId": account.user_id, "NickName": account.nick, "ImageUrl": account.avatar })
}

fn put_members(body: &mut Map<String, Value>, members: &[Account]) {
    let ids: Value = members.iter().map(|member| member.user_id.as_str()).collect();
    body.insert("List_Account".to_owned(), ids);
    body.insert("MsgMemberExtraInfo".to_owned(), members.iter().map(extra).collect());
}

/// With how many are in the group now.
fn say_with_count(
    call: &mut Call<'_>,
    reply: Reply,
    group: &Group,
    mut body: Map<String, Value>,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    let members = store.group(group.no)?.map_or(0, |group| group.members);
    body.insert("MemberNum".to_owned(), members.into());
    say(call, reply, group, None, body, store)
}

fn say(
    call: &mut Call<'_>,
    reply: Reply,
    group: &Group,
    topic: Option<&Group>,
    body: Map<String, Value>,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    let place = topic.unwrap_or(group);
    let now = call.now.seconds();
    let text = Value::Object(body).to_string();
    let new = NewGroupMessage {
        message: NewMessage {
            sender: AccountId(0),
            receiver: place.no.as_peer(),
            seq: 0,
            random: call.keys.number(),
            time: now,
            // Whoever gets the tip later has to give it the same id.
            client_time: now,
            body: &text,
            cloud_custom_data: "",
            flags: 0,
            origin: InstId(0),
        },
        group: place.no,
        priority: 1,
        mentions: "[]",
        targets: &[],
        audience: 0,
    };
    let (seq, no) = if place.kind == GroupKind::AvChatRoom {
        (store.take_seq(place.no, now)?, MessageNo::default())
    } else {
        store.add_group_message(&new)?
    };
    let item = group_item(&new.placed(seq, no), group, topic, store)?;
    crowd::tell(reply, group, topic, Event::group_tip(item.into()), None, store)
}
