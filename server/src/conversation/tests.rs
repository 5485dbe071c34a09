//! The conversation list.

mod delete;
mod label;
mod mute;
mod pin;
mod unread;

use serde_json::{Value, json};

use crate::testkit::{Client, START_S, World};

const CURSOR: [&str; 4] = ["TimeStamp", "StartIndex", "TopTimeStamp", "TopStartIndex"];

/// The page behind the one that `before` is; with an empty object the first one.
fn page(world: &mut World, client: Client, before: &Value) -> Value {
    let mut request = json!({ "OrderType": 1, "MsgAssistFlags": 4, "AssistFlags": 15 });
    for key in CURSOR {
        request[key] = before.get(key).cloned().unwrap_or(json!(0));
    }
    let answer = world.request(client, "recentcontact.page_get", request);
    assert_eq!(answer["ErrorCode"], 0, "{answer}");
    answer
}

/// All pages: how many entries each had, and the peers in order.
fn list(world: &mut World, client: Client) -> (Vec<usize>, Vec<String>) {
    let mut answer = json!({});
    let (mut sizes, mut peers) = (Vec::new(), Vec::new());
    for _ in 0..20 {
        answer = page(world, client, &answer);
        let entries = answer["SessionItem"].as_array().unwrap();
        sizes.push(entries.len());
        peers.extend(entries.iter().map(|entry| entry["To_Account"].as_str().unwrap().to_owned()));
        let over = CURSOR.iter().all(|key| answer[*key] == 0);
        assert_eq!(over, answer["CompleteFlag"] == 1, "a reconnect starts over, nothing before");
        if over {
            return (sizes, peers);
        }
    }
    panic!("the list never ends");
}

/// Alice, who has got a message from each of `count` users, `per_second` of them in each second; the users' names
/// newest first.
fn popular(count: usize, per_second: usize) -> (World, Client, Vec<String>) {
    let mut world = World::new();
    let alice = world.login("alice");
    let mut users = Vec::new();
    for number in 0..count {
        let user = format!("user{number:03}");
        let client = world.login(&user);
        world.send(client, "alice", "hi");
        users.push(user);
        if (number + 1) % per_second == 0 {
            world.now_ms += 1000;
        }
    }
    users.reverse();
    (world, alice, users)
}

#[test]
fn an_entry_shows_the_last_message_the_peer_and_how_far_it_has_read() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    world.request(
        bob,
        "profile.portrait_set",
        json!({ "ProfileItem": [
            { "Tag": "Tag_Profile_IM_Nick", "Value": "Bob" },
            { "Tag": "Tag_Profile_IM_Image", "Value": "b.png" },
        ]}),
    );
    world.send(alice, "bob", "first");
    world.read(bob, "alice", START_S);
    world.now_ms += 1000;
    world.send_with(bob, "alice", "last", json!({ "MsgSeq": 5, "MsgRandom": 6, "CloudCustomData": "data" }));
    let answer = page(&mut world, alice, &json!({}));
    assert_eq!(answer["CompleteFlag"], 1);
    let expected = json!([{
        "Type": 1,
        "To_Account": "bob",
        "MsgTimeStamp": START_S + 1,
        "MsgSeq": 5,
        "MsgRandom": 6,
        "LastC2CMsgFrom_Account": "bob",
        "LastMsg": {
            "MsgBody": [{ "MsgType": "TIMTextElem", "MsgContent": { "Text": "last" } }],
            "CloudCustomData": "data",
        },
        "LastMsgFlags": 0,
        "C2cPeerReadTime": START_S,
        "C2cNick": "Bob",
        "C2cImage": "b.png",
        "UnreadMsgCount": 1,
        "TopFlags": 0,
        "StandardMark": "0",
        "CustomMark": "",
        "ContactGroupId": [],
    }]);
    assert_eq!(answer["SessionItem"], expected);
    let answer = page(&mut world, bob, &json!({}));
    assert_eq!(answer["SessionItem"][0]["LastC2CMsgFrom_Account"], "bob", "from oneself");
    assert_eq!(answer["SessionItem"][0]["UnreadMsgCount"], 0);
}

