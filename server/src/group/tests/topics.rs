//! Topics of communities.

use serde_json::{Value, json};

use super::{code, notice, pushed, quiet, text, tip, with};
use crate::testkit::{Client, World};

/// A command about a community.
fn ask(world: &mut World, client: Client, command: &str, body: Value) -> Value {
    world.request(client, &format!("million_group_open_http_svc.{command}"), body)
}

fn done(world: &mut World, client: Client, command: &str, body: Value) -> Value {
    let answer = ask(world, client, command, body);
    assert_eq!(code(&answer), 0, "{command}: {answer}");
    answer
}

/// Alice's community with Bob in it and the topic `t`.
fn community(world: &mut World) -> ([Client; 3], String) {
    let clients = ["alice", "bob", "carol"].map(|user| world.login(user));
    let body = json!({ "Type": "Community", "Name": "c", "GroupId": "@TGS#_c", "SupportTopic": 1,
        "MemberList": [{ "Member_Account": "bob" }] });
    done(world, clients[0], "create_group", body);
    let body = json!({ "GroupId": "@TGS#_c", "TopicName": "t", "CustomString": "mine" });
    let topic = done(world, clients[0], "create_topic", body)["TopicId"].as_str().unwrap().to_owned();
    quiet(world, &clients);
    (clients, topic)
}

#[test]
fn topics_are_made_changed_and_deleted_before_all_eyes() {
    let mut world = World::new();
    let clients @ [alice, bob, carol] = ["alice", "bob", "carol"].map(|user| world.login(user));
    let body = json!({ "Type": "Community", "Name": "c", "GroupId": "@TGS#_c", "SupportTopic": 1,
        "MemberList": [{ "Member_Account": "bob" }] });
    done(&mut world, alice, "create_group", body);
    quiet(&mut world, &clients);
    let id = "@TGS#_c@TOPIC#_one";
    done(
        &mut world,
        alice,
        "create_topic",
        json!({ "GroupId": "@TGS#_c", "TopicId": id, "TopicName": "one", "FaceUrl": "f" }),
    );
    for client in [alice, bob] {
        let told = notice(&mut world, client);
        assert_eq!((&told["MsgBody"]["ReportType"], &told["GroupInfo"]["TopicId"]), (&json!(17), &json!(id)));
        assert_eq!(told["GroupInfo"]["MillionGroupFlag"], 2);
    }
    for (body, expected) in [
        (json!({ "TopicId": id, "TopicName": "again" }), 10021),
        (json!({ "TopicId": "@TGS#_other@TOPIC#_x", "TopicName": "x" }), 10015),
        (json!({ "TopicId": "plain", "TopicName": "x" }), 10015),
        (json!({}), 10004),
    ] {
        let body = with(json!({ "GroupId": "@TGS#_c" }), body);
        assert_eq!(code(&ask(&mut world, alice, "create_topic", body)), expected);
    }
    done(
        &mut world,
        alice,
        "modify_topic",
        json!({ "GroupId": "@TGS#_c", "TopicId": id, "TopicName": "uno", "ShutUpAllMember": "On" }),
    );
    let told = tip(&mut world, bob);
    assert_eq!((&told["MsgBody"]["OpType"], &told["GroupInfo"]["TopicId"]), (&json!(8), &json!(id)));
    assert_eq!(told["MsgBody"]["MsgTopicNewInfo"], json!({ "TopicName": "uno", "ShutupAll": 1 }));
    let answer = done(
        &mut world,
        bob,
        "get_topic",
        json!({ "GroupId": "@TGS#_c", "TopicIdList": [id, "@TGS#_c@TOPIC#_no"] }),
    );
    let items = &answer["TopicAndSelfInfo"];
    assert_eq!((&items[0]["ErrorCode"], &items[1]["ErrorCode"]), (&json!(0), &json!(10010)));
    assert_eq!(items[1]["TopicInfo"]["TopicId"], "@TGS#_c@TOPIC#_no");
    let info = &items[0]["TopicInfo"];
    for (key, value) in [
        ("GroupID", json!("@TGS#_c")),
        ("TopicName", json!("uno")),
        ("FaceUrl", json!("f")),
        ("ShutUpAllFlag", json!(1)),
        ("NextMsgSeq", json!(2)),
        ("Creator_Account", json!("alice")),
    ] {
        assert_eq!(info[key], value, "{key}");
    }
    quiet(&mut world, &clients);
    assert_eq!(code(&ask(&mut world, bob, "destroy_topic", json!({ "GroupId": "@TGS#_c" }))), 10007);
    let answer =
        done(&mut world, alice, "destroy_topic", json!({ "GroupId": "@TGS#_c", "TopicIdList": [id] }));
    assert_eq!(
        (&answer["DestroyResultItem"][0]["TopicId"], &answer["DestroyResultItem"][0]["ErrorCode"]),
        (&json!(id), &json!(0))
    );
    let told = notice(&mut world, bob);
    assert_eq!(
        (&told["MsgBody"]["ReportType"], &told["MsgBody"]["TopicIdArray"]),
        (&json!(18), &json!([id]))
    );
    assert_eq!(
        done(&mut world, bob, "get_topic", json!({ "GroupId": "@TGS#_c" }))["TopicAndSelfInfo"],
        json!([])
    );
    assert!(world.is_silent(carol));
}

