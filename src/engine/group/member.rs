//! Members of groups: the objects of those that were asked for, and what is done with members.

use tim_proto::constants::types;
use tim_proto::json::Gather;
use tim_proto::json::{Members, Value};
use tim_proto::keys::{EMPTY, translate, translate_request};
use tim_proto::{code, command};

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::effect::{Class, Effect, Fields, ObjectId, Out};
use super::super::error::Error;
use super::super::link::request::{COMMUNITIES, Request};
use super::super::message::{in_group, root};
use super::super::method::{Plan, Question};
use super::super::profile::{self, Found};
use super::super::state::State;
use super::super::value::{list, number, object, text, texts, words};
use super::record::{MEMBER, Record};

/// A member whose object an application has.
pub struct Member {
    pub object: ObjectId,
    record: Record,
}

/// Members of a page: when nobody says, and at most.
const COUNT: u64 = 15;
const COUNT_AT_MOST: u64 = 100;
/// So many members can be asked for by name at once; what is beyond is left out.
const NAMED: usize = 50;

fn members(objects: Vec<ObjectId>) -> Fields {
    members![("memberList", Out::Objects(objects))]
}

/// `getGroupMemberList({groupID, count?, offset?, filter?})`: resolves with a page and where the next one begins,
/// 0 at the end.
pub async fn get_list(ctx: Ctx, args: &Args) -> Result<Out, Error> {
    let id = args.text("groupID");
    let asked = args.get("count").and_then(Value::as_u64).unwrap_or(COUNT);
    let offset = args.get("offset").cloned().unwrap_or(0.into());
    if ctx.with(|state| state.groups.joined(id).is_none()) {
        let mut page = members(Vec::new());
        page.push(("offset", Out::Value(0.into())));
        return Ok(Out::Fields(page));
    }
    let is_community = id.starts_with(COMMUNITIES);
    let is_room = ctx.with(|state| state.groups.is_room(id));
    let (command, fill) = if is_room {
        let mark = args.get("filter").cloned().unwrap_or_default();
        let fill = members![("GroupId", id.as_str()), ("Timestamp", offset.clone()), ("Mark", mark)];
        (&command::GROUP_OPEN_AVCHATROOM_HTTP_SVC_GET_MEMBERS, fill)
    } else {
        let from = if is_community { Value::NULL } else { offset.clone() };
        let next = if is_community { offset.to_string().trim_matches('"').into() } else { Value::NULL };
        let limit = asked.min(COUNT_AT_MOST);
        let fill = members![("GroupId", id.as_str()), ("Limit", limit), ("Offset", from), ("Next", next)];
        (&command::GROUP_OPEN_HTTP_SVC_GET_GROUP_MEMBER_INFO, fill)
    };
    ctx.with(|state| state.count_request(command))?;
    let answer = ctx.request(Request::new(command, fill)).await?;
    let found = u64::try_from(list(&answer, "MemberList").len()).unwrap_or(u64::MAX);
    let next = match is_community {
        _ if is_room => number(&answer, "NextTimestamp").into(),
        true => Value::from(text(&answer, "Next")),
        false if found == 0 || found < asked => 0.into(),
        false => offset.as_u64().unwrap_or(0).saturating_add(asked).into(),
    };
    let next = if next == *"" { 0.into() } else { next };
    let mut page = members(take(ctx, id, answer, !is_room).await);
    page.push(("offset", Out::Value(next)));
    Ok(Out::Fields(page))
}

/// `getGroupMemberProfile({groupID, userIDList, memberCustomFieldFilter?})`: those that are members.
pub async fn get_profiles(ctx: Ctx, args: &Args) -> Result<Out, Error> {
    let wanted = args.texts("userIDList", NAMED);
    let custom = args.get("memberCustomFieldFilter").cloned().unwrap_or_default();
    let found = fetch(ctx, args.text("groupID"), &wanted, custom).await?;
    Ok(Out::Fields(members(found)))
}

