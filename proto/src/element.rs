//! The elements of a message: `{MsgType, MsgContent}` on the wire, `{type, content}` for applications. A new
//! kind of element is one row of `ROWS`. Elements of other types stay in stored messages as they are, but
//! applications do not see them.

use crate::json::{Map, Value};

use crate::constants::types;
use crate::keys::{self, KeyMap};

pub mod image;
pub mod relay;

/// How a member crosses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// Seen as `""` where the wire lacks it or has it as null.
    Empty,
    /// As it came: absent, or null.
    Kept,
    /// Always 2, both ways: the file is behind its link.
    Two,
    /// Seen, but not sent: another name of a member that is.
    SeenOnly,
    /// Sent, but not seen.
    SentOnly,
}

/// (wire key, application's key, when missing).
type Member = (&'static str, &'static str, Missing);

/// One kind of element.
struct Row {
    msg_type: &'static str,
    content: Content,
}

/// How the content of a kind of element crosses.
enum Content {
    /// Exactly these members, in this order; others are dropped.
    Closed(&'static [Member]),
    /// All members in the order they came in, those that are not listed renamed as keys in general.
    Open(&'static [Member]),
    /// More than renaming: the functions of a module of its own.
    Made { to_js: fn(&Map, &KeyMap) -> Map, to_wire: fn(&Map) -> Map },
}

/// A link crosses under the first name of the two, so that the local address of a file is never sent.
const SOUND: &[Member] = &[
    ("Download_Flag", "downloadFlag", Missing::Two),
    ("Second", "second", Missing::Kept),
    ("Size", "size", Missing::Kept),
    ("Url", "url", Missing::SeenOnly),
    ("Url", "remoteAudioUrl", Missing::Kept),
    ("UUID", "uuid", Missing::Kept),
];

const FILE: &[Member] = &[
    ("Download_Flag", "downloadFlag", Missing::Two),
    ("Url", "fileUrl", Missing::Kept),
    ("UUID", "uuid", Missing::Kept),
    ("FileName", "fileName", Missing::Kept),
    ("FileSize", "fileSize", Missing::Kept),
];

const VIDEO: &[Member] = &[
    ("VideoUrl", "remoteVideoUrl", Missing::Kept),
    ("VideoFormat", "videoFormat", Missing::Kept),
    ("VideoSecond", "videoSecond", Missing::Kept),
    ("VideoSize", "videoSize", Missing::Kept),
    ("VideoUrl", "videoUrl", Missing::SeenOnly),
    ("VideoDownloadFlag", "videoDownloadFlag", Missing::Two),
    ("VideoUUID", "videoUUID", Missing::Kept),
    ("ThumbUUID", "thumbUUID", Missing::Kept),
    ("ThumbFormat", "thumbFormat", Missing::Kept),
    ("ThumbWidth", "thumbWidth", Missing::Kept),
    ("ThumbWidth", "snapshotWidth", Missing::SeenOnly),
    ("ThumbHeight", "thumbHeight", Missing::Kept),
    ("ThumbHeight", "snapshotHeight", Missing::SeenOnly),
    ("ThumbSize", "thumbSize", Missing::Kept),
    ("ThumbSize", "snapshotSize", Missing::SeenOnly),
    ("ThumbDownloadFlag", "thumbDownloadFlag", Missing::Two),
    ("ThumbUrl", "thumbUrl", Missing::Kept),
    ("ThumbUrl", "snapshotUrl", Missing::SeenOnly),
    ("SnapshotWidth", "snapshotWidth", Missing::SentOnly),
    ("SnapshotHeight", "snapshotHeight", Missing::SentOnly),
    ("SnapshotSize", "snapshotSize", Missing::SentOnly),
    ("SnapshotUrl", "snapshotUrl", Missing::SentOnly),
];

static ROWS: &[Row] = &[
    Row { msg_type: types::MSG_TEXT, content: Content::Closed(&[("Text", "text", Missing::Empty)]) },
    Row {
        msg_type: types::MSG_CUSTOM,
        content: Content::Closed(&[
            ("Data", "data", Missing::Empty),
            ("Desc", "description", Missing::Empty),
            ("Ext", "extension", Missing::Empty),
        ]),
    },
    Row {
        msg_type: types::MSG_FACE,
        content: Content::Open(&[("Index", "index", Missing::Kept), ("Data", "data", Missing::Kept)]),
    },
    Row {
        msg_type: types::MSG_LOCATION,
        content: Content::Closed(&[
            ("Desc", "description", Missing::Kept),
            ("Longitude", "longitude", Missing::Kept),
            ("Latitude", "latitude", Missing::Kept),
        ]),
    },
    Row {
        msg_type: types::MSG_IMAGE,
        content: Content::Made { to_js: |sent, _| image::to_js(sent), to_wire: image::to_wire },
    },
    Row {
        msg_type: types::MSG_MERGER,
        content: Content::Made { to_js: relay::to_js, to_wire: relay::to_wire },
    },
    Row { msg_type: types::MSG_SOUND, content: Content::Closed(SOUND) },
    Row { msg_type: types::MSG_VIDEO, content: Content::Closed(VIDEO) },
    Row { msg_type: types::MSG_FILE, content: Content::Closed(FILE) },
];

fn row(msg_type: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.msg_type == msg_type)
}

/// The type as a text that lives for ever; `None` when applications do not see elements of it.
pub fn static_type(msg_type: &str) -> Option<&'static str> {
    row(msg_type).map(|row| row.msg_type)
}

