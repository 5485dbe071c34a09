//! Every time the engine waits for, in one table. The shell sees only the earliest
//! ([`super::Engine::next_deadline`]); nothing else in the SDK sleeps.

use std::collections::BTreeMap;

use super::effect::Millis;

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The answer to the request with this sequence number is overdue.
    Request(u64),
    /// Nothing was received for a while: ask whether the server is still there.
    Heartbeat,
    /// Tell the server that this instance is alive (interval given by the login answer).
    Hello,
    /// Try to open a socket again.
    Reconnect,
    /// The connection has been up long enough to forget earlier failures.
    Stable,
    /// A throttled event may be published again (index into `event::THROTTLED`).
    Throttle(usize),
    /// A task sleeps until now.
    Sleep(u64),
}

/// Names one entry, to take it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimerKey(Millis, u64);

#[derive(Default)]
pub struct Timers {
    due: BTreeMap<TimerKey, Timer>,
    count: u64,
}

impl Timers {
    pub fn set(&mut self, at: Millis, timer: Timer) -> TimerKey {
        self.count = self.count.wrapping_add(1);
        let key = TimerKey(at, self.count);
        self.due.insert(key, timer);
        key
    }

    /// Sets a timer of which there is only one, in place of the one set before.
    pub fn set_only(&mut self, at: Millis, timer: Timer) {
        self.cancel_all(timer);
        self.set(at, timer);
    }

    pub fn cancel(&mut self, key: TimerKey) {
        self.due.remove(&key);
    }

    pub fn cancel_all(&mut self, timer: Timer) {
        self.due.retain(|_, set| *set != timer);
    }

    pub fn clear(&mut self) {
        self.due.clear();
    }

    pub fn next(&self) -> Option<Millis> {
        self.due.keys().next().map(|key| key.0)
    }

    /// Takes the earliest timer that is due at `now`.
    pub fn expired(&mut self, now: Millis) -> Option<Timer> {
        let entry = self.due.first_entry()?;
        (entry.key().0 <= now).then(|| entry.remove())
    }

    /// The page's clock was put back: what was due in a second is still due in a second.
    pub fn shift_back(&mut self, by: Millis) {
        let due = std::mem::take(&mut self.due);
        self.due =
            due.into_iter().map(|(key, timer)| (TimerKey(key.0.saturating_sub(by), key.1), timer)).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_expire_in_order_and_only_when_due() {
        let mut timers = Timers::default();
        timers.set(20, Timer::Hello);
        let early = timers.set(10, Timer::Request(1));
        timers.set(10, Timer::Request(2));
        timers.cancel(early);
        assert_eq!(timers.next(), Some(10));
        assert_eq!(timers.expired(9), None);
        assert_eq!(timers.expired(10), Some(Timer::Request(2)));
        assert_eq!(timers.expired(10), None);
        timers.shift_back(15);
        assert_eq!(timers.expired(5), Some(Timer::Hello));
    }

    #[test]
    fn an_only_timer_replaces_itself() {
        let mut timers = Timers::default();
        timers.set_only(10, Timer::Reconnect);
        timers.set_only(30, Timer::Reconnect);
        assert_eq!(timers.next(), Some(30));
    }
}
