//! Marks, custom data and groups of conversations.

use serde_json::{Value, json};

use super::{list, page};
use crate::core::Input;
use crate::testkit::{Client, World};

fn user(name: &str) -> Value {
    json!({ "Type": 1, "To_Account": name })
}

fn ask(world: &mut World, client: Client, command: &str, body: Value) -> Value {
    world.request(client, &format!("recentcontact.{command}"), body)
}

/// Does it for each item and gives the items' codes.
fn mark(world: &mut World, client: Client, items: Value) -> Vec<i64> {
    let answer = ask(world, client, "mark_contact", json!({ "MarkItem": items }));
    assert_eq!(answer["ErrorCode"], 0, "{answer}");
    codes(&answer["ResultItem"])
}

fn codes(results: &Value) -> Vec<i64> {
    results.as_array().unwrap().iter().map(|result| result["ResultCode"].as_i64().unwrap()).collect()
}

fn create(world: &mut World, client: Client, name: &str, users: &[&str]) -> Value {
    let members: Vec<Value> = users.iter().map(|name| user(name)).collect();
    let body = json!({ "GroupContactItem": [{ "GroupName": name, "ContactItem": members }] });
    ask(world, client, "create_contact_group", body)
}

fn update(world: &mut World, client: Client, name: &str, changes: Value) -> Value {
    let mut group = json!({ "OldGroupName": name });
    group.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    ask(world, client, "update_contact_group", json!({ "UpdateType": 1, "UpdateGroup": group }))
}

fn members(world: &mut World, client: Client, name: &str, changes: &[(&str, u8)]) -> Value {
    let items: Vec<Value> = changes
        .iter()
        .map(|(name, change)| json!({ "ContactOptType": change, "ContactItem": user(name) }))
        .collect();
    update(world, client, name, json!({ "UpdateGroupType": 2, "ContactUpdateItem": items }))
}

/// Names of the groups, and of each labelled user marks, custom data and group names.
fn labels(world: &mut World, client: Client) -> Value {
    let answer =
        ask(world, client, "get_contact_group", json!({ "StartTime": world.now_s(), "StartIndex": 0 }));
    assert_eq!((&answer["CompleteFlag"], &answer["NextStartIndex"]), (&json!(1), &json!(0)));
    let groups = answer["GroupItem"].as_array().unwrap();
    let name = |id: &Value| groups.iter().find(|group| group["GroupId"] == *id).unwrap()["GroupName"].clone();
    let contacts: Vec<Value> = answer["ContactItem"]
        .as_array()
        .unwrap()
        .iter()
        .map(|contact| {
            assert_eq!(contact["Type"], 1);
            let groups: Vec<Value> = contact["ContactGroupId"].as_array().unwrap().iter().map(name).collect();
            json!([contact["To_Account"], contact["StandardMark"], contact["CustomMark"], groups])
        })
        .collect();
    let names: Vec<&Value> = groups.iter().map(|group| &group["GroupName"]).collect();
    json!([names, contacts])
}

/// Alice in two instances; Bob and Carol exist.
fn two_instances() -> (World, Client, Client) {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let (here, there) = (world.login_at("alice", "here"), world.login_at("alice", "there"));
    for name in ["bob", "carol"] {
        world.login(name);
    }
    (world, here, there)
}

/// The change that the other instance was told of.
fn told(world: &mut World, client: Client) -> Value {
    let push = world.push(client);
    assert_eq!(push["RecentContactMod"].as_array().unwrap().len(), 1);
    push["RecentContactMod"][0].clone()
}

/// Both instances were told that these are in the list now.
fn listed(world: &mut World, here: Client, there: Client, names: &[&str]) {
    for client in [here, there] {
        for name in names {
            assert_eq!(world.entry(client)["To_Account"], *name);
        }
    }
}

