//! Rooms over the wire.

use serde_json::{Value, json};

use crate::testkit::{Client, World};

fn code(answer: &Value) -> i64 {
    answer["ErrorCode"].as_i64().unwrap()
}

fn ask(world: &mut World, client: Client, command: &str, body: Value) -> Value {
    world.request(client, &format!("group_open_http_svc.{command}"), body)
}

fn done(world: &mut World, client: Client, command: &str, body: Value) -> Value {
    let answer = ask(world, client, command, body);
    assert_eq!(code(&answer), 0, "{command}: {answer}");
    answer
}

/// Alice's room `r`, with Alice and Bob in it.
fn room(world: &mut World) -> [Client; 3] {
    let clients = ["alice", "bob", "carol"].map(|user| world.login(user));
    done(world, clients[0], "create_group", json!({ "Type": "AVChatRoom", "Name": "Live", "GroupId": "r" }));
    for client in [clients[0], clients[1]] {
        done(world, client, "apply_join_group", json!({ "GroupId": "r" }));
    }
    quiet(world, &clients);
    clients
}

fn quiet(world: &mut World, clients: &[Client]) {
    for client in clients {
        while !world.is_silent(*client) {
            world.push(*client);
        }
    }
}

fn say(world: &mut World, client: Client, number: u32, priority: &str) -> Value {
    ask(
        world,
        client,
        "send_group_msg",
        json!({ "GroupId": "r", "Random": number, "ClientSeq": number, "MsgPriority": priority, "OnlineOnlyFlag": 0,
            "MsgBody": [{ "MsgType": "TIMTextElem", "MsgContent": { "Text": number.to_string() } }] }),
    )
}

/// A request without having logged in.
fn as_guest(world: &mut World, client: Client, command: &str, body: Value) -> Value {
    let head = json!({ "sdkappid": crate::config::DEFAULT_SDKAPPID });
    world.request_with(client, command, body, head)
}

fn poll(world: &mut World, client: Client, key: &Value, start: &Value) -> Value {
    let answer = as_guest(
        world,
        client,
        "group_open_long_polling_http_noauth_svc.get_msg",
        json!({ "USP": 1, "StartSeq": start, "HoldTime": 90, "Key": key }),
    );
    assert_eq!(code(&answer), 0, "{answer}");
    answer
}

#[test]
fn members_get_pushes_and_nothing_is_stored() {
    let mut world = World::new();
    let [alice, bob, carol] = room(&mut world);
    let answer = done(&mut world, carol, "apply_join_group", json!({ "GroupId": "r" }));
    assert_eq!((&answer["JoinedStatus"], &answer["HugeGroupFlag"]), (&json!("JoinedSuccess"), &json!(1)));
    assert!(answer.get("LongPollingKey").is_none(), "who is logged in need not ask");
    for client in [alice, bob, carol] {
        let push = world.push(client);
        let tip = &push["GroupTips"][0];
        assert_eq!(
            (&push["Event"], &tip["MsgBody"]["OpType"], &tip["MsgBody"]["MemberNum"]),
            (&json!(4), &json!(1), &json!(3))
        );
    }
    // Coming again is coming in.
    done(&mut world, carol, "apply_join_group", json!({ "GroupId": "r" }));
    let before = say(&mut world, alice, 1, "Normal")["MsgSeq"].as_u64().unwrap();
    let after = say(&mut world, alice, 2, "Normal")["MsgSeq"].as_u64().unwrap();
    assert_eq!(after, before + 1);
    for client in [bob, carol] {
        for number in [before, after] {
            assert_eq!(world.push(client)["GroupMsgArray"][0]["MsgSeq"], number);
        }
    }
    assert!([alice, bob, carol].iter().all(|client| world.is_silent(*client)));
    assert_eq!(code(&ask(&mut world, bob, "group_msg_get", json!({ "GroupId": "r" }))), 10035);
    let list = world.request(bob, "recentcontact.page_get", json!({}));
    assert_eq!(list["SessionItem"], json!([]));
    assert_eq!(done(&mut world, bob, "get_joined_group_list", json!({}))["TotalCount"], 0);
}

