//! How many, how much, how large: each limit taken to its edge, and one beyond.

use serde_json::{Value, json};

use super::{changed, code, named, sent};
use crate::testkit::{Client, START_S, World};

/// What is taken and what is not any more, with the code of the refusal.
type Edge = (&'static str, Value, Value, i64);

/// A request with the members of each row put in, in a world of its own: Alice has sent Bob message 7.
#[track_caller]
fn check(base: &Value, edges: &[Edge]) {
    let mut wrong = Vec::new();
    for (servcmd, inside, outside, expected) in edges {
        for (members, expected) in [(inside, 0), (outside, *expected)] {
            let (mut world, [alice, ..]) =
                sent(json!({ "SupportMessageExtension": 1, "IsNeedReadReceipt": 1 }));
            let answer = world.request(alice, servcmd, changed(base, members.clone()));
            if code(&answer) != expected {
                wrong.push(format!("{servcmd} {members}: {answer}, not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn times(count: usize, item: Value) -> Value {
    vec![item; count].into()
}

/// A text element of so many bytes, as JSON.
fn body(bytes: usize) -> Value {
    let body = |text: &str| json!([{ "MsgType": "TIMTextElem", "MsgContent": { "Text": text } }]);
    let empty = body("").to_string().len();
    // Bytes count, not letters; the odd one is an x.
    let text = format!("{}{}", "\u{e9}".repeat((bytes - empty) / 2), "x".repeat((bytes - empty) % 2));
    body(&text)
}

#[test]
fn what_is_sent() {
    const LARGEST: u64 = u32::MAX as u64;
    let base = json!({
        "From_Account": "alice", "To_Account": "bob", "MsgSeq": 8, "MsgRandom": 8, "MsgBody": body(100),
    });
    let both = |of_body: usize, of_data: usize| json!({ "MsgBody": body(of_body), "CloudCustomData": "x".repeat(of_data) });
    let number = |key: &str, number: u64| json!({ key: number });
    check(
        &base,
        &[
            ("openim.sendmsg", both(12_288, 0), both(12_289, 0), 80002),
            ("openim.sendmsg", both(12_000, 288), both(12_000, 289), 80002),
            ("openim.sendmsg", both(100, 12_188), both(100, 12_189), 80002),
            ("openim.sendmsg", number("MsgSeq", LARGEST), number("MsgSeq", LARGEST + 1), 20001),
            ("openim.sendmsg", number("MsgRandom", LARGEST), number("MsgRandom", LARGEST + 1), 90005),
            ("openim.sendmsg", number("MsgRandom", 0), json!({ "MsgRandom": -1 }), 90005),
        ],
    );
}

#[test]
fn what_is_changed() {
    let (world, _) = sent(json!({}));
    let base = changed(&named(&world, "alice", "bob", 7, "MsgTime"), json!({ "MsgVersion": 0 }));
    let data = |bytes: usize| json!({ "MsgBody": body(100), "CloudCustomData": "x".repeat(bytes) });
    check(
        &base,
        &[
            (
                "openim.modify_c2c_msg",
                json!({ "MsgBody": body(12_288) }),
                json!({ "MsgBody": body(12_289) }),
                80002,
            ),
            ("openim.modify_c2c_msg", data(12_188), data(12_189), 80002),
        ],
    );
}

#[test]
fn what_is_read_deleted_and_confirmed() {
    let read = |count| {
        let item = json!({ "To_Account": "bob", "LastedMsgTime": START_S });
        json!({ "C2CMsgReaded": { "C2CMsgReadedItem": times(count, item) } })
    };
    let users = |count| json!({ "To_Account": times(count, json!("bob")) });
    let keys = |count| json!({ "MsgKeyList": times(count, json!(format!("7_7_{START_S}"))) });
    check(
        &json!({}),
        &[
            ("openim.msgreaded", read(100), read(101), 20001),
            ("openim.get_peer_read_time", users(100), users(101), 20001),
        ],
    );
    check(
        &json!({ "From_Account": "alice", "To_Account": "bob" }),
        &[
            ("openim.delete_c2c_msg_ramble", keys(30), keys(31), 20001),
            ("openim.delete_c2c_msg_ramble", keys(1), keys(0), 20001),
        ],
    );
}

#[test]
fn extensions() {
    let base = json!({ "From_Account": "alice", "To_Account": "bob", "MsgKey": format!("7_7_{START_S}"),
        "OperateType": 1 });
    let pair = |key: usize, value: usize| json!({ "ExtensionList": [{ "Key": "k".repeat(key), "Value": "v".repeat(value), "Seq": 0 }] });
    let pairs = |count: usize| {
        let pair = |number| json!({ "Key": format!("k{number}"), "Value": "v", "Seq": 0 });
        json!({ "ExtensionList": (0..count).map(pair).collect::<Value>() })
    };
    let command = "openim_msg_ext_http_svc.set_key_values";
    check(
        &base,
        &[
            (command, pairs(20), pairs(21), 20001),
            (command, pairs(1), pairs(0), 20001),
            (command, pair(100, 1), pair(101, 1), 20001),
            (command, pair(1, 1), pair(0, 1), 20001),
            (command, pair(1, 1024), pair(1, 1025), 20001),
        ],
    );
}

/// A page has as many as are asked for, up to a hundred.
#[test]
fn pages_of_history() {
    let mut world = World::new();
    let alice: Client = world.login("alice");
    for number in 0..102 {
        world.send(alice, "alice", &number.to_string());
    }
    for (asked, given) in
        [(json!(1), 1), (json!(100), 100), (json!(101), 100), (json!(0), 15), (json!(null), 15)]
    {
        let page = world.history(alice, "alice", json!({ "MaxCnt": asked })).0;
        assert_eq!(page.len(), given, "{asked}");
    }
}
