//! What a single user is told about a group: that somebody wants to join, that he was let in, thrown out, made an
//! administrator. What he must not miss is kept until his client deletes it, and comes again with a sync.

use serde_json::{Map, Value};

use super::kind::traits;
use crate::core::{Audience, Call, Event, Reply, array, integer, text, unsigned};
use crate::core::{Fault, Refusal, code};
use crate::store::{Account, AccountId, Group, GroupKind, Mentioned, NewNotice, Store, StoreError};

/// Who says it.
pub(crate) const SYSTEM: &str = "@TIM#SYSTEM";
/// Notices kept for a user; the oldest make room.
const KEPT: usize = 100;
/// Notices that one request may delete.
const MAX_DELETED: usize = 500;

/// `ReportType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Report {
    WantsToJoin = 1,
    Accepted = 2,
    Refused = 3,
    Kicked = 4,
    Dismissed = 5,
    Created = 6,
    Invited = 7,
    Quit = 8,
    MadeAdmin = 9,
    UnmadeAdmin = 10,
    TopicCreated = 17,
    TopicsDeleted = 18,
    Remind = 20,
    Banned = 21,
}

impl Report {
    pub(super) fn number(self) -> u8 {
        self as u8
    }

    fn is_kept(self) -> bool {
        matches!(
            self,
            Report::WantsToJoin
                | Report::Accepted
                | Report::Refused
                | Report::Kicked
                | Report::Dismissed
                | Report::Invited
                | Report::MadeAdmin
                | Report::UnmadeAdmin
        )
    }
}

/// A notice for one user.
pub(super) struct Notice<'a> {
    pub(super) report: Report,
    pub(super) group: &'a Group,
    pub(super) topic: Option<&'a Group>,
    pub(super) operator: &'a Account,
    pub(super) to: &'a Account,
    /// Further members of the body.
    pub(super) body: Vec<(&'static str, Value)>,
}

impl Notice<'_> {
    /// To all instances of the user.
    pub(super) fn tell(
        self,
        call: &mut Call<'_>,
        reply: Reply,
        store: &mut dyn Store,
    ) -> Result<Reply, StoreError> {
        let audience = Audience::Account(self.to.id);
        self.tell_to(audience, call, reply, store)
    }

    pub(super) fn tell_to(
        self,
        audience: Audience,
        call: &mut Call<'_>,
        reply: Reply,
        store: &mut dyn Store,
    ) -> Result<Reply, StoreError> {
        let id = store.next_notice()?;
        let random = call.keys.number();
        let item = self.item(id, random, call.now.seconds());
        let event = Event::group_notice(item.into());
        if self.report.is_kept() {
            keep(call, self.to.id, (id, random), &event, None, store)?;
        }
        Ok(reply.push(audience, event))
    }

    /// The receiver stands last: clients take the last name of one for it.
    fn item(&self, id: u64, random: u32, now: u64) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert("ReportType".to_owned(), self.report.number().into());
        body.insert("Operator_Account".to_owned(), self.operator.user_id.as_str().into());
        body.extend(self.body.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        let mut item = Map::new();
        let mut put = |name: &str, value: Value| item.insert(name.to_owned(), value);
        put("ToGroupId", self.group.group_id.as_str().into());
        put("From_Account", SYSTEM.into());
        put("MsgSeq", id.into());
        put("ClientSeq", id.into());
        put("MsgRandom", random.into());
        put("MsgTimeStamp", now.into());
        put("MsgClientTime", now.into());
        put("GroupInfo", about(self.group, self.topic, Some(self.to)).into());
        put("MsgBody", body.into());
        put("To_Account", self.to.user_id.as_str().into());
        item
    }
}

/// `GroupInfo` of what the server says.
pub(crate) fn about(group: &Group, topic: Option<&Group>, to: Option<&Account>) -> Map<String, Value> {
    let mut info = Map::new();
    let mut put = |name: &str, value: Value| info.insert(name.to_owned(), value);
    put("GroupId", group.group_id.as_str().into());
    put("GroupName", group.name.as_str().into());
    put("GroupType", traits(group.kind).name.into());
    put("From_Account", SYSTEM.into());
    if let Some(to) = to {
        put("To_Account", to.user_id.as_str().into());
    }
    if group.kind == GroupKind::Community && group.topics {
        put("MillionGroupFlag", 2.into());
    }
    if let Some(topic) = topic {
        put("TopicId", topic.group_id.as_str().into());
    }
    info
}

/// Keeps an event for whoever may be away: `to` is a user, or for a mention of all members their group.
pub(crate) fn keep(
    call: &Call<'_>,
    to: AccountId,
    (id, random): (u64, u32),
    event: &Event,
    mention: Option<Mentioned>,
    store: &mut dyn Store,
) -> Result<(), StoreError> {
    let text = event.clone().into_item().to_string();
    store.add_notice(&NewNotice { id, account: to, random, event: &text, mention }, call.now, KEPT)
}

/// Tells somebody that he was thrown out of a room for a while.
pub(crate) fn tell_banned(
    call: &mut Call<'_>,
    reply: Reply,
    group: &Group,
    operator: &Account,
    to: &Account,
    reason: &str,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    let body = vec![("RemarkInfo", reason.into())];
    Notice { report: Report::Banned, group, topic: None, operator, to, body }.tell(call, reply, store)
}

/// `openim.deletemsg`: a client has dealt with notices, and with having been named in messages.
pub(crate) fn delete_notices(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let wrong = || {
        Refusal::new(
            code::MALFORMED_MESSAGE,
            format!("DelMsgList is a list of at most {MAX_DELETED}, each with MsgSeq and MsgRandom"),
        )
    };
    let items =
        array(call.body, "DelMsgList").filter(|items| items.len() <= MAX_DELETED).ok_or_else(wrong)?;
    for item in items {
        let (id, random) = integer(item, "MsgSeq").zip(unsigned(item, "MsgRandom")).ok_or_else(wrong)?;
        if text(item, "To_Account").is_none_or(|to| to == call.session.user_id) {
            store.remove_notice(call.session.account, id, random)?;
        }
    }
    Ok(Reply::default())
}
