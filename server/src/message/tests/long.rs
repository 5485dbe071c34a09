//! Long messages.

use serde_json::{Value, json};

use super::code;
use crate::testkit::{Client, World};

const DAY_MS: u64 = 86_400_000;

fn item(from: &str, element: Value) -> Value {
    json!({ "From_Account": from, "MsgTimeStamp": 1, "MsgSeq": 2, "MsgRandom": 3, "MsgClientTime": 4,
        "MsgBody": [element] })
}

fn save(world: &mut World, client: Client, items: Value) -> Value {
    world.request(client, "im_long_msg.save_relay_json_msg", json!({ "MsgList": items }))
}

fn fetch(world: &mut World, client: Client, key: &Value) -> Value {
    world.request(client, "im_long_msg.get_relay_json_msg", json!({ "JsonMsgKey": key }))
}

#[test]
fn whoever_has_the_key_gets_the_list_with_ids_and_media_in_order() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let text = json!({ "MsgType": "TIMTextElem", "MsgContent": { "Text": "x".repeat(50_000) } });
    let sound = json!({ "MsgType": "TIMSoundElem", "MsgContent": { "Url": "http://h/s", "Second": null } });
    let answer = save(&mut world, alice, json!([item("alice", text.clone()), item("gone", sound)]));
    assert_eq!(code(&answer), 0);
    let key = &answer["JsonMsgKey"];
    assert!(key.as_str().unwrap().len() >= 32, "nobody guesses it");
    assert_ne!(&save(&mut world, alice, json!([item("alice", text.clone())]))["JsonMsgKey"], key);
    let list = fetch(&mut world, bob, key)["MsgList"].clone();
    assert_eq!(list[0]["TinyId"], world.tiny_id(alice));
    assert_eq!(list[0]["MsgBody"][0], text);
    assert!(list[1].get("TinyId").is_none(), "an author who is not here");
    assert_eq!(
        list[1]["MsgBody"][0]["MsgContent"],
        json!({ "Url": "http://h/s", "Second": 0, "Download_Flag": 2 })
    );
}

#[test]
fn what_is_no_list_is_refused() {
    let mut world = World::with(|config| config.filter.words = vec!["bad".to_owned()]);
    let alice = world.login("alice");
    let file = json!({ "MsgType": "TIMFileElem", "MsgContent": { "Url": "blob:x" } });
    let text = json!({ "MsgType": "TIMTextElem", "MsgContent": { "Text": "bad" } });
    for (items, expected) in [
        (json!([]), 20001),
        (json!("x"), 20001),
        (json!([1]), 20001),
        (json!([item("alice", file)]), 90010),
        (json!([item("alice", text)]), 80001),
    ] {
        assert_eq!(code(&save(&mut world, alice, items)), expected);
    }
    for (key, expected) in [(json!("unknown"), 20022), (json!(""), 20022), (json!(7), 20001)] {
        assert_eq!(code(&fetch(&mut world, alice, &key)), expected, "{key}");
    }
}

#[test]
fn a_list_lasts_as_long_as_the_last_message_with_its_key() {
    let mut world = World::new();
    let mut alice = world.login("alice");
    let text = json!({ "MsgType": "TIMTextElem", "MsgContent": { "Text": "x" } });
    let sent = save(&mut world, alice, json!([item("alice", text.clone())]))["JsonMsgKey"].clone();
    let unsent = save(&mut world, alice, json!([item("alice", text)]))["JsonMsgKey"].clone();
    world.now_ms += 5 * DAY_MS;
    let merged = json!([{ "MsgType": "TIMRelayElem", "MsgContent": { "JsonMsgKey": sent, "Title": "t" } }]);
    assert_eq!(code(&world.send_with(alice, "alice", "", json!({ "MsgBody": merged }))), 0);
    for (days, keys) in [(3, [0, 20022]), (5, [20022, 20022])] {
        world.pass(days * DAY_MS);
        alice = world.login("alice");
        let found = [code(&fetch(&mut world, alice, &sent)), code(&fetch(&mut world, alice, &unsent))];
        assert_eq!(found, keys, "{days} days later");
    }
}
