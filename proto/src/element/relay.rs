//! The content of a merged message: a list of messages, each with elements of its own, which may be merged messages in
//! turn; or, when the list is too long for one message, the key under which the server keeps it.

use crate::constants::types;
use crate::json::{Map, Value};
use crate::keys::KeyMap;

use super::pairs;

/// The keys of a message in the list, of the wire and of applications, before and behind its elements.
const BEFORE: &str = "From_Account from,SenderId messageSender,MsgTimeStamp time,MsgSeq messageSequence,\
    ClientSeq clientSequence,MsgRandom messageRandom,CloudCustomData cloudCustomData,MsgClientTime clientTime,Id ID,\
    From_AccountNick nick,From_AccountHeadurl avatar";
const BEHIND: &str = "To_Account receiverUserID,GroupId receiverGroupID,ReceiverId messageReceiver";

pub(super) fn to_js(sent: &Map, map: &KeyMap) -> Map {
    let is_stored = !text(sent, "JsonMsgKey").is_empty();
    let too_deep = sent.get("LayersOverLimit").and_then(Value::as_bool) == Some(true)
        || sent.get("LayersOverLimit").and_then(Value::as_u64) == Some(1);
    let member = |key: &str, default: Value| sent.get(key).cloned().unwrap_or(default);
    let list = if is_stored || too_deep { Vec::new().into() } else { messages(sent.get("MsgList"), map) };
    let mut content = Map::new();
    content.insert("downloadKey", text(sent, "JsonMsgKey").into());
    content.insert("pbDownloadKey", text(sent, "PbMsgKey").into());
    content.insert("messageList", list);
    content.insert("title", member("Title", "".into()));
    content.insert("abstractList", member("AbstractList", Vec::new().into()));
    content.insert("compatibleText", member("CompatibleText", "".into()));
    content.insert("version", member("Version", 0.into()));
    content.insert("layersOverLimit", (too_deep && !is_stored).into());
    content
}

/// The messages of a wire list, as applications see them.
pub fn messages(list: Option<&Value>, map: &KeyMap) -> Value {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_object).map(|item| Value::from(message_to_js(item, map))).collect()
}

fn message_to_js(item: &Map, map: &KeyMap) -> Map {
    let mut message = Map::new();
    for (wire_key, key) in pairs(BEFORE) {
        let value = match (item.get(wire_key), key) {
            (_, "ID") => continue,
            (Some(value), _) => value.clone(),
            (None, "messageSender") => member(item, "From_Account"),
            (None, "clientSequence") => member(item, "MsgSeq"),
            (None, "cloudCustomData" | "nick" | "avatar") => "".into(),
            (None, _) => continue,
        };
        message.insert(key, value);
    }
    let body = item.get("MsgBody").and_then(Value::as_array).into_iter().flatten();
    let elements = body.filter_map(|element| super::to_js(element, map)).map(|mut element| {
        rename(&mut element, "content", "payload");
        element
    });
    message.insert("messageBody", elements.collect());
    for (wire_key, key) in pairs(BEHIND) {
        if let Some(value) = item.get(wire_key) {
            message.insert(key, value.clone());
        } else if key == "messageReceiver" {
            let group = item.get("GroupId");
            message.insert(key, group.or_else(|| item.get("To_Account")).cloned().unwrap_or_default());
        }
    }
    message.insert("ID", id(item));
    message
}

/// As every message's: author, time and random. Without the author's number, the one that the sender wrote.
fn id(item: &Map) -> Value {
    let number = |key| item.get(key).and_then(Value::as_u64).unwrap_or(0);
    match text(item, "TinyId") {
        "" => text(item, "Id").into(),
        tiny_id => format!("{tiny_id}-{}-{}", number("MsgClientTime"), number("MsgRandom")).into(),
    }
}

/// What is sent: the list, or the key of a stored one.
pub(super) fn to_wire(given: &Map) -> Map {
    let key = member(given, "downloadKey");
    let is_stored = key.as_str().is_some_and(|key| !key.is_empty());
    let mut content = Map::new();
    if is_stored {
        content.insert("PbMsgKey", member(given, "pbDownloadKey"));
        content.insert("JsonMsgKey", key);
    } else {
        content.insert("JsonMsgKey", "".into());
        content.insert("PbMsgKey", "".into());
        content.insert("MsgList", messages_to_wire(given.get("messageList")));
    }
    for (wire_key, key) in pairs("Title title,AbstractList abstractList,CompatibleText compatibleText") {
        content.insert(wire_key, member(given, key));
    }
    if is_stored {
        let list = given.get("messageList").and_then(Value::as_array);
        content.insert("MsgNum", list.map_or(0, |list| list.len()).into());
    } else {
        content.insert("Version", member(given, "version"));
        content.insert("LayersOverLimit", member(given, "layersOverLimit"));
    }
    content
}

