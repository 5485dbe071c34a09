//! How long, how many, how much: each limit taken to its edge, and one beyond.

use serde_json::{Value, json};

use super::{code, done, group, text, with};
use crate::config::Config;
use crate::core::Input;
use crate::testkit::{Client, World};

/// What is taken and what is not any more, with the code of the refusal.
type Edge = (&'static str, Value, Value, i64);

const GROUPS: &str = "group_open_http_svc";
const ROOMS: &str = "group_open_avchatroom_http_svc";
const COMMUNITIES: &str = "million_group_open_http_svc";

/// A request of Alice's with the members of each row put in, in a world of its own. `scene` is what is there before.
#[track_caller]
fn check(scene: fn(&mut World) -> [Client; 3], service: &str, base: &Value, edges: &[Edge]) {
    let mut wrong = Vec::new();
    for (command, inside, outside, expected) in edges {
        for (members, expected) in [(inside, 0), (outside, *expected)] {
            let mut world = World::new();
            let [alice, _, _] = scene(&mut world);
            let servcmd = format!("{service}.{command}");
            let answer = world.request(alice, &servcmd, with(base.clone(), members.clone()));
            if code(&answer) != expected {
                wrong.push(format!("{command} {members}: {answer}, not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn public(world: &mut World) -> [Client; 3] {
    group(world, "Public", &["bob"])
}

fn room(world: &mut World) -> [Client; 3] {
    let clients = group(world, "AVChatRoom", &[]);
    for client in clients {
        done(world, client, "apply_join_group", json!({ "GroupId": "g" }));
    }
    clients
}

fn community(world: &mut World) -> [Client; 3] {
    let clients = ["alice", "bob", "carol"].map(|user| world.login(user));
    let body = json!({ "Type": "Community", "Name": "c", "GroupId": "@TGS#_c", "SupportTopic": 1 });
    done(world, clients[0], "create_group", body);
    clients
}

fn x(count: usize) -> String {
    "x".repeat(count)
}

/// So many times the same, which may well be the same user.
fn times(count: usize, item: Value) -> Value {
    vec![item; count].into()
}

/// So many different ones.
fn each(count: usize, item: impl Fn(usize) -> Value) -> Value {
    (0..count).map(item).collect()
}

fn fields(count: usize) -> Value {
    each(count, |number| json!({ "Key": format!("k{number}"), "Value": "" }))
}

/// The texts of a group, by the name under which a request has them. Bytes count, not letters.
fn texts(command: &'static str, name: &'static str) -> Vec<Edge> {
    let limits = Config::default().group;
    let mut edges = Vec::new();
    for (member, bytes) in [
        (name, limits.name_bytes),
        ("Introduction", limits.introduction_bytes),
        ("Notification", limits.notification_bytes),
        ("FaceUrl", limits.avatar_bytes),
    ] {
        let wide = "\u{e9}".repeat(bytes / 2);
        edges.push((command, json!({ member: x(bytes) }), json!({ member: x(bytes + 1) }), 10004));
        edges.push((command, json!({ member: wide }), json!({ member: format!("{wide}x") }), 10004));
    }
    edges
}

/// Custom fields, as many as there may be of one owner.
fn custom(command: &'static str, member: &'static str, most: usize) -> Vec<Edge> {
    let one = |key: usize, value: usize| json!({ member: [{ "Key": x(key), "Value": x(value) }] });
    vec![
        (command, one(16, 0), one(17, 0), 10004),
        (command, one(1, 0), one(0, 0), 10004),
        (command, one(1, 512), one(1, 513), 10004),
        (command, json!({ member: fields(most) }), json!({ member: fields(most + 1) }), 10004),
    ]
}

#[test]
fn the_limits_that_operators_start_with() {
    let Config { group, message, media, .. } = Config::default();
    assert_eq!(
        [group.name_bytes, group.introduction_bytes, group.notification_bytes, group.avatar_bytes],
        [100, 400, 400, 500]
    );
    assert_eq!((group.name_card_bytes, group.max_joined, group.messages), (50, 500, 40));
    assert_eq!(
        [group.private_members, group.public_members, group.chat_room_members, group.community_members],
        [200, 2000, 6000, 100_000]
    );
    assert_eq!((message.max_bytes, message.recall_seconds, message.retention_days), (12_288, 120, 7));
    const MIB: u64 = 1_048_576;
    assert_eq!(
        [media.image_bytes, media.audio_bytes, media.video_bytes, media.file_bytes],
        [20 * MIB, 20 * MIB, 100 * MIB, 100 * MIB]
    );
}

#[test]
fn a_new_group() {
    let users = |world: &mut World| {
        let register = |number| Input::Register { user_id: format!("u{number}") };
        world.run((0..501).map(register).collect());
        ["alice", "bob", "carol"].map(|user| world.login(user))
    };
    let base = json!({ "Type": "Public", "Name": "n" });
    let member = |fields: Value| json!({ "MemberList": [{ "Member_Account": "bob", "AppMemberDefinedData": fields }] });
    let members = |count| json!({ "MemberList": each(count, |number| json!({ "Member_Account": format!("u{number}") })) });
    let of_two = |list: Value| json!({ "MaxMemberCount": 2, "MemberList": list });
    let (bob, carol) = (json!({ "Member_Account": "bob" }), json!({ "Member_Account": "carol" }));
    let own = |count: usize| json!({ "Type": "Community", "GroupId": format!("@TGS#_{}", x(count - 6)) });
    let mut edges = texts("create_group", "Name");
    edges.extend(custom("create_group", "AppDefinedData", 10));
    edges.extend([
        ("create_group", json!({ "Name": "n" }), json!({ "Name": "" }), 10004),
        ("create_group", json!({ "GroupId": x(48) }), json!({ "GroupId": x(49) }), 10015),
        ("create_group", json!({ "GroupId": " ~" }), json!({ "GroupId": "\u{7f}" }), 10015),
        ("create_group", json!({ "GroupId": " ~" }), json!({ "GroupId": "\u{1f}" }), 10015),
        ("create_group", json!({ "GroupId": "@TGS" }), json!({ "GroupId": "@TGS#" }), 10015),
        ("create_group", own(48), own(49), 10015),
        ("create_group", member(fields(5)), member(fields(6)), 10004),
        ("create_group", members(500), members(501), 10005),
        ("create_group", of_two(json!([bob])), of_two(json!([bob, carol])), 10014),
    ]);
    check(users, GROUPS, &base, &edges);
}

#[test]
fn a_changed_group() {
    let mut edges = texts("modify_group_base_info", "Name");
    edges.extend(custom("modify_group_base_info", "AppDefinedData", 10));
    check(public, GROUPS, &json!({ "GroupId": "g" }), &edges);
}

#[test]
fn fields_that_are_there_already_count() {
    let mut world = World::new();
    let [alice, bob, _] = public(&mut world);
    for (client, command, member, most) in [
        (alice, "modify_group_base_info", "AppDefinedData", 10),
        (bob, "modify_group_member_info", "AppMemberDefinedData", 5),
    ] {
        let servcmd = format!("{GROUPS}.{command}");
        let mut set = |key: &str| {
            let body = json!({ "GroupId": "g", member: [{ "Key": key, "Value": "v" }] });
            code(&world.request(client, &servcmd, body))
        };
        for number in 0..most {
            assert_eq!(set(&format!("k{number}")), 0, "{member} {number}");
        }
        assert_eq!([set("another"), set("k0")], [10004, 0], "{member}");
    }
}

#[test]
fn members() {
    let limits = Config::default().group;
    let mut edges = custom("modify_group_member_info", "AppMemberDefinedData", 5);
    let card = |bytes| json!({ "NameCard": x(bytes) });
    let kick = |count| json!({ "MemberToDel_Account": times(count, json!("nobody")) });
    let reason = |bytes| json!({ "MemberToDel_Account": ["bob"], "Reason": x(bytes) });
    let invite = |count| json!({ "MemberList": times(count, json!({ "Member_Account": "nobody" })) });
    let named = |count| json!({ "Member_List_Account": times(count, json!("bob")) });
    edges.extend([
        ("modify_group_member_info", card(limits.name_card_bytes), card(limits.name_card_bytes + 1), 10004),
        ("modify_group_member_info", card(0), card(51), 10004),
        ("delete_group_member", kick(500), kick(501), 10005),
        ("delete_group_member", kick(1), kick(0), 10004),
        ("delete_group_member", reason(300), reason(301), 10004),
        ("get_group_member_info", json!({ "Limit": 100 }), json!({ "Limit": 101 }), 10005),
        ("get_specified_group_member_info", named(50), named(51), 10005),
        ("get_specified_group_member_info", named(1), named(0), 10004),
    ]);
    check(public, GROUPS, &json!({ "GroupId": "g" }), &edges);
    let all = |world: &mut World| group(world, "Private", &["bob"]);
    check(
        all,
        GROUPS,
        &json!({ "GroupId": "g" }),
        &[
            ("add_group_member", invite(500), invite(501), 10005),
            ("add_group_member", invite(1), invite(0), 10004),
        ],
    );
    let ids = |count| json!({ "GroupIdList": times(count, json!("g")) });
    check(
        public,
        GROUPS,
        &json!({}),
        &[
            ("get_group_self_member_info", ids(50), ids(51), 10004),
            ("get_group_self_member_info", ids(1), ids(0), 10004),
            ("get_group_public_info", ids(50), ids(51), 10004),
        ],
    );
}

#[test]
fn asking_to_join_and_being_let_in() {
    for (words, expected) in [(300, 0), (301, 10004)] {
        let mut world = World::new();
        let [alice, _, carol] = public(&mut world);
        let option = json!({ "GroupId": "g", "ApplyJoinOption": "NeedPermission" });
        done(&mut world, alice, "modify_group_base_info", option);
        let mut ask = |client, command: &str, members: Value| {
            let body = with(json!({ "GroupId": "g" }), members);
            world.request(client, &format!("{GROUPS}.{command}"), body)
        };
        assert_eq!(code(&ask(carol, "apply_join_group", json!({ "ApplyMsg": x(words) }))), expected);
        ask(carol, "apply_join_group", json!({}));
        let waiting = ask(alice, "get_pendency", json!({}))["PendencyList"][0].clone();
        let decision = json!({ "Applicant_Account": "carol", "HandleMsg": "Agree", "MsgKey": waiting["AddTime"],
            "Authentication": waiting["Authentication"], "ApprovalMsg": x(words) });
        assert_eq!(code(&ask(alice, "handle_apply_join_group", decision)), expected);
    }
}

#[test]
fn messages() {
    let base = with(text("g", 1, "hi"), json!({ "MsgSeqList": [{ "MsgSeq": 1 }] }));
    let mentions = |count| json!({ "GroupAtInfo": times(count, json!({ "GroupAtAllFlag": 1 })) });
    let targets = |count| json!({ "To_Account": times(count, json!("bob")) });
    let seqs = |count| json!({ "MsgSeqList": times(count, json!({ "MsgSeq": 1 })) });
    let deleted = |count| json!({ "Seqs": times(count, json!("1")), "Deleter_Account": "alice" });
    let body = base["MsgBody"].to_string().len();
    let data = |bytes: usize| json!({ "CloudCustomData": x(bytes - body) });
    let random = |random: u64| json!({ "Random": random });
    let largest = u64::from(u32::MAX);
    check(
        public,
        GROUPS,
        &base,
        &[
            ("send_group_msg", mentions(30), mentions(31), 10053),
            ("send_group_msg", targets(50), targets(51), 10004),
            ("send_group_msg", targets(1), targets(0), 10004),
            ("send_group_msg", data(12_288), data(12_289), 80002),
            ("send_group_msg", random(largest), random(largest + 1), 10004),
            ("group_msg_recall", seqs(10), seqs(11), 10004),
            ("group_msg_recall", seqs(1), seqs(0), 10004),
            ("get_group_msg_receipt", seqs(100), seqs(101), 10004),
            ("delete_group_ramble_msg_by_seq", deleted(30), deleted(31), 10004),
            ("delete_group_ramble_msg_by_seq", deleted(1), deleted(0), 10004),
        ],
    );
    let gone = |count| json!({ "DelMsgList": times(count, json!({ "MsgSeq": 1, "MsgRandom": 1 })) });
    check(public, "openim", &json!({}), &[("deletemsg", gone(500), gone(501), 20001)]);
}

#[test]
fn attributes() {
    let attributes = |count, key: usize, value: usize| -> Value {
        json!({ "GroupAttr": each(count, |number| json!({ "key": format!("{number:0key$}"), "value": x(value) })) })
    };
    let mut edges = Vec::new();
    for command in ["set_group_attr", "modify_group_attr"] {
        edges.extend([
            (command, attributes(1, 32, 1), attributes(1, 33, 1), 10045),
            (command, attributes(1, 1, 4000), attributes(1, 1, 4001), 10046),
            (command, attributes(16, 2, 1), attributes(17, 2, 1), 10047),
            (command, attributes(5, 1, 3200), attributes(5, 1, 3201), 10048),
        ]);
    }
    check(public, GROUPS, &json!({ "GroupId": "g" }), &edges);
}

#[test]
fn counters() {
    let counters = |count, key: usize| {
        let list = each(count, |number| json!({ "Key": format!("{number:0key$}"), "Value": i64::MIN }));
        json!({ "Mode": "Increase", "GroupCounter": list })
    };
    check(
        public,
        GROUPS,
        &json!({ "GroupId": "g" }),
        &[
            ("update_group_counter", counters(20, 2), counters(21, 2), 10004),
            ("update_group_counter", counters(1, 32), counters(1, 33), 10004),
            ("update_group_counter", counters(1, 1), counters(0, 1), 10004),
        ],
    );
    let mut world = World::new();
    let [alice, _, _] = public(&mut world);
    let mut count = |key: &str, mode: &str, value: i64| {
        let body = json!({ "GroupId": "g", "Mode": mode, "GroupCounter": [{ "Key": key, "Value": value }] });
        world.request(alice, "group_open_http_svc.update_group_counter", body)
    };
    for (mode, value, expected) in [
        ("Set", i64::MAX, i64::MAX),
        ("Increase", 1, i64::MAX),
        ("Set", i64::MIN, i64::MIN),
        ("Decrease", 1, i64::MIN),
    ] {
        assert_eq!(count("k", mode, value)["GroupCounter"][0]["Value"], expected, "{mode} {value}");
    }
    for number in 1..20 {
        assert_eq!(code(&count(&format!("k{number}"), "Set", 1)), 0);
    }
    assert_eq!(code(&count("one more", "Set", 1)), 10004);
    assert_eq!(code(&count("k", "Set", 1)), 0);
}

#[test]
fn rooms() {
    let banned = |count| json!({ "Members_Account": times(count, json!("bob")) });
    let reason = |bytes| json!({ "Members_Account": ["bob"], "Description": x(bytes) });
    let seconds = |seconds| json!({ "Members_Account": ["bob"], "Duration": seconds });
    check(
        room,
        GROUPS,
        &json!({ "GroupId": "g", "Duration": 1 }),
        &[
            ("ban_group_member", banned(20), banned(21), 10005),
            ("ban_group_member", banned(1), banned(0), 10004),
            ("ban_group_member", reason(300), reason(301), 10004),
            ("ban_group_member", seconds(1), seconds(0), 10004),
        ],
    );
    let marked =
        |count| json!({ "MemberList": times(count, json!({ "Member_Account": "bob", "Marks": [1000] })) });
    let marks = |marks: Vec<u32>| json!({ "MemberList": [{ "Member_Account": "bob", "Marks": marks }] });
    let command = |command| with(marked(1), json!({ "CommandType": command }));
    check(
        room,
        ROOMS,
        &json!({ "GroupId": "g", "CommandType": 1 }),
        &[
            ("modify_user_info", marked(500), marked(501), 10004),
            ("modify_user_info", marked(1), marked(0), 10004),
            ("modify_user_info", marks((1000..1010).collect()), marks((1000..1011).collect()), 10004),
            ("modify_user_info", marks(vec![1000]), marks(vec![999]), 10004),
            ("modify_user_info", command(2), command(3), 10004),
            ("modify_user_info", command(1), command(0), 10004),
        ],
    );
}

#[test]
fn topics() {
    let topic = |bytes: usize| json!({ "TopicId": format!("@TGS#_c@TOPIC#_{}", x(bytes - 15)) });
    let data = |bytes: usize| json!({ "CustomString": x(bytes) });
    let mut edges = texts("create_topic", "TopicName");
    edges.extend([
        ("create_topic", topic(96), topic(97), 10015),
        ("create_topic", topic(16), topic(15), 10015),
        ("create_topic", data(3000), data(3001), 10004),
    ]);
    check(community, COMMUNITIES, &json!({ "GroupId": "@TGS#_c", "TopicName": "t" }), &edges);
    let ids = |count| json!({ "TopicIdList": times(count, json!("@TGS#_c@TOPIC#_one")) });
    check(
        community,
        COMMUNITIES,
        &json!({ "GroupId": "@TGS#_c" }),
        &[("get_topic", ids(100), ids(101), 10004), ("destroy_topic", ids(100), ids(101), 10004)],
    );
    let mut world = World::new();
    let [alice, _, _] = community(&mut world);
    for number in 0..=100 {
        let body = json!({ "GroupId": "@TGS#_c", "TopicName": "t" });
        let answer = world.request(alice, "million_group_open_http_svc.create_topic", body);
        assert_eq!(code(&answer), if number < 100 { 0 } else { 10004 }, "topic {number}");
    }
}
