//! Modified messages: what a message says is replaced, by me or by the peer, in the object that everybody holds.
//! Versions tell which state is newer.

use tim_proto::constants::{event, types};
use tim_proto::json::Value;
use tim_proto::{code, command, element};

use super::super::argument::Args;
use super::super::conversation::{Kind, content};
use super::super::effect::{ObjectId, Out};
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{at, flag, is_true, list, number, object, text};
use super::name::{Name, on_wire, on_wire_of, party};
use super::object::elements_from_wire;
use super::revoke::with_message;

/// Whose content can be replaced; of others only the custom data can.
const WITH_CONTENT: [&str; 4] = [types::MSG_TEXT, types::MSG_CUSTOM, types::MSG_LOCATION, types::MSG_FACE];

/// The server's refusal of a change to an older state; it tells the newer one.
const CONFLICT: i64 = 20027;

/// `modifyMessage(message)`, after the application has changed the object: resolves with `{message}`, the same.
pub static MODIFY: Question =
    Question { command: &command::OPENIM_MODIFY_C2C_MSG, plan: modify, done: modified };

/// Why a Message cannot be modified, as far as can be told without asking.
pub fn refused(fields: &Value) -> Option<&'static str> {
    if text(fields, "conversationType") == types::CONV_SYSTEM {
        return Some("a notice of the system");
    }
    is_true(fields, "_onlineOnlyFlag").then_some("one that was sent to who was online")
}

fn modify(state: &mut State, args: &Args) -> Result<Plan, Error> {
    let fields = args.message_fields();
    let (kind, party) = party(fields);
    if state.groups.joined(party).is_some_and(|group| group.kind() == types::GRP_AVCHATROOM) {
        return Err(with_message(Error::client(code::MESSAGE_MODIFY_DISABLED_IN_AVCHATROOM), args));
    }
    let mut fill = if kind == Kind::Group { on_wire_of(fields, party) } else { on_wire(fields, "MsgTime") };
    fill.push(("MsgVersion", number(fields, "version").into()));
    let says = text(fields, "type");
    if WITH_CONTENT.contains(&says.as_str()) {
        let content = fields.get("payload").cloned().unwrap_or(Value::NULL);
        let element = element::to_wire(&object(members![("type", says), ("content", content)]));
        fill.push(("MsgBody", element.into_iter().collect()));
    }
    fill.push(("CloudCustomData", text(fields, "cloudCustomData").into()));
    if kind == Kind::Group {
        return Ok(Plan::AskOr(Request::new(&command::OPENIM_MODIFY_GROUP_MSG, fill), failed));
    }
    Ok(Plan::SendOr(fill, failed))
}

fn modified(state: &mut State, args: &Args, answer: Value) -> Result<Out, Error> {
    state.replace(&Name::of_given(args.message_fields()), args.message(), &answer);
    Ok(Out::Fields(members![("message", args.message().map_or(Out::Undefined, Out::Object))]))
}

/// Somebody else was first: his state is the message's now.
fn failed(state: &mut State, args: &Args, error: Error) -> Error {
    if error.code != CONFLICT {
        return with_message(error, args);
    }
    state.replace(&Name::of_given(args.message_fields()), args.message(), &error.answer);
    with_message(Error::client(code::MESSAGE_MODIFY_CONFLICT), args)
}

impl State {
    /// An item of a push, `C2cMsgModNotifys` or `GroupMsgModNotifys`: each message is announced by itself.
    pub fn modified_by_notice(&mut self, item: &Value) {
        let notices = ["C2cMsgModNotifys", "GroupMsgModNotifys"].into_iter().flat_map(|key| list(item, key));
        for notice in notices {
            if let Some(name) = Name::of_notice(self, notice) {
                self.replace(&name, None, notice);
            }
        }
    }

    /// Takes over a state of a message, if it is newer than the one known: `MsgVersion`, `MsgBody`,
    /// `CloudCustomData`. `given` is the object that the application passed in, if any.
    pub fn replace(&mut self, name: &Name, given: Option<ObjectId>, state: &Value) {
        let version = number(state, "MsgVersion");
        let elements = elements_from_wire(state.get("MsgBody"), &command::IM_OPEN_PUSH_MSG_PUSH.keys);
        let is_older = |known: u64| version <= known && !flag(state, "MsgModifiedFlag");
        let kind = elements.first().and_then(|first| element::static_type(text(first, "type")));
        let held = match self.held(name) {
            Some(held) if is_older(held.version) => return,
            Some(held) => {
                held.version = version;
                held.kind = kind;
                Some(held.object)
            }
            None => None,
        };
        let custom_data = text(state, "CloudCustomData");
        for object in held.into_iter().chain(given) {
            self.patch(
                object,
                members![
                    ("version", version),
                    ("_elements", elements.iter().cloned().collect::<Value>()),
                    ("cloudCustomData", custom_data),
                    ("isModified", true)
                ],
            );
        }
        if let Some(object) = given.or(held) {
            self.emit(event::MESSAGE_MODIFIED, Out::Objects(vec![object]));
        }
        let international = self.options.is_international();
        let mut fields = match held {
            Some(object) => content(kind, |key| Out::Member(object, key), international),
            None => {
                let first = elements.into_iter().next().unwrap_or_default();
                let payload =
                    object(members![("payload", first.get("content").cloned().unwrap_or_default())]);
                content(kind, |key| Out::Value(at(&payload, key).cloned().unwrap_or_default()), international)
            }
        };
        fields.push(("cloudCustomData", Out::Value(custom_data.into())));
        fields.push(("version", Out::Value(version.into())));
        if self.last_modified(name, fields) {
            self.conversation_changed(&name.conversation);
        }
    }
}
