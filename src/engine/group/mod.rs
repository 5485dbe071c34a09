//! Groups: which ones the user is in and what is known of them. Fetching is in [`list`], what users do with a group
//! in [`change`] and [`join`], applications in [`application`], members in [`member`] and their marks in [`mark`], chat
//! rooms in [`room`], what members share in [`shared`], the members of objects in [`record`], topics in [`topic`]; what
//! groups tell in [`tips`] and [`notice`], before it is known what they are in [`waiting`]. Messages of groups go the
//! way of all messages, in `message`; their conversations are in `conversation`.

mod application;
mod attribute;
mod change;
mod counter;
mod join;
mod list;
mod mark;
mod member;
mod methods;
mod notice;
mod record;
mod room;
mod shared;
pub mod tips;
mod topic;
mod waiting;

use tim_proto::constants::types;
use tim_proto::json::Gather;
use tim_proto::json::{Members, Value};

use super::effect::{Class, Effect, Millis, ObjectId, Out};
use super::event::ListEvent;
use super::message::{is_topic, root};
use super::state::State;
use super::value::{number, object};

pub use list::{fetch_profile, profile_request, sync};
use member::Member;
pub use methods::METHODS;
use record::{GROUP, OWN, OWN_IN_TOPIC, Record, TOPIC, normal};
use room::Room;
use shared::Shared;
use waiting::Waiting;

/// A group that is known: the user is in it, or there is a conversation of it. Or a topic of a community, which is a group
/// in all that concerns its messages.
pub struct Group {
    pub id: String,
    pub object: ObjectId,
    /// Whether the user is in it, as far as is known.
    pub joined: bool,
    /// Until where the user has read, as far as is known.
    read: u64,
    revoked_until: u64,
    record: Record,
    own: Record,
    members: Vec<Member>,
    /// Of a community: until when all of its topics are known.
    topics_until: Millis,
}

impl Group {
    pub fn kind(&self) -> &str {
        self.record.text("type")
    }

    /// The user's own name card.
    pub fn name_card(&self) -> &str {
        self.own.text("nameCard")
    }

    pub fn remind(&self) -> &str {
        self.own.text("messageRemindType")
    }

    /// How many of the messages that the user has not read do not count as unread.
    pub fn uncounted(&self) -> u64 {
        let unread = self.own.number("readedSequence")..self.record.number("nextMessageSeq");
        let excluded = self.own.get("excludedUnreadSequenceList").as_array().into_iter().flatten();
        let excluded = excluded.filter_map(Value::as_u64).filter(|sequence| unread.contains(sequence));
        u64::try_from(excluded.count()).unwrap_or(0)
    }
}

#[derive(Default)]
pub struct Groups {
    list: Vec<Group>,
    /// Whether the list of those that the user is in has come. Before, he may be in one that is not known.
    complete: bool,
    /// What was heard of groups that are not known yet, and whether it is being asked what they are.
    waiting: Vec<Waiting>,
    /// Chat rooms that the user is not in: what is heard of them is passed over.
    foreign: Vec<String>,
    /// Applications of which notices from before the login tell: their keys, and the notices.
    undecided: Vec<(u64, String)>,
    /// The chat rooms that the user is in.
    rooms: Vec<Room>,
    /// Attributes and counters, of groups where they were of interest.
    shared: Vec<Shared>,
    /// Topics that look different now, to be told of.
    changed_topics: Vec<String>,
    /// Groups that have let the user in and are being asked what they are.
    joining: Vec<String>,
}

impl Groups {
    pub fn get(&self, id: &str) -> Option<&Group> {
        self.list.iter().find(|group| group.id == id)
    }

    fn get_mut(&mut self, id: &str) -> Option<&mut Group> {
        self.list.iter_mut().find(|group| group.id == id)
    }

    /// The group, if the user is in it.
    pub fn joined(&self, id: &str) -> Option<&Group> {
        self.get(id).filter(|group| group.joined)
    }

    pub fn has_rooms(&self) -> bool {
        !self.rooms.is_empty()
    }

    pub fn is_room(&self, id: &str) -> bool {
        self.get(id).is_some_and(|group| group.kind() == types::GRP_AVCHATROOM)
    }

    /// The sequence of the newest message, as far as the group says.
    pub fn newest_sequence(&self, id: &str) -> u64 {
        self.get(id).map_or(0, |group| group.record.number("nextMessageSeq").saturating_sub(1))
    }

    /// Until where the user has read, as far as is known.
    pub fn read_sequence(&self, id: &str) -> u64 {
        self.get(id).map_or(0, |group| group.read)
    }

