//! Topics of communities: fetched, made, changed and deleted, and what others do to them. A topic is kept as a group
//! with members of its own, so its messages go the way of all messages of groups; its conversation is in no list.

use tim_proto::constants::event;
use tim_proto::json::Gather;
use tim_proto::json::{Members, Value};
use tim_proto::keys::{request as names, translate};
use tim_proto::{code, command};

use super::super::effect::{Millis, ObjectId, Out};
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::message::{is_topic, root};
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{at, list, number, object, text};
use super::change::changes;
use super::{Group, Groups, conversation_id};

/// How long a community's topics hold.
const HOLDS_MS: Millis = 300_000;
/// `Type` of a group among the recent contacts, and its flag of a last message that is revoked.
const TYPE_GROUP: u64 = 2;
const REVOKED: u64 = 2;

/// `getTopicList({groupID, topicIDList?})`: without IDs, all topics of the community.
pub static LIST: Question = Question {
    command: &command::MILLION_GROUP_OPEN_HTTP_SVC_GET_TOPIC,
    plan: |state, args| {
        let (group, named) = (args.text("groupID"), args.texts("topicIDList", usize::MAX));
        let known = state.groups.get(group).filter(|group| state.now < group.topics_until);
        let all = if named.is_empty() { state.groups.topics_of(group) } else { named.clone() };
        let topics: Vec<ObjectId> = all.iter().filter_map(|id| Some(state.groups.get(id)?.object)).gather();
        if known.is_some() && topics.len() == all.len() {
            return Ok(Plan::Done(outcome(Out::Objects(topics), &[])));
        }
        Ok(Plan::Send(asked(group, named)))
    },
    done: |state, args, answer| {
        let group = args.text("groupID");
        let topics = state.topics_told(&answer);
        if args.texts("topicIDList", 1).is_empty() {
            let gone = state.groups.topics_of(group).into_iter();
            let gone: Vec<String> = gone
                .filter(|id| state.groups.get(id).is_some_and(|topic| !topics.contains(&topic.object)))
                .gather();
            gone.iter().for_each(|id| state.forget_topic(id));
            state.ensure_group(group);
            state.set_topics_until(group, state.now.saturating_add(HOLDS_MS));
        }
        // Who asked knows.
        state.groups.changed_topics.clear();
        Ok(outcome(Out::Objects(topics), list(&answer, "TopicAndSelfInfo")))
    },
};

/// `createTopicInCommunity({groupID, topicName, topicID?, …})`.
pub static CREATE: Question = Question {
    command: &command::MILLION_GROUP_OPEN_HTTP_SVC_CREATE_TOPIC,
    plan: |_, args| {
        if args.get("topicID").is_some() && !is_topic(args.text("topicID")) {
            return Err(Error::client(code::ILLEGAL_TOPIC_ID));
        }
        let command = &command::MILLION_GROUP_OPEN_HTTP_SVC_CREATE_TOPIC;
        Ok(Plan::Ask(Request::asked(command, args.first(), &names::CREATE_TOPIC, Members::new())))
    },
    done: |state, args, answer| {
        let id = text(&answer, "TopicId");
        state.ensure_topic(id);
        state.describe_group(id, args.first());
        Ok(Out::Value(object(members![("topicID", id)])))
    },
};

/// `updateTopicProfile({groupID, topicID, …})`.
pub static UPDATE: Question = Question {
    command: &command::MILLION_GROUP_OPEN_HTTP_SVC_MODIFY_TOPIC,
    plan: |state, args| {
        let command = &command::MILLION_GROUP_OPEN_HTTP_SVC_MODIFY_TOPIC;
        Ok(Plan::Ask(Request::asked(command, changes(state, args), &names::MODIFY_TOPIC, Members::new())))
    },
    done: |state, args, _| {
        let id = args.text("topicID");
        let changes = changes(state, args);
        state.ensure_topic(id);
        state.describe_group(id, changes);
        Ok(state.group_out(id))
    },
};

