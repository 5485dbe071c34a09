//! Of whose messages somebody wants to be notified.

use serde_json::{Value, json};

use super::list;
use crate::testkit::{Client, World};

const NONE: u8 = 0;
const DISCARD: u8 = 1;
const SILENT: u8 = 2;

fn set(world: &mut World, client: Client, peers: &[&str], mute: u8) -> Value {
    let body = json!({ "Peer_Account": peers, "Mute_Notifications": mute });
    let answer = world.request(client, "openim.set_c2c_peer_mute_notifications", body);
    assert_eq!(answer["ErrorCode"], 0, "{answer}");
    answer
}

/// The sequence, and the muted users.
fn get(world: &mut World, client: Client, known: &Value) -> (Value, Value) {
    let answer =
        world.request(client, "openim.get_c2c_peer_mute_notifications", json!({ "UpdateSeq": known }));
    let list = answer["MuteNotificationsList"].as_array().unwrap();
    let pairs: Vec<Value> =
        list.iter().map(|entry| json!([entry["Peer_Account"], entry["MuteNotifications"]])).collect();
    (answer["UpdateSeq"].clone(), pairs.into())
}

#[test]
fn what_is_set_is_told_at_login_and_what_has_changed_since() {
    let mut world = World::new();
    let alice = world.login("alice");
    for name in ["bob", "carol", "dora"] {
        world.login(name);
    }
    assert_eq!(get(&mut world, alice, &json!(0)), (json!(0), json!([])));
    let answer = set(&mut world, alice, &["bob", "nobody", "carol"], SILENT);
    let error = json!({ "Peer_Account": "nobody", "ErrorCode": 20003, "ErrorInfo": "there is no such user" });
    assert_eq!((&answer["UpdateSeq"], &answer["ErrorList"]), (&json!(1), &json!([error])));
    set(&mut world, alice, &["dora"], DISCARD);
    let (seq, all) = get(&mut world, alice, &json!(0));
    assert_eq!((&seq, all), (&json!(2), json!([["bob", SILENT], ["carol", SILENT], ["dora", DISCARD]])));
    assert_eq!(set(&mut world, alice, &["bob"], SILENT)["UpdateSeq"], 2, "nothing has changed");
    set(&mut world, alice, &["bob"], NONE);
    assert_eq!(get(&mut world, alice, &seq), (json!(3), json!([["bob", NONE]])), "that it ended is a change");
    assert_eq!(get(&mut world, alice, &json!(3)).1, json!([]));
    let all = json!([["carol", SILENT], ["dora", DISCARD], ["bob", NONE]]);
    assert_eq!(get(&mut world, alice, &json!(0)).1, all, "who was muted when a push said so");
    assert!(list(&mut world, alice).1.is_empty(), "muting makes no conversation");
}

#[test]
fn other_instances_are_told() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let (here, there) = (world.login_at("alice", "here"), world.login_at("alice", "there"));
    let bob = world.login("bob");
    set(&mut world, here, &["bob"], SILENT);
    let notice = world.notice(there, "MuteNotificationsSync");
    assert_eq!(notice, json!({ "To_Account": "bob", "UpdateSeq": 1, "MuteNotifications": SILENT }));
    set(&mut world, here, &["bob"], SILENT);
    assert!([here, there, bob].iter().all(|client| world.is_silent(*client)));
}

#[test]
fn silent_messages_come_and_count() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    set(&mut world, alice, &["bob"], SILENT);
    world.send(bob, "alice", "hi");
    assert_eq!(world.messages(alice).len(), 1);
    assert_eq!(world.unread(alice)["bob"], 1);
}

#[test]
fn discarded_messages_are_in_history_and_nowhere_else() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let alice = world.login("alice");
    let (bob, elsewhere) = (world.login_at("bob", "here"), world.login_at("bob", "there"));
    let cookie = world.sync(alice, "")["Cookie"].as_str().unwrap().to_owned();
    set(&mut world, alice, &["bob"], DISCARD);
    assert_eq!(world.send(bob, "alice", "unheard")["ErrorCode"], 0);
    let online = json!({ "MsgSeq": 2, "MsgRandom": 2, "MsgLifeTime": 0 });
    assert_eq!(world.send_with(bob, "alice", "typing", online)["ErrorCode"], 0);
    assert!(world.is_silent(alice));
    assert_eq!(world.messages(elsewhere).len(), 2, "the sender's instances have them");
    assert!(world.unread(alice).is_empty());
    let sync = world.sync(alice, &cookie);
    assert_eq!((&sync["MsgList"], &sync["C2CPairUnreadCount"]), (&json!([]), &json!([])));
    assert_eq!(world.history(alice, "bob", json!({})).0, ["unheard"]);
    let message = &world.history(bob, "alice", json!({})).1["MsgList"][0];
    assert!(message.get("SendMsgControl").is_none(), "the sender does not learn of it: {message}");
    let revoke = json!({ "MsgInfo": { "From_Account": "bob", "To_Account": "alice", "MsgSeq": 2, "MsgRandom": 2,
        "MsgTimeStamp": world.now_s() } });
    world.send_with(bob, "alice", "revoked", json!({ "MsgSeq": 2, "MsgRandom": 2 }));
    assert_eq!(world.request(bob, "openim.msgwithdraw", revoke)["ErrorCode"], 0);
    assert!(world.is_silent(alice), "nor is she told what happens to them");
    assert_eq!(world.sync(alice, &cookie)["MsgList"], json!([]));
    world.send(alice, "bob", "the other way");
    assert_eq!(world.messages(bob).len(), 1);
    set(&mut world, alice, &["bob"], NONE);
    world.now_ms += 1000;
    world.send(bob, "alice", "heard");
    assert_eq!(world.messages(alice).len(), 1);
    assert_eq!(world.unread(alice)["bob"], 1, "those of before do not come back");
}

#[test]
fn malformed_requests_are_refused() {
    let mut world = World::new();
    let alice = world.login("alice");
    for body in [
        json!({ "Mute_Notifications": 1 }),
        json!({ "Peer_Account": [], "Mute_Notifications": 1 }),
        json!({ "Peer_Account": [1], "Mute_Notifications": 1 }),
        json!({ "Peer_Account": vec!["alice"; 101], "Mute_Notifications": 1 }),
        json!({ "Peer_Account": ["alice"] }),
        json!({ "Peer_Account": ["alice"], "Mute_Notifications": 3 }),
    ] {
        let answer = world.request(alice, "openim.set_c2c_peer_mute_notifications", body.clone());
        assert_eq!(answer["ErrorCode"], 20001, "{body}");
    }
}
