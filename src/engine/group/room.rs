//! Chat rooms (AVChatRoom): large groups without history. What is said in them is pushed, or asked for again and
//! again where the server wants that: of users who have not logged in, always. Of their messages nothing is kept.

use tim_proto::constants::types;
use tim_proto::json::Gather;
use tim_proto::json::{Members, Value};
use tim_proto::keys::request as names;
use tim_proto::{code, command};

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::effect::{Class, Millis, Out};
use super::super::error::Error;
use super::super::event::ListEvent;
use super::super::link::request::Request;
use super::super::message::{Arrived, Message, News, from_wire};
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::timer::Timer;
use super::super::value::{list, number, number_at, object, text};
use super::conversation_id;

/// Pauses between two polls: as a rule, after so many empty ones, and after a failure.
const PAUSE_MS: Millis = 300;
const QUIET_PAUSE_MS: Millis = 2_300;
const QUIET: u64 = 20;
const FAILED_PAUSE_MS: Millis = 2_000;
/// So many messages are remembered, to tell repetitions of them.
const SEEN: usize = 200;
/// `Event` of a notice among what was polled.
const NOTICE: u64 = 5;
/// How often the number of members is asked for at most, and how long it holds when the server does not say.
const COUNT_EVERY_MS: Millis = 3_000;
const COUNT_HOLDS: u64 = 60;

/// A chat room that the user is in.
#[derive(Default)]
pub struct Room {
    id: String,
    /// Names the room in what is asked of its attributes and counters.
    key: String,
    /// What the next poll says. `None`: messages are pushed.
    poll: Option<Poll>,
    /// What the IDs of messages are made of, the oldest first: `random`, `clientTime`, the sender's number.
    seen: Vec<(u64, u64, String)>,
    /// How many members are there, until when that holds, and when it was asked for last.
    online: Option<u64>,
    online_until: Millis,
    asked: Millis,
}

struct Poll {
    key: String,
    sequence: u64,
    broadcast: Option<u64>,
    /// Empty answers in a row.
    empty: u64,
    /// `None` while one is under way.
    at: Option<Millis>,
}

/// Enters a chat room, as the answer to joining says. Another one is left first, unless there may be several.
pub async fn enter(ctx: Ctx, id: &str, answer: &Value) {
    let (left, asked) = ctx.with(|state| {
        let several = state.options.unlimited_rooms;
        let rooms = state.groups.rooms.iter().filter(|room| !several && room.id != id);
        let left: Vec<String> = rooms.map(|room| room.id.clone()).gather();
        let is_mine = |id: &String| {
            state.groups.get(id).is_some_and(|group| group.own.text("role") == types::GRP_MBR_ROLE_OWNER)
        };
        let asked: Vec<String> = left.iter().filter(|id| !is_mine(id)).cloned().gather();
        (left, asked)
    });
    for room in asked {
        let request = Request::new(&command::GROUP_OPEN_HTTP_SVC_QUIT_GROUP, members![("GroupId", room)]);
        // It is left here, whatever the server says.
        let _ = ctx.request(request).await;
    }
    ctx.with(|state| {
        left.iter().for_each(|room| state.leave_group(room));
        state.entered(id, answer);
    });
}

/// Joining before a login: chat rooms whose messages can be polled.
pub async fn join_anonymously(ctx: Ctx, args: &Args) -> Result<Out, Error> {
    let id = args.text("groupID");
    let command = &command::GROUP_OPEN_HTTP_NOAUTH_SVC_APPLY_JOIN_GROUP;
    let request = Request::asked(command, args.first(), &names::APPLY_JOIN_GROUP_NOAUTH, Members::new());
    let answer = ctx.request(request).await?;
    if text(&answer, "LongPollingKey").is_empty() {
        return Err(Error::client(code::CANNOT_JOIN_NON_AVCHATROOM_WITHOUT_LOGIN));
    }
    ctx.with(|state| {
        state.renew_group(id, object(members![("type", types::GRP_AVCHATROOM)]), &Value::NULL);
        state.entered(id, &answer);
        state.raise(ListEvent::Groups);
    });
    Ok(Out::Value(object(members![("status", types::JOIN_STATUS_SUCCESS)])))
}