#[test]
fn guests_ask_with_a_key_that_is_good_for_ever() {
    let mut world = World::new();
    let [alice, bob, _] = room(&mut world);
    let guest = world.connect("", "page of a guest");
    let entered =
        as_guest(&mut world, guest, "group_open_http_noauth_svc.apply_join_group", json!({ "GroupId": "r" }));
    assert_eq!((code(&entered), &entered["HugeGroupFlag"]), (0, &json!(1)));
    let (key, start) = (&entered["LongPollingKey"], &entered["StartSeq"]);
    let page = poll(&mut world, guest, key, start);
    assert_eq!((&page["RspMsgList"], &page["Key"]), (&json!([]), key));
    world.now_ms += 300;
    say(&mut world, alice, 1, "High");
    say(&mut world, bob, 2, "Normal");
    done(
        &mut world,
        alice,
        "set_group_attr",
        json!({ "GroupId": "r", "GroupAttr": [{ "key": "k", "value": "v" }] }),
    );
    let page = poll(&mut world, guest, key, &page["NextSeq"]);
    let events: Vec<_> =
        page["RspMsgList"].as_array().unwrap().iter().map(|item| item["Event"].clone()).collect();
    assert_eq!(events, [3, 3, 6]);
    assert_eq!(page["RspMsgList"][0]["MsgBody"][0]["MsgContent"]["Text"], "1");
    assert_eq!(poll(&mut world, guest, key, &page["NextSeq"])["RspMsgList"], json!([]));
    assert_eq!(
        done(&mut world, alice, "get_online_member_num", json!({ "GroupId": "r" }))["OnlineMemberNum"],
        3
    );
    // A server that has started anew knows no guests, but their keys.
    world.restart(2);
    let guest = world.connect("", "page of a guest");
    let page = poll(&mut world, guest, key, &page["NextSeq"]);
    assert_eq!(page["RspMsgList"], json!([]));
    let alice = world.login("alice");
    world.now_ms += 300;
    say(&mut world, alice, 3, "High");
    let page = poll(&mut world, guest, key, &page["NextSeq"]);
    assert_eq!(page["RspMsgList"][0]["MsgBody"][0]["MsgContent"]["Text"], "3");
    done(&mut world, alice, "destroy_group", json!({ "GroupId": "r" }));
    let page = poll(&mut world, guest, key, &page["NextSeq"]);
    assert_eq!(
        (&page["RspMsgList"][0]["Event"], &page["RspMsgList"][0]["MsgBody"]["ReportType"]),
        (&json!(5), &json!(5))
    );
}

#[test]
fn guests_are_let_into_rooms_only_and_with_keys_of_this_server() {
    let mut world = World::new();
    let [alice, _, _] = room(&mut world);
    done(&mut world, alice, "create_group", json!({ "Type": "Public", "Name": "n", "GroupId": "g" }));
    let guest = world.connect("", "page of a guest");
    let enter = "group_open_http_noauth_svc.apply_join_group";
    for (group, expected) in [("g", 10007), ("none", 10010), ("", 10015)] {
        assert_eq!(code(&as_guest(&mut world, guest, enter, json!({ "GroupId": group }))), expected);
    }
    for key in ["", "r", ".r", "guessed.r"] {
        let body = json!({ "Key": key, "StartSeq": 0 });
        let answer = as_guest(&mut world, guest, "group_open_long_polling_http_noauth_svc.get_msg", body);
        assert_eq!(code(&answer), 10004, "{key:?}");
    }
    let other = world.request_with(guest, enter, json!({ "GroupId": "r" }), json!({ "sdkappid": 1 }));
    assert_eq!(code(&other), 70020);
    let send = json!({ "GroupId": "r", "Random": 1, "MsgBody": [{ "MsgType": "TIMTextElem", "MsgContent": { "Text": "x" } }] });
    assert_ne!(code(&as_guest(&mut world, guest, "group_open_http_svc.send_group_msg", send)), 0);
}

#[test]
fn whoever_is_away_for_a_moment_stays_and_for_longer_has_left() {
    let mut world = World::new();
    let [alice, bob, _] = room(&mut world);
    let count = |world: &mut World| {
        done(world, alice, "get_online_member_num", json!({ "GroupId": "r" }))["OnlineMemberNum"].clone()
    };
    world.disconnect(bob);
    world.pass(59_000);
    assert_eq!(count(&mut world), 2);
    world.reconnect(bob);
    world.log_in_again(bob);
    world.pass(30_000);
    say(&mut world, alice, 1, "Normal");
    assert_eq!(world.push(bob)["Event"], 3);
    world.disconnect(bob);
    world.pass(30_000);
    world.request(alice, "im_open_status.wshello", json!({}));
    world.pass(30_000);
    assert_eq!(count(&mut world), 1);
}

#[test]
fn after_a_start_everybody_has_the_time_to_come_back() {
    let mut world = World::new();
    room(&mut world);
    world.restart(2);
    world.pass(0);
    let bob = world.login("bob");
    world.pass(59_000);
    let count = |world: &mut World| {
        done(world, bob, "get_online_member_num", json!({ "GroupId": "r" }))["OnlineMemberNum"].clone()
    };
    assert_eq!(count(&mut world), 2);
    world.pass(1_000);
    assert_eq!(count(&mut world), 1);
}

