//! Pinned conversations.

use serde_json::{Value, json};

use super::{list, page, popular};
use crate::testkit::{Client, World};

fn pin(world: &mut World, client: Client, peer: &str, operation: u8) {
    let answer = world.request(
        client,
        "recentcontact.top",
        json!({ "OperationType": operation, "RecentContactItem": [{ "Type": 1, "To_Account": peer }] }),
    );
    assert_eq!(answer["ErrorCode"], 0, "{answer}");
}

#[test]
fn pinned_ones_come_first_newest_first_until_unpinned() {
    let (mut world, alice, users) = popular(5, 1);
    assert_eq!(users[4], "user000");
    pin(&mut world, alice, "user000", 1);
    pin(&mut world, alice, "user002", 1);
    assert_eq!(list(&mut world, alice).1, ["user002", "user000", "user004", "user003", "user001"]);
    let answer = page(&mut world, alice, &json!({}));
    let flags: Vec<&Value> =
        answer["SessionItem"].as_array().unwrap().iter().map(|entry| &entry["TopFlags"]).collect();
    assert_eq!(flags, [1, 1, 0, 0, 0]);
    pin(&mut world, alice, "user002", 2);
    assert_eq!(list(&mut world, alice).1, ["user000", "user004", "user003", "user002", "user001"]);
}

#[test]
fn pages_go_through_the_pinned_ones_and_on_without_gaps() {
    // Pinned from the old end, so that every page boundary is met with either kind.
    for pinned in [1, 100, 150] {
        let (mut world, alice, users) = popular(250, 7);
        let (newest, oldest) = users.split_at(users.len() - pinned);
        for user in oldest {
            pin(&mut world, alice, user, 1);
        }
        let (sizes, peers) = list(&mut world, alice);
        assert_eq!(sizes, [100, 100, 50], "{pinned} pinned");
        assert_eq!(peers, [oldest, newest].concat(), "{pinned} pinned");
    }
}

#[test]
fn a_conversation_without_messages_can_be_pinned_and_is_the_last_of_the_pinned() {
    let (mut world, alice, _) = popular(1, 1);
    world.login("silent");
    pin(&mut world, alice, "silent", 1);
    pin(&mut world, alice, "user000", 1);
    assert_eq!(list(&mut world, alice).1, ["user000", "silent"]);
    let answer = page(&mut world, alice, &json!({}));
    assert_eq!(answer["SessionItem"][1]["MsgTimeStamp"], 0);
    assert!(answer["SessionItem"][1].get("LastMsg").is_none());
}

#[test]
fn pinned_ones_are_listed_beyond_the_lists_length() {
    let mut world = World::with(|config| config.conversation.max = 1);
    let alice = world.login("alice");
    for user in ["first", "second", "third"] {
        world.login(user);
        world.send(alice, user, "hi");
        world.now_ms += 1000;
    }
    pin(&mut world, alice, "first", 1);
    assert_eq!(list(&mut world, alice).1, ["first", "third"]);
}

#[test]
fn other_instances_are_told_of_changes_only() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let (here, there) = (world.login_at("alice", "here"), world.login_at("alice", "there"));
    let bob = world.login("bob");
    world.send(bob, "alice", "hi");
    for client in [here, there] {
        world.messages(client);
    }
    for (operation, kind) in [(1, 2), (2, 3)] {
        pin(&mut world, here, "bob", operation);
        pin(&mut world, here, "bob", operation);
        let expected = json!({ "Event": 15, "RecentContactMod": [{
            "PushType": kind,
            "RecentContactTopItem": { "RecentContactList": [{ "Type": 1, "User_Account": "bob" }] },
        }]});
        assert_eq!(world.push(there), expected);
        assert!(world.is_silent(here) && world.is_silent(there));
    }
}

#[test]
fn what_is_pinned_that_was_not_listed_is_told_to_all() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let (here, there) = (world.login_at("alice", "here"), world.login_at("alice", "there"));
    world.login("bob");
    pin(&mut world, here, "bob", 1);
    for client in [here, there] {
        let entry = world.entry(client);
        assert_eq!((&entry["To_Account"], &entry["TopFlags"]), (&json!("bob"), &json!(1)));
    }
    world.push(there);
    assert!(world.is_silent(here) && world.is_silent(there));
}

#[test]
fn what_cannot_be_pinned_is_refused() {
    let mut world = World::new();
    let alice = world.login("alice");
    let bob = json!({ "Type": 1, "To_Account": "bob" });
    let cases = [
        (json!({ "OperationType": 1, "RecentContactItem": [bob] }), 50001),
        (json!({ "OperationType": 3, "RecentContactItem": [bob] }), 50002),
        (json!({ "OperationType": 1, "RecentContactItem": [] }), 50002),
        (json!({ "OperationType": 1 }), 50002),
        (json!({ "OperationType": 1, "RecentContactItem": [{ "Type": 1 }] }), 50002),
        (json!({ "OperationType": 1, "RecentContactItem": [{ "Type": 3, "To_Account": "alice" }] }), 50002),
        (json!({ "OperationType": 1, "RecentContactItem": [{ "Type": 2, "GroupId": "g" }] }), 51007),
        (json!({ "OperationType": 1, "RecentContactItem": vec![bob.clone(); 101] }), 51006),
        (json!({ "OperationType": 1, "RecentContactItem": [bob], "From_Account": "bob" }), 50003),
    ];
    for (body, code) in cases {
        assert_eq!(world.request(alice, "recentcontact.top", body.clone())["ErrorCode"], code, "{body}");
    }
}
