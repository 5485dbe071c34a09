//! Who comes, who goes, and what members are to each other.

use serde_json::{Value, json};

use super::{ask, code, done, group, notice, quiet, tip};
use crate::testkit::{Client, World};

/// The tip that carol is the third member, by what she (or who invited her) did.
fn carol_came(world: &mut World, client: Client, how: u8, by: &str) -> Value {
    let told = tip(world, client);
    let body = &told["MsgBody"];
    assert_eq!(
        (&body["OpType"], &body["GroupJoinType"], &body["MemberNum"]),
        (&json!(1), &json!(how), &json!(3))
    );
    assert_eq!((&body["Operator_Account"], &body["List_Account"]), (&json!(by), &json!(["carol"])));
    told
}

#[test]
fn whoever_joins_freely_is_told_to_all_and_himself() {
    let mut world = World::new();
    let clients @ [_, _, carol] = group(&mut world, "Public", &["bob"]);
    let answer = done(&mut world, carol, "apply_join_group", json!({ "GroupId": "g", "ApplyMsg": "hi" }));
    assert_eq!((&answer["JoinedStatus"], &answer["HugeGroupFlag"]), (&json!("JoinedSuccess"), &json!(0)));
    for client in clients {
        let told = carol_came(&mut world, client, 1, "carol");
        assert_eq!(told["MsgBody"]["MsgMemberExtraInfo"][0]["UserId"], "carol");
        assert_eq!((&told["From_Account"], &told["MsgSeq"]), (&json!("@TIM#SYSTEM"), &json!(1)));
        assert!(world.is_silent(client));
    }
    assert_eq!(code(&ask(&mut world, carol, "apply_join_group", json!({ "GroupId": "g" }))), 10013);
}

#[test]
fn a_request_is_decided_once_by_whoever_runs_the_group() {
    let mut world = World::new();
    let clients @ [alice, bob, carol] = group(&mut world, "Public", &["bob"]);
    done(
        &mut world,
        alice,
        "modify_group_member_info",
        json!({ "GroupId": "g", "Member_Account": "bob", "Role": "Admin" }),
    );
    done(
        &mut world,
        alice,
        "modify_group_base_info",
        json!({ "GroupId": "g", "ApplyJoinOption": "NeedPermission" }),
    );
    quiet(&mut world, &clients);
    let answer = done(&mut world, carol, "apply_join_group", json!({ "GroupId": "g", "ApplyMsg": "please" }));
    assert_eq!(answer["JoinedStatus"], "WaitAdminApproval");
    assert!(world.is_silent(carol));
    let asked = notice(&mut world, alice);
    let body = &asked["MsgBody"];
    assert_eq!(
        (&body["ReportType"], &body["Operator_Account"], &body["RemarkInfo"]),
        (&json!(1), &json!("carol"), &json!("please"))
    );
    let too = notice(&mut world, bob);
    assert_eq!((&too["MsgBody"], &too["To_Account"]), (body, &json!("bob")));
    let list = done(
        &mut world,
        bob,
        "get_pendency",
        json!({ "StartTime": 0, "Limit": 20, "Handle_Account": "bob" }),
    );
    let waiting = &list["PendencyList"][0];
    assert_eq!(list["NextStartTime"], 0);
    assert_eq!((&waiting["AddTime"], &waiting["Authentication"]), (&body["MsgKey"], &body["Authentication"]));
    assert_eq!(
        (&waiting["From_Account"], &waiting["Handled"], &waiting["PendencyType"]),
        (&json!("carol"), &json!(0), &json!(0))
    );

    let decision = |words: &str, authentication: &Value| {
        json!({ "GroupId": "g", "Applicant_Account": "carol", "HandleMsg": words, "ApprovalMsg": "welcome",
            "Authentication": authentication, "MsgKey": body["MsgKey"] })
    };
    let good = &body["Authentication"];
    for (client, body, expected) in [
        (bob, decision("Perhaps", good), 10004),
        (bob, decision("Agree", &json!("guessed")), 10004),
        (carol, decision("Agree", good), 10007),
    ] {
        assert_eq!(code(&ask(&mut world, client, "handle_apply_join_group", body)), expected);
    }
    done(&mut world, bob, "handle_apply_join_group", decision("Agree", good));
    let told = notice(&mut world, carol);
    assert_eq!(
        (&told["MsgBody"]["ReportType"], &told["MsgBody"]["RemarkInfo"]),
        (&json!(2), &json!("welcome"))
    );
    for client in clients {
        let told = tip(&mut world, client);
        assert_eq!(
            (&told["MsgBody"]["OpType"], &told["MsgBody"]["Operator_Account"]),
            (&json!(1), &json!("carol"))
        );
    }
    assert_eq!(code(&ask(&mut world, alice, "handle_apply_join_group", decision("Reject", good))), 10024);
    let handled = |world: &mut World, client| {
        done(world, client, "get_pendency", json!({}))["PendencyList"][0]["Handled"].clone()
    };
    assert_eq!((handled(&mut world, alice), handled(&mut world, bob)), (json!(1), json!(2)));
    assert!(clients.iter().all(|client| world.is_silent(*client)));
}

