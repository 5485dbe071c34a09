//! `openim.sendmsg`.

use serde_json::{Value, json};

use super::code;
use crate::testkit::{START_S, World, texts};

#[test]
fn a_message_reaches_the_receiver_with_everything_that_makes_its_id() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    world.request(
        alice,
        "profile.portrait_set",
        json!({ "From_Account": "alice", "ProfileItem": [
            { "Tag": "Tag_Profile_IM_Nick", "Value": "Alice" },
            { "Tag": "Tag_Profile_IM_Image", "Value": "https://example.org/a.png" },
        ]}),
    );
    world.push(alice);
    let answer = world.send_with(
        alice,
        "bob",
        "hi",
        json!({
            "MsgSeq": 1_123_456_789, "MsgRandom": 4_294_967_295_u32, "MsgClientTime": 1_600_000_000,
            "CloudCustomData": "{\"a\":1}", "IsNeedReadReceipt": 1, "SupportMessageExtension": 1,
            "From_AccountNick": "Mallory",
        }),
    );
    assert_eq!(code(&answer), 0);
    assert_eq!(answer["MsgTime"], START_S);
    assert_eq!(answer["MsgKey"], format!("1123456789_4294967295_{START_S}"));

    let messages = world.messages(bob);
    assert_eq!(messages.len(), 1);
    let expected = json!({
        "From_Account": "alice",
        "To_Account": "bob",
        "MsgSeq": 1_123_456_789,
        "MsgRandom": 4_294_967_295_u32,
        "MsgTimeStamp": START_S,
        "MsgClientTime": 1_600_000_000,
        "TinyId": world.tiny_id(alice),
        "From_AccountNick": "Alice",
        "From_AccountHeadurl": "https://example.org/a.png",
        "MsgBody": [{ "MsgType": "TIMTextElem", "MsgContent": { "Text": "hi" } }],
        "CloudCustomData": "{\"a\":1}",
        "MsgVersion": 0,
        "IsNeedReadReceipt": 1,
        "SupportMessageExtension": 1,
        "MsgKey": format!("1123456789_4294967295_{START_S}"),
    });
    assert_eq!(messages[0], expected);
    assert!(world.is_silent(alice), "the instance that sent it hears nothing of it");
}

#[test]
fn every_instance_of_both_sides_gets_it_once_except_the_one_that_sent_it() {
    let mut world = World::with(|config| config.login.web_instances = 3);
    let (sending, other) = (world.login_at("alice", "one"), world.login_at("alice", "two"));
    let (first, second) = (world.login_at("bob", "three"), world.login_at("bob", "four"));
    world.send(sending, "bob", "hi");
    for bob in [first, second] {
        let messages = world.messages(bob);
        assert_eq!(messages.len(), 1);
        assert_eq!(messages[0]["From_Account"], "alice");
        assert!(messages[0].get("IsSyncMsg").is_none());
    }
    let copies = world.messages(other);
    assert_eq!(copies.len(), 1);
    // Swapped: clients swap them back.
    assert_eq!(copies[0]["IsSyncMsg"], 1);
    assert_eq!(copies[0]["From_Account"], "bob");
    assert_eq!(copies[0]["To_Account"], "alice");
    assert_eq!(copies[0]["TinyId"], world.tiny_id(sending));
    assert!(world.is_silent(sending));
}

#[test]
fn a_message_to_oneself_reaches_the_other_instances_once_and_is_not_unread() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let (one, two) = (world.login_at("alice", "one"), world.login_at("alice", "two"));
    assert_eq!(code(&world.send(one, "alice", "milk, bread")), 0);
    assert!(world.is_silent(one));
    assert_eq!(texts(&world.messages(two).into()), ["milk, bread"]);
    assert!(world.unread(one).is_empty());
    assert_eq!(world.history(one, "alice", json!({})).0, ["milk, bread"]);
}

