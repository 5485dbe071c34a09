//! Groups in the conversation list, and what is left to read.

use serde_json::{Value, json};

use super::{code, done, entry, group, history, notice, quiet, say, seqs, text, with};
use crate::testkit::{START_S, World};

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
fn a_group_that_is_pinned_while_it_is_not_listed_is_told_to_all() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let [alice, bob, _] = group(&mut world, "Public", &["bob"]);
    let bob_too = world.login_at("bob", "other page");
    say(&mut world, alice, "g", 1, "x");
    let contact = json!({ "Type": 2, "ToGroupid": "g" });
    let deleted = world.request(bob, "recentcontact.batch_delete", json!({ "ContactItem": [contact] }));
    assert_eq!(deleted["ResultItem"][0]["ResultCode"], 0, "{deleted}");
    quiet(&mut world, &[alice, bob, bob_too]);
    let contact = json!({ "Type": 2, "GroupId": "g" });
    let pin = json!({ "OperationType": 1, "RecentContactItem": [contact] });
    assert_eq!(world.request(bob, "recentcontact.top", pin)["ErrorCode"], 0);
    for client in [bob, bob_too] {
        let entry = world.entry(client);
        assert_eq!((&entry["ToAccount"], &entry["TopFlags"]), (&json!("g"), &json!(1)));
    }
    world.push(bob_too);
    assert!(world.is_silent(bob) && world.is_silent(bob_too) && world.is_silent(alice));
}

#[test]
fn who_has_deleted_what_is_revoked_is_told_what_is_unread() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let [alice, bob, carol] = group(&mut world, "Public", &["bob", "carol"]);
    let bob_too = world.login_at("bob", "other page");
    for number in 1..=3 {
        say(&mut world, alice, "g", number, "x");
    }
    done(&mut world, bob, "delete_group_ramble_msg_by_seq", json!({ "GroupId": "g", "Seqs": ["2"] }));
    quiet(&mut world, &[alice, bob, carol, bob_too]);
    done(&mut world, alice, "group_msg_recall", json!({ "GroupId": "g", "MsgSeqList": [{ "MsgSeq": 2 }] }));
    for client in [bob, bob_too] {
        world.push(client);
        assert_eq!(world.entry(client)["UnreadMsgCount"], 2, "two are left, as before");
    }
    world.push(carol);
    assert!(world.is_silent(carol) && world.is_silent(bob) && world.is_silent(bob_too));
}
