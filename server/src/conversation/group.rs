//! Groups of conversations: `recentcontact.create_contact_group`, `del_contact_group` and `update_contact_group`. They are
//! named by their names; the number only says that a renamed group is the same one.

use serde_json::{Value, json};

use super::check_own;
use super::contact::{self, Contact, contact_result};
use crate::core::{Audience, Call, Event, Fault, Refusal, Reply, code, integer, text};
use crate::store::{ContactGroup, Store, StoreError};

/// Groups of one account.
const MAX_GROUPS: usize = 20;
const MAX_NAME_BYTES: usize = 32;

/// `UpdateType`: one group. The other type, one conversation, no client sends.
const ONE_GROUP: u64 = 1;
/// `UpdateGroupType`.
const RENAME: u64 = 1;
const MEMBERS: u64 = 2;

pub(crate) fn create_group(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    check_own(call)?;
    let (mut results, mut made): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    let mut touched = Vec::new();
    for wanted in contact::items(call.body, "GroupContactItem")? {
        let name = text(wanted, "GroupName").ok_or_else(|| malformed("a group needs a GroupName"))?;
        let members = contact::items(wanted, "ContactItem")?;
        let group = find_or_make(call, name, store)?;
        let outcome = change_members(call, &group, members.iter().map(|item| (item, true)), store)?;
        let group = json!({ "GroupId": group.id, "GroupName": group.name });
        let added: Vec<Value> = outcome.changed().map(|member| member.peer.name()).collect();
        results.push(json!({ "GroupItem": group, "ResultItem": outcome.results }));
        made.push(json!({ "MsgGroupItem": group, "MsgRecentContactItem": added }));
        touched.extend(outcome.members);
    }
    let reply = tell(call, Reply::with(json!({ "GroupResultItem": results })), Event::groups_created(made));
    Ok(renew(call, reply, &touched, store)?)
}

pub(crate) fn delete_group(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    check_own(call)?;
    let mut removed: Vec<Value> = Vec::new();
    for name in contact::items(call.body, "GroupName")? {
        let name = name.as_str().ok_or_else(|| malformed("GroupName is no list of names"))?;
        let group = find(call, name, store)?;
        store.remove_contact_group(group.id)?;
        removed.push(json!({ "GroupId": group.id, "GroupName": group.name }));
    }
    let reply = Reply::with(json!({ "GroupItem": removed.clone() }));
    Ok(tell(call, reply, Event::groups_deleted(removed)))
}

/// Renames a group, or changes who is in it.
pub(crate) fn update_group(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    check_own(call)?;
    let update = call.body.get("UpdateGroup").filter(|_| integer(call.body, "UpdateType") == Some(ONE_GROUP));
    let update = update.ok_or_else(|| malformed("UpdateType is not 1 or UpdateGroup is missing"))?;
    let name = text(update, "OldGroupName").ok_or_else(|| malformed("UpdateGroup needs OldGroupName"))?;
    let group = find(call, name, store)?;
    match integer(update, "UpdateGroupType") {
        Some(RENAME) => rename(call, &group, update, store),
        Some(MEMBERS) => update_members(call, &group, update, store),
        _ => Err(malformed("UpdateGroupType is neither 1 nor 2").into()),
    }
}

fn rename(
    call: &Call<'_>,
    group: &ContactGroup,
    update: &Value,
    store: &mut dyn Store,
) -> Result<Reply, Fault> {
    let name = text(update, "NewGroupName").ok_or_else(|| malformed("UpdateGroup needs NewGroupName"))?;
    check_name(name)?;
    let reply = Reply::with(json!({ "UpdateGroupResult": { "GroupId": group.id } }));
    if name == group.name {
        return Ok(reply);
    }
    let others = store.contact_groups(call.session.account)?;
    if others.iter().any(|other| other.name == name) {
        return Err(Refusal::new(code::CONTACT_FAILED, format!("there is a group {name} already")).into());
    }
    store.rename_contact_group(group.id, name)?;
    let update = json!({
        "UpdateGroupType": RENAME, "GroupId": group.id, "GroupName": name, "OldGroupName": group.name,
    });
    Ok(tell(call, reply, Event::group_updated(update)))
}

