//! What every page has to show of its conversations, computed from the log of the server alone: who sent, read,
//! deleted, pinned what, one after the other. It is written for being obviously right, not for speed: counts are
//! counted, the last message is looked for, nothing is kept that follows from something else. Neither the
//! engine nor the server's store is used.

use std::collections::{BTreeMap, BTreeSet};

use tim_proto::json::Value;

use crate::exchange::{Exchange, Users, first_text, items, number, text};

/// A message as everybody finally sees it.
#[derive(Clone, Debug)]
struct Message {
    from: String,
    to: String,
    seq: u64,
    random: u64,
    time: u64,
    text: String,
    no_unread: bool,
    no_last: bool,
    /// The receiver did not want to hear of it.
    discarded: bool,
    revoked: bool,
    deleted_by: BTreeSet<String>,
}

/// What a user has settled about a conversation. Messages are counted by their place in the log.
#[derive(Clone, Debug, Default)]
struct Settled {
    listed: bool,
    pinned: bool,
    mute: u64,
    /// Messages before this one are read.
    read: usize,
    /// And these are gone.
    cleared: usize,
    /// Messages before this one were not shown since the conversation was deleted.
    unlisted: usize,
}

/// One conversation as a page has to show it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    pub unread: u64,
    pub pinned: bool,
    pub muted: bool,
    pub last: Option<LastShown>,
}

/// Of a revoked message nobody cares what it said.
#[derive(Clone, Debug, PartialEq)]
pub struct LastShown {
    pub from: String,
    pub time: u64,
    /// `None`: revoked.
    pub text: Option<String>,
}

#[derive(Default)]
pub struct Model {
    users: Users,
    log: Vec<Message>,
    settled: BTreeMap<(String, String), Settled>,
}

impl Model {
    /// Goes on with the log.
    pub fn replay(&mut self, exchanges: &[Exchange]) {
        for exchange in exchanges {
            let body = &exchange.body;
            let Some(me) = self.users.who(exchange) else { continue };
            let me = me.as_str();
            match exchange.command.as_str() {
                "openim.sendmsg" => self.send(me, body, number(&exchange.answer, "MsgTime")),
                "openim.msgreaded" => {
                    for item in items(&body["C2CMsgReaded"], "C2CMsgReadedItem") {
                        self.read(me, text(item, "To_Account"), number(item, "LastedMsgTime"));
                    }
                }
                "openim.read_all_unread_msg" if body["C2CReadAllMsg"] == 1 => {
                    for peer in self.peers(me) {
                        self.read(me, &peer, u64::MAX);
                    }
                }
                "openim.msgwithdraw" => self.find(&body["MsgInfo"], "MsgTimeStamp").revoked = true,
                "openim.modify_c2c_msg" => {
                    self.find(body, "MsgTime").text = first_text(&exchange.answer["MsgBody"]);
                }
                "openim.delete_c2c_msg_ramble" => self.delete(me, body),
                "recentcontact.batch_delete" => {
                    for item in items(body, "ContactItem") {
                        self.unlist(me, text(item, "To_Account"), body["ClearRamble"] == 1);
                    }
                }
                "recentcontact.clear_msg" => {
                    let end = self.log.len();
                    self.settled(me, text(body, "To_Account")).cleared = end;
                }
                "recentcontact.top" => {
                    for item in items(body, "RecentContactItem") {
                        let settled = self.settled(me, text(item, "To_Account"));
                        settled.pinned = body["OperationType"] == 1;
                        settled.listed |= settled.pinned;
                    }
                }
                "openim.set_c2c_peer_mute_notifications" => {
                    for peer in items(body, "Peer_Account").iter().filter_map(Value::as_str) {
                        self.settled(me, peer).mute = number(body, "Mute_Notifications");
                    }
                }
                _ => {}
            }
        }
    }

    fn settled(&mut self, me: &str, peer: &str) -> &mut Settled {
        self.settled.entry((me.to_owned(), peer.to_owned())).or_default()
    }

