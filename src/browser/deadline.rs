//! The one timer of an instance: it wakes the engine when its next deadline has come. Browsers run
//! timers of background tabs late; an instance therefore looks at its deadline whenever it is awake.

use gloo_timers::callback::Timeout;

use crate::engine::effect::Millis;

/// What `setTimeout` can wait for at most. A deadline further away is waited for in pieces.
const LONGEST_WAIT: u32 = i32::MAX as u32;

#[derive(Default)]
pub struct Deadline {
    armed: Option<(Millis, Timeout)>,
}

impl Deadline {
    /// Sets the timer for `at`. A timer that is set for an earlier time stays: setting one costs more
    /// than an early wake now and then, after which it is set for the time that then counts.
    pub fn arm(&mut self, at: Option<Millis>, now: Millis, wake: impl FnOnce() + 'static) {
        let Some(at) = at else { return self.disarm() };
        if self.armed.as_ref().is_some_and(|(armed, _)| *armed <= at && *armed > now) {
            return;
        }
        let wait = u32::try_from(at.saturating_sub(now)).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
        self.armed = Some((at, Timeout::new(wait, wake)));
    }

    /// Also to be called when the timer has run.
    pub fn disarm(&mut self) {
        self.armed = None;
    }
}
