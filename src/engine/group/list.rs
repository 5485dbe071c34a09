//! The groups that the user is in, fetched page by page, and the profile of one.

use tim_proto::command;
use tim_proto::constants::types;
use tim_proto::json::Gather;
use tim_proto::json::Value;
use tim_proto::keys::translate;

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::conversation::{Conversation, Kind};
use super::super::effect::{Effect, ObjectId, Out};
use super::super::error::Error;
use super::super::event::ListEvent;
use super::super::link::request::Request;
use super::super::message::is_topic;
use super::super::session::Fetched;
use super::super::state::State;
use super::super::value::{list, number, object, text, texts, words};
use super::record::{item_of, normal};
use super::{Group, with_group};

const PAGE: u64 = 50;
/// More pages than any user has.
const AT_MOST: u64 = 1_000;

/// What is asked for of each group, always …
const BASE: &str = "Type Name FaceUrl NextMsgSeq LastMsgTime AtInfoList LastRecallTime";
/// … when an application wants it, in the order of the official client …
const CHOSEN: &str = "ownerID=Owner_Account createTime=CreateTime lastInfoTime=LastInfoTime memberNum=MemberNum \
    maxMemberNum=MaxMemberNum joinOption=ApplyJoinOption inviteOption=InviteJoinOption introduction=Introduction \
    notification=Notification muteAllMembers=ShutUpAllMember";
/// … and of the user in it.
const OWN: &str = "Role JoinTime MsgFlag MsgSeq";

fn chosen() -> impl Iterator<Item = (&'static str, &'static str)> {
    words(CHOSEN).filter_map(|pair| pair.split_once('='))
}

/// `getGroupList({groupProfileFilter?})`, or `getJoinedCommunityList()`.
pub async fn get(ctx: Ctx, args: &Args, with_topics: bool) -> Result<Out, Error> {
    let chosen = args.texts("groupProfileFilter", usize::MAX);
    fetch(ctx, &chosen, with_topics, Fetched::AtLogin).await?;
    Ok(ctx.with(|state| {
        let groups = if with_topics { state.groups_that(Group::has_topics) } else { state.group_list() };
        Out::Fields(members![("groupList", Out::Objects(groups))])
    }))
}

/// After a login and after each reconnect. A failure leaves what is known; getGroupList asks again. Where a profile is
/// known, what tips have told while there was no connection has to be asked for.
pub async fn sync(ctx: Ctx, fetched: Fetched) -> Result<(), Error> {
    let is_told = |held: &Value| !held.is_null() && *held != *"" && *held != false;
    let is_known = |group: &Group| {
        let is_told = |name| is_told(group.record.get(name));
        group.joined && (is_told("memberCount") || chosen().any(|(name, _)| is_told(name)))
    };
    let all = ctx.with(|state| state.groups.list.iter().any(is_known));
    let chosen = chosen().filter(|_| all).map(|(name, _)| name.to_owned());
    fetch(ctx, &chosen.gather(), false, fetched).await
}

/// All groups but communities with topics, or those.
async fn fetch(ctx: Ctx, chosen: &[String], with_topics: bool, fetched: Fetched) -> Result<(), Error> {
    let is_wanted = |name: &str| chosen.iter().any(|chosen| chosen == name);
    let mut wanted: Vec<Value> = words(BASE).map(Value::from).gather();
    for (name, key) in self::chosen() {
        if is_wanted(name) {
            wanted.push(key.into());
        }
    }
    let filter =
        object(members![("GroupBaseInfoFilter", Value::from(wanted)), ("SelfInfoFilter", texts(OWN)),]);
    let mut named: Vec<String> = Vec::new();
    for communities in [false, true] {
        if with_topics && !communities {
            continue;
        }
        for page in 0..AT_MOST {
            let offset = page.saturating_mul(PAGE);
            let fill = members![
                ("Member_Account", ctx.with(|state| state.me().to_owned())),
                ("Limit", PAGE),
                ("Offset", offset),
                ("ResponseFilter", filter.clone()),
                ("SupportTopic", u64::from(with_topics)),
            ];
            let request = Request::new(&command::GROUP_OPEN_HTTP_SVC_GET_JOINED_GROUP_LIST, fill);
            let request = if communities { request.about_communities() } else { request };
            let request = if fetched == Fetched::Again { request.for_this_connection() } else { request };
            let answer = match ctx.request(request).await {
                Ok(answer) => answer,
                // A server may have no communities, and says so.
                Err(error) if communities && !with_topics && !error.answer.is_null() => break,
                Err(error) => return Err(error),
            };
            let all = number(&answer, "TotalCount");
            ctx.with(|state| state.joined_listed(answer, &mut named));
            if all <= offset.saturating_add(PAGE) {
                break;
            }
        }
    }
    ctx.with(|state| state.joined_complete(&named, with_topics));
    Ok(())
}

impl State {
    fn joined_listed(&mut self, answer: Value, named: &mut Vec<String>) {
        let answer = translate(answer, &command::GROUP_OPEN_HTTP_SVC_GET_JOINED_GROUP_LIST.keys);
        for group in list(&answer, "groups") {
            let id = text(group, "groupID");
            self.renew_group(id, group.clone(), group.get("selfInfo").unwrap_or(&Value::NULL));
            self.settle_conversation(id);
            self.tell_waiting(id);
            named.push(id.to_owned());
        }
    }

