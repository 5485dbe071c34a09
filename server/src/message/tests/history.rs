//! `openim.getroammsg`.

use serde_json::{Value, json};

use crate::testkit::{Client, START_S, World};

/// Alice and Bob, and `count` messages between them, `per_second` in each second, one in three from Bob.
fn talk(count: u64, per_second: u64) -> (World, Client) {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    for number in 0..count {
        let (from, to) = if number % 3 == 2 { (bob, "alice") } else { (alice, "bob") };
        world.send(from, to, &number.to_string());
        if (number + 1) % per_second == 0 {
            world.now_ms += 1000;
        }
    }
    (world, alice)
}

/// Pages through a history until it says that it is complete; the texts in the order of the pages.
fn all_pages(world: &mut World, client: Client, size: u64, direction: u64) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let (mut time, mut key) = (json!(0), json!(""));
    for _ in 0..200 {
        let (texts, answer) = world.history(
            client,
            "bob",
            json!({ "MaxCnt": size, "LastMsgTime": time, "MsgKey": key, "GetDirection": direction }),
        );
        assert_eq!(answer["MsgCnt"], texts.len());
        pages.push(texts);
        if answer["Complete"] == 1 {
            return pages;
        }
        (time, key) = (answer["LastMsgTime"].clone(), answer["MsgKey"].clone());
    }
    panic!("the history never ends");
}

fn numbers(range: std::ops::Range<u64>) -> Vec<String> {
    range.map(|number| number.to_string()).collect()
}

#[test]
fn pages_backwards_lose_and_repeat_nothing_however_many_share_a_second() {
    for (count, per_second) in [(47, 1), (47, 3), (47, 20), (47, 1000), (45, 1000), (1, 1)] {
        let (mut world, alice) = talk(count, per_second);
        let mut pages = all_pages(&mut world, alice, 15, 0);
        assert_eq!(pages.len() as u64, count.div_ceil(15), "{count} messages, {per_second} a second");
        pages.reverse();
        assert_eq!(pages.concat(), numbers(0..count), "{count} messages, {per_second} a second");
    }
}

#[test]
fn pages_forwards_lose_and_repeat_nothing_either() {
    for per_second in [1, 20, 1000] {
        let (mut world, alice) = talk(47, per_second);
        assert_eq!(all_pages(&mut world, alice, 10, 1).concat(), numbers(0..47), "{per_second} a second");
    }
}

#[test]
fn messages_that_arrive_while_paging_do_not_disturb_older_pages() {
    let (mut world, alice) = talk(40, 1000);
    let (first, answer) = world.history(alice, "bob", json!({}));
    assert_eq!(first, numbers(25..40));
    world.send(alice, "bob", "new");
    let next = json!({ "LastMsgTime": answer["LastMsgTime"], "MsgKey": answer["MsgKey"] });
    assert_eq!(world.history(alice, "bob", next).0, numbers(10..25));
}

#[test]
fn a_time_without_a_key_is_inclusive_in_both_directions() {
    let (mut world, alice) = talk(9, 3);
    let at = START_S + 1;
    let (older, answer) = world.history(alice, "bob", json!({ "LastMsgTime": at }));
    assert_eq!(older, numbers(0..6));
    assert_eq!(answer["LastMsgTime"], START_S, "the oldest returned");
    let (newer, answer) = world.history(alice, "bob", json!({ "LastMsgTime": at, "GetDirection": 1 }));
    assert_eq!(newer, numbers(3..9));
    assert_eq!(answer["LastMsgTime"], START_S + 2, "the newest returned");
}

#[test]
fn the_key_of_a_message_continues_behind_it() {
    let (mut world, alice) = talk(9, 1000);
    let (_, page) = world.history(alice, "bob", json!({}));
    let key = page["MsgList"][4]["MsgKey"].clone();
    assert_eq!(world.history(alice, "bob", json!({ "MsgKey": key })).0, numbers(0..4));
    assert_eq!(world.history(alice, "bob", json!({ "MsgKey": key, "GetDirection": 1 })).0, numbers(5..9));
}

#[test]
fn a_key_that_is_none_falls_back_to_the_time() {
    let (mut world, alice) = talk(3, 1000);
    for key in ["x", "1_2", "1_2_x", "1_2_3_4_5", "-1_2_3", "99999999999_1_1"] {
        assert_eq!(world.history(alice, "bob", json!({ "MsgKey": key })).0, numbers(0..3), "{key}");
    }
    let gone = format!("1_2_{START_S}");
    assert_eq!(
        world.history(alice, "bob", json!({ "MsgKey": gone })).0,
        numbers(0..3),
        "its second is known"
    );
}

