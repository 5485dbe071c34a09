//! Groups and members as the wire shows them, and reading what a request says of them.

use serde_json::{Map, Value, json};

use super::kind::{invite_name, join_name, remind_name, role_name, traits};
use crate::core::{Refusal, array, code, text};
use crate::store::{Group, GroupKind, Member, Store, StoreError};

/// Custom fields of a group, and of a member; bytes of a key and of a value.
pub(super) const MAX_GROUP_FIELDS: usize = 10;
pub(super) const MAX_MEMBER_FIELDS: usize = 5;
const MAX_FIELD_KEY: usize = 16;
const MAX_FIELD_VALUE: usize = 512;

/// The names that a request wants to have; none is all.
pub(super) struct Wanted<'a>(Option<Vec<&'a str>>);

impl<'a> Wanted<'a> {
    /// `filter`: a member of `ResponseFilter`, or of the request itself.
    pub(super) fn read(request: &'a Value, filter: &str) -> Wanted<'a> {
        let list = array(request, filter)
            .or_else(|| request.get("ResponseFilter").and_then(|filters| array(filters, filter)));
        Wanted(list.map(|names| names.iter().filter_map(Value::as_str).collect()))
    }

    fn has(&self, name: &str) -> bool {
        self.0.as_ref().is_none_or(|names| names.contains(&name))
    }
}

/// What is known of a group, as far as it is wanted.
pub(super) fn group(
    group: &Group,
    wanted: &Wanted<'_>,
    store: &mut dyn Store,
) -> Result<Map<String, Value>, StoreError> {
    let mut info = Map::new();
    info.insert("GroupId".to_owned(), group.group_id.as_str().into());
    let mut put = |name: &str, value: Value| {
        if wanted.has(name) {
            info.insert(name.to_owned(), value);
        }
    };
    put("Type", traits(group.kind).name.into());
    put("Name", group.name.as_str().into());
    put("FaceUrl", group.avatar.as_str().into());
    put("Introduction", group.introduction.as_str().into());
    put("Notification", group.notification.as_str().into());
    let owner = match group.owner {
        Some(owner) => store.account(owner)?.map(|owner| owner.user_id),
        None => None,
    };
    put("Owner_Account", owner.unwrap_or_default().into());
    put("CreateTime", group.created.into());
    put("InfoSeq", group.info_seq.into());
    put("LastInfoTime", group.info_time.into());
    put("LastMsgTime", group.last_time.into());
    put("NextMsgSeq", group.next_seq.into());
    put("MemberNum", group.members.into());
    put("MaxMemberNum", group.max_members.into());
    put("ApplyJoinOption", join_name(group.join_access).into());
    put("InviteJoinOption", invite_name(group.invite_access).into());
    put("ShutUpAllMember", on_off(group.muted).into());
    // Microseconds.
    put("LastRecallTime", group.recalled_at.saturating_mul(1000).into());
    // Nobody asks for it, and clients cannot do without.
    if group.kind == GroupKind::Community {
        info.insert("SupportTopic".to_owned(), u8::from(group.topics).into());
    }
    Ok(info)
}

/// How many are in a group now.
pub(super) fn members(group: &Group, store: &mut dyn Store) -> Result<u64, StoreError> {
    Ok(store.group(group.no)?.map_or(0, |group| group.members))
}

pub(super) fn on_off(on: bool) -> &'static str {
    if on { "On" } else { "Off" }
}

/// What is known of a member, as far as it is wanted.
pub(super) fn member(member: &Member, wanted: &Wanted<'_>, fields: &Wanted<'_>) -> Map<String, Value> {
    let mut info = Map::new();
    info.insert("Member_Account".to_owned(), member.account.user_id.as_str().into());
    put_membership(member, wanted, &mut info);
    if wanted.has("NameCard") {
        info.insert("NameCard".to_owned(), member.name_card.as_str().into());
    }
    if wanted.has("ShutUpUntil") {
        info.insert("ShutUpUntil".to_owned(), member.muted_until.into());
    }
    if wanted.has("LastSendMsgTime") {
        info.insert("LastSendMsgTime".to_owned(), member.last_sent.into());
    }
    info.insert("AppMemberDefinedData".to_owned(), only(&member.fields, fields));
    info
}