#[test]
fn in_a_crowd_what_is_urgent_goes_first_and_the_rest_is_dropped_without_a_word() {
    let mut world = World::with(|config| config.group.messages = 2);
    let [alice, bob, carol] = room(&mut world);
    done(&mut world, carol, "apply_join_group", json!({ "GroupId": "r" }));
    quiet(&mut world, &[alice, bob, carol]);
    let mut number = 0;
    let mut arrives = |world: &mut World, client, priority: &str| {
        number += 1;
        let answer = say(world, client, number, priority);
        let pushed = !world.is_silent(carol);
        quiet(world, &[alice, bob, carol]);
        (code(&answer), pushed)
    };
    for (client, priority, expected) in [
        (bob, "Low", (0, true)),
        (bob, "Low", (0, true)),
        (bob, "Low", (0, false)),
        (bob, "Normal", (0, true)),
        (bob, "Lowest", (0, false)),
        (bob, "High", (0, true)),
        (alice, "Lowest", (0, true)),
    ] {
        assert_eq!(arrives(&mut world, client, priority), expected, "{priority}");
    }
    for _ in 0..13 {
        assert_eq!(arrives(&mut world, bob, "Lowest"), (0, false));
    }
    assert_eq!(arrives(&mut world, bob, "Lowest"), (10023, false), "ten times too fast");
    world.now_ms += 1000;
    assert_eq!(arrives(&mut world, bob, "Lowest"), (0, true));
    assert_eq!(world.core.take_tally().messages_dropped, 15);
}

#[test]
fn the_owner_bans_and_marks() {
    let mut world = World::new();
    let clients @ [alice, bob, carol] = room(&mut world);
    done(&mut world, carol, "apply_join_group", json!({ "GroupId": "r" }));
    quiet(&mut world, &clients);
    let mark = |world: &mut World, kind: u8, marks: Value| {
        let body = json!({ "GroupId": "r", "CommandType": kind, "MemberList": [
            { "Member_Account": "bob", "Marks": marks }, { "Member_Account": "nobody", "Marks": marks }] });
        world.request(alice, "group_open_avchatroom_http_svc.modify_user_info", body)
    };
    assert_eq!(mark(&mut world, 1, json!([1000, 1001]))["MemberList"], json!([{ "Member_Account": "bob" }]));
    assert_eq!(code(&mark(&mut world, 1, json!([999]))), 10004);
    assert_eq!(code(&mark(&mut world, 1, json!((1002..1011).collect::<Vec<u32>>()))), 10004);
    assert_eq!(code(&mark(&mut world, 2, json!([1001]))), 0);
    let list = |world: &mut World, mark: u32| {
        let body = json!({ "GroupId": "r", "Timestamp": 0, "Mark": mark });
        let answer = world.request(bob, "group_open_avchatroom_http_svc.get_members", body);
        assert_eq!(answer["NextTimestamp"], 0);
        let members = answer["MemberList"].as_array().unwrap().clone();
        members
            .iter()
            .map(|member| (member["Member_Account"].clone(), member["Marks"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        list(&mut world, 0),
        [(json!("alice"), json!([])), (json!("bob"), json!([1000])), (json!("carol"), json!([]))]
    );
    assert_eq!(list(&mut world, 1000), [(json!("bob"), json!([1000]))]);

    let ban = json!({ "GroupId": "r", "Members_Account": ["carol"], "Duration": 60, "Description": "spam" });
    done(&mut world, alice, "ban_group_member", ban);
    let told = world.push(carol)["GroupTips"][0].clone();
    assert_eq!(
        (&told["MsgBody"]["ReportType"], &told["MsgBody"]["RemarkInfo"]),
        (&json!(21), &json!("spam"))
    );
    assert!(world.is_silent(carol));
    let tip = world.push(bob)["GroupTips"][0]["MsgBody"].clone();
    assert_eq!(
        (&tip["OpType"], &tip["List_Account"], &tip["MemberExtraInfo"]),
        (&json!(10), &json!(["carol"]), &json!({ "Reason": "spam" }))
    );
    assert_eq!(tip["MsgMemberInfo"], json!([{ "User_Account": "carol", "BanDuration": 60 }]));
    assert_eq!(code(&ask(&mut world, carol, "apply_join_group", json!({ "GroupId": "r" }))), 10007);
    world.now_ms += 60_000;
    assert_eq!(code(&ask(&mut world, carol, "apply_join_group", json!({ "GroupId": "r" }))), 0);
    for (members, expected) in [
        (json!({ "Members_Account": ["bob"] }), 10004),
        (json!({ "Members_Account": ["bob"], "Duration": 0 }), 10004),
        (json!({ "Members_Account": [], "Duration": 1 }), 10004),
        (json!({ "Members_Account": ["alice"], "Duration": 1 }), 10004),
    ] {
        let mut body = json!({ "GroupId": "r" });
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        assert_eq!(code(&ask(&mut world, alice, "ban_group_member", body)), expected);
    }
}

#[test]
fn where_many_come_and_go_only_some_are_told() {
    let mut world = World::new();
    let [alice, _, _] = room(&mut world);
    world.now_ms += 1000;
    for number in 0..20 {
        let client = world.login(&format!("u{number}"));
        done(&mut world, client, "apply_join_group", json!({ "GroupId": "r" }));
    }
    let mut told = 0;
    while !world.is_silent(alice) {
        assert_eq!(world.push(alice)["Event"], 4);
        told += 1;
    }
    assert_eq!(told, 5);
}
