//! Logging in and out, and being thrown out.

use serde_json::json;
use tim_proto::usersig::{Claims, create};

use crate::config::DEFAULT_SDKAPPID;
use crate::testkit::{Client, KEY, START_S, World};

fn code(answer: &serde_json::Value) -> i64 {
    answer["ErrorCode"].as_i64().unwrap()
}

fn hello(world: &mut World, client: Client) -> serde_json::Value {
    world.request(client, "im_open_status.wshello", json!({ "is_web_uniapp": 0 }))
}

fn log_out(world: &mut World, client: Client, by: u64) -> serde_json::Value {
    world.request(client, "im_open_status.wslogout", json!({ "wslogout_type": by }))
}

#[test]
fn a_first_login_makes_the_account_and_tells_everything_the_client_needs() {
    let mut world = World::new();
    let alice = world.connect("alice", "page");
    let answer = world.log_in(alice);
    assert_eq!(code(&answer), 0);
    assert!(answer["TinyId"].as_str().unwrap().parse::<u64>().unwrap() > 0);
    assert_eq!(answer["A2Key"].as_str().unwrap().len(), 64);
    assert!(answer["InstId"].as_u64().unwrap() > 0, "0 would mean: not logged in");
    assert_eq!(answer["HelloInterval"], 120);
    assert_eq!(answer["TimeStamp"], START_S);
    assert_eq!(answer["Expire"], 604_800);
    assert_eq!(answer["PurchaseBits"].as_str().unwrap().len(), 64);
}

#[test]
fn keys_and_tiny_ids_differ_from_login_to_login_and_user_to_user() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    assert_ne!(world.tiny_id(alice), world.tiny_id(bob));
    let first = world.a2(alice);
    assert_ne!(first, world.a2(bob));
    world.log_in(alice);
    assert_ne!(world.a2(alice), first);
    // Another process with the same key, the same time and another seed.
    world.restart(2);
    world.reconnect(alice);
    let second = world.a2(alice);
    world.log_in(alice);
    assert_ne!(world.a2(alice), second);
}

/// The order of the checks shows in which code wins when several are wrong.
#[test]
fn a_login_is_refused_with_the_code_of_the_first_check_that_fails() {
    let good = World::new().ticket("alice", 3600);
    let ticket = |sdkappid, identifier, time, expire, key: &str| {
        create(&Claims { sdkappid, identifier, time, expire, userbuf: None }, key)
    };
    let app = DEFAULT_SDKAPPID;
    let cases = [
        ("no sdkappid", json!({ "identifier": "alice", "usersig": good }), 60012),
        ("no identifier", json!({ "sdkappid": app, "usersig": good }), 70402),
        ("another app", json!({ "sdkappid": app + 1, "identifier": "alice", "usersig": "" }), 70020),
        ("no ticket", json!({ "sdkappid": app, "identifier": "alice", "usersig": "" }), 70002),
        ("garbage", json!({ "sdkappid": app, "identifier": "alice", "usersig": "garbage" }), 70003),
        (
            "a ticket for another app",
            json!({ "sdkappid": app, "identifier": "alice",
                    "usersig": ticket(app + 1, "bob", START_S, 60, "other key") }),
            70014,
        ),
        (
            "a ticket for another user",
            json!({ "sdkappid": app, "identifier": "alice",
                    "usersig": ticket(app, "bob", START_S, 60, "other key") }),
            70013,
        ),
        (
            "another key",
            json!({ "sdkappid": app, "identifier": "alice",
                    "usersig": ticket(app, "alice", START_S - 100, 60, "other key") }),
            70009,
        ),
        (
            "expired",
            json!({ "sdkappid": app, "identifier": "alice",
                    "usersig": ticket(app, "alice", START_S - 100, 60, KEY) }),
            70001,
        ),
        (
            "made in the future",
            json!({ "sdkappid": app, "identifier": "alice",
                    "usersig": ticket(app, "alice", START_S + 700, 60, KEY) }),
            70003,
        ),
        (
            "valid for too long",
            json!({ "sdkappid": app, "identifier": "alice",
                    "usersig": ticket(app, "alice", START_S, 15_552_001, KEY) }),
            70003,
        ),
        (
            "a name that nobody may have",
            json!({ "sdkappid": app, "identifier": "用户",
                    "usersig": ticket(app, "用户", START_S, 60, KEY) }),
            70402,
        ),
        (
            "a name of the system",
            json!({ "sdkappid": app, "identifier": "@TIM#SYSTEM",
                    "usersig": ticket(app, "@TIM#SYSTEM", START_S, 60, KEY) }),
            70402,
        ),
    ];
    for (what, head, expected) in cases {
        let mut world = World::new();
        let client = world.connect("alice", "page");
        let answer = world.request_with(client, "im_open_status.wslogin", json!({}), head);
        assert_eq!(code(&answer), expected, "{what}: {answer}");
    }
}

