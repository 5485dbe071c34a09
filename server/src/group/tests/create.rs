//! Making, finding, listing, changing and ending groups.

use serde_json::{Value, json};

use super::{ask, code, done, group, notice, quiet, say, tip, with};
use crate::testkit::{START_S, World};

#[test]
fn a_new_group_is_told_to_its_members_and_listed_by_them() {
    let mut world = World::new();
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(|user| world.login(user));
    let answer = done(
        &mut world,
        alice,
        "create_group",
        json!({
            "Type": "Public", "Name": "Hikers", "Introduction": "up", "Notification": "Sunday", "FaceUrl": "f.png",
            "Owner_Account": "alice", "ApplyJoinOption": "NeedPermission",
            "MemberList": [{ "Member_Account": "bob", "Role": "Admin",
                "AppMemberDefinedData": [{ "Key": "boots", "Value": "42" }] }],
            "AppDefinedData": [{ "Key": "peak", "Value": "K2" }],
        }),
    );
    let group_id = answer["GroupId"].as_str().unwrap().to_owned();
    assert!(group_id.starts_with("@TGS#1") && group_id.len() > 12, "{group_id}");
    assert_eq!((&answer["HugeGroupFlag"], &answer["OverJoinedGroupLimit_Account"]), (&json!(0), &json!([])));
    for (client, report, to) in [(alice, 6, "alice"), (bob, 7, "bob")] {
        let told = notice(&mut world, client);
        assert_eq!(told["MsgBody"]["ReportType"], report);
        assert_eq!((&told["From_Account"], &told["To_Account"]), (&json!("@TIM#SYSTEM"), &json!(to)));
        assert_eq!(told["GroupInfo"]["GroupName"], "Hikers");
        assert!(world.is_silent(client));
    }
    let info = done(&mut world, bob, "get_group_self_member_info", json!({ "GroupIdList": [group_id] }));
    let info = &info["GroupInfo"][0];
    for (key, value) in [
        ("ErrorCode", json!(0)),
        ("Type", json!("Public")),
        ("Name", json!("Hikers")),
        ("FaceUrl", json!("f.png")),
        ("Introduction", json!("up")),
        ("Notification", json!("Sunday")),
        ("Owner_Account", json!("alice")),
        ("CreateTime", json!(START_S)),
        ("InfoSeq", json!(1)),
        ("NextMsgSeq", json!(1)),
        ("MemberNum", json!(2)),
        ("MaxMemberNum", json!(2000)),
        ("ApplyJoinOption", json!("NeedPermission")),
        ("InviteJoinOption", json!("DisableInvite")),
        ("ShutUpAllMember", json!("Off")),
        ("AppDefinedData", json!([{ "Key": "peak", "Value": "K2" }])),
    ] {
        assert_eq!(info[key], value, "{key}");
    }
    let me = &info["MemberList"][0];
    assert_eq!((&me["Member_Account"], &me["Role"]), (&json!("bob"), &json!("Admin")));
    assert_eq!(me["AppMemberDefinedData"], json!([{ "Key": "boots", "Value": "42" }]));

    let list = done(
        &mut world,
        bob,
        "get_joined_group_list",
        json!({ "Member_Account": "bob", "Limit": 50, "Offset": 0,
            "ResponseFilter": { "GroupBaseInfoFilter": ["Type", "Name"], "SelfInfoFilter": ["Role", "MsgFlag"] } }),
    );
    assert_eq!(list["TotalCount"], 1);
    assert_eq!(
        list["GroupIdList"],
        json!([{
            "GroupId": group_id, "Type": "Public", "Name": "Hikers",
            "SelfInfo": { "Role": "Admin", "MsgFlag": "AcceptAndNotify", "NoUnreadSeqList": [] },
        }])
    );
    assert_eq!(done(&mut world, carol, "get_joined_group_list", json!({}))["TotalCount"], 0);
    let public =
        done(&mut world, carol, "get_group_public_info", json!({ "GroupIdList": [group_id, "none"] }));
    assert_eq!(
        (&public["GroupInfo"][0]["Name"], &public["GroupInfo"][0]["ErrorCode"]),
        (&json!("Hikers"), &json!(0))
    );
    assert_eq!(public["GroupInfo"][1]["ErrorCode"], 10010);
}