#[test]
fn marks_are_set_and_cleared_bit_by_bit() {
    let (mut world, here, there) = two_instances();
    let marks = |name: &str, set: &[u64], clear: &[u64]| json!({ "OptType": 1, "ContactItem": user(name), "SetMark": set, "ClearMark": clear });
    assert_eq!(
        mark(&mut world, here, json!([marks("bob", &[0, 2], &[]), marks("carol", &[63], &[])])),
        [0, 0]
    );
    let expected = json!({ "PushType": 4, "RecentContactMarkContact": { "RecentContactMarkContactItem": [
        { "RecentContactItem": { "Type": 1, "User_Account": "bob" }, "OptType": 1, "StandardMark": "101" },
        { "RecentContactItem": { "Type": 1, "User_Account": "carol" }, "OptType": 1,
          "StandardMark": format!("1{}", "0".repeat(63)) },
    ]}});
    assert_eq!(told(&mut world, there), expected);
    listed(&mut world, here, there, &["bob", "carol"]);
    assert_eq!(
        mark(&mut world, here, json!([marks("bob", &[1], &[0, 2]), marks("carol", &[63], &[5])])),
        [0, 0]
    );
    let change = told(&mut world, there)["RecentContactMarkContact"]["RecentContactMarkContactItem"].clone();
    assert_eq!((change.as_array().unwrap().len(), &change[0]["StandardMark"]), (1, &json!("10")));
    let entry = page(&mut world, here, &json!({}))["SessionItem"][0].clone();
    assert_eq!(
        (&entry["To_Account"], &entry["StandardMark"]),
        (&json!("carol"), &json!(format!("1{}", "0".repeat(63))))
    );
    assert_eq!(mark(&mut world, here, json!([marks("bob", &[], &[1])])), [0]);
    assert_eq!(labels(&mut world, here)[1].as_array().unwrap().len(), 1, "carol's alone");
    assert_eq!(
        mark(&mut world, here, json!([marks("bob", &[64], &[]), marks("nobody", &[1], &[])])),
        [50002, 50001]
    );
}

#[test]
fn custom_data_is_kept_until_set_anew() {
    let (mut world, here, there) = two_instances();
    let custom = |text: &str| json!([{ "OptType": 2, "ContactItem": user("bob"), "CustomMark": text }]);
    assert_eq!(mark(&mut world, here, custom("字")), [0]);
    let expected = json!({ "PushType": 4, "RecentContactMarkContact": { "RecentContactMarkContactItem": [
        { "RecentContactItem": { "Type": 1, "User_Account": "bob" }, "OptType": 2, "CustomMark": "字" },
    ]}});
    assert_eq!(told(&mut world, there), expected);
    listed(&mut world, here, there, &["bob"]);
    assert_eq!(mark(&mut world, here, custom("字")), [0]);
    assert!(world.is_silent(there), "nothing has changed");
    assert_eq!(page(&mut world, here, &json!({}))["SessionItem"][0]["CustomMark"], "字");
    assert_eq!(mark(&mut world, here, custom(&"x".repeat(256))), [0]);
    assert_eq!(mark(&mut world, here, custom(&"x".repeat(257))), [50002]);
    assert_eq!(mark(&mut world, here, custom("")), [0]);
    assert_eq!(labels(&mut world, here), json!([[], []]));
}

