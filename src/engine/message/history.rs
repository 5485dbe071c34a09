//! History: pages of older messages, from what is held and from the server, never with a gap and never
//! a message twice.

use tim_proto::command;
use tim_proto::json::Gather;
use tim_proto::json::Value;

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::conversation::Kind;
use super::super::effect::{Class, ObjectId, Out};
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::outcome::{Awaited, owed};
use super::super::state::State;
use super::super::value::{flag, list, number, number_at};
use super::Stored;
use super::name::{in_group, is_topic};
use super::receive::from_wire;
use super::timeline::OlderFrom;

/// The most messages that one call returns of those held, and what it returns when it is not told.
const COUNT: usize = 15;
/// What the server is asked for at a time.
const PAGE: u64 = 15;
const GROUP_PAGE: u64 = 21;

/// `IsFinished` of a page behind which there is nothing.
pub const NO_MORE: u64 = 2;
/// `IsPlaceMsg` of what only keeps a place.
const HOLE: u64 = 1;

/// Whether a message of a page is more than a hole.
pub fn is_shown(wire: &Value) -> bool {
    number(wire, "IsPlaceMsg") != HOLE
}

/// `getMessageList({conversationID, nextReqMessageID?, count?})`: the messages just before
/// `nextReqMessageID`, oldest first, or the newest ones.
pub async fn get_list(ctx: Ctx, args: &Args) -> Result<Out, Error> {
    let id = args.text("conversationID");
    let before = Some(args.text("nextReqMessageID").as_str()).filter(|id| !id.is_empty());
    let count = args.get("count").and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
    let count = count.unwrap_or(COUNT).min(COUNT);
    let (kind, peer) = Kind::of(id);
    // Where its messages end is not known.
    if let Some(request) = ctx.with(|state| state.end_request(id)) {
        let answer = ctx.request(request).await?;
        ctx.with(|state| state.end_told(peer, &answer));
    }
    loop {
        match ctx.with(|state| state.next_step(id, before, count)) {
            Step::Answer(out) => return Ok(out),
            Step::Wait(fetched) => {
                let _ = fetched.await;
            }
            Step::Fetch(from) => {
                let answer = ctx.request(older_page(kind, peer, from.clone())).await;
                let result = ctx.with(|state| {
                    // The conversation was deleted meanwhile, or what was held of it let go.
                    let known = state.conversations.get(id);
                    let goes_on = known.is_none_or(|known| known.timeline.goes_on_from() == from);
                    let page = answer.map(|answer| goes_on.then_some(answer));
                    let result = page.map(|page| state.take_history(id, before, &page?));
                    state.history_fetched(id);
                    result
                });
                match result {
                    // Nothing but holes, or of no use any more: the next page.
                    Ok(None) => {}
                    Ok(Some(page)) => return Ok(page),
                    Err(error) => return Err(error),
                }
            }
        }
    }
}

fn older_page(kind: Kind, peer: &str, OlderFrom { time, key }: OlderFrom) -> Request {
    if kind == Kind::Group {
        let fill = members![("ReqMsgNumber", GROUP_PAGE), ("ReqMsgSeq", time)];
        return Request::new(&command::GROUP_OPEN_HTTP_SVC_GROUP_MSG_GET, in_group(peer, fill));
    }
    let fill = members![("Peer_Account", peer), ("MaxCnt", PAGE), ("LastMsgTime", time), ("MsgKey", key),];
    Request::new(&command::OPENIM_GETROAMMSG, fill)
}

/// `findMessage(messageID)`: the message with this ID among those held, or null.
pub fn find(state: &mut State, args: &Args) -> Result<Out, Error> {
    let first = args.first();
    let found = first.as_str().and_then(|id| state.conversations.message_of(id));
    Ok(found.map_or(Out::Value(Value::NULL), Out::Object))
}

/// What a call has to do next.
enum Step {
    Answer(Out),
    Fetch(OlderFrom),
    /// Another call is fetching the same page.
    Wait(Awaited),
}