#[test]
fn settings_can_close_the_door() {
    let mut world = World::with(|config| config.app.enabled = false);
    let alice = world.connect("alice", "page");
    assert_eq!(code(&world.log_in(alice)), 60016);

    let mut world = World::with(|config| config.app.keys.clear());
    let alice = world.connect("alice", "page");
    assert_eq!(code(&world.log_in(alice)), 70016);

    let mut world = World::with(|config| config.account.auto_register = false);
    let alice = world.connect("alice", "page");
    assert_eq!(code(&world.log_in(alice)), 70107);

    let mut world = World::with(|config| config.account.max = 1);
    world.login("alice");
    world.login_at("alice", "another page");
    let bob = world.connect("bob", "page");
    assert_eq!(code(&world.log_in(bob)), 70398);
}

#[test]
fn a_second_key_verifies_while_keys_are_replaced() {
    let mut world = World::with(|config| config.app.keys.insert(0, "the new key".to_owned()));
    world.login("alice");
}

#[test]
fn guessing_is_stopped_for_a_minute_and_only_for_that_user() {
    let mut world = World::new();
    let alice = world.connect("alice", "page");
    for attempt in 0..11 {
        assert_eq!(code(&world.log_in_with(alice, "garbage")), 70003, "attempt {attempt}");
    }
    assert_eq!(code(&world.log_in_with(alice, "garbage")), 70050);
    assert_eq!(code(&world.log_in(alice)), 70050, "a good ticket does not help now");
    world.login("bob");
    world.pass(59_000);
    assert_eq!(code(&world.log_in(alice)), 70050);
    world.pass(1_000);
    world.reconnect(alice);
    assert_eq!(code(&world.log_in(alice)), 0);
}

#[test]
fn an_expired_ticket_is_no_guess() {
    let mut world = World::new();
    let alice = world.connect("alice", "page");
    let ticket = world.ticket("alice", 1);
    world.pass(2_000);
    for _ in 0..20 {
        assert_eq!(code(&world.log_in_with(alice, &ticket)), 70001);
    }
    assert_eq!(code(&world.log_in(alice)), 0);
}

#[test]
fn after_a_reconnect_the_key_alone_logs_in_and_the_instance_stays_the_same() {
    let mut world = World::new();
    let alice = world.connect("alice", "page");
    let first = world.log_in(alice);
    let dead = world.conn(alice);
    world.reconnect(alice);
    let again = world.log_in_again(alice);
    for kept in ["InstId", "TinyId", "A2Key"] {
        assert_eq!(again[kept], first[kept], "{kept}");
    }
    let bob = world.login("bob");
    world.send(bob, "alice", "hi");
    assert_eq!(world.messages(alice).len(), 1);
    assert_ne!(dead, world.conn(alice));
}

#[test]
fn the_dead_socket_of_an_instance_is_closed_when_it_logs_in_again() {
    let mut world = World::new();
    let alice = world.login("alice");
    let dead = world.connect("nobody", "unused");
    assert!(!world.is_closed(alice));
    let old_conn = world.conn(alice);
    world.reconnect(alice);
    world.log_in_again(alice);
    assert!(world.was_closed(old_conn));
    assert!(!world.is_closed(alice) && !world.is_closed(dead));
}

