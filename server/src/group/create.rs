//! `create_group`. Whoever makes a group owns it; a room is joined by its owner like by everybody else.

use serde_json::{Value, json};

use super::info::{MAX_GROUP_FIELDS, MAX_MEMBER_FIELDS, accounts, merge_fields, read_fields, short_text};
use super::join::newcomer;
use super::kind::{self, Traits, access_named, invite_name, join_name, role_named};
use super::notice::{Notice, Report};
use super::seat::is_printable;
use crate::core::{Call, Fault, Refusal, Reply, array, code, integer, text};
use crate::store::{Access, Account, Group, GroupKind, Role, Store};

/// Members that a group may have from the start.
const MAX_INITIAL: usize = 500;
const MAX_GROUP_ID: usize = 48;
/// Ids with this prefix are the server's; those of communities have one more character.
const PREFIX: &str = "@TGS#";
pub(super) const COMMUNITY_PREFIX: &str = "@TGS#_";

/// Somebody who is in the group from the start.
struct Initial {
    account: Account,
    role: Role,
    fields: String,
}

pub(crate) fn create(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let traits = text(call.body, "Type")
        .and_then(kind::named)
        .ok_or_else(|| wrong("Type is none of Private, Public, ChatRoom, AVChatRoom, Community"))?;
    let owner = owner(call, store)?;
    let group = Group { owner: Some(owner.id), ..read(call, traits, store)? };
    let initial = initial(call, traits, &owner, store)?;
    let count = u64::try_from(initial.len()).unwrap_or(u64::MAX).saturating_add(1);
    if group.max_members != 0 && count > group.max_members {
        return Err(Refusal::new(code::GROUP_FULL, "the group has more members than it may have").into());
    }
    let room = traits.kind == GroupKind::AvChatRoom;
    if !room && store.joined_count(owner.id)? >= call.config.group.max_joined {
        return Err(Refusal::new(code::TOO_MANY_GROUPS, "you are in as many groups as you may be").into());
    }
    let group = Group { no: store.add_group(&group)?, ..group };
    if !room {
        store.save_member(group.no, &newcomer(call, &group, owner.clone(), Role::Owner))?;
    }
    let (mut over, mut added): (Vec<Value>, Vec<Account>) = (Vec::new(), Vec::new());
    for Initial { account, role, fields } in initial {
        if store.joined_count(account.id)? >= call.config.group.max_joined {
            over.push(account.user_id.into());
            continue;
        }
        let mut member = newcomer(call, &group, account.clone(), role);
        member.fields = fields;
        store.save_member(group.no, &member)?;
        added.push(account);
    }
    let mut reply = Reply::with(json!({
        "GroupId": group.group_id,
        "Type": traits.name,
        "HugeGroupFlag": u8::from(room),
        "OverJoinedGroupLimit_Account": over,
    }));
    let told = std::iter::once((&owner, Report::Created)).chain(added.iter().map(|to| (to, Report::Invited)));
    for (to, report) in told {
        let notice = Notice { report, group: &group, topic: None, operator: &owner, to, body: Vec::new() };
        reply = notice.tell(call, reply, store)?;
    }
    Ok(reply)
}

/// The caller; an administrator of the application may make groups for others.
fn owner(call: &Call<'_>, store: &mut dyn Store) -> Result<Account, Fault> {
    let me = &call.session.user_id;
    let owner = text(call.body, "Owner_Account").filter(|owner| !owner.is_empty()).unwrap_or(me);
    if owner != me && !call.config.app.admins.contains(me) {
        return Err(Refusal::new(code::GROUP_NOT_ALLOWED, "Owner_Account is somebody else").into());
    }
    named(owner, store)
}

fn read(call: &mut Call<'_>, traits: &'static Traits, store: &mut dyn Store) -> Result<Group, Fault> {
    let request = call.body;
    let limits = &call.config.group;
    let name = short_text(request, "Name", limits.name_bytes)?
        .filter(|name| !name.is_empty())
        .ok_or_else(|| wrong("Name is missing"))?;
    let mut texts = [
        ("Introduction", limits.introduction_bytes),
        ("Notification", limits.notification_bytes),
        ("FaceUrl", limits.avatar_bytes),
    ]
    .into_iter()
    .map(|(member, most)| short_text(request, member, most).map(Option::unwrap_or_default));
    let mut next = || texts.next().unwrap_or(Ok(""));
    let (introduction, notification, avatar) = (next()?, next()?, next()?);
    let [name, introduction, notification] = filtered(call, [name, introduction, notification])?;
    let option =
        |member: &str, names: fn(Access) -> &'static str, settable: bool, default: Access| match text(
            request, member,
        )
        .filter(|_| settable)
        {
            Some(name) => {
                access_named(name, names).ok_or_else(|| wrong(&format!("{member} has no such value")))
            }
            None => Ok(default),
        };
    let fields = merge_fields("[]", &read_fields(request, "AppDefinedData")?, MAX_GROUP_FIELDS)?;
    let most = integer(request, "MaxMemberCount").or_else(|| integer(request, "MaxMemberNum")).unwrap_or(0);
    Ok(Group {
        name,
        introduction,
        notification,
        avatar: avatar.to_owned(),
        fields,
        max_members: fewer(kind::most_members(traits.kind, limits), most),
        join_access: option("ApplyJoinOption", join_name, traits.join_settable, traits.join)?,
        invite_access: option("InviteJoinOption", invite_name, traits.invite_settable, traits.invite)?,
        topics: traits.kind == GroupKind::Community && integer(request, "SupportTopic") == Some(1),
        ..Group::begun(group_id(call, traits.kind, store)?, traits.kind, call.now.seconds())
    })
}

