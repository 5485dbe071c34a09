//! What must hold for any input at all. Run by the seeded mutations of `tests/fuzz.rs` and, for as long as one likes, by
//! the targets of `fuzz/`.

use tim_proto::frame::{self, Frame, FrameError, Limits};
use tim_proto::head::RequestHead;
use tim_proto::json::{Node, Value, parse};
use tim_proto::usersig::{Fault, Verified};
use tim_proto::{command, element, keys, usersig};

/// Small, so that mutations reach it.
const LIMITS: Limits = Limits { max_frame_bytes: 64 << 10 };

/// Bytes from a socket: no panic, no frame beyond the limit, and what was read can be written and read again.
/// Tells whether the bytes were a frame.
pub fn frame(bytes: &[u8]) -> bool {
    let Frame { servcmd, seq, head, body } = match frame::decode(bytes, &LIMITS) {
        Ok(frame) => frame,
        Err(error) => {
            assert_ne!(error, FrameError::Compressed, "this build inflates");
            assert!(!error.to_string().is_empty());
            return false;
        }
    };
    let read = RequestHead::parse(&head);
    assert_eq!(read.servcmd, servcmd);
    assert_eq!(read.seq, seq.unwrap_or(0));

    let written = frame::encode(&head, &body);
    let again = frame::decode(written.as_bytes(), &Limits::default());
    // With the larger limit: a frame grows when its control characters are written as escapes.
    assert_eq!(again.as_ref(), Ok(&Frame { servcmd: servcmd.clone(), seq, head, body: body.clone() }));
    let compressed = frame::decode(&frame::compress(&written), &Limits::default());
    assert_eq!(compressed, again);

    let map = command::by_name(&servcmd).map_or(&keys::EMPTY, |command| &command.keys);
    elements(&body, map);
    keys::translate(body, map);
    true
}

/// Tries every value as an element: what applications see can be sent again, and is then seen the same.
fn elements(value: &Value, map: &keys::KeyMap) {
    if let Some(js) = element::to_js(value, map) {
        assert!(js["type"].as_str().is_some_and(|kind| element::static_type(kind).is_some()));
        element::for_show(js["type"].as_str().unwrap_or_default(), &js["content"], true);
        let wire = element::to_wire(&js).expect("a known type");
        assert_eq!(wire["MsgType"], value["MsgType"]);
        assert!(element::to_js(&wire, map).is_some());
    }
    match value.node() {
        Some(Node::Array(items)) => items.iter().for_each(|item| elements(item, map)),
        Some(Node::Object(members)) => members.values().for_each(|member| elements(member, map)),
        _ => {}
    }
}

/// Key of all tickets in the corpus.
pub const KEY: &str = "the key of the corpus";
/// App and user of all tickets in the corpus.
pub const APP: u64 = 1_400_000_000;
pub const USER: &str = "alice";
/// When they were made, and for how long: all but one that is as late and as long as numbers go.
pub const TIMES: [(u64, u64); 2] = [(1_700_000_000, 86_400), (u64::MAX, u64::MAX)];

/// A ticket from a stranger: no panic, and nothing passes that was not signed, or not for now. Tells whether it passed.
pub fn usersig(bytes: &[u8]) -> bool {
    let ticket = String::from_utf8_lossy(bytes);
    if let Err(Fault::Malformed | Fault::Empty) = usersig::verify(&ticket, APP, USER, &[], 0) {
        return false;
    }
    let mut passed = false;
    for (keys, now) in [
        (&[KEY][..], 1_700_000_000),
        (&["another key", KEY], 1_700_086_400),
        (&[KEY], 1_700_086_401),
        (&[KEY], u64::MAX),
        (&[KEY], 0),
        (&["another key"], 1_700_000_000),
        (&[], 1_700_000_000),
    ] {
        match usersig::verify(&ticket, APP, USER, keys, now) {
            Ok(Verified { time, expire }) => {
                assert!(keys.contains(&KEY), "passed without its key");
                // Other letters may inflate to the same members, but no other members were signed.
                assert!(TIMES.contains(&(time, expire)), "passed with {time} and {expire}");
                assert!(
                    time.saturating_add(expire) >= now && time <= now.saturating_add(600),
                    "passed at {now}"
                );
                passed = true;
            }
            Err(fault) => assert!((70001..=70020).contains(&fault.code())),
        }
    }
    passed
}

/// JSON, or else text taken for a key: no panic, same shape and values, and a name for applications is final.
/// Tells whether the bytes were JSON.
pub fn keys(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    for key in [text.as_ref(), text.trim()] {
        let name = keys::camel_case(key);
        assert!(name.len() <= key.len(), "{key:?} → {name:?}");
        let request = keys::request_key(key, &keys::EMPTY);
        assert!(request.is_empty() || request.starts_with(|c: char| c.is_ascii_alphanumeric()));
    }
    let Ok(value) = parse(bytes) else { return false };
    let maps = [&keys::EMPTY, &keys::GLOBAL_RESPONSE, &keys::response::MSG_PUSH, &keys::response::PAGE_GET];
    for map in maps {
        let renamed = keys::translate(value.clone(), map);
        assert!(leaves(&renamed) <= leaves(&value));
        same_shape(&value, &renamed);
        keys::translate_request(renamed, map);
    }
    let body = command::OPENIM_SENDMSG
        .body(vec![("MsgBody", value.clone()), ("CloudCustomData", Value::NULL)].into());
    assert_eq!(body.get("CloudCustomData"), None);
    assert_eq!(body.get("MsgBody").is_none(), value.is_null());
    true
}

fn leaves(value: &Value) -> usize {
    match value.node() {
        Some(Node::Array(items)) => items.iter().map(leaves).sum(),
        Some(Node::Object(members)) => members.values().map(leaves).sum(),
        _ => 1,
    }
}

/// Arrays keep their length and plain values stay what they are; objects may lose members whose names collide.
fn same_shape(before: &Value, after: &Value) {
    match (before.node(), after.node()) {
        (Some(Node::Array(before)), Some(Node::Array(after))) => {
            assert_eq!(before.len(), after.len());
            before.iter().zip(after).for_each(|(before, after)| same_shape(before, after));
        }
        (Some(Node::Object(before)), Some(Node::Object(after))) => assert!(after.len() <= before.len()),
        _ => assert_eq!(before, after),
    }
}
