//! How long messages are kept. Old ones are removed in small steps, between the work for clients, and what a
//! conversation list shows stays: a list of empty conversations would help nobody.

use crate::config::Config;
use crate::core::Now;
use crate::store::{MessageNo, Store, StoreError};

/// Messages looked at in one step.
const STEP: usize = 500;
/// From one time through all messages to the next.
const ROUND_EVERY_MS: u64 = 60_000;
const DAY_S: u64 = 86_400;

/// Where the cleaner is.
#[derive(Default)]
pub(crate) struct Cleaner {
    after: MessageNo,
    next_round: Now,
}

impl Cleaner {
    /// One step, if it is time.
    pub(crate) fn step(
        &mut self,
        config: &Config,
        now: Now,
        store: &mut dyn Store,
    ) -> Result<(), StoreError> {
        if now < self.next_round {
            return Ok(());
        }
        let ago = |days: u64| now.seconds().saturating_sub(days.saturating_mul(DAY_S));
        store.expire_notices(ago(config.group.notice_days), STEP)?;
        let days = config.message.retention_days;
        if days == 0 {
            self.next_round = Now::from_ms(now.ms().saturating_add(ROUND_EVERY_MS));
            return Ok(());
        }
        let before = ago(days);
        match store.expire_messages(self.after, before, STEP, now)? {
            Some(no) => self.after = no,
            None => {
                store.expire_long_messages(before.saturating_mul(1000), STEP)?;
                self.after = MessageNo::default();
                self.next_round = Now::from_ms(now.ms().saturating_add(ROUND_EVERY_MS));
            }
        }
        Ok(())
    }
}
