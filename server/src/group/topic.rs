//! Topics: what a community talks about, each with messages and marks of its own. Their members are the community's.

use serde_json::{Map, Value, json};

use super::create::filtered;
use super::crowd;
use super::dismiss::caller;
use super::info::short_text;
use super::kind::remind_name;
use super::notice::{Report, about};
use super::permission::Operation;
use super::seat::{Seat, TOPIC_MARK, fresh_in, group_named, is_printable};
use super::tip::Tip;
use crate::core::{Call, Event, Fault, Refusal, Reply, array, code, text};
use crate::message::message_body;
use crate::store::{Group, Member, Store, StoreError, Visibility};

/// Topics that a community may have, and that one request may name.
const MAX_TOPICS: usize = 100;
const MAX_TOPIC_ID: usize = 96;
/// Bytes of a topic's custom data.
const MAX_CUSTOM: usize = 3000;

/// `create_topic`.
pub(crate) fn create_topic(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = with_topics(Seat::find_group(call, Operation::RunTopics, store)?)?;
    if store.topics(seat.group.no)?.len() >= MAX_TOPICS {
        return Err(wrong(&format!("a community has at most {MAX_TOPICS} topics")).into());
    }
    let blank = Group {
        parent: Some(seat.group.no),
        owner: Some(call.session.account),
        ..Group::begun(topic_id(call, &seat.group, store)?, seat.group.kind, call.now.seconds())
    };
    let topic = described(call, &blank)?;
    let topic = Group { no: store.add_group(&topic)?, ..topic };
    let reply = Reply::with(json!({ "TopicId": topic.group_id }));
    Ok(tell(call, reply, &seat.group, Some(&topic), Report::TopicCreated, Map::new(), store)?)
}

/// `modify_topic`.
pub(crate) fn modify_topic(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::RunTopics, store)?;
    let before = seat.topic.as_ref().ok_or_else(|| wrong("TopicId is missing"))?;
    let mut after = described(call, before)?;
    after.muted = match text(call.body, "ShutUpAllMember") {
        None => before.muted,
        Some("On") => true,
        Some("Off") => false,
        Some(_) => return Err(wrong("ShutUpAllMember is neither On nor Off").into()),
    };
    store.save_group(&after)?;
    let operator = caller(call, store)?;
    match Tip::topic(&seat.group, &operator, before, &after) {
        Some(tip) => Ok(tip.tell(call, Reply::default(), store)?),
        None => Ok(Reply::default()),
    }
}

/// `destroy_topic`: those that are named, or all.
pub(crate) fn destroy_topics(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = with_topics(Seat::find_group(call, Operation::RunTopics, store)?)?;
    let (mut results, mut gone): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    for (topic_id, found) in named(call, &seat.group, store)? {
        results.push(result(&topic_id, found.as_ref()));
        if let Ok(topic) = found {
            store.remove_group(topic.no)?;
            gone.push(topic_id.into());
        }
    }
    let reply = Reply::with(json!({ "DestroyResultItem": results }));
    if gone.is_empty() {
        return Ok(reply);
    }
    let mut body = Map::new();
    body.insert("TopicIdArray".to_owned(), gone.into());
    Ok(tell(call, reply, &seat.group, None, Report::TopicsDeleted, body, store)?)
}

/// `get_topic`: those that are named, or all.
pub(crate) fn topics(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = with_topics(Seat::find_group(call, Operation::SeeMembers, store)?)?;
    let mut items: Vec<Value> = Vec::new();
    for (topic_id, found) in named(call, &seat.group, store)? {
        let mut item = result(&topic_id, found.as_ref());
        if let (Value::Object(item), Ok(topic)) = (&mut item, found) {
            item.insert("TopicInfo".to_owned(), info(call, &seat.group, &topic, store)?);
            if let Some(me) = &seat.me {
                let mine = store.member(topic.no, me.account.id)?;
                let mine = mine.unwrap_or_else(|| fresh_in(me));
                item.insert("SelfInfo".to_owned(), own(call, &topic, &mine, store)?);
            }
        }
        items.push(item);
    }
    Ok(Reply::with(json!({ "TopicAndSelfInfo": items })))
}

fn with_topics(seat: Seat) -> Result<Seat, Refusal> {
    if seat.group.topics {
        return Ok(seat);
    }
    Err(wrong("the community was made without topics"))
}

/// The id of a topic and what was found of it.
type Named = (String, Result<Group, Refusal>);

/// The topics of a request with their ids, in its order.
fn named(call: &Call<'_>, community: &Group, store: &mut dyn Store) -> Result<Vec<Named>, Fault> {
    let names = match array(call.body, "TopicIdList") {
        None | Some([]) => {
            let all = store.topics(community.no)?;
            return Ok(all.into_iter().map(|topic| (topic.group_id.clone(), Ok(topic))).collect());
        }
        Some(names) if names.len() > MAX_TOPICS => {
            return Err(wrong(&format!("TopicIdList names more than {MAX_TOPICS} topics")).into());
        }
        Some(names) => names,
    };
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        let name = name.as_str().ok_or_else(|| wrong("TopicIdList holds something that is no id"))?;
        let topic = match group_named(name, store) {
            Ok(topic) if topic.parent == Some(community.no) => Ok(topic),
            Ok(_) => Err(Refusal::new(code::NO_SUCH_GROUP, format!("the community has no topic {name}"))),
            Err(Fault::Refused(refusal)) => Err(refusal),
            Err(fault) => return Err(fault),
        };
        found.push((name.to_owned(), topic));
    }
    Ok(found)
}