/// Fetches members by their names, in this order.
async fn fetch(ctx: Ctx, group: &str, users: &[String], custom: Value) -> Result<Vec<ObjectId>, Error> {
    let fill = members![
        ("GroupId", group),
        ("Member_List_Account", users.iter().map(String::as_str).collect::<Value>()),
        ("MemberInfoFilter", texts("Role JoinTime NameCard ShutUpUntil")),
        ("AppDefinedDataFilter_GroupMember", custom),
    ];
    let request = Request::new(&command::GROUP_OPEN_HTTP_SVC_GET_SPECIFIED_GROUP_MEMBER_INFO, fill);
    let answer = ctx.request(request).await?;
    take(ctx, group, answer, true).await;
    Ok(ctx.with(|state| state.groups.get(group).map_or(Vec::new(), |group| group.objects_of(users))))
}

/// Takes in what an answer says of members. `nameless`: their nicks and avatars are what profiles say.
async fn take(ctx: Ctx, group: &str, answer: Value, nameless: bool) -> Vec<ObjectId> {
    let answer = translate(answer, &command::GROUP_OPEN_HTTP_SVC_GET_GROUP_MEMBER_INFO.keys);
    let items = list(&answer, "members");
    let users: Vec<String> = items.iter().map(|item| text(item, "userID").to_owned()).gather();
    if users.is_empty() {
        return Vec::new();
    }
    // At once: until the profiles are here, members may change and go.
    ctx.with(|state| items.iter().for_each(|item| state.renew_member(group, item)));
    let profiles = match nameless {
        true => profile::fetch(ctx, &users).await.unwrap_or_default(),
        false => Vec::new(),
    };
    ctx.with(|state| {
        for (user, found) in &profiles {
            let shown = |name| Value::from(found.text(name));
            state.set_member(group, user, members![("nick", shown("nick")), ("avatar", shown("avatar"))]);
        }
        state.groups.get(group).map_or(Vec::new(), |group| group.objects_of(&users))
    })
}

/// `addGroupMember({groupID, userIDList})`: resolves with what became of each.
pub static ADD: Question = Question {
    command: &command::GROUP_OPEN_HTTP_SVC_ADD_GROUP_MEMBER,
    plan: |state, args| {
        let id = args.text("groupID");
        let group = state.groups.joined(id).ok_or_else(|| Error::client(code::CANNOT_FIND_GROUP))?;
        if group.kind() == types::GRP_AVCHATROOM {
            return Err(Error::client(code::CANNOT_ADD_MEMBER_IN_AVCHATROOM));
        }
        let users = args.texts("userIDList", usize::MAX).into_iter();
        let users: Value = users.map(|user| object(members![("Member_Account", user)])).collect();
        Ok(Plan::Send(members![("GroupId", id), ("MemberList", users)]))
    },
    done: |state, args, answer| {
        let results = list(&answer, "MemberList");
        let of = |code: u64| {
            let of = results.iter().filter(move |result| number(result, "Result") == code);
            of.map(|result| text(result, "Member_Account")).collect::<Value>()
        };
        let outcome = [
            ("successUserIDList", 1),
            ("failureUserIDList", 0),
            ("existedUserIDList", 2),
            ("overLimitUserIDList", 4),
        ];
        let mut fields: Fields =
            outcome.into_iter().map(|(name, code)| (name, Out::Value(of(code)))).gather().into();
        let added = results.iter().filter(|result| number(result, "Result") == 1).count();
        let id = args.text("groupID");
        state.count_members(id, &answer, |count| count.saturating_add(u64::try_from(added).unwrap_or(0)));
        if added > 0
            && let Out::Fields(group) = state.group_out(id)
        {
            fields.extend(group);
        }
        Ok(Out::Fields(fields))
    },
};