#[test]
fn groups_are_listed_in_pages_and_communities_apart() {
    let mut world = World::new();
    let alice = world.login("alice");
    for number in 0..7 {
        let body = json!({ "Type": "Private", "Name": "n", "GroupId": format!("g{number}") });
        done(&mut world, alice, "create_group", body);
    }
    for (id, topics) in [("@TGS#_plain", 0), ("@TGS#_topics", 1)] {
        let body = json!({ "Type": "Community", "Name": "c", "GroupId": id, "SupportTopic": topics });
        let answer = world.request(alice, "million_group_open_http_svc.create_group", body);
        assert_eq!(code(&answer), 0, "{answer}");
    }
    done(&mut world, alice, "create_group", json!({ "Type": "AVChatRoom", "Name": "r", "GroupId": "room" }));
    let mut found = Vec::new();
    for offset in [0, 3, 6] {
        let page = done(&mut world, alice, "get_joined_group_list", json!({ "Limit": 3, "Offset": offset }));
        assert_eq!(page["TotalCount"], 7);
        found.extend(page["GroupIdList"].as_array().unwrap().iter().map(|item| item["GroupId"].clone()));
    }
    assert_eq!(found, ["g0", "g1", "g2", "g3", "g4", "g5", "g6"]);
    for (topics, expected) in [(0, "@TGS#_plain"), (1, "@TGS#_topics")] {
        let list = world.request(
            alice,
            "million_group_open_http_svc.get_joined_group_list",
            json!({ "Member_Account": "alice", "SupportTopic": topics }),
        );
        assert_eq!((&list["TotalCount"], &list["GroupIdList"][0]["GroupId"]), (&json!(1), &json!(expected)));
        assert_eq!(list["GroupIdList"][0]["SupportTopic"], topics);
    }
}

#[test]
fn what_cannot_be_made_is_refused() {
    let mut world = World::new();
    let [alice, bob] = ["alice", "bob"].map(|user| world.login(user));
    let good = json!({ "Type": "Public", "Name": "n", "GroupId": "taken" });
    done(&mut world, alice, "create_group", good.clone());
    let many: Vec<Value> = (0..501).map(|n| json!({ "Member_Account": format!("u{n}") })).collect();
    let good = with(good, json!({ "GroupId": null }));
    for (client, members, expected) in [
        (alice, json!({ "GroupId": "taken" }), 10025),
        (bob, json!({ "GroupId": "taken" }), 10021),
        (alice, json!({ "Type": null }), 10004),
        (alice, json!({ "Type": "BChatRoom" }), 10004),
        (alice, json!({ "Name": null }), 10004),
        (alice, json!({ "Name": "" }), 10004),
        (alice, json!({ "Name": "n".repeat(101) }), 10004),
        (alice, json!({ "Introduction": "n".repeat(401) }), 10004),
        (alice, json!({ "Notification": "n".repeat(401) }), 10004),
        (alice, json!({ "FaceUrl": "n".repeat(501) }), 10004),
        (alice, json!({ "GroupId": "@TGS#mine" }), 10015),
        (alice, json!({ "GroupId": "n".repeat(49) }), 10015),
        (alice, json!({ "GroupId": "gr\u{fc}n" }), 10015),
        (alice, json!({ "Type": "Community", "GroupId": "plain" }), 10015),
        (alice, json!({ "ApplyJoinOption": "Perhaps" }), 10004),
        (alice, json!({ "Owner_Account": "bob" }), 10007),
        (alice, json!({ "MemberList": [{ "Member_Account": "nobody" }] }), 10019),
        (alice, json!({ "MemberList": [{ "Member_Account": "bob", "Role": "Owner" }] }), 10004),
        (alice, json!({ "MemberList": many }), 10005),
        (alice, json!({ "Type": "AVChatRoom", "MemberList": [{ "Member_Account": "bob" }] }), 10007),
        (alice, json!({ "MaxMemberCount": 1, "MemberList": [{ "Member_Account": "bob" }] }), 10014),
        (alice, json!({ "AppDefinedData": [{ "Key": "k".repeat(17), "Value": "" }] }), 10004),
        (alice, json!({ "AppDefinedData": [{ "Key": "k", "Value": "v".repeat(513) }] }), 10004),
    ] {
        let answer = ask(&mut world, client, "create_group", with(good.clone(), members.clone()));
        assert_eq!(code(&answer), expected, "{members}");
    }
    assert_eq!(done(&mut world, alice, "get_joined_group_list", json!({}))["TotalCount"], 1);
    assert_eq!(done(&mut world, bob, "get_joined_group_list", json!({}))["TotalCount"], 0);
}