/// What is asked for, if it is less than there may be; 0 is no limit, and no wish.
pub(super) fn fewer(most: u64, asked: u64) -> u64 {
    if asked == 0 || most == 0 { most } else { asked.min(most) }
}

/// Texts that people read, without the words that the operator does not want.
pub(super) fn filtered<const N: usize>(call: &Call<'_>, texts: [&str; N]) -> Result<[String; N], Refusal> {
    let mut texts = texts.map(str::to_owned);
    for text in &mut texts {
        call.filter.text(text)?;
    }
    Ok(texts)
}

fn group_id(call: &mut Call<'_>, kind: GroupKind, store: &mut dyn Store) -> Result<String, Fault> {
    let Some(wanted) = text(call.body, "GroupId").filter(|id| !id.is_empty()) else {
        return Ok(made_up(call, kind));
    };
    let fits = if kind == GroupKind::Community {
        wanted.starts_with(COMMUNITY_PREFIX) && !wanted.contains(super::seat::TOPIC_MARK)
    } else {
        !wanted.starts_with(PREFIX)
    };
    if !fits || !is_printable(wanted, MAX_GROUP_ID) {
        return Err(Refusal::new(
            code::BAD_GROUP_ID,
            format!("{wanted} cannot be the id of a group of this kind: 1 to {MAX_GROUP_ID} printable characters, with {COMMUNITY_PREFIX} in front only and always of a community"),
        )
        .into());
    }
    match store.group_named(wanted)? {
        None => Ok(wanted.to_owned()),
        Some(other) if other.owner == Some(call.session.account) => {
            Err(Refusal::new(code::GROUP_ID_YOURS, format!("you own a group {wanted} already")).into())
        }
        Some(_) => Err(Refusal::new(code::GROUP_ID_TAKEN, format!("the id {wanted} is taken")).into()),
    }
}

fn made_up(call: &mut Call<'_>, kind: GroupKind) -> String {
    let marker = match kind {
        GroupKind::AvChatRoom => "a",
        GroupKind::Community => "_@TGS#c",
        _ => "1",
    };
    let token = call.keys.token("group").to_uppercase();
    format!("{PREFIX}{marker}{}", token.get(..12).unwrap_or_default())
}

fn initial(
    call: &Call<'_>,
    traits: &Traits,
    owner: &Account,
    store: &mut dyn Store,
) -> Result<Vec<Initial>, Fault> {
    let items = match array(call.body, "MemberList") {
        None | Some([]) => return Ok(Vec::new()),
        Some(items) => items,
    };
    if traits.kind == GroupKind::AvChatRoom {
        return Err(Refusal::new(code::GROUP_NOT_ALLOWED, "nobody can be put into a room").into());
    }
    let names = accounts(call.body, "MemberList", Some("Member_Account"), MAX_INITIAL)?;
    let mut initial = Vec::with_capacity(names.len());
    for name in names {
        let account = named(name, store)?;
        if account.id == owner.id {
            continue;
        }
        let item =
            items.iter().find(|item| text(item, "Member_Account") == Some(name)).unwrap_or(&Value::Null);
        let role = match text(item, "Role").filter(|_| traits.kind != GroupKind::Private) {
            None | Some("") => Role::Member,
            Some(role) => role_named(role)
                .filter(|role| *role != Role::Owner)
                .ok_or_else(|| wrong("Role of an initial member is neither Admin nor Member"))?,
        };
        let fields = read_fields(item, "AppMemberDefinedData")?;
        initial.push(Initial { account, role, fields: merge_fields("[]", &fields, MAX_MEMBER_FIELDS)? });
    }
    Ok(initial)
}

pub(super) fn named(user_id: &str, store: &mut dyn Store) -> Result<Account, Fault> {
    let found = store.account_named(user_id)?;
    Ok(found.ok_or_else(|| Refusal::new(code::GROUP_NO_ACCOUNT, format!("there is no user {user_id}")))?)
}

fn wrong(info: &str) -> Refusal {
    Refusal::new(code::GROUP_PARAMETER, info)
}
