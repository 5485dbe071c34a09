//! Extensions of messages.

use serde_json::{Value, json};

use super::{changed, code, sent};
use crate::testkit::{Client, START_S, World};

fn request(world: &mut World, client: Client, command: &str, members: Value) -> Value {
    let base = json!({ "From_Account": "alice", "To_Account": "bob", "MsgKey": format!("7_7_{START_S}") });
    world.request(client, &format!("openim_msg_ext_http_svc.{command}"), changed(&base, members))
}

fn set(world: &mut World, client: Client, operation: u8, list: Value) -> Value {
    request(world, client, "set_key_values", json!({ "OperateType": operation, "ExtensionList": list }))
}

fn pair(key: &str, value: &str, seq: u32) -> Value {
    json!({ "Key": key, "Value": value, "Seq": seq })
}

fn extensible() -> (World, [Client; 4]) {
    sent(json!({ "SupportMessageExtension": 1 }))
}

#[test]
fn keys_are_set_deleted_and_cleared_and_everybody_else_is_told() {
    let (mut world, [alice, alice_too, bob, bob_too]) = extensible();
    let answer = set(&mut world, bob, 1, json!([pair("vote", "yes", 0), pair("name", "Bob", 0)]));
    assert_eq!(code(&answer), 0);
    assert_eq!(answer["Seq"], 2);
    assert_eq!(
        answer["ExtensionList"],
        json!([
            { "ErrorCode": 0, "Extension": pair("vote", "yes", 1) },
            { "ErrorCode": 0, "Extension": pair("name", "Bob", 2) },
        ])
    );
    let notice = |operation: u8, last: u32, member: &str, pairs: Value, cleared: u32| {
        json!({ "Event": 21, "MsgExtensionNotify": {
            "ExtensionC2cMsgInfo": { "MsgClientTime": START_S - 1, "MsgRandom": 7 },
            "TinyId": "144115200000000001",
            "MsgOptType": operation, "MsgLastSeq": last,
            member: [{ "MsgKeyValue": pairs, "ClearMsgSeq": cleared }],
        }})
    };
    assert_eq!(world.tiny_id(alice), "144115200000000001");
    let expected = notice(1, 2, "SetKVInfo", json!([pair("vote", "yes", 1), pair("name", "Bob", 2)]), 0);
    for client in [alice, alice_too, bob_too] {
        assert_eq!(world.push(client), expected);
    }
    assert!(world.is_silent(bob));

    let answer = set(&mut world, alice, 2, json!([pair("vote", "", 1), pair("none", "", 0)]));
    assert_eq!(
        answer["ExtensionList"],
        json!([
            { "ErrorCode": 0, "Extension": pair("vote", "", 3) },
            { "ErrorCode": 23004, "Extension": pair("none", "", 0) },
        ])
    );
    assert_eq!(world.push(bob), notice(2, 3, "DeleteKVInfo", json!([pair("vote", "", 3)]), 0));
    let answer = request(&mut world, alice, "get_key_values", json!({}));
    assert_eq!(answer["ExtensionList"], json!([pair("name", "Bob", 2), pair("vote", "", 3)]));
    let state = |answer: &Value| {
        [&answer["CompleteFlag"], &answer["LatestSeq"], &answer["ClearSeq"]].map(|n| n.as_u64().unwrap())
    };
    assert_eq!(state(&answer), [1, 3, 0]);
    let answer = request(&mut world, bob, "get_key_values", json!({ "startSeq": 3 }));
    assert_eq!(answer["ExtensionList"], json!([pair("vote", "", 3)]));

    assert_eq!(code(&set(&mut world, bob, 3, Value::Null)), 0);
    assert_eq!(world.push(alice), notice(3, 4, "ClearKVInfo", json!([pair("name", "Bob", 2)]), 4));
    let answer = request(&mut world, alice, "get_key_values", json!({}));
    assert_eq!((&answer["ExtensionList"], state(&answer)), (&json!([]), [1, 4, 4]));
    // Nothing left to clear: nobody is told.
    world.push(bob_too);
    world.push(bob_too);
    assert_eq!(set(&mut world, bob, 3, Value::Null)["Seq"], 4);
    assert!(world.is_silent(bob_too));
}

