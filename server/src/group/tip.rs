//! What the server says to the members of a group about the group: who came, who went, what was changed. A tip is a
//! message of the group: it has a number, stands in the history, and counts as unread.

use serde_json::{Map, Value, json};

use super::crowd;
use super::info::{field, members};
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

/// A tip that is about to be told.
pub(crate) struct Tip<'a> {
    group: &'a Group,
    topic: Option<&'a Group>,
    body: Map<String, Value>,
    /// Whether it says how many are in the group now.
    counts: bool,
    /// Whether some kinds of groups do without it, and full rooms.
    minor: bool,
}

impl<'a> Tip<'a> {
    fn new(number: u8, group: &'a Group, operator: &Account) -> Tip<'a> {
        let mut body = Map::new();
        body.insert("OpType".to_owned(), number.into());
        body.insert("Operator_Account".to_owned(), operator.user_id.as_str().into());
        body.insert("MsgOperatorMemberExtraInfo".to_owned(), extra(operator));
        Tip { group, topic: None, body, counts: false, minor: false }
    }

    fn with(mut self, member: &str, value: Value) -> Tip<'a> {
        self.body.insert(member.to_owned(), value);
        self
    }

    fn about(self, members: &[Account]) -> Tip<'a> {
        let ids: Value = members.iter().map(|member| member.user_id.as_str()).collect();
        self.with("List_Account", ids).with("MsgMemberExtraInfo", members.iter().map(extra).collect())
    }

    pub(super) fn joined(group: &'a Group, operator: &Account, joiners: &[Account], way: Way) -> Tip<'a> {
        let way = match way {
            Way::Applied => 1,
            Way::Invited => 2,
        };
        let tip = Tip::new(JOINED, group, operator).with("GroupJoinType", way.into()).about(joiners);
        Tip { counts: true, minor: true, ..tip }
    }

    pub(super) fn quit(group: &'a Group, quitter: &Account) -> Tip<'a> {
        Tip { counts: true, minor: true, ..Tip::new(QUIT, group, quitter) }
    }

    /// `operator` did this to `members`.
    pub(super) fn done(group: &'a Group, operator: &Account, members: &[Account], done: Done) -> Tip<'a> {
        let number = match done {
            Done::Kicked => KICKED,
            Done::MadeAdmin => MADE_ADMIN,
            Done::UnmadeAdmin => UNMADE_ADMIN,
        };
        Tip { counts: true, ..Tip::new(number, group, operator).about(members) }
    }

    pub(super) fn profile(group: &'a Group, operator: &Account, changes: Changes) -> Tip<'a> {
        Tip::new(PROFILE, group, operator).with("MsgGroupNewInfo", changes.members.into())
    }

    /// Seconds; 0: he may write again.
    pub(super) fn muted(
        group: &'a Group,
        topic: Option<&'a Group>,
        operator: &Account,
        member: &Account,
        seconds: u64,
    ) -> Tip<'a> {
        let muted = json!([{ "User_Account": member.user_id, "ShutupTime": seconds }]);
        let tip = Tip::new(MEMBER_MUTED, group, operator)
            .with("MsgMemberInfo", muted)
            .with("MsgMemberExtraInfo", json!([extra(member)]));
        Tip { topic, ..tip }
    }

    /// What of a topic has become different; `None` when nothing has.
    pub(super) fn topic(
        community: &'a Group,
        operator: &Account,
        before: &Group,
        after: &'a Group,
    ) -> Option<Tip<'a>> {
        let mut info = Map::new();
        for (name, after, before) in [
            ("TopicName", &after.name, &before.name),
            ("TopicFaceUrl", &after.avatar, &before.avatar),
            ("TopicIntroduction", &after.introduction, &before.introduction),
            ("TopicNotification", &after.notification, &before.notification),
            ("CustomString", &after.fields, &before.fields),
        ] {
            if after != before {
                info.insert(name.to_owned(), after.as_str().into());
            }
        }
        if after.muted != before.muted {
            info.insert("ShutupAll".to_owned(), u8::from(after.muted).into());
        }
        let tip = Tip::new(TOPIC, community, operator).with("MsgTopicNewInfo", info.clone().into());
        (!info.is_empty()).then_some(Tip { topic: Some(after), ..tip })
    }

    /// Users were thrown out of a room for a while.
    pub(crate) fn banned(
        group: &'a Group,
        operator: &Account,
        members: &[Account],
        seconds: u64,
        reason: &str,
    ) -> Tip<'a> {
        let bans: Vec<Value> = members
            .iter()
            .map(|member| json!({ "User_Account": member.user_id, "BanDuration": seconds }))
            .collect();
        let tip = Tip::new(BANNED, group, operator)
            .about(members)
            .with("MsgMemberInfo", bans.into())
            .with("MemberExtraInfo", json!({ "Reason": reason }));
        Tip { counts: true, ..tip }
    }

    /// Stores the tip, if the group stores messages, and tells all members.
    pub(crate) fn tell(
        mut self,
        call: &mut Call<'_>,
        reply: Reply,
        store: &mut dyn Store,
    ) -> Result<Reply, StoreError> {
        let Tip { group, topic, .. } = self;
        let room = group.kind == GroupKind::AvChatRoom;
        let told = traits(group.kind).tips && (!room || call.rates.may_tell(group.no, call.now));
        if self.minor && !told {
            return Ok(reply);
        }
        if self.counts {
            self.body.insert("MemberNum".to_owned(), members(group, store)?.into());
        }
        let place = topic.unwrap_or(group);
        let now = call.now.seconds();
        let text = Value::Object(self.body).to_string();
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
        let (seq, no) = if room {
            (store.take_seq(place.no, now)?, MessageNo::default())
        } else {
            store.add_group_message(&new)?
        };
        let item = group_item(&new.placed(seq, no), group, topic, store)?;
        crowd::tell(reply, group, topic, Event::group_tip(item.into()), None, store)
    }
}

fn extra(account: &Account) -> Value {
    json!({ "UserId": account.user_id, "NickName": account.nick, "ImageUrl": account.avatar })
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
