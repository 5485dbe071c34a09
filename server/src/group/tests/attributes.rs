//! Attributes and counters.

use serde_json::{Value, json};

use super::{ask, code, done, group, pushed};
use crate::testkit::{Client, World};

fn read(world: &mut World, client: Client) -> (Value, Value) {
    let answer = world.request(client, "group_open_attr_http_svc.get_group_attr", json!({ "GroupId": "g" }));
    (answer["AttrMainSeq"].clone(), answer["GroupAttrAry"].clone())
}

fn write(world: &mut World, client: Client, command: &str, attributes: Value) -> Value {
    ask(
        world,
        client,
        command,
        json!({ "GroupId": "g", "AttrMainSeq": 0, "AttrControl": ["RaceConflict"], "GroupAttr": attributes }),
    )
}

/// What the push of a change says.
fn told(world: &mut World, client: Client) -> Value {
    pushed(world, client, 6, "GroupTips")["MsgBody"]["MsgGroupNewInfo"]["GroupAttrOption"].clone()
}

#[test]
fn attributes_are_set_changed_deleted_and_cleared_with_numbers() {
    let mut world = World::new();
    let clients @ [alice, bob, carol] = group(&mut world, "Public", &["bob"]);
    assert_eq!(read(&mut world, bob), (json!(0), json!([])));
    let answer = write(
        &mut world,
        alice,
        "set_group_attr",
        json!([{ "key": "a", "value": "1" }, { "key": "b", "value": "2" }]),
    );
    assert_eq!(
        (&answer["AttrMainSeq"], &answer["GroupAttrAry"]),
        (&json!(1), &json!([{ "key": "a", "seq": 1 }, { "key": "b", "seq": 1 }]))
    );
    for client in [alice, bob] {
        assert_eq!(
            told(&mut world, client),
            json!({ "GroupAttrSeq": 1, "OpType": 1, "PushChangedAttrValFlag": 1,
                "GroupAttrInfo": [{ "Key": "a", "Value": "1", "SubKeySeq": 1 }, { "Key": "b", "Value": "2", "SubKeySeq": 1 }],
                "BytesChangedKeys": ["a", "b"] })
        );
    }
    let answer = write(
        &mut world,
        bob,
        "modify_group_attr",
        json!([{ "key": "a", "value": "3", "seq": 1 }, { "key": "c", "value": "4", "seq": 0 }]),
    );
    assert_eq!(answer["AttrMainSeq"], 2);
    assert_eq!(told(&mut world, alice)["OpType"], 2);
    // Whoever has not seen the newest value of a key does not overwrite it.
    assert_eq!(
        code(&write(&mut world, alice, "modify_group_attr", json!([{ "key": "a", "value": "5", "seq": 1 }]))),
        10056
    );
    assert_eq!(
        code(&write(&mut world, alice, "delete_group_attr", json!([{ "key": "a", "seq": 1 }]))),
        10056
    );
    assert_eq!(
        code(&write(&mut world, alice, "delete_group_attr", json!([{ "key": "none", "seq": 9 }]))),
        10050
    );
    assert_eq!(
        read(&mut world, bob),
        (
            json!(2),
            json!([{ "Key": "a", "Value": "3", "SubKeySeq": 2 }, { "Key": "b", "Value": "2", "SubKeySeq": 1 },
            { "Key": "c", "Value": "4", "SubKeySeq": 2 }])
        )
    );
    let answer = write(&mut world, alice, "delete_group_attr", json!([{ "key": "a", "seq": 2 }]));
    assert_eq!(answer["AttrMainSeq"], 3);
    let deleted = told(&mut world, alice);
    assert_eq!((&deleted["OpType"], &deleted["BytesChangedKeys"]), (&json!(4), &json!(["a"])));
    write(&mut world, alice, "set_group_attr", json!([{ "key": "z", "value": "" }]));
    assert_eq!(
        read(&mut world, bob).1,
        json!([{ "Key": "z", "Value": "", "SubKeySeq": 4 }]),
        "all others are gone"
    );
    done(&mut world, alice, "clear_group_attr", json!({ "GroupId": "g" }));
    assert_eq!(read(&mut world, bob), (json!(5), json!([])));
    super::quiet(&mut world, &clients);
    assert!(world.is_silent(carol));
}

