//! What happens to a group's messages after they were sent.

use serde_json::{Value, json};

use super::{ask, code, done, entry, group, history, notice, pushed, quiet, say, seqs, text, with};
use crate::testkit::{START_S, World};

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
                "RevokerInfo": { "Revoker_Account": "bob" }, "From_Account": "bob",
                "SendMsgControl": { "NoUnread": 0 } }] })
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
