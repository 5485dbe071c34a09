//! What names a message: its conversation and its numbers. Methods get it from the Message that they are given, notices
//! from the wire; with it both find what is held.

use tim_proto::code;
use tim_proto::constants::types;
use tim_proto::json::Value;

use super::super::error::Error;
use super::super::state::State;
use super::super::value::{number, number_at, object, text};
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
    /// Of a notice: `From_Account` has sent the message to `To_Account`.
    pub fn of_notice(state: &State, notice: &Value) -> Option<Name> {
        let (conversation, out) =
            conversation_of(state.me(), text(notice, "From_Account"), text(notice, "To_Account"))?;
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
pub fn on_wire(fields: &Value, time: &'static str) -> Vec<(&'static str, Value)> {
    let member = |key| fields.get(key).cloned().unwrap_or(Value::Null);
    vec![
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

/// The user whom a conversation is with. Groups are not joined by this version: none of their messages was sent.
pub fn peer_of(conversation_id: &str) -> Result<&str, Error> {
    conversation_id.strip_prefix(types::CONV_C2C).ok_or_else(|| Error::client(code::CANNOT_FIND_GROUP))
}