/// `deleteGroupMember({groupID, userIDList, reason?, duration?})`. From a chat room, members are banned for a time.
pub static DELETE: Question = Question {
    command: &command::GROUP_OPEN_HTTP_SVC_DELETE_GROUP_MEMBER,
    plan: |state, args| {
        let id = args.text("groupID");
        let group = state.groups.joined(id).ok_or_else(|| Error::client(code::CANNOT_FIND_GROUP))?;
        let users: Value = args.texts("userIDList", usize::MAX).into_iter().collect();
        let reason = args.get("reason").cloned().unwrap_or_default();
        if group.kind() == types::GRP_AVCHATROOM {
            let duration = args.get("duration").and_then(Value::as_u64).filter(|duration| *duration > 0);
            let duration = duration.ok_or_else(|| Error::client(code::BAN_DURATION_INVALID))?;
            let fill = members![
                ("GroupId", id),
                ("Members_Account", users),
                ("Duration", duration),
                ("Description", args.text("reason")),
            ];
            return Ok(Plan::Ask(Request::new(&command::GROUP_OPEN_HTTP_SVC_BAN_GROUP_MEMBER, fill)));
        }
        Ok(Plan::Send(members![("GroupId", id), ("MemberToDel_Account", users), ("Reason", reason)]))
    },
    done: |state, args, answer| {
        let (id, users) = (args.text("groupID"), args.texts("userIDList", usize::MAX));
        // Who is banned may have left before.
        if !state.groups.is_room(id) {
            let gone = u64::try_from(users.len()).unwrap_or(u64::MAX);
            state.count_members(id, &answer, |count| count.saturating_sub(gone));
        }
        state.forget_members(id, &users.iter().map(String::as_str).gather());
        let mut fields = match state.group_out(id) {
            Out::Fields(fields) => fields,
            _ => Fields::new(),
        };
        fields.push(("userIDList", Out::Value(users.into_iter().collect())));
        Ok(Out::Fields(fields))
    },
};

