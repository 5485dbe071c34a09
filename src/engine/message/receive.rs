//! Messages that arrive: pushed, or caught up with after the connection broke. One path for all: parse,
//! deduplicate, make the object, store, count, tell.

use tim_proto::command;
use tim_proto::constants::{event, types};
use tim_proto::json::Gather;
use tim_proto::json::Value;

use super::super::context::Ctx;
use super::super::conversation::LastMessage;
use super::super::effect::{Class, Effect, ObjectId, Out};
use super::super::group::tips;
use super::super::link::request::Request;
use super::super::media;
use super::super::profile::Found;
use super::super::state::State;
use super::super::value::{self, at, first_text, flag, list, number, number_at, text};
use super::name::{Name, conversation_of};
use super::object::{Message, elements_of, mentioned, priority};
use super::{SYSTEM, SYSTEM_TINY_ID, Stored, receive_group};

/// Page size when catching up, and how many pages are worth it: beyond, history is fetched when asked for.
const CATCH_UP_PAGE: u64 = 16;
const CATCH_UP_PAGES: usize = 64;

/// Placeholders carry nothing to show.
const PLACE_REVOKED: u64 = 2;
/// `MsgFlagBits` of a revoked message in history.
const FLAG_REVOKED: u64 = 8;

/// Reads a message off the wire.
///
/// A copy of an own C2C message that another instance sent comes with `IsSyncMsg` and the parties swapped.
/// `None`: it has no peer.
pub fn from_wire(state: &State, wire: &Value) -> Option<Message> {
    let text = |key| text(wire, key);
    let number = |key| number(wire, key);
    let flag = |key| flag(wire, key);
    let group = group_of(wire);
    let (from, to) = match flag("IsSyncMsg") && text("From_Account") != state.me() {
        true => (text("To_Account"), text("From_Account")),
        false => (text("From_Account"), if group.is_empty() { text("To_Account") } else { group }),
    };
    let (conversation_id, out) = if group.is_empty() {
        conversation_of(state.me(), from, to)?
    } else {
        (format!("{}{group}", types::CONV_GROUP), from == state.me())
    };
    let info = wire.get("GroupInfo").unwrap_or(&Value::NULL);
    let sender = |key| value::text(if info.get(key).is_some() { info } else { wire }, key).to_owned();
    let time = number_at(wire, "MsgTimeStamp").unwrap_or_else(|| number("MsgTime"));
    let control = |path| at(wire, path).and_then(Value::as_u64) == Some(1);
    let sequence = number("MsgSeq");
    let revoked = number("IsPlaceMsg") == PLACE_REVOKED || number("MsgFlagBits") == FLAG_REVOKED;
    let need_read_receipt = flag("IsNeedReadReceipt") || flag("NeedReadReceipt");
    let mut elements = elements_of(wire);
    if let Some(proxy) = &state.options.file_download_proxy {
        media::through_proxy(&mut elements, proxy);
    }
    let of_system = from == SYSTEM;
    let (nick, avatar) = match tips::subject(wire) {
        Some(subject) => {
            (value::text(subject, "NickName").as_str(), value::text(subject, "ImageUrl").as_str())
        }
        None => ("", ""),
    };
    Some(Message {
        tiny_id: if of_system { SYSTEM_TINY_ID } else { text("TinyId") }.to_owned(),
        conversation_id,
        conversation_type: if group.is_empty() { types::CONV_C2C } else { types::CONV_GROUP },
        time,
        sequence,
        client_sequence: number_at(wire, "ClientSeq").unwrap_or(sequence),
        random: number_at(wire, "MsgRandom").unwrap_or_else(|| number("Random")),
        priority: priority(wire.get("MsgPriority")),
        nick: if of_system { nick.to_owned() } else { sender("From_AccountNick") },
        avatar: if of_system { avatar.to_owned() } else { sender("From_AccountHeadurl") },
        name_card: at(info, "MsgFrom_AccountExtraInfo.NameCard")
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned(),
        elements,
        is_place_message: number("IsPlaceMsg"),
        is_revoked: revoked,
        from: from.to_owned(),
        to: to.to_owned(),
        out,
        is_read: out,
        at_users: mentioned(wire),
        cloud_custom_data: text("CloudCustomData").to_owned(),
        online_only: number_at(wire, "MsgLifeTime") == Some(0) || flag("OnlineOnlyFlag"),
        uncounted: control("SendMsgControl.NoUnread"),
        not_last: control("SendMsgControl.NoLastMsg"),
        client_time: number_at(wire, "MsgClientTime").unwrap_or(time),
        need_read_receipt,
        receipt_read: (need_read_receipt && group.is_empty()).then(|| flag("IsPeerRead")),
        version: number("MsgVersion"),
        supports_extension: flag("SupportMessageExtension"),
        revoker: at(wire, "RevokerInfo.Revoker_Account").and_then(Value::as_str).map(str::to_owned),
        ..Message::empty()
    })
}

