//! What a group is: `get_group_self_member_info` for members, `get_group_public_info` for whoever looks it up,
//! `modify_group_base_info` to change it.

use serde_json::{Map, Value, json};

use super::create::{fewer, filtered};
use super::dismiss::caller;
use super::info::{self, MAX_GROUP_FIELDS, Wanted, merge_fields, read_fields, short_text};
use super::kind::{access_named, invite_name, join_name, most_members};
use super::permission::Operation;
use super::seat::Seat;
use super::tip::{Changes, Tip};
use crate::core::{Call, Fault, Refusal, Reply, array, code, integer, text};
use crate::store::{Group, Store};

/// Groups that one request may name.
const MAX_GROUPS: usize = 50;

pub(crate) fn self_info(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let wanted = Wanted::read(call.body, "GroupBaseInfoFilter");
    let fields = Wanted::read(call.body, "AppDefinedDataFilter_Group");
    let (member, member_fields) = (
        Wanted::read(call.body, "MemberInfoFilter"),
        Wanted::read(call.body, "AppDefinedDataFilter_GroupMember"),
    );
    each(call, Operation::SeeSelf, store, &|seat, store| {
        let mut item = info::group(&seat.group, &wanted, store)?;
        item.insert("AppDefinedData".to_owned(), info::only(&seat.group.fields, &fields));
        let me = seat.me.as_ref().map(|me| info::member(me, &member, &member_fields));
        item.insert("MemberList".to_owned(), me.into_iter().map(Value::from).collect());
        Ok(item)
    })
}

pub(crate) fn public_info(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let wanted = Wanted::read(call.body, "GroupBasePublicInfoFilter");
    each(call, Operation::Search, store, &|seat, store| Ok(info::group(&seat.group, &wanted, store)?))
}

type Describe<'a> = &'a dyn Fn(&Seat, &mut dyn Store) -> Result<Map<String, Value>, Fault>;

/// One item for each group that the request names, in its order; refusals stand in the items.
fn each(
    call: &Call<'_>,
    operation: Operation,
    store: &mut dyn Store,
    describe: Describe<'_>,
) -> Result<Reply, Fault> {
    let names: Vec<&str> = array(call.body, "GroupIdList")
        .filter(|names| (1..=MAX_GROUPS).contains(&names.len()))
        .and_then(|names| names.iter().map(Value::as_str).collect())
        .ok_or_else(|| {
            Refusal::new(
                code::GROUP_PARAMETER,
                format!("GroupIdList is no list of 1 to {MAX_GROUPS} group ids"),
            )
        })?;
    let mut items: Vec<Value> = Vec::with_capacity(names.len());
    for name in names {
        let described = Seat::named(call, name, operation, store).and_then(|seat| describe(&seat, store));
        items.push(match described {
            Ok(mut item) => {
                item.insert("ErrorCode".to_owned(), 0.into());
                item.into()
            }
            Err(Fault::Refused(refusal)) => {
                json!({ "GroupId": name, "ErrorCode": refusal.code, "ErrorInfo": refusal.info })
            }
            Err(fault) => return Err(fault),
        });
    }
    Ok(Reply::with(json!({ "GroupInfo": items })))
}

pub(crate) fn modify(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let group_id = text(call.body, "GroupId")
        .ok_or_else(|| Refusal::new(code::GROUP_PARAMETER, "GroupId is missing"))?;
    let seat = Seat::any(call, group_id, store)?;
    let fields = read_fields(call.body, "AppDefinedData")?;
    let after = changed(call, &seat, &fields)?;
    let changes = Changes::between(&seat.group, &after, None).with_fields(fields);
    if changes.is_empty() && after == seat.group {
        return Ok(Reply::default());
    }
    let after =
        Group { info_seq: seat.group.info_seq.saturating_add(1), info_time: call.now.seconds(), ..after };
    store.save_group(&after)?;
    // How many may come is nobody's news.
    if changes.is_empty() {
        return Ok(Reply::default());
    }
    let operator = caller(call, store)?;
    Ok(Tip::profile(&after, &operator, changes).tell(call, Reply::default(), store)?)
}

/// The group as the request wants it, if the caller may change all that he names.
fn changed(call: &Call<'_>, seat: &Seat, fields: &[(String, String)]) -> Result<Group, Fault> {
    let request = call.body;
    let limits = &call.config.group;
    let wrong = |info: String| Refusal::new(code::GROUP_PARAMETER, info);
    let mut group = seat.group.clone();
    let mut asked = Vec::new();
    for (member, most, target) in [
        ("Name", limits.name_bytes, &mut group.name),
        ("Introduction", limits.introduction_bytes, &mut group.introduction),
        ("Notification", limits.notification_bytes, &mut group.notification),
        ("FaceUrl", limits.avatar_bytes, &mut group.avatar),
    ] {
        if let Some(given) = short_text(request, member, most)? {
            asked.push(Operation::SetProfile);
            let [given] = if member == "FaceUrl" { [given.to_owned()] } else { filtered(call, [given])? };
            *target = given;
        }
    }
    if group.name.is_empty() {
        return Err(wrong("Name is empty".to_owned()).into());
    }
    if !fields.is_empty() {
        asked.push(Operation::SetProfile);
        group.fields = merge_fields(&group.fields, fields, MAX_GROUP_FIELDS)?;
    }
    if let Some(most) = integer(request, "MaxMemberCount").or_else(|| integer(request, "MaxMemberNum")) {
        asked.push(Operation::SetProfile);
        group.max_members = fewer(most_members(group.kind, limits), most);
    }
    if let Some(name) = text(request, "ShutUpAllMember") {
        asked.push(Operation::MuteAll);
        group.muted = match name {
            "On" => true,
            "Off" => false,
            _ => return Err(wrong("ShutUpAllMember is neither On nor Off".to_owned()).into()),
        };
    }
    if let Some(name) = text(request, "ApplyJoinOption") {
        asked.push(Operation::SetJoinOption);
        group.join_access = access_named(name, join_name)
            .ok_or_else(|| wrong("ApplyJoinOption has no such value".to_owned()))?;
    }
    if let Some(name) = text(request, "InviteJoinOption") {
        asked.push(Operation::SetInviteOption);
        group.invite_access = access_named(name, invite_name)
            .ok_or_else(|| wrong("InviteJoinOption has no such value".to_owned()))?;
    }
    if asked.is_empty() {
        return Err(wrong("the request names nothing to change".to_owned()).into());
    }
    for operation in asked {
        seat.check(operation)?;
    }
    Ok(group)
}
