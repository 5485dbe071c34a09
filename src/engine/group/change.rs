//! What owners and administrators do with a group as a whole: made, changed, given away, dismissed, looked up.

use tim_proto::constants::types;
use tim_proto::json::{Members, Value};
use tim_proto::keys::{request as names, translate};
use tim_proto::{code, command};

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::effect::Out;
use super::super::error::Error;
use super::super::event::ListEvent;
use super::super::link::request::{COMMUNITIES, Request};
use super::super::message::send_created;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{list, object, text};
use super::list::{fetch_profile, only_group};

/// The types that a group can have.
const KINDS: [&str; 5] =
    [types::GRP_PRIVATE, types::GRP_PUBLIC, types::GRP_CHATROOM, types::GRP_AVCHATROOM, types::GRP_COMMUNITY];
/// Whether others may join is settled for all other types.
const JOINED_BY_OPTION: [&str; 2] = [types::GRP_PUBLIC, types::GRP_COMMUNITY];

/// `createGroup(options)`: without a type, a private one.
pub async fn create(ctx: Ctx, args: &Args) -> Result<Out, Error> {
    let (id, kind) = (args.text("groupID"), args.text("type"));
    let kind = if args.get("type").is_none() { types::GRP_PRIVATE } else { kind };
    if !KINDS.contains(&kind) {
        return Err(Error::client(code::ILLEGAL_GROUP_TYPE));
    }
    let is_community = kind == types::GRP_COMMUNITY;
    if !id.is_empty() && id.starts_with(COMMUNITIES) != is_community {
        return Err(Error::client(code::ILLEGAL_GROUP_ID));
    }
    let is_room = kind == types::GRP_AVCHATROOM;
    let mut options = args.first();
    if let Some(options) = options.as_object_mut() {
        options.insert("type", kind.into());
        if is_room {
            options.remove("memberList");
        }
        if !JOINED_BY_OPTION.contains(&kind) {
            options.remove("joinOption");
        }
    }
    let mut fill = members![("Owner_Account", ctx.with(|state| state.me().to_owned()))];
    let topics = options.as_object_mut().and_then(|options| options.remove("isSupportTopic"));
    if is_community || topics.is_some() {
        fill.push(("SupportTopic", u64::from(topics.is_some_and(|topics| topics == true)).into()));
    }
    let has_topics = args.flag("isSupportTopic") && is_community;
    let command = &command::GROUP_OPEN_HTTP_SVC_CREATE_GROUP;
    let request = Request::asked(command, options.clone(), &names::CREATE_GROUP, fill);
    let answer = ctx.request(request).await?;
    let id = text(&answer, "GroupId").to_owned();
    let is_listed = !is_room && !has_topics;
    if let Some(options) = options.as_object_mut() {
        options.insert("groupID", id.as_str().into());
    }
    if is_listed {
        ctx.with(|state| {
            state.renew_group(&id, options.clone(), &Value::NULL);
            state.raise(ListEvent::Groups);
        });
    }
    // It exists, whether its profile is to be had already or not.
    let fetched = fetch_profile(ctx, &id, Value::NULL).await;
    let mut result = ctx.with(|state| {
        let group = state.groups.get(&id);
        let mut own = Members::new();
        // The user may have given it away already.
        if group.is_none_or(|group| ["", state.me()].contains(&group.record.text("ownerID"))) {
            own.push(("role", types::GRP_MBR_ROLE_OWNER.into()));
        }
        if group.is_some_and(|group| group.remind().is_empty()) {
            own.push(("messageRemindType", types::MSG_REMIND_ACPT_AND_NOTE.into()));
        }
        state.set_own(&id, own);
        // A profile that could not be fetched does not say whose group it is; what the user is in it does.
        state.describe_group(&id, Value::NULL);
        fetched.unwrap_or_else(|_| match is_listed {
            true => state.group_out(&id),
            false => state.foreign_group(&id, options, &Value::NULL),
        })
    });
    if is_listed {
        ctx.with(|state| state.announce_group(&id));
    }
    if let Out::Fields(fields) = &mut result {
        let left_out = list(&answer, "OverJoinedGroupLimit_Account").iter().cloned().collect();
        fields.push(("overLimitUserIDList", Out::Value(left_out)));
    }
    Ok(result)
}

impl State {
    /// The first message of a group says who has made it: with it the conversation begins.
    fn announce_group(&mut self, id: &str) {
        let made = if self.options.is_international() { " created a group" } else { "创建群组" };
        let content = object(members![
            ("data", "group_create"),
            ("description", ""),
            ("extension", format!("{}{made}", self.me())),
        ]);
        let to = object(members![("to", id), ("conversationType", types::CONV_GROUP)]);
        if let Ok(message) = self.new_message(&Args::of(to), types::MSG_CUSTOM, content, None) {
            self.spawn(async move |ctx| send_created(ctx, message).await);
        }
    }
}