    /// Until when revocations are known (microseconds): since the group is known, or was asked last.
    pub fn revoked_until(&self, id: &str) -> u64 {
        self.get(id).map_or(0, |group| group.revoked_until)
    }

    /// The user has read a group until here.
    pub fn read_until(&mut self, id: &str, sequence: u64) {
        if let Some(group) = self.get_mut(id) {
            group.read = group.read.max(sequence);
        }
    }

    pub fn revoked_known_until(&mut self, id: &str, time: u64) {
        if let Some(group) = self.get_mut(id) {
            group.revoked_until = time;
        }
    }

    /// Whether the user is still in a group that has let him in just now.
    fn take_joining(&mut self, id: &str) -> bool {
        let before = self.joining.len();
        self.joining.retain(|joining| joining != id);
        self.joining.len() < before
    }
}

/// The conversation of a group.
pub fn conversation_id(group: &str) -> String {
    format!("{}{group}", types::CONV_GROUP)
}

fn with_group(group: Out) -> Out {
    Out::Fields(members![("group", group)])
}

impl State {
    /// The Group objects that applications see: those of which something was said last in front.
    pub fn group_list(&self) -> Vec<ObjectId> {
        self.groups_that(|group| !is_topic(&group.id))
    }

    fn groups_that(&self, is_meant: fn(&Group) -> bool) -> Vec<ObjectId> {
        let last = |group: &Group| {
            self.conversations.get(&conversation_id(&group.id)).map_or(0, |known| known.last_time())
        };
        let listed = self.groups.list.iter().filter(|group| group.joined && is_meant(group));
        // By insertion: the library's sort costs a page kilobytes.
        let mut sorted: Vec<(u64, ObjectId)> = Vec::new();
        for group in listed {
            let time = last(group);
            let at = sorted.partition_point(|(before, _)| *before >= time);
            sorted.insert(at, (time, group.object));
        }
        sorted.into_iter().map(|(_, object)| object).gather()
    }

    /// The Group object as the result of a method; undefined when the user is not in the group.
    fn group_out(&self, id: &str) -> Out {
        let name = if is_topic(id) { "topic" } else { "group" };
        let group = self.groups.joined(id).map_or(Out::Undefined, |group| Out::Object(group.object));
        Out::Fields(members![(name, group)])
    }

    /// Makes sure that there is an object of this group.
    pub fn ensure_group(&mut self, id: &str) -> ObjectId {
        if let Some(group) = self.groups.get(id) {
            return group.object;
        }
        let group = self.new_group(id);
        let object = group.object;
        self.groups.list.push(group);
        if is_topic(id) {
            return object;
        }
        if let Some(conversation) = self.conversations.get(&conversation_id(id)) {
            let conversation = conversation.object;
            self.patch(conversation, members![("groupProfile", Out::Object(object))]);
            self.share_last_message(object, conversation);
        }
        object
    }

    /// A group shows the last message of its conversation: the same object.
    pub fn share_last_message(&mut self, group: ObjectId, conversation: ObjectId) {
        self.patch(group, members![("lastMessage", Out::Member(conversation, "lastMessage"))]);
    }

    fn new_group(&mut self, id: &str) -> Group {
        let (class, table, own, name) = match is_topic(id) {
            true => (Class::Topic, TOPIC, OWN_IN_TOPIC, "topicID"),
            false => (Class::Group, GROUP, OWN, "groupID"),
        };
        let (mut record, own) = (Record::new(table), Record::new(own));
        record.merge(&object(members![(name, id)]), true);
        let mut fields = record.fields();
        for (name, value) in fields.iter_mut() {
            if *name == "selfInfo" {
                *value = Out::Fields(own.fields());
            }
        }
        let object = self.create(class, fields);
        let (joined, read, revoked_until, members, topics_until) = (false, 0, 0, Vec::new(), 0);
        Group { id: id.to_owned(), object, joined, read, revoked_until, record, own, members, topics_until }
    }

    /// News of a group that the user is in: its members, and what the user is in it.
    fn renew_group(&mut self, id: &str, news: Value, own: &Value) {
        self.ensure_group(id);
        let me = self.me().to_owned();
        let Some(group) = self.groups.get_mut(id) else { return };
        let was_in = std::mem::replace(&mut group.joined, true);
        // Answers have different names for it.
        group.read = group.read.max(number(own, "readedSequence")).max(number(own, "sequence"));
        let own = (group.own.merge(own, false), group.own.merge(&object(members![("userID", me)]), true));
        self.describe_group(id, news);
        self.patch_own(id, own.0);
        self.patch_own(id, own.1);
        if let Some(group) = self.groups.get_mut(id).filter(|_| !was_in) {
            group.revoked_until = group.record.number("_lastRevokedTime");
        }
        if !was_in && !is_topic(id) {
            self.begin_anew(&conversation_id(id));
        }
    }