/// `deleteTopicFromCommunity({groupID, topicIDList?})`: without IDs, all topics of the community.
pub static DELETE: Question = Question {
    command: &command::MILLION_GROUP_OPEN_HTTP_SVC_DESTROY_TOPIC,
    plan: |_, args| {
        let named: Value = args.texts("topicIDList", usize::MAX).into_iter().collect();
        Ok(Plan::Send(members![("GroupId", args.text("groupID")), ("TopicIdList", named)]))
    },
    done: |state, _, answer| {
        let results = list(&answer, "DestroyResultItem");
        let mut gone: Vec<Value> = Vec::new();
        for item in results.iter().filter(|item| number(item, "ErrorCode") == 0) {
            let id = text(item, "TopicId");
            state.forget_topic(id);
            gone.push(object(members![("topicID", id)]));
        }
        Ok(outcome(Out::Value(Value::from(gone)), results))
    },
};

/// What asks for topics: those that are named, or all.
fn asked(group: &str, topics: Vec<String>) -> Members<Value> {
    members![("GroupId", group), ("TopicIdList", topics.into_iter().collect::<Value>())]
}

fn outcome(accepted: Out, results: &[Value]) -> Out {
    let refused = results.iter().filter(|item| number(item, "ErrorCode") != 0);
    let failures = refused.map(|item| {
        let named = at(item, "TopicInfo.TopicId").and_then(Value::as_str);
        object(members![
            ("topicID", named.unwrap_or_else(|| text(item, "TopicId"))),
            ("code", number(item, "ErrorCode")),
            ("message", text(item, "ErrorInfo")),
        ])
    });
    let failures: Value = failures.collect();
    Out::Fields(members![("successTopicList", accepted), ("failureTopicList", failures)])
}

impl Groups {
    /// The IDs of the topics that are known of a community.
    pub(super) fn topics_of(&self, group: &str) -> Vec<String> {
        let topics = self.list.iter().filter(|topic| root(&topic.id) == group && is_topic(&topic.id));
        topics.map(|topic| topic.id.clone()).gather()
    }

    /// Whether nothing is said in this group but in its topics.
    pub fn has_topics(&self, id: &str) -> bool {
        self.get(id).is_some_and(Group::has_topics)
    }
}

impl Group {
    fn is_named(&self) -> bool {
        !self.record.text("topicName").is_empty()
    }
}

impl State {
    /// What asks for all topics of each community of which topics are known.
    pub fn topic_requests(&self) -> Vec<Request> {
        let mut communities: Vec<&str> = Vec::new();
        for group in self.groups.list.iter().filter(|group| is_topic(&group.id)) {
            if !communities.contains(&root(&group.id)) {
                communities.push(root(&group.id));
            }
        }
        communities.into_iter().map(|group| request(asked(group, Vec::new()))).gather()
    }

    /// What asks for a topic that is not known.
    pub fn topic_request(&self, id: &str) -> Option<Request> {
        let is_unknown = is_topic(id) && self.groups.joined(id).is_none();
        is_unknown.then(|| request(asked(root(id), vec![id.to_owned()])))
    }

    /// Something was heard of a topic: one that is not known is asked for.
    pub fn topic_heard(&mut self, id: &str) {
        if let Some(request) = self.topic_request(id) {
            self.ensure_topic(id);
            self.fetch(request, |state, answer| state.take_topics(&answer));
        }
    }

    /// Makes sure that there is an object of this topic, and its conversation.
    fn ensure_topic(&mut self, id: &str) {
        self.list_conversation(&conversation_id(id));
        if let Some(topic) = self.groups.get_mut(id) {
            topic.joined = true;
        }
    }

    /// An answer about topics that no method waits for: applications hear of what has changed.
    pub fn take_topics(&mut self, answer: &Value) {
        self.topics_told(answer);
        self.tell_topics();
    }

