//! History page by page while the conversation goes on: messages arrive, are sent, revoked, modified and deleted, and
//! connections break. The pages fit together: no hole, nothing twice, every message always by the same object.

use std::collections::{BTreeMap, BTreeSet};

use tim_proto::json;
use tim_simulation::{ClientId, Faults, Settled, World};
use tim_wasm::engine::effect::{ObjectId, Out};

/// Pages of one walk through the history, oldest message first.
struct Walk {
    ids: Vec<String>,
    objects: BTreeMap<String, ObjectId>,
}

/// Walks from the newest message to the oldest; `between` is what happens while a page is on its way.
fn walk(world: &mut World, page: ClientId, count: u64, mut between: impl FnMut(&mut World)) -> Walk {
    let mut walk = Walk { ids: Vec::new(), objects: BTreeMap::new() };
    let mut before = String::new();
    loop {
        let request = json!({"conversationID": "C2Calice", "nextReqMessageID": before, "count": count});
        let asked = world.call(page, "getMessageList", &[request]);
        between(world);
        let answer = match world.settle(page, asked) {
            Settled::Resolved(answer) => answer,
            rejected => panic!("a page: {rejected:?}"),
        };
        let messages = answer["messageList"].as_array().expect("a list");
        let ids: Vec<String> =
            messages.iter().map(|message| message["ID"].as_str().expect("an ID").to_owned()).collect();
        let objects = world.client(page).resolved_objects(asked, "messageList");
        walk.objects.extend(ids.iter().cloned().zip(objects));
        walk.ids.splice(0..0, ids);
        if answer["isCompleted"] == true {
            return walk;
        }
        before = answer["nextReqMessageID"].as_str().expect("an ID").to_owned();
    }
}

/// Something happens to the conversation.
fn disturb(
    world: &mut World,
    (alice, bob): (ClientId, ClientId),
    sent: &mut Vec<ObjectId>,
    seen: &mut Vec<ObjectId>,
) {
    let some = usize::try_from(world.random(1_000)).expect("small");
    match world.random(8) {
        0 | 1 => sent.push(world.send_text(alice, "bob", "news").0),
        2 => seen.push(world.send_text(bob, "alice", "answer").0),
        3 => {
            let message = sent[some % sent.len()];
            let object = world.client(alice).objects.object(message);
            if object["isRevoked"] != true && object["status"] == "success" {
                world.call_with_message(alice, "revokeMessage", message, &[]);
            }
        }
        4 => {
            let message = sent[some % sent.len()];
            let element = json!({"type": "TIMTextElem", "content": {"text": "edited"}});
            let edit = vec![("_elements", Out::Value([element].into_iter().collect()))];
            world.client_mut(alice).objects.patch(message, None, edit.into());
            world.call_with_message(alice, "modifyMessage", message, &[]);
        }
        5 if !seen.is_empty() => {
            let message = seen[some % seen.len()];
            world.call_with_messages(bob, "deleteMessage", &[message]);
        }
        6 => world.cut_client(bob),
        _ => {
            let pause = world.random(400);
            world.run(pause);
        }
    }
}

fn paging(seed: u64) {
    let mut world = World::new(seed);
    let alice = world.login("alice");
    world.login("bob");
    let mut sent = Vec::new();
    for n in 0..40 + world.random(60) {
        let (message, sending) = world.send_text(alice, "bob", &n.to_string());
        world.settle(alice, sending);
        sent.push(message);
        let pause = world.random(900);
        world.run(pause);
    }
    let bob = world.login("bob");
    world.faults = Faults { delay_ms: 200, cut_one_in: 0 };
    let count = 1 + world.random(15);
    let mut seen = Vec::new();
    let first = walk(&mut world, bob, count, |world| {
        for _ in 0..world.random(4) {
            disturb(world, (alice, bob), &mut sent, &mut seen);
        }
    });
    world.faults = Faults::NONE;
    world.run(60_000);

    let deleted: BTreeSet<String> = first
        .objects
        .values()
        .chain(&seen)
        .map(|object| world.client(bob).objects.object(*object))
        .filter(|message| message["isDeleted"] == true)
        .map(|message| message["ID"].as_str().expect("an ID").to_owned())
        .collect();
    let left =
        |ids: &[String]| -> Vec<String> { ids.iter().filter(|id| !deleted.contains(*id)).cloned().collect() };
    // The same page once more, mostly from what it holds; and a page that knows nothing, from the server.
    let again = walk(&mut world, bob, 15, |_| {});
    let fresh = world.login("bob");
    let whole = walk(&mut world, fresh, 15, |_| {});

    let told = left(&first.ids);
    assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), told.len(), "seed {seed}: a message came twice");
    let stored = left(&whole.ids);
    assert_eq!(stored[..told.len()], told, "seed {seed}: the pages are not the oldest part of the history");
    assert!(told.len() >= 25, "seed {seed}: the first page had the newest messages");
    assert_eq!(left(&again.ids), stored, "seed {seed}: what is held is not the history");
    for (id, object) in &first.objects {
        assert_eq!(again.objects.get(id), Some(object), "seed {seed}: {id} has another object now");
    }
    for id in &stored {
        let shown = |page: ClientId, walk: &Walk| {
            let message = world.client(page).objects.object(walk.objects[id]);
            let revoked = message["isRevoked"].clone();
            (message["payload"].clone(), message["version"].clone(), revoked)
        };
        assert_eq!(shown(bob, &again), shown(fresh, &whole), "seed {seed}: {id}");
    }
}

#[test]
fn pages_fit_together_while_the_conversation_goes_on() {
    // 1184: the connection broke twice before the first synchronisation.
    tim_simulation::seeds(40).chain([1184]).for_each(paging);
}
