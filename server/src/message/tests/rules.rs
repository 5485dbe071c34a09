//! The operator's rules: words, rates, how long messages are kept.

use serde_json::json;

use super::code;
use crate::config::FilterMode;
use crate::testkit::{World, texts};

const DAY_MS: u64 = 86_400_000;

#[test]
fn a_listed_word_refuses_or_masks_in_new_and_in_changed_messages() {
    for (mode, sends, shown) in [(FilterMode::Reject, 80001, None), (FilterMode::Mask, 0, Some("so ***"))] {
        let mut world = World::with(|config| {
            config.filter.words = vec!["bad".to_owned()];
            config.filter.mode = mode;
        });
        let (alice, bob) = (world.login("alice"), world.login("bob"));
        let answer = world.send_with(alice, "bob", "so BAD", json!({ "SendMsgControl": ["NoMsgCheck"] }));
        assert_eq!(code(&answer), sends);
        let got = texts(&world.messages(bob).into());
        assert_eq!(got.first().map(String::as_str), shown);
        world.send_with(alice, "bob", "good", json!({ "MsgSeq": 7, "MsgRandom": 7 }));
        world.messages(bob);
        let body = json!({
            "From_Account": "alice", "To_Account": "bob", "MsgSeq": 7, "MsgRandom": 7, "MsgTime": world.now_s(),
            "MsgVersion": 0, "MsgBody": [{ "MsgType": "TIMTextElem", "MsgContent": { "Text": "so bad" } }],
        });
        let answer = world.request(alice, "openim.modify_c2c_msg", body);
        assert_eq!(code(&answer), sends);
        let history = world.history(bob, "alice", json!({})).0;
        assert_eq!(history.last().unwrap(), shown.unwrap_or("good"));
    }
}

#[test]
fn a_user_sends_no_faster_than_allowed() {
    let mut world = World::with(|config| config.rate.messages = 3);
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let sent = |world: &mut World, client| code(&world.send(client, "bob", "x"));
    for expected in [0, 0, 0, 60007, 60007] {
        assert_eq!(sent(&mut world, alice), expected);
    }
    assert_eq!(sent(&mut world, bob), 0, "everybody for himself");
    world.now_ms += 333;
    assert_eq!(sent(&mut world, alice), 60007);
    world.now_ms += 1;
    assert_eq!([sent(&mut world, alice), sent(&mut world, alice)], [0, 60007]);
    world.pass(50_000);
    for expected in [0, 0, 0, 60007] {
        assert_eq!(sent(&mut world, alice), expected, "no more than a second's worth at once");
    }
    assert_eq!(world.history(alice, "bob", json!({})).0.len(), 7, "other commands are not held back");
}

#[test]
fn a_limit_on_requests_holds_for_all_commands_but_signs_of_life() {
    let mut world = World::with(|config| config.rate.requests = 2);
    let alice = world.login("alice");
    let commands = ["openim.getmsg", "recentcontact.page_get", "profile.portrait_get_all"];
    let codes: Vec<i64> =
        commands.iter().map(|command| code(&world.request(alice, command, json!({})))).collect();
    assert_eq!(codes[..2], [0, 0]);
    assert_eq!(codes[2], 60007);
    assert_eq!(code(&world.request(alice, "heartbeat.alive", json!({}))), 0);
}

#[test]
fn messages_are_kept_for_their_days_and_the_last_one_longer() {
    let mut world = World::with(|config| {
        config.message.retention_days = 2;
        config.session.a2_ttl = 30 * 86_400;
    });
    let (alice, _bob) = (world.login("alice"), world.login("bob"));
    world.send(alice, "bob", "old");
    world.now_ms += DAY_MS;
    world.send(alice, "bob", "last");
    let left = |world: &mut World, hours: u64| {
        world.pass(hours * 3_600_000);
        let alice = world.login("alice");
        world.history(alice, "bob", json!({})).0
    };
    assert_eq!(left(&mut world, 23), ["old", "last"]);
    assert_eq!(left(&mut world, 2), ["last"]);
    assert_eq!(left(&mut world, 240), ["last"], "the list shows it");
    let alice = world.login("alice");
    assert_eq!(
        world.request(alice, "recentcontact.page_get", json!({}))["SessionItem"][0]["LastMsg"]["MsgBody"][0]
            ["MsgContent"]["Text"],
        "last"
    );
    world.send(alice, "bob", "new");
    assert_eq!(left(&mut world, 1), ["new"]);
}

#[test]
fn without_a_limit_messages_are_kept_for_ever() {
    let mut world = World::with(|config| config.message.retention_days = 0);
    let alice = world.login("alice");
    for text in ["one", "two"] {
        world.send(alice, "alice", text);
    }
    world.pass(4000 * DAY_MS);
    let alice = world.login("alice");
    assert_eq!(world.history(alice, "alice", json!({})).0, ["one", "two"]);
}
