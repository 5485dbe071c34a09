//! The blacklist.

use serde_json::{Value, json};

use crate::testkit::{Client, START_S, World};

/// Adds (or deletes) and gives the items' codes.
fn change(world: &mut World, client: Client, command: &str, users: &[&str]) -> (Vec<i64>, Value) {
    let answer = world.request(client, command, json!({ "To_Account": users }));
    assert_eq!(answer["ErrorCode"], 0, "{answer}");
    let items = answer["ResultItem"].as_array().unwrap();
    let named: Vec<&str> = items.iter().map(|item| item["To_Account"].as_str().unwrap()).collect();
    assert_eq!(named, users);
    assert!(items.iter().all(|item| (item["ResultCode"] == 0) == (item["ResultInfo"] == "")));
    (items.iter().map(|item| item["ResultCode"].as_i64().unwrap()).collect(), answer)
}

fn add(world: &mut World, client: Client, users: &[&str]) -> Vec<i64> {
    change(world, client, "sns.black_list_add", users).0
}

fn delete(world: &mut World, client: Client, users: &[&str]) -> Vec<i64> {
    change(world, client, "sns.black_list_delete", users).0
}

fn get(world: &mut World, client: Client, start: u64) -> Value {
    let answer = world.request(
        client,
        "sns.black_list_get",
        json!({ "From_Account": "alice", "StartIndex": start, "MaxLimited": 100, "LastSequence": 0 }),
    );
    assert_eq!((&answer["ErrorCode"], &answer["StartIndex"]), (&json!(0), &json!(0)));
    answer
}