/// The wire list of what [`messages`] gives.
pub fn messages_to_wire(list: Option<&Value>) -> Value {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_object).map(|message| Value::from(message_to_wire(message))).collect()
}

fn message_to_wire(message: &Map) -> Map {
    let mut item = Map::new();
    let add = |names, item: &mut Map| {
        for (wire_key, key) in pairs(names) {
            if let Some(value) = message.get(key) {
                item.insert(wire_key, value.clone());
            }
        }
    };
    add(BEFORE, &mut item);
    let body = message.get("messageBody").and_then(Value::as_array).into_iter().flatten();
    let elements = body.cloned().filter_map(|mut element| {
        rename(&mut element, "payload", "content");
        super::to_wire(&element)
    });
    item.insert("MsgBody", elements.collect());
    add(BEHIND, &mut item);
    item
}

/// A message in the list of a merged one, from the members of its object.
pub fn merged(message: &Value) -> Value {
    let own = |key: &str| message.get(key).cloned().unwrap_or_default();
    let is_group = own("conversationType").as_str() == Some(types::CONV_GROUP);
    let elements = own("_elements");
    let elements = elements.as_array().into_iter().flatten().cloned().map(|mut element| {
        rename(&mut element, "content", "payload");
        element
    });
    let members = [
        ("from", own("from")),
        ("messageSender", own("from")),
        ("time", own("time")),
        ("messageSequence", own("sequence")),
        ("clientSequence", own("clientSequence")),
        ("messageRandom", own("random")),
        ("cloudCustomData", own("cloudCustomData")),
        ("clientTime", own("clientTime")),
        ("ID", own("ID")),
        ("nick", own("nick")),
        ("avatar", own("avatar")),
        ("messageBody", elements.collect()),
        (if is_group { "receiverGroupID" } else { "receiverUserID" }, own("to")),
        ("messageReceiver", own("to")),
    ];
    Map::from_iter(members).into()
}

fn rename(element: &mut Value, from: &str, to: &'static str) {
    if let Some(members) = element.as_object_mut()
        && let Some(value) = members.remove(from)
    {
        members.insert(to, value);
    }
}

fn text<'a>(map: &'a Map, key: &str) -> &'a str {
    map.get(key).and_then(Value::as_str).unwrap_or("")
}

fn member(map: &Map, key: &str) -> Value {
    map.get(key).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::{json, keys};

    use super::*;

    #[test]
    fn what_is_sent_arrives() {
        let inner = json!({"type": "TIMRelayElem", "content": {"messageList": [], "title": "inner"}});
        let message = json!({
            "ID": "7-5-9", "from": "a", "to": "b", "time": 5, "sequence": 3, "clientSequence": 4, "random": 9,
            "clientTime": 5, "cloudCustomData": "", "nick": "A", "avatar": "", "conversationType": "C2C",
            "_elements": [{"type": "TIMTextElem", "content": {"text": "hi"}}, inner],
        });
        let sent = json!({"type": "TIMRelayElem", "content": {
            "downloadKey": "", "messageList": [merged(&message)], "title": "t", "abstractList": ["x"],
            "compatibleText": "c", "version": 0, "layersOverLimit": false}});
        let wire = super::super::to_wire(&sent).unwrap();
        let seen = super::super::to_js(&wire, &keys::EMPTY).unwrap();
        let list = &seen["content"]["messageList"];
        assert_eq!(list[0]["ID"], "7-5-9");
        assert_eq!(list[0]["messageBody"][0], json!({"type": "TIMTextElem", "payload": {"text": "hi"}}));
        assert_eq!(list[0]["messageBody"][1]["payload"]["title"], "inner");
        assert_eq!(list[0]["receiverUserID"], "b");
        assert_eq!(seen["content"]["abstractList"], json!(["x"]));
    }

    #[test]
    fn a_stored_list_is_named_by_its_key() {
        let content = json!({"downloadKey": "k", "pbDownloadKey": "p", "messageList": [{}, {}], "title": "t",
            "abstractList": [], "compatibleText": "c"});
        let wire = super::super::to_wire(&json!({"type": "TIMRelayElem", "content": content})).unwrap();
        let expected = json!({"PbMsgKey": "p", "JsonMsgKey": "k", "Title": "t", "AbstractList": [],
            "CompatibleText": "c", "MsgNum": 2});
        assert_eq!(wire["MsgContent"].to_string(), expected.to_string());
        let seen = super::super::to_js(&wire, &keys::EMPTY).unwrap();
        assert_eq!(seen["content"]["messageList"], json!([]));
        assert_eq!(seen["content"]["downloadKey"], "k");
    }
}
