//! The machine itself: frames, authentication rules of the table, idle sockets, batches that fail. What commands do is
//! tested in their areas.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Core, Input, Output};
use crate::config::{Config, DEFAULT_SDKAPPID};
use crate::store::Transactions;
use crate::store::sqlite::SqliteStore;
use crate::testkit::{KEY, World};

#[test]
fn signs_of_life_and_statistics_are_taken_from_anybody() {
    let mut world = World::new();
    let stranger = world.connect("nobody", "page");
    for command in ["heartbeat.alive", "imopenstat.tim_web_report_v2"] {
        let stale = json!({ "a2": "stale", "tinyid": "1", "sdkappid": 1 });
        let answer = world.request_with(stranger, command, json!({}), stale);
        assert_eq!(answer, json!({ "ActionStatus": "OK", "ErrorCode": 0, "ErrorInfo": "" }));
    }
}

#[test]
fn everything_else_needs_a_login() {
    let mut world = World::new();
    let stranger = world.connect("nobody", "page");
    for row in super::table::names() {
        let open =
            ["wslogin", "wslogout", "alive", "imopenstat", "_noauth_"].iter().any(|open| row.contains(open));
        // For uploads 20002 would mean that the session has ended.
        let code = if row.contains("_cos_") { 70402 } else { 20002 };
        if !open {
            assert_eq!(world.request(stranger, row, json!({}))["ErrorCode"], code, "{row}");
        }
    }
}

#[test]
fn an_idle_client_gets_its_lists_and_they_are_empty() {
    let mut world = World::new();
    let alice = world.login("alice");
    let cases = [
        ("sns.black_list_get", json!({ "BlackListItem": [], "StartIndex": 0, "CurruentSequence": 0 })),
        ("sns.friend_get", json!({ "UserDataItem": [], "FriendNum": 0, "CompleteFlag": 1 })),
        ("sns.group_get", json!({ "ResultItem": [] })),
        ("sns.pendency_get", json!({ "PendencyItem": [], "UnreadPendencyCount": 0, "StartTime": 0 })),
        ("recentcontact.get_contact_group", json!({ "CompleteFlag": 1, "GroupItem": [], "ContactItem": [] })),
        ("openim.get_c2c_peer_mute_notifications", json!({ "MuteNotificationsList": [] })),
        ("group_open_http_svc.get_joined_group_list", json!({ "TotalCount": 0, "GroupIdList": [] })),
        ("million_group_open_http_svc.get_joined_group_list", json!({ "TotalCount": 0, "GroupIdList": [] })),
        ("openim.authkey", json!({})),
        ("openim.ws_msg_push_ack", json!({})),
        (
            "im_sdk_config_mgr.fetch_config",
            json!({ "int32_error_code": 0, "str_json_config": "{}", "uint32_expired_time": 3600,
                    "uint64_version": 1 }),
        ),
        (
            "im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2",
            json!({ "int32_error_code": 0, "str_purchase_bits": "1".repeat(64), "uint32_expired_time": 3600 }),
        ),
    ];
    for (command, members) in cases {
        let answer = world.request(alice, command, json!({}));
        assert_eq!(answer["ErrorCode"], 0, "{command}");
        for (key, value) in members.as_object().unwrap() {
            assert_eq!(&answer[key], value, "{key} of {command}");
        }
    }
    for command in ["sns.black_list_get", "sns.friend_get", "sns.group_get", "sns.pendency_get"] {
        let answer = world.request(alice, command, json!({ "From_Account": "bob" }));
        assert_eq!(answer["ErrorCode"], 30004, "{command} of somebody else");
    }
}

#[test]
fn the_operators_configuration_reaches_clients_under_its_own_version() {
    let version = |text: &str| {
        let text = text.to_owned();
        let mut world = World::with(|config| config.cloud.config = text.clone());
        let alice = world.login("alice");
        let answer = world.request(alice, "im_sdk_config_mgr.fetch_config", json!({}));
        assert_eq!(answer["str_json_config"], text);
        answer["uint64_version"].as_u64().unwrap()
    };
    let one = version("{\"a\":\"1\"}");
    assert!(one > 1);
    assert_ne!(one, version("{\"a\":\"2\"}"));
    assert_eq!(one, version("{\"a\":\"1\"}"));
}

#[test]
fn commands_that_are_not_built_say_so_and_are_counted() {
    let mut world = World::new();
    let alice = world.login("alice");
    for command in ["sns.friend_add", "sns.friend_add", "sns.group_add"] {
        let answer = world.request(alice, command, json!({}));
        assert_eq!(answer["ErrorCode"], 60009);
        assert!(answer["ErrorInfo"].as_str().unwrap().contains(command), "{answer}");
    }
    let tally = world.core.take_tally();
    assert_eq!(tally.unknown_commands["sns.friend_add"], 2);
    assert_eq!(tally.unknown_commands["sns.group_add"], 1);
    assert_eq!(tally.commands[&("im_open_status.wslogin", 0)], 1);
    assert_eq!(tally.logins, 1);
}