fn names(world: &mut World, client: Client, start: u64) -> Vec<String> {
    let answer = get(world, client, start);
    let items = answer["BlackListItem"].as_array().unwrap();
    items.iter().map(|item| item["To_Account"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn who_is_added_is_on_the_list_until_deleted_and_survives_a_login() {
    let mut world = World::new();
    let alice = world.login("alice");
    for user in ["bob", "carol", "dora"] {
        world.login(user);
    }
    assert_eq!(get(&mut world, alice, 0)["CurruentSequence"], 0);
    assert_eq!(add(&mut world, alice, &["dora", "bob"]), [0, 0]);
    world.now_ms += 1000;
    assert_eq!(add(&mut world, alice, &["carol"]), [0]);
    let list = get(&mut world, alice, 0);
    let expected = json!([
        { "To_Account": "bob", "AddBlackTimeStamp": START_S },
        { "To_Account": "dora", "AddBlackTimeStamp": START_S },
        { "To_Account": "carol", "AddBlackTimeStamp": START_S + 1 },
    ]);
    assert_eq!((&list["BlackListItem"], &list["CurruentSequence"]), (&expected, &json!(2)));
    assert_eq!(names(&mut world, alice, 2), ["carol"]);
    assert_eq!(delete(&mut world, alice, &["bob", "carol"]), [0, 0]);
    let alice = world.login("alice");
    assert_eq!(names(&mut world, alice, 0), ["dora"]);
}

#[test]
fn every_user_of_a_request_succeeds_or_fails_alone() {
    let mut world = World::new();
    let alice = world.login("alice");
    world.login("bob");
    world.login("carol");
    add(&mut world, alice, &["bob"]);
    let users = ["bob", "nobody", "alice", "carol", "carol"];
    let (codes, answer) = change(&mut world, alice, "sns.black_list_add", &users);
    assert_eq!(codes, [30001, 30003, 30001, 0, 30001]);
    assert_eq!(answer["Fail_Account"], json!(["bob", "nobody", "alice", "carol"]));
    assert_eq!(delete(&mut world, alice, &["alice", "bob", "bob", "nobody"]), [30001, 0, 30001, 30003]);
    assert_eq!(names(&mut world, alice, 0), ["carol"]);
}

#[test]
fn what_has_changed_is_pushed_to_all_own_instances_and_to_the_acting_one_before_its_answer() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let (here, there) = (world.login_at("alice", "here"), world.login_at("alice", "there"));
    let bob = world.login("bob");
    let seq = world.ask(here, "sns.black_list_add", json!({ "To_Account": ["nobody", "bob"] }));
    let added = json!({ "Event": 7, "FriendListMod": [{ "PushType": 5, "BlackListAdd_Account": ["bob"] }] });
    // Taken in the order of arrival: this would fail if the answer stood before it.
    assert_eq!(world.push(here), added);
    world.take_answer(here, "sns.black_list_add", seq);
    assert_eq!(world.push(there), added);
    assert!(world.is_silent(bob), "he need not know");
    delete(&mut world, there, &["bob"]);
    let deleted =
        json!({ "Event": 7, "FriendListMod": [{ "PushType": 6, "BlackListDel_Account": ["bob"] }] });
    for client in [here, there] {
        assert_eq!(world.push(client), deleted);
    }
    delete(&mut world, there, &["bob"]);
    assert!(world.is_silent(here) && world.is_silent(there), "nothing has changed");
}

#[test]
fn a_blocked_user_cannot_write_but_be_written_to() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let copy = json!({ "MsgSeq": 1, "MsgRandom": 1 });
    world.send_with(bob, "alice", "before", copy.clone());
    world.messages(alice);
    add(&mut world, alice, &["bob"]);
    world.push(alice);
    assert_eq!(world.send(bob, "alice", "stored")["ErrorCode"], 20007);
    let online = json!({ "MsgSeq": 2, "MsgRandom": 2, "MsgLifeTime": 0 });
    assert_eq!(world.send_with(bob, "alice", "online", online.clone())["ErrorCode"], 20007);
    assert!(world.is_silent(alice));
    assert_eq!(
        world.send_with(bob, "alice", "before", copy)["ErrorCode"],
        0,
        "a copy of what was sent before"
    );
    assert_eq!(world.unread(alice)["bob"], 1);
    assert_eq!(world.history(bob, "alice", json!({})).0, ["before"], "what was refused is not stored");
    assert_eq!(world.send(alice, "bob", "from the other side")["ErrorCode"], 0);
    assert_eq!(world.messages(bob).len(), 1);
    delete(&mut world, alice, &["bob"]);
    world.push(alice);
    assert_eq!(world.send_with(bob, "alice", "online", online)["ErrorCode"], 0);
    assert_eq!(world.send(bob, "alice", "after")["ErrorCode"], 0);
    assert_eq!(world.messages(alice).len(), 2);
}

#[test]
fn a_list_ends_at_a_thousand() {
    let mut world = World::new();
    let alice = world.login("alice");
    let users: Vec<String> = (0..1001).map(|number| format!("user{number:04}")).collect();
    for user in &users {
        world.run(vec![crate::core::Input::Register { user_id: user.clone() }]);
    }
    let users: Vec<&str> = users.iter().map(String::as_str).collect();
    assert_eq!(add(&mut world, alice, &users[..999]), [0; 999]);
    assert_eq!(add(&mut world, alice, &users[999..]), [0, 30013]);
    assert_eq!(names(&mut world, alice, 0), users[..1000]);
    delete(&mut world, alice, &users[..1]);
    assert_eq!(add(&mut world, alice, &users[1000..]), [0]);
}

#[test]
fn requests_without_a_list_of_users_and_for_somebody_else_are_refused() {
    let mut world = World::new();
    let alice = world.login("alice");
    world.login("bob");
    for command in ["sns.black_list_add", "sns.black_list_delete"] {
        let cases = [
            (json!({}), 30001),
            (json!({ "To_Account": [] }), 30001),
            (json!({ "To_Account": "bob" }), 30001),
            (json!({ "To_Account": ["bob", 1] }), 30001),
            (json!({ "To_Account": vec!["bob"; 1001] }), 30001),
            (json!({ "To_Account": ["bob"], "From_Account": "bob" }), 30004),
        ];
        for (body, code) in cases {
            assert_eq!(world.request(alice, command, body.clone())["ErrorCode"], code, "{command} {body}");
        }
    }
    assert_eq!(
        world.request(alice, "sns.black_list_get", json!({ "From_Account": "bob" }))["ErrorCode"],
        30004
    );
    assert!(names(&mut world, alice, 0).is_empty());
}