/// What a method changes of a member: its name on the wire and its name here, each with the value.
type Change = Result<[(&'static str, Value); 2], Error>;

/// `setGroupMemberMuteTime({groupID, userID, muteTime})`.
pub fn mute_time(state: &mut State, args: &Args) -> Change {
    if args.text("userID") == state.me() {
        return Err(Error::client(code::CANNOT_MUTE_SELF));
    }
    let seconds = args.get("muteTime").and_then(Value::as_u64).unwrap_or(0);
    let until = state.server_seconds().saturating_add(seconds);
    Ok([("ShutUpTime", seconds.into()), ("muteUntil", until.into())])
}

/// `setGroupMemberRole({groupID, userID, role})`.
pub fn role(state: &mut State, args: &Args) -> Change {
    let role = args.text("role");
    let group = state.groups.joined(args.text("groupID"));
    let group = group.ok_or_else(|| Error::client(code::CANNOT_FIND_GROUP))?;
    let is_custom = group.kind() == types::GRP_COMMUNITY && role == types::GRP_MBR_ROLE_CUSTOM;
    let refused = if group.own.text("role") != types::GRP_MBR_ROLE_OWNER {
        code::NOT_OWNER
    } else if [types::GRP_PRIVATE, types::GRP_AVCHATROOM].contains(&group.kind()) {
        code::CANNOT_SET_MEMBER_ROLE_IN_WORK_AND_AVCHATROOM
    } else if !(is_custom || [types::GRP_MBR_ROLE_ADMIN, types::GRP_MBR_ROLE_MEMBER].contains(&role.as_str()))
    {
        code::INVALID_MEMBER_ROLE
    } else if args.text("userID") == state.me() {
        code::CANNOT_SET_SELF_MEMBER_ROLE
    } else {
        return Ok([("Role", role.as_str().into()), ("role", role.as_str().into())]);
    };
    Err(Error::client(refused))
}

/// `setGroupMemberNameCard({groupID, userID?, nameCard})`.
pub fn name_card(_: &mut State, args: &Args) -> Change {
    let card = Value::from(args.text("nameCard"));
    Ok([("NameCard", card.clone()), ("nameCard", card)])
}

/// `setGroupMemberCustomField({groupID, userID?, memberCustomField})`.
pub fn custom(_: &mut State, args: &Args) -> Change {
    let pairs = args.get("memberCustomField").cloned().unwrap_or_default();
    Ok([("AppMemberDefinedData", translate_request(pairs.clone(), &EMPTY)), ("memberCustomField", pairs)])
}

/// Has a member changed: `{group, member}`.
pub async fn set(ctx: Ctx, args: &Args, change: fn(&mut State, &Args) -> Change) -> Result<Out, Error> {
    let [sent, shown] = ctx.with(|state| change(state, args))?;
    let id = args.text("groupID");
    let me = ctx.with(|state| state.me().to_owned());
    let user = Some(args.text("userID")).filter(|user| !user.is_empty()).unwrap_or(&me);
    let fill = in_group(id, members![("Member_Account", user.as_str()), (sent.0, sent.1)]);
    let request = Request::new(&command::GROUP_OPEN_HTTP_SVC_MODIFY_GROUP_MEMBER_INFO, fill);
    ctx.request(request).await?;
    let group = root(id);
    ctx.with(|state| {
        if *user == me {
            state.set_own(group, vec![shown.clone()].into());
        }
        state.set_member(group, user, vec![shown].into());
    });
    let known = |state: &mut State| state.groups.get(group)?.member(user).map(|member| member.object);
    let member = match ctx.with(known) {
        Some(member) => Some(member),
        None => fetch(ctx, group, std::slice::from_ref(user), Value::NULL).await?.into_iter().next(),
    };
    Ok(ctx.with(|state| {
        let mut fields = match state.group_out(group) {
            Out::Fields(fields) => fields,
            _ => Fields::new(),
        };
        fields.push(("member", member.map_or(Out::Undefined, Out::Object)));
        Out::Fields(fields)
    }))
}

impl super::Group {
    fn member(&self, user: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.record.text("userID") == user)
    }

    /// The objects of these users, in this order.
    fn objects_of(&self, users: &[String]) -> Vec<ObjectId> {
        users.iter().filter_map(|user| self.member(user)).map(|member| member.object).gather()
    }
}

impl State {
    /// How many are in a group has changed: they are as many as the answer says, if it does.
    fn count_members(&mut self, id: &str, answer: &Value, change: impl Fn(u64) -> u64) {
        let known = self.groups.get(id).and_then(|group| group.record.get("memberCount").as_u64());
        let told = answer.get("MemberNum").and_then(Value::as_u64);
        if let Some(count) = told.or(known.map(change)) {
            self.describe_group(id, object(members![("memberCount", count)]));
        }
    }

    /// News of a member. The object is made if there is none, where the group is known.
    fn renew_member(&mut self, group: &str, news: &Value) {
        let user = text(news, "userID");
        if self.groups.get(group).is_some_and(|group| group.member(user).is_some()) {
            return self.change_member(group, user, news);
        }
        let mut record = Record::new(MEMBER);
        record.merge(news, true);
        if self.groups.get(group).is_some() {
            let object = self.create(Class::GroupMember, record.fields());
            if let Some(group) = self.groups.get_mut(group) {
                group.members.push(Member { object, record });
            }
        }
    }

    /// A member that is known has changed.
    pub(super) fn set_member(&mut self, group: &str, user: &str, members: Members<Value>) {
        self.change_member(group, user, &object(members));
    }

    fn change_member(&mut self, group: &str, user: &str, news: &Value) {
        let known = self.groups.get_mut(group).map(|group| group.members.iter_mut());
        let Some(member) = known.into_iter().flatten().find(|member| member.record.text("userID") == user)
        else {
            return;
        };
        let (object, changed) = (member.object, member.record.merge(news, false));
        if !changed.is_empty() {
            self.patch(object, changed);
        }
    }

    pub(super) fn forget_members(&mut self, group: &str, users: &[&str]) {
        let Some(group) = self.groups.get_mut(group) else { return };
        let gone = |member: &Member| users.contains(&member.record.text("userID"));
        let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut group.members).into_iter().partition(gone);
        group.members = kept;
        gone.into_iter().for_each(|member| self.effect(Effect::Release(member.object)));
    }

    /// A user has another nick or avatar.
    pub fn rename_members(&mut self, user: &str, news: &Found) {
        let groups: Vec<String> = self.groups.list.iter().map(|group| group.id.clone()).gather();
        let told = |name: &'static str| Some((name, news.told(name)?.clone()));
        let named: Members<Value> = words("nick avatar").filter_map(told).gather().into();
        groups.iter().for_each(|group| self.set_member(group, user, named.clone()));
    }
}
