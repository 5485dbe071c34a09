//! Connections that break, servers that die: nothing is lost, nothing comes twice, nothing hangs.

use std::collections::BTreeMap;
use std::time::Instant;

use tim_proto::json;
use tim_proto::json::Value;
use tim_simulation::{ClientId, Faults, Settled, World};
use tim_wasm::engine::effect::{CallId, ObjectId, Out};

#[test]
fn a_request_under_way_when_the_connection_breaks_is_answered_on_the_next() {
    let mut world = World::new(1);
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let (_, sending) = world.send_text(alice, "bob", "before the cut");
    world.cut_client(alice);
    assert!(matches!(world.settle(alice, sending), Settled::Resolved(_)));
    world.until(bob, "the message", |bob| !bob.log.received.is_empty());
    world.run(5_000);
    assert_eq!(world.client(bob).log.received.len(), 1);
    let states: Vec<&Value> = world
        .client(alice)
        .log
        .events
        .iter()
        .filter(|(name, _)| *name == "netStateChange")
        .map(|(_, data)| &data["state"])
        .collect();
    assert_eq!(states, ["connecting", "connected"]);
}

#[test]
fn what_was_missed_is_published_once_and_counted() {
    let mut world = World::new(2);
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let (_, first) = world.send_text(alice, "bob", "0");
    world.settle(alice, first);
    world.until(bob, "the first", |bob| bob.log.received.len() == 1);
    // A silent connection: nothing arrives, nobody says so.
    world.cut_client(bob);
    for n in 1..=50 {
        let (_, sending) = world.send_text(alice, "bob", &n.to_string());
        world.settle(alice, sending);
    }
    world.until(bob, "all of them", |bob| bob.log.received.len() == 51);
    world.run(20_000);
    assert_eq!(world.client(bob).log.received.len(), 51, "none twice");
    let list = world.result(bob, "getConversationList", &[]);
    assert_eq!(list["conversationList"][0]["unreadCount"], 51);
    assert_eq!(list["conversationList"][0]["lastMessage"]["messageForShow"], "50");
}

#[test]
fn attempts_back_off_while_the_server_is_away_and_requests_time_out() {
    let mut world = World::new(3);
    let alice = world.login("alice");
    world.crash_server();
    let (message, sending) = world.send_text(alice, "bob", "into the void");
    let settled = world.settle(alice, sending);
    assert!(matches!(settled, Settled::Rejected { code: 2801, .. }), "{settled:?}");
    assert_eq!(world.client(alice).objects.object(message)["status"], "fail");
    world.run(3_600_000);
    assert!(world.attempts() < 200, "an hour of attempts: {}", world.attempts());
    world.start_server();
    world.login("bob");
    let resending = world.call_with_message(alice, "resendMessage", message, &[]);
    assert!(matches!(world.settle(alice, resending), Settled::Resolved(_)));
    assert_eq!(world.client(alice).objects.object(message)["status"], "success");
}

#[test]
fn a_login_that_expired_while_away_ends_in_kicked_out() {
    let mut world = World::with_config(4, |config| config.session.a2_ttl = 60);
    let alice = world.login("alice");
    world.crash_server();
    world.run(120_000);
    world.start_server();
    world.until(alice, "the end", |alice| alice.count("kickedOut") == 1);
    assert_eq!(world.client(alice).count("sdkStateNotReady"), 1);
    world.login_on(alice, "alice");
}