    /// News of a group, whoever is in it.
    pub fn describe_group(&mut self, id: &str, mut news: Value) {
        normal(&mut news);
        let me = self.me().to_owned();
        let Some(group) = self.groups.get_mut(id) else { return };
        let mut changed = group.record.merge(&news, false);
        if group.own.text("role") == types::GRP_MBR_ROLE_OWNER {
            changed.extend(group.record.merge(&object(members![("ownerID", me)]), true));
        }
        let object = group.object;
        if !changed.is_empty() {
            self.patch(object, changed);
        }
    }

    fn patch_own(&mut self, id: &str, fields: super::effect::Fields) {
        let Some(object) = self.groups.get(id).map(|group| group.object) else { return };
        if !fields.is_empty() {
            self.effect(Effect::Patch { object, at: Some("selfInfo"), fields });
        }
    }

    /// The user has settled how messages of a group are announced, here or elsewhere.
    pub fn remind_set(&mut self, id: &str, remind: &str) -> Out {
        self.set_own(id, members![("messageRemindType", remind)]);
        self.settle_conversation(id);
        if self.groups.joined(id).is_some() {
            self.conversation_changed(&conversation_id(id));
        }
        self.group_out(id)
    }

    /// What the user is in a group has changed.
    fn set_own(&mut self, id: &str, members: Members<Value>) {
        let Some(group) = self.groups.get_mut(id) else { return };
        let fields = group.own.merge(&object(members), false);
        self.patch_own(id, fields);
    }

    /// The user is not in the group any more. Its conversation stays.
    pub fn forget_group(&mut self, id: &str) {
        self.conversations.group_left(&conversation_id(id));
        let gone = self.groups.list.iter().position(|group| group.id == id);
        if let Some(at) = gone {
            let group = self.groups.list.remove(at);
            self.release_group(group);
            self.groups.topics_of(id).iter().for_each(|topic| self.forget_topic(topic));
        }
        self.groups.forget_shared(id);
    }

    fn release_group(&mut self, group: Group) {
        let members = group.members.into_iter().map(|member| member.object);
        members.chain([group.object]).for_each(|object| self.effect(Effect::Release(object)));
    }

    /// Whether the user is in the group, or in the one of the topic.
    pub fn is_in(&self, id: &str) -> bool {
        self.groups.joined(root(id)).is_some()
    }

    /// Whether the user is known not to be in the group, or in the one of the topic. The list of recent contacts may know better
    /// than the list of groups: it comes first.
    pub fn is_left(&self, id: &str) -> bool {
        let told = self.conversations.get(&conversation_id(id)).is_some_and(|known| known.is_told);
        self.groups.complete && !told && !self.is_in(id)
    }

    /// Whether the server has messages of it for the user, as far as is known.
    pub fn keeps_history(&self, id: &str) -> bool {
        !self.is_left(id) && !self.groups.is_room(id)
    }

    /// The group has a message, or a tip, before this sequence.
    pub fn group_grown(&mut self, id: &str, next: u64) {
        if next > self.groups.newest_sequence(id).saturating_add(1) {
            let Some(group) = self.groups.get_mut(id) else { return };
            group.record.set("nextMessageSeq", next.into());
            let object = group.object;
            self.patch_value(object, "nextMessageSeq", next);
        }
    }

    /// The custom members of a group are these now.
    fn replace_custom(&mut self, id: &str, pairs: Option<&Value>) {
        if let Some((group, pairs)) = self.groups.get_mut(id).zip(pairs) {
            group.record.set("groupCustomField", pairs.clone());
            let object = group.object;
            self.patch_value(object, "groupCustomField", pairs.clone());
        }
    }

    fn leave_group(&mut self, id: &str) {
        self.leave_room(id);
        let _ = self.groups.take_joining(id);
        self.forget_group(id);
        self.raise(ListEvent::Groups);
    }

    pub fn forget_groups(&mut self) {
        for group in std::mem::take(&mut self.groups).list {
            self.release_group(group);
        }
    }
}

impl Group {
    /// A community with topics: nothing is said outside of them.
    fn has_topics(&self) -> bool {
        *self.record.get("isSupportTopic") == true
    }
}
