//! What names a message: its conversation and its numbers. Methods get it from the Message that they are given, notices
//! from the wire; with it both find what is held.

use tim_proto::constants::types;
use tim_proto::json::{Members, Value};

use super::super::conversation::Kind;
use super::super::group::conversation_id;
use super::super::state::State;
use super::super::value::{first_text, number, number_at, object, text};
use super::{Mark, Stored};

pub struct Name {
    pub conversation: String,
    pub mark: Mark,
    /// Sent by me.
    pub out: bool,
}

/// The conversation between two users, one of whom is me, and whether I am the first of them. `None`: it has no peer.
pub fn conversation_of(me: &str, from: &str, to: &str) -> Option<(String, bool)> {
    let out = from == me;
    let peer = if out { to } else { from };
    (!peer.is_empty()).then(|| (format!("{}{peer}", types::CONV_C2C), out))
}

impl Name {
    /// Of a notice: `From_Account` has sent the message to `To_Account`, or to a group.
    pub fn of_notice(state: &State, notice: &Value) -> Option<Name> {
        let from = text(notice, "From_Account");
        let group = first_text(notice, "TopicId GroupId");
        let (conversation, out) = if group.is_empty() {
            conversation_of(state.me(), from, text(notice, "To_Account"))?
        } else {
            (conversation_id(group), from == state.me())
        };
        let time = number_at(notice, "MsgTimeStamp").unwrap_or_else(|| number(notice, "MsgTime"));
        let mark = Mark { time, sequence: number(notice, "MsgSeq"), random: number(notice, "MsgRandom") };
        Some(Name { conversation, mark, out })
    }

    /// Of a Message that an application passed in.
    pub fn of_given(fields: &Value) -> Name {
        let number = |key| number(fields, key);
        Name {
            conversation: text(fields, "conversationID").to_owned(),
            mark: Mark { time: number("time"), sequence: number("sequence"), random: number("random") },
            out: text(fields, "flow") == "out",
        }
    }
}

impl State {
    pub fn held(&mut self, name: &Name) -> Option<&mut Stored> {
        self.conversations.get_mut(&name.conversation)?.timeline.named(name.mark, name.out)
    }
}

/// The members by which the server finds a Message that an application passed in. `time` is what the command calls
/// the time.
pub fn on_wire(fields: &Value, time: &'static str) -> Members<Value> {
    let member = |key| fields.get(key).cloned().unwrap_or(Value::NULL);
    members![
        ("From_Account", member("from")),
        ("To_Account", member("to")),
        ("MsgSeq", member("sequence")),
        ("MsgRandom", member("random")),
        (time, member("time")),
    ]
}

/// The same as one object.
pub fn object_on_wire(fields: &Value, time: &'static str) -> Value {
    object(on_wire(fields, time))
}

/// The same of a message of a group, as commands name it: by its sequence.
pub fn on_wire_of(fields: &Value, group: &str) -> Members<Value> {
    in_group(group, members![("MsgSeq", number(fields, "sequence"))])
}

/// Names a group beside these members, or the topic of one.
pub fn in_group(id: &str, mut members: Members<Value>) -> Members<Value> {
    let group = root(id);
    members.push(("GroupId", group.into()));
    if group != id {
        members.push(("TopicId", id.into()));
    }
    members
}

/// The group that an ID names, be it that of a topic.
pub fn root(id: &str) -> &str {
    let topic = TOPIC.len();
    // Each message asks several times: hardly ever is more than a byte compared.
    let at = id.as_bytes().windows(topic).position(|part| part.ends_with(b"_") && part == TOPIC.as_bytes());
    at.and_then(|at| id.get(..at)).unwrap_or(id)
}

/// Whether it is the ID of a topic.
pub fn is_topic(id: &str) -> bool {
    root(id).len() < id.len()
}

/// What stands between a community and its topic in the topic's ID.
const TOPIC: &str = "@TOPIC#_";

/// Whom the conversation of a Message is with: a user or a group.
pub fn party(fields: &Value) -> (Kind, &str) {
    Kind::of(text(fields, "conversationID"))
}
