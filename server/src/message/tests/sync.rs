//! `openim.getmsg`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::testkit::{START_S, World, pairs, texts};

fn cookie(answer: &Value) -> String {
    let cookie = answer["Cookie"].as_str().unwrap();
    assert!(!cookie.is_empty(), "clients drop the whole answer");
    cookie.to_owned()
}

fn counts(expected: &[(&str, u64)]) -> BTreeMap<String, u64> {
    expected.iter().map(|(user, count)| ((*user).to_owned(), *count)).collect()
}

#[test]
fn a_login_learns_the_unread_counts_and_no_messages() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let carol = world.login("carol");
    world.send(alice, "bob", "1");
    world.send(alice, "bob", "2");
    world.send(carol, "bob", "3");
    world.send(bob, "alice", "4");
    let answer = world.sync(bob, "");
    assert_eq!(answer["SyncFlag"], 2);
    assert_eq!(answer["MsgList"], json!([]));
    assert_eq!(answer["EventArray"], json!([]));
    assert_eq!(pairs(&answer), counts(&[("alice", 2), ("carol", 1)]));
    cookie(&answer);
}

#[test]
fn an_account_without_messages_syncs_to_nothing() {
    let mut world = World::new();
    let alice = world.login("alice");
    let answer = world.sync(alice, "");
    assert_eq!(answer["SyncFlag"], 2);
    assert!(pairs(&answer).is_empty());
    let again = world.sync(alice, &cookie(&answer));
    assert_eq!((again["SyncFlag"].as_u64(), &again["MsgList"]), (Some(2), &json!([])));
}

#[test]
fn a_reconnect_learns_everything_since_its_cookie_in_one_answer() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let carol = world.login("carol");
    world.send(alice, "bob", "before");
    let before = cookie(&world.sync(bob, ""));
    world.disconnect(bob);
    world.send(alice, "bob", "one");
    world.send(carol, "bob", "two");
    world.send(alice, "carol", "not for bob");
    world.now_ms += 1000;
    world.send(alice, "bob", "three");
    world.reconnect(bob);
    world.log_in_again(bob);
    let answer = world.sync(bob, &before);
    assert_eq!(answer["SyncFlag"], 2);
    assert_eq!(texts(&answer["MsgList"]), ["one", "two", "three"]);
    assert_eq!(answer["MsgList"][1]["From_Account"], "carol");
    // Absolute: clients take these for the truth as soon as one is given.
    assert_eq!(pairs(&answer), counts(&[("alice", 3), ("carol", 1)]));
    let after = cookie(&answer);
    assert_eq!(world.sync(bob, &after)["MsgList"], json!([]));
}

#[test]
fn what_this_instance_sent_is_left_out_and_what_another_one_sent_is_not() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let (one, two) = (world.login_at("alice", "one"), world.login_at("alice", "two"));
    world.login("bob");
    let start = cookie(&world.sync(one, ""));
    world.send(one, "bob", "from one");
    world.send(two, "bob", "from two");
    let answer = world.sync(one, &start);
    assert_eq!(texts(&answer["MsgList"]), ["from two"]);
    assert_eq!(answer["MsgList"][0]["From_Account"], "alice");
    assert!(pairs(&answer).is_empty(), "own messages are never unread");
}

#[test]
fn hidden_messages_are_messages_too() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let start = cookie(&world.sync(bob, ""));
    world.send_with(alice, "bob", "hidden", json!({ "SendMsgControl": ["NoLastMsg", "NoUnread"] }));
    assert_eq!(texts(&world.sync(bob, &start)["MsgList"]), ["hidden"]);
}

#[test]
fn what_was_read_elsewhere_meanwhile_is_counted_as_read() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let alice = world.login("alice");
    let (here, there) = (world.login_at("bob", "here"), world.login_at("bob", "there"));
    world.send(alice, "bob", "hi");
    world.now_ms += 10;
    let start = cookie(&world.sync(here, ""));
    world.now_ms += 10;
    world.read(there, "alice", START_S);
    let answer = world.sync(here, &start);
    assert_eq!(pairs(&answer), counts(&[("alice", 0)]));
    world.now_ms += 10;
    assert!(pairs(&world.sync(here, &cookie(&answer))).is_empty(), "told once");
}

#[test]
fn a_long_absence_comes_in_several_answers_without_loss_or_repetition() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let mut next = cookie(&world.sync(bob, ""));
    let sent: Vec<String> = (0..2500).map(|number| number.to_string()).collect();
    for text in &sent {
        world.send(alice, "bob", text);
    }
    let mut got = Vec::new();
    let mut flags = Vec::new();
    for _ in 0..10 {
        let answer = world.sync(bob, &next);
        got.extend(texts(&answer["MsgList"]));
        flags.push(answer["SyncFlag"].as_u64().unwrap());
        let last = flags.last() == Some(&2);
        assert_eq!(pairs(&answer).is_empty(), !last, "counts come last");
        if last {
            break;
        }
        assert_ne!(cookie(&answer), next);
        next = cookie(&answer);
    }
    assert_eq!(got, sent);
    assert_eq!(flags.pop(), Some(2));
    assert!(flags.len() >= 2 && flags.iter().all(|flag| *flag == 1), "{flags:?}");
}

#[test]
fn long_messages_do_not_make_an_answer_too_large_to_send() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let start = cookie(&world.sync(bob, ""));
    for _ in 0..100 {
        world.send(alice, "bob", &"x".repeat(12_000));
    }
    let answer = world.sync(bob, &start);
    assert_eq!(answer["SyncFlag"], 1);
    assert!(answer.to_string().len() < 700_000);
}