#[test]
fn messages_belong_into_topics_and_each_topic_has_its_own_numbers_and_marks() {
    let mut world = World::new();
    let (clients @ [alice, bob, carol], topic) = community(&mut world);
    let other =
        done(&mut world, alice, "create_topic", json!({ "GroupId": "@TGS#_c", "TopicName": "other" }));
    let other = other["TopicId"].as_str().unwrap().to_owned();
    quiet(&mut world, &clients);
    let say = |world: &mut World, topic: &str, number: u32| {
        let body = with(text("@TGS#_c", number, "x"), json!({ "TopicId": topic }));
        done(world, alice, "send_group_msg", body)["MsgSeq"].clone()
    };
    assert_eq!(code(&ask(&mut world, alice, "send_group_msg", text("@TGS#_c", 1, "x"))), 10007);
    assert_eq!(
        [say(&mut world, &topic, 1), say(&mut world, &other, 2), say(&mut world, &topic, 3)],
        [1, 1, 2]
    );
    let told = pushed(&mut world, bob, 3, "GroupMsgArray");
    assert_eq!((&told["ToGroupId"], &told["GroupInfo"]["TopicId"]), (&json!("@TGS#_c"), &json!(topic)));
    assert_eq!(told["GroupInfo"]["MillionGroupFlag"], 2);
    quiet(&mut world, &clients);
    let page = done(
        &mut world,
        bob,
        "group_msg_get",
        json!({ "GroupId": "@TGS#_c", "TopicId": topic, "ReqMsgNumber": 9 }),
    );
    assert_eq!(page["RspMsgList"].as_array().unwrap().len(), 2);
    let own = |world: &mut World, topic: &str| {
        let answer = done(world, bob, "get_topic", json!({ "GroupId": "@TGS#_c", "TopicIdList": [topic] }));
        let item = answer["TopicAndSelfInfo"][0].clone();
        (
            item["SelfInfo"]["MsgSeq"].clone(),
            item["TopicInfo"]["NextMsgSeq"].clone(),
            item["SelfInfo"]["MsgFlag"].clone(),
        )
    };
    assert_eq!(own(&mut world, &topic), (json!(0), json!(3), json!("AcceptAndNotify")));
    done(
        &mut world,
        bob,
        "msg_read_report",
        json!({ "GroupId": "@TGS#_c", "TopicId": topic, "MsgReadedSeq": 2 }),
    );
    let flag =
        json!({ "GroupId": "@TGS#_c", "TopicId": topic, "Member_Account": "bob", "MsgFlag": "Discard" });
    done(&mut world, bob, "modify_group_member_info", flag);
    assert_eq!(own(&mut world, &topic), (json!(2), json!(3), json!("Discard")));
    assert_eq!(own(&mut world, &other), (json!(0), json!(2), json!("AcceptAndNotify")));
    say(&mut world, &topic, 4);
    assert!(world.is_silent(bob));
    say(&mut world, &other, 5);
    assert_eq!(pushed(&mut world, bob, 3, "GroupMsgArray")["GroupInfo"]["TopicId"], other);
    // Neither the community nor its topics are conversations of the list.
    let list = world.request(bob, "recentcontact.page_get", json!({}));
    assert_eq!(list["SessionItem"], json!([]));
    // For who comes later what was said before is read.
    done(&mut world, carol, "apply_join_group", json!({ "GroupId": "@TGS#_c" }));
    let seen = done(&mut world, carol, "get_topic", json!({ "GroupId": "@TGS#_c", "TopicIdList": [topic] }));
    assert_eq!(seen["TopicAndSelfInfo"][0]["SelfInfo"]["MsgSeq"], 3);
    done(&mut world, carol, "quit_group", json!({ "GroupId": "@TGS#_c" }));
    let outside = json!({ "GroupId": "@TGS#_c", "TopicId": topic });
    assert_eq!(code(&ask(&mut world, carol, "group_msg_get", outside)), 10007);
}

#[test]
fn muting_in_a_topic_is_for_that_topic() {
    let mut world = World::new();
    let (clients @ [alice, bob, _], topic) = community(&mut world);
    let mute = json!({ "GroupId": "@TGS#_c", "TopicId": topic, "Member_Account": "bob", "ShutUpTime": 60 });
    done(&mut world, alice, "modify_group_member_info", mute);
    let told = tip(&mut world, bob);
    assert_eq!((&told["MsgBody"]["OpType"], &told["GroupInfo"]["TopicId"]), (&json!(7), &json!(topic)));
    let body = with(text("@TGS#_c", 1, "x"), json!({ "TopicId": topic }));
    assert_eq!(code(&ask(&mut world, bob, "send_group_msg", body)), 10017);
    let other =
        done(&mut world, alice, "create_topic", json!({ "GroupId": "@TGS#_c", "TopicName": "other" }));
    let body = with(text("@TGS#_c", 1, "x"), json!({ "TopicId": other["TopicId"] }));
    assert_eq!(code(&ask(&mut world, bob, "send_group_msg", body)), 0);
    let info = done(&mut world, bob, "get_topic", json!({ "GroupId": "@TGS#_c", "TopicIdList": [topic] }));
    assert_eq!(info["TopicAndSelfInfo"][0]["SelfInfo"]["ShutUpTime"], 60);
    quiet(&mut world, &clients);
}
