//! `getConversationProfile`: a conversation with the whole profile of its peer or group.

use tim_proto::code;
use tim_proto::command;
use tim_proto::json::Value;

use super::super::effect::{Class, Effect, Out};
use super::super::error::Error;
use super::super::event::ListEvent;
use super::super::group::profile_request;
use super::super::method::{Plan, Question};
use super::super::profile::{answered, asked};
use super::{Kind, members};

/// `getConversationProfile(id)`: of a user with whom there is no conversation, one is made. Until the next
/// message, the profile is not asked for again.
pub static PROFILE: Question = Question {
    command: &command::PROFILE_PORTRAIT_GET_ALL,
    plan: |state, args| {
        let id = args.text_or("");
        let (kind, peer) = Kind::of(id);
        let known = state.conversations.listed_as(id);
        if let Some(known) = known.filter(|known| known.complete || kind == Kind::System || known.is_topic) {
            return Ok(Plan::Done(Out::Fields(members![("conversation", Out::Object(known.object))])));
        }
        match kind {
            Kind::C2C => Ok(Plan::Send(asked(state.me(), &[peer.to_owned()]))),
            Kind::Group if state.groups.joined(peer).is_some() => {
                Ok(Plan::Ask(profile_request(peer, Value::NULL)))
            }
            // Nobody can tell more of it: it is as empty as it can be.
            _ => {
                let group = (kind == Kind::Group)
                    .then(|| ("groupProfile", state.foreign_object(peer, Value::NULL, &Value::NULL)));
                let object = state.create(Class::Conversation, members(id, kind.name(), group));
                state.effect(Effect::Release(object));
                Ok(Plan::Done(Out::Fields(members![("conversation", Out::Object(object))])))
            }
        }
    },
    done: |state, args, answer| {
        let id = args.text_or("");
        match Kind::of(id) {
            (Kind::Group, group) => {
                state.profile_answered(group, answer)?;
                state.ensure_conversation(id);
            }
            _ => {
                let found = answered(&answer).into_iter().next();
                let (peer, found) = found.ok_or_else(|| Error::client(code::USER_OR_GROUP_NOT_FOUND))?;
                state.ensure_conversation(id);
                state.peer_changed(&peer, found);
            }
        }
        let conversation = state.conversations.get_mut(id);
        let conversation = conversation.ok_or_else(|| Error::client(code::USER_OR_GROUP_NOT_FOUND))?;
        let was_listed = std::mem::replace(&mut conversation.is_listed, true);
        conversation.complete = true;
        let object = conversation.object;
        state.patch_value(object, "_isInfoCompleted", true);
        if !was_listed || Kind::of(id).0 == Kind::Group {
            state.raise(ListEvent::Conversations);
        }
        Ok(Out::Fields(members![("conversation", Out::Object(object))]))
    },
};
