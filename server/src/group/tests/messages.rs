//! Messages of groups: sent, pushed, counted, fetched, and what happens to them later.

use serde_json::{Value, json};

use super::{ask, code, done, group, notice, pushed, quiet, say, text, with};
use crate::testkit::{Client, START_S, World};

fn history(world: &mut World, client: Client, seq: u64, count: u64) -> Value {
    done(
        world,
        client,
        "group_msg_get",
        json!({ "GroupId": "g", "ReqMsgSeq": seq, "ReqMsgNumber": count, "WithRecalledMsg": 1 }),
    )
}

fn seqs(page: &Value) -> Vec<u64> {
    page["RspMsgList"].as_array().unwrap().iter().map(|item| item["MsgSeq"].as_u64().unwrap()).collect()
}

/// The entry of the group in the conversation list.
fn entry(world: &mut World, client: Client) -> Value {
    let list = world.request(client, "recentcontact.page_get", json!({ "From_Account": null }));
    list["SessionItem"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["ToAccount"] == "g")
        .cloned()
        .unwrap_or_default()
}

#[test]
fn a_message_reaches_all_members_but_the_instance_that_sent_it() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let [alice, bob, carol] = group(&mut world, "Public", &["bob"]);
    let alice_too = world.login_at("alice", "other page");
    done(
        &mut world,
        alice,
        "modify_group_member_info",
        json!({ "GroupId": "g", "Member_Account": "alice", "NameCard": "A" }),
    );
    let body = with(
        text("g", 7, "hi"),
        json!({ "MsgPriority": "High", "CloudCustomData": "more", "MsgClientTime": 99,
        "NeedReadReceipt": 1, "SupportMessageExtension": 1 }),
    );
    let answer = done(&mut world, alice, "send_group_msg", body.clone());
    assert_eq!((&answer["MsgSeq"], &answer["MsgTime"]), (&json!(1), &json!(START_S)));
    let mut expected = json!({
        "From_Account": "alice", "ToGroupId": "g", "MsgSeq": 1, "ClientSeq": 7, "MsgRandom": 7,
        "MsgTimeStamp": START_S, "MsgClientTime": 99, "MsgPriority": 1, "MsgBody": body["MsgBody"],
        "TinyId": world.tiny_id(alice), "CloudCustomData": "more", "MsgVersion": 0, "NeedReadReceipt": 1,
        "SupportMessageExtension": 1, "GroupAtInfo": [],
        "GroupInfo": { "GroupId": "g", "GroupName": "The group", "GroupType": "Public", "From_AccountNick": "",
            "From_AccountHeadurl": "", "MsgFrom_AccountExtraInfo": { "NameCard": "A" } },
    });
    for client in [bob, alice_too] {
        assert_eq!(pushed(&mut world, client, 3, "GroupMsgArray"), expected);
        assert!(world.is_silent(client));
    }
    // The copy that a client sends after a lost answer.
    let again = done(&mut world, alice, "send_group_msg", body);
    assert_eq!((&again["MsgSeq"], &again["MsgTime"]), (&json!(1), &json!(START_S)));
    assert!([alice, alice_too, bob, carol].iter().all(|client| world.is_silent(*client)));
    expected["IsPlaceMsg"] = 0.into();
    assert_eq!(history(&mut world, bob, 1, 9)["RspMsgList"], json!([expected]));
}