/// `SelfInfo` of a group in the list of one's own.
pub(super) fn membership(member: &Member, wanted: &Wanted<'_>) -> Value {
    let mut info = Map::new();
    put_membership(member, wanted, &mut info);
    // Counts of unread messages leave out what does not count; clients would take these off once more.
    info.insert("NoUnreadSeqList".to_owned(), json!([]));
    info.into()
}

fn put_membership(member: &Member, wanted: &Wanted<'_>, info: &mut Map<String, Value>) {
    let mut put = |name: &str, value: Value| {
        if wanted.has(name) {
            info.insert(name.to_owned(), value);
        }
    };
    put("Role", role_name(member.role).into());
    put("JoinTime", member.joined.into());
    put("MsgFlag", remind_name(member.remind).into());
    put("MsgSeq", member.read_seq.into());
}

/// Stored custom fields, of which only some are wanted.
pub(super) fn only(stored: &str, wanted: &Wanted<'_>) -> Value {
    let fields = parse_fields(stored);
    fields.into_iter().filter(|(key, _)| wanted.has(key)).map(field).collect()
}

/// A single custom field as the wire has it.
pub(super) fn field((key, value): (String, String)) -> Value {
    json!({ "Key": key, "Value": value })
}

pub(super) fn parse_fields(stored: &str) -> Vec<(String, String)> {
    let list: Value = serde_json::from_str(stored).unwrap_or_default();
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .filter_map(|item| Some((text(item, "Key")?.to_owned(), text(item, "Value")?.to_owned())))
        .collect()
}

/// Custom fields in a request: pairs of key and text, in which a value may be missing.
pub(super) fn read_fields(request: &Value, member: &str) -> Result<Vec<(String, String)>, Refusal> {
    let wrong = || {
        Refusal::new(
            code::GROUP_PARAMETER,
            format!(
                "{member} is a list of Key (1 to {MAX_FIELD_KEY} bytes) and Value (text, at most {MAX_FIELD_VALUE} bytes)"
            ),
        )
    };
    let items = match request.get(member) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(wrong()),
    };
    let mut fields = Vec::with_capacity(items.len());
    for item in items {
        let key =
            text(item, "Key").filter(|key| (1..=MAX_FIELD_KEY).contains(&key.len())).ok_or_else(wrong)?;
        let value = match item.get("Value") {
            None | Some(Value::Null) => "",
            Some(Value::String(value)) if value.len() <= MAX_FIELD_VALUE => value,
            Some(_) => return Err(wrong()),
        };
        fields.push((key.to_owned(), value.to_owned()));
    }
    Ok(fields)
}

/// The stored fields with `changes` put in; how they are stored.
pub(super) fn merge_fields(
    stored: &str,
    changes: &[(String, String)],
    most: usize,
) -> Result<String, Refusal> {
    let mut fields = parse_fields(stored);
    for (key, value) in changes {
        match fields.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => known.clone_from(value),
            None => fields.push((key.clone(), value.clone())),
        }
    }
    if fields.len() > most {
        return Err(Refusal::new(code::GROUP_PARAMETER, format!("at most {most} custom fields are kept")));
    }
    Ok(Value::Array(fields.into_iter().map(field).collect()).to_string())
}

/// A text of a request with its most bytes; `None` when it is not given.
pub(crate) fn short_text<'a>(
    request: &'a Value,
    member: &str,
    most: usize,
) -> Result<Option<&'a str>, Refusal> {
    match request.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(given)) if given.len() <= most => Ok(Some(given)),
        Some(_) => {
            Err(Refusal::new(code::GROUP_PARAMETER, format!("{member} is a text of at most {most} bytes")))
        }
    }
}

/// The user ids in a list, or in one member of the items of a list.
pub(crate) fn accounts<'a>(
    request: &'a Value,
    list: &str,
    member: Option<&str>,
    most: usize,
) -> Result<Vec<&'a str>, Refusal> {
    let wrong = || Refusal::new(code::GROUP_PARAMETER, format!("{list} is no list of user ids"));
    let items = array(request, list).filter(|items| !items.is_empty()).ok_or_else(wrong)?;
    if items.len() > most {
        return Err(Refusal::new(
            code::GROUP_TOO_MANY_ACCOUNTS,
            format!("{list} has {} entries, {most} are allowed", items.len()),
        ));
    }
    let mut ids: Vec<&str> = Vec::with_capacity(items.len());
    for item in items {
        let id = match member {
            Some(member) => text(item, member),
            None => item.as_str(),
        };
        let id = id.ok_or_else(wrong)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}
