//! `openim.msgreaded` and `openim.get_peer_read_time`.

use serde_json::json;

use crate::testkit::{START_S, World};

#[test]
fn reading_clears_the_count_and_tells_the_peer_and_my_other_instances() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let (alice, alice_too) = (world.login_at("alice", "one"), world.login_at("alice", "two"));
    let (bob, bob_too) = (world.login_at("bob", "three"), world.login_at("bob", "four"));
    world.send(alice, "bob", "hi");
    for client in [alice_too, bob, bob_too] {
        world.messages(client);
    }
    assert_eq!(world.read(bob, "alice", START_S)["ErrorCode"], 0);
    for client in [alice, alice_too] {
        let receipt = world.notice(client, "C2cReadedReceipt");
        assert_eq!(
            receipt,
            json!({ "To_Account": "bob", "UinPairReadArray": [{ "LastReadTime": START_S }] })
        );
    }
    let notice = world.notice(bob_too, "ReadC2cMsgNotify");
    assert_eq!(notice, json!({ "UinPairReadArray": [{ "From_Account": "alice", "LastReadTime": START_S }] }));
    assert!([alice, alice_too, bob, bob_too].iter().all(|client| world.is_silent(*client)));
    assert!(world.unread(bob).is_empty());
}

#[test]
fn reading_up_to_a_time_leaves_what_is_newer() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    for _ in 0..3 {
        world.send(alice, "bob", "hi");
        world.now_ms += 1000;
    }
    world.read(bob, "alice", START_S + 1);
    assert_eq!(world.unread(bob)["alice"], 1);
}

#[test]
fn what_arrives_in_the_second_of_the_mark_but_after_it_is_unread() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    world.send(alice, "bob", "read");
    world.messages(bob);
    world.read(bob, "alice", START_S);
    world.notice(alice, "C2cReadedReceipt");
    world.send(alice, "bob", "not read");
    assert_eq!(world.unread(bob)["alice"], 1);
    // The same time again is news now.
    world.read(bob, "alice", START_S);
    assert!(world.unread(bob).is_empty());
    world.notice(alice, "C2cReadedReceipt");
}

#[test]
fn marks_never_go_back_and_repeating_one_tells_nobody() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    world.send(alice, "bob", "one");
    world.now_ms += 5000;
    world.send(alice, "bob", "two");
    world.read(bob, "alice", START_S + 5);
    world.notice(alice, "C2cReadedReceipt");
    for time in [START_S + 5, START_S, 0] {
        assert_eq!(world.read(bob, "alice", time)["ErrorCode"], 0);
        assert!(world.is_silent(alice), "{time}");
    }
    assert!(world.unread(bob).is_empty());
}

#[test]
fn a_time_in_the_future_reads_nothing_that_has_not_arrived() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    world.send(alice, "bob", "one");
    world.read(bob, "alice", START_S + 1_000_000);
    let receipt = world.notice(alice, "C2cReadedReceipt");
    assert_eq!(receipt["UinPairReadArray"][0]["LastReadTime"], START_S);
    world.now_ms += 1000;
    world.send(alice, "bob", "two");
    assert_eq!(world.unread(bob)["alice"], 1);
}

#[test]
fn sending_reads_nothing() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    world.send(alice, "bob", "hi");
    world.send(bob, "alice", "hello");
    assert_eq!(world.unread(bob)["alice"], 1);
    assert_eq!(world.unread(alice)["bob"], 1);
}

#[test]
fn peers_read_times_come_in_the_order_of_the_question() {
    let mut world = World::new();
    let (alice, bob, carol) = (world.login("alice"), world.login("bob"), world.login("carol"));
    world.send(alice, "bob", "hi");
    world.send(alice, "carol", "hi");
    world.read(bob, "alice", START_S);
    world.now_ms += 3000;
    world.send(alice, "carol", "again");
    world.read(carol, "alice", START_S + 3);
    let answer = world.request(
        alice,
        "openim.get_peer_read_time",
        json!({ "To_Account": ["carol", "nobody", "bob", "alice"] }),
    );
    assert_eq!(answer["ReadTime"], json!([START_S + 3, 0, START_S, 0]));
}

#[test]
fn bad_reports_change_nothing() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    world.send(alice, "bob", "hi");
    let good = json!({ "To_Account": "alice", "LastedMsgTime": START_S, "Receipt": 1 });
    let cases = [
        (json!({}), 20001),
        (json!({ "C2CMsgReaded": { "C2CMsgReadedItem": {} } }), 20001),
        (json!({ "C2CMsgReaded": { "C2CMsgReadedItem": [good, { "To_Account": "alice" }] } }), 20001),
        (
            json!({ "C2CMsgReaded": { "C2CMsgReadedItem":
                [good, { "To_Account": "nobody", "LastedMsgTime": 1 }] } }),
            20003,
        ),
        (json!({ "C2CMsgReaded": { "C2CMsgReadedItem": vec![good.clone(); 101] } }), 20001),
    ];
    for (body, expected) in cases {
        let answer = world.request(bob, "openim.msgreaded", body.clone());
        assert_eq!(answer["ErrorCode"], expected, "{body}");
    }
    assert_eq!(world.unread(bob)["alice"], 1);
    assert!(world.is_silent(alice));
    for users in [json!({}), json!({ "To_Account": [1] }), json!({ "To_Account": vec!["bob"; 101] })] {
        assert_eq!(world.request(alice, "openim.get_peer_read_time", users)["ErrorCode"], 20001);
    }
}

#[test]
fn everything_can_be_read_at_once() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let (bob, bob_too) = (world.login_at("bob", "one"), world.login_at("bob", "two"));
    let users = ["alice", "carol", "dave"].map(|user| world.login(user));
    for client in &users[..2] {
        world.send(*client, "bob", "hi");
    }
    world.send(users[2], "bob", "read before");
    world.read(bob, "dave", START_S);
    world.notice(users[2], "C2cReadedReceipt");
    for client in [bob, bob_too] {
        while !world.is_silent(client) {
            world.push(client);
        }
    }
    let all = json!({ "C2CReadAllMsg": 1, "GroupReadInfo": [{ "GroupId": "g", "MsgSeq": 5 }] });
    let answer = world.request(bob, "openim.read_all_unread_msg", all.clone());
    assert_eq!(answer["ErrorCode"], 0);
    assert_eq!(answer["C2CReadAllMsg"], 1);
    assert_eq!(answer["GroupReadInfoArray"], json!([{ "GroupId": "g", "MsgSeq": 5, "RetCode": 10010 }]));
    for client in &users[..2] {
        assert_eq!(world.notice(*client, "C2cReadedReceipt")["To_Account"], "bob");
    }
    assert!(world.is_silent(users[2]), "nothing of Dave's was unread");
    assert_eq!(world.push(bob_too), json!({ "Event": 14, "C2CReadAllMsg": 1, "GroupReadInfoArray": [] }));
    assert!(world.unread(bob).is_empty());
    world.request(bob, "openim.read_all_unread_msg", all);
    world.request(bob, "openim.read_all_unread_msg", json!({ "C2CReadAllMsg": 0, "GroupReadInfo": [] }));
    assert!(users.iter().chain([&bob, &bob_too]).all(|client| world.is_silent(*client)));
}
