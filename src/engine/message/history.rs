//! History: pages of older messages, from what is held and from the server, never with a gap and never
//! a message twice.

use futures::channel::oneshot;
use tim_proto::command;
use tim_proto::id::ConversationId;
use tim_proto::json::Value;

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::effect::{Class, ObjectId, Out};
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::state::State;
use super::super::value::{flag, list, number_at};
use super::Stored;
use super::receive::from_wire;
use super::timeline::OlderFrom;

/// The most messages that one call returns of those held, and what it returns when it is not told.
const COUNT: usize = 15;
/// What the server is asked for at a time.
const PAGE: u64 = 15;

/// `getMessageList({conversationID, nextReqMessageID?, count?})`: the messages just before
/// `nextReqMessageID`, oldest first, or the newest ones.
pub async fn get_list(ctx: Ctx, args: Args) -> Result<Out, Error> {
    let id = args.text("conversationID");
    let before = Some(args.text("nextReqMessageID")).filter(|id| !id.is_empty());
    let count = args.get("count").and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
    let count = count.unwrap_or(COUNT).min(COUNT);
    let Ok(ConversationId::C2C(peer)) = ConversationId::parse(&id) else {
        // Groups are not joined and notices not received by this version: there is no history of them.
        return Ok(page(Vec::new(), String::new(), true));
    };
    loop {
        match ctx.with(|state| state.next_step(&id, before.as_deref(), count)) {
            Step::Answer(out) => return Ok(out),
            Step::Wait(fetched) => {
                let _ = fetched.await;
            }
            Step::Fetch(from) => {
                let OlderFrom { time, key } = from;
                let fill = members![
                    ("Peer_Account", peer.as_str()),
                    ("MaxCnt", PAGE),
                    ("LastMsgTime", time),
                    ("MsgKey", key)
                ];
                let answer = ctx.request(Request::new(&command::OPENIM_GETROAMMSG, fill)).await;
                let result = ctx.with(|state| {
                    let result = answer.map(|answer| state.take_history(&id, before.as_deref(), &answer));
                    state.history_fetched(&id);
                    result
                });
                return result;
            }
        }
    }
}

/// `findMessage(messageID)`: the message with this ID among those held, or null.
pub fn find(state: &mut State, args: &Args) -> Result<Out, Error> {
    let first = args.first();
    let found = first.as_str().and_then(|id| state.conversations.message_of(id));
    Ok(found.map_or(Out::Value(Value::Null), Out::Object))
}

/// What a call has to do next.
enum Step {
    Answer(Out),
    Fetch(OlderFrom),
    /// Another call is fetching the same page.
    Wait(oneshot::Receiver<()>),
}

impl State {
    fn next_step(&mut self, id: &str, before: Option<&str>, count: usize) -> Step {
        self.ensure_conversation(id);
        let Some(conversation) = self.conversations.get_mut(id) else {
            return Step::Answer(page(Vec::new(), String::new(), true));
        };
        let timeline = &mut conversation.timeline;
        let older = timeline.held_before(before);
        if !timeline.complete && older <= count {
            if let Some(waiting) = &mut timeline.fetching {
                let (done, wait) = oneshot::channel();
                waiting.push(done);
                return Step::Wait(wait);
            }
            timeline.fetching = Some(Vec::new());
            return Step::Fetch(timeline.older.clone().unwrap_or_else(|| timeline.before_oldest()));
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
            for waiting in conversation.timeline.fetching.take().into_iter().flatten() {
                let _ = waiting.send(());
            }
        }
    }

    /// Puts a page of the server before what is held; the result is that page and what was held before
    /// the message that was asked from.
    fn take_history(&mut self, id: &str, before: Option<&str>, answer: &Value) -> Out {
        let wires = list(answer, "MsgList");
        let (unread, read_time, held_unread) = match self.conversations.get(id) {
            Some(conversation) => {
                (conversation.unread, conversation.peer_read_time, conversation.timeline.unread())
            }
            None => (0, 0, 0),
        };
        // The newest incoming ones are those that are unread.
        let mut still_unread = unread.saturating_sub(held_unread);
        let mut older: Vec<Stored> = Vec::with_capacity(wires.len());
        for wire in wires.iter().rev() {
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
            message.is_peer_read = message.out && message.time <= read_time;
            let stored = message.stored(ObjectId(0));
            still_unread = still_unread.saturating_sub(stored.is_unread().into());
            let object = self.create(Class::Message, message.fields());
            older.push(Stored { object, ..stored });
        }
        older.reverse();
        let complete = flag(answer, "Complete") || wires.is_empty();
        let Some(conversation) = self.conversations.get_mut(id) else {
            return page(Vec::new(), String::new(), true);
        };
        let timeline = &mut conversation.timeline;
        let held = timeline.held_before(before);
        let new = older.len();
        timeline.prepend(older);
        timeline.complete = complete;
        timeline.older = next_page(answer);
        let messages = timeline.messages().get(..new.saturating_add(held)).unwrap_or_default();
        let oldest =
            messages.first().filter(|_| !complete).map_or(String::new(), |message| message.id.to_string());
        page(objects(messages), oldest, complete)
    }
}

fn next_page(answer: &Value) -> Option<OlderFrom> {
    let time = number_at(answer, "LastMsgTime")?;
    let key = answer.get("MsgKey").and_then(Value::as_str)?;
    Some(OlderFrom { time, key: key.to_owned() })
}

fn objects(messages: &[Stored]) -> Vec<ObjectId> {
    messages.iter().map(|message| message.object).collect()
}

fn page(messages: Vec<ObjectId>, next: String, complete: bool) -> Out {
    Out::Fields(members![
        ("messageList", Out::Objects(messages)),
        ("nextReqMessageID", next),
        ("isCompleted", complete)
    ])
}