#[test]
fn who_may_not_write_is_refused_with_the_reason() {
    let mut world = World::new();
    let clients @ [alice, bob, carol] = group(&mut world, "Public", &["bob"]);
    let good = text("g", 1, "hi");
    for (client, members, expected) in [
        (carol, json!({}), 10007),
        (bob, json!({ "GroupId": "none" }), 10010),
        (bob, json!({ "GroupId": "" }), 10015),
        (bob, json!({ "GroupId": null }), 10004),
        (bob, json!({ "Random": null }), 10004),
        (bob, json!({ "MsgBody": [] }), 10004),
        (bob, json!({ "MsgBody": "hi" }), 10004),
        (bob, json!({ "MsgPriority": "Urgent" }), 10004),
        (bob, json!({ "From_Account": "alice" }), 10004),
        (bob, json!({ "CloudCustomData": "x".repeat(12_288) }), 80002),
        (bob, json!({ "GroupAtInfo": vec![json!({ "GroupAtAllFlag": 1 }); 31] }), 10053),
        (bob, json!({ "To_Account": ["carol"] }), 10004),
    ] {
        let answer = ask(&mut world, client, "send_group_msg", with(good.clone(), members.clone()));
        assert_eq!(code(&answer), expected, "{members}");
    }
    done(&mut world, alice, "modify_group_base_info", json!({ "GroupId": "g", "ShutUpAllMember": "On" }));
    quiet(&mut world, &clients);
    assert_eq!(code(&ask(&mut world, bob, "send_group_msg", good.clone())), 10017);
    assert_eq!(code(&ask(&mut world, alice, "send_group_msg", good)), 0);
    assert_eq!(pushed(&mut world, bob, 3, "GroupMsgArray")["MsgSeq"], 2, "what was refused took no number");
    assert!(clients.iter().all(|client| world.is_silent(*client)));
}

#[test]
fn a_group_takes_only_so_many_messages_in_a_second() {
    let mut world = World::with(|config| config.group.messages = 2);
    let [_, bob, _] = group(&mut world, "Public", &["bob"]);
    let send = |world: &mut World, number| code(&ask(world, bob, "send_group_msg", text("g", number, "x")));
    assert_eq!([1, 2, 3].map(|number| send(&mut world, number)), [0, 0, 10023]);
    world.now_ms += 1000;
    assert_eq!([3, 4, 5].map(|number| send(&mut world, number)), [0, 0, 10023]);
}

#[test]
fn history_is_a_window_of_numbers_newest_first() {
    let mut world = World::new();
    let [alice, bob, _] = group(&mut world, "Public", &["bob"]);
    for number in 1..=9 {
        say(&mut world, alice, "g", number, "x");
    }
    for (seq, count, expected, finished) in [
        (9, 4, vec![9, 8, 7, 6], 1),
        (5, 4, vec![5, 4, 3, 2], 1),
        (3, 4, vec![3, 2, 1], 1),
        (12, 5, vec![9, 8], 1),
        (20, 5, vec![], 1),
        (0, 5, vec![], 2),
    ] {
        let page = history(&mut world, bob, seq, count);
        assert_eq!((seqs(&page), &page["IsFinished"]), (expected, &json!(finished)), "{count} up to {seq}");
    }
    let newest = done(&mut world, bob, "group_msg_get", json!({ "GroupId": "g", "ReqMsgNumber": 2 }));
    assert_eq!(seqs(&newest), [9, 8]);
}

#[test]
fn newcomers_see_what_was_said_before_only_where_that_is_so() {
    for (kind, before) in [("Public", false), ("ChatRoom", true)] {
        let mut world = World::new();
        let [alice, bob, carol] = group(&mut world, kind, &[]);
        say(&mut world, alice, "g", 1, "before");
        done(&mut world, bob, "apply_join_group", json!({ "GroupId": "g" }));
        say(&mut world, alice, "g", 2, "after");
        let page = history(&mut world, bob, 3, 20);
        assert_eq!(seqs(&page), if before { vec![3, 2, 1] } else { vec![3, 2] }, "{kind}");
        assert_eq!(
            (&page["RspMsgList"][1]["Event"], &page["RspMsgList"][1]["From_Account"]),
            (&json!(4), &json!("@TIM#SYSTEM"))
        );
        let older = history(&mut world, bob, 1, 20);
        assert_eq!(older["IsFinished"], if before { 1 } else { 2 });
        let outside = ask(&mut world, carol, "group_msg_get", json!({ "GroupId": "g" }));
        assert_eq!(code(&outside), 10007);
    }
}