/// Whether applications see elements of this type.
pub fn is_known(msg_type: &str) -> bool {
    row(msg_type).is_some()
}

/// The application's form of a wire element; `None` for an unknown type or an element without content, which
/// applications do not see.
///
/// `map`, the command's, renames the members that an open row does not list. Values are passed on whatever their type.
///
/// ```
/// use tim_proto::json::parse;
/// use tim_proto::{element, keys};
///
/// let wire = parse(br#"{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}"#).unwrap();
/// let seen = element::to_js(&wire, &keys::EMPTY).unwrap();
/// assert_eq!(seen.to_string(), r#"{"type":"TIMTextElem","content":{"text":"hi"}}"#);
/// ```
pub fn to_js(wire: &Value, map: &KeyMap) -> Option<Value> {
    let row = row(wire.get("MsgType")?.as_str()?)?;
    let sent = wire.get("MsgContent")?.as_object()?;
    let content = match &row.content {
        Content::Made { to_js, .. } => to_js(sent, map),
        Content::Open(members) => open_to_js(members, sent, map),
        Content::Closed(members) => closed_to_js(members, sent),
    };
    Some(element("type", row, "content", content))
}

fn open_to_js(members: &[Member], sent: &Map, map: &KeyMap) -> Map {
    let mut content = Map::new();
    for (key, value) in sent.iter() {
        let listed = members.iter().find(|(wire_key, ..)| *wire_key == key);
        let key = listed.map_or_else(|| keys::response_key(key, map), |(_, js_key, _)| (*js_key).into());
        if !key.is_empty() {
            content.insert(key.into_owned(), keys::translate(value.clone(), map));
        }
    }
    content
}

fn closed_to_js(members: &[Member], sent: &Map) -> Map {
    let mut content = Map::new();
    for (wire_key, js_key, missing) in members {
        let value = match (missing, sent.get(wire_key)) {
            (Missing::SentOnly, _) => continue,
            (Missing::Two, _) => 2.into(),
            (Missing::Empty, None | Some(&Value::NULL)) => "".into(),
            (_, Some(value)) => value.clone(),
            (_, None) => continue,
        };
        content.insert(*js_key, value);
    }
    content
}

/// The wire's form of an application's element; `None` for an unknown type. Members that are null are left out.
pub fn to_wire(js: &Value) -> Option<Value> {
    let row = row(js.get("type")?.as_str()?)?;
    let given = js.get("content")?.as_object()?;
    let content = match &row.content {
        Content::Made { to_wire, .. } => to_wire(given),
        Content::Open(members) => open_to_wire(members, given),
        Content::Closed(members) => closed_to_wire(members, given),
    };
    Some(element("MsgType", row, "MsgContent", content))
}

fn open_to_wire(members: &[Member], given: &Map) -> Map {
    let mut content = Map::new();
    for (key, value) in given.iter() {
        let listed = members.iter().find(|(_, js_key, _)| *js_key == key);
        let key =
            listed.map_or_else(|| keys::request_key(key, &keys::EMPTY), |(wire_key, ..)| (*wire_key).into());
        if !key.is_empty() && !value.is_null() {
            content.insert(key.into_owned(), keys::translate_request(value.clone(), &keys::EMPTY));
        }
    }
    content
}

