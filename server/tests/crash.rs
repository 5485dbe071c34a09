//! `kill -9` under load: what was acknowledged is in history exactly once, and so is everything else once it has been
//! sent again.

// What production code must not do, a test may.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[allow(dead_code)]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use support::{Client, Data, Server};

const ROUNDS: u64 = 3;
/// Messages of one sender in a round that are acknowledged before the server is killed.
const BEFORE_THE_KILL: usize = 150;
/// Messages under way at any time.
const WINDOW: usize = 20;

struct Sender {
    client: Client,
    to: &'static str,
    next: u64,
    /// Sent and not acknowledged, by MsgSeq.
    open: BTreeMap<u64, String>,
    acknowledged: BTreeSet<String>,
}

impl Sender {
    /// Keeps messages under way until so many more have been acknowledged, or until the server is gone.
    async fn send_until(&mut self, more: usize) {
        let goal = self.acknowledged.len() + more;
        // What is open from before the crash goes out again first, unchanged.
        let mut seqs = BTreeMap::new();
        for (number, text) in self.open.clone() {
            let Some(seq) = self.write(number, &text).await else { return };
            seqs.insert(seq, number);
        }
        while self.acknowledged.len() < goal {
            while self.open.len() < WINDOW {
                let number = self.next;
                self.next += 1;
                let text = format!("{} {number}", self.client.user);
                self.open.insert(number, text.clone());
                let Some(seq) = self.write(number, &text).await else { return };
                seqs.insert(seq, number);
            }
            let Some(frame) = self.client.next().await else { return };
            if frame.servcmd != "openim.sendmsg" {
                // A push: the other one's message.
                continue;
            }
            let Some(number) = frame.seq.and_then(|seq| seqs.remove(&seq)) else { continue };
            assert_eq!(frame.body["ErrorCode"], 0, "{}", frame.body);
            let text = self.open.remove(&number).unwrap();
            assert!(self.acknowledged.insert(text));
        }
    }

    async fn whole_history(&mut self) -> Vec<String> {
        self.client.whole_history(self.to).await
    }

    async fn write(&mut self, number: u64, text: &str) -> Option<u64> {
        let (body, keys) = (self.client.message(self.to, number, text), self.client.keys());
        self.client.write("openim.sendmsg", body, keys).await.ok()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_message_survives_kill_9_exactly_once() {
    let data = Data::new();
    let mut server = Server::start(&data);
    let mut senders = Vec::new();
    for (user, to) in [("alice", "bob"), ("bob", "alice")] {
        senders.push(Sender {
            client: Client::login(&server, user).await,
            to,
            next: 1,
            open: BTreeMap::new(),
            acknowledged: BTreeSet::new(),
        });
    }
    for _ in 0..ROUNDS {
        let tasks = senders.into_iter().map(|mut sender| {
            tokio::spawn(async move {
                sender.send_until(BEFORE_THE_KILL).await;
                sender
            })
        });
        // The first to reach its goal brings the server down on the other, and on its own open messages.
        let (first, _, rest) = futures::future::select_all(tasks.collect::<Vec<_>>()).await;
        server.kill();
        senders = vec![first.unwrap()];
        for task in rest {
            senders.push(task.await.unwrap());
        }
        server = Server::start(&data);
        for sender in &mut senders {
            sender.client.reconnect(&server).await;
        }
    }
    let left_open: usize = senders.iter().map(|sender| sender.open.len()).sum();
    assert!(left_open > 0, "the kills came while nothing was under way");

    let expected: BTreeSet<String> =
        senders.iter().flat_map(|sender| sender.acknowledged.iter().cloned()).collect();
    let stored = senders[0].whole_history().await;
    assert_exactly_once(&stored);
    for text in &expected {
        assert!(stored.contains(text), "{text} was acknowledged and is gone");
    }

    // And the open ones, stored or not, are there once when they have been sent again.
    for sender in &mut senders {
        let open = sender.open.len();
        sender.send_until(open).await;
    }
    let stored = senders[0].whole_history().await;
    assert_exactly_once(&stored);
    for sender in &senders {
        assert!(sender.acknowledged.iter().all(|text| stored.contains(text)));
    }
}

fn assert_exactly_once(texts: &[String]) {
    let distinct: BTreeSet<&String> = texts.iter().collect();
    assert_eq!(distinct.len(), texts.len(), "something is stored twice");
}