/// The group, or the topic of one, that a wire message belongs to; empty when it is between users.
pub fn group_of(wire: &Value) -> &String {
    first_text(wire, "ToTopicId GroupInfo.TopicId GroupInfo.GroupId ToGroupId")
}

/// How a message comes to be heard of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// It was pushed, or sent here: the newest of its conversation, and nothing was read since.
    Now,
    /// It was missed, and caught up with after the list of recent contacts.
    Missed,
}

/// A message that the application hears of.
pub struct Arrived {
    pub object: ObjectId,
    /// Whether it is in its conversation's list (an online-only one is not).
    pub stored: bool,
    /// Whether its conversation looks different now.
    pub changed: bool,
}

impl State {
    /// An item of a push.
    pub fn c2c_messages_pushed(&mut self, item: &Value) {
        if let Some(messages) = item.get("C2cMsgArray").and_then(Value::as_array) {
            self.messages_arrived(&messages.iter().gather(), News::Now);
        }
    }

    /// Takes in messages that are news: those of one array make one MESSAGE_RECEIVED.
    pub fn messages_arrived(&mut self, wires: &[&Value], news: News) {
        if !self.session.is_logged_in() && !self.groups.has_rooms() {
            return;
        }
        let received = wires.iter().filter_map(|wire| self.message_arrived(wire, news)).gather();
        self.announce(received);
    }

    pub fn announce(&mut self, received: Vec<Arrived>) {
        if received.is_empty() {
            return;
        }
        self.tell_changes(received.iter().any(|arrived| arrived.changed));
        self.emit(
            event::MESSAGE_RECEIVED,
            Out::Objects(received.iter().map(|arrived| arrived.object).gather()),
        );
        // Messages that are in no conversation's list live in the application alone.
        for arrived in received.iter().filter(|arrived| !arrived.stored) {
            self.effect(Effect::Release(arrived.object));
        }
    }

    /// `None`: nothing that the application has to hear of.
    fn message_arrived(&mut self, wire: &Value, news: News) -> Option<Arrived> {
        let message = from_wire(self, wire)?;
        if self.came_before(&message, wire) || self.groups.heard(&message.to, &message) {
            return None;
        }
        // It takes its place again, and is no news.
        if news == News::Missed && self.conversations.has_let_go(&message.conversation_id, message.sequence) {
            let changed = self.take_in(message, wire, news).is_some_and(|arrived| arrived.changed);
            self.tell_changes(changed);
            return None;
        }
        // An echo of what this very instance sent; perhaps the server has changed it.
        if message.out && self.outgoing.is_echo(message.random) {
            if flag(wire, "MsgModifiedFlag") {
                let mark = message.mark();
                self.replace(&Name { conversation: message.conversation_id, mark, out: true }, None, wire);
            }
            return None;
        }
        self.take_in(message, wire, news)
    }

    /// A message takes its place, if it is new, and can be shown.
    pub fn take_in(&mut self, mut message: Message, wire: &Value, news: News) -> Option<Arrived> {
        // Of what is said in a chat room nothing is kept, and nothing counts.
        let is_kept = message.is_system || !self.groups.is_room(&message.to);
        if !message.online_only {
            self.ensure_conversation(&message.conversation_id);
            let known = self.conversations.get(&message.conversation_id);
            message.is_read |= match message.conversation_type {
                // A sequence says it for certain.
                types::CONV_GROUP => is_kept && message.sequence <= self.groups.read_sequence(&message.to),
                _ => news == News::Missed && known.is_some_and(|known| message.time < known.read_to),
            };
        }
        self.complete_sender(wire, &mut message);
        if message.online_only {
            let object = self.create(Class::Message, message.fields());
            return Some(Arrived { object, stored: false, changed: false });
        }
        let mut stored = message.stored(ObjectId(0));
        stored.uncounted |= !is_kept;
        let id = (!is_kept).then(|| stored.id.clone());
        let mut last = LastMessage::of(&message, self.options.is_international());
        let (conversation_id, not_last) = (message.conversation_id.clone(), message.not_last);
        let object = self.create(Class::Message, message.fields());
        last.refer_to(object);
        let last = (!not_last).then_some(last);
        let changed = self.join(&conversation_id, Stored { object, ..stored }, last, news);
        if let Some((id, conversation)) = id.zip(self.conversations.get_mut(&conversation_id)) {
            let _ = conversation.timeline.take(Some(&id));
        }
        Some(Arrived { object, stored: is_kept, changed })
    }

