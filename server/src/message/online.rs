//! Messages for those who are online right now (`MsgLifeTime` 0) are stored nowhere, so the copies that a
//! client sends after a lost answer are recognised here.

use std::collections::BTreeMap;

use crate::core::Now;
use crate::store::AccountId;

/// Sender, receiver, MsgSeq, MsgRandom.
pub(super) type Sent = (AccountId, AccountId, u32, u32);

/// The online-only messages of the last minutes. Lost at a restart, and right to be: what it would prevent,
/// a second push, then comes minutes after the first.
#[derive(Default)]
pub(crate) struct RecentOnline {
    times: BTreeMap<Sent, Now>,
}

/// Longest time that a copy can be on its way; the same as for stored messages.
pub(super) const SENT_BEFORE_S: u64 = 300;
/// Beyond this many the older half is forgotten.
const MAX_REMEMBERED: usize = 100_000;

impl RecentOnline {
    /// The time of the first copy, when there was one.
    pub(super) fn time(&self, sent: &Sent, now: Now) -> Option<Now> {
        self.times.get(sent).copied().filter(|time| is_recent(*time, now))
    }

    pub(super) fn note(&mut self, sent: Sent, now: Now) {
        if self.times.len() >= MAX_REMEMBERED {
            let mut times: Vec<Now> = self.times.values().copied().collect();
            times.sort_unstable();
            let middle = times.get(times.len() / 2).copied().unwrap_or(now);
            self.times.retain(|_, time| *time > middle);
        }
        self.times.insert(sent, now);
    }

    pub(crate) fn forget_old(&mut self, now: Now) {
        self.times.retain(|_, time| is_recent(*time, now));
    }
}

fn is_recent(time: Now, now: Now) -> bool {
    now.seconds().saturating_sub(time.seconds()) <= SENT_BEFORE_S
}
