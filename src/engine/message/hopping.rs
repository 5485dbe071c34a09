//! Jumping into history: messages around a time. They are shown and forgotten: what is held has no gaps, and these would
//! leave one.

use tim_proto::command;
use tim_proto::id::ConversationId;
use tim_proto::json::Value;

use super::super::argument::Args;
use super::super::effect::{Class, Effect, ObjectId, Out};
use super::super::error::Error;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{flag, list};
use super::name::peer_of;
use super::object::Message;
use super::receive::from_wire;

/// How many messages are asked for without a count.
const COUNT: u64 = 15;
/// `direction`: towards the present.
const NEWER: u64 = 1;

/// `getMessageListHopping({conversationID, count?, direction?, time?})`.
pub static HOP: Question = Question { command: &command::OPENIM_GETROAMMSG, plan: hop, done: hopped };

fn given(args: &Args, path: &str, default: u64) -> u64 {
    args.get(path).and_then(Value::as_u64).unwrap_or(default)
}

fn hop(_: &mut State, args: &Args) -> Result<Plan, Error> {
    let id = args.text("conversationID");
    if matches!(ConversationId::parse(&id), Ok(ConversationId::System)) {
        // Notices are not kept by the server.
        return Ok(Plan::Done(page(Vec::new(), Value::from(""), true)));
    }
    let fill = vec![
        ("Peer_Account", peer_of(&id)?.into()),
        // One more tells whether there are more.
        ("MaxCnt", given(args, "count", COUNT).saturating_add(1).into()),
        ("LastMsgTime", given(args, "time", 0).into()),
        ("GetDirection", given(args, "direction", 0).into()),
    ];
    Ok(Plan::Send(fill))
}

fn hopped(state: &mut State, args: &Args, answer: Value) -> Result<Out, Error> {
    let wires = list(&answer, "MsgList");
    let complete = flag(&answer, "Complete") || wires.is_empty();
    let count = usize::try_from(given(args, "count", COUNT)).unwrap_or(usize::MAX);
    let more = if complete { 0 } else { wires.len().saturating_sub(count) };
    let wanted = if given(args, "direction", 0) == NEWER {
        wires.get(..wires.len().saturating_sub(more))
    } else {
        wires.get(more..)
    };
    let messages: Vec<Message> =
        wanted.unwrap_or_default().iter().filter_map(|wire| from_wire(state, wire)).collect();
    let objects: Vec<ObjectId> =
        messages.into_iter().map(|message| state.create(Class::Message, message.fields())).collect();
    for object in &objects {
        state.effect(Effect::Release(*object));
    }
    let next = if complete { "".into() } else { answer.get("LastMsgTime").cloned().unwrap_or_default() };
    Ok(page(objects, next, complete))
}

fn page(messages: Vec<ObjectId>, next: Value, complete: bool) -> Out {
    Out::Fields(members![
        ("messageList", Out::Objects(messages)),
        ("isCompleted", complete),
        ("nextMessageTime", next)
    ])
}