#[test]
fn both_sides_see_the_same_history_and_nobody_else_sees_it() {
    let (mut world, alice) = talk(5, 1000);
    world.reconnect(alice);
    let bob = world.login_at("bob", "another page");
    let carol = world.login("carol");
    let (_, of_alice) = world.history(alice, "bob", json!({}));
    let (_, of_bob) = world.history(bob, "alice", json!({}));
    assert_eq!(of_alice["MsgList"], of_bob["MsgList"]);
    let senders: Vec<&str> = of_alice["MsgList"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["From_Account"].as_str().unwrap())
        .collect();
    assert_eq!(senders, ["alice", "alice", "bob", "alice", "alice"]);
    for peer in ["alice", "bob", "nobody"] {
        let (texts, answer) = world.history(carol, peer, json!({}));
        assert!(texts.is_empty());
        assert_eq!(answer["Complete"], 1);
        assert_eq!(answer["MsgList"], json!([]), "present although empty");
    }
}

#[test]
fn items_are_those_of_the_push_and_say_who_has_read() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    world.send(alice, "bob", "one");
    let mut pushed = world.messages(bob).remove(0);
    world.read(bob, "alice", START_S);
    world.send(alice, "bob", "two");
    let (_, page) = world.history(alice, "bob", json!({}));
    pushed["MsgFlagBits"] = json!(0);
    pushed["IsPeerRead"] = json!(1);
    assert_eq!(page["MsgList"][0], pushed);
    assert_ne!(page["MsgList"][1]["IsPeerRead"], 1, "the same second, but after the reading");
}

#[test]
fn the_size_of_a_page_is_the_clients_within_reason() {
    let (mut world, alice) = talk(150, 1000);
    let mut size = |members: Value| world.history(alice, "bob", members).0.len();
    assert_eq!(size(json!({ "MaxCnt": 16 })), 16);
    assert_eq!(size(json!({ "MaxCnt": 1 })), 1);
    assert_eq!(size(json!({ "MaxCnt": 0 })), 15);
    assert_eq!(size(json!({ "MaxCnt": 1_000_000 })), 100);
}

#[test]
fn a_page_of_long_messages_ends_before_it_grows_too_large_to_send() {
    let mut world = World::new();
    let alice = world.login("alice");
    world.login("bob");
    for number in 0..100 {
        world.send(alice, "bob", &format!("{number:0>12000}"));
    }
    let pages = all_pages(&mut world, alice, 100, 0);
    assert!(pages.len() > 1, "one page of 1.2 MB");
    assert!(pages.iter().all(|page| page.len() * 12_000 < 600_000));
    assert_eq!(pages.concat().len(), 100);
}

#[test]
fn a_request_without_a_peer_is_malformed() {
    let mut world = World::new();
    let alice = world.login("alice");
    assert_eq!(world.request(alice, "openim.getroammsg", json!({}))["ErrorCode"], 20001);
}

/// Clients that look around a moment ask by time alone, for one message more than they show: the last one of an answer
/// that is not complete only tells where the next one starts.
#[test]
fn a_client_may_hop_by_time_in_both_directions() {
    let (mut world, alice) = talk(7, 1);
    let hop = |world: &mut World, time: u64, direction: u64| {
        let members = json!({ "MaxCnt": 3, "LastMsgTime": time, "MsgKey": "", "GetDirection": direction });
        let (mut texts, answer) = world.history(alice, "bob", members);
        let complete = answer["Complete"] == 1;
        if !complete {
            texts.remove(if direction == 1 { texts.len() - 1 } else { 0 });
        }
        (texts, answer["LastMsgTime"].as_u64().unwrap(), complete)
    };
    for (direction, start, expected) in [
        (1, START_S + 1, vec![vec!["1", "2"], vec!["3", "4"], vec!["5", "6"]]),
        (0, START_S + 5, vec![vec!["4", "5"], vec!["2", "3"], vec!["0", "1"]]),
        (0, 0, vec![vec!["5", "6"], vec!["3", "4"], vec!["0", "1", "2"]]),
    ] {
        let mut time = start;
        for (page, texts) in expected.iter().enumerate() {
            let (got, next, complete) = hop(&mut world, time, direction);
            assert_eq!(&got, texts, "direction {direction} from {start}, page {page}");
            assert_eq!(
                complete,
                page + 1 == expected.len(),
                "direction {direction} from {start}, page {page}"
            );
            time = next;
        }
    }
}