#[test]
fn a_cookie_that_is_not_ours_starts_over() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    world.send(alice, "bob", "hi");
    for strange in ["x", "c2c.", "c2c.1", "c2c.x.y", "c2c.1.2.3"] {
        let answer = world.sync(bob, strange);
        assert_eq!(answer["MsgList"], json!([]), "{strange}");
        assert_eq!(pairs(&answer), counts(&[("alice", 1)]), "{strange}");
    }
}

#[test]
fn cookies_survive_a_restart() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let start = cookie(&world.sync(bob, ""));
    world.send(alice, "bob", "before the crash");
    world.restart(4);
    for client in [alice, bob] {
        world.reconnect(client);
        world.log_in_again(client);
    }
    world.send(alice, "bob", "after it");
    assert_eq!(texts(&world.sync(bob, &start)["MsgList"]), ["before the crash", "after it"]);
}

#[test]
fn a_reconnect_learns_what_was_revoked_and_modified_meanwhile() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let numbered = |number: u32| json!({ "MsgSeq": number, "MsgRandom": number });
    for number in 1..=3 {
        world.send_with(alice, "bob", "before", numbered(number));
    }
    let name = |number: u32, time: &str| json!({ "From_Account": "alice", "To_Account": "bob", "MsgSeq": number, "MsgRandom": number, time: START_S });
    world.now_ms += 1;
    let before = cookie(&world.sync(bob, ""));
    world.disconnect(bob);
    world.now_ms += 2000;
    world.request(alice, "openim.msgwithdraw", json!({ "MsgInfo": name(1, "MsgTimeStamp") }));
    let mut change = name(2, "MsgTime");
    change["MsgVersion"] = 0.into();
    change["MsgBody"] = json!([{ "MsgType": "TIMTextElem", "MsgContent": { "Text": "changed" } }]);
    world.request(alice, "openim.modify_c2c_msg", change);
    world.send_with(alice, "bob", "new", numbered(4));
    world.now_ms += 1;
    world.reconnect(bob);
    world.log_in_again(bob);
    let answer = world.sync(bob, &before);
    let list = answer["MsgList"].as_array().unwrap();
    assert_eq!(list.len(), 2);
    assert_eq!(texts(&json!([list[0]])), ["new"]);
    let revoked = &list[1]["EventArray"][0];
    assert_eq!(revoked["Event"], 10);
    let info = &revoked["C2cNotifyMsgArray"][0]["WithdrawC2cMsgNotify"]["C2cWithdrawInfoArray"][0];
    assert_eq!((&info["MsgSeq"], &info["RevokerInfo"]["Revoker_Account"]), (&json!(1), &json!("alice")));
    let modified = &answer["EventArray"];
    assert_eq!(modified.as_array().unwrap().len(), 1);
    assert_eq!(modified[0]["C2cMsgModNotifys"][0]["MsgVersion"], 1);
    assert_eq!(pairs(&answer), counts(&[("alice", 3)]), "without the revoked one");
    world.now_ms += 1;
    let again = world.sync(bob, &cookie(&answer));
    assert_eq!((&again["MsgList"], &again["EventArray"]), (&json!([]), &json!([])));
}

#[test]
fn changes_never_make_an_answer_too_large_to_send() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let numbers = 0..90_u32;
    for number in numbers.clone() {
        world.send_with(alice, "bob", "x", json!({ "MsgSeq": number, "MsgRandom": number }));
    }
    world.now_ms += 1;
    let before = cookie(&world.sync(bob, ""));
    for number in numbers {
        let change = json!({
            "From_Account": "alice", "To_Account": "bob", "MsgSeq": number, "MsgRandom": number,
            "MsgTime": START_S, "MsgVersion": 0,
            "MsgBody": [{ "MsgType": "TIMTextElem", "MsgContent": { "Text": "y".repeat(12_000) } }],
        });
        assert_eq!(world.request(alice, "openim.modify_c2c_msg", change)["ErrorCode"], 0);
    }
    let answer = world.sync(bob, &before);
    let told = answer["EventArray"].as_array().unwrap().len();
    assert!((30..60).contains(&told), "{told} of 90 changes");
    assert_eq!(answer["SyncFlag"], 2);
}

/// What was pushed after the last sync comes again as a copy, which clients do not look into.
#[test]
fn a_change_of_a_message_newer_than_the_cookie_is_told_too() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let before = cookie(&world.sync(bob, ""));
    world.send_with(alice, "bob", "pushed", json!({ "MsgSeq": 1, "MsgRandom": 1 }));
    assert_eq!(texts(&world.messages(bob).into()), ["pushed"]);
    world.disconnect(bob);
    let info = json!({
        "From_Account": "alice", "To_Account": "bob", "MsgSeq": 1, "MsgRandom": 1, "MsgTimeStamp": START_S,
    });
    world.request(alice, "openim.msgwithdraw", json!({ "MsgInfo": info }));
    world.reconnect(bob);
    world.log_in_again(bob);
    let list = world.sync(bob, &before)["MsgList"].clone();
    assert_eq!((&list[0]["MsgSeq"], &list[0]["MsgFlagBits"]), (&json!(1), &json!(8)));
    let told = &list[1]["EventArray"][0]["C2cNotifyMsgArray"][0]["WithdrawC2cMsgNotify"];
    assert_eq!(told["C2cWithdrawInfoArray"][0]["MsgSeq"], 1);
}
