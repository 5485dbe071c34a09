//! Messages of groups that arrive: those of groups that are not known wait until the server has said what they are;
//! what was missed is caught up with sequence by sequence.

use std::borrow::Cow;

use tim_proto::command;
use tim_proto::constants::types;
use tim_proto::json::Gather;
use tim_proto::json::Value;

use super::super::context::Ctx;
use super::super::effect::ObjectId;
use super::super::error::Error;
use super::super::group::{conversation_id, fetch_profile};
use super::super::link::request::Request;
use super::super::state::State;
use super::super::value::{at, list, number, object, text};
use super::name::{in_group, is_topic};
use super::receive::{News, group_of};

/// `Event` of items that hold tips: stored ones, notices, those that are seen once, and mentions.
const TIPS: u64 = 4;
const NOTICES: u64 = 5;
const TIPS_SEEN_ONCE: u64 = 6;
const MENTIONS: u64 = 12;

/// Messages asked for at a time, and how many are worth it: beyond, history is fetched when asked for.
const CATCH_UP_PAGE: u64 = 15;
const CATCH_UP: u64 = 300;
/// Notices of revocations asked for at a time, and how often.
const REVOKED_PAGE: u64 = 20;
const REVOKED_PAGES: usize = 50;

impl State {
    /// An item of a push, `GroupMsgArray`.
    pub fn group_messages_pushed(&mut self, item: &Value) {
        let wires = list(item, "GroupMsgArray").iter().gather();
        self.group_wires_arrived(&wires, number(item, "Event"), News::Now);
    }

    /// An item of a push, `GroupTips`: what it holds is said by its number.
    pub fn group_tips_pushed(&mut self, item: &Value) {
        match number(item, "Event") {
            MENTIONS => list(item, "GroupTips").iter().for_each(|tip| self.mentioned(tip)),
            NOTICES => self.notices_pushed(item, Some(News::Now)),
            kind @ (TIPS | TIPS_SEEN_ONCE) => {
                self.group_wires_arrived(&list(item, "GroupTips").iter().gather(), kind, News::Now);
            }
            _ => {}
        }
    }

    /// Messages or tips of groups. Those of one array that are of known groups make one MESSAGE_RECEIVED.
    pub fn group_wires_arrived(&mut self, wires: &[&Value], kind: u64, news: News) {
        let mut known: Vec<Cow<'_, Value>> = Vec::new();
        for wire in wires {
            let group = root_of(wire);
            let mut wire = Cow::Borrowed(*wire);
            // What was polled says itself what it is.
            let kind = if kind == 0 { number(&wire, "Event") } else { kind };
            if kind == TIPS_SEEN_ONCE {
                if self.shared_pushed(group, &wire) {
                    continue;
                }
                if let Some(members) = wire.to_mut().as_object_mut() {
                    members.insert("OnlineOnlyFlag", 1.into());
                }
            }
            match self.groups.joined(group) {
                // By insertion: the library's sort costs a page kilobytes.
                Some(_) => {
                    let place = |held: &Cow<'_, Value>| number(held, "MsgSeq") <= number(&wire, "MsgSeq");
                    known.insert(known.partition_point(place), wire);
                }
                None => self.groups.keep_for_later(group, kind, wire.into_owned()),
            }
        }
        self.spawn_probe();
        let known: Vec<&Value> = known.iter().map(|wire| &**wire).gather();
        self.known_groups_said(&known, news);
    }

    /// The user turns out to be in a group: what was heard of it is told before anything else is.
    pub fn tell_waiting(&mut self, group: &str) {
        for (kind, wire) in self.groups.take_waiting(group, false) {
            self.group_wires_arrived(&[&wire], kind, News::Now);
        }
    }

    /// What was missed in a conversation is taken in: the list of recent contacts has counted it.
    fn counted_already(&mut self, id: &str, take: impl FnOnce(&mut State)) {
        let unread = self.conversations.get(id).map(|conversation| conversation.unread);
        take(self);
        if let Some(unread) = unread {
            self.unread_told(id, unread);
        }
    }

    fn known_groups_said(&mut self, wires: &[&Value], news: News) {
        let (hidden, shown): (Vec<&Value>, Vec<&Value>) = wires.iter().partition(|wire| is_hidden(wire));
        self.messages_arrived(&shown, news);
        for wire in shown.into_iter().chain(hidden) {
            if number(wire, "OnlineOnlyFlag") == 0 && number(wire, "MsgSeq") > 0 {
                let next = number(wire, "MsgSeq").saturating_add(1);
                self.group_grown(group_of(wire), next);
            }
            if at(wire, "MsgBody.OpType").is_some() {
                self.apply_tip(wire, news);
            }
            self.topic_heard(group_of(wire));
        }
    }

    fn spawn_probe(&mut self) {
        for group in self.groups.start_probes() {
            self.spawn(async move |ctx| probe_groups(ctx, group).await);
        }
    }

    /// Somebody has mentioned the user, or everybody.
    fn mentioned(&mut self, tip: &Value) {
        let about = tip.get("GroupAtTips").or_else(|| tip.get("MsgBody")).unwrap_or(&Value::NULL);
        let from = text(about, "From_Account");
        if from == self.me() {
            return;
        }
        let kinds = list(about, "GroupAtType");
        // Both have a number of their own.
        let kinds = if kinds.len() > 1 {
            Value::from(vec![types::CONV_AT_ALL_AT_ME.into()])
        } else {
            kinds.iter().cloned().collect()
        };
        let group = text(about, "GroupId");
        let topic = text(about, "TopicId");
        let mut mention = members![("from", from), ("groupID", group)];
        if !topic.is_empty() {
            mention.push(("topicID", topic.into()));
            self.topic_heard(topic);
        }
        mention.extend(members![
            ("messageSequence", number(about, "MsgSeq")),
            ("atTypeArray", kinds),
            ("__random", number(tip, "MsgRandom")),
            ("__sequence", number(tip, "ClientSeq")),
        ]);
        self.add_mention(&conversation_id(if topic.is_empty() { group } else { topic }), object(mention));
    }
}