#[test]
fn a_refused_request_is_told_to_the_applicant_alone() {
    let mut world = World::new();
    let clients @ [alice, bob, _] = group(&mut world, "Public", &[]);
    done(
        &mut world,
        alice,
        "modify_group_base_info",
        json!({ "GroupId": "g", "ApplyJoinOption": "NeedPermission" }),
    );
    quiet(&mut world, &clients);
    done(&mut world, bob, "apply_join_group", json!({ "GroupId": "g" }));
    let asked = notice(&mut world, alice);
    done(
        &mut world,
        alice,
        "handle_apply_join_group",
        json!({ "GroupId": "g", "Applicant_Account": "bob", "HandleMsg": "Reject", "ApprovalMsg": "no",
            "Authentication": asked["MsgBody"]["Authentication"], "MsgKey": asked["MsgBody"]["MsgKey"].to_string() }),
    );
    let told = notice(&mut world, bob);
    assert_eq!((&told["MsgBody"]["ReportType"], &told["MsgBody"]["RemarkInfo"]), (&json!(3), &json!("no")));
    assert!(clients.iter().all(|client| world.is_silent(*client)));
    assert_eq!(code(&ask(&mut world, bob, "get_group_member_info", json!({ "GroupId": "g" }))), 10007);
}

#[test]
fn members_bring_others_in_as_far_as_the_group_lets_them() {
    let mut world = World::new();
    let clients @ [alice, bob, carol] = group(&mut world, "Private", &["bob"]);
    let body = json!({ "GroupId": "g", "MemberList": [
        { "Member_Account": "carol" }, { "Member_Account": "alice" }, { "Member_Account": "nobody" }] });
    let answer = done(&mut world, bob, "add_group_member", body.clone());
    assert_eq!(
        answer["MemberList"],
        json!([{ "Member_Account": "carol", "Result": 1 }, { "Member_Account": "alice", "Result": 2 },
            { "Member_Account": "nobody", "Result": 0 }])
    );
    let told = notice(&mut world, carol);
    assert_eq!(
        (&told["MsgBody"]["ReportType"], &told["MsgBody"]["Operator_Account"]),
        (&json!(7), &json!("bob"))
    );
    for client in clients {
        carol_came(&mut world, client, 2, "bob");
        assert!(world.is_silent(client));
    }
    let public =
        json!({ "Type": "Public", "Name": "n", "GroupId": "p", "MemberList": [{ "Member_Account": "bob" }] });
    done(&mut world, alice, "create_group", public);
    let body = json!({ "GroupId": "p", "MemberList": [{ "Member_Account": "carol" }] });
    assert_eq!(code(&ask(&mut world, bob, "add_group_member", body.clone())), 10007);
    done(
        &mut world,
        alice,
        "modify_group_base_info",
        json!({ "GroupId": "p", "InviteJoinOption": "NeedPermission" }),
    );
    quiet(&mut world, &clients);
    let answer = done(&mut world, bob, "add_group_member", body.clone());
    assert_eq!(answer["MemberList"][0]["Result"], 3);
    let waiting = done(&mut world, alice, "get_pendency", json!({}))["PendencyList"][0].clone();
    assert_eq!(
        (&waiting["PendencyType"], &waiting["From_Account"], &waiting["To_Account"]),
        (&json!(2), &json!("bob"), &json!("carol"))
    );
    done(
        &mut world,
        alice,
        "handle_invite_join_permission_group",
        json!({ "GroupId": "p", "Applicant_Account": "bob", "Invited_Account": "carol", "HandleMsg": "Agree",
            "Authentication": waiting["Authentication"] }),
    );
    assert_eq!(notice(&mut world, carol)["MsgBody"]["ReportType"], 7);
    assert_eq!(tip(&mut world, carol)["MsgBody"]["List_Account"], json!(["carol"]));
}