#[test]
fn made_up_commands_share_one_name() {
    let mut world = World::new();
    let stranger = world.connect("nobody", "page");
    for number in 0..300 {
        world.request(stranger, &format!("made.up{number}"), json!({}));
    }
    world.request(stranger, "\"quoted\"\n", json!({}));
    world.request(stranger, &"long".repeat(100), json!({}));
    let unknown = world.core.take_tally().unknown_commands;
    assert_eq!(unknown.len(), 101);
    assert_eq!(unknown["other"], 202);
}

#[test]
fn what_is_no_frame_is_dropped_and_counted() {
    let mut world = World::new();
    let alice = world.login("alice");
    let conn = world.conn(alice);
    let large = format!(
        "{{\"head\":{{\"servcmd\":\"heartbeat.alive\",\"seq\":1}},\"body\":{{\"x\":\"{}\"}}}}",
        "x".repeat(1 << 20)
    );
    let frames: [&[u8]; 7] = [
        b"",
        b"hello",
        b"\xff\xfe",
        b"[]",
        b"{\"head\":{\"seq\":1},\"body\":{}}",
        b"{\"head\":{\"servcmd\":\"heartbeat.alive\"},\"body\":{}}",
        large.as_bytes(),
    ];
    for bytes in frames {
        world.run(vec![Input::Frame { conn, bytes: bytes.to_vec() }]);
    }
    assert!(world.is_silent(alice));
    assert_eq!(world.core.take_tally().bad_frames, 7);
    assert_eq!(world.request(alice, "heartbeat.alive", json!({}))["ErrorCode"], 0, "it goes on");
}

#[test]
fn a_socket_that_is_silent_for_a_minute_is_dropped() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    world.pass(40_000);
    world.request(alice, "heartbeat.alive", json!({}));
    world.pass(20_000);
    assert!(!world.is_closed(bob), "exactly a minute");
    world.pass(1_000);
    assert!(world.is_closed(bob));
    assert!(!world.is_closed(alice));
    assert_eq!(world.core.take_tally().idle_closed, 1);
    assert_eq!(world.core.connection_counts(), (1, 1));
    world.send(alice, "bob", "gone?");
    assert!(world.is_silent(bob));
}

#[test]
fn a_page_in_the_background_that_only_answers_pings_stays() {
    let mut world = World::new();
    let alice = world.login("alice");
    for _ in 0..5 {
        world.pass(50_000);
        let conn = world.conn(alice);
        world.run(vec![Input::Alive { conn }]);
    }
    assert!(!world.is_closed(alice));
}

#[test]
fn frames_of_a_socket_that_is_gone_are_dropped() {
    let mut world = World::new();
    let alice = world.login("alice");
    let (late, _) = world.frame(alice, "heartbeat.alive", json!({}), json!({}));
    world.disconnect(alice);
    world.run(vec![late]);
    assert!(world.is_silent(alice));
}

#[test]
fn a_client_without_an_instance_id_is_an_instance_of_its_own() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let long = "x".repeat(65);
    for strange in ["", &long] {
        let (one, two) = (world.login_at("alice", strange), world.login_at("alice", strange));
        let bob = world.login("bob");
        world.send(bob, "alice", "hi");
        for client in [one, two] {
            while !world.is_silent(client) {
                let push = world.push(client);
                assert!(push.get("C2cMsgArray").is_some() || push.get("C2cNotifyMsgArray").is_some());
            }
        }
        assert!(!world.is_closed(one) && !world.is_closed(two), "neither took over the other");
    }
}

/// The same inputs and the same seed give the same outputs, byte for byte: what simulations rely on.
#[test]
fn a_run_can_be_repeated_exactly() {
    let evening = |seed: u64| {
        let mut world = World::new();
        world.core = Core::new(Config::with_key(DEFAULT_SDKAPPID, KEY), seed);
        let clients: Vec<_> = (0..5).map(|number| world.login(&format!("user{number}"))).collect();
        let mut log = String::new();
        for round in 0..20 {
            let from = clients[round % 5];
            log.push_str(&world.send(from, &format!("user{}", (round + 2) % 5), "hi").to_string());
            world.pass(700);
        }
        for client in clients {
            log.push_str(&world.a2(client));
            while !world.is_silent(client) {
                log.push_str(&world.push(client).to_string());
            }
        }
        log
    };
    assert_eq!(evening(1), evening(1));
    assert_ne!(evening(1), evening(2), "the seed makes the keys");
}

