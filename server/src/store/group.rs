//! Groups and the topics of communities: what they are called, who may come in, where their messages are.

use super::{AccountId, StoreError};

/// Number of a group, from 1. Never used twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupNo(pub i64);

impl GroupNo {
    /// Under which a group stands where otherwise a user stands: as the receiver of a message, as the peer of a
    /// conversation. Users have positive numbers, groups negative ones.
    pub fn as_peer(self) -> AccountId {
        AccountId(self.0.saturating_neg())
    }

    /// The group behind such a number; `None` for a user.
    pub fn of_peer(peer: AccountId) -> Option<GroupNo> {
        (peer.0 < 0).then(|| GroupNo(peer.0.saturating_neg()))
    }
}

/// What a group is like. The names are those of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupKind {
    Private,
    Public,
    ChatRoom,
    AvChatRoom,
    Community,
}

/// Who comes in, by himself or with an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Free,
    /// When an administrator agrees.
    Approval,
    Closed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub no: GroupNo,
    pub group_id: String,
    pub kind: GroupKind,
    /// The community, of a topic.
    pub parent: Option<GroupNo>,
    /// None: he has left, or there never was one.
    pub owner: Option<AccountId>,
    pub name: String,
    pub introduction: String,
    pub notification: String,
    pub avatar: String,
    /// Custom fields as the wire has them, JSON; of a topic the text of its custom data.
    pub fields: String,
    /// Seconds.
    pub created: u64,
    /// Counts the changes of what is above, from 1.
    pub info_seq: u64,
    /// Seconds, of the last of them.
    pub info_time: u64,
    /// Number of the next message.
    pub next_seq: u32,
    /// Seconds, of the newest message; 0 before the first.
    pub last_time: u64,
    /// Milliseconds, when a message was revoked last; 0: never.
    pub recalled_at: u64,
    /// 0 is no limit.
    pub max_members: u64,
    pub join_access: Access,
    pub invite_access: Access,
    /// Only administrators may write.
    pub muted: bool,
    /// A community whose messages are in its topics.
    pub topics: bool,
    pub members: u64,
}

impl Group {
    /// A group, or a topic, that nobody has said anything about yet: closed, without a limit, not stored.
    pub fn begun(group_id: String, kind: GroupKind, now: u64) -> Group {
        Group {
            no: GroupNo::default(),
            group_id,
            kind,
            parent: None,
            owner: None,
            name: String::new(),
            introduction: String::new(),
            notification: String::new(),
            avatar: String::new(),
            fields: String::new(),
            created: now,
            info_seq: 1,
            info_time: now,
            next_seq: 1,
            last_time: 0,
            recalled_at: 0,
            max_members: 0,
            join_access: Access::Closed,
            invite_access: Access::Closed,
            muted: false,
            topics: false,
            members: 0,
        }
    }

    /// The group whose members a message here reaches: the community of a topic, else itself.
    pub fn crowd(&self) -> GroupNo {
        self.parent.unwrap_or(self.no)
    }
}

/// Which groups of a user are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// All but communities and rooms.
    Groups,
    /// Communities, with topics or without.
    Communities { topics: bool },
}

/// A key of a group and its value; `seq` is the number of the change that set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub key: String,
    pub value: String,
    pub seq: u32,
}

pub trait Groups {
    /// Adds a group; its `no` and `members` are not looked at. The caller has made sure that the name is free.
    fn add_group(&mut self, group: &Group) -> Result<GroupNo, StoreError>;

    fn group(&mut self, no: GroupNo) -> Result<Option<Group>, StoreError>;

    /// By the id of the wire, byte for byte.
    fn group_named(&mut self, group_id: &str) -> Result<Option<Group>, StoreError>;

    /// Stores everything that an administrator can change.
    fn save_group(&mut self, group: &Group) -> Result<(), StoreError>;

    /// With its members, its messages, and all else that hangs on it.
    fn remove_group(&mut self, no: GroupNo) -> Result<(), StoreError>;

    /// In the order in which they were made.
    fn topics(&mut self, community: GroupNo) -> Result<Vec<Group>, StoreError>;

    /// Numbers of the groups of a user, in the order in which they were made.
    fn joined_groups(&mut self, account: AccountId, which: Joined) -> Result<Vec<GroupNo>, StoreError>;

    /// How many groups a user is in, rooms not counted.
    fn joined_count(&mut self, account: AccountId) -> Result<u64, StoreError>;

    /// The number of a message that is not stored.
    fn take_seq(&mut self, no: GroupNo, time: u64) -> Result<u32, StoreError>;

    /// Number of the latest change, and all attributes in the order of their keys.
    fn attributes(&mut self, no: GroupNo) -> Result<(u32, Vec<Attribute>), StoreError>;

    fn set_attribute(&mut self, no: GroupNo, attribute: &Attribute) -> Result<(), StoreError>;

    fn remove_attribute(&mut self, no: GroupNo, key: &str) -> Result<(), StoreError>;

    /// Counts a change of the attributes.
    fn advance_attributes(&mut self, no: GroupNo) -> Result<u32, StoreError>;

    /// Number of the latest change, and all counters in the order of their keys.
    fn counters(&mut self, no: GroupNo) -> Result<(u32, Vec<(String, i64)>), StoreError>;

    fn set_counter(&mut self, no: GroupNo, key: &str, value: i64) -> Result<(), StoreError>;

    /// Counts a change of the counters.
    fn advance_counters(&mut self, no: GroupNo) -> Result<u32, StoreError>;
}
