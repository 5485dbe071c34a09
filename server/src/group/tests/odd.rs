//! Requests that no client sends.

use serde_json::{Value, json};

use super::{done, group, quiet, text};
use crate::core::command_names;
use crate::testkit::World;

/// Names that requests about groups have.
const KEYS: [&str; 42] = [
    "GroupId",
    "GroupIdList",
    "Type",
    "Name",
    "MemberList",
    "AppDefinedData",
    "MaxMemberCount",
    "ResponseFilter",
    "Limit",
    "Offset",
    "Next",
    "MemberRoleFilter",
    "Member_List_Account",
    "MemberToDel_Account",
    "Member_Account",
    "Role",
    "NameCard",
    "AppMemberDefinedData",
    "ShutUpTime",
    "MsgFlag",
    "StartTime",
    "HandleMsg",
    "MsgKey",
    "DelMsgList",
    "Random",
    "MsgBody",
    "GroupAtInfo",
    "To_Account",
    "ReqMsgSeq",
    "ReqMsgNumber",
    "MsgReadedSeq",
    "MsgSeqList",
    "Seqs",
    "MsgSeq",
    "MsgVersion",
    "GroupAttr",
    "GroupCounter",
    "Mode",
    "TopicId",
    "TopicIdList",
    "Key",
    "StartSeq",
];

fn oddities() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(0.5),
        json!(u64::MAX),
        json!(""),
        json!("g"),
        json!("\u{0}\u{feff}@TOPIC#_"),
        json!([]),
        json!([null, -1, "g", [], {}]),
        json!({ "Key": 1 }),
        json!([{ "Member_Account": 1 }, { "key": "k", "value": "v", "seq": u64::MAX }]),
    ]
}

#[test]
fn whatever_a_request_holds_it_is_answered_and_the_group_goes_on() {
    let mut world = World::new();
    let clients @ [_, bob, _] = group(&mut world, "Public", &["bob"]);
    let commands: Vec<&str> = command_names()
        .filter(|name| name.contains("group") && !name.contains("_noauth_"))
        .filter(|name| !name.ends_with(".quit_group"))
        .collect();
    assert!(commands.len() > 40, "{commands:?}");
    for command in commands {
        for key in KEYS {
            for odd in oddities() {
                let mut body =
                    json!({ "GroupId": "g", "GroupIdList": ["g"], "MsgSeqList": [{ "MsgSeq": 1 }] });
                body[key] = odd;
                // A code, whichever, and text with it: the test's client checks that.
                assert!(world.request(bob, command, body)["ErrorCode"].is_i64());
            }
            quiet(&mut world, &clients);
        }
    }
    done(&mut world, bob, "send_group_msg", text("g", 4_000_000, "still here"));
}
