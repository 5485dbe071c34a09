//! Every time the engine waits for, in one table. The shell sees only the earliest
//! ([`super::Engine::next_deadline`]); nothing else in the SDK sleeps. The table never holds more than a
//! handful, so it is a plain list: an ordered map costs a page kilobytes and saves nothing here.

use super::effect::Millis;

/// What is due. Of each there is at most one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The answer to some request may be overdue.
    Requests,
    /// Nothing was received for a while: ask whether the server is still there.
    Heartbeat,
    /// Tell the server that this instance is alive (interval given by the login answer).
    Hello,
    /// Try to open a socket again.
    Reconnect,
    /// Try to log in again on this connection.
    LogInAgain,
    /// Ask what was said in chat rooms.
    Poll,
    /// A throttled event may be published again (index into `event::THROTTLED`).
    Throttle(usize),
}

#[derive(Default)]
pub struct Timers {
    due: Vec<(Millis, Timer)>,
}

impl Timers {
    /// Sets a timer, in place of the same one set before.
    pub fn set(&mut self, at: Millis, timer: Timer) {
        self.cancel(timer);
        self.due.push((at, timer));
    }

    /// Sets a timer unless it is due earlier anyway.
    pub fn set_earlier(&mut self, at: Millis, timer: Timer) {
        if !self.due.iter().any(|(set, known)| *known == timer && *set <= at) {
            self.set(at, timer);
        }
    }

    pub fn cancel(&mut self, timer: Timer) {
        self.due.retain(|(_, set)| *set != timer);
    }

    pub fn clear(&mut self) {
        self.due.clear();
    }

    pub fn next(&self) -> Option<Millis> {
        self.due.iter().map(|(at, _)| *at).min()
    }

    /// Takes the earliest timer that is due at `now`.
    pub fn expired(&mut self, now: Millis) -> Option<Timer> {
        let next = self.next().filter(|next| *next <= now)?;
        let at = self.due.iter().position(|(at, _)| *at == next)?;
        Some(self.due.swap_remove(at).1)
    }

    /// The page's clock was put back: what was due in a second is still due in a second.
    pub fn shift_back(&mut self, by: Millis) {
        for (at, _) in &mut self.due {
            *at = at.saturating_sub(by);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_expire_in_order_and_only_when_due() {
        let mut timers = Timers::default();
        timers.set(20, Timer::Hello);
        timers.set(10, Timer::Heartbeat);
        timers.set(10, Timer::LogInAgain);
        timers.cancel(Timer::Heartbeat);
        assert_eq!(timers.next(), Some(10));
        assert_eq!(timers.expired(9), None);
        assert_eq!(timers.expired(10), Some(Timer::LogInAgain));
        assert_eq!(timers.expired(10), None);
        timers.shift_back(15);
        assert_eq!(timers.expired(5), Some(Timer::Hello));
    }

    #[test]
    fn of_each_there_is_one() {
        let mut timers = Timers::default();
        timers.set(10, Timer::Reconnect);
        timers.set(30, Timer::Reconnect);
        assert_eq!(timers.next(), Some(30));
        timers.set_earlier(40, Timer::Reconnect);
        assert_eq!(timers.next(), Some(30));
        timers.set_earlier(20, Timer::Reconnect);
        assert_eq!(timers.next(), Some(20));
    }
}
