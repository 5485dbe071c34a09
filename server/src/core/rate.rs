//! How much an account may ask for. A bucket per account and kind: it holds what is allowed in one second, and fills up
//! at that rate.

use std::collections::BTreeMap;

use super::Now;
use super::fault::{Refusal, code};
use crate::store::{AccountId, GroupNo};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rated {
    /// Any command.
    Request,
    /// A message to somebody.
    Message,
}

/// Thousandths, so that filling up needs no fractions.
const ONE: u64 = 1000;

struct Bucket {
    left: u64,
    filled: Now,
}

impl Bucket {
    fn full(per_second: u64, now: Now) -> Bucket {
        Bucket { left: per_second.saturating_mul(ONE), filled: now }
    }

    /// Whether there was one left.
    fn take(&mut self, per_second: u64, now: Now) -> bool {
        let elapsed_ms = now.ms().saturating_sub(self.filled.ms());
        // Thousandths per millisecond are whole ones per second.
        let filled = self.left.saturating_add(elapsed_ms.saturating_mul(per_second));
        self.left = filled.min(per_second.saturating_mul(ONE));
        self.filled = now;
        match self.left.checked_sub(ONE) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }
}

#[derive(Default)]
pub(crate) struct Rates {
    buckets: BTreeMap<(AccountId, Rated), Bucket>,
    groups: BTreeMap<GroupNo, Second>,
    tips: BTreeMap<GroupNo, Bucket>,
}

/// Urgencies: who runs the group, then the four priorities of messages.
const URGENCIES: usize = 5;
/// Beyond so many times what a group takes messages are refused, not only dropped.
const FAR_TOO_FAST: u64 = 10;
/// In a room of thousands somebody always comes or goes.
const TIPS_PER_SECOND: u64 = 5;

/// What a group was asked to take within one second.
struct Second {
    began: Now,
    /// Messages taken, by urgency.
    taken: [u64; URGENCIES],
    asked: u64,
}

impl Second {
    fn from(began: Now) -> Second {
        Second { began, taken: [0; URGENCIES], asked: 0 }
    }
}

/// What becomes of a message to a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    Taken,
    Dropped,
}

pub(crate) fn too_fast_in_group(per_second: u64) -> Refusal {
    Refusal::new(
        code::GROUP_TOO_FAST,
        format!("too fast: this server takes {per_second} messages per second in a group"),
    )
}

impl Rates {
    /// Takes one out of the bucket. `per_second` 0 allows everything.
    pub(crate) fn take(
        &mut self,
        account: AccountId,
        what: Rated,
        per_second: u64,
        now: Now,
    ) -> Result<(), Refusal> {
        if per_second == 0 {
            return Ok(());
        }
        let bucket = self.buckets.entry((account, what)).or_insert_with(|| Bucket::full(per_second, now));
        if bucket.take(per_second, now) {
            return Ok(());
        }
        let things = match what {
            Rated::Request => "requests",
            Rated::Message => "messages",
        };
        Err(Refusal::new(
            code::TOO_FAST,
            format!("too fast: this server takes {per_second} {things} per second from a user"),
        ))
    }

    /// Whether a group takes a message in this second. `urgency` 0 is the highest; what is more urgent is not held up by
    /// what is less so. `per_second` 0 allows everything.
    pub(crate) fn admit(
        &mut self,
        group: GroupNo,
        urgency: usize,
        per_second: u64,
        now: Now,
    ) -> Result<Admission, Refusal> {
        if per_second == 0 {
            return Ok(Admission::Taken);
        }
        let second = self.groups.entry(group).or_insert_with(|| Second::from(now));
        if now.ms().saturating_sub(second.began.ms()) >= ONE {
            *second = Second::from(now);
        }
        second.asked = second.asked.saturating_add(1);
        let before: u64 = second.taken.iter().take(urgency.saturating_add(1)).sum();
        if before < per_second {
            if let Some(taken) = second.taken.get_mut(urgency) {
                *taken = taken.saturating_add(1);
            }
            return Ok(Admission::Taken);
        }
        if second.asked <= per_second.saturating_mul(FAR_TOO_FAST) {
            return Ok(Admission::Dropped);
        }
        Err(too_fast_in_group(per_second))
    }

    /// Whether members of a room are told now who came or went.
    pub(crate) fn may_tell(&mut self, room: GroupNo, now: Now) -> bool {
        let bucket = self.tips.entry(room).or_insert_with(|| Bucket::full(TIPS_PER_SECOND, now));
        bucket.take(TIPS_PER_SECOND, now)
    }

    /// Forgets buckets that have had the time to fill up.
    pub(super) fn forget_old(&mut self, now: Now) {
        let is_recent = |then: Now| now.ms().saturating_sub(then.ms()) < ONE;
        self.buckets.retain(|_, bucket| is_recent(bucket.filled));
        self.tips.retain(|_, bucket| is_recent(bucket.filled));
        self.groups.retain(|_, second| is_recent(second.began));
    }
}
