//! Several people, each at two pages, on a network that cuts and delays and with a server that dies, do everything
//! that conversations know. When all is well again each page, and one that is opened then, shows what a plain
//! model computes from the server's log: which conversations, in which order, with which unread counts, last
//! messages, pins and mutes, and in total.

use std::collections::BTreeMap;

use tim_proto::json;
use tim_proto::json::Value;
use tim_simulation::{ClientId, Faults, LastShown, Model, Page, Shown, World, search, settle};
use tim_wasm::engine::effect::{ObjectId, Out};

const USERS: [&str; 3] = ["alice", "bob", "carol"];
const PAGES: usize = 2;
const STEPS: u32 = 150;

struct Chaos {
    world: World,
    pages: Vec<Page>,
    step: u32,
}

impl Chaos {
    fn begin(seed: u64) -> Chaos {
        let mut world = World::with_config(seed, |config| config.login.web_instances = 100);
        world.keep_exchanges();
        let mut pages = Vec::new();
        for user in USERS {
            for _ in 0..PAGES {
                pages.push(Page::open(&mut world, user));
            }
        }
        // The first synchronisation tells from where on changes are caught up with.
        world.run(2_000);
        world.faults = Faults { delay_ms: 300, cut_one_in: 150 };
        Chaos { world, pages, step: 0 }
    }

    fn below(&mut self, below: usize) -> usize {
        usize::try_from(self.world.random(below as u64)).expect("small")
    }

    fn act(&mut self) {
        self.step += 1;
        let at = self.below(self.pages.len());
        let Page { user, id, .. } = self.pages[at];
        let peer = USERS[self.below(USERS.len())];
        if self.world.client(id).count("sdkStateReady") == 0 {
            self.world.run(500);
            return;
        }
        // Notes to oneself are rare.
        let peer = if peer == user { USERS[self.below(USERS.len())] } else { peer };
        let conversation = format!("C2C{peer}");
        match self.world.random(38) {
            0..=11 => self.send(id, peer),
            12..=14 => self.call(id, "setMessageRead", json!({"conversationID": conversation})),
            15 => self.call(id, "setAllMessageRead", json!({})),
            16..=17 => self.call(id, "getMessageList", json!({"conversationID": conversation})),
            18 => self.call(id, "deleteConversation", json!(conversation)),
            19 => {
                let keep = json!({"conversationIDList": [conversation], "clearHistoryMessage": false});
                self.call(id, "deleteConversation", keep);
            }
            20 => self.call(id, "clearHistoryMessage", json!(conversation)),
            21..=22 => {
                let pin = self.below(2) == 0;
                self.call(id, "pinConversation", json!({"conversationID": conversation, "isPinned": pin}));
            }
            23 => {
                let kinds = ["AcceptAndNotify", "AcceptNotNotify", "Discard"];
                let kind = kinds[self.below(kinds.len())];
                let remind = json!({"userIDList": [peer], "messageRemindType": kind});
                self.call(id, "setMessageRemindType", remind);
            }
            24..=29 => self.change(id),
            30 => self.world.cut_client(id),
            31 => {
                self.pages[at].away ^= true;
                if self.pages[at].away {
                    self.world.take_network(id);
                } else {
                    self.world.give_network(id);
                }
            }
            32 if self.step.is_multiple_of(3) => self.pages[at].reload(&mut self.world),
            33 if self.step.is_multiple_of(7) => {
                self.world.crash_server();
                let down = self.world.random(4_000);
                self.world.run(down);
                self.world.start_server();
            }
            _ => {
                let pause = self.world.random(1_500);
                self.world.run(pause);
            }
        }
    }

    fn call(&mut self, id: ClientId, method: &str, options: Value) {
        self.world.call(id, method, &[options]);
    }

    fn send(&mut self, id: ClientId, peer: &str) {
        let text = json!({"to": peer, "conversationType": "C2C", "payload": {"text": self.step.to_string()}});
        let message = self.world.create(id, "createTextMessage", &text);
        let options = match self.below(12) {
            0 => json!({"messageControlInfo": {"excludedFromUnreadCount": true}}),
            1 => json!({"messageControlInfo": {"excludedFromLastMessage": true}}),
            2 => {
                json!({"messageControlInfo": {"excludedFromUnreadCount": true, "excludedFromLastMessage": true}})
            }
            3 => json!({"onlineUserOnly": true}),
            _ => json!({}),
        };
        self.world.call_with_message(id, "sendMessage", message, &[options]);
    }

