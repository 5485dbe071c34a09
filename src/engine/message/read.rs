//! Read state: what I have read, here or by another instance, and what the peer has.

use tim_proto::command;
use tim_proto::constants::{event, types};
use tim_proto::json::{Members, Value};

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::conversation::{Conversation, Kind};
use super::super::effect::{ObjectId, Out};
use super::super::error::Error;
use super::super::group::conversation_id;
use super::super::link::request::Request;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{flag, list, number, number_at, object, text};
use super::name::{in_group, is_topic};

/// `setMessageRead({conversationID})`: without unread messages nothing is sent.
pub async fn set_read(ctx: Ctx, args: &Args) -> Result<Out, Error> {
    mark_read(ctx, args.text("conversationID")).await?;
    Ok(Out::Value(object(Members::new())))
}

/// Reads what is unread in a conversation.
pub async fn mark_read(ctx: Ctx, id: &str) -> Result<(), Error> {
    if let Some(request) = ctx.with(|state| state.forget_mentions(id)) {
        ctx.request(request).await?;
    }
    if let Some((request, until, asked)) = ctx.with(|state| state.unread_until(id)) {
        if let Some(request) = request {
            ctx.request(request).await?;
        }
        ctx.with(|state| state.read_until(id, until, asked));
    }
    Ok(())
}

fn report(peer: &str, until: u64) -> Request {
    let item = object(members![("To_Account", peer), ("LastedMsgTime", until), ("Receipt", 1)]);
    let read = object(members![("Cookie", ""), ("C2CMsgReadedItem", Value::from(vec![item]))]);
    Request::new(&command::OPENIM_MSGREADED, members![("C2CMsgReaded", read)])
}

/// What `setAllMessageRead` can be about.
pub static SCOPES: [&str; 3] = [types::READ_ALL_C2C_MSG, types::READ_ALL_GROUP_MSG, types::READ_ALL_MSG];

/// `setAllMessageRead({scope?})`: without unread messages nothing is sent.
pub static READ_ALL: Question =
    Question { command: &command::OPENIM_READ_ALL_UNREAD_MSG, plan: read_all, done: all_read };

fn read_all(state: &mut State, args: &Args) -> Result<Plan, Error> {
    let scope = args.text("scope");
    let users = scope != types::READ_ALL_GROUP_MSG && !state.conversations.unread_ids(Kind::C2C).is_empty();
    let mut groups: Vec<Value> = Vec::new();
    for id in state.conversations.unread_ids(Kind::Group) {
        let known = state.conversations.get(&id).filter(|_| scope != types::READ_ALL_C2C_MSG);
        groups.extend(known.map(|group| {
            object(members![("GroupId", group.peer.user_id.as_str()), ("MsgSeq", state.newest_place(group))])
        }));
    }
    if !users && groups.is_empty() {
        return Ok(Plan::Done(Out::Value(object(Members::new()))));
    }
    Ok(Plan::Send(members![("C2CReadAllMsg", u64::from(users)), ("GroupReadInfo", Value::from(groups))]))
}

fn all_read(state: &mut State, args: &Args, answer: Value) -> Result<Out, Error> {
    let scope = args.text("scope");
    if scope != types::READ_ALL_GROUP_MSG {
        state.read_all_until_now(Kind::C2C);
    }
    // What came to groups meanwhile is not read.
    for mark in list(&answer, "GroupReadInfoArray").iter().filter(|mark| number(mark, "RetCode") == 0) {
        let id = conversation_id(text(mark, "GroupId"));
        state.read_until(&id, number(mark, "MsgSeq"), u64::MAX);
    }
    Ok(Out::Value(object(Members::new())))
}

impl Conversation {
    /// The time, or in a group the sequence, of the newest message.
    pub fn newest_place(&self) -> u64 {
        let newest = self.timeline.newest().map_or(0, |message| message.place(self.kind));
        newest.max(self.last_place()).max(self.counted_to)
    }
}

impl State {
    /// The same, as far as anybody has said: the newest message of a group need not be its last one.
    fn newest_place(&self, conversation: &Conversation) -> u64 {
        let of_group = match conversation.kind {
            Kind::Group => self.groups.newest_sequence(&conversation.peer.user_id),
            _ => 0,
        };
        conversation.newest_place().max(of_group)
    }

    fn read_all_until_now(&mut self, kind: Kind) {
        let unread = self.conversations.unread_ids(kind);
        for id in &unread {
            let newest = self.conversations.get(id).map_or(0, Conversation::newest_place);
            let read_to = if kind == Kind::Group { newest.saturating_add(1) } else { self.server_seconds() };
            self.mark_read(id, u64::MAX, read_to);
        }
        if !unread.is_empty() {
            self.raise_conversations();
        }
    }

    /// Another instance of mine has read everything: `C2CReadAllMsg`, and each group until a sequence.
    pub fn all_read_elsewhere(&mut self, item: &Value) {
        if flag(item, "C2CReadAllMsg") {
            self.read_all_until_now(Kind::C2C);
        }
        self.groups_read_elsewhere(item.get("GroupReadInfoArray").unwrap_or(&Value::NULL));
    }