#[test]
fn attributes_have_limits() {
    let mut world = World::new();
    let clients @ [alice, _, _] = group(&mut world, "Public", &["bob"]);
    let many = |count: usize, value: &str| -> Value {
        (0..count).map(|number| json!({ "key": format!("k{number}"), "value": value })).collect()
    };
    for (attributes, expected) in [
        (json!([]), 10004),
        (json!([{ "key": "", "value": "" }]), 10004),
        (json!([{ "key": "k" }]), 10004),
        (json!([{ "key": "k", "value": "" }, { "key": "k", "value": "" }]), 10004),
        (json!([{ "key": "k".repeat(33), "value": "" }]), 10045),
        (json!([{ "key": "k", "value": "v".repeat(4001) }]), 10046),
        (many(17, ""), 10047),
        (many(5, &"v".repeat(3201)), 10048),
    ] {
        for command in ["set_group_attr", "modify_group_attr"] {
            assert_eq!(code(&write(&mut world, alice, command, attributes.clone())), expected, "{command}");
        }
    }
    assert!(clients.iter().all(|client| world.is_silent(*client)));
    assert_eq!(code(&write(&mut world, alice, "set_group_attr", many(16, &"v".repeat(1000)))), 0);
    assert_eq!(
        code(&write(&mut world, alice, "modify_group_attr", json!([{ "key": "more", "value": "" }]))),
        10047
    );
    assert_eq!(read(&mut world, alice).0, 1, "what was refused left nothing");
}

#[test]
fn counters_count_and_are_told_to_all() {
    let mut world = World::new();
    let [alice, bob, carol] = group(&mut world, "Public", &["bob"]);
    let mut seq = 0;
    for (mode, key, value, expected, kind) in [
        ("Set", "likes", 5, 5, 0),
        ("Increase", "likes", 2, 7, 2),
        ("Decrease", "likes", 10, -3, 2),
        ("Increase", "hearts", 1, 1, 2),
    ] {
        seq += 1;
        let body = json!({ "GroupId": "g", "Mode": mode, "GroupCounter": [{ "Key": key, "Value": value }] });
        let answer = done(&mut world, bob, "update_group_counter", body);
        assert_eq!(answer["GroupCounter"], json!([{ "Key": key, "Value": expected }]));
        for client in [alice, bob] {
            let told = pushed(&mut world, client, 6, "GroupTips");
            assert_eq!(
                told["MsgBody"]["GroupCounterInfo"],
                json!([{ "Type": kind, "GroupCounterSeq": seq, "GroupCounter": [{ "Key": key, "Value": expected }] }])
            );
        }
    }
    let all = done(&mut world, alice, "get_group_counter", json!({ "GroupId": "g", "GroupCounterKeys": [] }));
    assert_eq!(
        (&all["GroupCounterSeq"], &all["GroupCounter"]),
        (&json!(4), &json!([{ "Key": "hearts", "Value": 1 }, { "Key": "likes", "Value": -3 }]))
    );
    let twenty: Vec<Value> =
        (0..20).map(|number| json!({ "Key": format!("k{number}"), "Value": 1 })).collect();
    for (mode, counters) in [
        ("Add", json!([{ "Key": "k", "Value": 1 }])),
        ("Set", json!([])),
        ("Set", json!([{ "Key": "k".repeat(33), "Value": 1 }])),
        ("Set", json!([{ "Key": "k", "Value": "1" }])),
        ("Set", json!(twenty)),
    ] {
        let body = json!({ "GroupId": "g", "Mode": mode, "GroupCounter": counters });
        assert_eq!(code(&ask(&mut world, alice, "update_group_counter", body)), 10004);
    }
    assert!([alice, bob, carol].iter().all(|client| world.is_silent(*client)));
}
