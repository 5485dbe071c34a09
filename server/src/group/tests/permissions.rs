//! Who may do what, over the wire: every operation in every kind of group by every role. The table here is written apart
//! from the server's own.

use serde_json::{Value, json};

use super::{code, id, text};
use crate::core::Input;
use crate::testkit::{Client, World};

const KINDS: [&str; 5] = ["Private", "Public", "ChatRoom", "AVChatRoom", "Community"];
/// In the order of the letters: nobody, a member, an administrator, the owner, an administrator of the application.
const ROLES: [&str; 5] = ["olga", "max", "ada", "otto", "administrator"];

/// For each kind the codes for these roles: `.` is 0, `-` a role that the kind does not have, a digit or letter stands for a
/// code, see `meaning`. A `.` where there is nothing to handle, recall or see is the code that says so.
const TABLE: &[(&str, [&str; 5])] = &[
    ("see oneself", ["7.-..", "7....", "7....", "..-..", "7...."]),
    ("search", ["77-77", ".....", ".....", "..-..", "....."]),
    ("see members", ["7.-..", "7....", "7....", "7.-..", "7...."]),
    ("apply", ["77-77", ".mmm.", ".mmm.", "..-..", ".mmm."]),
    ("invite", ["7.-..", "7777.", "7777.", "77-77", "7...."]),
    ("quit", ["7.-.7", "7..97", "7..97", "7.-97", "7..97"]),
    ("kick", ["77-..", "77...", "77...", "44-44", "77..."]),
    ("kick admin", ["-----", "777..", "777..", "-----", "777.."]),
    ("set role", ["44-44", "777..", "777..", "44-44", "777.."]),
    ("transfer", ["77-..", "777..", "777..", "77-77", "777.."]),
    ("dismiss", ["77-7.", "777..", "777..", "77-..", "777.."]),
    ("rename", ["7.-..", "77...", "77...", "77-..", "77..."]),
    ("mute all", ["77-77", "77...", "77...", "77-..", "77..."]),
    ("join option", ["77-77", "77...", "77777", "77-77", "77..."]),
    ("invite option", ["77-77", "77...", "77...", "77-77", "77..."]),
    ("mute", ["44-44", "77...", "77...", "77-..", "77..."]),
    ("card of another", ["77-..", "77...", "77...", "77-77", "77..."]),
    ("own card", ["7.-.4", "7...4", "7...4", "77-77", "7...4"]),
    ("remind", ["7.-.4", "7...4", "7...4", "77-77", "7...4"]),
    ("handle", ["77-77", "77hhh", "77hhh", "77-77", "77hhh"]),
    ("ban", ["44-44", "44444", "44444", "77-..", "44444"]),
    ("mark", ["44-44", "44444", "44444", "77-..", "44444"]),
    ("history", ["7.-..", "7....", "7....", "75-55", "7...."]),
    ("send", ["7.-..", "7....", "7....", "7.-..", "7...."]),
    ("send while muted", ["-----", "7x...", "7x...", "7x-..", "7x..."]),
    ("recall of another", ["77-..", "77...", "77...", "7n-nn", "77..."]),
    ("modify", ["7.-..", "7....", "7....", "77-77", "7...."]),
    ("attributes", ["7.-..", "7....", "7....", "7.-..", "7...."]),
    ("counters", ["7.-..", "7....", "7....", "7.-..", "7...."]),
    ("topics", ["44-44", "44444", "44444", "44-44", "77..."]),
];

fn meaning(letter: char) -> i64 {
    match letter {
        '.' => 0,
        '4' => 10004,
        '5' => 10035,
        '7' => 10007,
        '9' => 10009,
        'h' => 10024,
        'm' => 10013,
        'n' => 10030,
        'x' => 10017,
        other => panic!("{other} means nothing"),
    }
}