#[test]
fn who_is_thrown_out_or_leaves_hears_of_it_and_of_nothing_more() {
    let mut world = World::new();
    let clients @ [alice, bob, carol] = group(&mut world, "Public", &["bob", "carol"]);
    let body = json!({ "GroupId": "g", "MemberToDel_Account": ["carol", "nobody"], "Reason": "noise" });
    assert_eq!(code(&ask(&mut world, bob, "delete_group_member", body.clone())), 10007);
    done(&mut world, alice, "delete_group_member", body);
    let told = notice(&mut world, carol);
    assert_eq!(
        (&told["MsgBody"]["ReportType"], &told["MsgBody"]["RemarkInfo"]),
        (&json!(4), &json!("noise"))
    );
    for client in [alice, bob] {
        let told = tip(&mut world, client);
        let body = &told["MsgBody"];
        assert_eq!(
            (&body["OpType"], &body["List_Account"], &body["MemberNum"]),
            (&json!(3), &json!(["carol"]), &json!(2))
        );
    }
    let own = json!({ "GroupId": "g", "MemberToDel_Account": ["alice"] });
    assert_eq!(code(&ask(&mut world, alice, "delete_group_member", own)), 10004);
    assert_eq!(code(&ask(&mut world, alice, "quit_group", json!({ "GroupId": "g" }))), 10009);
    assert_eq!(code(&ask(&mut world, carol, "quit_group", json!({ "GroupId": "g" }))), 10007);
    done(&mut world, bob, "quit_group", json!({ "GroupId": "g" }));
    assert_eq!(notice(&mut world, bob)["MsgBody"]["ReportType"], 8);
    let told = tip(&mut world, alice);
    assert_eq!(
        (&told["MsgBody"]["OpType"], &told["MsgBody"]["Operator_Account"]),
        (&json!(2), &json!("bob"))
    );
    assert!(clients.iter().all(|client| world.is_silent(*client)));
}

#[test]
fn roles_and_muting_are_told_to_all_and_the_member() {
    let mut world = World::new();
    let clients @ [alice, bob, carol] = group(&mut world, "Public", &["bob", "carol"]);
    let change =
        |who: &str, key: &str, value: Value| json!({ "GroupId": "g", "Member_Account": who, key: value });
    for (role, report, operation) in [("Admin", 9, 4), ("Member", 10, 5), ("Admin", 9, 4)] {
        done(&mut world, alice, "modify_group_member_info", change("bob", "Role", role.into()));
        assert_eq!(notice(&mut world, bob)["MsgBody"]["ReportType"], report);
        for client in clients {
            let body = tip(&mut world, client)["MsgBody"].clone();
            assert_eq!((&body["OpType"], &body["List_Account"]), (&json!(operation), &json!(["bob"])));
        }
    }
    done(&mut world, bob, "modify_group_member_info", change("carol", "ShutUpTime", 60.into()));
    for client in clients {
        let body = tip(&mut world, client)["MsgBody"].clone();
        assert_eq!(body["MsgMemberInfo"], json!([{ "User_Account": "carol", "ShutupTime": 60 }]));
        assert_eq!((&body["OpType"], &body["Operator_Account"]), (&json!(7), &json!("bob")));
    }
    for (client, body, expected) in [
        (bob, change("alice", "ShutUpTime", 1.into()), 10007),
        (bob, change("bob", "ShutUpTime", 1.into()), 10004),
        (carol, change("bob", "ShutUpTime", 1.into()), 10007),
        (bob, change("carol", "Role", "Admin".into()), 10007),
        (alice, change("alice", "Role", "Member".into()), 10004),
        (alice, change("bob", "Role", "Owner".into()), 10004),
        (alice, change("nobody", "Role", "Admin".into()), 10019),
        (alice, json!({ "GroupId": "g", "Member_Account": "bob" }), 10004),
        (alice, json!({ "GroupId": "g", "Member_Account": "bob", "Role": "Member", "NameCard": "x" }), 10004),
    ] {
        assert_eq!(
            code(&ask(&mut world, client, "modify_group_member_info", body.clone())),
            expected,
            "{body}"
        );
    }
    assert!(clients.iter().all(|client| world.is_silent(*client)));
    // Muting outlasts leaving and coming back.
    done(&mut world, carol, "quit_group", json!({ "GroupId": "g" }));
    done(&mut world, carol, "apply_join_group", json!({ "GroupId": "g" }));
    assert_eq!(code(&ask(&mut world, carol, "send_group_msg", super::text("g", 1, "hm"))), 10017);
    world.now_ms += 60_000;
    assert_eq!(code(&ask(&mut world, carol, "send_group_msg", super::text("g", 1, "hm"))), 0);
}

