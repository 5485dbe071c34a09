//! Who is online, what they say of themselves, and who is told.

use serde_json::{Value, json};

use crate::core::Input;
use crate::store::Transactions;
use crate::testkit::{Client, World};

const ONLINE: u8 = 1;
const OFFLINE: u8 = 2;
const NOT_LOGGED_IN: u8 = 3;

fn ask(world: &mut World, client: Client, command: &str, body: Value) -> Value {
    let answer = world.request(client, &format!("im_open_status.{command}"), body);
    assert_eq!(answer["ErrorCode"], 0, "{answer}");
    answer
}

fn get(world: &mut World, client: Client, user: &str) -> (u8, String) {
    let answer = ask(world, client, "ws_get_user_status", json!({ "To_Account": [user] }));
    assert_eq!(answer["ErrorList"], json!([]));
    let item = &answer["UserStatusList"][0];
    assert_eq!(item["To_Account"], user);
    (item["Status"].as_u64().unwrap().try_into().unwrap(), item["CustomStatus"].as_str().unwrap().to_owned())
}

fn say(world: &mut World, client: Client, text: &str) {
    ask(world, client, "ws_set_custom_status", json!({ "CustomStatus": text }));
}

fn subscribe(world: &mut World, client: Client, user: &str) {
    let answer = ask(world, client, "ws_status_subscribe", json!({ "To_Account": [user] }));
    assert_eq!(answer["ErrorList"], json!([]));
}

fn log_out(world: &mut World, client: Client) {
    ask(world, client, "wslogout", json!({ "wslogout_type": 0 }));
}

fn told(user: &str, status: u8, custom: &str) -> Value {
    json!({ "Event": 18, "UserStatusList": [{ "To_Account": user, "Status": status, "CustomStatus": custom }] })
}

#[test]
fn a_user_is_online_offline_or_not_logged_in() {
    let mut world = World::new();
    let alice = world.login("alice");
    world.run(vec![Input::Register { user_id: "bob".to_owned() }]);
    assert_eq!(get(&mut world, alice, "bob").0, NOT_LOGGED_IN);
    let bob = world.login("bob");
    assert_eq!(get(&mut world, alice, "bob").0, ONLINE);
    world.disconnect(bob);
    assert_eq!(get(&mut world, alice, "bob").0, OFFLINE);
    world.reconnect(bob);
    assert_eq!(get(&mut world, alice, "bob").0, OFFLINE, "a socket is no login");
    world.log_in_again(bob);
    assert_eq!(get(&mut world, alice, "bob").0, ONLINE);
    log_out(&mut world, bob);
    assert_eq!(get(&mut world, alice, "bob").0, NOT_LOGGED_IN);
    assert_eq!(get(&mut world, alice, "alice").0, ONLINE);
}

#[test]
fn a_user_is_online_as_long_as_one_instance_is() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let alice = world.login("alice");
    let (here, there) = (world.login_at("bob", "here"), world.login_at("bob", "there"));
    say(&mut world, here, "busy");
    subscribe(&mut world, alice, "bob");
    log_out(&mut world, here);
    assert_eq!(get(&mut world, alice, "bob"), (ONLINE, "YnVzeQ==".to_owned()));
    assert!(world.is_silent(alice), "nothing has changed");
    log_out(&mut world, there);
    assert_eq!(world.push(alice), told("bob", NOT_LOGGED_IN, ""));
}

#[test]
fn what_a_user_says_survives_reconnects_and_restarts_and_ends_with_the_logout() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    say(&mut world, bob, "ständig müde");
    let encoded = "c3TDpG5kaWcgbcO8ZGU=";
    assert_eq!(get(&mut world, alice, "bob").1, encoded);
    world.restart(2);
    for client in [alice, bob] {
        world.reconnect(client);
        world.log_in_again(client);
    }
    assert_eq!(get(&mut world, alice, "bob"), (ONLINE, encoded.to_owned()));
    assert_eq!(world.log_in(bob)["CustomStatus"], encoded);
    log_out(&mut world, bob);
    assert_eq!(world.log_in(bob)["CustomStatus"], "");
    assert_eq!(get(&mut world, alice, "bob"), (ONLINE, String::new()));
    let long = json!({ "CustomStatus": "x".repeat(501) });
    for body in [json!({}), json!({ "CustomStatus": 1 }), long] {
        assert_eq!(world.request(bob, "im_open_status.ws_set_custom_status", body)["ErrorCode"], 70402);
    }
}