#[test]
fn groups_are_made_filled_emptied_renamed_and_removed() {
    let (mut world, here, there) = two_instances();
    let answer = create(&mut world, here, "friends", &["bob", "nobody"]);
    let group = answer["GroupResultItem"][0]["GroupItem"].clone();
    assert_eq!(group["GroupName"], "friends");
    assert_eq!(codes(&answer["GroupResultItem"][0]["ResultItem"]), [0, 50001]);
    assert_eq!(answer["GroupResultItem"][0]["ResultItem"][0]["ContactItem"], user("bob"));
    let bob = json!({ "Type": 1, "User_Account": "bob" });
    let expected = json!({ "PushType": 5, "RecentContactCreateContactGroup": { "MsgContactGroupContactItem": [
        { "MsgGroupItem": group, "MsgRecentContactItem": [bob] },
    ]}});
    assert_eq!(told(&mut world, there), expected);
    listed(&mut world, here, there, &["bob"]);
    assert_eq!(labels(&mut world, here), json!([["friends"], [["bob", "0", "", ["friends"]]]]));

    let answer = members(&mut world, here, "friends", &[("carol", 1), ("bob", 2), ("bob", 2), ("nobody", 1)]);
    assert_eq!(codes(&answer["UpdateGroupResult"]["ContactResultItem"]), [0, 0, 0, 50001]);
    let change = told(&mut world, there)["RecentContactUpdateContactGroup"].clone();
    assert_eq!((&change["UpdateType"], &change["MsgUpdateGroup"]["UpdateGroupType"]), (&json!(1), &json!(2)));
    assert_eq!(change["MsgUpdateGroup"]["OldGroupName"], "friends");
    let changes = json!([
        { "ContactOptType": 1, "RecentContactItem": { "Type": 1, "User_Account": "carol" } },
        { "ContactOptType": 2, "RecentContactItem": bob },
    ]);
    assert_eq!(change["MsgUpdateGroup"]["RecentContactUpdateGroupItem"], changes);
    listed(&mut world, here, there, &["carol"]);
    assert_eq!(labels(&mut world, here), json!([["friends"], [["carol", "0", "", ["friends"]]]]));
    members(&mut world, here, "friends", &[("carol", 1)]);
    assert!(world.is_silent(there), "she was in it");

    let answer = update(&mut world, here, "friends", json!({ "UpdateGroupType": 1, "NewGroupName": "朋友" }));
    assert_eq!(answer["UpdateGroupResult"]["GroupId"], group["GroupId"]);
    let expected = json!({ "PushType": 7, "RecentContactUpdateContactGroup": { "UpdateType": 1, "MsgUpdateGroup": {
        "UpdateGroupType": 1, "GroupId": group["GroupId"], "GroupName": "朋友", "OldGroupName": "friends",
    }}});
    assert_eq!(told(&mut world, there), expected);
    assert_eq!(labels(&mut world, here), json!([["朋友"], [["carol", "0", "", ["朋友"]]]]));
    create(&mut world, here, "work", &["carol"]);
    told(&mut world, there);
    assert_eq!(labels(&mut world, here)[1][0][3], json!(["朋友", "work"]));

    let answer = ask(&mut world, here, "del_contact_group", json!({ "GroupName": ["朋友"] }));
    let removed = json!([{ "GroupId": group["GroupId"], "GroupName": "朋友" }]);
    assert_eq!(answer["GroupItem"], removed);
    let expected = json!({ "PushType": 6, "RecentContactDelContactGroup": { "MsgGroupItem": removed } });
    assert_eq!(told(&mut world, there), expected);
    assert_eq!(labels(&mut world, here), json!([["work"], [["carol", "0", "", ["work"]]]]));
    let answer = page(&mut world, here, &json!({}));
    assert_eq!(answer["GroupItem"][0]["GroupName"], "work");
    assert_eq!(answer["SessionItem"][0]["ContactGroupId"], json!([answer["GroupItem"][0]["GroupId"]]));
    let again = create(&mut world, here, "work", &["bob"]);
    assert_eq!(
        again["GroupResultItem"][0]["GroupItem"], answer["GroupItem"][0],
        "it adds to the group that is there"
    );
}

#[test]
fn labels_outlive_the_entry_in_the_list() {
    let (mut world, here, _) = two_instances();
    create(&mut world, here, "friends", &["bob"]);
    mark(&mut world, here, json!([{ "OptType": 1, "ContactItem": user("bob"), "SetMark": [0] }]));
    assert_eq!(list(&mut world, here).1, ["bob"], "what is labelled can be seen");
    ask(&mut world, here, "batch_delete", json!({ "ContactItem": [user("bob")], "ClearRamble": 1 }));
    assert!(list(&mut world, here).1.is_empty());
    assert_eq!(labels(&mut world, here)[1], json!([["bob", "1", "", ["friends"]]]));
    world.send(here, "bob", "hi");
    let entry = page(&mut world, here, &json!({}))["SessionItem"][0].clone();
    assert_eq!((&entry["To_Account"], &entry["StandardMark"]), (&json!("bob"), &json!("1")));
}

#[test]
fn nobody_has_the_labels_of_somebody_else() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    world.login("carol");
    create(&mut world, alice, "friends", &["carol"]);
    assert_eq!(labels(&mut world, bob), json!([[], []]));
    assert_eq!(members(&mut world, bob, "friends", &[("carol", 2)])["ErrorCode"], 51009);
    create(&mut world, bob, "friends", &["alice"]);
    ask(&mut world, bob, "del_contact_group", json!({ "GroupName": ["friends"] }));
    assert_eq!(labels(&mut world, alice), json!([["friends"], [["carol", "0", "", ["friends"]]]]));
}

