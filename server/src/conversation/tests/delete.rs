//! Conversations leave the list, histories are cleared.

use serde_json::{Value, json};

use super::{list, page};
use crate::testkit::{Client, START_S, World};

fn delete(world: &mut World, client: Client, peers: &[&str], with_history: bool) -> Value {
    let items: Vec<Value> = peers.iter().map(|peer| json!({ "Type": 1, "To_Account": peer })).collect();
    let answer = world.request(
        client,
        "recentcontact.batch_delete",
        json!({ "ContactItem": items, "ClearRamble": u8::from(with_history) }),
    );
    assert_eq!(answer["ErrorCode"], 0, "{answer}");
    answer["ResultItem"].clone()
}

fn clear(world: &mut World, client: Client, peer: &str) -> i64 {
    let body = json!({ "From_Account": "alice", "Type": 1, "To_Account": peer });
    world.request(client, "recentcontact.clear_msg", body)["ErrorCode"].as_i64().unwrap()
}

/// Alice, who has got a message from Bob and Carol and answered Bob, in one second each.
fn three() -> (World, Client, Client, Client) {
    let mut world = World::new();
    let (alice, bob, carol) = (world.login("alice"), world.login("bob"), world.login("carol"));
    world.send(bob, "alice", "one");
    world.now_ms += 1000;
    world.send(carol, "alice", "two");
    world.now_ms += 1000;
    world.send(alice, "bob", "three");
    for client in [alice, bob] {
        world.messages(client);
    }
    (world, alice, bob, carol)
}

#[test]
fn a_deleted_conversation_is_gone_for_one_and_comes_back_with_the_next_message() {
    let (mut world, alice, bob, _) = three();
    let results = delete(&mut world, alice, &["bob", "nobody"], false);
    assert_eq!(
        results,
        json!([
            { "Type": 1, "To_Account": "bob", "ResultCode": 0, "ResultInfo": "" },
            { "Type": 1, "To_Account": "nobody", "ResultCode": 50001, "ResultInfo": "there is no such user" },
        ])
    );
    assert_eq!(list(&mut world, alice).1, ["carol"]);
    assert_eq!(list(&mut world, bob).1, ["alice"], "the other's list is another");
    assert_eq!(world.unread(alice).get("bob"), None);
    assert_eq!(world.history(alice, "bob", json!({})).0, ["one", "three"], "the history stays");
    assert_eq!(world.notice(bob, "C2cReadedReceipt")["To_Account"], "alice", "what is deleted is read");
    world.now_ms += 1000;
    world.send(bob, "alice", "four");
    assert_eq!(list(&mut world, alice).1, ["bob", "carol"]);
    assert_eq!(world.unread(alice)["bob"], 1);
    assert_eq!(world.history(alice, "bob", json!({})).0, ["one", "three", "four"]);
}

#[test]
fn history_deleted_with_a_conversation_is_hidden_from_one_for_good() {
    let (mut world, alice, bob, _) = three();
    let cookie = world.sync(alice, "")["Cookie"].as_str().unwrap().to_owned();
    let numbers = json!({ "MsgSeq": 7, "MsgRandom": 7 });
    world.send_with(bob, "alice", "to be hidden", numbers);
    world.messages(alice);
    delete(&mut world, alice, &["bob"], true);
    assert_eq!(world.history(alice, "bob", json!({})).0, [""; 0]);
    let forward = json!({ "GetDirection": 1, "LastMsgTime": START_S });
    assert_eq!(world.history(alice, "bob", forward).0, [""; 0]);
    assert_eq!(world.history(bob, "alice", json!({})).0, ["one", "three", "to be hidden"]);
    let sync = world.sync(alice, &cookie);
    assert_eq!(
        (&sync["MsgList"], &sync["C2CPairUnreadCount"][0]["From_Account"]),
        (&json!([]), &json!("carol"))
    );
    let revoke = json!({ "MsgInfo": { "From_Account": "bob", "To_Account": "alice", "MsgSeq": 7, "MsgRandom": 7,
        "MsgTimeStamp": world.now_s() } });
    assert_eq!(world.request(bob, "openim.msgwithdraw", revoke)["ErrorCode"], 0);
    assert!(world.is_silent(alice));
    assert_eq!(world.sync(alice, &cookie)["MsgList"], json!([]), "what happens to hidden messages is hidden");
    world.send(bob, "alice", "new");
    assert_eq!(world.history(alice, "bob", json!({})).0, ["new"], "in the same second");
    assert_eq!(world.unread(alice)["bob"], 1);
}

#[test]
fn a_cleared_conversation_stays_and_shows_nothing() {
    let (mut world, alice, bob, _) = three();
    assert_eq!(clear(&mut world, alice, "bob"), 0);
    assert_eq!(list(&mut world, alice).1, ["carol", "bob"]);
    let entry = page(&mut world, alice, &json!({}))["SessionItem"][1].clone();
    assert_eq!((&entry["MsgTimeStamp"], &entry["UnreadMsgCount"]), (&json!(0), &json!(0)));
    assert!(entry.get("LastMsg").is_none());
    assert_eq!(world.history(alice, "bob", json!({})).0, [""; 0]);
    assert_eq!(world.unread(alice).get("bob"), None);
    assert!(world.is_silent(bob), "cleared is not read");
    assert_eq!(world.history(bob, "alice", json!({})).0, ["one", "three"]);
    assert_eq!(clear(&mut world, alice, "nobody"), 50001);
}

