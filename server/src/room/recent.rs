//! What rooms remember of the last moments: the newest messages for guests who ask for what is new, who these guests are,
//! and which members have gone away perhaps only for a moment. Lost at a restart, and no harm done: guests then get what
//! comes after it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use serde_json::Value;

use crate::core::Now;
use crate::store::{AccountId, GroupNo};

/// Events kept for each room.
const KEPT: usize = 200;
/// How long a guest counts who has not asked.
const GUEST_STAYS_MS: u64 = 30_000;
/// Guests counted in one room.
const MAX_GUESTS: usize = 100_000;

#[derive(Default)]
struct Room {
    /// Positions and events, in the order of both.
    events: VecDeque<(u64, Arc<Value>)>,
    next: u64,
    guests: BTreeMap<String, Now>,
}

#[derive(Default)]
pub(crate) struct Rooms {
    rooms: BTreeMap<GroupNo, Room>,
    /// Members without a connection, since when.
    pub(super) away: BTreeMap<AccountId, Now>,
    /// Whether those who were in a room before the server started have been looked at.
    pub(super) known: bool,
}

impl Rooms {
    /// Remembers an event. Its position is a time, so that positions grow over a restart, too.
    pub(crate) fn note(&mut self, room: GroupNo, event: Value, now: Now) {
        let room = self.rooms.entry(room).or_default();
        // Nobody asks.
        if room.guests.is_empty() {
            room.events.clear();
            return;
        }
        let position = room.next.max(now.ms());
        room.next = position.saturating_add(1);
        room.events.push_back((position, Arc::new(event)));
        if room.events.len() > KEPT {
            room.events.pop_front();
        }
    }

    /// The last batch has not happened: guests get what comes next.
    pub(crate) fn take_back(&mut self) {
        for room in self.rooms.values_mut() {
            room.events.clear();
        }
    }

    /// What has happened from the position on, and where to ask next.
    pub(super) fn since(&self, room: GroupNo, position: u64, now: Now) -> (Vec<Arc<Value>>, u64) {
        let Some(room) = self.rooms.get(&room) else {
            return (Vec::new(), now.ms());
        };
        let new = room.events.iter().filter(|(at, _)| *at >= position).map(|(_, event)| Arc::clone(event));
        (new.collect(), room.next.max(now.ms()))
    }

    /// A guest is here. `false` when there is no room to count him.
    pub(super) fn greet(&mut self, room: GroupNo, guest: &str, now: Now) -> bool {
        let guests = &mut self.rooms.entry(room).or_default().guests;
        if guests.len() >= MAX_GUESTS && !guests.contains_key(guest) {
            return false;
        }
        guests.insert(guest.to_owned(), now);
        true
    }

    pub(super) fn guests(&self, room: GroupNo) -> u64 {
        self.rooms.get(&room).map_or(0, |room| u64::try_from(room.guests.len()).unwrap_or(u64::MAX))
    }

    /// These accounts' connections have come or gone; `online` tells which have one now.
    pub(crate) fn note_presence(
        &mut self,
        changed: &BTreeSet<AccountId>,
        online: impl Fn(AccountId) -> bool,
        now: Now,
    ) {
        for account in changed {
            if online(*account) {
                self.away.remove(account);
            } else {
                self.away.entry(*account).or_insert(now);
            }
        }
    }

    pub(crate) fn forget_old(&mut self, now: Now) {
        for room in self.rooms.values_mut() {
            room.guests.retain(|_, seen| now.ms().saturating_sub(seen.ms()) < GUEST_STAYS_MS);
        }
        self.rooms.retain(|_, room| !room.guests.is_empty());
    }
}