    /// An answer about topics: the objects of those that it tells of.
    fn topics_told(&mut self, answer: &Value) -> Vec<ObjectId> {
        let mut told = Vec::new();
        for item in list(answer, "TopicAndSelfInfo").iter().filter(|item| number(item, "ErrorCode") == 0) {
            let info = item.get("TopicInfo").unwrap_or(&Value::NULL);
            let id = text(info, "TopicId");
            if !is_topic(id) {
                continue;
            }
            self.ensure_topic(id);
            let before = self.topic_state(id);
            let said = translate(item.clone(), &command::MILLION_GROUP_OPEN_HTTP_SVC_GET_TOPIC.keys);
            let member = |name: &str| said.get(name).cloned().unwrap_or_default();
            self.renew_group(id, member("topic"), &member("selfInfo"));
            // The same as an entry of the list of recent contacts.
            let last = info.get("LastMsg").cloned().unwrap_or_default();
            let newest = number(info, "NextMsgSeq").saturating_sub(1);
            let read = at(item, "SelfInfo.MsgSeq").and_then(Value::as_u64).unwrap_or(0);
            self.contact_listed(&object(members![
                ("Type", TYPE_GROUP),
                ("ToAccount", id),
                ("MsgSeq", newest),
                ("MsgTimeStamp", number(&last, "MsgTimeStamp")),
                ("MsgGroupFrom_Account", text(&last, "From_Account")),
                ("LastMsgFlags", number(&last, "IsPlaceMsg") & REVOKED),
                ("UnreadMsgCount", newest.saturating_sub(read)),
                ("LastMsg", last),
            ]));
            self.settle_conversation(id);
            if self.topic_state(id) != before {
                self.topic_changed(id);
            }
            told.extend(self.groups.get(id).map(|topic| topic.object));
        }
        told
    }

    /// What changes with everything that happens in a topic: its newest sequence, what is unread, whether it is known.
    fn topic_state(&self, id: &str) -> (u64, u64, bool) {
        let unread = self.conversations.get(&conversation_id(id)).map_or(0, |known| known.unread);
        (self.groups.newest_sequence(id), unread, self.groups.get(id).is_some_and(Group::is_named))
    }

    /// The user has read a topic until this sequence.
    pub fn topic_read(&mut self, id: &str, until: u64) {
        self.set_own(id, members![("readedSequence", until)]);
    }

    /// The topic is no more.
    pub(super) fn forget_topic(&mut self, id: &str) {
        self.remove_conversations(vec![conversation_id(id)]);
        self.forget_group(id);
    }

    fn set_topics_until(&mut self, group: &str, until: Millis) {
        if let Some(group) = self.groups.get_mut(group) {
            group.topics_until = until;
        }
    }

    /// A notice: a community has another topic.
    pub(super) fn topic_made(&mut self, group: &str, topic: &str) {
        self.set_topics_until(group, 0);
        let data = object(members![("groupID", group), ("topicID", topic)]);
        self.emit(event::TOPIC_CREATED, data);
    }

    /// A notice: these topics of a community are no more.
    pub(super) fn topics_deleted(&mut self, group: &str, body: &Value) {
        let gone = list(body, "TopicIdArray");
        gone.iter().filter_map(Value::as_str).for_each(|id| self.forget_topic(id));
        let gone: Value = gone.iter().cloned().collect();
        self.emit(event::TOPIC_DELETED, object(members![("groupID", group), ("topicIDList", gone)]));
    }

    /// The topic looks different now. Others hear of it with [`State::tell_topics`].
    pub fn topic_changed(&mut self, id: &str) {
        let changed = &mut self.groups.changed_topics;
        if !changed.iter().any(|known| known == id) {
            changed.push(id.to_owned());
        }
    }

    /// Tells of each topic that looks different now.
    pub fn tell_topics(&mut self) {
        for id in std::mem::take(&mut self.groups.changed_topics) {
            // One without a name is not known yet.
            let known = self.groups.get(&id).filter(|topic| topic.is_named());
            let Some(topic) = known.map(|topic| topic.object) else { continue };
            let data = members![("groupID", root(&id)), ("topic", Out::Object(topic))];
            self.emit(event::TOPIC_UPDATED, Out::Fields(data));
        }
    }
}

fn request(fill: Members<Value>) -> Request {
    Request::new(&command::MILLION_GROUP_OPEN_HTTP_SVC_GET_TOPIC, fill)
}
