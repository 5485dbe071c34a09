//! The place of whoever asks in the group that his request names: what every command about a group starts with.

use serde_json::{Value, json};

use super::permission::{self, Operation, Rank};
use crate::core::{Call, Fault, Refusal, Session, code, text};
use crate::store::{Group, GroupKind, Member, Role, Store, StoreError};

/// Bytes of a group's id, and of a topic's, which begins with that of its community.
const MAX_GROUP_ID: usize = 48;
const MAX_TOPIC_ID: usize = 96;
/// Stands between the community's part of a topic's id and its own.
pub(super) const TOPIC_MARK: &str = "@TOPIC#_";

pub(crate) struct Seat {
    pub(crate) group: Group,
    /// The topic, when the request is about one of a community's.
    pub(crate) topic: Option<Group>,
    /// The caller, unless he is no member.
    pub(crate) me: Option<Member>,
    pub(crate) rank: Rank,
}

impl Seat {
    /// In the group that the request names, when the caller may do this there.
    pub(crate) fn find(call: &Call<'_>, operation: Operation, store: &mut dyn Store) -> Result<Seat, Fault> {
        let mut seat = Seat::find_group(call, operation, store)?;
        if let Some(topic_id) = text(call.body, "TopicId").filter(|id| !id.is_empty()) {
            let topic = group_named(topic_id, store)?;
            if topic.parent != Some(seat.group.no) {
                return Err(missing(topic_id).into());
            }
            seat.topic = Some(topic);
        }
        Ok(seat)
    }

    /// The same for a request that says nothing of topics, or something else.
    pub(crate) fn find_group(
        call: &Call<'_>,
        operation: Operation,
        store: &mut dyn Store,
    ) -> Result<Seat, Fault> {
        let group_id = text(call.body, "GroupId")
            .ok_or_else(|| Refusal::new(code::GROUP_PARAMETER, "GroupId is missing"))?;
        Seat::named(call, group_id, operation, store)
    }

    pub(crate) fn named(
        call: &Call<'_>,
        group_id: &str,
        operation: Operation,
        store: &mut dyn Store,
    ) -> Result<Seat, Fault> {
        let seat = Seat::any(call, group_id, store)?;
        seat.check(operation)?;
        Ok(seat)
    }

    /// Whatever the caller may do there.
    pub(super) fn any(call: &Call<'_>, group_id: &str, store: &mut dyn Store) -> Result<Seat, Fault> {
        let group = group_named(group_id, store)?;
        let me = store.member(group.no, call.session.account)?;
        let rank = rank(call, &group, me.as_ref());
        Ok(Seat { group, topic: None, me, rank })
    }

    pub(crate) fn check(&self, operation: Operation) -> Result<(), Refusal> {
        permission::check(operation, self.group.kind, self.rank)
    }

    pub(crate) fn is_above(&self, other: &Member) -> bool {
        rank_of(other.role) < self.rank
    }

    /// Nobody acts upon his equals.
    pub(super) fn check_above(&self, other: &Member) -> Result<(), Refusal> {
        if self.is_above(other) {
            return Ok(());
        }
        Err(Refusal::new(
            code::GROUP_NOT_ALLOWED,
            format!("{} has no lower role in the group than you", other.account.user_id),
        ))
    }

    /// Where messages are: the topic, or else the group.
    pub(crate) fn place(&self) -> &Group {
        self.topic.as_ref().unwrap_or(&self.group)
    }

    /// The name of where messages are.
    pub(crate) fn name(&self) -> Value {
        let mut name = json!({ "GroupId": self.group.group_id });
        if let (Value::Object(name), Some(topic)) = (&mut name, &self.topic) {
            name.insert("TopicId".to_owned(), topic.group_id.as_str().into());
        }
        name
    }

    /// The caller as a member of where messages are. In a topic that is a record of its own, which begins with the first
    /// thing that is stored there.
    pub(crate) fn reader(&self, me: &Session, store: &mut dyn Store) -> Result<Option<Member>, StoreError> {
        let (Some(topic), Some(member)) = (&self.topic, &self.me) else {
            return Ok(self.me.clone());
        };
        let found = store.member(topic.no, me.account)?;
        Ok(Some(found.unwrap_or_else(|| fresh_in(member))))
    }
}

/// What a member of a community is in one of its topics before he has done anything there. A topic that was there before
/// him he has read, see [`super::join::admit`].
pub(super) fn fresh_in(me: &Member) -> Member {
    Member {
        role: Role::Member,
        join_seq: 1,
        read_seq: 0,
        cleared_upto: 0,
        unlisted_upto: 0,
        muted_until: 0,
        ..me.clone()
    }
}

fn rank(call: &Call<'_>, group: &Group, me: Option<&Member>) -> Rank {
    if call.config.app.admins.contains(&call.session.user_id) {
        return Rank::App;
    }
    // The owner of a room need not be in it.
    if group.kind == GroupKind::AvChatRoom && group.owner == Some(call.session.account) {
        return Rank::Owner;
    }
    me.map_or(Rank::Outsider, |me| rank_of(me.role))
}

pub(super) fn rank_of(role: Role) -> Rank {
    match role {
        Role::Member => Rank::Member,
        Role::Admin => Rank::Admin,
        Role::Owner => Rank::Owner,
    }
}

/// The group or topic with this id.
pub(crate) fn group_named(id: &str, store: &mut dyn Store) -> Result<Group, Fault> {
    let longest = if id.contains(TOPIC_MARK) { MAX_TOPIC_ID } else { MAX_GROUP_ID };
    if !is_printable(id, longest) {
        return Err(Refusal::new(
            code::BAD_GROUP_ID,
            format!("a group's id is 1 to {longest} printable ASCII characters"),
        )
        .into());
    }
    Ok(store.group_named(id)?.ok_or_else(|| missing(id))?)
}

fn missing(id: &str) -> Refusal {
    Refusal::new(code::NO_SUCH_GROUP, format!("there is no group {id}, or not any more"))
}

pub(super) fn is_printable(id: &str, longest: usize) -> bool {
    (1..=longest).contains(&id.len()) && id.bytes().all(|byte| (0x20..=0x7e).contains(&byte))
}
