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
    groups: BTreeMap<GroupNo, Bucket>,
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

    /// The same for a message to a group, whoever sends it.
    pub(crate) fn take_group(&mut self, group: GroupNo, per_second: u64, now: Now) -> Result<(), Refusal> {
        let bucket = self.groups.entry(group).or_insert_with(|| Bucket::full(per_second, now));
        if per_second == 0 || bucket.take(per_second, now) {
            return Ok(());
        }
        Err(Refusal::new(
            code::GROUP_TOO_FAST,
            format!("too fast: this server takes {per_second} messages per second in a group"),
        ))
    }

    /// Forgets buckets that have had the time to fill up.
    pub(super) fn forget_old(&mut self, now: Now) {
        let is_recent = |bucket: &mut Bucket| now.ms().saturating_sub(bucket.filled.ms()) < ONE;
        self.buckets.retain(|_, bucket| is_recent(bucket));
        self.groups.retain(|_, bucket| is_recent(bucket));
    }
}
