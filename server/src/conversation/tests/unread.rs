//! Unread counts, against a plain count over everything that happened, in random order.

use serde_json::json;

use crate::testkit::{Client, START_S, World};

/// A message as the count needs it.
struct Sent {
    number: u64,
    time: u64,
    to_alice: bool,
    counts: bool,
    revoked: bool,
}

/// What happens, by lot. No hasher, no clock: a seed is a story that can be told again.
struct Lots(u64);

impl Lots {
    fn draw(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

struct Story {
    world: World,
    alice: Client,
    bob: Client,
    sent: Vec<Sent>,
    discards: bool,
}

impl Story {
    fn ask(&mut self, client: Client, servcmd: &str, body: serde_json::Value) {
        let answer = self.world.request(client, servcmd, body);
        assert_eq!(answer["ErrorCode"], 0, "{servcmd}: {answer}");
    }

    fn send(&mut self, to_alice: bool, no_unread: bool) {
        let number = u64::try_from(self.sent.len()).unwrap() + 1;
        let control = if no_unread { json!(["NoUnread"]) } else { json!([]) };
        let members = json!({ "MsgSeq": number, "MsgRandom": number, "SendMsgControl": control });
        let (from, to) = if to_alice { (self.bob, "alice") } else { (self.alice, "bob") };
        assert_eq!(self.world.send_with(from, to, "text", members)["ErrorCode"], 0);
        let counts = to_alice && !no_unread && !self.discards;
        self.sent.push(Sent { number, time: self.world.now_s(), to_alice, counts, revoked: false });
    }

    fn step(&mut self, lots: &mut Lots) {
        let alice = self.alice;
        let bob = json!({ "Type": 1, "To_Account": "bob" });
        match lots.draw(14) {
            0..=4 => self.send(true, false),
            5 => self.send(true, true),
            6 => self.send(false, false),
            7 => self.world.now_ms += lots.draw(2) * 1000,
            8 => {
                let time = START_S + lots.draw(self.world.now_s() - START_S + 2);
                self.world.read(alice, "bob", time);
                self.uncount(|sent| sent.time <= time);
            }
            9 => self.revoke(lots),
            10 => {
                let keys: Vec<String> = self
                    .sent
                    .iter()
                    .filter(|sent| sent.number % 3 == 1)
                    .map(|sent| format!("{0}_{0}_{1}", sent.number, sent.time))
                    .take(30)
                    .collect();
                if !keys.is_empty() {
                    self.uncount(|sent| keys.iter().any(|key| key.starts_with(&format!("{}_", sent.number))));
                    let body = json!({ "To_Account": "bob", "MsgKeyList": keys });
                    self.ask(alice, "openim.delete_c2c_msg_ramble", body);
                }
            }
            11 => {
                self.ask(alice, "recentcontact.clear_msg", bob);
                self.uncount(|_| true);
            }
            12 => {
                let body = json!({ "ContactItem": [bob], "ClearRamble": lots.draw(2) });
                self.ask(alice, "recentcontact.batch_delete", body);
                self.uncount(|_| true);
            }
            _ => {
                self.discards = lots.draw(3) == 0;
                let body = json!({ "Peer_Account": ["bob"], "Mute_Notifications": u8::from(self.discards) });
                self.ask(alice, "openim.set_c2c_peer_mute_notifications", body);
            }
        }
    }

    fn revoke(&mut self, lots: &mut Lots) {
        let at = usize::try_from(lots.draw(self.sent.len() as u64 + 1)).unwrap();
        let Some(sent) = self.sent.get_mut(at).filter(|sent| !sent.revoked) else { return };
        (sent.revoked, sent.counts) = (true, false);
        let (client, from, to) =
            if sent.to_alice { (self.bob, "bob", "alice") } else { (self.alice, "alice", "bob") };
        let info = json!({ "From_Account": from, "To_Account": to, "MsgSeq": sent.number,
            "MsgRandom": sent.number, "MsgTimeStamp": sent.time });
        self.ask(client, "openim.msgwithdraw", json!({ "MsgInfo": info }));
    }

    fn uncount(&mut self, which: impl Fn(&Sent) -> bool) {
        for sent in self.sent.iter_mut().filter(|sent| which(sent)) {
            sent.counts = false;
        }
    }
}

#[test]
fn a_count_is_what_a_plain_model_counts_whatever_happened() {
    let mut counted = 0;
    for seed in 0..60 {
        let mut world = World::new();
        let (alice, bob) = (world.login("alice"), world.login("bob"));
        let mut story = Story { world, alice, bob, sent: Vec::new(), discards: false };
        let mut lots = Lots(seed);
        for step in 0..60 {
            story.step(&mut lots);
            let expected = story.sent.iter().filter(|sent| sent.counts).count() as u64;
            let unread = story.world.unread(alice).get("bob").copied().unwrap_or(0);
            assert_eq!(unread, expected, "seed {seed}, step {step}");
            counted += expected;
        }
    }
    assert!(counted > 1000, "these stories count something: {counted}");
}
