//! What is heard of groups that are not known yet: kept until they are, or until it is clear that they are none of the
//! user's. Asking what they are is in `list`.

use tim_proto::json::{Gather, Value};

use super::super::value::number;
use super::Groups;

pub(super) struct Waiting {
    group: String,
    asked: bool,
    /// `Event` and item.
    heard: Vec<(u64, Value)>,
}

/// So much is kept of a group until it is known.
const WAITING: usize = 200;

impl Groups {
    /// The newest sequence of what waits for the group to be known.
    pub fn heard_to(&self, id: &str) -> u64 {
        self.heard_in(id).max().unwrap_or(0)
    }

    /// The oldest one: what is held from there on has no gaps.
    pub fn heard_from(&self, id: &str) -> u64 {
        self.heard_in(id).min().unwrap_or(u64::MAX)
    }

    fn heard_in(&self, id: &str) -> impl Iterator<Item = u64> {
        let heard =
            self.waiting.iter().filter(move |waiting| waiting.group == id).flat_map(|waiting| &waiting.heard);
        heard.map(|(_, wire)| number(wire, "MsgSeq")).filter(|sequence| *sequence > 0)
    }

    /// Keeps what was heard of a group until it is known.
    pub fn keep_for_later(&mut self, group: &str, event: u64, item: Value) {
        if group.is_empty() || self.foreign.iter().any(|known| known == group) {
            return;
        }
        match self.waiting.iter_mut().find(|waiting| waiting.group == group) {
            Some(waiting) if waiting.heard.len() < WAITING => waiting.heard.push((event, item)),
            Some(_) => {}
            None => self.waiting.push(Waiting {
                group: group.to_owned(),
                asked: false,
                heard: vec![(event, item)],
            }),
        }
    }

    /// What was heard of a group has gone with its conversation, which another instance has deleted.
    pub fn forget_heard(&mut self, group: &str) {
        if let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.group == group) {
            waiting.heard.clear();
        }
    }

    /// The groups that are to be asked for now.
    pub fn start_probes(&mut self) -> Vec<String> {
        let new = self.waiting.iter_mut().filter(|waiting| !waiting.asked);
        let asked = new.map(|waiting| {
            waiting.asked = true;
            waiting.group.clone()
        });
        asked.gather()
    }

    /// What was heard of a group. One that is a chat room of others is asked for no more.
    pub fn take_waiting(&mut self, group: &str, is_foreign: bool) -> Vec<(u64, Value)> {
        if is_foreign {
            self.foreign.push(group.to_owned());
        }
        let at = self.waiting.iter().position(|waiting| waiting.group == group);
        at.map(|at| self.waiting.swap_remove(at).heard).unwrap_or_default()
    }
}
