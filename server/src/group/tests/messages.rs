//! Messages of groups: sent, pushed, counted, fetched, and what happens to them later.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{ask, code, done, entry, group, history, pushed, quiet, say, seqs, text, with};
use crate::config::DEFAULT_SDKAPPID;
use crate::core::Output;
use crate::store::Transactions;
use crate::testkit::{START_S, World};

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
fn a_message_for_those_online_takes_no_number_and_leaves_no_trace() {
    let mut world = World::new();
    let clients @ [alice, bob, _] = group(&mut world, "Public", &["bob"]);
    let body = with(text("g", 7, "now"), json!({ "OnlineOnlyFlag": 1 }));
    for _ in 0..2 {
        let answer = done(&mut world, alice, "send_group_msg", body.clone());
        assert_eq!((&answer["MsgSeq"], &answer["MsgTime"]), (&json!(0), &json!(START_S)));
    }
    let told = pushed(&mut world, bob, 3, "GroupMsgArray");
    assert_eq!((&told["OnlineOnlyFlag"], &told["MsgRandom"]), (&json!(1), &json!(7)));
    assert!(clients.iter().all(|client| world.is_silent(*client)), "the copy is recognised");
    assert_eq!(say(&mut world, alice, "g", 8, "stored"), 1);
    assert_eq!(seqs(&history(&mut world, bob, 9, 9)), [1]);
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
    let mentions = |world: &mut World, client| -> Vec<Value> {
        let events = world.sync(client, "")["EventArray"].clone();
        let mentions = events.as_array().unwrap().iter().filter(|event| event["Event"] == 12);
        mentions.map(|event| event["GroupTips"][0].clone()).collect()
    };
    // It is news until it is deleted, or the message is read.
    let kept = mentions(&mut world, bob);
    assert_eq!((kept.len(), &kept[0]["GroupAtTips"]["GroupAtType"]), (1, &json!([1, 2])));
    let gone = json!({ "DelMsgList": [{ "From_Account": "alice", "To_Account": "bob",
        "MsgSeq": kept[0]["ClientSeq"], "MsgRandom": kept[0]["MsgRandom"], "GroupId": "g" }] });
    world.request(bob, "openim.deletemsg", gone);
    assert_eq!(mentions(&mut world, bob)[0]["GroupAtTips"]["GroupAtType"], json!([2]));
    done(&mut world, bob, "msg_read_report", json!({ "GroupId": "g", "MsgReadedSeq": 1 }));
    assert!(mentions(&mut world, bob).is_empty());
    let carol = world.login("carol");
    let kept = mentions(&mut world, carol);
    assert_eq!((kept.len(), &kept[0]["GroupAtTips"]["GroupAtType"]), (1, &json!([2])));
    done(&mut world, carol, "msg_read_report", json!({ "GroupId": "g", "MsgReadedSeq": 1 }));
    assert!(mentions(&mut world, carol).is_empty() && mentions(&mut world, alice).is_empty());
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

#[test]
fn what_goes_to_all_is_one_frame() {
    let mut world = World::new();
    let [alice, bob, carol] = group(&mut world, "Public", &["bob", "carol"]);
    let keys = json!({ "a2": world.a2(alice), "tinyid": world.tiny_id(alice), "sdkappid": DEFAULT_SDKAPPID });
    let servcmd = "group_open_http_svc.send_group_msg";
    let (input, _) = world.frame(alice, servcmd, text("g", 1, "x"), keys);
    world.store.begin().unwrap();
    let outputs = world.core.run(vec![input], world.now_ms, &mut world.store).unwrap();
    world.store.commit().unwrap();
    let to = |client| {
        let conn = world.conn(client);
        outputs.iter().find_map(|output| match output {
            Output::Send { conn: to, frame } if *to == conn => Some(frame),
            _ => None,
        })
    };
    assert!(Arc::ptr_eq(to(bob).unwrap(), to(carol).unwrap()));
}
