//! The elements of a message: `{MsgType, MsgContent}` on the wire, `{type, content}` for applications. A new
//! kind of element is one line of `KINDS`. Elements of other types stay in stored messages as they are, but
//! applications do not see them.

use crate::json::{Map, Value};

use crate::constants::types;
use crate::keys::{self, KeyMap};

pub mod image;
pub mod relay;

/// A kind of element in a line, with a tab behind its type: the members of its content, the key of the wire first, the
/// application's behind it. Those of a face are renamed wherever they stand, others as keys in general. Images and merged
/// messages have modules of their own. All others have these members and no others, in this order, and the sign before
/// each says how it crosses:
///
/// * `=` as it came: absent, or null;
/// * `:` seen as `""` where the wire lacks it or has it as null;
/// * `2` always 2, both ways: the file is behind its link;
/// * `>` seen, but not sent: another name of a member that is;
/// * `<` sent, but not seen.
///
/// A link crosses under the first name of the two, so that the local address of a file is never sent.
///
/// (One text, because tables of texts are addresses and lengths, which pack badly. What is frequent comes first.)
const KINDS: &str = "\
TIMTextElem\t:Text text
TIMCustomElem\t:Data data,:Desc description,:Ext extension
TIMImageElem\t
TIMFaceElem\tIndex index,Data data
TIMSoundElem\t2Download_Flag downloadFlag,=Second second,=Size size,>Url url,=Url remoteAudioUrl,=UUID uuid
TIMFileElem\t2Download_Flag downloadFlag,=Url fileUrl,=UUID uuid,=FileName fileName,=FileSize fileSize
TIMLocationElem\t=Desc description,=Longitude longitude,=Latitude latitude
TIMRelayElem\t
TIMVideoFileElem\t=VideoUrl remoteVideoUrl,=VideoFormat videoFormat,=VideoSecond videoSecond,=VideoSize videoSize,\
>VideoUrl videoUrl,2VideoDownloadFlag videoDownloadFlag,=VideoUUID videoUUID,=ThumbUUID thumbUUID,\
=ThumbFormat thumbFormat,=ThumbWidth thumbWidth,>ThumbWidth snapshotWidth,=ThumbHeight thumbHeight,\
>ThumbHeight snapshotHeight,=ThumbSize thumbSize,>ThumbSize snapshotSize,2ThumbDownloadFlag thumbDownloadFlag,\
=ThumbUrl thumbUrl,>ThumbUrl snapshotUrl,<SnapshotWidth snapshotWidth,<SnapshotHeight snapshotHeight,\
<SnapshotSize snapshotSize,<SnapshotUrl snapshotUrl";

/// The line of a type: the type again, as a text that lives for ever, and what stands behind the tab.
fn line(lines: &'static str, msg_type: &str) -> Option<(&'static str, &'static str)> {
    lines.split('\n').filter_map(|line| line.split_once('\t')).find(|(known, _)| *known == msg_type)
}

/// `A a,B b`: the keys of the wire, and those of applications.
fn pairs(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.split(',').filter_map(|pair| pair.split_once(' '))
}

/// The same with the sign before each.
fn signed_pairs(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    pairs(text).filter_map(|(wire_key, js_key)| {
        let (sign, wire_key) = wire_key.split_at_checked(1)?;
        Some((sign, wire_key, js_key))
    })
}

/// The type as a text that lives for ever; `None` when applications do not see elements of it.
pub fn static_type(msg_type: &str) -> Option<&'static str> {
    line(KINDS, msg_type).map(|(known, _)| known)
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
    let (kind, members) = line(KINDS, wire.get("MsgType")?.as_str()?)?;
    let sent = wire.get("MsgContent")?.as_object()?;
    let content = match kind {
        types::MSG_IMAGE => image::to_js(sent),
        types::MSG_MERGER => relay::to_js(sent, map),
        types::MSG_FACE => open_to_js(members, sent, map),
        _ => closed_to_js(members, sent),
    };
    Some(element("type", kind, "content", content))
}

fn open_to_js(members: &'static str, sent: &Map, map: &KeyMap) -> Map {
    let mut content = Map::new();
    for (key, value) in sent.iter() {
        let listed = pairs(members).find(|(wire_key, _)| *wire_key == key);
        let key = listed.map_or_else(|| keys::response_key(key, map), |(_, js_key)| js_key.into());
        if !key.is_empty() {
            content.insert(key.into_owned(), keys::translate(value.clone(), map));
        }
    }
    content
}

