//! Deleted messages: gone for the user who deletes them, and for nobody else. Here they stay in the list, marked, so
//! that paging goes on from where it was.

use tim_proto::constants::types;
use tim_proto::json::Gather;
use tim_proto::json::Value;
use tim_proto::{code, command};

use super::super::argument::Args;
use super::super::conversation::Kind;
use super::super::effect::{Given, ObjectId, Out};
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{is_true, number, text};
use super::Stored;
use super::name::{Name, in_group};

/// The most messages that one call deletes.
const AT_MOST: usize = 30;

/// `deleteMessage(messageList)`: resolves with `{messageList}`, those that were deleted: sent ones, of the conversation
/// of the first, the first 30.
pub static DELETE: Question =
    Question { command: &command::OPENIM_DELETE_C2C_MSG_RAMBLE, plan: delete, done: deleted };

fn chosen(args: &Args) -> impl Iterator<Item = &Given> {
    let conversation = text(args.message_fields(), "conversationID");
    let is_chosen = move |given: &&Given| {
        text(&given.fields, "status") == "success" && text(&given.fields, "conversationID") == conversation
    };
    args.messages().iter().filter(is_chosen).take(AT_MOST)
}

/// Messages that the server keeps.
fn kept(args: &Args) -> impl Iterator<Item = &Given> {
    chosen(args).filter(|given| !is_true(&given.fields, "_onlineOnlyFlag"))
}

fn delete(state: &mut State, args: &Args) -> Result<Plan, Error> {
    let conversation = text(args.message_fields(), "conversationID");
    if conversation == types::CONV_SYSTEM {
        return Err(Error::client(code::CANNOT_DELETE_GROUP_SYSTEM_NOTICE));
    }
    let (kind, peer) = Kind::of(conversation);
    let key = |given: &Given| match kind {
        Kind::Group => number(&given.fields, "sequence").to_string(),
        _ => Name::of_given(&given.fields).mark.key(),
    };
    let keys: Vec<Value> = kept(args).map(|given| key(given).into()).gather();
    if keys.is_empty() {
        return Ok(Plan::Done(state.mark_deleted(args)));
    }
    if kind == Kind::Group {
        let fill = members![("Deleter_Account", state.me()), ("Seqs", Value::from(keys))];
        let command = &command::GROUP_OPEN_HTTP_SVC_DELETE_GROUP_RAMBLE_MSG_BY_SEQ;
        return Ok(Plan::Ask(Request::new(command, in_group(peer, fill))));
    }
    Ok(Plan::Send(members![
        ("From_Account", state.me()),
        ("To_Account", peer),
        ("MsgKeyList", Value::from(keys))
    ]))
}

fn deleted(state: &mut State, args: &Args, _: Value) -> Result<Out, Error> {
    Ok(state.mark_deleted(args))
}

impl State {
    fn mark_deleted(&mut self, args: &Args) -> Out {
        let conversation = text(args.message_fields(), "conversationID");
        let mut objects: Vec<ObjectId> = Vec::new();
        let mut unread: u64 = 0;
        for given in chosen(args) {
            objects.push(given.object);
            let held = self.held(&Name::of_given(&given.fields)).map(|held| {
                unread = unread.saturating_add(held.is_unread().into());
                held.is_deleted = true;
                held.object
            });
            for object in held.into_iter().chain([given.object]) {
                self.patch_value(object, "isDeleted", true);
            }
        }
        let counted = self.conversations.get(conversation).map_or(0, |conversation| conversation.unread);
        self.set_unread(conversation, counted.saturating_sub(unread));
        if self.last_deleted(conversation) || unread > 0 {
            self.conversation_changed(conversation);
        }
        Out::Fields(members![("messageList", Out::Objects(objects))])
    }

    /// The last message of a conversation may have been deleted: then it is the newest that is left of those held.
    /// Whether that is another one.
    fn last_deleted(&mut self, id: &str) -> bool {
        let Some(conversation) = self.conversations.get(id) else { return false };
        let messages = conversation.timeline.messages();
        let is_last = |message: &&Stored| conversation.is_last(message.mark(), message.out);
        if !messages.iter().rev().find(is_last).is_some_and(|last| last.is_deleted) {
            return false;
        }
        let left = conversation.timeline.newest_shown().cloned();
        self.show_last(id, left.as_ref());
        true
    }
}
