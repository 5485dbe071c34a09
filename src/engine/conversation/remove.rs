//! Conversations that go, and histories that are cleared: here and by another instance.

use tim_proto::code;
use tim_proto::command;
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
use super::contact::{TYPE_C2C, contact, contact_id};
use super::{Conversation, Last, LastMessage};

/// So many can be deleted at once; what is beyond is left out.
const AT_MOST: usize = 100;

/// `deleteConversation(id)` or `deleteConversation({conversationIDList, clearHistoryMessage?})`: those that are
/// not known are passed over. Resolves with the IDs of those that are gone.
pub static DELETE: Question = Question {
    command: &command::RECENTCONTACT_BATCH_DELETE,
    plan: |state, args| {
        let ids = match args.text_or("").as_str() {
            "" => args.texts("conversationIDList", AT_MOST),
            id => vec![id.to_owned()],
        };
        let known = ids.iter().filter_map(|id| state.conversations.listed_as(id));
        let contacts: Vec<Value> = known.map(contact).collect();
        if contacts.is_empty() {
            return Err(Error::client(code::CONVERSATION_NOT_FOUND));
        }
        let keep = args.get("clearHistoryMessage") == Some(&Value::Bool(false));
        Ok(Plan::Send(members![
            ("From_Account", state.me()),
            ("ContactItem", Value::Array(contacts)),
            ("ClearRamble", u64::from(!keep))
        ]))
    },
    done: |state, args, answer| {
        let gone = list(&answer, "ResultItem").iter().filter(|item| number(item, "ResultCode") == 0);
        let gone = state.remove_conversations(gone.filter_map(contact_id).collect());
        match gone.first() {
            None => Err(Error::client(code::CONVERSATION_NOT_FOUND)),
            Some(id) if !args.text_or("").is_empty() => {
                Ok(Out::Value(object(members![("conversationID", id.as_str())])))
            }
            Some(_) => {
                Ok(Out::Value(object(members![("conversationIDList", gone.into_iter().collect::<Value>())])))
            }
        }
    },
};

/// `clearHistoryMessage(id)`: what is unread is read first, so that the peer hears of it. The conversation
/// stays, without a last message.
pub async fn clear_history(ctx: Ctx, args: Args) -> Result<Out, Error> {
    let id = args.text_or("");
    let request = ctx.with(|state| {
        let conversation = state.conversations.listed_as(&id)?;
        let fill = members![
            ("From_Account", state.me()),
            ("Type", TYPE_C2C),
            ("To_Account", conversation.peer.user_id.as_str())
        ];
        Some(Request::new(&command::RECENTCONTACT_CLEAR_MSG, fill))
    });
    let request = request.ok_or_else(|| Error::client(code::CONVERSATION_NOT_FOUND))?;
    mark_read(&ctx, &id).await?;
    ctx.request(request).await?;
    ctx.with(|state| state.history_cleared(&id));
    Ok(Out::Value(object(members![("conversationID", id)])))
}

impl State {
    /// Lets go of conversations: a later message begins a new one, with a new object. Those that there were.
    pub(super) fn remove_conversations(&mut self, mut ids: Vec<String>) -> Vec<String> {
        ids.retain(|id| match self.conversations.list.take(id) {
            Some(conversation) => {
                self.release_conversation(conversation);
                true
            }
            None => false,
        });
        if !ids.is_empty() {
            self.raise_conversations();
        }
        ids
    }

    pub(super) fn release_conversation(&mut self, conversation: Conversation) {
        let Conversation { object, peer, mut timeline, .. } = conversation;
        let messages = timeline.take_all().into_iter().map(|message| message.object);
        let objects: Vec<ObjectId> = messages.chain([peer.profile, object]).collect();
        objects.into_iter().for_each(|object| self.effect(Effect::Release(object)));
    }

    fn history_cleared(&mut self, id: &str) {
        let Some(conversation) = self.conversations.get_mut(id) else { return };
        let messages = conversation.timeline.take_all();
        conversation.timeline.complete = true;
        conversation.last = Last::default();
        conversation.listed = None;
        let object = conversation.object;
        messages.into_iter().for_each(|message| self.effect(Effect::Release(message.object)));
        self.effect(Effect::Patch { object, at: Some("lastMessage"), fields: LastMessage::none().fields() });
        self.set_unread(id, 0);
        self.raise_conversations();
    }
}