#[test]
fn sessions_survive_a_restart() {
    let mut world = World::new();
    let alice = world.login("alice");
    world.restart(7);
    world.reconnect(alice);
    assert_eq!(code(&world.log_in_again(alice)), 0);
    assert_eq!(code(&hello(&mut world, alice)), 0);
}

#[test]
fn the_same_page_logging_in_again_keeps_its_number_and_kicks_nobody() {
    let mut world = World::new();
    let alice = world.connect("alice", "page");
    let first = world.log_in(alice);
    let old_key = world.a2(alice);
    let second = world.log_in(alice);
    assert_eq!(first["InstId"], second["InstId"]);
    assert!(world.is_silent(alice));
    let stale = json!({ "a2": old_key, "tinyid": world.tiny_id(alice), "sdkappid": DEFAULT_SDKAPPID });
    let answer = world.request_with(alice, "im_open_status.wshello", json!({}), stale);
    assert_eq!(code(&answer), 20002, "its former key is void");
}

#[test]
fn frames_are_authenticated_one_by_one_and_before_the_login_of_their_socket() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    world.reconnect(alice);
    assert_eq!(code(&world.send(alice, "bob", "sent again before the login")), 0);
    assert_eq!(world.messages(bob).len(), 1);
    world.send(bob, "alice", "not yet");
    assert!(world.is_silent(alice), "pushes wait for the login");
    world.log_in_again(alice);
    world.send(bob, "alice", "now");
    assert_eq!(world.messages(alice).len(), 1);
}

#[test]
fn keys_that_do_not_fit_are_refused() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let stranger = world.connect("nobody", "page of nobody");
    let (a2, tiny_id) = (world.a2(alice), world.tiny_id(alice));
    let app = DEFAULT_SDKAPPID;
    let cases = [
        ("no key", json!({ "sdkappid": app }), 20002),
        ("an unknown key", json!({ "a2": "made up", "tinyid": tiny_id, "sdkappid": app }), 20002),
        ("no tiny id", json!({ "a2": a2, "sdkappid": app }), 20002),
        ("another tiny id", json!({ "a2": a2, "tinyid": world.tiny_id(bob), "sdkappid": app }), 20002),
        ("another app", json!({ "a2": a2, "tinyid": tiny_id, "sdkappid": app + 1 }), 70020),
    ];
    for (what, head, expected) in cases {
        for client in [stranger, alice] {
            let answer = world.request_with(client, "openim.authkey", json!({}), head.clone());
            assert_eq!(code(&answer), expected, "{what}: {answer}");
        }
    }
}

#[test]
fn a_session_expires_unless_the_client_shows_up() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let day_ms = 86_400_000;
    for _ in 0..20 {
        // A socket that is used; hellos renew the session.
        world.pass(30_000);
        world.now_ms += day_ms;
        assert_eq!(code(&hello(&mut world, alice)), 0);
    }
    world.reconnect(bob);
    assert_eq!(code(&world.log_in_again(bob)), 20002, "swept away");

    let mut world = World::new();
    let alice = world.login("alice");
    world.now_ms += 7 * day_ms - 1;
    assert_eq!(code(&world.request(alice, "openim.authkey", json!({}))), 0);
    world.now_ms += 1;
    assert_eq!(code(&world.request(alice, "openim.authkey", json!({}))), 70001);
    world.reconnect(alice);
    assert_eq!(code(&world.log_in_again(alice)), 70001, "not swept yet");
}

