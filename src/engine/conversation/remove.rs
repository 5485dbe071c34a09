//! Conversations that go, and histories that are cleared: here and by another instance.

use tim_proto::code;
use tim_proto::command;
use tim_proto::json::Gather;
use tim_proto::json::Value;

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::effect::{Effect, ObjectId, Out};
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::message::mark_read;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{list, number, object};
use super::contact::{contact, contact_id};
use super::{Conversation, Kind, Last, LastMessage};

/// So many can be deleted at once; what is beyond is left out.
const AT_MOST: usize = 100;

/// `deleteConversation(id)` or `deleteConversation({conversationIDList, clearHistoryMessage?})`: those that are
/// not known are passed over, and those of topics, which go with their topics. Resolves with the IDs of those that are gone.
pub static DELETE: Question = Question {
    command: &command::RECENTCONTACT_BATCH_DELETE,
    plan: |state, args| {
        let ids = match args.text_or("").as_str() {
            "" => args.texts("conversationIDList", AT_MOST),
            id => vec![id.to_owned()],
        };
        let known = ids.iter().filter_map(|id| state.conversations.listed_as(id));
        let known = known.filter(|known| !known.is_topic);
        let (kept, local): (Vec<_>, Vec<_>) = known.partition(|known| state.is_kept(known));
        let contacts: Vec<Value> = kept.into_iter().map(|known| object(contact(known, "ToGroupid"))).gather();
        if contacts.is_empty() {
            let local: Vec<String> = local.into_iter().map(|known| known.id.clone()).gather();
            return gone(args, state.remove_conversations(local)).map(Plan::Done);
        }
        let keep = args.get("clearHistoryMessage").and_then(Value::as_bool) == Some(false);
        Ok(Plan::Send(members![
            ("From_Account", state.me()),
            ("ContactItem", Value::from(contacts)),
            ("ClearRamble", u64::from(!keep))
        ]))
    },
    done: |state, args, answer| {
        let deleted = list(&answer, "ResultItem").iter().filter(|item| number(item, "ResultCode") == 0);
        let mut deleted: Vec<String> = deleted.filter_map(contact_id).gather();
        let local = args.texts("conversationIDList", AT_MOST).into_iter();
        deleted.extend(
            local.filter(|id| state.conversations.get(id).is_some_and(|known| !state.is_kept(known))),
        );
        gone(args, state.remove_conversations(deleted))
    },
};

fn gone(args: &Args, gone: Vec<String>) -> Result<Out, Error> {
    match gone.first() {
        None => Err(Error::client(code::CONVERSATION_NOT_FOUND)),
        Some(id) if !args.text_or("").is_empty() => {
            Ok(Out::Value(object(members![("conversationID", id.as_str())])))
        }
        Some(_) => {
            Ok(Out::Value(object(members![("conversationIDList", gone.into_iter().collect::<Value>())])))
        }
    }
}

/// `clearHistoryMessage(id)`: what is unread is read first, so that the peer hears of it. The conversation
/// stays, without a last message. Histories of topics are not cleared.
pub async fn clear_history(ctx: Ctx, args: &Args) -> Result<Out, Error> {
    let id = args.text_or("");
    let request = ctx.with(|state| {
        let conversation = state.conversations.listed_as(id).ok_or(code::CONVERSATION_NOT_FOUND)?;
        if conversation.is_topic {
            return Err(code::CONVERSATION_UN_RECORDED_TYPE);
        }
        let mut fill = contact(conversation, "ToGroupid");
        fill.push(("From_Account", state.me().into()));
        let request = Request::new(&command::RECENTCONTACT_CLEAR_MSG, fill);
        Ok(state.is_kept(conversation).then_some(request))
    });
    let request = request.map_err(Error::client)?;
    mark_read(ctx, id).await?;
    if let Some(request) = request {
        ctx.request(request).await?;
    }
    ctx.with(|state| state.history_cleared(id));
    Ok(Out::Value(object(members![("conversationID", id)])))
}

impl State {
    /// Whether the server keeps a conversation: notices, and groups that the user has left, are kept here alone.
    fn is_kept(&self, conversation: &Conversation) -> bool {
        match conversation.kind {
            Kind::C2C => true,
            Kind::Group => !self.is_left(&conversation.peer.user_id),
            Kind::System => false,
        }
    }

    /// Lets go of conversations: a later message begins a new one, with a new object. Those that there were.
    pub fn remove_conversations(&mut self, mut ids: Vec<String>) -> Vec<String> {
        if ids.iter().any(|id| Kind::of(id).0 == Kind::System) {
            self.delete_notices(None);
        }
        let mut in_list = false;
        ids.retain(|id| match self.conversations.list.take(id) {
            Some(conversation) => {
                in_list |= !conversation.is_topic;
                self.release_conversation(conversation);
                true
            }
            None => false,
        });
        if in_list {
            self.raise_conversations();
        }
        ids
    }

    pub(super) fn release_conversation(&mut self, conversation: Conversation) {
        if conversation.kind == Kind::Group {
            self.groups.read_until(&conversation.peer.user_id, conversation.newest_place());
        }
        let Conversation { object, kind, peer, mut timeline, .. } = conversation;
        let messages = timeline.take_all().into_iter().map(|message| message.object);
        let objects: Vec<ObjectId> = messages.chain(peer.profile).chain([object]).gather();
        if kind == Kind::Group && self.groups.joined(&peer.user_id).is_none() {
            self.forget_group(&peer.user_id);
        }
        objects.into_iter().for_each(|object| self.effect(Effect::Release(object)));
    }

    fn history_cleared(&mut self, id: &str) {
        if Kind::of(id).0 == Kind::System {
            self.delete_notices(None);
        }
        if let Some(conversation) = self.conversations.get(id).filter(|known| known.kind == Kind::Group) {
            self.groups.read_until(&conversation.peer.user_id, conversation.newest_place());
        }
        self.drop_timeline(id);
        let Some(conversation) = self.conversations.get_mut(id) else { return };
        conversation.timeline.complete = true;
        conversation.last = Last::default();
        conversation.listed = None;
        self.patch_last(id, LastMessage::none().fields());
        self.set_unread(id, 0);
        self.conversation_changed(id);
    }
}
