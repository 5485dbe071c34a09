//! A group's message as the wire shows it, in pushes and in history; a tip too.

use serde_json::{Map, Value, json};

use crate::group::{SYSTEM, counts_unread, kind_name, notice_about};
use crate::message::flag;
use crate::message::revoke::revoker;
use crate::message::wire::{bit, control, message_body};
use crate::store::{Account, Group, GroupKind, GroupMessage, Store, StoreError};

/// Marks a message of a topic.
const TOPIC_FLAG: u8 = 2;

/// `group` is the community of `topic`.
pub(crate) fn group_item(
    message: &GroupMessage,
    group: &Group,
    topic: Option<&Group>,
    store: &mut dyn Store,
) -> Result<Map<String, Value>, StoreError> {
    let sender = if message.is_tip() { None } else { store.account(message.message.sender)? };
    let mut item = Map::new();
    let stored = &message.message;
    let mut put = |key: &str, value: Value| item.insert(key.to_owned(), value);
    put("From_Account", sender.as_ref().map_or(SYSTEM, |sender| sender.user_id.as_str()).into());
    put("ToGroupId", group.group_id.as_str().into());
    // In histories clients look for the topic here, in pushes beside the group.
    if let Some(topic) = topic {
        put("ToTopicId", topic.group_id.as_str().into());
    }
    put("MsgSeq", message.seq.into());
    put("ClientSeq", stored.seq.into());
    put("MsgRandom", stored.random.into());
    put("MsgTimeStamp", stored.time.into());
    put("MsgClientTime", stored.client_time.into());
    put("MsgPriority", message.priority.into());
    put("MsgBody", message_body(&stored.body));
    match &sender {
        Some(sender) => {
            put("TinyId", sender.id.tiny_id().into());
            put("CloudCustomData", stored.cloud_custom_data.as_str().into());
            put("MsgVersion", stored.version.into());
            put("NeedReadReceipt", bit(stored.flags, flag::NEED_RECEIPT));
            put("SupportMessageExtension", bit(stored.flags, flag::EXTENSION));
            put("GroupAtInfo", message_body(&message.mentions));
            put("GroupInfo", from_member(sender, group, topic, store)?);
        }
        None => {
            put("GroupInfo", notice_about(group, topic, None).into());
        }
    }
    if let Some(control) = control(counting_flags(message, group)) {
        put("SendMsgControl", control);
    }
    if let Some(revoker) = revoker(stored, store)? {
        put("IsPlaceMsg", 2.into());
        put("RevokerInfo", revoker);
    }
    Ok(item)
}

/// The flags of a message as clients have to take them: where nothing counts, they must not count either. In rooms they do
/// not anyway.
pub(super) fn counting_flags(message: &GroupMessage, group: &Group) -> u32 {
    let counts = counts_unread(group.kind) || group.kind == GroupKind::AvChatRoom;
    if counts { message.message.flags } else { message.message.flags | flag::NO_UNREAD }
}

/// What a member is called in the group: without it clients would show nobody.
fn from_member(
    sender: &Account,
    group: &Group,
    topic: Option<&Group>,
    store: &mut dyn Store,
) -> Result<Value, StoreError> {
    let card = store.member(group.no, sender.id)?.map(|member| member.name_card).unwrap_or_default();
    let mut info = json!({
        "GroupId": group.group_id,
        "GroupName": group.name,
        "GroupType": kind_name(group.kind),
        "From_AccountNick": sender.nick,
        "From_AccountHeadurl": sender.avatar,
        "MsgFrom_AccountExtraInfo": { "NameCard": card },
    });
    if let (Value::Object(info), Some(topic)) = (&mut info, topic) {
        info.insert("MillionGroupFlag".to_owned(), TOPIC_FLAG.into());
        info.insert("TopicId".to_owned(), topic.group_id.as_str().into());
    }
    Ok(info)
}

/// A place in the history where there is nothing for the reader.
pub(super) fn hole(group: &Group, seq: u32) -> Value {
    json!({
        "From_Account": "",
        "ToGroupId": group.group_id,
        "MsgSeq": seq,
        "IsPlaceMsg": 1,
        "MsgBody": [],
        "GroupInfo": { "GroupId": group.group_id, "GroupName": group.name, "GroupType": kind_name(group.kind) },
    })
}
