//! Revoked messages: by me here, by me elsewhere, by the peer. The message stays where it is, marked.

use tim_proto::command;
use tim_proto::constants::{event, types};
use tim_proto::json::Gather;
use tim_proto::json::Value;

use super::super::argument::Args;
use super::super::conversation::Kind;
use super::super::effect::{Fields, ObjectId, Out};
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::method::{Failed, Plan, Question};
use super::super::state::State;
use super::super::value::{at, is_true, list, number, object, text};
use super::name::{Name, in_group, object_on_wire, party};

/// `revokeMessage(message)`: resolves with `{message}`, the object that was given.
pub static REVOKE: Question = Question { command: &command::OPENIM_MSGWITHDRAW, plan: revoke, done: revoked };

/// Why a Message cannot be revoked, as far as can be told without asking.
pub fn refused(fields: &Value) -> Option<&'static str> {
    if text(fields, "conversationType") == types::CONV_SYSTEM {
        return Some("a notice of the system");
    }
    is_true(fields, "isRevoked").then_some("one that is revoked already")
}

fn revoke(_: &mut State, args: &Args) -> Result<Plan, Error> {
    let fields = args.message_fields();
    let failed: Failed = |_, args, error| with_message(error, args);
    if let (Kind::Group, group) = party(fields) {
        let named = object(members![("MsgSeq", number(fields, "sequence"))]);
        let fill = in_group(group, members![("MsgSeqList", Value::from(vec![named]))]);
        return Ok(Plan::AskOr(Request::new(&command::GROUP_OPEN_HTTP_SVC_GROUP_MSG_RECALL, fill), failed));
    }
    Ok(Plan::SendOr(members![("MsgInfo", object_on_wire(fields, "MsgTimeStamp"))], failed))
}

fn revoked(state: &mut State, args: &Args, answer: Value) -> Result<Out, Error> {
    let refused = list(&answer, "RecallRetList").first().map_or(0, |result| number(result, "RetCode"));
    if refused != 0 {
        let code = i64::try_from(refused).unwrap_or(i64::MAX);
        return Err(with_message(Error::server(code, Value::NULL), args));
    }
    let name = Name::of_given(args.message_fields());
    let revoked = state.take_back(&name, None, None);
    let message = args.message().map_or(Out::Undefined, Out::Object);
    if let Out::Object(object) = message {
        // The application may hold another object of the same message, or a proxy of it.
        state.patch_value(object, "isRevoked", true);
    }
    state.tell_changes(revoked.changed);
    Ok(Out::Fields(members![("message", message)]))
}

/// An error that tells which message it is about.
pub fn with_message(error: Error, args: &Args) -> Error {
    match args.message() {
        Some(object) => error.with("message", Out::Object(object)),
        None => error,
    }
}

/// What came of a message being revoked.
#[derive(Default)]
struct Revoked {
    /// The object that shows it; none when the message is not held, or known to be revoked.
    object: Option<ObjectId>,
    /// Whether its conversation looks different now.
    changed: bool,
}

impl State {
    /// `WithdrawC2cMsgNotify`.
    pub fn revoked_by_notice(&mut self, notice: &Value) {
        self.revoked_by(list(notice, "C2cWithdrawInfoArray"));
    }

    /// Messages of groups that were revoked: a list of `{GroupId, MsgSeq, RevokerInfo}`.
    pub fn revoked_in_groups(&mut self, infos: &Value) {
        self.revoked_by(infos.as_array().map(Vec::as_slice).unwrap_or_default());
    }

    fn revoked_by(&mut self, infos: &[Value]) {
        let named = infos.iter().filter_map(|info| Some((Name::of_notice(self, info)?, info))).gather();
        self.revoked_elsewhere(named);
    }

    /// Messages, each with what the wire says of it, that were revoked by somebody else or by me elsewhere.
    pub fn revoked_elsewhere(&mut self, named: Vec<(Name, &Value)>) {
        let mut objects: Vec<ObjectId> = Vec::new();
        let mut changed = false;
        for (name, info) in named {
            let revoker = at(info, "RevokerInfo.Revoker_Account").and_then(Value::as_str);
            let counted = self.was_counted(&name, info);
            let revoked = self.take_back(&name, Some(revoker.unwrap_or("")), counted);
            objects.extend(revoked.object);
            changed |= revoked.changed;
        }
        self.tell_changes(changed);
        if !objects.is_empty() {
            self.emit(event::MESSAGE_REVOKED, Out::Objects(objects));
        }
    }

    /// Whether a message of a group that is not held counts as unread. Not every server says who has sent it.
    fn was_counted(&self, name: &Name, info: &Value) -> Option<bool> {
        let from = info.get("From_Account").and_then(Value::as_str)?;
        let (Kind::Group, group) = Kind::of(&name.conversation) else { return None };
        let read = self.groups.read_sequence(group);
        let is_quiet = at(info, "SendMsgControl.NoUnread").and_then(Value::as_u64) == Some(1);
        Some(from != self.me() && !is_quiet && name.mark.sequence > read)
    }

    /// A message is revoked: its object and its conversation show it, and it counts as unread no more. `revoker` is
    /// `None` when it was me, here; `counted`, when it is not known whether it counted.
    fn take_back(&mut self, name: &Name, revoker: Option<&str>, counted: Option<bool>) -> Revoked {
        let mut fields: Fields = members![("isRevoked", true)];
        if let Some(revoker) = revoker {
            fields.push(("revoker", Out::Value(revoker.into())));
        }
        // Which of those that are held are unread is a guess where others were missed, or deleted elsewhere: in a group the
        // sequence says it for certain.
        let read = match Kind::of(&name.conversation) {
            (Kind::Group, group) => Some(self.groups.read_sequence(group)),
            _ => None,
        };
        let held = self.held(name).map(|held| {
            let was_unread = held.counts() && read.map_or(!held.is_read, |read| held.sequence > read);
            let news = (held.object, was_unread, held.is_revoked);
            held.is_revoked = true;
            news
        });
        if held.is_some_and(|(_, _, known)| known) {
            return Revoked::default();
        }
        let Some(conversation) = self.conversations.get_mut(&name.conversation) else {
            return Revoked::default();
        };
        let unread = conversation.unread;
        let is_last = conversation.is_last(name.mark, name.out);
        // The last message of a conversation with unread messages is one of them, unless it is mine.
        let unheld = counted.unwrap_or(is_last && !name.out);
        let was_unread = held.map_or(unheld, |(_, was_unread, _)| was_unread);
        if let Some((object, ..)) = held {
            self.patch(object, fields.clone());
        }
        if is_last {
            self.patch_last(&name.conversation, fields);
        }
        if was_unread {
            self.set_unread(&name.conversation, unread.saturating_sub(1));
        }
        let changed = (is_last || was_unread) && self.changes_list(&name.conversation);
        Revoked { object: held.map(|(object, ..)| object), changed }
    }
}