    /// Takes one of the newest messages of a page back, deletes it, or edits it. The server may refuse.
    fn change(&mut self, id: ClientId) {
        let held = self.world.client(id).messages.len();
        let back = self.below(20.min(held.max(1)));
        let Some(at) = held.checked_sub(back + 1) else { return };
        let message: ObjectId = self.world.client(id).messages[at];
        let object = self.world.client(id).objects.object(message);
        if object["status"] != "success" || object["isRevoked"] == true || object["_onlineOnlyFlag"] == true {
            return;
        }
        match self.below(3) {
            0 if object["flow"] == "out" => {
                self.world.call_with_message(id, "revokeMessage", message, &[]);
            }
            1 => {
                let text = format!("edited in {}", self.step);
                let element = json!({"type": "TIMTextElem", "content": {"text": text}});
                let edit = vec![("_elements", Out::Value(Value::from(vec![element])))];
                self.world.client_mut(id).objects.patch(message, None, edit.into());
                self.world.call_with_message(id, "modifyMessage", message, &[]);
            }
            _ => {
                self.world.call_with_messages(id, "deleteMessage", &[message]);
            }
        }
    }

    /// Everything is well again, and has been for a while.
    fn settle(&mut self) {
        settle(&mut self.world, &mut self.pages, &USERS);
    }
}

/// What a page shows, in its order.
fn shown(world: &mut World, id: ClientId) -> Vec<(String, Shown)> {
    let list = world.result(id, "getConversationList", &[]);
    rows(&list["conversationList"])
}

fn rows(list: &Value) -> Vec<(String, Shown)> {
    list.as_array().into_iter().flatten().map(row).collect()
}

fn row(conversation: &Value) -> (String, Shown) {
    let last = &conversation["lastMessage"];
    let time = last["lastTime"].as_u64().unwrap_or(0);
    let text = |key: &str| last[key].as_str().unwrap_or("").to_owned();
    let last = (time > 0).then(|| LastShown {
        from: text("fromAccount"),
        time,
        text: (last["isRevoked"] != true).then(|| text("messageForShow")),
    });
    let id = conversation["conversationID"].as_str().expect("an ID");
    let shown = Shown {
        unread: conversation["unreadCount"].as_u64().expect("a count"),
        pinned: conversation["isPinned"] == true,
        muted: !["", "AcceptAndNotify"].map(Value::from).contains(&conversation["messageRemindType"]),
        last,
    };
    (id.strip_prefix("C2C").expect("with a user").to_owned(), shown)
}

/// Pinned ones first, those without a message last, the newest first. Those of one second may stand in any order.
fn is_ordered(rows: &[(String, Shown)]) -> bool {
    rows.is_sorted_by_key(|(_, shown)| {
        let time = shown.last.as_ref().map_or(0, |last| last.time);
        (!shown.pinned, std::cmp::Reverse(time))
    })
}

/// What went wrong with a seed, if anything.
fn fault(seed: u64) -> Option<String> {
    let mut chaos = Chaos::begin(seed);
    for _ in 0..STEPS {
        chaos.act();
    }
    chaos.settle();
    let Chaos { mut world, pages, .. } = chaos;
    let mut model = Model::default();
    model.replay(&world.take_exchanges());
    for Page { user, id, .. } in &pages {
        let expected = model.list(user);
        let shown = shown(&mut world, *id);
        let who = format!("seed {seed}: {user} at page {}", id.0);
        let found: BTreeMap<String, Shown> = shown.iter().cloned().collect();
        for peer in expected.keys().chain(found.keys()) {
            if expected.get(peer) != found.get(peer) {
                return Some(format!(
                    "{who}, {peer}:\n  must {:?}\n  does {:?}",
                    expected.get(peer),
                    found.get(peer)
                ));
            }
        }
        if !is_ordered(&shown) {
            return Some(format!("{who}: in the wrong order: {shown:?}"));
        }
        // Who only listens has been told the same.
        let events = &world.client(*id).log.events;
        let told = |name: &str| events.iter().rev().find(|(event, _)| *event == name).map(|(_, data)| data);
        let listened = told("onConversationListUpdated").map(rows).unwrap_or_default();
        if listened != shown {
            return Some(format!("{who}: told of\n  {listened:?}\n  shows {shown:?}"));
        }
        let total = told("onTotalUnreadMessageCountUpdated").and_then(Value::as_u64).unwrap_or(0);
        if total != model.total(user) {
            return Some(format!("{who}: told of a total of {total}, it is {}", model.total(user)));
        }
        let Out::Value(total) = world.sync(*id, "getTotalUnreadMessageCount", &[]) else {
            panic!("a number")
        };
        if total != model.total(user) {
            return Some(format!("{who}: shows a total of {total:?}, it is {}", model.total(user)));
        }
    }
    None
}

/// Seeds that have found something, beyond those that every run has.
const FOUND: [u64; 8] = [64, 74, 75, 110, 197, 6046, 7169, 8665];

/// `TIM_SEEDS=10000` for a long run; `TIM_SEED=n` for one.
#[test]
fn every_page_shows_what_the_server_s_log_says() {
    search(40, &FOUND, fault);
}