#[test]
fn the_list_is_newest_first_and_moves_with_new_messages() {
    let (mut world, alice, users) = popular(5, 1);
    assert_eq!(list(&mut world, alice).1, users);
    world.now_ms += 1000;
    world.send(alice, "user000", "back to you");
    assert_eq!(list(&mut world, alice).1[..2], ["user000", "user004"]);
}

#[test]
fn pages_lose_and_repeat_nothing_however_many_share_a_second() {
    for (count, per_second) in [(99, 1), (100, 1), (101, 1), (250, 7), (250, 1000)] {
        let (mut world, alice, users) = popular(count, per_second);
        let (sizes, peers) = list(&mut world, alice);
        assert_eq!(sizes.len(), count.div_ceil(100), "{count}, {per_second} a second");
        assert_eq!(peers, users, "{count}, {per_second} a second");
    }
}

#[test]
fn older_clients_get_the_first_entries() {
    let (mut world, alice, users) = popular(110, 1);
    for (count, expected) in [(json!(0), 0), (json!(3), 3), (json!(1000), 100), (Value::Null, 100)] {
        let answer = world.request(alice, "recentcontact.get", json!({ "Count": count }));
        let entries = answer["SessionItem"].as_array().unwrap();
        let peers: Vec<&str> = entries.iter().map(|entry| entry["To_Account"].as_str().unwrap()).collect();
        assert_eq!(peers, users[..expected], "{count}");
    }
}

#[test]
fn beyond_the_lists_length_only_unread_conversations_are_shown() {
    let mut world = World::with(|config| config.conversation.max = 2);
    let alice = world.login("alice");
    for user in ["oldest", "older", "newer", "newest"] {
        let client = world.login(user);
        world.send(client, "alice", "hi");
        world.now_ms += 1000;
    }
    assert_eq!(list(&mut world, alice).1, ["newest", "newer", "older", "oldest"]);
    for user in ["newest", "oldest"] {
        world.read(alice, user, START_S + 10);
    }
    assert_eq!(list(&mut world, alice).1, ["newest", "newer", "older"]);
}

#[test]
fn a_conversation_of_hidden_messages_is_listed_without_one() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    world.send_with(bob, "alice", "hidden", json!({ "SendMsgControl": ["NoLastMsg"] }));
    let unread = world.sync(alice, "")["C2CPairUnreadCount"].clone();
    let expected = json!([{ "From_Account": "bob", "UnreadCount": 1, "LastMsgTime": START_S }]);
    assert_eq!(unread, expected, "with a time to read it by");
    world.read(alice, "bob", START_S);
    for (client, peer) in [(alice, "bob"), (bob, "alice")] {
        let entry = page(&mut world, client, &json!({}))["SessionItem"][0].clone();
        assert_eq!((&entry["To_Account"], &entry["MsgTimeStamp"]), (&json!(peer), &json!(0)));
        assert!(entry.get("LastMsg").is_none(), "as clients show it that get it by push");
    }
}

#[test]
fn a_page_of_long_messages_ends_before_it_grows_too_large_to_send() {
    let mut world = World::new();
    let alice = world.login("alice");
    for number in 0..90 {
        let client = world.login(&format!("user{number}"));
        world.send(client, "alice", &"x".repeat(12_000));
    }
    let (sizes, peers) = list(&mut world, alice);
    assert!(sizes.len() > 1 && sizes.iter().all(|size| size * 12_000 < 600_000), "{sizes:?}");
    assert_eq!(peers.len(), 90);
}

#[test]
fn nobody_sees_the_list_of_somebody_else() {
    let mut world = World::new();
    let alice = world.login("alice");
    for command in ["recentcontact.page_get", "recentcontact.get_contact_group"] {
        let answer = world.request(alice, command, json!({ "From_Account": "bob" }));
        assert_eq!(answer["ErrorCode"], 50003);
        let answer = world.request(alice, command, json!({ "From_Account": "alice" }));
        assert_eq!((answer["ErrorCode"].as_i64(), answer["CompleteFlag"].as_i64()), (Some(0), Some(1)));
    }
}