/// `getGroupOnlineMemberCount(groupID)`: 0 for everything but chat rooms that the user is in.
pub static COUNT: Question = Question {
    command: &command::GROUP_OPEN_HTTP_SVC_GET_ONLINE_MEMBER_NUM,
    plan: |state, args| {
        let id = args.text_or("");
        let now = state.now;
        let Some(room) = state.groups.room_mut(id) else { return Ok(Plan::Done(count(0))) };
        let holds = now < room.online_until || now < room.asked.saturating_add(COUNT_EVERY_MS);
        if let Some(online) = room.online.filter(|_| holds) {
            return Ok(Plan::Done(count(online)));
        }
        room.asked = now;
        Ok(Plan::Send(members![("GroupId", id)]))
    },
    done: |state, args, answer| {
        state.online_told(args.text_or(""), &answer);
        Ok(count(number(&answer, "OnlineMemberNum")))
    },
};

fn count(count: u64) -> Out {
    Out::Value(object(members![("memberCount", count)]))
}

impl super::Groups {
    fn room_mut(&mut self, id: &str) -> Option<&mut Room> {
        self.rooms.iter_mut().find(|room| room.id == id)
    }

    /// The key of a chat room; null for other groups.
    pub(super) fn room_key(&self, id: &str) -> Value {
        let room = self.rooms.iter().find(|room| room.id == id && !room.key.is_empty());
        room.map_or(Value::NULL, |room| room.key.as_str().into())
    }

    /// Whether a message of a chat room came before.
    pub fn heard(&mut self, id: &str, message: &Message) -> bool {
        let Some(room) = self.room_mut(id) else { return false };
        let Message { random, client_time, tiny_id, .. } = message;
        if room.seen.iter().any(|seen| seen.0 == *random && seen.1 == *client_time && seen.2 == *tiny_id) {
            return true;
        }
        if room.seen.len() == SEEN {
            room.seen.remove(0);
        }
        room.seen.push((*random, *client_time, tiny_id.clone()));
        false
    }
}

impl State {
    fn entered(&mut self, id: &str, answer: &Value) {
        let key = text(answer, "LongPollingKey");
        let poll = (!key.is_empty()).then(|| Poll {
            key: key.to_owned(),
            sequence: number(answer, "StartSeq"),
            broadcast: None,
            empty: 0,
            at: Some(self.now),
        });
        self.groups.rooms.retain(|room| room.id != id);
        self.groups.forget_shared(id);
        let key = text(answer, "AVChatRoomKey").to_owned();
        self.groups.rooms.push(Room { id: id.to_owned(), key, poll, ..Room::default() });
        self.room_said(list(answer, "RspMsgList"));
        self.await_poll();
    }

    fn await_poll(&mut self) {
        let due = self.groups.rooms.iter().filter_map(|room| room.poll.as_ref()?.at).min();
        self.timers.cancel(Timer::Poll);
        if let Some(due) = due {
            self.timers.set(due, Timer::Poll);
        }
    }

    /// Asks what was said in the chat rooms whose time has come.
    pub fn poll_due(&mut self) {
        let command = match self.session.is_logged_in() {
            true => &command::GROUP_OPEN_LONG_POLLING_HTTP_SVC_GET_MSG,
            false => &command::GROUP_OPEN_LONG_POLLING_HTTP_NOAUTH_SVC_GET_MSG,
        };
        let now = self.now;
        let mut asked: Vec<(String, Request)> = Vec::new();
        for room in &mut self.groups.rooms {
            let Some(poll) = room.poll.as_mut().filter(|poll| poll.at.is_some_and(|at| at <= now)) else {
                continue;
            };
            poll.at = None;
            let broadcast = poll.broadcast.map_or(Value::NULL, Value::from);
            let fill = members![
                ("StartSeq", poll.sequence),
                ("StartBroadcastSeq", broadcast),
                ("Key", poll.key.as_str()),
                ("DownsizeFlag", 0)
            ];
            asked.push((room.id.clone(), Request::new(command, fill)));
        }
        for (id, request) in asked {
            self.spawn(async move |ctx| {
                let answer = ctx.request(request).await;
                ctx.with(|state| state.polled(&id, answer.ok()));
            });
        }
        self.await_poll();
    }