#[test]
fn a_batch_that_cannot_be_stored_is_taken_back_and_its_sockets_are_closed() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let carol = world.login("carol");
    let head = json!({ "a2": world.a2(alice), "tinyid": world.tiny_id(alice), "sdkappid": DEFAULT_SDKAPPID });
    let body = world.message(alice, "bob", "lost?", json!({}));
    let (input, _) = world.frame(alice, "openim.sendmsg", body.clone(), head);

    // The batch runs, and then its commit fails: what the shell does on that.
    world.store.begin().unwrap();
    world.core.run(vec![input], world.now_ms, &mut world.store).unwrap();
    world.store.rollback().unwrap();
    let outputs = world.core.abandon();
    assert_eq!(outputs, [Output::Close { conn: world.conn(alice) }]);
    assert!(world.is_silent(alice) && world.is_silent(bob));

    // The client comes back and sends again what was not answered: it arrives, once.
    world.reconnect(alice);
    world.log_in_again(alice);
    assert_eq!(world.request(alice, "openim.sendmsg", body)["ErrorCode"], 0);
    assert_eq!(world.messages(bob).len(), 1);
    assert_eq!(world.history(bob, "alice", json!({})).0, ["lost?"]);
    assert_eq!(world.send(carol, "bob", "undisturbed")["ErrorCode"], 0);
}

#[test]
fn a_login_that_could_not_be_stored_logs_nobody_in_and_throws_nobody_out() {
    let mut world = World::new();
    let old = world.login_at("alice", "old page");
    let new = world.connect("alice", "new page");
    let ticket = world.ticket("alice", 60);
    let head = json!({ "sdkappid": DEFAULT_SDKAPPID, "identifier": "alice", "usersig": ticket });
    let (input, _) = world.frame(new, "im_open_status.wslogin", json!({}), head);
    world.store.begin().unwrap();
    world.core.run(vec![input], world.now_ms, &mut world.store).unwrap();
    world.store.rollback().unwrap();
    let closed = world.core.abandon();
    assert!(closed.contains(&Output::Close { conn: world.conn(new) }));
    assert!(closed.contains(&Output::Close { conn: world.conn(old) }), "its state is uncertain");
    world.reconnect(old);
    assert_eq!(world.log_in_again(old)["ErrorCode"], 0, "its session was never touched");
}

#[test]
fn one_frame_that_fails_in_the_store_does_not_harm_its_batch() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    // A conversation list that refuses one message after it has been stored.
    world.store.inject(
        "CREATE TRIGGER broken BEFORE INSERT ON conversation WHEN new.owner = 2
         BEGIN SELECT raise(ABORT, 'the test says no'); END",
    );
    world.login("carol");
    let refused = world.send(alice, "bob", "fails half way");
    assert_eq!(refused["ErrorCode"], 60008);
    assert!(world.is_silent(bob));
    assert!(world.history(alice, "bob", json!({})).0.is_empty(), "nothing of it is left");
    assert_eq!(world.send(alice, "carol", "works")["ErrorCode"], 0);
    let errors = world.core.take_tally().store_errors;
    assert_eq!(errors.len(), 1);
    assert!(errors[0].contains("the test says no"), "{errors:?}");
}

/// The core and the handlers must stay pure, or simulations lie.
#[test]
fn the_core_has_no_clock_no_chance_no_socket_and_no_thread() {
    const FORBIDDEN: [&str; 9] = [
        "SystemTime",
        "Instant",
        "tokio",
        "axum",
        "getrandom",
        "rand::",
        "std::net",
        "std::thread",
        "HashMap",
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let shell = [root.join("shell"), root.join("main.rs"), root.join("core/tests.rs")];
    let mut seen = 0;
    for file in sources(&root) {
        if shell.iter().any(|part| file.starts_with(part)) {
            continue;
        }
        seen += 1;
        let source = std::fs::read_to_string(&file).unwrap();
        for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for word in FORBIDDEN {
                assert!(!line.contains(word), "{}: {word} in {line:?}", file.display());
            }
        }
    }
    assert!(seen > 40, "only {seen} sources: the folders have moved");
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// A database file works like one in memory, and what was committed is there after opening it again.
#[test]
fn data_survives_in_a_file() {
    let folder = std::env::temp_dir().join(format!("tim-server-core-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("tim.db");
    let mut world = World::new();
    world.store = SqliteStore::open(&file).unwrap();
    let alice = world.login("alice");
    world.login("bob");
    world.send(alice, "bob", "kept");
    world.store = SqliteStore::open(&file).unwrap();
    world.restart(5);
    world.reconnect(alice);
    world.log_in_again(alice);
    assert_eq!(world.history(alice, "bob", json!({})).0, ["kept"]);
    std::fs::remove_dir_all(&folder).unwrap();
}