#[test]
fn nobody_overwrites_what_he_has_not_seen() {
    let (mut world, [alice, _, bob, _]) = extensible();
    set(&mut world, bob, 1, json!([pair("k", "bob's", 0)]));
    world.push(alice);
    let answer = set(&mut world, alice, 1, json!([pair("k", "alice's", 0), pair("other", "o", 0)]));
    assert_eq!(code(&answer), 0);
    assert_eq!(answer["ExtensionList"][0], json!({ "ErrorCode": 23001, "Extension": pair("k", "bob's", 1) }));
    assert_eq!(answer["ExtensionList"][1]["ErrorCode"], 0, "the others go through");
    assert_eq!(set(&mut world, alice, 2, json!([pair("k", "", 0)]))["ExtensionList"][0]["ErrorCode"], 23001);
    assert_eq!(
        set(&mut world, alice, 1, json!([pair("k", "alice's", 1)]))["ExtensionList"][0]["ErrorCode"],
        0
    );
    // A deleted key can be made anew by who never saw it.
    set(&mut world, alice, 2, json!([pair("k", "", 3)]));
    assert_eq!(set(&mut world, bob, 1, json!([pair("k", "again", 0)]))["ExtensionList"][0]["ErrorCode"], 0);
}

#[test]
fn limits_are_exact_and_bad_requests_change_nothing() {
    let (mut world, [alice, _, bob, _]) = extensible();
    let keys = |from: u32, count: u32| -> Value {
        (from..from + count).map(|number| pair(&format!("k{number}"), "v", 0)).collect()
    };
    for (members, expected) in [
        (json!({ "ExtensionList": keys(0, 21) }), 20001),
        (json!({ "ExtensionList": [] }), 20001),
        (json!({ "ExtensionList": [pair("", "v", 0)] }), 20001),
        (json!({ "ExtensionList": [pair(&"k".repeat(101), "v", 0)] }), 20001),
        (json!({ "ExtensionList": [pair("k", &"v".repeat(1025), 0)] }), 20001),
        (json!({ "ExtensionList": [pair("k", "", 0)] }), 20001),
        (json!({ "ExtensionList": [pair("k", "a", 0), pair("k", "b", 0)] }), 20001),
        (json!({ "OperateType": 4 }), 20001),
        (json!({ "OperateType": null }), 20001),
        (json!({ "MsgKey": "7_7" }), 90054),
        (json!({ "MsgKey": format!("8_7_{START_S}") }), 20022),
        (json!({ "From_Account": "x", "To_Account": "y" }), 90009),
    ] {
        let base = json!({ "OperateType": 1, "ExtensionList": keys(0, 1) });
        let answer = request(&mut world, alice, "set_key_values", changed(&base, members));
        assert_eq!(code(&answer), expected, "{answer}");
    }
    assert!(world.is_silent(bob));
    let edge = json!([pair(&"k".repeat(100), &"v".repeat(1024), 0)]);
    assert_eq!(set(&mut world, alice, 1, edge)["ExtensionList"][0]["ErrorCode"], 0);
    for from in (1..300).step_by(20) {
        let answer = set(&mut world, alice, 1, keys(from, 20));
        let codes: Vec<u64> = answer["ExtensionList"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["ErrorCode"].as_u64().unwrap())
            .collect();
        let full = if from + 20 > 300 { 1 } else { 0 };
        assert_eq!(codes.iter().filter(|code| **code == 20001).count(), full, "300 keys a message");
    }
}

#[test]
fn a_message_that_does_not_allow_it_or_was_revoked_takes_none() {
    let (mut world, [alice, ..]) = sent(json!({}));
    assert_eq!(code(&set(&mut world, alice, 1, json!([pair("k", "v", 0)]))), 20001);
    let (mut world, [alice, ..]) = extensible();
    let info = super::named(&world, "alice", "bob", 7, "MsgTimeStamp");
    world.request(alice, "openim.msgwithdraw", json!({ "MsgInfo": info }));
    assert_eq!(code(&set(&mut world, alice, 1, json!([pair("k", "v", 0)]))), 20023);
}