#[test]
fn who_was_away_finds_the_group_in_the_list_with_its_count() {
    let mut world = World::new();
    let clients @ [alice, bob, _] = group(&mut world, "Public", &["bob"]);
    assert_eq!(entry(&mut world, bob), Value::Null, "nothing has been said");
    world.disconnect(bob);
    for number in 1..=3 {
        say(&mut world, alice, "g", number, "x");
    }
    done(
        &mut world,
        alice,
        "send_group_msg",
        with(text("g", 4, "no"), json!({ "SendMsgControl": ["NoUnread", "NoLastMsg"] })),
    );
    let bob = world.login("bob");
    let listed = entry(&mut world, bob);
    for (key, value) in [
        ("Type", json!(2)),
        ("MsgSeq", json!(3)),
        ("MsgRandom", json!(3)),
        ("MsgGroupFrom_Account", json!("alice")),
        ("MsgTimeStamp", json!(START_S)),
        ("UnreadMsgCount", json!(3)),
        ("MsgGroupReadedSeq", json!(0)),
        ("GroupNick", json!("The group")),
        ("LastMsgFlags", json!(0)),
        ("TopFlags", json!(0)),
    ] {
        assert_eq!(listed[key], value, "{key}");
    }
    assert_eq!(listed["LastMsg"]["MsgBody"][0]["MsgContent"]["Text"], "x");
    assert_eq!(entry(&mut world, alice)["UnreadMsgCount"], 0, "one's own do not count");
    done(&mut world, bob, "msg_read_report", json!({ "GroupId": "g", "MsgReadedSeq": 2 }));
    assert_eq!(entry(&mut world, bob)["UnreadMsgCount"], 1);
    // Marks do not go back, nor beyond what there is.
    done(&mut world, bob, "msg_read_report", json!({ "GroupId": "g", "MsgReadedSeq": 1 }));
    assert_eq!(entry(&mut world, bob)["UnreadMsgCount"], 1);
    done(&mut world, bob, "msg_read_report", json!({ "GroupId": "g", "MsgReadedSeq": 99 }));
    say(&mut world, alice, "g", 5, "x");
    assert_eq!(
        (&entry(&mut world, bob)["UnreadMsgCount"], &entry(&mut world, bob)["MsgGroupReadedSeq"]),
        (&json!(1), &json!(4))
    );
    assert!(world.is_silent(clients[0]), "nobody hears of read marks");
}

#[test]
fn read_marks_reach_ones_other_instances() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let [alice, bob, _] = group(&mut world, "Public", &["bob"]);
    let bob_too = world.login_at("bob", "other page");
    say(&mut world, alice, "g", 1, "x");
    quiet(&mut world, &[bob, bob_too]);
    done(&mut world, bob, "msg_read_report", json!({ "GroupId": "g", "MsgReadedSeq": 1 }));
    let told = notice(&mut world, bob_too);
    assert_eq!(told["MsgBody"], json!({ "GroupReadInfoArray": [{ "GroupId": "g", "LastReadMsgSeq": 1 }] }));
    say(&mut world, alice, "g", 2, "x");
    quiet(&mut world, &[bob, bob_too]);
    let answer = world.request(
        bob,
        "openim.read_all_unread_msg",
        json!({ "C2CReadAllMsg": 0, "GroupReadInfo": [{ "GroupId": "g", "MsgSeq": 2 }, { "GroupId": "none", "MsgSeq": 1 }] }),
    );
    assert_eq!(
        answer["GroupReadInfoArray"],
        json!([{ "GroupId": "g", "MsgSeq": 2, "RetCode": 0 }, { "GroupId": "none", "MsgSeq": 1, "RetCode": 10010 }])
    );
    let told = world.push(bob_too);
    assert_eq!((&told["Event"], &told["C2CReadAllMsg"]), (&json!(14), &json!(0)));
    assert_eq!(told["GroupReadInfoArray"], json!([{ "GroupId": "g", "LastReadMsgSeq": 2 }]));
    assert!([alice, bob, bob_too].iter().all(|client| world.is_silent(*client)));
}

