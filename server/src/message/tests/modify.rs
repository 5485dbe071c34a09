//! `openim.modify_c2c_msg`.

use serde_json::{Value, json};

use super::{changed, code, named, sent};
use crate::testkit::{Client, START_S, World};

fn text(text: &str) -> Value {
    json!([{ "MsgType": "TIMTextElem", "MsgContent": { "Text": text } }])
}

fn modify(world: &mut World, client: Client, version: u32, members: Value) -> Value {
    let base = named(world, "alice", "bob", 7, "MsgTime");
    let body = changed(&changed(&base, json!({ "MsgVersion": version })), members);
    world.request(client, "openim.modify_c2c_msg", body)
}

#[test]
fn modifying_answers_the_new_state_and_tells_everybody_else() {
    let (mut world, [alice, alice_too, bob, bob_too]) = sent(json!({ "CloudCustomData": "before" }));
    let answer = modify(&mut world, alice, 0, json!({ "MsgBody": text("new"), "CloudCustomData": "after" }));
    assert_eq!(code(&answer), 0);
    let state = json!({ "MsgVersion": 1, "MsgBody": text("new"), "CloudCustomData": "after" });
    for (key, value) in state.as_object().unwrap() {
        assert_eq!(&answer[key], value);
    }
    let expected = changed(&named(&world, "alice", "bob", 7, "MsgTime"), state);
    for client in [alice_too, bob, bob_too] {
        assert_eq!(world.push(client), json!({ "Event": 15, "C2cMsgModNotifys": [expected] }));
        assert!(world.is_silent(client));
    }
    assert!(world.is_silent(alice));
    // The peer may, too.
    assert_eq!(code(&modify(&mut world, bob, 1, json!({ "MsgBody": text("newer") }))), 0);
    for client in [alice, alice_too, bob_too] {
        assert_eq!(world.push(client)["C2cMsgModNotifys"][0]["CloudCustomData"], "after", "as it was");
    }
    let (texts, page) = world.history(alice, "bob", json!({}));
    assert_eq!(texts, ["newer"]);
    assert_eq!(page["MsgList"][0]["MsgVersion"], 2);
    let list = world.request(bob, "recentcontact.page_get", json!({}));
    assert_eq!(list["SessionItem"][0]["LastMsg"]["MsgBody"], text("newer"));
}

#[test]
fn who_changes_an_older_state_gets_the_one_there_is() {
    let (mut world, [alice, _, bob, _]) = sent(json!({}));
    modify(&mut world, alice, 0, json!({ "MsgBody": text("first") }));
    world.push(bob);
    for version in [0, 2] {
        let answer = modify(&mut world, bob, version, json!({ "MsgBody": text("second") }));
        assert_eq!(code(&answer), 20027);
        assert_eq!((&answer["MsgVersion"], &answer["MsgBody"]), (&json!(1), &text("first")));
        assert_eq!(answer["CloudCustomData"], "");
    }
    assert!(world.is_silent(alice));
    assert_eq!(world.history(bob, "alice", json!({})).0, ["first"]);
}

#[test]
fn a_bad_change_is_refused_and_changes_nothing() {
    let (mut world, [alice, _, bob, _]) = sent(json!({}));
    let carol = world.login("carol");
    for (members, expected) in [
        (json!({ "MsgSeq": 8 }), 20022),
        (json!({ "MsgTime": START_S + 1 }), 20022),
        (json!({ "From_Account": "bob", "To_Account": "alice" }), 20022),
        (json!({ "MsgVersion": null }), 20001),
        (json!({ "MsgRandom": null }), 20001),
        (json!({ "To_Account": 5 }), 20001),
        (json!({ "MsgBody": [] }), 90002),
        (json!({ "MsgBody": {} }), 90007),
        (json!({ "MsgBody": [{ "MsgType": "TIMGroupTipElem", "MsgContent": {} }] }), 90010),
        (json!({ "CloudCustomData": 5 }), 20001),
        (json!({ "CloudCustomData": "x".repeat(12_288) }), 80002),
        (json!({ "MsgBody": text(&"x".repeat(12_288)) }), 80002),
    ] {
        let answer = modify(&mut world, alice, 0, members.clone());
        assert_eq!(code(&answer), expected, "{}", members.to_string().get(..60).unwrap_or_default());
    }
    assert_eq!(code(&modify(&mut world, carol, 0, json!({ "MsgBody": text("x") }))), 90009);
    assert!(world.is_silent(bob));
    let (texts, page) = world.history(bob, "alice", json!({}));
    assert_eq!((texts, &page["MsgList"][0]["MsgVersion"]), (vec!["hi".to_owned()], &json!(0)));
    let info = named(&world, "alice", "bob", 7, "MsgTimeStamp");
    world.request(alice, "openim.msgwithdraw", json!({ "MsgInfo": info }));
    assert_eq!(code(&modify(&mut world, alice, 0, json!({ "MsgBody": text("x") }))), 20023);
}