#[test]
fn a_copy_is_answered_like_the_first_and_reaches_nobody_twice() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    world.login("carol");
    let numbers = json!({ "MsgSeq": 5, "MsgRandom": 6 });
    let first = world.send_with(alice, "bob", "hi", numbers.clone());
    world.pass(2_000);
    world.restart(9);
    for client in [alice, bob] {
        world.reconnect(client);
        world.log_in_again(client);
    }
    world.now_ms += 297_000;
    let second = world.send_with(alice, "bob", "hi", numbers.clone());
    assert_eq!(first, second, "after five minutes and a restart");
    assert!(world.is_silent(bob));
    assert_eq!(world.history(alice, "bob", json!({})).0, ["hi"]);
    assert_eq!(world.unread(bob)["alice"], 1);

    // Each of the four numbers makes another message.
    world.send_with(alice, "bob", "other seq", json!({ "MsgSeq": 6, "MsgRandom": 6 }));
    world.send_with(alice, "bob", "other random", json!({ "MsgSeq": 5, "MsgRandom": 7 }));
    world.send_with(alice, "carol", "other receiver", numbers.clone());
    world.send_with(bob, "alice", "other sender", numbers);
    assert_eq!(world.history(alice, "bob", json!({})).0, ["hi", "other seq", "other random", "other sender"]);
    assert_eq!(world.history(alice, "carol", json!({})).0, ["other receiver"]);
}

#[test]
fn after_five_minutes_the_same_numbers_are_another_message() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    for online_only in [0, 1] {
        let numbers = json!({ "MsgSeq": 5, "MsgRandom": 6, "OnlineOnlyFlag": online_only });
        world.send_with(alice, "bob", "one", numbers.clone());
        world.now_ms += 301_000;
        world.send_with(alice, "bob", "two", numbers);
        assert_eq!(texts(&world.messages(bob).into()), ["one", "two"]);
    }
}

#[test]
fn copies_within_one_batch_are_recognised_too() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let head = json!({ "a2": world.a2(alice), "tinyid": world.tiny_id(alice), "sdkappid": 1_400_000_000 });
    let body = world.message(alice, "bob", "hi", json!({}));
    let (one, first) = world.frame(alice, "openim.sendmsg", body.clone(), head.clone());
    let (two, second) = world.frame(alice, "openim.sendmsg", body, head);
    world.run(vec![one, two]);
    let first = world.take_answer(alice, "openim.sendmsg", first);
    let second = world.take_answer(alice, "openim.sendmsg", second);
    assert_eq!(first, second);
    assert_eq!(world.messages(bob).len(), 1);
}

#[test]
fn an_online_message_reaches_who_is_there_and_leaves_no_trace() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    for members in
        [json!({ "MsgLifeTime": 0, "MsgRandom": 1 }), json!({ "OnlineOnlyFlag": 1, "MsgRandom": 2 })]
    {
        let first = world.send_with(alice, "bob", "typing", members.clone());
        assert_eq!(code(&first), 0);
        let messages = world.messages(bob);
        assert_eq!(messages.len(), 1);
        assert_eq!(messages[0]["MsgLifeTime"], 0);
        assert_eq!(world.send_with(alice, "bob", "typing", members), first);
        assert!(world.is_silent(bob), "a copy is not pushed again");
    }
    assert!(world.unread(bob).is_empty());
    assert!(world.history(bob, "alice", json!({})).0.is_empty());
    let page = world.request(bob, "recentcontact.page_get", json!({ "From_Account": "bob" }));
    assert_eq!(page["SessionItem"], json!([]));
}

#[test]
fn a_life_time_that_is_not_zero_is_an_ordinary_message() {
    let mut world = World::new();
    let alice = world.login("alice");
    world.login("bob");
    world.send_with(alice, "bob", "hi", json!({ "MsgLifeTime": 60 }));
    assert_eq!(world.history(alice, "bob", json!({})).0, ["hi"]);
}

#[test]
fn what_the_sender_asks_for_is_pushed_as_an_object_and_obeyed() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    world.send(alice, "bob", "shown and counted");
    world.send_with(alice, "bob", "quiet", json!({ "SendMsgControl": ["NoUnread"], "MsgRandom": 2 }));
    world.send_with(alice, "bob", "hidden", json!({ "SendMsgControl": ["NoLastMsg"], "MsgRandom": 3 }));
    let messages = world.messages(bob);
    assert!(messages[0].get("SendMsgControl").is_none());
    assert_eq!(messages[1]["SendMsgControl"], json!({ "NoUnread": 1, "NoLastMsg": 0 }));
    assert_eq!(messages[2]["SendMsgControl"], json!({ "NoUnread": 0, "NoLastMsg": 1 }));
    assert_eq!(world.unread(bob)["alice"], 2);
    let page = world.request(bob, "recentcontact.page_get", json!({ "From_Account": "bob" }));
    assert_eq!(page["SessionItem"][0]["LastMsg"]["MsgBody"][0]["MsgContent"]["Text"], "quiet");
}

