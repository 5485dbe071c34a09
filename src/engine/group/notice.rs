//! Notices of groups: what is told to one user. They are the messages of the system conversation, which the server
//! keeps until they are deleted.

use tim_proto::command;
use tim_proto::constants::{event, types};
use tim_proto::json::Value;

use super::super::effect::{ObjectId, Out};
use super::super::link::request::Request;
use super::super::message::{Message, News, SYSTEM, from_wire, group_of, is_topic, root};
use super::super::state::State;
use super::super::value::{at, list, number, object, text};
use super::application::forget_decided;
use super::list::fetch_profile;

/// What is done here when a notice of this `ReportType` comes.
type Effect = fn(&mut State, &str, &Value);

static EFFECTS: &[(u64, Effect)] = &[
    (2, |state, id, _| state.find_group(id)),
    (4, |state, id, _| state.leave_group(id)),
    (5, |state, id, _| state.leave_group(id)),
    // Made by another instance of the user, which may never say anything in it.
    (6, |state, id, _| state.find_group(id)),
    (7, |state, id, _| state.find_group(id)),
    (8, |state, id, _| state.leave_group(id)),
    (9, |state, id, _| state.role_given(id, types::GRP_MBR_ROLE_ADMIN)),
    (10, |state, id, _| state.role_given(id, types::GRP_MBR_ROLE_MEMBER)),
    (11, |state, id, _| state.leave_group(id)),
    (REMIND, |state, id, body| {
        state.remind_set(id, text(body, "MsgFlag"));
    }),
    (21, |state, id, _| state.leave_group(id)),
];
/// Read marks of old clients, and news of topics, which are no messages.
const READ: u64 = 15;
const TOPIC_MADE: u64 = 17;
const TOPICS_DELETED: u64 = 18;
/// The user has settled how messages are announced.
const REMIND: u64 = 20;
/// Those that are announced by an event of their own, too.
const ANNOUNCED: [u64; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255];

/// `Event` of notices.
const NOTICES: u64 = 5;

/// Pairs of numbers that stand for none.
const NO_NUMBERS: std::ops::RangeInclusive<u64> = 1..=2;
const RANDOM_BELOW: u64 = 100_000_000;

impl State {
    /// A notice that came just now, or was missed. What it changes, the list of groups that came with the connection knows
    /// better by then, but for rooms, which are in no list.
    pub(super) fn notice_arrived(&mut self, wire: &Value, news: News) {
        let body = wire.get("MsgBody").unwrap_or(&Value::NULL);
        let kind = number(body, "ReportType");
        let group = group_of(wire);
        match kind {
            READ => return,
            TOPIC_MADE => return self.topic_made(root(group), group),
            TOPICS_DELETED => return self.topics_deleted(group, body),
            REMIND if is_topic(group) => {
                self.remind_set(group, text(body, "MsgFlag"));
                return;
            }
            _ => {}
        }
        let Some(message) = self.notice(wire) else { return };
        // Those that came just before the connection was lost come again with the next synchronisation.
        let held = self.conversations.get(SYSTEM);
        if held.is_some_and(|known| known.timeline.holds(&message.stored(ObjectId(0)))) {
            return;
        }
        let Some(mut arrived) = self.take_in(message, wire, News::Now) else { return };
        if std::mem::take(&mut arrived.changed) {
            self.raise_conversations();
        }
        let counts = news == News::Now || self.groups.is_room(group);
        if let Some((_, effect)) = EFFECTS.iter().find(|(known, _)| *known == kind && counts) {
            effect(self, group, body);
        }
        if ANNOUNCED.contains(&kind) {
            let data = members![("message", Out::Object(arrived.object)), ("type", Out::Value(kind.into()))];
            self.emit(event::GROUP_SYSTEM_NOTICE_RECEIVED, Out::Fields(data));
        }
        self.announce(vec![arrived]);
    }

    /// A notice from before the login: it is known, and no news.
    fn notice_listed(&mut self, wire: &Value) {
        if let Some(message) = self.notice(wire) {
            if let Some(key) = at(wire, "MsgBody.MsgKey").and_then(Value::as_u64) {
                self.groups.undecided.push((key, message.id()));
            }
            self.take_in(Message { is_read: true, ..message }, wire, News::Now);
        }
    }

    fn notice(&mut self, wire: &Value) -> Option<Message> {
        let mut message = from_wire(self, wire)?;
        if message.random == message.sequence && NO_NUMBERS.contains(&message.random) {
            message.random = self.random.below(RANDOM_BELOW);
        }
        Some(Message {
            conversation_id: SYSTEM.to_owned(),
            conversation_type: SYSTEM,
            is_system: true,
            nick: String::new(),
            avatar: String::new(),
            out: false,
            ..message
        })
    }

    /// The user is in a group that is not known yet.
    fn find_group(&mut self, id: &str) {
        if self.groups.joined(id).is_some() {
            return;
        }
        let id = id.to_owned();
        self.spawn(async move |ctx| {
            if fetch_profile(ctx, &id, Value::NULL).await.is_ok() {
                ctx.with(|state| state.raise(super::super::event::ListEvent::Groups));
            }
        });
    }

    fn role_given(&mut self, id: &str, role: &str) {
        let me = self.me().to_owned();
        self.set_own(id, members![("role", role)]);
        self.set_member(id, &me, members![("role", role)]);
    }

    /// Deletes notices: here, and what the server keeps of them.
    pub fn delete_notices(&mut self, ids: Option<&str>) {
        let Some(conversation) = self.conversations.get_mut(SYSTEM) else { return };
        let gone = conversation.timeline.take(ids);
        let named = gone.iter().map(|notice| {
            object(members![
                ("From_Account", SYSTEM),
                ("MsgSeq", notice.sequence),
                ("MsgRandom", notice.random),
            ])
        });
        let named: Value = named.collect();
        for notice in &gone {
            self.effect(super::super::effect::Effect::Release(notice.object));
        }
        if !gone.is_empty() {
            self.fetch(Request::new(&command::OPENIM_DELETEMSG, members![("DelMsgList", named)]), |_, _| {});
        }
    }

    /// The application that this notice told of is handled.
    pub fn forget_notice(&mut self, id: &str) {
        self.delete_notices(Some(id));
    }

    /// What a synchronisation brings of groups: what was missed, or at a login what is no news.
    pub fn notices_listed(&mut self, batch: &Value, news: Option<News>) {
        let mut has_notices = false;
        for item in list(batch, "EventArray") {
            if number(item, "Event") == NOTICES {
                has_notices = true;
                self.notices_pushed(item, news);
            } else {
                self.take_event(item);
            }
        }
        if has_notices && news.is_none() {
            self.spawn(forget_decided);
        }
    }

    /// `GroupTips` of an `EventArray`: notices, reads, receipts and revocations of groups.
    pub fn notices_pushed(&mut self, item: &Value, news: Option<News>) {
        for wire in list(item, "GroupTips") {
            let body = |key: &str| at(wire, "MsgBody").and_then(|body| body.get(key));
            if let Some(revoked) = body("GroupWithdrawInfoArray") {
                self.revoked_in_groups(revoked);
            } else if let Some(read) = body("GroupReadInfoArray") {
                self.groups_read_elsewhere(read);
            } else if let Some(receipts) = body("GroupMsgReceiptList") {
                self.group_receipts_pushed(group_of(wire), receipts);
            } else if let Some(news) = news {
                self.notice_arrived(wire, news);
            } else {
                self.notice_listed(wire);
            }
        }
    }
}