    /// Whether a message is held. This may be a newer state of it: catching up with a connection that broke
    /// comes by messages that were changed meanwhile.
    fn came_before(&mut self, message: &Message, wire: &Value) -> bool {
        let name =
            Name { conversation: message.conversation_id.clone(), mark: message.mark(), out: message.out };
        if self.held(&name).is_none() {
            return false;
        }
        self.replace(&name, None, wire);
        if message.is_revoked {
            self.revoked_elsewhere(vec![(name, wire)]);
        }
        true
    }

    /// The sender's nick and avatar: a message without them has those that are known; a message with
    /// new ones renews those of the conversation and of the messages before it.
    fn complete_sender(&mut self, wire: &Value, message: &mut Message) {
        if message.out || message.conversation_type != types::CONV_C2C {
            return;
        }
        let given = wire.get("From_AccountNick").is_some() && wire.get("From_AccountHeadurl").is_some();
        let Some(conversation) = self.conversations.get(&message.conversation_id) else { return };
        if !given {
            message.nick = conversation.peer.nick().to_owned();
            message.avatar = conversation.peer.avatar().to_owned();
        } else if conversation.peer.nick() != message.nick || conversation.peer.avatar() != message.avatar {
            let peer = conversation.peer.user_id.clone();
            self.peer_changed(&peer, Found::named(&message.nick, &message.avatar));
        }
    }
}

/// What was missed while the connection was down: for each conversation in which something was said, the
/// messages since the newest one held then; since the oldest one, when the server could not be asked what was
/// changed meanwhile, because the connection broke before the first synchronisation.
/// Whether that went well; a connection that breaks again leaves the rest to the next.
pub async fn recover(ctx: Ctx) -> bool {
    for (peer, time) in ctx.with(|state| state.conversations.behind(state.session.unsynchronised_since())) {
        let mut from = Some((time, String::new()));
        for _ in 0..CATCH_UP_PAGES {
            let Some((time, key)) = from.take() else { break };
            let fill = members![
                ("Peer_Account", peer.as_str()),
                ("MaxCnt", CATCH_UP_PAGE),
                ("LastMsgTime", time),
                ("MsgKey", key.clone()),
                ("GetDirection", 1)
            ];
            let request = Request::new(&command::OPENIM_GETROAMMSG, fill).for_this_connection();
            let Ok(page) = ctx.request(request).await else { return false };
            let next = ctx.with(|state| state.take_missed(&peer, &page));
            // A server that does not move on would be asked for ever.
            from = next.filter(|next| *next != (time, key));
        }
        if from.is_some() {
            ctx.with(|state| state.drop_timeline(&format!("{}{peer}", types::CONV_C2C)));
        }
    }
    receive_group::recover(ctx).await
}

impl State {
    /// Where the next page of missed messages starts, if there is one.
    fn take_missed(&mut self, peer: &str, page: &Value) -> Option<(u64, String)> {
        // Deleted meanwhile: what was missed in it does not bring it back.
        self.conversations.get(&format!("{}{peer}", types::CONV_C2C))?;
        let messages = list(page, "MsgList");
        self.messages_arrived(&messages.iter().gather(), News::Missed);
        // Own messages that were sent again on this connection were answered before this page came.
        let page_messages: Vec<Message> = messages.iter().filter_map(|wire| from_wire(self, wire)).gather();
        if let Some(id) = page_messages.first().map(|message| message.conversation_id.clone()) {
            let stored: Vec<Stored> =
                page_messages.iter().map(|message| message.stored(ObjectId(0))).gather();
            if let Some(conversation) = self.conversations.get_mut(&id) {
                conversation.timeline.put_in_order(&stored);
            }
        }
        let complete = messages.is_empty() || flag(page, "Complete");
        let time = number_at(page, "LastMsgTime")?;
        let key = page.get("MsgKey").and_then(Value::as_str)?;
        (!complete).then(|| (time, key.to_owned()))
    }
}