/// The order of the checks shows in which code wins when several are wrong.
#[test]
fn a_message_is_refused_with_the_code_of_the_first_check_that_fails() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let big = "x".repeat(13_000);
    let element =
        |kind: &str, content: Value| json!({ "MsgBody": [{ "MsgType": kind, "MsgContent": content }] });
    let cases = [
        ("somebody else's", json!({ "From_Account": "bob" }), 90009),
        ("no receiver", json!({ "To_Account": null }), 20001),
        ("a receiver that is no text", json!({ "To_Account": 7 }), 20001),
        ("no number", json!({ "MsgSeq": null }), 20001),
        ("a number too large", json!({ "MsgSeq": 4_294_967_296_u64 }), 20001),
        ("no random", json!({ "MsgRandom": null }), 90005),
        ("a random that is no number", json!({ "MsgRandom": "1" }), 90005),
        ("no body", json!({ "MsgBody": null }), 90007),
        ("a body that is no array", json!({ "MsgBody": {} }), 90007),
        ("an empty body", json!({ "MsgBody": [] }), 90002),
        ("an element that is no object", json!({ "MsgBody": ["hi"] }), 90010),
        ("an element without a kind", json!({ "MsgBody": [{ "MsgContent": {} }] }), 90010),
        ("an element without content", json!({ "MsgBody": [{ "MsgType": "TIMTextElem" }] }), 90010),
        ("a kind that only the server makes", element("TIMGroupTipElem", json!({})), 90010),
        ("data that is no text", json!({ "CloudCustomData": 1 }), 20001),
        ("a life time that is no number", json!({ "MsgLifeTime": "0" }), 90044),
        (
            "a large text to nobody",
            json!({ "To_Account": "nobody", "MsgBody":
                [{ "MsgType": "TIMTextElem", "MsgContent": { "Text": big } }] }),
            80002,
        ),
        ("large data", json!({ "CloudCustomData": big }), 80002),
        ("nobody", json!({ "To_Account": "nobody" }), 20003),
    ];
    for (what, members, expected) in cases {
        let answer = world.send_with(alice, "bob", "hi", members);
        assert_eq!(code(&answer), expected, "{what}: {answer}");
    }
    assert!(world.is_silent(bob));
    assert!(world.history(alice, "bob", json!({})).0.is_empty());
}

#[test]
fn the_size_limit_is_exact_and_configurable() {
    let mut world = World::with(|config| config.message.max_bytes = 1024);
    let alice = world.login("alice");
    world.login("bob");
    let frame = json!([{ "MsgType": "TIMTextElem", "MsgContent": { "Text": "" } }]).to_string().len();
    let fits = "x".repeat(1024 - frame);
    assert_eq!(code(&world.send(alice, "bob", &fits)), 0);
    assert_eq!(code(&world.send(alice, "bob", &format!("{fits}x"))), 80002);
}

#[test]
fn unknown_elements_and_several_at_once_pass_unchanged() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let body = json!([
        { "MsgType": "TIMTextElem", "MsgContent": { "Text": "a" } },
        { "MsgType": "SomethingNew", "MsgContent": { "Deep": { "z": [1, null, 2.5], "a": true } } },
    ]);
    world.send_with(alice, "bob", "", json!({ "MsgBody": body }));
    assert_eq!(world.messages(bob)[0]["MsgBody"].to_string(), body.to_string());
    let (_, page) = world.history(bob, "alice", json!({}));
    assert_eq!(page["MsgList"][0]["MsgBody"].to_string(), body.to_string(), "also from the store");
}

#[test]
fn times_never_fall_even_when_the_clock_does() {
    let mut world = World::new();
    let alice = world.login("alice");
    world.login("bob");
    world.send(alice, "bob", "one");
    world.now_ms -= 60_000;
    let answer = world.send(alice, "bob", "two");
    assert_eq!(answer["MsgTime"], START_S);
    world.restart(3);
    world.reconnect(alice);
    world.log_in_again(alice);
    assert_eq!(world.send(alice, "bob", "three")["MsgTime"], START_S, "also over a restart");
    assert_eq!(world.history(alice, "bob", json!({})).0, ["one", "two", "three"]);
}