fn update_members(
    call: &Call<'_>,
    group: &ContactGroup,
    update: &Value,
    store: &mut dyn Store,
) -> Result<Reply, Fault> {
    let mut wanted = Vec::new();
    for item in contact::items(update, "ContactUpdateItem")? {
        let add = match integer(item, "ContactOptType") {
            Some(1) => true,
            Some(2) => false,
            _ => return Err(malformed("ContactOptType is neither 1 nor 2").into()),
        };
        wanted.push((item.get("ContactItem").unwrap_or(&Value::Null), add));
    }
    let outcome = change_members(call, group, wanted.into_iter(), store)?;
    let reply = Reply::with(json!({
        "UpdateGroupResult": { "GroupId": group.id, "ContactResultItem": outcome.results },
    }));
    let changed: Vec<Value> = outcome
        .changed()
        .map(|Member { peer, add, .. }| {
            json!({ "ContactOptType": if *add { 1 } else { 2 }, "RecentContactItem": peer.name() })
        })
        .collect();
    if changed.is_empty() {
        return Ok(renew(call, reply, &outcome.members, store)?);
    }
    let update = json!({
        "UpdateGroupType": MEMBERS, "GroupId": group.id, "GroupName": group.name, "OldGroupName": group.name,
        "RecentContactUpdateGroupItem": changed,
    });
    let reply = tell(call, reply, Event::group_updated(update));
    Ok(renew(call, reply, &outcome.members, store)?)
}

/// What became of the conversations that a request puts into a group or takes out.
#[derive(Default)]
struct Outcome {
    /// One for each, for the answer.
    results: Vec<Value>,
    /// Those that could be put in or taken out.
    members: Vec<Member>,
}

struct Member {
    peer: Contact,
    add: bool,
    /// It was not there before, or not gone.
    changed: bool,
    was_listed: bool,
}

impl Outcome {
    fn changed(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.changed)
    }
}

/// Who is put into a group is listed again.
fn renew(
    call: &Call<'_>,
    mut reply: Reply,
    members: &[Member],
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    for member in members.iter().filter(|member| member.add && !member.was_listed) {
        reply = member.peer.renew(reply, call.session.account, store)?;
    }
    Ok(reply)
}

fn change_members<'a>(
    call: &Call<'_>,
    group: &ContactGroup,
    wanted: impl Iterator<Item = (&'a Value, bool)>,
    store: &mut dyn Store,
) -> Result<Outcome, StoreError> {
    let me = call.session.account;
    let mut outcome = Outcome::default();
    for (item, add) in wanted {
        let failure = match contact::find(call, item, store)? {
            Err(failure) => Some(failure),
            Ok(peer) => match if add { contact::check_room(call, peer.peer(), store)? } else { Ok(()) } {
                Err(failure) => Some(failure),
                Ok(()) => {
                    let was_listed = peer.is_listed(me, store)?;
                    let changed = if add {
                        store.group_contact(me, peer.peer(), group.id)?
                    } else {
                        store.ungroup_contact(me, peer.peer(), group.id)?
                    };
                    outcome.members.push(Member { peer, add, changed, was_listed });
                    None
                }
            },
        };
        outcome.results.push(contact_result(item, failure));
    }
    Ok(outcome)
}

fn find(call: &Call<'_>, name: &str, store: &mut dyn Store) -> Result<ContactGroup, Fault> {
    let groups = store.contact_groups(call.session.account)?;
    groups.into_iter().find(|group| group.name == name).ok_or_else(|| {
        Refusal::new(code::NO_CONTACT_GROUP, format!("there is no group of conversations {name}")).into()
    })
}

/// Making a group that exists adds to it.
fn find_or_make(call: &Call<'_>, name: &str, store: &mut dyn Store) -> Result<ContactGroup, Fault> {
    check_name(name)?;
    let me = call.session.account;
    let groups = store.contact_groups(me)?;
    if groups.len() >= MAX_GROUPS && groups.iter().all(|group| group.name != name) {
        return Err(Refusal::new(
            code::TOO_MANY_CONTACT_GROUPS,
            format!("there are {MAX_GROUPS} groups of conversations already"),
        )
        .into());
    }
    match groups.into_iter().find(|group| group.name == name) {
        Some(group) => Ok(group),
        None => Ok(ContactGroup { id: store.add_contact_group(me, name)?, name: name.to_owned() }),
    }
}

fn check_name(name: &str) -> Result<(), Refusal> {
    if name.is_empty() {
        return Err(malformed("a group of conversations needs a name"));
    }
    if name.len() > MAX_NAME_BYTES {
        return Err(Refusal::new(
            code::CONTACT_GROUP_NAME,
            format!("the name has {} bytes, {MAX_NAME_BYTES} are allowed", name.len()),
        ));
    }
    Ok(())
}

/// All groups, for clients that fetch their lists.
pub(super) fn list(call: &Call<'_>, store: &mut dyn Store) -> Result<Vec<Value>, StoreError> {
    let groups = store.contact_groups(call.session.account)?;
    Ok(groups.iter().map(|group| json!({ "GroupId": group.id, "GroupName": group.name })).collect())
}

fn tell(call: &Call<'_>, reply: Reply, event: Event) -> Reply {
    reply.push(Audience::OtherInstances(call.session.account, call.session.inst), event)
}

fn malformed(info: &str) -> Refusal {
    Refusal::new(code::CONTACT_PARAMETER, info)
}
