//! `getConversationList` in its three forms, and the total of what is unread.

use tim_proto::constants::types;
use tim_proto::json::Gather;
use tim_proto::json::{Node, Value};

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::effect::Out;
use super::super::error::Error;
use super::super::session::{Fetched, fetch_contacts};
use super::super::state::State;
use super::{Contacts, Conversation};

/// Resolves with the conversations in order: all of them; those whose ids an array names; or those that
/// a filter `{type?, markType?, groupName?}` lets through. An empty list, or one whose fetching failed, is
/// fetched again first.
pub async fn get_list(ctx: Ctx, args: &Args) -> Result<Out, Error> {
    let again = ctx.with(|state| {
        let failed = matches!(state.conversations.contacts, Contacts::Failed);
        failed || state.conversations.ordered().is_empty()
    });
    if again {
        fetch_contacts(ctx, Fetched::AtLogin).await?;
    }
    let filter = args.first();
    ctx.with(|state| {
        let all = state.conversations.ordered();
        let chosen = match &filter {
            &Value::NULL => all,
            filter => {
                let listed = state.conversations.listed().filter(|conversation| passes(filter, conversation));
                listed.map(|conversation| conversation.object).gather()
            }
        };
        let complete = matches!(state.conversations.contacts, Contacts::Complete);
        Ok(Out::Fields(members![("conversationList", Out::Objects(chosen)), ("isSyncCompleted", complete)]))
    })
}

/// `getTotalUnreadMessageCount()`.
pub fn total_unread(state: &mut State, _: &Args) -> Result<Out, Error> {
    Ok(Out::Value(state.conversations.total().into()))
}

fn passes(filter: &Value, conversation: &Conversation) -> bool {
    match filter.node() {
        Some(Node::Array(ids)) => ids.iter().any(|wanted| wanted.as_str() == Some(&conversation.id)),
        Some(Node::Object(filter)) => {
            let kind = filter.get("type").and_then(Value::as_str);
            let mark = filter.get("markType").and_then(Value::as_u64);
            let group = filter.get("groupName").and_then(Value::as_str);
            // Any other type filters nothing.
            kind.is_none_or(|kind| {
                ![types::CONV_C2C, types::CONV_GROUP].contains(&kind) || kind == conversation.kind.name()
            }) && mark.is_none_or(|mark| conversation.marks.contains(&mark))
                && group.is_none_or(|name| conversation.groups.iter().any(|group| group == name))
        }
        _ => false,
    }
}