    fn send(&mut self, me: &str, body: &Value, time: u64) {
        let (to, seq, random) = (text(body, "To_Account"), number(body, "MsgSeq"), number(body, "MsgRandom"));
        let again = |message: &Message| {
            message.from == me && message.to == to && message.seq == seq && message.random == random
        };
        if body["MsgLifeTime"] == 0 || self.log.iter().any(again) {
            return;
        }
        let control = |name: &str| items(body, "SendMsgControl").iter().any(|word| word == name);
        let message = Message {
            from: me.to_owned(),
            to: to.to_owned(),
            seq,
            random,
            time,
            text: first_text(&body["MsgBody"]),
            no_unread: control("NoUnread"),
            no_last: control("NoLastMsg"),
            discarded: self.settled(to, me).mute == 1,
            revoked: false,
            deleted_by: BTreeSet::new(),
        };
        self.settled(me, to).listed = true;
        self.settled(to, me).listed |= !message.discarded;
        self.log.push(message);
    }

    fn read(&mut self, me: &str, peer: &str, until: u64) {
        let read = self.log.iter().rposition(|message| message.is_to(me, peer) && message.time <= until);
        let settled = self.settled(me, peer);
        settled.read = settled.read.max(read.map_or(0, |at| at + 1));
    }

    fn find(&mut self, named: &Value, time: &str) -> &mut Message {
        let found = self.log.iter_mut().find(|message| {
            message.from == text(named, "From_Account")
                && message.to == text(named, "To_Account")
                && message.seq == number(named, "MsgSeq")
                && message.random == number(named, "MsgRandom")
                && message.time == number(named, time)
        });
        found.expect("the server changed a message that nobody sent")
    }

    fn delete(&mut self, me: &str, body: &Value) {
        let peer = text(body, "To_Account");
        let keys: Vec<&str> = items(body, "MsgKeyList").iter().filter_map(Value::as_str).collect();
        for message in self.log.iter_mut().filter(|message| message.is_between(me, peer)) {
            let key = format!("{}_{}_{}", message.seq, message.random, message.time);
            if keys.contains(&key.as_str()) {
                message.deleted_by.insert(me.to_owned());
            }
        }
    }

    fn unlist(&mut self, me: &str, peer: &str, with_history: bool) {
        self.read(me, peer, u64::MAX);
        let end = self.log.len();
        let settled = self.settled(me, peer);
        (settled.listed, settled.pinned, settled.unlisted) = (false, false, end);
        if with_history {
            settled.cleared = end;
        }
    }

    fn peers(&self, me: &str) -> Vec<String> {
        self.settled.keys().filter(|(owner, _)| owner == me).map(|(_, peer)| peer.clone()).collect()
    }

    /// What the pages of a user show: the other party, and the conversation.
    pub fn list(&self, me: &str) -> BTreeMap<String, Shown> {
        let mine = self.settled.iter().filter(|((owner, _), settled)| owner == me && settled.listed);
        mine.map(|((_, peer), settled)| (peer.clone(), self.shown(me, peer, settled))).collect()
    }

    /// A conversation that was deleted without its history has a last message again when one has come since.
    fn shown(&self, me: &str, peer: &str, settled: &Settled) -> Shown {
        let since = self.log.iter().skip(settled.unlisted);
        let mut between = since.filter(|message| message.is_between(me, peer) && !message.no_last);
        let has_last = between.any(|message| message.from == me || !message.discarded);
        let held = self.log.iter().enumerate().filter(|(at, message)| {
            message.is_between(me, peer) && *at >= settled.cleared && !message.deleted_by.contains(me)
        });
        let (mut unread, mut last) = (0, None);
        for (at, message) in held {
            let mine = message.from == me;
            let told = mine || !message.discarded;
            if !mine && told && at >= settled.read && !message.no_unread && !message.revoked {
                unread += 1;
            }
            if told && !message.no_last && has_last {
                let text = (!message.revoked).then(|| message.text.clone());
                last = Some(LastShown { from: message.from.clone(), time: message.time, text });
            }
        }
        Shown { unread, pinned: settled.pinned, muted: settled.mute != 0, last }
    }

    /// The sum of the unread counts of conversations that are not muted.
    pub fn total(&self, me: &str) -> u64 {
        self.list(me).values().filter(|shown| !shown.muted).map(|shown| shown.unread).sum()
    }
}

impl Message {
    fn is_to(&self, me: &str, peer: &str) -> bool {
        self.from == peer && self.to == me
    }

    fn is_between(&self, me: &str, peer: &str) -> bool {
        self.is_to(me, peer) || self.is_to(peer, me)
    }
}