#[test]
fn nobody_is_in_more_groups_than_allowed() {
    let mut world = World::with(|config| config.group.max_joined = 2);
    let [alice, bob] = ["alice", "bob"].map(|user| world.login(user));
    for _ in 0..2 {
        let body = json!({ "Type": "Private", "Name": "n", "MemberList": [{ "Member_Account": "bob" }] });
        let answer = done(&mut world, alice, "create_group", body);
        assert_eq!(answer["OverJoinedGroupLimit_Account"], json!([]));
    }
    let another = json!({ "Type": "Private", "Name": "n" });
    assert_eq!(code(&ask(&mut world, bob, "create_group", another)), 10037);
    let carol = world.login("carol");
    let body =
        json!({ "Type": "Public", "Name": "n", "GroupId": "g", "MemberList": [{ "Member_Account": "bob" }] });
    let answer = done(&mut world, carol, "create_group", body);
    assert_eq!(answer["OverJoinedGroupLimit_Account"], json!(["bob"]));
    assert_eq!(code(&ask(&mut world, bob, "apply_join_group", json!({ "GroupId": "g" }))), 10037);
    done(&mut world, alice, "create_group", json!({ "Type": "AVChatRoom", "Name": "r", "GroupId": "room" }));
    done(&mut world, bob, "apply_join_group", json!({ "GroupId": "room" }));
}

#[test]
fn a_change_is_told_with_what_has_changed_and_nothing_else() {
    let mut world = World::new();
    let clients @ [alice, bob, _] = group(&mut world, "Public", &["bob"]);
    world.now_ms += 5000;
    done(
        &mut world,
        alice,
        "modify_group_base_info",
        json!({ "GroupId": "g", "Name": "Climbers", "Introduction": "", "ShutUpAllMember": "On",
            "AppDefinedData": [{ "Key": "peak", "Value": "Eiger" }] }),
    );
    for client in [alice, bob] {
        let told = tip(&mut world, client);
        assert_eq!(told["MsgSeq"], 1);
        assert_eq!(told["MsgBody"]["OpType"], 6);
        assert_eq!(
            told["MsgBody"]["MsgGroupNewInfo"],
            json!({ "GroupName": "Climbers", "ShutupAll": 1,
                "MsgAppDefinedData": [{ "Key": "peak", "Value": "Eiger" }] })
        );
        assert_eq!(told["GroupInfo"]["GroupName"], "Climbers");
    }
    let info = done(&mut world, bob, "get_group_self_member_info", json!({ "GroupIdList": ["g"] }));
    let info = &info["GroupInfo"][0];
    assert_eq!((&info["InfoSeq"], &info["LastInfoTime"]), (&json!(2), &json!(START_S + 5)));
    assert_eq!((&info["Name"], &info["ShutUpAllMember"]), (&json!("Climbers"), &json!("On")));
    // What is as it was is no news.
    done(&mut world, alice, "modify_group_base_info", json!({ "GroupId": "g", "Name": "Climbers" }));
    for (members, expected) in [
        (json!({}), 10004),
        (json!({ "Name": "" }), 10004),
        (json!({ "ShutUpAllMember": "Maybe" }), 10004),
        (json!({ "ApplyJoinOption": "x" }), 10004),
        (json!({ "Name": "n".repeat(101) }), 10004),
    ] {
        let body = with(json!({ "GroupId": "g" }), members);
        assert_eq!(code(&ask(&mut world, alice, "modify_group_base_info", body)), expected);
    }
    assert!(clients.iter().all(|client| world.is_silent(*client)));
}

