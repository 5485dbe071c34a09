//! What ends by time or by number without a refusal: windows, bans, pages, and what is kept.

use serde_json::{Value, json};

use super::{ask, code, done, group, quiet, say, seqs, text, with};
use crate::core::Input;
use crate::testkit::{Client, World};

fn register(world: &mut World, count: usize) -> Vec<String> {
    let users: Vec<String> = (0..count).map(|number| format!("u{number}")).collect();
    world.run(users.iter().map(|user| Input::Register { user_id: user.clone() }).collect());
    users
}

/// How many a list in the answer has.
fn page(world: &mut World, client: Client, command: &str, list: &str, body: Value) -> usize {
    done(world, client, command, body)[list].as_array().unwrap().len()
}

#[test]
fn the_time_to_take_a_message_back_is_exact_and_configurable() {
    for (window, after, expected) in
        [(120, 120, 0), (120, 121, 10031), (5, 5, 0), (5, 6, 10031), (0, 0, 10041)]
    {
        let mut world = World::with(|config| config.message.recall_seconds = window);
        let [_, bob, _] = group(&mut world, "Public", &["bob"]);
        say(&mut world, bob, "g", 1, "x");
        world.now_ms += after * 1000;
        let body = json!({ "GroupId": "g", "MsgSeqList": [{ "MsgSeq": 1 }] });
        let answer = ask(&mut world, bob, "group_msg_recall", body);
        let got = answer["RecallRetList"][0]["RetCode"].as_i64().unwrap_or(code(&answer));
        assert_eq!(got, expected, "{window} s, after {after} s");
    }
}

#[test]
fn muting_and_bans_end_with_their_second() {
    let mut world = World::new();
    let [alice, bob, _] = group(&mut world, "Public", &["bob"]);
    let mute = json!({ "GroupId": "g", "Member_Account": "bob", "ShutUpTime": 9 });
    done(&mut world, alice, "modify_group_member_info", mute);
    for (passed, expected) in [(8, 10017), (1, 0)] {
        world.now_ms += passed * 1000;
        assert_eq!(code(&ask(&mut world, bob, "send_group_msg", text("g", 1, "x"))), expected);
    }
    let room = json!({ "Type": "AVChatRoom", "Name": "r", "GroupId": "r" });
    done(&mut world, alice, "create_group", room);
    let ban = json!({ "GroupId": "r", "Members_Account": ["bob"], "Duration": 9 });
    done(&mut world, alice, "ban_group_member", ban);
    for (passed, expected) in [(8, 10007), (1, 0)] {
        world.now_ms += passed * 1000;
        assert_eq!(code(&ask(&mut world, bob, "apply_join_group", json!({ "GroupId": "r" }))), expected);
    }
}

#[test]
fn the_newest_hundred_notices_are_kept() {
    let mut world = World::new();
    let clients @ [alice, bob, _] = group(&mut world, "Public", &["bob"]);
    let kept = |world: &mut World| {
        let events = world.sync(bob, "")["EventArray"].clone();
        let notices = events.as_array().unwrap().iter().filter(|event| event["Event"] == 5);
        notices.map(|event| event["GroupTips"][0]["MsgSeq"].clone()).collect::<Vec<_>>()
    };
    // One is there from the start: that he is in the group.
    let first = kept(&mut world);
    assert_eq!(first.len(), 1);
    for number in 0..100 {
        let role = if number % 2 == 0 { "Admin" } else { "Member" };
        let body = json!({ "GroupId": "g", "Member_Account": "bob", "Role": role });
        done(&mut world, alice, "modify_group_member_info", body);
        let (count, has_first) = (kept(&mut world).len(), kept(&mut world).contains(&first[0]));
        assert_eq!((count, has_first), if number < 99 { (number + 2, true) } else { (100, false) });
        quiet(&mut world, &clients);
    }
}

#[test]
fn pages_of_what_is_said_and_who_has_read_it() {
    let mut world = World::with(|config| config.group.messages = 0);
    let [alice, ..] = ["alice", "bob", "carol"].map(|user| world.login(user));
    let members: Vec<Value> =
        register(&mut world, 101).into_iter().map(|user| json!({ "Member_Account": user })).collect();
    let body = json!({ "Type": "Public", "Name": "n", "GroupId": "g", "MemberList": members });
    done(&mut world, alice, "create_group", body);
    let wanting = with(text("g", 1, "x"), json!({ "NeedReadReceipt": 1 }));
    done(&mut world, alice, "send_group_msg", wanting);
    for number in 2..=102 {
        say(&mut world, alice, "g", number, "x");
    }
    for (asked, given) in
        [(json!(1), 1), (json!(100), 100), (json!(101), 100), (json!(0), 15), (json!(null), 15)]
    {
        let body = json!({ "GroupId": "g", "ReqMsgNumber": asked });
        assert_eq!(seqs(&done(&mut world, alice, "group_msg_get", body)).len(), given, "{asked} messages");
    }
    for (asked, given) in
        [(json!(1), 1), (json!(100), 100), (json!(101), 100), (json!(0), 1), (json!(null), 100)]
    {
        let body = json!({ "GroupId": "g", "MsgSeq": 1, "Flag": 1, "Cursor": "", "Num": asked });
        let answer = done(&mut world, alice, "get_group_msg_receipt_detail", body);
        assert_eq!(answer["UnreadList"].as_array().unwrap().len(), given, "{asked} members");
        assert_eq!(answer["IsFinish"], 0);
    }
    for (asked, given) in [(json!(1), 1), (json!(100), 100), (json!(0), 100), (json!(null), 100)] {
        let body = json!({ "GroupId": "g", "Limit": asked });
        assert_eq!(
            page(&mut world, alice, "get_group_member_info", "MemberList", body),
            given,
            "{asked} members"
        );
    }
}

#[test]
fn pages_of_applications() {
    let mut world = World::new();
    let [alice, ..] = group(&mut world, "Public", &[]);
    let option = json!({ "GroupId": "g", "ApplyJoinOption": "NeedPermission" });
    done(&mut world, alice, "modify_group_base_info", option);
    for number in 0..102 {
        let client = world.login(&format!("u{number}"));
        done(&mut world, client, "apply_join_group", json!({ "GroupId": "g" }));
    }
    for (asked, given) in
        [(json!(1), 1), (json!(100), 100), (json!(101), 100), (json!(0), 1), (json!(null), 20)]
    {
        let body = json!({ "Limit": asked });
        assert_eq!(page(&mut world, alice, "get_pendency", "PendencyList", body), given, "{asked}");
    }
}

#[test]
fn pages_of_ones_groups() {
    let mut world = World::with(|config| config.group.max_joined = 502);
    let alice = world.login("alice");
    for number in 0..=502 {
        let body = json!({ "Type": "Private", "Name": "n", "GroupId": format!("g{number}") });
        let expected = if number < 502 { 0 } else { 10037 };
        assert_eq!(code(&ask(&mut world, alice, "create_group", body)), expected, "group {number}");
    }
    for (asked, given) in [(json!(1), 1), (json!(500), 500), (json!(501), 500), (json!(null), 500)] {
        let body = json!({ "Limit": asked });
        let answer = done(&mut world, alice, "get_joined_group_list", body);
        let listed = answer["GroupIdList"].as_array().unwrap().len();
        assert_eq!((listed, &answer["TotalCount"]), (given, &json!(502)), "{asked}");
    }
}