fn result(topic_id: &str, found: Result<&Group, &Refusal>) -> Value {
    let (code, info) = found.err().map_or((0, ""), |refusal| (refusal.code, refusal.info.as_str()));
    json!({
        "TopicId": topic_id, "ErrorCode": code, "ErrorInfo": info, "TopicInfo": { "TopicId": topic_id },
    })
}

/// The topic as the request describes it.
fn described(call: &Call<'_>, topic: &Group) -> Result<Group, Refusal> {
    let limits = &call.config.group;
    let mut after = topic.clone();
    for (member, most, target) in [
        ("TopicName", limits.name_bytes, &mut after.name),
        ("Introduction", limits.introduction_bytes, &mut after.introduction),
        ("Notification", limits.notification_bytes, &mut after.notification),
        ("FaceUrl", limits.avatar_bytes, &mut after.avatar),
        ("CustomString", MAX_CUSTOM, &mut after.fields),
    ] {
        if let Some(given) = short_text(call.body, member, most)? {
            let [given] = filtered(call, [given])?;
            *target = given;
        }
    }
    if after.name.is_empty() {
        return Err(wrong("TopicName is missing"));
    }
    Ok(after)
}

fn topic_id(call: &mut Call<'_>, community: &Group, store: &mut dyn Store) -> Result<String, Fault> {
    let Some(wanted) = text(call.body, "TopicId").filter(|id| !id.is_empty()) else {
        let token = call.keys.token("topic").to_uppercase();
        return Ok(format!("{}{TOPIC_MARK}{}", community.group_id, token.get(..12).unwrap_or_default()));
    };
    let prefix = format!("{}{TOPIC_MARK}", community.group_id);
    if !is_printable(wanted, MAX_TOPIC_ID) || wanted.len() <= prefix.len() || !wanted.starts_with(&prefix) {
        return Err(Refusal::new(code::BAD_GROUP_ID, format!("a topic's id begins with {prefix}")).into());
    }
    if store.group_named(wanted)?.is_some() {
        return Err(Refusal::new(code::GROUP_ID_TAKEN, format!("the id {wanted} is taken")).into());
    }
    Ok(wanted.to_owned())
}

fn info(
    call: &Call<'_>,
    community: &Group,
    topic: &Group,
    store: &mut dyn Store,
) -> Result<Value, StoreError> {
    let creator = match topic.owner {
        Some(owner) => store.account(owner)?.map(|owner| owner.user_id),
        None => None,
    };
    let mut info = json!({
        "GroupID": community.group_id,
        "TopicId": topic.group_id,
        "TopicName": topic.name,
        "FaceUrl": topic.avatar,
        "Introduction": topic.introduction,
        "Notification": topic.notification,
        "CustomString": topic.fields,
        "NextMsgSeq": topic.next_seq,
        "LastMsgTime": topic.last_time,
        "ShutUpAllFlag": u8::from(topic.muted),
        "CreateTime": topic.created,
        "Creator_Account": creator.unwrap_or_default(),
    });
    let newest = topic.next_seq.saturating_sub(1);
    let last = store.group_message(topic.no, newest)?;
    if let (Value::Object(info), Some(last)) = (&mut info, last.filter(|last| !last.is_tip()))
        && store.visibility(last.message.no, call.session.account)? == Visibility::Visible
    {
        let sender = store.account(last.message.sender)?.map(|sender| sender.user_id);
        info.insert(
            "LastMsg".to_owned(),
            json!({
                "From_Account": sender.unwrap_or_default(),
                "MsgSeq": last.seq,
                "MsgTimeStamp": last.message.time,
                "MsgBody": message_body(&last.message.body),
                "IsPlaceMsg": if last.message.revoker.is_some() { 2 } else { 0 },
                "CloudCustomData": last.message.cloud_custom_data,
            }),
        );
    }
    Ok(info)
}

/// `SelfInfo` of a topic. Clients subtract what they have read from the number of messages, so what does not count is
/// named.
fn own(call: &Call<'_>, topic: &Group, me: &Member, store: &mut dyn Store) -> Result<Value, StoreError> {
    let until = store.muted_until(topic.no, call.session.account)?;
    Ok(json!({
        "MsgSeq": me.read_seq,
        "ShutUpTime": until.saturating_sub(call.now.seconds()),
        "MsgFlag": remind_name(me.remind),
        "NoUnreadSeqList": store.uncounted(topic.no, me.account.id, me.read_seq)?,
    }))
}

/// Tells all members of the community; nobody needs it later.
fn tell(
    call: &mut Call<'_>,
    reply: Reply,
    community: &Group,
    topic: Option<&Group>,
    report: Report,
    body: Map<String, Value>,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    let mut body = body;
    body.insert("ReportType".to_owned(), report.number().into());
    body.insert("Operator_Account".to_owned(), call.session.user_id.as_str().into());
    let seq = store.next_notice()?;
    let item = json!({
        "ToGroupId": community.group_id,
        "From_Account": super::SYSTEM,
        "MsgSeq": seq,
        "ClientSeq": seq,
        "MsgRandom": call.keys.number(),
        "MsgTimeStamp": call.now.seconds(),
        "GroupInfo": about(community, topic, None),
        "MsgBody": body,
    });
    crowd::tell(reply, community, None, Event::group_notice(item), None, store)
}

fn wrong(info: &str) -> Refusal {
    Refusal::new(code::GROUP_PARAMETER, info)
}