impl State {
    fn next_step(&mut self, id: &str, before: Option<&str>, count: usize) -> Step {
        let (kind, peer) = Kind::of(id);
        let is_kept = match kind {
            Kind::C2C => true,
            Kind::Group => self.keeps_history(peer) || is_topic(peer),
            Kind::System => false,
        };
        if self.groups.is_room(peer) {
            return Step::Answer(page(Vec::new(), String::new(), true));
        }
        if is_kept {
            self.ensure_conversation(id);
        }
        let newest = self.groups.newest_sequence(peer);
        let Some(conversation) = self.conversations.get_mut(id) else {
            return Step::Answer(page(Vec::new(), String::new(), true));
        };
        let newest = newest.max(conversation.last_place());
        let timeline = &mut conversation.timeline;
        if kind == Kind::Group && timeline.older.is_none() {
            // What is held is the newest.
            let held = timeline.messages().first().map(|oldest| oldest.sequence.saturating_sub(1));
            let from = held.unwrap_or(newest);
            timeline.complete |= from == 0;
            timeline.older = Some(OlderFrom { time: from, key: String::new() });
        }
        let older = timeline.held_before(before);
        if is_kept && !timeline.complete && (older <= count || kind == Kind::System) {
            if let Some(waiting) = &mut timeline.fetching {
                let (done, wait) = owed();
                waiting.push(done);
                return Step::Wait(wait);
            }
            timeline.fetching = Some(Vec::new());
            return Step::Fetch(timeline.goes_on_from());
        }
        let first = older.saturating_sub(count);
        let messages = timeline.messages().get(first..older).unwrap_or_default();
        let next =
            messages.first().filter(|_| first > 0).map_or(String::new(), |message| message.id.to_string());
        let complete = first == 0;
        Step::Answer(page(objects(messages), next, complete))
    }

    fn history_fetched(&mut self, id: &str) {
        if let Some(conversation) = self.conversations.get_mut(id) {
            conversation.timeline.fetching = None;
        }
    }

    /// Puts a page of the server before what is held; the result is that page and what was held before
    /// the message that was asked from. `None`: there was nothing to be seen in it, and there is more.
    fn take_history(&mut self, id: &str, before: Option<&str>, answer: &Value) -> Option<Out> {
        let in_group = Kind::of(id).0 == Kind::Group;
        // The ones come with the newest last, those of groups with the newest first.
        let mut wires: Vec<&Value> = list(answer, "MsgList").iter().rev().gather();
        wires.extend(list(answer, "RspMsgList"));
        let (unread, read_time, held_unread) = match self.conversations.get(id) {
            Some(conversation) => {
                (conversation.unread, conversation.peer_read_time, conversation.timeline.unread())
            }
            None => (0, 0, 0),
        };
        // The newest incoming ones are those that are unread.
        let mut still_unread = unread.saturating_sub(held_unread);
        let mut older: Vec<Stored> = Vec::with_capacity(wires.len());
        for wire in &wires {
            let Some(mut message) = from_wire(self, wire) else { continue };
            let probe = message.stored(ObjectId(0));
            let held =
                self.conversations.get(id).is_some_and(|conversation| conversation.timeline.holds(&probe));
            if held
                || older.iter().any(|other| other.is_same(&probe))
                || (message.elements.is_empty() && message.is_place_message == 1)
            {
                continue;
            }
            if !message.out {
                message.is_read = still_unread == 0 || message.uncounted;
            }
            message.is_peer_read = !in_group && message.out && message.time <= read_time;
            let stored = message.stored(ObjectId(0));
            still_unread = still_unread.saturating_sub(stored.is_unread().into());
            let object = self.create(Class::Message, message.fields());
            older.push(Stored { object, ..stored });
        }
        older.reverse();
        let lowest = wires.iter().map(|wire| number(wire, "MsgSeq")).min().unwrap_or(0);
        let complete = wires.is_empty()
            || match in_group {
                true => number(answer, "IsFinished") == NO_MORE || lowest <= 1,
                false => flag(answer, "Complete"),
            };
        let Some(conversation) = self.conversations.get_mut(id) else {
            return Some(page(Vec::new(), String::new(), true));
        };
        let timeline = &mut conversation.timeline;
        let held = timeline.held_before(before);
        let new = older.len();
        timeline.prepend(older);
        timeline.complete = complete;
        let from = timeline.older.as_ref().map_or(0, |from| from.time);
        timeline.older = match in_group {
            true => Some(OlderFrom { time: lowest.saturating_sub(1), key: String::new() }),
            false => next_page(answer),
        };
        let messages = timeline.messages().get(..new.saturating_add(held)).unwrap_or_default();
        // A server that does not move on would be asked for ever.
        if in_group && new == 0 && !complete && lowest <= from {
            return None;
        }
        let oldest = messages.first().filter(|_| !complete);
        let oldest = oldest.map_or(String::new(), |message| match in_group {
            true => lowest.saturating_sub(1).to_string(),
            false => message.id.to_string(),
        });
        Some(page(objects(messages), oldest, complete))
    }
}

fn next_page(answer: &Value) -> Option<OlderFrom> {
    let time = number_at(answer, "LastMsgTime")?;
    let key = answer.get("MsgKey").and_then(Value::as_str)?;
    Some(OlderFrom { time, key: key.to_owned() })
}

fn objects(messages: &[Stored]) -> Vec<ObjectId> {
    messages.iter().map(|message| message.object).gather()
}

fn page(messages: Vec<ObjectId>, next: String, complete: bool) -> Out {
    Out::Fields(members![
        ("messageList", Out::Objects(messages)),
        ("nextReqMessageID", next),
        ("isCompleted", complete)
    ])
}