#[test]
fn every_operation_in_every_kind_by_every_role() {
    let mut wrong = Vec::new();
    for (operation, expected) in TABLE {
        for (kind, codes) in KINDS.iter().zip(expected) {
            for (role, letter) in ROLES.iter().zip(codes.chars()).filter(|(_, letter)| *letter != '-') {
                let (mut world, client) = scene(kind, role, operation);
                let got = attempt(&mut world, client, role, id(kind), operation);
                if got != meaning(letter) {
                    wrong.push(format!("{operation} in {kind} by {role}: {got}, not {}", meaning(letter)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A group of this kind with everybody in it who can be, and a message of Eve's; who is to try is logged in.
fn scene(kind: &str, role: &str, operation: &str) -> (World, Client) {
    let mut world = World::new();
    let otto = world.login("otto");
    let eve = world.login("eve");
    for user in ["max", "ada", "olga", "administrator", "new"] {
        world.run(vec![Input::Register { user_id: user.to_owned() }]);
    }
    let room = kind == "AVChatRoom";
    let mut body = json!({ "Type": kind, "Name": "n", "GroupId": id(kind), "SupportTopic": u8::from(operation == "topics") });
    if !room {
        body["MemberList"] = json!([
            { "Member_Account": "max" }, { "Member_Account": "eve" }, { "Member_Account": "ada", "Role": "Admin" }
        ]);
    }
    assert_eq!(code(&ask(&mut world, otto, "create_group", body)), 0);
    let client = match role {
        "otto" => otto,
        other => world.login(other),
    };
    if room {
        ask(&mut world, eve, "apply_join_group", json!({ "GroupId": id(kind) }));
        if role == "max" {
            ask(&mut world, client, "apply_join_group", json!({ "GroupId": id(kind) }));
        }
    }
    ask(&mut world, eve, "send_group_msg", text(id(kind), 1, "Eve's"));
    if operation == "send while muted" {
        let mute = json!({ "GroupId": id(kind), "ShutUpAllMember": "On" });
        assert_eq!(code(&ask(&mut world, otto, "modify_group_base_info", mute)), 0);
    }
    (world, client)
}

fn ask(world: &mut World, client: Client, command: &str, body: Value) -> Value {
    super::ask(world, client, command, body)
}

/// The code of the answer, or of the one item in it.
fn attempt(world: &mut World, client: Client, role: &str, group: &str, operation: &str) -> i64 {
    let mut ask = |command: &str, members: Value| {
        let body = super::with(json!({ "GroupId": group }), members);
        ask(world, client, command, body)
    };
    let member = |who: &str, key: &str, value: Value| json!({ "Member_Account": who, key: value });
    let answer = match operation {
        "see oneself" => {
            let answer = ask("get_group_self_member_info", json!({ "GroupIdList": [group] }));
            return code(&answer["GroupInfo"][0]);
        }
        "search" => {
            let answer = ask("get_group_public_info", json!({ "GroupIdList": [group] }));
            return code(&answer["GroupInfo"][0]);
        }
        "see members" => ask("get_group_member_info", json!({})),
        "apply" => ask("apply_join_group", json!({})),
        "invite" => ask("add_group_member", json!({ "MemberList": [{ "Member_Account": "new" }] })),
        "quit" => ask("quit_group", json!({})),
        "kick" => ask("delete_group_member", json!({ "MemberToDel_Account": ["eve"] })),
        // Whoever is an administrator himself tries it upon Max, who has become one, too.
        "kick admin" => {
            let otto = world.login("otto");
            let whom = if role == "ada" { "max" } else { "ada" };
            let body = json!({ "GroupId": group, "Member_Account": whom, "Role": "Admin" });
            super::ask(world, otto, "modify_group_member_info", body);
            let client = if role == "otto" { otto } else { client };
            super::ask(
                world,
                client,
                "delete_group_member",
                json!({ "GroupId": group, "MemberToDel_Account": [whom] }),
            )
        }
        "set role" => ask("modify_group_member_info", member("eve", "Role", "Admin".into())),
        "transfer" => ask("change_group_owner", json!({ "NewOwner_Account": "eve" })),
        "dismiss" => ask("destroy_group", json!({})),
        "rename" => ask("modify_group_base_info", json!({ "Name": "other" })),
        "mute all" => ask("modify_group_base_info", json!({ "ShutUpAllMember": "On" })),
        "join option" => ask("modify_group_base_info", json!({ "ApplyJoinOption": "DisableApply" })),
        "invite option" => ask("modify_group_base_info", json!({ "InviteJoinOption": "NeedPermission" })),
        "mute" => ask("modify_group_member_info", member("eve", "ShutUpTime", 9.into())),
        "card of another" => ask("modify_group_member_info", member("eve", "NameCard", "E".into())),
        "own card" => ask("modify_group_member_info", member(role, "NameCard", "I".into())),
        "remind" => ask("modify_group_member_info", member(role, "MsgFlag", "Discard".into())),
        "handle" => {
            ask("handle_apply_join_group", json!({ "Applicant_Account": "new", "HandleMsg": "Agree" }))
        }
        "ban" => ask("ban_group_member", json!({ "Members_Account": ["eve"], "Duration": 9 })),
        "mark" => {
            let body = json!({ "GroupId": group, "CommandType": 1,
                "MemberList": [{ "Member_Account": "eve", "Marks": [1000] }] });
            world.request(client, "group_open_avchatroom_http_svc.modify_user_info", body)
        }
        "history" => ask("group_msg_get", json!({})),
        "send" | "send while muted" => ask("send_group_msg", text(group, 7, "x")),
        "recall of another" => {
            let answer = ask("group_msg_recall", json!({ "MsgSeqList": [{ "MsgSeq": 1 }] }));
            match answer["RecallRetList"][0]["RetCode"].as_i64() {
                Some(result) => return result,
                None => answer,
            }
        }
        "modify" => {
            let body = json!({ "GroupId": group, "MsgSeq": 1, "MsgVersion": 0, "CloudCustomData": "x" });
            world.request(client, "openim.modify_group_msg", body)
        }
        "attributes" => ask("set_group_attr", json!({ "GroupAttr": [{ "key": "k", "value": "v" }] })),
        "counters" => ask(
            "update_group_counter",
            json!({ "Mode": "Set", "GroupCounter": [{ "Key": "k", "Value": 1 }] }),
        ),
        "topics" => {
            let body = json!({ "GroupId": group, "TopicName": "t" });
            world.request(client, "million_group_open_http_svc.create_topic", body)
        }
        other => panic!("{other} is no operation"),
    };
    code(&answer)
}
