//! Jumping into history: messages around a time, or a sequence of a group. They are shown and forgotten: what is held has no gaps, and these would
//! leave one.

use tim_proto::command;
use tim_proto::json::Gather;
use tim_proto::json::Value;

use super::super::argument::Args;
use super::super::conversation::Kind;
use super::super::effect::{Class, Effect, ObjectId, Out};
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{flag, list, number};
use super::history::{NO_MORE, is_shown};
use super::name::in_group;
use super::object::Message;
use super::receive::from_wire;

/// How many messages are asked for without a count, and at most.
const COUNT: u64 = 15;
/// `direction`: towards the present.
const NEWER: u64 = 1;

/// `getMessageListHopping({conversationID, count?, direction?, time? | sequence?})`.
pub static HOP: Question = Question { command: &command::OPENIM_GETROAMMSG, plan: hop, done: hopped };

fn given(args: &Args, path: &str, default: u64) -> u64 {
    args.get(path).and_then(Value::as_u64).unwrap_or(default)
}

fn count(args: &Args) -> u64 {
    given(args, "count", COUNT).min(COUNT)
}

fn hop(_: &mut State, args: &Args) -> Result<Plan, Error> {
    let id = args.text("conversationID");
    let (kind, peer) = Kind::of(id);
    let count = count(args);
    match kind {
        Kind::C2C => {}
        // Notices are not kept by the server.
        Kind::System => return Ok(Plan::Done(page(Vec::new(), ("nextMessageTime", "".into()), true))),
        Kind::Group => {
            let mut from = given(args, "sequence", 0);
            if given(args, "direction", 0) == NEWER {
                from = from.saturating_add(count).saturating_sub(1);
            }
            let fill = members![("ReqMsgNumber", count), ("ReqMsgSeq", from)];
            let command = &command::GROUP_OPEN_HTTP_SVC_GROUP_MSG_GET;
            return Ok(Plan::Ask(Request::new(command, in_group(peer, fill))));
        }
    }
    let fill = members![
        ("Peer_Account", peer),
        // One more tells whether there are more.
        ("MaxCnt", count.saturating_add(1)),
        ("LastMsgTime", given(args, "time", 0)),
        ("GetDirection", given(args, "direction", 0)),
    ];
    Ok(Plan::Send(fill))
}

fn hopped(state: &mut State, args: &Args, answer: Value) -> Result<Out, Error> {
    if Kind::of(args.text("conversationID")).0 == Kind::Group {
        return Ok(hopped_in_group(state, args, &answer));
    }
    let wires = list(&answer, "MsgList");
    let complete = flag(&answer, "Complete") || wires.is_empty();
    let count = usize::try_from(count(args)).unwrap_or(usize::MAX);
    let more = if complete { 0 } else { wires.len().saturating_sub(count) };
    let wanted = if given(args, "direction", 0) == NEWER {
        wires.get(..wires.len().saturating_sub(more))
    } else {
        wires.get(more..)
    };
    let objects = shown(state, wanted.unwrap_or_default().iter());
    let next = if complete { "".into() } else { answer.get("LastMsgTime").cloned().unwrap_or_default() };
    Ok(page(objects, ("nextMessageTime", next), complete))
}

fn hopped_in_group(state: &mut State, args: &Args, answer: &Value) -> Out {
    let wires = list(answer, "RspMsgList");
    let sequences = || wires.iter().map(|wire| number(wire, "MsgSeq"));
    let newer = given(args, "direction", 0) == NEWER;
    let next = match newer {
        true => sequences().max().map(|newest| newest.saturating_add(1)),
        false => sequences().min().map(|oldest| oldest.saturating_sub(1)),
    };
    let next = next.filter(|next| *next > 0 && number(answer, "IsFinished") != NO_MORE);
    let from = if newer { given(args, "sequence", 0) } else { 0 };
    let wanted = wires.iter().rev().filter(|wire| number(wire, "MsgSeq") >= from && is_shown(wire));
    let objects = shown(state, wanted);
    page(objects, ("nextMessageSeq", next.map_or("".into(), Value::from)), next.is_none())
}

/// Messages that the application alone holds.
fn shown<'a>(state: &mut State, wires: impl Iterator<Item = &'a Value>) -> Vec<ObjectId> {
    let messages: Vec<Message> = wires.filter_map(|wire| from_wire(state, wire)).gather();
    let objects: Vec<ObjectId> =
        messages.into_iter().map(|message| state.create(Class::Message, message.fields())).gather();
    for object in &objects {
        state.effect(Effect::Release(*object));
    }
    objects
}

fn page(messages: Vec<ObjectId>, (name, next): (&'static str, Value), complete: bool) -> Out {
    Out::Fields(members![("messageList", Out::Objects(messages)), ("isCompleted", complete), (name, next)])
}
