//! `getConversationProfile`: a conversation with the whole profile of its peer.

use tim_proto::code;
use tim_proto::command;
use tim_proto::constants::types;

use super::super::effect::{Class, Effect, Out};
use super::super::error::Error;
use super::super::event::ListEvent;
use super::super::method::{Plan, Question};
use super::super::profile::{answered, asked};
use super::members;

/// `getConversationProfile(id)`: of a user with whom there is no conversation, one is made. Until the next
/// message, the profile is not asked for again.
pub static PROFILE: Question = Question {
    command: &command::PROFILE_PORTRAIT_GET_ALL,
    plan: |state, args| {
        let id = args.text_or("");
        if id == types::CONV_SYSTEM {
            // There are no notices without groups: it is as empty as it can be.
            let object = state.create(Class::Conversation, members(&id, types::CONV_SYSTEM, None));
            state.effect(Effect::Release(object));
            return Ok(Plan::Done(Out::Fields(members![("conversation", Out::Object(object))])));
        }
        // Groups cannot be joined by this version, so that none is known.
        let peer = id.strip_prefix(types::CONV_C2C).ok_or_else(|| Error::client(code::CANNOT_FIND_GROUP))?;
        match state.conversations.listed_as(&id).filter(|conversation| conversation.complete) {
            Some(known) => Ok(Plan::Done(Out::Fields(members![("conversation", Out::Object(known.object))]))),
            None => Ok(Plan::Send(asked(state.me(), &[peer.to_owned()]))),
        }
    },
    done: |state, args, answer| {
        let id = args.text_or("");
        let found = answered(&answer).into_iter().next();
        let (peer, found) = found.ok_or_else(|| Error::client(code::USER_OR_GROUP_NOT_FOUND))?;
        state.ensure_conversation(&id);
        state.peer_changed(&peer, found);
        let conversation = state.conversations.get_mut(&id);
        let conversation = conversation.ok_or_else(|| Error::client(code::USER_OR_GROUP_NOT_FOUND))?;
        let was_listed = std::mem::replace(&mut conversation.is_listed, true);
        conversation.complete = true;
        let object = conversation.object;
        state.patch_value(object, "_isInfoCompleted", true);
        if !was_listed {
            state.raise(ListEvent::Conversations);
        }
        Ok(Out::Fields(members![("conversation", Out::Object(object))]))
    },
};