/// A message that only takes a sequence.
fn is_hidden(wire: &Value) -> bool {
    at(wire, "GroupInfo.NotVisible").or_else(|| wire.get("NotVisible")).and_then(Value::as_u64) == Some(1)
}

/// The group, not the topic, that a wire message belongs to.
fn root_of(wire: &Value) -> &str {
    let group = at(wire, "GroupInfo.GroupId").and_then(Value::as_str).filter(|id| !id.is_empty());
    group.unwrap_or_else(|| group_of(wire))
}

/// Asks what a group is of which something was heard. What was heard is told if the user is in it.
async fn probe_groups(ctx: Ctx, group: String) {
    let fetched = fetch_profile(ctx, &group, Value::NULL).await;
    ctx.with(|state| {
        if state.groups.joined(&group).is_some() {
            state.tell_waiting(&group);
        } else {
            let _ = state.groups.take_waiting(&group, fetched.is_ok());
        }
    });
}

/// What was missed in groups while the connection was down. Whether that went well; a group that the server refuses (the
/// user is not in it any more) keeps none of the others waiting.
pub async fn recover(ctx: Ctx) -> bool {
    for request in ctx.with(|state| state.topic_requests()) {
        match ctx.request(request.for_this_connection()).await {
            Ok(answer) => ctx.with(|state| state.take_topics(&answer)),
            Err(error) if error.answer.is_null() => return false,
            // The user is not in the community any more.
            Err(_) => {}
        }
    }
    let behind = ctx.with(|state| {
        let unsynchronised = state.session.unsynchronised_since().is_some();
        state.conversations.groups_behind(unsynchronised)
    });
    for (conversation, group, known, listed) in behind {
        // Not every message may be the last one of the list.
        let newest = ctx.with(|state| state.groups.newest_sequence(&group)).max(listed);
        let caught_up = match missed(ctx, conversation, &group, known, newest).await {
            Ok(()) => revoked_meanwhile(ctx, &group).await,
            failed => failed,
        };
        match caught_up {
            Ok(()) => {}
            Err(error) if error.answer.is_null() => return false,
            Err(_) => ctx.with(|state| state.drop_timeline(&conversation_id(&group))),
        }
    }
    true
}

async fn missed(ctx: Ctx, conversation: ObjectId, group: &str, known: u64, newest: u64) -> Result<(), Error> {
    let mut from = known;
    let id = conversation_id(group);
    let goes_on = |state: &mut State| {
        let known = state.conversations.get(&id).map(|known| known.object);
        known == Some(conversation) && !state.is_left(group)
    };
    if newest.saturating_sub(known) >= CATCH_UP {
        ctx.with(|state| state.drop_timeline(&id));
        from = newest;
    }
    while from < newest {
        // The last one known comes along.
        let until = from.saturating_add(CATCH_UP_PAGE).saturating_sub(1);
        let fill = in_group(group, members![("ReqMsgNumber", CATCH_UP_PAGE), ("ReqMsgSeq", until)]);
        let request = Request::new(&command::GROUP_OPEN_HTTP_SVC_GROUP_MSG_GET, fill).for_this_connection();
        let page = ctx.request(request).await?;
        // Deleted or left meanwhile: what was missed in it does not bring it back.
        if !ctx.with(goes_on) {
            return Ok(());
        }
        let wires = list(&page, "RspMsgList").iter();
        let wires =
            wires.filter(|wire| number(wire, "MsgSeq") > from && super::history::is_shown(wire)).gather();
        ctx.with(|state| {
            state.counted_already(&id, |state| state.group_wires_arrived(&wires, TIPS, News::Missed));
        });
        from = until;
    }
    Ok(())
}

/// Messages that were revoked since the last time that it was asked.
async fn revoked_meanwhile(ctx: Ctx, group: &str) -> Result<(), Error> {
    let end = ctx.with(|state| state.now.saturating_mul(1000));
    let mut begin = ctx.with(|state| {
        // Topics do not say when something was revoked last.
        let lost = state.conversations.lost_after(&conversation_id(group)).saturating_mul(1_000_000);
        state.groups.revoked_until(group).max(if is_topic(group) { lost } else { 0 })
    });
    for _ in 0..REVOKED_PAGES {
        let fill = in_group(group, members![("BeginTime", begin), ("EndTime", end), ("Limit", REVOKED_PAGE)]);
        let request =
            Request::new(&command::GROUP_OPEN_HTTP_SVC_GET_GROUP_NOTIFY, fill).for_this_connection();
        let page = ctx.request(request).await?;
        let mut revoked = page.get("NotifyMsgList").cloned().unwrap_or_default();
        for item in revoked.as_array_mut().into_iter().flatten() {
            if let Some(members) = item.as_object_mut() {
                members.insert("GroupId", group.into());
            }
        }
        ctx.with(|state| {
            state.counted_already(&conversation_id(group), |state| state.revoked_in_groups(&revoked))
        });
        begin = number(&page, "NextMsgTime");
        if begin == 0 {
            break;
        }
    }
    ctx.with(|state| state.groups.revoked_known_until(group, end));
    Ok(())
}