    /// Another instance of mine has read groups: a list of `{GroupId, TopicId?, LastReadMsgSeq}`.
    pub fn groups_read_elsewhere(&mut self, marks: &Value) {
        for mark in marks.as_array().into_iter().flatten() {
            let topic = text(mark, "TopicId");
            let id = conversation_id(if topic.is_empty() { text(mark, "GroupId") } else { topic });
            // They are at the server's disposal, who was told.
            let _ = self.forget_mentions(&id);
            self.read_until(&id, number(mark, "LastReadMsgSeq"), u64::MAX);
        }
    }

    /// What tells the server, what is read until, and the time, if something is unread. Notices, and what was said
    /// in a group that was left, are read here alone.
    fn unread_until(&mut self, id: &str) -> Option<(Option<Request>, u64, u64)> {
        let conversation = self.conversations.get(id).filter(|conversation| conversation.unread > 0)?;
        let until = self.newest_place(conversation);
        let peer = conversation.peer.user_id.as_str();
        Some(match conversation.kind {
            Kind::C2C => (Some(report(peer, until)), until, self.server_seconds()),
            Kind::Group => {
                let fill = in_group(peer, members![("MsgReadedSeq", until)]);
                let request = Request::new(&command::GROUP_OPEN_HTTP_SVC_MSG_READ_REPORT, fill);
                ((!self.is_left(peer)).then_some(request), until, u64::MAX)
            }
            Kind::System => (None, until, u64::MAX),
        })
    }

    /// `asked` is when I said so: of messages that come later, those until then are read, too, but in the same
    /// second nobody can tell.
    fn read_until(&mut self, id: &str, until: u64, asked: u64) {
        if let Some(known) = self.conversations.get(id) {
            if is_topic(&known.peer.user_id) {
                let topic = known.peer.user_id.clone();
                self.topic_read(&topic, until);
            }
            self.mark_read(id, until, until.saturating_add(u64::from(asked > until)));
            self.conversation_changed(id);
        }
    }

    /// I have read everything until then. What is left unread is what is held and younger.
    fn mark_read(&mut self, id: &str, until: u64, read_to: u64) {
        let Some(conversation) = self.conversations.get_mut(id) else { return };
        conversation.was_read(read_to);
        if let (Kind::Group, group) = Kind::of(id) {
            self.groups.read_until(group, conversation.read_to.saturating_sub(1));
        }
        let kind = conversation.kind;
        let mut read: Vec<ObjectId> = Vec::new();
        for message in conversation.timeline.messages_mut() {
            if !message.is_read && message.place(kind) <= until {
                message.is_read = true;
                read.push(message.object);
            }
        }
        let left = conversation.timeline.unread();
        for object in read {
            self.patch_value(object, "isRead", true);
        }
        self.set_unread(id, left);
    }

    /// The server says how many are unread: those are the newest, whatever was thought when they came (history
    /// may have been asked for before anything was counted).
    pub fn unread_told(&mut self, id: &str, count: u64) {
        let mut unread = count;
        let mut changed: Vec<(ObjectId, bool)> = Vec::new();
        let messages =
            self.conversations.get_mut(id).map(|conversation| conversation.timeline.messages_mut());
        for message in messages.into_iter().flatten().rev().filter(|message| message.counts()) {
            let is_read = unread == 0;
            unread = unread.saturating_sub(1);
            if std::mem::replace(&mut message.is_read, is_read) != is_read {
                changed.push((message.object, is_read));
            }
        }
        for (object, is_read) in changed {
            self.patch_value(object, "isRead", is_read);
        }
        self.set_unread(id, count);
    }

    /// Another instance of mine has read: `ReadC2cMsgNotify`.
    pub fn read_elsewhere(&mut self, notice: &Value) {
        for (peer, until) in read_marks(notice, "From_Account") {
            self.read_until(&format!("{}{peer}", types::CONV_C2C), until, until);
        }
    }

    /// The peer has read: `C2cReadedReceipt`, who it was beside the marks or in each.
    pub fn read_by_peer(&mut self, receipt: &Value) {
        let reader = text(receipt, "To_Account");
        for (peer, until) in read_marks(receipt, "To_Account") {
            let peer = if peer.is_empty() { reader } else { peer };
            self.peer_has_read(&format!("{}{peer}", types::CONV_C2C), until);
        }
    }

    /// My messages until then are read by the peer: those that were not yet are told of.
    pub fn peer_has_read(&mut self, id: &str, until: u64) {
        let Some(conversation) = self.conversations.get_mut(id) else { return };
        // The same time again may be about more: a message of that second, sent after the receipt before.
        if conversation.peer_read_time > until {
            return;
        }
        conversation.peer_read_time = until;
        let mut read: Vec<ObjectId> = Vec::new();
        for message in conversation.timeline.messages_mut() {
            if message.out && !message.is_peer_read && message.time <= until {
                message.is_peer_read = true;
                read.push(message.object);
            }
        }
        for object in &read {
            self.patch_value(*object, "isPeerRead", true);
        }
        if self.last_read_by_peer(id, until) {
            self.raise_conversations();
        }
        if !read.is_empty() {
            self.emit(event::MESSAGE_READ_BY_PEER, Out::Objects(read));
        }
    }
}

fn read_marks<'a>(notice: &'a Value, who: &'a str) -> impl Iterator<Item = (&'a String, u64)> {
    let marks = list(notice, "UinPairReadArray").iter();
    marks.filter_map(move |mark| Some((text(mark, who), number_at(mark, "LastReadTime")?)))
}