fn closed_to_wire(members: &[Member], given: &Map) -> Map {
    let mut content = Map::new();
    for (wire_key, js_key, missing) in members {
        let value = match (missing, given.get(js_key)) {
            (Missing::SeenOnly, _) => continue,
            (Missing::Two, _) => 2.into(),
            (_, None | Some(&Value::NULL)) => continue,
            (_, Some(value)) => value.clone(),
        };
        content.insert(*wire_key, value);
    }
    content
}

fn element(type_key: &'static str, row: &Row, content_key: &'static str, content: Map) -> Value {
    let mut element = Map::new();
    element.insert(type_key, row.msg_type.into());
    element.insert(content_key, content.into());
    element.into()
}

/// (type, Chinese, international) of what a conversation list shows for a message that is not text.
static PLACEHOLDERS: &[(&str, &str, &str)] = &[
    (types::MSG_IMAGE, "[图片]", "[Image]"),
    (types::MSG_LOCATION, "[位置]", "[Location]"),
    (types::MSG_SOUND, "[语音]", "[Voice]"),
    (types::MSG_VIDEO, "[视频]", "[Video]"),
    (types::MSG_FILE, "[文件]", "[File]"),
    (types::MSG_CUSTOM, "[自定义消息]", "[Custom Messages]"),
    (types::MSG_GRP_TIP, "[群提示消息]", "[Group Notification]"),
    (types::MSG_GRP_SYS_NOTICE, "[群系统通知]", "[Group System Message]"),
    (types::MSG_FACE, "[动画表情]", "[Animated Sticker]"),
    (types::MSG_MERGER, "[聊天记录]", "[Chat Record]"),
];

/// `messageForShow` of a conversation's last message: its text, or a placeholder for its type, or `""`.
///
/// `content` is the application's form. `international` holds for apps outside mainland China: SDKAppID 0,
/// 20,000,000 to 79,999,999 and 1,720,000,000 to 1,779,999,999.
pub fn for_show(msg_type: &str, content: &Value, international: bool) -> String {
    if content.is_null() {
        return String::new();
    }
    if msg_type == types::MSG_TEXT {
        return content.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
    }
    let found = PLACEHOLDERS.iter().find(|(shown, ..)| *shown == msg_type);
    found.map_or("", |(_, chinese, english)| if international { english } else { chinese }).to_owned()
}

#[cfg(test)]
mod tests {
    use crate::json;

    use super::*;

    /// As text, because the order of members counts. Null stands for an element that is not shown.
    #[track_caller]
    fn shown(wire: Value, expected: Value) {
        let js = to_js(&wire, &keys::response::MSG_PUSH);
        assert_eq!(js.unwrap_or_default().to_string(), expected.to_string());
    }

    #[track_caller]
    fn sent(js: Value, expected: Value) {
        assert_eq!(to_wire(&js).unwrap_or_default().to_string(), expected.to_string());
    }

    /// What applications of the official client see of the same elements.
    #[test]
    fn text_and_custom_are_filled_up() {
        shown(
            json!({"MsgType": "TIMTextElem", "MsgContent": {"Text": "hi", "Extra": 1}}),
            json!({"type": "TIMTextElem", "content": {"text": "hi"}}),
        );
        for content in [json!({}), json!({"Text": null})] {
            shown(
                json!({"MsgType": "TIMTextElem", "MsgContent": content}),
                json!({"type": "TIMTextElem", "content": {"text": ""}}),
            );
        }
        shown(
            json!({"MsgType": "TIMCustomElem", "MsgContent": {"Ext": "f", "Desc": 7, "Data": null, "Sound": "s"}}),
            json!({"type": "TIMCustomElem", "content": {"data": "", "description": 7, "extension": "f"}}),
        );
    }

    #[test]
    fn a_location_has_what_was_sent() {
        shown(
            json!({"MsgType": "TIMLocationElem", "MsgContent": {"Desc": "d", "Latitude": 1.5, "Longitude": 2.5, "More": 3}}),
            json!({"type": "TIMLocationElem", "content": {"description": "d", "longitude": 2.5, "latitude": 1.5}}),
        );
        shown(
            json!({"MsgType": "TIMLocationElem", "MsgContent": {"Latitude": null, "Longitude": "2.5"}}),
            json!({"type": "TIMLocationElem", "content": {"longitude": "2.5", "latitude": null}}),
        );
    }