    /// Groups that a complete list does not name were left, or dismissed. Chat rooms are in no list.
    fn joined_complete(&mut self, named: &[String], with_topics: bool) {
        let gone = self.groups.list.iter().filter(|group| {
            group.joined
                && group.kind() != types::GRP_AVCHATROOM
                && group.has_topics() == with_topics
                && !is_topic(&group.id)
                && !named.contains(&group.id)
        });
        let gone: Vec<String> = gone.map(|group| group.id.clone()).gather();
        gone.iter().for_each(|id| self.forget_group(id));
        self.groups.complete |= !with_topics;
        self.raise(ListEvent::Groups);
        // Topics are in no list.
        if !with_topics && self.conversations.has_groups() {
            self.raise_conversations();
        }
    }
}

/// `getGroupProfile({groupID, groupCustomFieldFilter?})`.
pub async fn get_profile(ctx: Ctx, args: &Args) -> Result<Out, Error> {
    let wanted = args.get("groupCustomFieldFilter").cloned().unwrap_or_default();
    ctx.with(|state| state.count_request(&command::GROUP_OPEN_HTTP_SVC_GET_GROUP_SELF_MEMBER_INFO))?;
    fetch_profile(ctx, args.text("groupID"), wanted).await
}

/// Fetches the profile of one group: `{group}`.
pub async fn fetch_profile(ctx: Ctx, id: &str, custom: Value) -> Result<Out, Error> {
    let answer = ctx.request(profile_request(id, custom)).await?;
    ctx.with(|state| state.profile_answered(id, answer))
}

/// Asks for the profile of one group, with these of its custom members (null: all).
pub fn profile_request(id: &str, custom: Value) -> Request {
    let filter = object(members![
        ("GroupBaseInfoFilter", texts(PROFILE)),
        ("AppDefinedDataFilter_Group", custom),
        ("MemberInfoFilter", texts("Role JoinTime MsgSeq MsgFlag NameCard")),
    ]);
    let fill = members![("GroupIdList", [id].into_iter().collect::<Value>()), ("ResponseFilter", filter)];
    Request::new(&command::GROUP_OPEN_HTTP_SVC_GET_GROUP_SELF_MEMBER_INFO, fill)
}

const PROFILE: &str = "Type Name Introduction Notification FaceUrl Owner_Account CreateTime InfoSeq LastInfoTime \
    LastMsgTime MemberNum MaxMemberNum ApplyJoinOption NextMsgSeq ShutUpAllMember InviteJoinOption";

impl State {
    /// What asks where the messages of a topic, or a group, end, if that is not known: before the list of groups has come the
    /// user may be in one that is no recent contact.
    pub fn end_request(&self, conversation: &str) -> Option<Request> {
        let (Kind::Group, id) = Kind::of(conversation) else { return None };
        if is_topic(id) {
            return self.topic_request(id);
        }
        let last = self.conversations.get(conversation).map_or(0, Conversation::last_place);
        let newest = self.groups.newest_sequence(id).max(last);
        let is_unknown = !self.groups.complete && self.groups.joined(id).is_none() && newest == 0;
        let filter = object(members![("GroupBaseInfoFilter", ["NextMsgSeq"].into_iter().collect::<Value>())]);
        let fill = members![("GroupIdList", [id].into_iter().collect::<Value>()), ("ResponseFilter", filter)];
        is_unknown.then(|| Request::new(&command::GROUP_OPEN_HTTP_SVC_GET_GROUP_SELF_MEMBER_INFO, fill))
    }

    /// The answer.
    pub fn end_told(&mut self, id: &str, answer: &Value) {
        if is_topic(id) {
            return self.take_topics(answer);
        }
        let next = list(answer, "GroupInfo").first().map_or(0, |group| number(group, "NextMsgSeq"));
        self.ensure_group(id);
        self.group_grown(id, next);
    }
}

/// The one group of an answer, unless it is refused.
pub fn only_group(groups: &[Value]) -> Result<&Value, Error> {
    let group = groups.first().unwrap_or(&Value::NULL);
    match group.get("errorCode").and_then(Value::as_i64).unwrap_or(0) {
        0 => Ok(group),
        code => {
            let refusal = object(members![("ErrorInfo", text(group, "errorInfo"))]);
            Err(Error::server(code, refusal))
        }
    }
}

impl State {
    pub fn profile_answered(&mut self, id: &str, answer: Value) -> Result<Out, Error> {
        let answer = translate(answer, &command::GROUP_OPEN_HTTP_SVC_GET_GROUP_SELF_MEMBER_INFO.keys);
        let group = only_group(list(&answer, "groups")).map_err(|error| error.with_value("groupID", id))?;
        let own = item_of(group, "members", self.me()).cloned().unwrap_or_default();
        if text(group, "type") == types::GRP_AVCHATROOM && self.groups.joined(id).is_none() {
            return Ok(self.foreign_group(id, group.clone(), &own));
        }
        self.renew_group(id, group.clone(), &own);
        self.settle_conversation(id);
        self.tell_waiting(id);
        Ok(self.group_out(id))
    }

    /// A Group object of a group that the user is not in: nothing of it is kept.
    pub fn foreign_group(&mut self, id: &str, news: Value, own: &Value) -> Out {
        with_group(Out::Object(self.foreign_object(id, news, own)))
    }

    pub fn foreign_object(&mut self, id: &str, mut news: Value, own: &Value) -> ObjectId {
        let mut group = self.new_group(id);
        let object = group.object;
        normal(&mut news);
        let fields = group.record.merge(&news, false);
        self.patch(object, fields);
        let fields = group.own.merge(own, true);
        self.effect(Effect::Patch { object, at: Some("selfInfo"), fields });
        self.effect(Effect::Release(object));
        object
    }
}