/// Without a first synchronisation the server does not know since when a client has to be told of changes: the client
/// looks for itself.
#[test]
fn changes_are_told_though_the_first_synchronisation_was_never_answered() {
    let mut world = World::new(5);
    let alice = world.login("alice");
    world.login("bob");
    let mut sent = Vec::new();
    for n in 0..40 {
        let (message, sending) = world.send_text(alice, "bob", &n.to_string());
        world.settle(alice, sending);
        sent.push(message);
    }
    world.unanswered = Some("openim.getmsg");
    let bob = world.login("bob");
    let held = history(&mut world, bob, "alice");
    assert_eq!(held.len(), 40);
    let id = |world: &World, at: usize| world.client(alice).objects.object(sent[at])["ID"].clone();
    let changed = [1, 39, 2, 38].map(|at| id(&world, at));
    world.cut_client(bob);
    // All of it is done before the next connection is open.
    for (message, what) in [(sent[1], 11), (sent[2], 13), (sent[38], 13), (sent[39], 11)] {
        let _change = afterwards(&mut world, alice, message, what, 0);
    }
    world.unanswered = None;
    world.until(bob, "what was revoked", |bob| bob.count("onMessageRevoked") == 2);
    world.run(5_000);
    let client = world.client(bob);
    let told = |event: &str| {
        let events = client.log.events.iter().filter(|(name, _)| *name == event);
        events.map(|(_, data)| data[0]["ID"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(told("onMessageRevoked"), changed[..2]);
    assert_eq!(told("onMessageModified"), changed[2..]);
    assert_eq!(client.log.received, [""; 0], "nothing is new");
    assert_eq!(history(&mut world, bob, "alice"), held);
}

/// What a random run remembers of a message that was sent.
struct Sent {
    from: ClientId,
    to: &'static str,
    message: ObjectId,
    sending: CallId,
}

/// Two users on a bad network with a server that dies now and then. In the end, when everything is
/// well again: every promise is settled, every acknowledged message is in history exactly once, each
/// receiver was told of each message of its history exactly once, unread counts are right.
fn chaos(seed: u64) {
    let mut world = World::new(seed);
    let users = [("alice", "bob"), ("bob", "alice")];
    let pages = [world.login("alice"), world.login("bob")];
    world.faults = Faults { delay_ms: 300, cut_one_in: 60 };
    let mut sent: Vec<Sent> = Vec::new();
    let mut paged: Vec<(usize, CallId)> = Vec::new();
    let mut edits: Vec<(ClientId, ObjectId, CallId)> = Vec::new();
    for step in 0..120 {
        let who = usize::try_from(world.random(2)).expect("small");
        let (page, to) = (pages[who], users[who].1);
        match world.random(15) {
            0..=6 => {
                let (message, sending) = world.send_text(page, to, &format!("{step}"));
                sent.push(Sent { from: page, to, message, sending });
            }
            7 => {
                world.call(page, "setMessageRead", &[json!({"conversationID": format!("C2C{to}")})]);
            }
            8 => world.cut_client(page),
            9 if step % 5 == 0 => {
                world.crash_server();
                let away = world.random(4_000);
                world.run(away);
                world.start_server();
            }
            10 => {
                let request = json!({"conversationID": format!("C2C{to}")});
                paged.push((who, world.call(page, "getMessageList", &[request])));
            }
            what @ 11..=13 => {
                let mine: Vec<ObjectId> =
                    sent.iter().filter(|sent| sent.from == page).map(|sent| sent.message).collect();
                let some = world.random(mine.len().max(1) as u64);
                if let Some(message) = usize::try_from(some).ok().and_then(|some| mine.get(some)) {
                    let edit = afterwards(&mut world, page, *message, what, step);
                    edits.extend(edit.map(|call| (page, *message, call)));
                }
            }
            _ => {
                let pause = world.random(3_000);
                world.run(pause);
            }
        }
    }
    world.faults = Faults::NONE;
    world.run(120_000);

    let mut acknowledged: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for Sent { from, to, message, sending } in &sent {
        let settled = world
            .client(*from)
            .settled(*sending)
            .unwrap_or_else(|| panic!("seed {seed}: a message is still being sent"));
        let status = world.client(*from).objects.object(*message)["status"].clone();
        match settled {
            Settled::Resolved(_) => {
                assert_eq!(status, "success", "seed {seed}");
                let id =
                    world.client(*from).objects.object(*message)["ID"].as_str().expect("an ID").to_owned();
                acknowledged.entry(to).or_default().push(id);
            }
            Settled::Rejected { .. } => assert_eq!(status, "fail", "seed {seed}"),
        }
    }
    for (index, (me, peer)) in users.iter().enumerate() {
        assert_eq!(
            world.client(pages[index]).pending(),
            0,
            "seed {seed}: {me} has a promise that nobody settled"
        );
        let told = count(&world.client(pages[index]).log.received);
        assert!(
            told.values().all(|times| *times == 1),
            "seed {seed}: {me} was told of a message twice: {told:?}"
        );
        let unread = unread_of(&mut world, pages[index], peer);
        let kept = shown(&mut world, pages[index], peer);
        // A fresh page sees what the server has.
        let fresh = world.login(me);
        let stored = count(&history(&mut world, fresh, peer));
        assert!(stored.values().all(|times| *times == 1), "seed {seed}: history of {me} has duplicates");
        for id in acknowledged.get(me).into_iter().flatten() {
            assert!(stored.contains_key(id), "seed {seed}: {id} was acknowledged but is not in history");
        }
        // The server may have a message all the same whose sending failed.
        let unsure: Vec<&String> = stored
            .keys()
            .filter(|id| {
                sent.iter().any(|Sent { from, message, .. }| {
                    let object = world.client(*from).objects.object(*message);
                    object["ID"] == id.as_str() && object["status"] == "fail"
                })
            })
            .collect();
        // Of an edit or a deletion without an answer nobody here knows whether it was made.
        let failed: Vec<Value> = edits
            .iter()
            .filter(|(page, _, call)| {
                matches!(world.client(*page).settled(*call), Some(Settled::Rejected { .. }))
            })
            .map(|(page, message, _)| world.client(*page).objects.object(*message)["ID"].clone())
            .collect();
        let mut stored_now = shown(&mut world, fresh, peer);
        let mut kept = kept;
        for id in failed.iter().filter_map(Value::as_str) {
            for shown in [&mut stored_now, &mut kept] {
                shown.remove(id);
            }
        }
        let differs: Vec<_> = stored_now
            .keys()
            .chain(kept.keys())
            .filter(|id| stored_now.get(*id) != kept.get(*id) && !unsure.contains(id))
            .map(|id| (id, stored_now.get(id), kept.get(id)))
            .collect();
        assert!(differs.is_empty(), "seed {seed}: of {me}, a fresh page and the old one show {differs:?}");
        // A message that history brought before its push is no news any more.
        let mut seen = told;
        for (_, call) in paged.iter().filter(|(who, _)| *who == index) {
            if let Some(Settled::Resolved(page)) = world.client(pages[index]).settled(*call) {
                seen.extend(ids(page).into_iter().map(|id| (id, 1)));
            }
        }
        for id in acknowledged.get(me).into_iter().flatten() {
            assert!(seen.contains_key(id), "seed {seed}: {me} never saw {id}");
        }
        assert_eq!(
            unread_of(&mut world, fresh, peer),
            unread,
            "seed {seed}: unread of {me} differs from the server's"
        );
    }
}

/// Takes a message back, deletes it for its sender, or edits it; of the last two the call is returned. The server may refuse.
fn afterwards(world: &mut World, page: ClientId, message: ObjectId, what: u64, step: u32) -> Option<CallId> {
    let object = world.client(page).objects.object(message);
    if object["status"] != "success" || object["isRevoked"] == true {
        return None;
    }
    match what {
        11 => drop(world.call_with_message(page, "revokeMessage", message, &[])),
        12 => return Some(world.call_with_messages(page, "deleteMessage", &[message])),
        _ => {
            let element = json!({"type": "TIMTextElem", "content": {"text": format!("edited in {step}")}});
            let edit = vec![("_elements", Out::Value(Value::from(vec![element])))];
            world.client_mut(page).objects.patch(message, None, edit.into());
            return Some(world.call_with_message(page, "modifyMessage", message, &[]));
        }
    }
    None
}

/// What a page shows of each message of a conversation that it has not deleted: whether it is revoked, and
/// otherwise its text.
fn shown(world: &mut World, page: ClientId, peer: &str) -> BTreeMap<String, (bool, Value)> {
    let messages = messages(world, page, peer);
    let left = messages.into_iter().filter(|message| message["isDeleted"] != true);
    left.map(|message| {
        let id = message["ID"].as_str().expect("an ID").to_owned();
        let is_revoked = message["isRevoked"] == true;
        (id, (is_revoked, if is_revoked { Value::NULL } else { message["payload"]["text"].clone() }))
    })
    .collect()
}

fn unread_of(world: &mut World, page: ClientId, peer: &str) -> u64 {
    world.run(2_000);
    let list = world.result(page, "getConversationList", &[json!([format!("C2C{peer}")])]);
    list["conversationList"][0]["unreadCount"].as_u64().unwrap_or(0)
}

fn history(world: &mut World, page: ClientId, peer: &str) -> Vec<String> {
    let messages = messages(world, page, peer);
    messages.iter().map(|message| message["ID"].as_str().expect("an ID").to_owned()).collect()
}

fn messages(world: &mut World, page: ClientId, peer: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut before = String::new();
    loop {
        let request = json!({"conversationID": format!("C2C{peer}"), "nextReqMessageID": before});
        let answer = world.result(page, "getMessageList", &[request]);
        found.extend(answer["messageList"].as_array().expect("a list").iter().cloned());
        if answer["isCompleted"] == true {
            return found;
        }
        before = answer["nextReqMessageID"].as_str().expect("an ID").to_owned();
    }
}

fn ids(page: &Value) -> Vec<String> {
    let messages = page["messageList"].as_array().expect("a list");
    messages.iter().map(|message| message["ID"].as_str().expect("an ID").to_owned()).collect()
}

fn count(ids: &[String]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for id in ids {
        *counts.entry(id.clone()).or_insert(0) += 1;
    }
    counts
}

#[test]
fn nothing_is_lost_and_nothing_comes_twice_whatever_breaks() {
    let started = Instant::now();
    let seeds = tim_simulation::seeds(60);
    let runs = seeds.end - seeds.start;
    seeds.for_each(chaos);
    println!("{runs} runs in {:?}", started.elapsed());
}
