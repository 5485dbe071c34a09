//! Conversations: what the engine keeps of one, how it begins and ends. What a message or a reading changes is in [`change`];
//! questions about all of them are in [`all`], the order and the search in [`order`], the last message in [`last_message`],
//! the other party in [`peer`], what recent contacts say in [`contact`]; what users do in [`list`], [`info`], [`remove`],
//! [`setting`], [`mark`] and [`group`], and at another instance in [`push`].
//!
//! The one that changed last stands in front: a message moves one pointer, and the order that applications see
//! is a stable sort of it, made when somebody looks.

mod all;
mod change;
mod contact;
mod group;
mod info;
mod last_message;
mod list;
mod mark;
mod mention;
mod methods;
mod order;
mod peer;
mod push;
mod remove;
mod setting;

use tim_proto::constants::types;
use tim_proto::json::Value;

use super::effect::{Class, Effect, Fields, ObjectId, Out};
use super::message::{Mark, Timeline, is_topic};
use super::profile::{Found, blank};
use super::state::State;
use super::value::empty_list;

use group::Groups;
pub use last_message::{LastMessage, content};
pub use methods::METHODS;
use order::Order;
pub use peer::Peer;
pub use setting::REMIND_TYPES;
use setting::{Remind, Reminds, remind_type};

/// Who a conversation is with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    C2C,
    Group,
    /// Notices of groups.
    System,
}

impl Kind {
    /// Of a conversation's ID, and the user or the group that it names.
    pub fn of(id: &str) -> (Kind, &str) {
        let group = id.strip_prefix(types::CONV_GROUP).map(|group| (Kind::Group, group));
        let user = || id.strip_prefix(types::CONV_C2C).map(|user| (Kind::C2C, user));
        group.or_else(user).unwrap_or((Kind::System, ""))
    }

    /// Where a message stands among the others: messages of groups by their sequences, others by their times.
    pub fn place(self, mark: Mark) -> u64 {
        if self == Kind::Group { mark.sequence } else { mark.time }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::C2C => types::CONV_C2C,
            Kind::Group => types::CONV_GROUP,
            Kind::System => types::CONV_SYSTEM,
        }
    }
}

pub struct Conversation {
    pub id: String,
    pub kind: Kind,
    /// Of a topic: it is in no list, and its group is the topic.
    is_topic: bool,
    pub object: ObjectId,
    pub peer: Peer,
    /// Whether applications see it: one that only history was asked of is not listed.
    is_listed: bool,
    pub unread: u64,
    pub pinned: bool,
    /// Powers of two, in the order in which they were set.
    marks: Vec<u64>,
    custom_data: String,
    /// The names of the groups that it is in.
    groups: Vec<String>,
    /// How its messages are announced; `None` until it is known.
    remind: Option<Remind>,
    /// The unread count is that of the list, which knows nothing of messages that do not count in groups.
    counts_all: bool,
    /// The list has told of it since the user is in its group.
    pub is_told: bool,
    /// Who has mentioned the user since it was read.
    mentions: Vec<Value>,
    /// The peer's whole profile is here, and no message has come since.
    complete: bool,
    /// Until when the peer has read, as far as is known.
    pub peer_read_time: u64,
    /// I have read what is older (seconds, or sequences of a group). Later ones of that second may have come
    /// after I did.
    pub read_to: u64,
    /// When the newest of the messages came that the server counted as unread (seconds, or a sequence). Neither the list nor the
    /// timeline need have it.
    pub counted_to: u64,
    pub timeline: Timeline,
    /// Of a group: the sequences of what was let go since all that was missed was here. Catching up brings it again.
    let_go: Vec<u64>,
    /// Of a conversation without a last message: the default.
    last: Last,
    /// Its object says something rare: what is not rare has to be said again.
    last_is_rare: bool,
    /// The last message that the list of recent contacts named.
    listed: Option<Mark>,
    /// The fetching of the list that is known to have it, or must have it; 0: none.
    named_by: u32,
    /// There may be a gap, until what was missed is here.
    gap: Option<Gap>,
}

#[derive(Clone, Copy, Default)]
struct Last {
    mark: Mark,
    out: bool,
    peer_read: bool,
}

/// A gap behind the newest message that was held when the connection was lost.
#[derive(Clone, Copy, Default)]
struct Gap {
    after: Option<Mark>,
    /// The conversation was read before it was closed: what is held does not tell how much is unread.
    was_read: bool,
}

impl Conversation {
    /// I have read what is older.
    pub fn was_read(&mut self, read_to: u64) {
        self.read_to = self.read_to.max(read_to);
        if let Some(gap) = &mut self.gap {
            gap.was_read = true;
        }
    }

    pub fn last_time(&self) -> u64 {
        self.last.mark.time
    }

    /// Where the last message stands.
    pub fn last_place(&self) -> u64 {
        self.kind.place(self.last.mark)
    }

    /// Whether the last message is this one. Not every list of recent contacts names its random; of a group the
    /// sequence says it.
    pub fn is_last(&self, mark: Mark, out: bool) -> bool {
        let last = self.last.mark;
        if self.kind == Kind::Group {
            return last.time > 0 && mark.sequence == last.sequence;
        }
        let random = if last.random == 0 { mark.random } else { last.random };
        mark.time > 0 && self.last.out == out && mark == Mark { random, ..last }
    }