#[test]
fn a_second_page_throws_the_first_one_out() {
    let mut world = World::new();
    let old = world.login_at("alice", "old page");
    let new = world.login_at("alice", "new page");
    let notice = world.notice(old, "KickoutMsgNotify");
    assert_eq!(notice["KickType"], 1);
    assert!(world.is_silent(new));

    let told = hello(&mut world, old);
    assert_eq!(code(&told), 1002, "also when the push was lost");
    assert_eq!(told["KickType"], 1);
    assert!(told["NewInstInfo"].is_object());
    let bob = world.login("bob");
    world.send(bob, "alice", "hi");
    assert!(world.is_silent(old));
    assert_eq!(world.messages(new).len(), 1);
    assert_eq!(code(&world.send(old, "bob", "still here?")), 1002);

    assert_eq!(code(&log_out(&mut world, old, 1)), 0);
    assert_eq!(code(&hello(&mut world, old)), 1002);
    assert_eq!(code(&hello(&mut world, new)), 0);
}

#[test]
fn who_was_thrown_out_may_log_in_again() {
    let mut world = World::new();
    let old = world.login_at("alice", "old page");
    let new = world.login_at("alice", "new page");
    world.notice(old, "KickoutMsgNotify");
    assert_eq!(code(&world.log_in(old)), 0);
    assert_eq!(world.notice(new, "KickoutMsgNotify")["KickType"], 1);
    assert_eq!(code(&hello(&mut world, old)), 0);
}

#[test]
fn an_instance_that_was_away_learns_of_the_kick_when_it_comes_back() {
    let mut world = World::new();
    let asleep = world.login_at("alice", "laptop");
    world.disconnect(asleep);
    world.login_at("alice", "phone");
    world.reconnect(asleep);
    let answer = world.log_in_again(asleep);
    assert_eq!((code(&answer), answer["KickType"].as_u64()), (1002, Some(1)));
}

#[test]
fn with_room_for_two_the_third_page_throws_out_the_oldest_that_is_online() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let first = world.login_at("alice", "first");
    world.pass(1000);
    let second = world.login_at("alice", "second");
    assert!(world.is_silent(first));
    world.pass(1000);
    let third = world.login_at("alice", "third");
    world.notice(first, "KickoutMsgNotify");
    assert!(world.is_silent(second) && world.is_silent(third));

    // A page that was closed makes room before one that is open, however much younger it is.
    world.disconnect(third);
    world.pass(1000);
    let fourth = world.login_at("alice", "fourth");
    assert!(world.is_silent(second) && world.is_silent(fourth));
    world.reconnect(third);
    assert_eq!(code(&world.log_in_again(third)), 1002);
}

#[test]
fn logging_out_voids_the_key_and_always_succeeds() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    assert_eq!(code(&log_out(&mut world, alice, 0)), 0);
    world.send(bob, "alice", "anybody there?");
    assert!(world.is_silent(alice));
    assert_eq!(code(&hello(&mut world, alice)), 20002);
    assert_eq!(code(&log_out(&mut world, alice, 0)), 0, "a second time");
    let stranger = world.connect("nobody", "page");
    assert_eq!(code(&log_out(&mut world, stranger, 0)), 0, "never logged in");
    assert_eq!(code(&world.log_in(alice)), 0, "and in again on the same socket");
}

#[test]
fn nobody_is_logged_out_by_a_key_without_its_tiny_id() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let mixed = json!({
        "a2": world.a2(alice), "tinyid": world.tiny_id(bob), "sdkappid": DEFAULT_SDKAPPID,
    });
    world.request_with(bob, "im_open_status.wslogout", json!({ "wslogout_type": 0 }), mixed);
    assert_eq!(code(&hello(&mut world, alice)), 0);
    assert_eq!(code(&hello(&mut world, bob)), 0);
}

#[test]
fn a_socket_changes_hands_when_another_user_logs_in_on_it() {
    let mut world = World::new();
    let (page, carol) = (world.login("alice"), world.login("carol"));
    log_out(&mut world, page, 0);
    let ticket = world.ticket("bob", 60);
    let head = json!({ "sdkappid": DEFAULT_SDKAPPID, "identifier": "bob", "usersig": ticket });
    let answer = world.request_with(page, "im_open_status.wslogin", json!({}), head);
    assert_eq!(code(&answer), 0);
    world.send(carol, "alice", "for alice");
    assert!(world.is_silent(page));
    world.send(carol, "bob", "for bob");
    assert_eq!(world.messages(page).len(), 1);
}