#[test]
fn subscribers_are_told_of_every_change_and_nobody_else() {
    let mut world = World::new();
    let (alice, bob, carol) = (world.login("alice"), world.login("bob"), world.login("carol"));
    subscribe(&mut world, alice, "bob");
    subscribe(&mut world, alice, "bob");
    say(&mut world, bob, "a");
    assert_eq!(world.push(alice), told("bob", ONLINE, "YQ=="));
    say(&mut world, bob, "a");
    world.disconnect(bob);
    assert_eq!(world.push(alice), told("bob", OFFLINE, "YQ=="));
    world.reconnect(bob);
    world.log_in_again(bob);
    assert_eq!(world.push(alice), told("bob", ONLINE, "YQ=="));
    world.reconnect(bob);
    world.log_in_again(bob);
    log_out(&mut world, bob);
    assert_eq!(world.push(alice), told("bob", NOT_LOGGED_IN, ""));
    world.log_in(bob);
    assert_eq!(world.push(alice), told("bob", ONLINE, ""));
    assert!([alice, bob, carol].iter().all(|client| world.is_silent(*client)));
}

#[test]
fn an_idle_user_goes_offline() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    subscribe(&mut world, alice, "bob");
    world.now_ms += 50_000;
    ask(&mut world, alice, "wshello", json!({}));
    world.pass(20_000);
    assert!(world.is_closed(bob));
    assert_eq!(world.push(alice), told("bob", OFFLINE, ""));
}

#[test]
fn other_instances_of_oneself_learn_what_one_says() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let (here, there) = (world.login_at("alice", "here"), world.login_at("alice", "there"));
    subscribe(&mut world, there, "alice");
    say(&mut world, here, "a");
    assert_eq!(world.push(there), told("alice", ONLINE, "YQ=="));
    assert!(world.is_silent(here) && world.is_silent(there), "once");
}

#[test]
fn subscriptions_end_when_asked_and_with_the_session() {
    let mut world = World::new();
    let (alice, bob, carol) = (world.login("alice"), world.login("bob"), world.login("carol"));
    let everybody = ["bob", "carol"];
    let changes = |world: &mut World| {
        say(world, bob, &format!("b{}", world.now_ms));
        say(world, carol, &format!("c{}", world.now_ms));
        world.now_ms += 1;
        let mut users = Vec::new();
        while !world.is_silent(alice) {
            users.push(world.push(alice)["UserStatusList"][0]["To_Account"].as_str().unwrap().to_owned());
        }
        users
    };
    let subscribe_all = |world: &mut World| {
        for user in everybody {
            subscribe(world, alice, user);
        }
    };
    subscribe_all(&mut world);
    assert_eq!(changes(&mut world), everybody);
    ask(&mut world, alice, "ws_status_unsubscribe", json!({ "To_Account": ["bob"] }));
    assert_eq!(changes(&mut world), ["carol"]);
    ask(&mut world, alice, "ws_status_unsubscribe", json!({ "UnsubscribeAll": 1 }));
    assert!(changes(&mut world).is_empty());
    subscribe_all(&mut world);
    world.reconnect(alice);
    world.log_in_again(alice);
    assert_eq!(changes(&mut world), everybody, "they survive a reconnect");
    world.log_in(alice);
    assert!(changes(&mut world).is_empty(), "a new login starts without any");
    subscribe_all(&mut world);
    log_out(&mut world, alice);
    world.log_in(alice);
    assert!(changes(&mut world).is_empty());
}

#[test]
fn unknown_users_are_named_and_lists_have_a_limit() {
    let mut world = World::new();
    let alice = world.login("alice");
    let error =
        json!([{ "Invalid_Account": "nobody", "ErrorCode": 70107, "ErrorInfo": "there is no such user" }]);
    for (command, max) in
        [("ws_get_user_status", 500), ("ws_status_subscribe", 100), ("ws_status_unsubscribe", 100)]
    {
        let answer = ask(&mut world, alice, command, json!({ "To_Account": ["nobody", "alice"] }));
        assert_eq!(answer["ErrorList"], error);
        ask(&mut world, alice, command, json!({ "To_Account": vec!["alice"; max] }));
        let too_many = json!(vec!["alice"; max + 1]);
        for users in [too_many, json!([]), json!("alice"), json!([1]), Value::Null] {
            let body = json!({ "To_Account": users });
            let answer = world.request(alice, &format!("im_open_status.{command}"), body);
            assert_eq!(answer["ErrorCode"], 70402, "{command}");
        }
    }
}

#[test]
fn what_a_lost_batch_did_not_tell_the_next_one_tells() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    subscribe(&mut world, alice, "bob");
    world.store.begin().unwrap();
    let closed = vec![Input::Closed { conn: world.conn(bob) }];
    world.core.run(closed, world.now_ms, &mut world.store).unwrap();
    world.store.rollback().unwrap();
    world.core.abandon();
    world.run(vec![Input::Tick]);
    assert_eq!(world.push(alice), told("bob", OFFLINE, ""));
    world.run(vec![Input::Tick]);
    assert!(world.is_silent(alice));
}