#[test]
fn name_cards_fields_and_reminding_are_settled_without_noise() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let clients @ [alice, bob, carol] = group(&mut world, "Public", &["bob", "carol"]);
    let bob_too = world.login_at("bob", "other page");
    let change =
        |who: &str, key: &str, value: Value| json!({ "GroupId": "g", "Member_Account": who, key: value });
    for (client, body, expected) in [
        (bob, change("bob", "NameCard", "Bobby".into()), 0),
        (alice, change("bob", "AppMemberDefinedData", json!([{ "Key": "k", "Value": "v" }])), 0),
        (bob, change("carol", "NameCard", "C".into()), 10007),
        (bob, change("bob", "NameCard", "n".repeat(51).into()), 10004),
        (alice, change("bob", "MsgFlag", "Discard".into()), 10007),
        (bob, change("bob", "MsgFlag", "Sometimes".into()), 10004),
        (bob, change("bob", "MsgFlag", "AcceptNotNotify".into()), 0),
    ] {
        assert_eq!(
            code(&ask(&mut world, client, "modify_group_member_info", body.clone())),
            expected,
            "{body}"
        );
    }
    let told = notice(&mut world, bob_too);
    assert_eq!(
        (&told["MsgBody"]["ReportType"], &told["MsgBody"]["MsgFlag"]),
        (&json!(20), &json!("AcceptNotNotify"))
    );
    assert!(clients.iter().chain([&bob_too]).all(|client| world.is_silent(*client)));
    let list = done(
        &mut world,
        carol,
        "get_specified_group_member_info",
        json!({ "GroupId": "g", "Member_List_Account": ["bob", "nobody"],
            "MemberInfoFilter": ["Role", "NameCard"], }),
    );
    assert_eq!(
        list["MemberList"],
        json!([{ "Member_Account": "bob", "Role": "Member", "NameCard": "Bobby",
            "AppMemberDefinedData": [{ "Key": "k", "Value": "v" }] }])
    );
}

#[test]
fn members_are_listed_in_pages_from_the_owner_down() {
    let mut world = World::new();
    let alice = world.login("alice");
    for user in ["u1", "u2", "u3"] {
        world.login(user);
    }
    done(&mut world, alice, "create_group", json!({ "Type": "Public", "Name": "n", "GroupId": "g" }));
    for user in ["u1", "u2", "u3"] {
        world.now_ms += 1000;
        let client = world.login(user);
        done(&mut world, client, "apply_join_group", json!({ "GroupId": "g" }));
    }
    done(&mut world, alice, "change_group_owner", json!({ "GroupId": "g", "NewOwner_Account": "u3" }));
    let mut found = Vec::new();
    for offset in [0, 3] {
        let page = done(
            &mut world,
            alice,
            "get_group_member_info",
            json!({ "GroupId": "g", "Limit": 3, "Offset": offset }),
        );
        assert_eq!((&page["MemberNum"], page.get("Next")), (&json!(4), None));
        found.extend(
            page["MemberList"].as_array().unwrap().iter().map(|member| member["Member_Account"].clone()),
        );
    }
    assert_eq!(found, ["u3", "alice", "u1", "u2"]);
    let owners = json!({ "GroupId": "g", "Limit": 3, "MemberRoleFilter": ["Owner"] });
    let owners = done(&mut world, alice, "get_group_member_info", owners);
    assert_eq!(owners["MemberList"].as_array().unwrap().len(), 1);
    assert_eq!(
        code(&ask(&mut world, alice, "get_group_member_info", json!({ "GroupId": "g", "Limit": 101 }))),
        10005
    );
    for id in ["", "gr\u{fc}n"] {
        assert_eq!(code(&ask(&mut world, alice, "get_group_member_info", json!({ "GroupId": id }))), 10015);
    }
}
