//! `openim.msgwithdraw`.

use serde_json::{Value, json};

use super::{changed, code, named, sent};
use crate::testkit::{Client, START_S, World};

fn revoke(world: &mut World, client: Client, info: Value) -> Value {
    world.request(client, "openim.msgwithdraw", json!({ "MsgInfo": info }))
}

#[test]
fn revoking_tells_the_peer_and_my_other_instances_and_stays_in_history_and_list() {
    let (mut world, [alice, alice_too, bob, bob_too]) = sent(json!({}));
    let info = named(&world, "alice", "bob", 7, "MsgTimeStamp");
    assert_eq!(code(&revoke(&mut world, alice, info.clone())), 0);
    let expected = json!({ "C2cWithdrawInfoArray": [{
        "From_Account": "alice", "To_Account": "bob", "MsgSeq": 7, "MsgRandom": 7, "MsgTimeStamp": START_S,
        "RevokerInfo": { "Revoker_Account": "alice" },
    }]});
    for client in [alice_too, bob, bob_too] {
        assert_eq!(world.notice(client, "WithdrawC2cMsgNotify"), expected);
    }
    for client in [bob, bob_too] {
        let entry = world.entry(client);
        assert_eq!((&entry["To_Account"], &entry["LastMsgFlags"]), (&json!("alice"), &json!(8)));
        assert_eq!(entry["UnreadMsgCount"], 0);
    }
    assert!([alice, alice_too, bob, bob_too].iter().all(|client| world.is_silent(*client)));
    for (client, peer) in [(alice, "bob"), (bob, "alice")] {
        let (texts, page) = world.history(client, peer, json!({}));
        assert_eq!(texts, ["hi"], "a message without elements would vanish");
        assert_eq!(page["MsgList"][0]["MsgFlagBits"], 8);
        assert_eq!(page["MsgList"][0]["RevokerInfo"], json!({ "Revoker_Account": "alice" }));
        assert!(world.history(client, peer, json!({ "WithRecalledMsg": 0 })).0.is_empty());
        let list = world.request(client, "recentcontact.page_get", json!({}));
        assert_eq!(list["SessionItem"][0]["LastMsgFlags"], 8);
        assert_eq!(list["SessionItem"][0]["LastMsg"]["RevokerInfo"]["Revoker_Account"], "alice");
    }
    assert!(world.unread(bob).is_empty());
    assert_eq!(code(&revoke(&mut world, alice, info)), 20023);
    assert!(world.is_silent(bob));
}

#[test]
fn the_window_is_exact_and_configurable() {
    for (window, after, expected) in
        [(120, 120, 0), (120, 121, 20016), (5, 5, 0), (5, 6, 20016), (0, 0, 10041)]
    {
        let mut world = World::with(|config| config.message.recall_seconds = window);
        let alice = world.login("alice");
        world.login("bob");
        world.send_with(alice, "bob", "hi", json!({ "MsgSeq": 7, "MsgRandom": 7 }));
        let info = named(&world, "alice", "bob", 7, "MsgTimeStamp");
        world.now_ms += after * 1000;
        assert_eq!(code(&revoke(&mut world, alice, info)), expected, "{window} s, after {after} s");
        let (_, page) = world.history(alice, "bob", json!({}));
        assert_eq!(page["MsgList"][0]["MsgFlagBits"], if expected == 0 { 8 } else { 0 });
    }
}

#[test]
fn what_cannot_be_revoked_is_refused_and_nobody_hears_of_it() {
    let (mut world, [alice, alice_too, bob, bob_too]) = sent(json!({}));
    world.login("carol");
    let good = named(&world, "alice", "bob", 7, "MsgTimeStamp");
    for (client, members, expected) in [
        (alice, json!({ "MsgSeq": 8 }), 20022),
        (alice, json!({ "MsgRandom": 8 }), 20022),
        (alice, json!({ "MsgTimeStamp": START_S + 1 }), 20022),
        (alice, json!({ "To_Account": "carol" }), 20022),
        (alice, json!({ "To_Account": "nobody" }), 20022),
        (alice, json!({ "From_Account": "bob", "To_Account": "alice" }), 90009),
        (bob, json!({}), 90009),
        (bob, json!({ "From_Account": "bob", "To_Account": "alice" }), 20022),
        (alice, json!({ "MsgSeq": null }), 20001),
        (alice, json!({ "MsgRandom": "7" }), 20001),
        (alice, json!({ "MsgTimeStamp": -1 }), 20001),
        (alice, json!({ "From_Account": null }), 20001),
    ] {
        let info = changed(&good, members.clone());
        assert_eq!(code(&revoke(&mut world, client, info)), expected, "{members}");
    }
    assert_eq!(code(&world.request(alice, "openim.msgwithdraw", json!({}))), 20001);
    assert!([alice, alice_too, bob, bob_too].iter().all(|client| world.is_silent(*client)));
    let (_, page) = world.history(bob, "alice", json!({}));
    assert_eq!(page["MsgList"][0]["MsgFlagBits"], 0);
}

#[test]
fn only_unread_messages_lower_the_count() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let numbered = |number: u32| json!({ "MsgSeq": number, "MsgRandom": number });
    world.send_with(alice, "bob", "read", numbered(1));
    world.read(bob, "alice", START_S);
    world.send_with(alice, "bob", "unread", numbered(2));
    world.send_with(alice, "bob", "unread too", numbered(3));
    let info = named(&world, "alice", "bob", 1, "MsgTimeStamp");
    revoke(&mut world, alice, info);
    assert_eq!(world.unread(bob)["alice"], 2);
    let info = named(&world, "alice", "bob", 2, "MsgTimeStamp");
    revoke(&mut world, alice, info);
    assert_eq!(world.unread(bob)["alice"], 1);
}

#[test]
fn a_note_to_oneself_can_be_revoked_and_tells_the_other_instances_once() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let (one, two) = (world.login_at("alice", "one"), world.login_at("alice", "two"));
    world.send_with(one, "alice", "milk", json!({ "MsgSeq": 7, "MsgRandom": 7 }));
    world.messages(two);
    let info = named(&world, "alice", "alice", 7, "MsgTimeStamp");
    assert_eq!(code(&revoke(&mut world, one, info)), 0);
    world.notice(two, "WithdrawC2cMsgNotify");
    assert!(world.is_silent(one) && world.is_silent(two));
}
