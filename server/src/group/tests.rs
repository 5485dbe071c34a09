//! Groups over the wire, one file per area.

mod afterwards;
mod attributes;
mod create;
mod limits;
mod list;
mod members;
mod messages;
mod odd;
mod pages;
mod permissions;
mod topics;

use serde_json::{Value, json};

use crate::testkit::{Client, World};

fn code(answer: &Value) -> i64 {
    answer["ErrorCode"].as_i64().unwrap()
}

/// A command of the group service.
fn ask(world: &mut World, client: Client, command: &str, body: Value) -> Value {
    world.request(client, &format!("group_open_http_svc.{command}"), body)
}

/// The same, which must succeed.
fn done(world: &mut World, client: Client, command: &str, body: Value) -> Value {
    let answer = ask(world, client, command, body.clone());
    assert_eq!(code(&answer), 0, "{command} {body}: {answer}");
    answer
}

/// Alice's group `g` with these members besides her; nobody has anything left to read.
fn group(world: &mut World, kind: &str, members: &[&str]) -> [Client; 3] {
    let clients = ["alice", "bob", "carol"].map(|user| world.login(user));
    let list: Vec<Value> = members.iter().map(|member| json!({ "Member_Account": member })).collect();
    let body = json!({ "Type": kind, "Name": "The group", "GroupId": id(kind), "MemberList": list });
    done(world, clients[0], "create_group", body);
    quiet(world, &clients);
    clients
}

/// The id of that group: communities have ids of their own.
fn id(kind: &str) -> &'static str {
    if kind == "Community" { "@TGS#_g" } else { "g" }
}

/// Takes everything that has arrived.
fn quiet(world: &mut World, clients: &[Client]) {
    for client in clients {
        while !world.is_silent(*client) {
            world.push(*client);
        }
    }
}

/// The one element of the oldest push, which must be of this event and name.
fn pushed(world: &mut World, client: Client, event: u64, name: &str) -> Value {
    let item = world.push(client);
    assert_eq!(item["Event"], event, "{item}");
    let items = item[name].as_array().unwrap_or_else(|| panic!("{name} in {item}"));
    assert_eq!(items.len(), 1, "{item}");
    items[0].clone()
}

fn tip(world: &mut World, client: Client) -> Value {
    pushed(world, client, 4, "GroupTips")
}

fn notice(world: &mut World, client: Client) -> Value {
    pushed(world, client, 5, "GroupTips")
}

/// The body of a text to the group.
fn text(group: &str, number: u32, text: &str) -> Value {
    json!({
        "GroupId": group, "Random": number, "ClientSeq": number, "MsgPriority": "Normal",
        "MsgBody": [{ "MsgType": "TIMTextElem", "MsgContent": { "Text": text } }],
        "CloudCustomData": "", "OnlineOnlyFlag": 0, "GroupAtInfo": [], "NeedReadReceipt": 0,
    })
}

/// `base` with members added, replaced, or with `null` taken out.
fn with(base: Value, members: Value) -> Value {
    let mut changed = base;
    for (key, value) in members.as_object().unwrap() {
        let target = changed.as_object_mut().unwrap();
        if value.is_null() {
            target.remove(key);
        } else {
            target.insert(key.clone(), value.clone());
        }
    }
    changed
}

/// Sends a text and gives its MsgSeq.
fn say(world: &mut World, client: Client, group: &str, number: u32, words: &str) -> u64 {
    done(world, client, "send_group_msg", text(group, number, words))["MsgSeq"].as_u64().unwrap()
}

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