#[test]
fn deleting_a_message_does_not_bring_a_cleared_one_back() {
    let (mut world, alice, bob, _) = three();
    clear(&mut world, alice, "bob");
    world.now_ms += 1000;
    world.send_with(bob, "alice", "new", json!({ "MsgSeq": 7, "MsgRandom": 8 }));
    let key = format!("7_8_{}", world.now_s());
    let body = json!({ "To_Account": "bob", "MsgKeyList": [key] });
    assert_eq!(world.request(alice, "openim.delete_c2c_msg_ramble", body)["ErrorCode"], 0);
    let answer = page(&mut world, alice, &json!({}));
    assert_eq!(answer["SessionItem"][1]["To_Account"], "bob", "behind those that have a message");
    assert!(answer["SessionItem"][1].get("LastMsg").is_none());
    assert_eq!(world.unread(alice).get("bob"), None);
}

#[test]
fn all_instances_are_told_what_the_list_shows_without_the_deleted_message() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let (here, there) = (world.login_at("alice", "here"), world.login_at("alice", "there"));
    let bob = world.login("bob");
    world.send(bob, "alice", "older");
    world.send_with(bob, "alice", "newer", json!({ "MsgSeq": 7, "MsgRandom": 8 }));
    for client in [here, there] {
        world.messages(client);
    }
    let keys = json!({ "To_Account": "bob", "MsgKeyList": [format!("7_8_{START_S}")] });
    world.request(here, "openim.delete_c2c_msg_ramble", keys);
    for client in [here, there] {
        let entry = world.entry(client);
        assert_eq!(entry["LastMsg"]["MsgBody"][0]["MsgContent"]["Text"], "older");
        assert_eq!((&entry["To_Account"], &entry["UnreadMsgCount"]), (&json!("bob"), &json!(1)));
    }
    clear(&mut world, here, "bob");
    for client in [here, there] {
        let entry = world.entry(client);
        assert_eq!((&entry["MsgTimeStamp"], &entry["UnreadMsgCount"]), (&json!(0), &json!(0)));
        assert!(entry.get("LastMsg").is_none() && world.is_silent(client));
    }
    assert!(world.is_silent(bob));
}

#[test]
fn other_instances_learn_of_deletions_and_who_was_away_is_told_no_count() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let (here, there) = (world.login_at("alice", "here"), world.login_at("alice", "there"));
    let bob = world.login("bob");
    let cookie = world.sync(here, "")["Cookie"].as_str().unwrap().to_owned();
    world.send(bob, "alice", "hi");
    world.messages(there);
    world.pass(1000);
    delete(&mut world, here, &["bob", "nobody"], true);
    let expected = json!({ "Event": 15, "RecentContactMod": [{
        "PushType": 1,
        "RecentContactDeleteItem": { "RecentContactList": [{ "Type": 1, "User_Account": "bob" }] },
    }]});
    assert_eq!(world.push(there), expected);
    assert!(world.is_silent(there));
    assert_eq!(world.sync(here, &cookie)["C2CPairUnreadCount"], json!([]), "a count would show it again");
    clear(&mut world, here, "bob");
    assert!(world.is_silent(there), "clearing is not pushed");
}

#[test]
fn requests_that_name_no_conversation_are_refused() {
    let mut world = World::new();
    let alice = world.login("alice");
    let cases = [
        ("batch_delete", json!({}), 50002),
        ("batch_delete", json!({ "ContactItem": [] }), 50002),
        (
            "batch_delete",
            json!({ "ContactItem": vec![json!({ "Type": 1, "To_Account": "alice" }); 101] }),
            51006,
        ),
        ("batch_delete", json!({ "ContactItem": [{}], "From_Account": "bob" }), 50003),
        ("clear_msg", json!({}), 50002),
        ("clear_msg", json!({ "Type": 2, "ToGroupid": "g" }), 51007),
        ("clear_msg", json!({ "Type": 1, "To_Account": "alice", "From_Account": "bob" }), 50003),
    ];
    for (command, body, code) in cases {
        let answer = world.request(alice, &format!("recentcontact.{command}"), body.clone());
        assert_eq!(answer["ErrorCode"], code, "{command} {body}");
    }
    let items = json!({ "ContactItem": [{ "Type": 2, "ToGroupid": "g" }, 7] });
    let answer = world.request(alice, "recentcontact.batch_delete", items);
    let expected = json!([
        { "Type": 2, "ToGroupid": "g", "ResultCode": 51007, "ResultInfo": "there is no such group" },
        { "ResultCode": 50002, "ResultInfo": "a conversation needs Type and To_Account or ToGroupid" },
    ]);
    assert_eq!(answer["ResultItem"], expected);
}