    #[test]
    fn a_face_keeps_everything_in_order() {
        shown(
            json!({"MsgType": "TIMFaceElem", "MsgContent": {"Data": "d", "Index": 1, "Extra": "x", "Some_Key": {"InnerKey": 1}}}),
            json!({"type": "TIMFaceElem", "content": {"data": "d", "index": 1, "extra": "x", "someKey": {"innerKey": 1}}}),
        );
        shown(
            json!({"MsgType": "TIMFaceElem", "MsgContent": {"Index": null}}),
            json!({"type": "TIMFaceElem", "content": {"index": null}}),
        );
        shown(
            json!({"MsgType": "TIMFaceElem", "MsgContent": {}}),
            json!({"type": "TIMFaceElem", "content": {}}),
        );
    }

    #[test]
    fn what_is_no_element_is_not_shown() {
        shown(json!({"MsgType": "TIMFooElem", "MsgContent": {"A": 1}}), Value::NULL);
        shown(json!({"MsgType": "TIMTextElem"}), Value::NULL);
        shown(json!({"MsgType": "TIMTextElem", "MsgContent": "hi"}), Value::NULL);
        shown(json!({"MsgType": 1, "MsgContent": {}}), Value::NULL);
        shown(json!([]), Value::NULL);
        shown(Value::NULL, Value::NULL);
    }

    #[test]
    fn elements_as_the_official_client_sends_them() {
        sent(
            json!({"type": "TIMTextElem", "content": {"text": "t"}}),
            json!({"MsgType": "TIMTextElem", "MsgContent": {"Text": "t"}}),
        );
        sent(
            json!({"type": "TIMCustomElem", "content": {"data": "d", "description": "e", "extension": ""}}),
            json!({"MsgType": "TIMCustomElem", "MsgContent": {"Data": "d", "Desc": "e", "Ext": ""}}),
        );
        sent(
            json!({"type": "TIMFaceElem", "content": {"index": 1, "data": "d", "extra": "x", "someKey": {"innerKey": 1}}}),
            json!({"MsgType": "TIMFaceElem", "MsgContent": {"Index": 1, "Data": "d", "Extra": "x", "SomeKey": {"InnerKey": 1}}}),
        );
        sent(
            json!({"type": "TIMFaceElem", "content": {"data": "d", "index": 0}}),
            json!({"MsgType": "TIMFaceElem", "MsgContent": {"Data": "d", "Index": 0}}),
        );
        sent(
            json!({"type": "TIMLocationElem", "content": {"description": "", "longitude": 0, "latitude": 2.5}}),
            json!({"MsgType": "TIMLocationElem", "MsgContent": {"Desc": "", "Longitude": 0, "Latitude": 2.5}}),
        );
        sent(
            json!({"type": "TIMFaceElem", "content": {"index": null, "_own": 1}}),
            json!({"MsgType": "TIMFaceElem", "MsgContent": {}}),
        );
        sent(json!({"type": "TIMFooElem", "content": {}}), Value::NULL);
        sent(json!({"type": "TIMTextElem"}), Value::NULL);
        sent(json!("TIMTextElem"), Value::NULL);
    }

    #[test]
    fn known_types() {
        for known in
            ["TIMTextElem", "TIMCustomElem", "TIMFaceElem", "TIMLocationElem", "TIMImageElem", "TIMFileElem"]
        {
            assert!(is_known(known), "{known}");
        }
        assert!(!is_known("") && !is_known("timtextelem"));
    }

    #[test]
    fn for_show_of_every_type() {
        #[track_caller]
        fn check(msg_type: &str, chinese: &str, international: &str) {
            let content = json!({"text": "t"});
            assert_eq!(for_show(msg_type, &content, false), chinese);
            assert_eq!(for_show(msg_type, &content, true), international);
            assert_eq!(for_show(msg_type, &Value::NULL, true), "");
        }
        check("TIMTextElem", "t", "t");
        check("TIMImageElem", "[图片]", "[Image]");
        check("TIMLocationElem", "[位置]", "[Location]");
        check("TIMSoundElem", "[语音]", "[Voice]");
        check("TIMVideoFileElem", "[视频]", "[Video]");
        check("TIMFileElem", "[文件]", "[File]");
        check("TIMCustomElem", "[自定义消息]", "[Custom Messages]");
        check("TIMGroupTipElem", "[群提示消息]", "[Group Notification]");
        check("TIMGroupSystemNoticeElem", "[群系统通知]", "[Group System Message]");
        check("TIMFaceElem", "[动画表情]", "[Animated Sticker]");
        check("TIMRelayElem", "[聊天记录]", "[Chat Record]");
        check("TIMFooElem", "", "");
        check("", "", "");
        assert_eq!(for_show("TIMTextElem", &json!({"text": 5}), false), "");
    }
}