    fn polled(&mut self, id: &str, answer: Option<Value>) {
        let now = self.now;
        let is_logged_in = self.session.is_logged_in();
        let Some(poll) = self.groups.room_mut(id).and_then(|room| room.poll.as_mut()) else { return };
        let answer = answer.unwrap_or_default();
        let said = list(&answer, "RspMsgList");
        let pause = match number_at(&answer, "NextSeq") {
            None => FAILED_PAUSE_MS,
            Some(next) => {
                poll.sequence = next;
                let key = text(&answer, "Key");
                if !key.is_empty() {
                    poll.key = key.to_owned();
                }
                poll.broadcast = is_logged_in.then(|| number_at(&answer, "NextBroadcastSeq").unwrap_or(1));
                poll.empty = if said.is_empty() { poll.empty.saturating_add(1) } else { 0 };
                if poll.empty < QUIET { PAUSE_MS } else { QUIET_PAUSE_MS }
            }
        };
        poll.at = Some(now.saturating_add(pause));
        self.room_said(said);
        self.broadcast(id, list(&answer, "RspBroadcastMsgList"));
        self.await_poll();
    }

    /// What was said in a chat room since it was asked last, each item with what it is.
    fn room_said(&mut self, items: &[Value]) {
        let (notices, messages): (Vec<&Value>, Vec<&Value>) =
            items.iter().partition(|item| number(item, "Event") == NOTICE);
        self.group_wires_arrived(&messages, 0, News::Now);
        notices.into_iter().for_each(|notice| self.notice_arrived(notice, News::Now));
    }

    /// What was said to all chat rooms: messages of no conversation.
    fn broadcast(&mut self, id: &str, items: &[Value]) {
        let mut received = Vec::new();
        for item in items {
            let mut wire = item.clone();
            if let Some(members) = wire.as_object_mut() {
                members.insert("ToGroupId", id.into());
            }
            let Some(message) = from_wire(self, &wire) else { continue };
            if self.groups.heard(id, &message) {
                continue;
            }
            let mut fields = message.fields();
            for (name, value) in fields.iter_mut() {
                match *name {
                    "conversationID" | "to" => *value = Out::Value(Value::NULL),
                    "isBroadcastMessage" => *value = Out::Value(true.into()),
                    _ => {}
                }
            }
            let object = self.create(Class::Message, fields);
            received.push(Arrived { object, stored: false, changed: false });
        }
        self.announce(received);
    }

    /// `{OnlineMemberNum, ExpireTime}` of an answer or a tip.
    pub fn online_told(&mut self, id: &str, told: &Value) {
        let now = self.now;
        let (Some(online), Some(room)) = (number_at(told, "OnlineMemberNum"), self.groups.room_mut(id))
        else {
            return;
        };
        let holds = number_at(told, "ExpireTime").unwrap_or(COUNT_HOLDS);
        room.online = Some(online);
        room.online_until = now.saturating_add(holds.saturating_mul(1000));
    }

    /// A chat room that is left has no conversation any more.
    pub(super) fn leave_room(&mut self, id: &str) {
        if self.groups.rooms.iter().any(|room| room.id == id) {
            self.groups.rooms.retain(|room| room.id != id);
            self.remove_conversations(vec![conversation_id(id)]);
            self.await_poll();
        }
    }
}
