//! When to open the next socket. The first attempt after a loss is immediate; then the pauses double
//! from one second to thirty, each up to a fifth shorter or longer so that the clients of a restarted
//! server do not all come at once. (The official client has no pauses and, after some failures, no
//! further attempt of its own.) A browser that comes online, or a method that needs the connection,
//! does not wait for the pause.

use super::super::effect::Millis;
use super::super::state::State;
use super::super::timer::Timer;
use super::{CLOSE_TO_RECONNECT, NetState, Socket};

const FIRST_PAUSE_MS: Millis = 1_000;
const LONGEST_PAUSE_MS: Millis = 30_000;
/// Pauses vary by this part of themselves in both directions.
const JITTER_PART: Millis = 5;
/// A connection that lasted so long has worked.
const LIVED_MS: Millis = 1_000;
/// A method that finds no connection asks for one at most so often.
const ON_REQUEST_EVERY_MS: Millis = 1_000;

#[derive(Default)]
pub struct Reconnect {
    /// Sockets opened so far: chooses the host.
    attempts: usize,
    /// Failures in a row: chooses the pause.
    failures: u32,
    last_on_request: Option<Millis>,
    opened_at: Millis,
    offline: bool,
    /// The server has forbidden further attempts.
    forbidden: bool,
}

impl Reconnect {
    pub fn next_attempt(&mut self) -> usize {
        let attempt = self.attempts;
        self.attempts = self.attempts.wrapping_add(1);
        attempt
    }
}

impl State {
    pub(super) fn connection_made(&mut self) {
        self.timers.cancel(Timer::Reconnect);
        self.link.reconnect.opened_at = self.now;
    }

    /// The socket was closed by the other side, or never opened.
    pub(super) fn connection_broken(&mut self, was_open: bool) {
        let reconnect = &mut self.link.reconnect;
        if reconnect.forbidden {
            return;
        }
        // A connection that lived ends a series of failures: the next attempt is immediate. One that was
        // closed at once does not, or a server that refuses everybody would be asked without a pause.
        let lived = was_open && self.now >= reconnect.opened_at.saturating_add(LIVED_MS);
        reconnect.failures = if lived { 1 } else { reconnect.failures.saturating_add(1) };
        let first = reconnect.failures == 1;
        let net = if was_open && !reconnect.offline { NetState::Connecting } else { NetState::Disconnected };
        self.set_net_state(net);
        if first && was_open {
            self.open_socket();
        } else {
            let pause = self.pause();
            self.timers.set(self.now.saturating_add(pause), Timer::Reconnect);
        }
    }

    fn pause(&mut self) -> Millis {
        // The first of a series is not waited for.
        let doublings = self.link.reconnect.failures.saturating_sub(2).min(5);
        let pause = FIRST_PAUSE_MS.saturating_mul(1 << doublings).min(LONGEST_PAUSE_MS);
        let jitter = pause / JITTER_PART;
        pause.saturating_sub(jitter).saturating_add(self.random.below(jitter.saturating_mul(2)))
    }

    pub(in super::super) fn reconnect_due(&mut self) {
        self.open_socket();
    }

    /// The server does not answer: this connection is worth nothing.
    pub(super) fn connection_silent(&mut self) {
        if self.link.reconnect.offline {
            self.close_socket(CLOSE_TO_RECONNECT);
            self.connection_broken(false);
        } else {
            self.replace_socket(CLOSE_TO_RECONNECT);
        }
    }

    pub(super) fn connect_on_request(&mut self) {
        let reconnect = &mut self.link.reconnect;
        let recently =
            reconnect.last_on_request.is_some_and(|last| self.now < last.saturating_add(ON_REQUEST_EVERY_MS));
        if self.link.socket == Socket::None && !recently && !reconnect.forbidden {
            reconnect.last_on_request = Some(self.now);
            self.timers.cancel(Timer::Reconnect);
            self.open_socket();
        }
    }

    pub(in super::super) fn browser_online(&mut self) {
        if std::mem::take(&mut self.link.reconnect.offline) && !self.link.reconnect.forbidden {
            self.link.reconnect.failures = 0;
            self.timers.cancel(Timer::Reconnect);
            self.replace_socket(CLOSE_TO_RECONNECT);
        }
    }

    /// The socket is left alone: it may outlive the gap.
    pub(in super::super) fn browser_offline(&mut self) {
        self.link.reconnect.offline = true;
        self.set_net_state(NetState::Disconnected);
    }

    pub(super) fn stop_connecting(&mut self) {
        self.link.reconnect.forbidden = true;
        self.timers.cancel(Timer::Reconnect);
    }

    /// A new login may try again what was forbidden before.
    pub fn allow_connecting(&mut self) {
        self.link.reconnect.forbidden = false;
    }
}
