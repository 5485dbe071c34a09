//! What happens to messages, one file per command.

mod delete;
mod extension;
mod history;
mod limits;
mod long;
mod modify;
mod read;
mod receipt;
mod revoke;
mod rules;
mod send;
mod sync;

use serde_json::{Value, json};

use crate::testkit::{Client, World};

fn code(answer: &Value) -> i64 {
    answer["ErrorCode"].as_i64().unwrap()
}

/// The members by which a command names message `number` that `from` sent to `to` now; the time's name differs.
fn named(world: &World, from: &str, to: &str, number: u32, time: &str) -> Value {
    json!({
        "From_Account": from, "To_Account": to, "MsgSeq": number, "MsgRandom": number, time: world.now_s(),
    })
}

/// Alice and Bob with two instances each, and message 7 from Alice's first to Bob, which all have got.
fn sent(members: Value) -> (World, [Client; 4]) {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let clients = [("alice", "a1"), ("alice", "a2"), ("bob", "b1"), ("bob", "b2")]
        .map(|(user, instance)| world.login_at(user, instance));
    let mut all = json!({ "MsgSeq": 7, "MsgRandom": 7 });
    all.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    assert_eq!(code(&world.send_with(clients[0], "bob", "hi", all)), 0);
    for client in [clients[1], clients[2], clients[3]] {
        assert_eq!(world.messages(client).len(), 1);
    }
    (world, clients)
}

/// What `first` changed in `base`.
fn changed(base: &Value, members: Value) -> Value {
    let mut changed = base.clone();
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