#[test]
fn a_dismissed_group_is_gone_with_its_messages_and_all_are_told() {
    let mut world = World::new();
    let clients @ [alice, bob, carol] = group(&mut world, "Public", &["bob"]);
    say(&mut world, alice, "g", 1, "hello");
    quiet(&mut world, &clients);
    assert_eq!(code(&ask(&mut world, bob, "destroy_group", json!({ "GroupId": "g" }))), 10007);
    done(&mut world, alice, "destroy_group", json!({ "GroupId": "g" }));
    for client in [alice, bob] {
        let told = notice(&mut world, client);
        assert_eq!((&told["MsgBody"]["ReportType"], &told["ToGroupId"]), (&json!(5), &json!("g")));
        assert!(world.is_silent(client));
        let list = world.request(client, "recentcontact.page_get", json!({}));
        assert_eq!(list["SessionItem"], json!([]));
    }
    assert!(world.is_silent(carol));
    for command in ["destroy_group", "get_group_member_info", "apply_join_group"] {
        assert_eq!(code(&ask(&mut world, alice, command, json!({ "GroupId": "g" }))), 10010, "{command}");
    }
    // The id is free again, and nothing of the former group is in the new one.
    done(&mut world, bob, "create_group", json!({ "Type": "Public", "Name": "again", "GroupId": "g" }));
    let page = done(&mut world, bob, "group_msg_get", json!({ "GroupId": "g", "ReqMsgNumber": 9 }));
    assert_eq!((&page["RspMsgList"], &page["IsFinished"]), (&json!([]), &json!(2)));
}

#[test]
fn a_group_has_another_owner_afterwards() {
    let mut world = World::new();
    let [alice, bob, _] = group(&mut world, "Public", &["bob"]);
    let body = |heir: &str| json!({ "GroupId": "g", "NewOwner_Account": heir });
    for (client, heir, expected) in
        [(bob, "bob", 10007), (alice, "alice", 10004), (alice, "carol", 10004), (alice, "nobody", 10019)]
    {
        assert_eq!(code(&ask(&mut world, client, "change_group_owner", body(heir))), expected, "{heir}");
    }
    done(&mut world, alice, "change_group_owner", body("bob"));
    for client in [alice, bob] {
        let told = tip(&mut world, client);
        assert_eq!(told["MsgBody"]["MsgGroupNewInfo"], json!({ "Owner_Account": "bob" }));
        assert_eq!(told["MsgBody"]["Operator_Account"], "alice");
    }
    let members = done(&mut world, alice, "get_group_member_info", json!({ "GroupId": "g" }));
    let roles: Vec<_> = members["MemberList"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| (m["Member_Account"].clone(), m["Role"].clone()))
        .collect();
    assert_eq!(roles, [(json!("bob"), json!("Owner")), (json!("alice"), json!("Member"))]);
    done(&mut world, alice, "quit_group", json!({ "GroupId": "g" }));
}

#[test]
fn a_full_group_takes_nobody_in() {
    let mut world = World::with(|config| config.group.public_members = 2);
    let [alice, _, carol] = group(&mut world, "Public", &["bob"]);
    assert_eq!(code(&ask(&mut world, carol, "apply_join_group", json!({ "GroupId": "g" }))), 10014);
    for (asked, expected) in [(9, 2), (1, 1), (0, 2)] {
        done(&mut world, alice, "modify_group_base_info", json!({ "GroupId": "g", "MaxMemberNum": asked }));
        let info = done(&mut world, alice, "get_group_self_member_info", json!({ "GroupIdList": ["g"] }));
        assert_eq!(info["GroupInfo"][0]["MaxMemberNum"], expected, "asked for {asked}");
    }
    assert!(world.is_silent(alice), "how many may come is nobody's news");
}