    /// Pinned ones first; within each, those with a last message first, the newest first.
    fn rank(&self) -> (bool, bool, std::cmp::Reverse<u64>) {
        (!self.pinned, self.last_time() == 0, std::cmp::Reverse(self.last_time()))
    }
}

/// How far the list of recent contacts has come.
#[derive(Default)]
enum Contacts {
    #[default]
    Unknown,
    Complete,
    Failed,
}

#[derive(Default)]
pub struct Conversations {
    list: Order,
    contacts: Contacts,
    /// The number of times that the list of recent contacts was begun to be fetched.
    fetching: u32,
    /// The sum of unread counts that applications were told last.
    told: u64,
    /// Peers of new conversations, to be asked for.
    strangers: Vec<String>,
    groups: Groups,
    reminds: Reminds,
    /// Something may have been missed: conversations that are new may have gaps, too.
    gaps: bool,
}

impl State {
    /// Makes sure that there is a conversation of this id. One that is made here stands behind the
    /// others, and is not listed before it has a message or is a recent contact.
    pub fn ensure_conversation(&mut self, id: &str) {
        if self.conversations.get(id).is_none() {
            let conversation = self.new_conversation(id);
            self.conversations.list.push(conversation);
        }
    }

    fn new_conversation(&mut self, id: &str) -> Conversation {
        let (kind, peer) = Kind::of(id);
        let profile = match kind {
            Kind::C2C => Some(("userProfile", self.create(Class::Profile, blank(peer)))),
            Kind::Group => Some(("groupProfile", self.ensure_group(peer))),
            Kind::System => None,
        };
        let is_topic = kind == Kind::Group && is_topic(peer);
        let name = if is_topic { types::CONV_TOPIC } else { kind.name() };
        let object = self.create(Class::Conversation, members(id, name, profile.filter(|_| !is_topic)));
        if let Some((_, group)) = profile.filter(|_| kind == Kind::Group) {
            self.share_last_message(group, object);
        }
        let remind = match kind {
            Kind::C2C => self.conversations.reminds.of(peer),
            Kind::Group => {
                self.groups.get(peer).map(|group| remind_type(group.remind())).filter(|set| *set > 0)
            }
            Kind::System => None,
        };
        if let Some(name) = remind.and_then(|remind| REMIND_TYPES.get(remind)) {
            self.patch_value(object, "messageRemindType", *name);
        }
        Conversation {
            id: id.to_owned(),
            kind,
            is_topic,
            object,
            peer: Peer {
                user_id: peer.to_owned(),
                profile: profile.filter(|_| kind == Kind::C2C).map(|(_, profile)| profile),
                found: Found::default(),
            },
            is_listed: false,
            unread: 0,
            pinned: false,
            marks: Vec::new(),
            custom_data: String::new(),
            groups: Vec::new(),
            remind,
            counts_all: false,
            is_told: false,
            mentions: Vec::new(),
            complete: false,
            peer_read_time: 0,
            read_to: 0,
            counted_to: 0,
            timeline: Timeline::of(kind == Kind::Group),
            let_go: Vec::new(),
            last: Last::default(),
            last_is_rare: false,
            listed: None,
            named_by: 0,
            gap: self.conversations.gaps.then_some(Gap::default()),
        }
    }

    /// A gap could not be closed: what is held is let go, so that history is fetched anew.
    pub fn drop_timeline(&mut self, id: &str) {
        self.drop_timeline_before(id, u64::MAX);
    }

    fn drop_timeline_before(&mut self, id: &str, place: u64) {
        let Some(conversation) = self.conversations.get_mut(id) else { return };
        let messages = conversation.timeline.take_before(place);
        if conversation.kind == Kind::Group {
            conversation.let_go.extend(messages.iter().map(|message| message.sequence));
        }
        for message in messages {
            self.effect(Effect::Release(message.object));
        }
    }

    /// The user is in a group, perhaps again: between then and now something may have been said. What was unread then
    /// is read, and nothing is pinned, unless the list has just said so. What was sent here since it was heard of stays.
    pub fn begin_anew(&mut self, id: &str) {
        self.drop_timeline_before(id, self.groups.heard_from(Kind::of(id).1));
        if self.conversations.get(id).is_some_and(|conversation| !conversation.is_told) {
            self.set_unread(id, 0);
            self.set_pinned(vec![id.to_owned()], false);
        }
    }

    pub fn forget_conversations(&mut self) {
        for conversation in std::mem::take(&mut self.conversations).list.take_all() {
            self.release_conversation(conversation);
        }
    }
}

/// The members of a new Conversation object, in the order that applications see.
fn members(id: &str, kind: &str, profile: Option<(&'static str, ObjectId)>) -> Fields {
    let mut fields = members![
        ("conversationID", id),
        ("unreadCount", 0),
        ("type", kind),
        ("lastMessage", Out::Fields(LastMessage::none().fields())),
        ("_isInfoCompleted", false),
        ("peerReadTime", 0),
        ("groupAtInfoList", empty_list()),
        ("remark", ""),
        ("isPinned", false),
        ("messageRemindType", ""),
        ("markList", empty_list()),
        ("customData", ""),
        ("conversationGroupList", empty_list())
    ];
    fields.extend(profile.map(|(name, profile)| (name, Out::Object(profile))));
    fields
}