#[test]
fn a_thousand_can_be_labelled_and_are_paged() {
    let mut world = World::new();
    let alice = world.login("alice");
    let names: Vec<String> = (0..1001).map(|number| format!("user{number:04}")).collect();
    for user_id in &names {
        world.run(vec![Input::Register { user_id: user_id.clone() }]);
    }
    for hundred in names[..1000].chunks(100) {
        let items: Vec<Value> = hundred
            .iter()
            .map(|name| json!({ "OptType": 1, "ContactItem": user(name), "SetMark": [0] }))
            .collect();
        assert_eq!(mark(&mut world, alice, items.into()), [0; 100]);
    }
    let one_more = create(&mut world, alice, "group", &["user1000", "user0000"]);
    assert_eq!(codes(&one_more["GroupResultItem"][0]["ResultItem"]), [51008, 0]);
    let (mut found, mut next) = (Vec::new(), json!(0));
    loop {
        let answer = ask(&mut world, alice, "get_contact_group", json!({ "StartIndex": next }));
        let contacts = answer["ContactItem"].as_array().unwrap();
        assert!(contacts.len() <= 100);
        found.extend(contacts.iter().map(|contact| contact["To_Account"].as_str().unwrap().to_owned()));
        next = answer["NextStartIndex"].clone();
        if answer["CompleteFlag"] == 1 {
            break;
        }
    }
    assert_eq!((found, next), (names[..1000].to_vec(), json!(0)));
}

#[test]
fn what_is_malformed_or_too_much_is_refused() {
    let mut world = World::new();
    let alice = world.login("alice");
    let bob = user("bob");
    let long = "字".repeat(11);
    let cases = [
        ("mark_contact", json!({}), 50002),
        ("mark_contact", json!({ "MarkItem": vec![json!({}); 101] }), 51006),
        ("mark_contact", json!({ "MarkItem": [{}], "From_Account": "bob" }), 50003),
        ("create_contact_group", json!({ "GroupContactItem": [{ "ContactItem": [bob] }] }), 50002),
        (
            "create_contact_group",
            json!({ "GroupContactItem": [{ "GroupName": "", "ContactItem": [bob] }] }),
            50002,
        ),
        ("create_contact_group", json!({ "GroupContactItem": [{ "GroupName": "g" }] }), 50002),
        (
            "create_contact_group",
            json!({ "GroupContactItem": [{ "GroupName": long, "ContactItem": [bob] }] }),
            51011,
        ),
        ("create_contact_group", json!({ "GroupContactItem": [{}], "From_Account": "bob" }), 50003),
        ("del_contact_group", json!({ "GroupName": ["missing"] }), 51009),
        ("del_contact_group", json!({ "GroupName": [1] }), 50002),
        ("del_contact_group", json!({ "GroupName": ["g"], "From_Account": "bob" }), 50003),
        ("update_contact_group", json!({ "UpdateType": 2, "UpdateGroup": { "OldGroupName": "g" } }), 50002),
        ("update_contact_group", json!({ "UpdateType": 1, "UpdateGroup": {} }), 50002),
        ("update_contact_group", json!({ "UpdateType": 1, "UpdateGroup": { "OldGroupName": "g" } }), 51009),
        ("update_contact_group", json!({ "UpdateType": 1, "From_Account": "bob" }), 50003),
    ];
    for (command, body, code) in cases {
        let answer = ask(&mut world, alice, command, body.clone());
        assert_eq!(answer["ErrorCode"], code, "{command} {body}");
    }
    for number in 0..20 {
        assert_eq!(create(&mut world, alice, &format!("group {number}"), &["alice"])["ErrorCode"], 0);
    }
    assert_eq!(create(&mut world, alice, "group 20", &["alice"])["ErrorCode"], 51010);
    let rename = |to: Value| json!({ "UpdateGroupType": 1, "NewGroupName": to });
    for (change, code) in [
        (rename(json!("group 1")), 51007),
        (rename(json!("x".repeat(33))), 51011),
        (rename(Value::Null), 50002),
        (rename(json!("group 0")), 0),
        (json!({ "UpdateGroupType": 3 }), 50002),
        (json!({ "UpdateGroupType": 2, "ContactUpdateItem": [{ "ContactOptType": 3 }] }), 50002),
    ] {
        assert_eq!(update(&mut world, alice, "group 0", change.clone())["ErrorCode"], code, "{change}");
    }
}

#[test]
fn items_of_a_marking_request_fail_alone() {
    let mut world = World::new();
    let alice = world.login("alice");
    let items = json!([
        { "OptType": 3, "ContactItem": user("alice") },
        { "OptType": 1 },
        { "OptType": 1, "ContactItem": { "Type": 2, "ToGroupId": "g" }, "SetMark": [0] },
        { "OptType": 1, "ContactItem": user("alice"), "SetMark": ["0"] },
        { "OptType": 2, "ContactItem": user("alice") },
        { "OptType": 1, "ContactItem": user("alice"), "SetMark": [0] },
    ]);
    assert_eq!(mark(&mut world, alice, items), [50002, 50002, 51007, 50002, 50002, 0]);
}