#[test]
fn messages_are_revoked_by_their_sender_in_time_and_by_whoever_runs_the_group() {
    let mut world = World::new();
    let clients @ [alice, bob, carol] = group(&mut world, "Public", &["bob", "carol"]);
    for number in 1..=3 {
        say(&mut world, bob, "g", number, "x");
    }
    say(&mut world, alice, "g", 4, "x");
    quiet(&mut world, &clients);
    let recall = |world: &mut World, client, seqs: &[u64]| {
        let list: Vec<Value> = seqs.iter().map(|seq| json!({ "MsgSeq": seq })).collect();
        let answer = done(
            world,
            client,
            "group_msg_recall",
            json!({ "GroupId": "g", "MsgSeqList": list, "TopicId": "" }),
        );
        let list = answer["RecallRetList"].as_array().unwrap().clone();
        list.iter().map(|item| item["RetCode"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(recall(&mut world, carol, &[1]), [10007]);
    assert_eq!(recall(&mut world, bob, &[4, 9]), [10007, 10030]);
    assert!(clients.iter().all(|client| world.is_silent(*client)));
    assert_eq!(entry(&mut world, carol)["UnreadMsgCount"], 4);
    assert_eq!(recall(&mut world, bob, &[1]), [0]);
    for client in [alice, carol] {
        let told = notice(&mut world, client);
        assert_eq!(
            told["MsgBody"],
            json!({ "GroupWithdrawInfoArray": [{ "GroupId": "g", "MsgSeq": 1, "MsgRandom": 1,
                "RevokerInfo": { "Revoker_Account": "bob" } }] })
        );
    }
    assert_eq!(recall(&mut world, bob, &[1]), [10032]);
    world.now_ms += 121_000;
    assert_eq!(recall(&mut world, bob, &[2]), [10031]);
    assert_eq!(recall(&mut world, alice, &[2]), [0], "whoever runs the group has more time");
    quiet(&mut world, &clients);
    let page = history(&mut world, carol, 4, 9);
    let places: Vec<_> =
        page["RspMsgList"].as_array().unwrap().iter().map(|item| item["IsPlaceMsg"].clone()).collect();
    assert_eq!(places, [0, 0, 2, 2]);
    assert_eq!(page["RspMsgList"][2]["RevokerInfo"]["Revoker_Account"], "alice");
    assert_eq!(
        page["RspMsgList"][2]["MsgBody"][0]["MsgContent"]["Text"], "x",
        "without elements it would vanish"
    );
    assert_eq!(entry(&mut world, carol)["UnreadMsgCount"], 2);
    let missed = done(
        &mut world,
        carol,
        "get_group_notify",
        json!({ "NotifyType": 1, "GroupId": "g", "BeginTime": 0,
        "EndTime": (START_S + 1000) * 1_000_000, "Limit": 1 }),
    );
    assert_eq!(missed["NotifyMsgList"][0]["MsgSeq"], 1);
    let rest = done(
        &mut world,
        carol,
        "get_group_notify",
        json!({ "NotifyType": 1, "GroupId": "g",
        "BeginTime": missed["NextMsgTime"], "EndTime": (START_S + 1000) * 1_000_000, "Limit": 20 }),
    );
    assert_eq!((&rest["NotifyMsgList"][0]["MsgSeq"], &rest["NextMsgTime"]), (&json!(2), &json!(0)));
}

#[test]
fn a_deleted_message_is_a_hole_for_one_and_counts_no_more() {
    let mut world = World::new();
    let [alice, bob, _] = group(&mut world, "Public", &["bob"]);
    for number in 1..=3 {
        say(&mut world, alice, "g", number, "x");
    }
    done(
        &mut world,
        bob,
        "delete_group_ramble_msg_by_seq",
        json!({ "GroupId": "g", "Deleter_Account": "bob", "Seqs": ["3", "2", "9"] }),
    );
    let page = history(&mut world, bob, 3, 9);
    assert_eq!(seqs(&page), [3, 2, 1]);
    assert_eq!(
        (&page["RspMsgList"][0]["IsPlaceMsg"], &page["RspMsgList"][2]["IsPlaceMsg"]),
        (&json!(1), &json!(0))
    );
    let listed = entry(&mut world, bob);
    assert_eq!((&listed["MsgSeq"], &listed["UnreadMsgCount"]), (&json!(1), &json!(1)));
    assert_eq!(entry(&mut world, alice)["MsgSeq"], 3);
}

#[test]
fn a_modified_message_is_pushed_and_an_older_state_refused() {
    let mut world = World::new();
    let [alice, bob, carol] = group(&mut world, "Public", &["bob"]);
    say(&mut world, alice, "g", 7, "x");
    quiet(&mut world, &[bob]);
    let body = json!({ "GroupId": "g", "MsgSeq": 1, "MsgVersion": 0, "CloudCustomData": "new",
        "MsgBody": [{ "MsgType": "TIMTextElem", "MsgContent": { "Text": "y" } }] });
    let answer = world.request(bob, "openim.modify_group_msg", body.clone());
    assert_eq!((code(&answer), &answer["MsgVersion"], &answer["MsgBody"]), (0, &json!(1), &body["MsgBody"]));
    let told = pushed(&mut world, alice, 15, "GroupMsgModNotifys");
    for (key, value) in [
        ("GroupId", json!("g")),
        ("From_Account", json!("alice")),
        ("MsgSeq", json!(1)),
        ("MsgRandom", json!(7)),
        ("MsgTime", json!(START_S)),
        ("MsgVersion", json!(1)),
        ("CloudCustomData", json!("new")),
    ] {
        assert_eq!(told[key], value, "{key}");
    }
    assert!(world.is_silent(bob));
    let late = world.request(alice, "openim.modify_group_msg", body.clone());
    assert_eq!((code(&late), &late["MsgVersion"]), (20027, &json!(1)));
    assert_eq!(code(&world.request(carol, "openim.modify_group_msg", body.clone())), 10007);
    assert_eq!(
        code(&world.request(bob, "openim.modify_group_msg", with(body, json!({ "MsgSeq": 9 })))),
        10030
    );
    assert_eq!(history(&mut world, bob, 1, 1)["RspMsgList"][0]["MsgVersion"], 1);
}

#[test]
fn receipts_are_counted_and_told_to_the_sender() {
    let mut world = World::new();
    let clients @ [alice, bob, _] = group(&mut world, "Public", &["bob", "carol"]);
    done(&mut world, alice, "send_group_msg", with(text("g", 7, "x"), json!({ "NeedReadReceipt": 1 })));
    say(&mut world, alice, "g", 8, "without");
    quiet(&mut world, &clients);
    let list = |seq: u64| json!({ "GroupId": "g", "MsgSeqList": [{ "MsgSeq": seq }] });
    for _ in 0..2 {
        done(&mut world, bob, "group_msg_receipt", list(1));
    }
    let told = notice(&mut world, alice);
    let expected = json!({ "GroupId": "g", "MsgSeq": 1, "TinyId": world.tiny_id(alice), "MsgClientTime": START_S,
        "MsgRandom": 7, "ReadNum": 1, "UnreadNum": 1 });
    assert_eq!(told["MsgBody"], json!({ "GroupMsgReceiptList": [expected] }));
    assert!(clients.iter().all(|client| world.is_silent(*client)));
    assert_eq!(code(&ask(&mut world, bob, "group_msg_receipt", list(2))), 10030);
    let both = json!({ "GroupId": "g", "MsgSeqList": [{ "MsgSeq": 1 }, { "MsgSeq": 2 }] });
    assert_eq!(
        done(&mut world, alice, "get_group_msg_receipt", both)["GroupMsgReceiptList"],
        json!([{ "MsgSeq": 1, "Code": 0, "ReadNum": 1, "UnreadNum": 1 }, { "MsgSeq": 2, "Code": 10030 }])
    );
    let detail = |world: &mut World, flag: u64| {
        done(
            world,
            alice,
            "get_group_msg_receipt_detail",
            json!({ "GroupId": "g", "MsgSeq": 1, "Flag": flag, "Cursor": "", "Num": 100 }),
        )
    };
    let read = detail(&mut world, 0);
    assert_eq!(
        (&read["ReadList"], &read["UnreadList"], &read["IsFinish"]),
        (&json!([{ "Read_Account": "bob" }]), &json!([]), &json!(1))
    );
    assert_eq!(detail(&mut world, 1)["UnreadList"], json!([{ "Unread_Account": "carol" }]));
}

#[test]
fn a_message_for_some_is_invisible_to_the_others() {
    let mut world = World::new();
    let clients @ [alice, bob, carol] = group(&mut world, "Public", &["bob", "carol"]);
    done(&mut world, alice, "send_group_msg", with(text("g", 7, "psst"), json!({ "To_Account": ["bob"] })));
    assert_eq!(pushed(&mut world, bob, 3, "GroupMsgArray")["MsgSeq"], 1);
    assert!(clients.iter().all(|client| world.is_silent(*client)));
    say(&mut world, alice, "g", 8, "all");
    for (client, visible, invisible, unread) in
        [(alice, vec![2, 1], json!([]), 0), (bob, vec![2, 1], json!([]), 2), (carol, vec![2], json!([1]), 1)]
    {
        let page = history(&mut world, client, 2, 9);
        assert_eq!((seqs(&page), &page["InvisibleMsgSeq"]), (visible, &invisible));
        assert_eq!(entry(&mut world, client)["UnreadMsgCount"], unread);
    }
    let modify = json!({ "GroupId": "g", "MsgSeq": 1, "MsgVersion": 0, "CloudCustomData": "x" });
    assert_eq!(code(&world.request(carol, "openim.modify_group_msg", modify)), 10030);
}

#[test]
fn who_is_named_learns_it_now_or_when_he_comes_back() {
    let mut world = World::new();
    let [alice, bob, carol] = group(&mut world, "Public", &["bob", "carol"]);
    world.disconnect(carol);
    let names = json!([{ "GroupAtAllFlag": 0, "GroupAt_Account": "bob" }, { "GroupAtAllFlag": 0, "GroupAt_Account": "nobody" },
        { "GroupAtAllFlag": 1 }]);
    done(&mut world, alice, "send_group_msg", with(text("g", 7, "@"), json!({ "GroupAtInfo": names })));
    assert_eq!(pushed(&mut world, bob, 3, "GroupMsgArray")["GroupAtInfo"], names);
    let told = pushed(&mut world, bob, 12, "GroupTips");
    assert_eq!(
        told["GroupAtTips"],
        json!({ "GroupId": "g", "From_Account": "alice", "MsgSeq": 1, "GroupAtType": [1, 2] })
    );
    let carol = world.login("carol");
    let events = world.sync(carol, "")["EventArray"].clone();
    let kept =
        events.as_array().unwrap().iter().find(|event| event["Event"] == 12).unwrap()["GroupTips"][0].clone();
    assert_eq!(kept["GroupAtTips"]["GroupAtType"], json!([2]));
    world.request(
        carol,
        "openim.deletemsg",
        json!({ "DelMsgList": [{ "From_Account": "alice", "To_Account": "carol",
        "MsgSeq": kept["ClientSeq"], "MsgRandom": kept["MsgRandom"], "GroupId": "g" }] }),
    );
    let events = world.sync(carol, "")["EventArray"].clone();
    assert!(events.as_array().unwrap().iter().all(|event| event["Event"] != 12), "{events}");
}

#[test]
fn notices_wait_until_they_are_deleted_and_come_with_every_sync() {
    let mut world = World::new();
    let [alice, bob, carol] = group(&mut world, "Public", &["carol"]);
    let cookie = world.sync(bob, "")["Cookie"].as_str().unwrap().to_owned();
    world.disconnect(bob);
    done(
        &mut world,
        alice,
        "modify_group_base_info",
        json!({ "GroupId": "g", "InviteJoinOption": "FreeAccess" }),
    );
    done(
        &mut world,
        carol,
        "add_group_member",
        json!({ "GroupId": "g", "MemberList": [{ "Member_Account": "bob" }] }),
    );
    world.reconnect(bob);
    world.log_in_again(bob);
    let missed = world.sync(bob, &cookie);
    let kept = &missed["EventArray"][0]["GroupTips"][0];
    assert_eq!((&missed["EventArray"][0]["Event"], &kept["MsgBody"]["ReportType"]), (&json!(5), &json!(7)));
    let again = world.sync(bob, missed["Cookie"].as_str().unwrap());
    assert_eq!(again["EventArray"], json!([]), "told once while the client stays");
    let wrong = json!({ "DelMsgList": [{ "From_Account": "@TIM#SYSTEM", "MsgSeq": kept["ClientSeq"], "MsgRandom": 1 }] });
    world.request(bob, "openim.deletemsg", wrong);
    assert_eq!(world.sync(bob, "")["EventArray"][0]["GroupTips"][0], *kept);
    let right = json!({ "DelMsgList": [{ "From_Account": "@TIM#SYSTEM", "MsgSeq": kept["ClientSeq"], "MsgRandom": kept["MsgRandom"] }] });
    assert_eq!(code(&world.request(carol, "openim.deletemsg", right.clone())), 0);
    assert_eq!(world.sync(bob, "")["EventArray"].as_array().unwrap().len(), 1, "nobody deletes another's");
    assert_eq!(code(&world.request(bob, "openim.deletemsg", right)), 0);
    assert_eq!(world.sync(bob, "")["EventArray"], json!([]));
}

#[test]
fn a_conversation_with_a_group_is_pinned_marked_deleted_and_cleared() {
    let mut world = World::new();
    let [alice, bob, _] = group(&mut world, "Public", &["bob"]);
    world.send(alice, "bob", "newer");
    quiet(&mut world, &[bob]);
    let pin =
        |kind: u8| json!({ "OperationType": kind, "RecentContactItem": [{ "Type": 2, "GroupId": "g" }] });
    assert_eq!(code(&world.request(bob, "recentcontact.top", pin(1))), 0);
    say(&mut world, alice, "g", 1, "x");
    let list = world.request(bob, "recentcontact.page_get", json!({}));
    let items = list["SessionItem"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["ToAccount"], &items[0]["TopFlags"]), (2, &json!("g"), &json!(1)));
    let mark = json!({ "MarkItem": [{ "OptType": 1, "ContactItem": { "Type": 2, "ToGroupId": "g" }, "SetMark": [2] }] });
    let marked = world.request(bob, "recentcontact.mark_contact", mark);
    assert_eq!(marked["ResultItem"][0]["ResultCode"], 0);
    let labels = world.request(bob, "recentcontact.get_contact_group", json!({}));
    assert_eq!(
        (&labels["ContactItem"][0]["ToGroupId"], &labels["ContactItem"][0]["StandardMark"]),
        (&json!("g"), &json!("100"))
    );
    let delete = json!({ "ContactItem": [{ "Type": 2, "ToGroupid": "g" }, { "Type": 2, "ToGroupid": "none" }], "ClearRamble": 0 });
    let answer = world.request(bob, "recentcontact.batch_delete", delete);
    assert_eq!(
        (&answer["ResultItem"][0]["ResultCode"], &answer["ResultItem"][1]["ResultCode"]),
        (&json!(0), &json!(51007))
    );
    assert_eq!(entry(&mut world, bob), Value::Null);
    say(&mut world, alice, "g", 2, "back");
    let listed = entry(&mut world, bob);
    assert_eq!(
        (&listed["MsgSeq"], &listed["UnreadMsgCount"], &listed["StandardMark"]),
        (&json!(2), &json!(1), &json!("100"))
    );
    assert_eq!(seqs(&history(&mut world, bob, 2, 9)), [2, 1], "deleted without its history");
    assert_eq!(
        code(&world.request(bob, "recentcontact.clear_msg", json!({ "Type": 2, "ToGroupid": "g" }))),
        0
    );
    let page = history(&mut world, bob, 2, 9);
    assert_eq!((seqs(&page), &page["IsFinished"]), (vec![], &json!(2)));
    let listed = entry(&mut world, bob);
    assert_eq!((&listed["UnreadMsgCount"], listed.get("MsgSeq")), (&json!(0), None));
    assert_eq!(seqs(&history(&mut world, alice, 2, 9)), [2, 1]);
}

#[test]
fn the_list_has_users_and_groups_in_the_order_of_their_last_messages_page_by_page() {
    let mut world = World::new();
    let alice = world.login("alice");
    let mut expected = Vec::new();
    for number in 0..105 {
        world.now_ms += 1000;
        let name = format!("x{number}");
        if number % 2 == 0 {
            world.login(&name);
            world.send(alice, &name, "x");
        } else {
            done(
                &mut world,
                alice,
                "create_group",
                json!({ "Type": "Private", "Name": "n", "GroupId": name }),
            );
            say(&mut world, alice, &name, 1, "x");
        }
        expected.push(name);
    }
    expected.reverse();
    let mut found = Vec::new();
    let mut cursor = json!({});
    loop {
        let page = world.request(alice, "recentcontact.page_get", cursor);
        for item in page["SessionItem"].as_array().unwrap() {
            let name = if item["Type"] == 2 { &item["ToAccount"] } else { &item["To_Account"] };
            found.push(name.as_str().unwrap().to_owned());
        }
        if page["CompleteFlag"] == 1 {
            break;
        }
        cursor = json!({ "TimeStamp": page["TimeStamp"], "StartIndex": page["StartIndex"],
            "TopTimeStamp": page["TopTimeStamp"], "TopStartIndex": page["TopStartIndex"] });
    }
    assert_eq!(found, expected);
}

#[test]
fn whoever_does_not_want_to_hear_gets_no_push_and_no_count() {
    let mut world = World::new();
    let [alice, bob, _] = group(&mut world, "Public", &["bob"]);
    done(
        &mut world,
        bob,
        "modify_group_member_info",
        json!({ "GroupId": "g", "Member_Account": "bob", "MsgFlag": "Discard" }),
    );
    say(&mut world, alice, "g", 1, "x");
    assert!(world.is_silent(bob));
    assert_eq!(entry(&mut world, bob)["UnreadMsgCount"], 0);
    assert_eq!(seqs(&history(&mut world, bob, 1, 9)), [1]);
}

#[test]
fn extensions_are_put_on_a_groups_message() {
    let mut world = World::new();
    let [alice, bob, _] = group(&mut world, "Public", &["bob"]);
    done(
        &mut world,
        alice,
        "send_group_msg",
        with(text("g", 7, "x"), json!({ "SupportMessageExtension": 1 })),
    );
    quiet(&mut world, &[bob]);
    let body = json!({ "GroupId": "g", "MsgSeq": 1, "OperateType": 1, "ExtensionList": [{ "Key": "k", "Value": "v", "Seq": 0 }] });
    let answer = world.request(bob, "openim_msg_ext_http_svc.group_set_key_values", body);
    assert_eq!((code(&answer), &answer["ExtensionList"][0]["ErrorCode"]), (0, &json!(0)));
    let told = world.push(alice)["MsgExtensionNotify"].clone();
    assert_eq!(told["ExtensionGroupMsgInfo"]["MsgRandom"], 7);
    let read = world.request(
        alice,
        "openim_msg_ext_http_svc.group_get_key_values",
        json!({ "GroupId": "g", "MsgSeq": 1 }),
    );
    assert_eq!(read["ExtensionList"], json!([{ "Key": "k", "Value": "v", "Seq": 1 }]));
}

#[test]
fn old_messages_expire_and_leave_holes_but_for_the_newest() {
    let mut world = World::new();
    let [alice, _, _] = group(&mut world, "Public", &["bob"]);
    for number in 1..=3 {
        say(&mut world, alice, "g", number, "x");
    }
    world.pass(8 * 86_400_000);
    let bob = world.login("bob");
    let page = history(&mut world, bob, 3, 9);
    let places: Vec<_> =
        page["RspMsgList"].as_array().unwrap().iter().map(|item| item["IsPlaceMsg"].clone()).collect();
    assert_eq!(places, [0, 1, 1]);
    let listed = entry(&mut world, bob);
    assert_eq!((&listed["MsgSeq"], &listed["UnreadMsgCount"]), (&json!(3), &json!(1)));
}
