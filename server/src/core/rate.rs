//! How much an account may ask for. A bucket per account and kind: it holds what is allowed in one second, and fills up
//! at that rate.

use std::collections::BTreeMap;

use super::Now;
use super::fault::{Refusal, code};
use crate::store::AccountId;

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

#[derive(Default)]
pub(crate) struct Rates {
    buckets: BTreeMap<(AccountId, Rated), Bucket>,
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
        let full = per_second.saturating_mul(ONE);
        let bucket = self.buckets.entry((account, what)).or_insert(Bucket { left: full, filled: now });
        let elapsed_ms = now.ms().saturating_sub(bucket.filled.ms());
        // Thousandths per millisecond are whole ones per second.
        bucket.left = bucket.left.saturating_add(elapsed_ms.saturating_mul(per_second)).min(full);
        bucket.filled = now;
        match bucket.left.checked_sub(ONE) {
            Some(left) => {
                bucket.left = left;
                Ok(())
            }
            None => {
                let things = match what {
                    Rated::Request => "requests",
                    Rated::Message => "messages",
                };
                Err(Refusal::new(
                    code::TOO_FAST,
                    format!("too fast: this server takes {per_second} {things} per second from a user"),
                ))
            }
        }
    }

    /// Forgets buckets that have had the time to fill up.
    pub(super) fn forget_old(&mut self, now: Now) {
        self.buckets.retain(|_, bucket| now.ms().saturating_sub(bucket.filled.ms()) < ONE);
    }
}