/// `updateGroupProfile({groupID, …})`.
pub static UPDATE: Question = Question {
    command: &command::GROUP_OPEN_HTTP_SVC_MODIFY_GROUP_BASE_INFO,
    plan: |state, args| {
        let command = &command::GROUP_OPEN_HTTP_SVC_MODIFY_GROUP_BASE_INFO;
        let options = changes(state, args);
        Ok(Plan::Ask(Request::asked(command, options, &names::MODIFY_GROUP_BASE_INFO, Members::new())))
    },
    done: |state, args, _| {
        let id = args.text("groupID");
        let changes = changes(state, args);
        state.describe_group(id, changes);
        Ok(state.group_out(id))
    },
};

/// What of the options can be changed in this group.
pub(super) fn changes(state: &State, args: &Args) -> Value {
    let known = state.groups.joined(args.text("groupID"));
    let by_option = known.is_none_or(|group| JOINED_BY_OPTION.contains(&group.kind()));
    let mut options = args.first();
    if let Some(options) = options.as_object_mut() {
        if let Some(mute) = options.remove("muteAllMembers") {
            options.insert("muteAllMembers", if mute == true { "On" } else { "Off" }.into());
        }
        if !by_option {
            options.remove("joinOption");
        }
    }
    options
}

/// `dismissGroup(groupID)`.
pub static DISMISS: Question = Question {
    command: &command::GROUP_OPEN_HTTP_SVC_DESTROY_GROUP,
    plan: |state, args| {
        let id = args.text_or("");
        if state.groups.joined(id).is_some_and(|group| group.kind() == types::GRP_PRIVATE) {
            return Err(Error::client(code::CANNOT_DISMISS_WORK));
        }
        Ok(Plan::Send(members![("GroupId", id)]))
    },
    done: |state, args, _| {
        state.leave_group(args.text_or(""));
        Ok(named(args))
    },
};

/// `quitGroup(groupID)`.
pub static QUIT: Question = Question {
    command: &command::GROUP_OPEN_HTTP_SVC_QUIT_GROUP,
    plan: |state, args| {
        let id = args.text_or("");
        match state.groups.joined(id) {
            // Nobody in particular was in it.
            Some(_) if !state.session.is_logged_in() => {
                state.leave_group(id);
                Ok(Plan::Done(named(args)))
            }
            Some(_) => Ok(Plan::Send(members![("GroupId", id)])),
            None => Err(Error::client(code::MEMBER_NOT_IN_GROUP)),
        }
    },
    done: |state, args, _| {
        state.leave_group(args.text_or(""));
        Ok(named(args))
    },
};

fn named(args: &Args) -> Out {
    Out::Value(object(members![("groupID", args.text_or(""))]))
}

/// `searchGroupByID(groupID)`.
pub static SEARCH: Question = Question {
    command: &command::GROUP_OPEN_HTTP_SVC_GET_GROUP_PUBLIC_INFO,
    plan: |_, args| {
        Ok(Plan::Send(members![("GroupIdList", [args.text_or("")].into_iter().collect::<Value>())]))
    },
    done: |state, args, answer| {
        let answer = translate(answer, &command::GROUP_OPEN_HTTP_SVC_GET_GROUP_PUBLIC_INFO.keys);
        let group = only_group(list(&answer, "groupProfile"))?;
        Ok(state.foreign_group(args.text_or(""), group.clone(), &Value::NULL))
    },
};

/// `changeGroupOwner({groupID, newOwnerID})`.
pub static GIVE: Question = Question {
    command: &command::GROUP_OPEN_HTTP_SVC_CHANGE_GROUP_OWNER,
    plan: |state, args| {
        let id = args.text("groupID");
        if state.groups.joined(id).is_some_and(|group| group.kind() == types::GRP_AVCHATROOM) {
            return Err(Error::client(code::CANNOT_CHANGE_OWNER_IN_AVCHATROOM));
        }
        let owner = args.text("newOwnerID");
        if owner == state.me() {
            return Err(Error::client(code::CANNOT_CHANGE_OWNER_TO_SELF));
        }
        Ok(Plan::Send(members![("GroupId", id), ("NewOwner_Account", owner)]))
    },
    done: |state, args, _| {
        let id = args.text("groupID");
        state.owner_changed(id, args.text("newOwnerID"));
        state.raise(ListEvent::Groups);
        Ok(state.group_out(id))
    },
};

impl State {
    /// Somebody else owns the group now, or the user does.
    pub(super) fn owner_changed(&mut self, id: &str, owner: &str) {
        let was_mine =
            self.groups.get(id).is_some_and(|group| group.own.text("role") == types::GRP_MBR_ROLE_OWNER);
        if owner == self.me() {
            self.set_own(id, members![("role", types::GRP_MBR_ROLE_OWNER)]);
        } else if was_mine {
            self.set_own(id, members![("role", types::GRP_MBR_ROLE_MEMBER)]);
        }
        self.describe_group(id, object(members![("ownerID", owner)]));
    }
}
