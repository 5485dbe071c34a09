//! `openim.c2c_msg_read_receipt`.

use serde_json::{Value, json};

use super::{changed, code, named, sent};
use crate::testkit::{Client, START_S, World};

fn confirm(world: &mut World, client: Client, peer: &str, items: Value) -> Value {
    world.request(client, "openim.c2c_msg_read_receipt", json!({ "Peer_Account": peer, "C2CMsgInfo": items }))
}

#[test]
fn a_confirmed_message_tells_all_instances_of_its_author_once() {
    let (mut world, [alice, alice_too, bob, bob_too]) = sent(json!({ "IsNeedReadReceipt": 1 }));
    let read_by_peer =
        |world: &mut World| world.history(alice, "bob", json!({})).1["MsgList"][0]["IsPeerRead"].clone();
    world.read(bob, "alice", START_S);
    for client in [alice, alice_too] {
        world.notice(client, "C2cReadedReceipt");
    }
    world.notice(bob_too, "ReadC2cMsgNotify");
    assert_eq!(read_by_peer(&mut world), 0, "a read mark is no receipt");
    let item = named(&world, "alice", "bob", 7, "MsgTime");
    assert_eq!(code(&confirm(&mut world, bob, "alice", json!([item]))), 0);
    let expected = json!({ "Event": 16, "User_Account": "bob", "C2cMsgInfo": [
        { "TinyId": world.tiny_id(alice), "MsgClientTime": START_S - 1, "MsgRandom": 7 },
    ]});
    for client in [alice, alice_too] {
        assert_eq!(world.push(client), expected);
    }
    assert_eq!(read_by_peer(&mut world), 1);
    assert_eq!(code(&confirm(&mut world, bob, "alice", json!([item]))), 0);
    assert!([alice, alice_too, bob, bob_too].iter().all(|client| world.is_silent(*client)), "once");
}

#[test]
fn what_needs_no_receipt_gets_none() {
    let (mut world, [alice, _, bob, _]) = sent(json!({}));
    let item = named(&world, "alice", "bob", 7, "MsgTime");
    assert_eq!(code(&confirm(&mut world, bob, "alice", json!([item]))), 0);
    assert!(world.is_silent(alice));
    let (_, page) = world.history(alice, "bob", json!({}));
    assert!(page["MsgList"][0].get("IsPeerRead").is_none());
}

#[test]
fn bad_confirmations_are_refused_and_confirm_nothing() {
    let (mut world, [alice, _, bob, _]) = sent(json!({ "IsNeedReadReceipt": 1 }));
    let good = named(&world, "alice", "bob", 7, "MsgTime");
    for (client, peer, items, expected) in [
        (bob, "alice", json!([]), 20001),
        (bob, "alice", json!(vec![good.clone(); 101]), 20001),
        (bob, "alice", json!([good, changed(&good, json!({ "MsgSeq": null }))]), 20001),
        (bob, "alice", json!([good, changed(&good, json!({ "MsgSeq": 8 }))]), 20022),
        (alice, "bob", json!([good]), 90009),
        (alice, "bob", json!([changed(&good, json!({ "From_Account": null }))]), 20022),
        (bob, "nobody", json!([changed(&good, json!({ "From_Account": "nobody" }))]), 20022),
    ] {
        assert_eq!(code(&confirm(&mut world, client, peer, items.clone())), expected, "{peer}");
    }
    let answer = world.request(bob, "openim.c2c_msg_read_receipt", json!({ "C2CMsgInfo": [good] }));
    assert_eq!(code(&answer), 20001);
    assert_eq!(world.history(alice, "bob", json!({})).1["MsgList"][0]["IsPeerRead"], 0);
    assert_eq!(code(&confirm(&mut world, bob, "alice", json!(vec![good; 100]))), 0);
    assert_eq!(world.push(alice)["C2cMsgInfo"].as_array().unwrap().len(), 1, "each once");
}