fn closed_to_js(members: &'static str, sent: &Map) -> Map {
    let mut content = Map::new();
    for (sign, wire_key, js_key) in signed_pairs(members) {
        let value = match (sign, sent.get(wire_key)) {
            ("<", _) => continue,
            ("2", _) => 2.into(),
            (":", None | Some(&Value::NULL)) => "".into(),
            (_, Some(value)) => value.clone(),
            (_, None) => continue,
        };
        content.insert(js_key, value);
    }
    content
}

/// The wire's form of an application's element; `None` for an unknown type. Members that are null are left out.
pub fn to_wire(js: &Value) -> Option<Value> {
    let (kind, members) = line(KINDS, js.get("type")?.as_str()?)?;
    let given = js.get("content")?.as_object()?;
    let content = match kind {
        types::MSG_IMAGE => image::to_wire(given),
        types::MSG_MERGER => relay::to_wire(given),
        types::MSG_FACE => open_to_wire(members, given),
        _ => closed_to_wire(members, given),
    };
    Some(element("MsgType", kind, "MsgContent", content))
}

fn open_to_wire(members: &'static str, given: &Map) -> Map {
    let mut content = Map::new();
    for (key, value) in given.iter() {
        let listed = pairs(members).find(|(_, js_key)| *js_key == key);
        let key =
            listed.map_or_else(|| keys::request_key(key, &keys::EMPTY), |(wire_key, _)| wire_key.into());
        if !key.is_empty() && !value.is_null() {
            content.insert(key.into_owned(), keys::translate_request(value.clone(), &keys::EMPTY));
        }
    }
    content
}

fn closed_to_wire(members: &'static str, given: &Map) -> Map {
    let mut content = Map::new();
    for (sign, wire_key, js_key) in signed_pairs(members) {
        let value = match (sign, given.get(js_key)) {
            (">", _) => continue,
            ("2", _) => 2.into(),
            (_, None | Some(&Value::NULL)) => continue,
            (_, Some(value)) => value.clone(),
        };
        content.insert(wire_key, value);
    }
    content
}

fn element(type_key: &'static str, kind: &str, content_key: &'static str, content: Map) -> Value {
    let mut element = Map::new();
    element.insert(type_key, kind.into());
    element.insert(content_key, content.into());
    element.into()
}

/// What a conversation list shows for a message that is not text, in a line for each type: Chinese, international.
const PLACEHOLDERS: &str = "\
TIMImageElem\t[图片]\t[Image]
TIMLocationElem\t[位置]\t[Location]
TIMSoundElem\t[语音]\t[Voice]
TIMVideoFileElem\t[视频]\t[Video]
TIMFileElem\t[文件]\t[File]
TIMCustomElem\t[自定义消息]\t[Custom Messages]
TIMGroupTipElem\t[群提示消息]\t[Group Notification]
TIMGroupSystemNoticeElem\t[群系统通知]\t[Group System Message]
TIMFaceElem\t[动画表情]\t[Animated Sticker]
TIMRelayElem\t[聊天记录]\t[Chat Record]";

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
    let found = line(PLACEHOLDERS, msg_type).and_then(|(_, texts)| texts.split_once('\t'));
    found.map_or("", |(chinese, english)| if international { english } else { chinese }).to_owned()
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

    /// A pair without its blank, or a line without its tab, would be none.
    #[test]
    fn every_member_of_the_table_is_read() {
        for row in KINDS.lines() {
            let (kind, members) = row.split_once('\t').unwrap();
            let written = if kind == "TIMFaceElem" {
                pairs(members).map(|(wire_key, js_key)| format!("{wire_key} {js_key}")).collect::<Vec<_>>()
            } else {
                let signed = signed_pairs(members).filter(|(sign, ..)| "=:2><".contains(sign));
                signed.map(|(sign, wire_key, js_key)| format!("{sign}{wire_key} {js_key}")).collect()
            };
            assert_eq!(written.join(","), members, "{kind}");
        }
    }

    #[test]
    fn known_types() {
        for known in
            ["TIMTextElem", "TIMCustomElem", "TIMFaceElem", "TIMLocationElem", "TIMImageElem", "TIMFileElem"]
        {
            assert_eq!(static_type(known), Some(known));
        }
        assert!(static_type("").is_none() && static_type("timtextelem").is_none());
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
