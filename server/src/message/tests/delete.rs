//! `openim.delete_c2c_msg_ramble`.

use serde_json::{Value, json};

use super::code;
use crate::testkit::{Client, START_S, World};

fn delete(world: &mut World, client: Client, user: &str, peer: &str, keys: Value) -> Value {
    world.request(
        client,
        "openim.delete_c2c_msg_ramble",
        json!({ "From_Account": user, "To_Account": peer, "MsgKeyList": keys }),
    )
}

fn key(number: u64, time: u64) -> String {
    format!("{number}_{number}_{time}")
}

/// Messages 1 to `count` from Alice to Bob, one a second.
fn talk(count: u64) -> (World, Client, Client) {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    for number in 1..=count {
        let numbers = json!({ "MsgSeq": number, "MsgRandom": number });
        world.send_with(alice, "bob", &number.to_string(), numbers);
        world.now_ms += 1000;
    }
    world.messages(bob);
    (world, alice, bob)
}

fn last(world: &mut World, client: Client) -> Value {
    let list = world.request(client, "recentcontact.page_get", json!({}));
    assert_eq!(list["SessionItem"].as_array().unwrap().len(), 1, "the conversation stays in the list");
    list["SessionItem"][0].clone()
}

#[test]
fn deleted_messages_are_gone_for_the_one_who_asked() {
    let (mut world, alice, bob) = talk(4);
    let keys = json!([key(4, START_S + 3), key(2, START_S + 1), key(9, START_S)]);
    for _ in 0..2 {
        assert_eq!(code(&delete(&mut world, bob, "bob", "alice", keys.clone())), 0);
    }
    assert_eq!(world.history(bob, "alice", json!({})).0, ["1", "3"]);
    assert_eq!(world.history(alice, "bob", json!({})).0, ["1", "2", "3", "4"]);
    assert!(world.is_silent(alice), "nobody is told");
    assert_eq!(world.unread(bob)["alice"], 2);
    let shown = last(&mut world, bob);
    assert_eq!(shown["LastMsg"]["MsgBody"][0]["MsgContent"]["Text"], "3");
    assert_eq!(shown["MsgTimeStamp"], START_S + 2);
    assert_eq!(last(&mut world, alice)["LastMsg"]["MsgBody"][0]["MsgContent"]["Text"], "4");
    // Paging counts what is left.
    let (texts, page) = world.history(bob, "alice", json!({ "MaxCnt": 1 }));
    assert_eq!((texts, page["Complete"].as_u64()), (vec!["3".to_owned()], Some(0)));
}

#[test]
fn a_conversation_without_messages_stays_and_a_new_message_fills_it() {
    let (mut world, alice, bob) = talk(2);
    delete(&mut world, bob, "bob", "alice", json!([key(1, START_S), key(2, START_S + 1)]));
    assert!(world.history(bob, "alice", json!({})).0.is_empty());
    let shown = last(&mut world, bob);
    assert!(shown.get("LastMsg").is_none(), "{shown}");
    assert_eq!((shown["To_Account"].as_str(), shown["UnreadMsgCount"].as_u64()), (Some("alice"), Some(0)));
    world.send(alice, "bob", "again");
    assert_eq!(last(&mut world, bob)["LastMsg"]["MsgBody"][0]["MsgContent"]["Text"], "again");
}

#[test]
fn a_reconnect_does_not_bring_a_deleted_message_back() {
    let (mut world, alice, bob) = talk(1);
    let cookie = world.sync(bob, "")["Cookie"].as_str().unwrap().to_owned();
    world.send_with(alice, "bob", "2", json!({ "MsgSeq": 2, "MsgRandom": 2 }));
    let time = world.now_s();
    delete(&mut world, bob, "bob", "alice", json!([key(2, time)]));
    assert_eq!(world.sync(bob, &cookie)["MsgList"], json!([]));
}

#[test]
fn thirty_at_once_and_only_ones_own() {
    let (mut world, alice, bob) = talk(31);
    let keys: Vec<String> = (1..=31).map(|number| key(number, START_S + number - 1)).collect();
    for (keys, expected) in [
        (json!(keys), 20001),
        (json!([]), 20001),
        (json!("1_1_1"), 20001),
        (json!(["1_1"]), 90054),
        (json!(["1_1_1_1_1"]), 90054),
        (json!(["1_1_x"]), 90054),
        (json!([7]), 90054),
    ] {
        assert_eq!(code(&delete(&mut world, bob, "bob", "alice", keys.clone())), expected, "{keys}");
    }
    assert_eq!(code(&delete(&mut world, alice, "bob", "alice", json!([keys[0]]))), 90009);
    assert_eq!(world.history(bob, "alice", json!({ "MaxCnt": 100 })).0.len(), 31);
    assert_eq!(code(&delete(&mut world, bob, "bob", "alice", json!(keys[..30]))), 0);
    assert_eq!(world.history(bob, "alice", json!({})).0, ["31"]);
    assert_eq!(code(&delete(&mut world, bob, "bob", "nobody", json!([keys[30]]))), 0, "nothing to delete");
}
