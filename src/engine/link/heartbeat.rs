//! Whether the server is still there. Any frame received says so; after ten silent seconds the client
//! asks, and an unanswered question means a new connection. The same goes for the login's own sign of
//! life, `wshello`, which the server counts instances by.

use tim_proto::code;
use tim_proto::command;
use tim_proto::json::Members;

use super::super::effect::Millis;
use super::super::state::State;
use super::super::timer::Timer;
use super::request::Request;
use super::{CLOSE_TO_RECONNECT, NetState};

const HEARTBEAT_AFTER_SILENCE_MS: Millis = 10_000;
const HEARTBEAT_ANSWER_MS: Millis = 3_000;
/// The answer to a heartbeat that forbids further attempts until the next login.
const STOP_CONNECTING: i64 = 60002;

#[derive(Default)]
pub struct Heartbeat {
    asking: bool,
    last_heard: Millis,
}

impl State {
    pub(super) fn heard_from_server(&mut self) {
        self.link.heartbeat.last_heard = self.now;
    }

    pub(super) fn start_heartbeat(&mut self) {
        self.heard_from_server();
        self.ask_for_heartbeat();
    }

    pub(super) fn stop_heartbeat(&mut self) {
        self.timers.cancel(Timer::Heartbeat);
        self.link.heartbeat.asking = false;
    }

    /// The timer runs from silence to silence: it is not set anew for each frame.
    pub(in super::super) fn heartbeat_due(&mut self) {
        let due = self.link.heartbeat.last_heard.saturating_add(HEARTBEAT_AFTER_SILENCE_MS);
        if due > self.now {
            self.timers.set(due, Timer::Heartbeat);
        } else {
            self.ask_for_heartbeat();
        }
    }

    fn ask_for_heartbeat(&mut self) {
        self.timers.set(self.now.saturating_add(HEARTBEAT_AFTER_SILENCE_MS), Timer::Heartbeat);
        if self.link.heartbeat.asking || !self.link.is_open() {
            return;
        }
        self.link.heartbeat.asking = true;
        self.spawn(async move |ctx| {
            let request = Request::new(&command::HEARTBEAT_ALIVE, Members::new())
                .timeout(HEARTBEAT_ANSWER_MS)
                .for_this_connection();
            let answer = ctx.request(request).await;
            ctx.with(|state| match answer {
                Ok(_) => state.link.heartbeat.asking = false,
                // Whoever closed the connection has dealt with it.
                Err(_) if !state.link.heartbeat.asking => {}
                Err(error) if error.code == STOP_CONNECTING => {
                    state.stop_connecting();
                    state.close_socket(CLOSE_TO_RECONNECT);
                    state.set_net_state(NetState::Disconnected);
                }
                Err(error) if error.code == code::NETWORK_TIMEOUT => state.connection_silent(),
                // A refusal is a sign of life, too.
                Err(_) => state.link.heartbeat.asking = false,
            });
        });
    }

    /// Starts the login's sign of life; `every` seconds, 0 for never.
    pub fn start_hello(&mut self, every: u64) {
        self.timers.cancel(Timer::Hello);
        if every > 0 {
            let at = self.now.saturating_add(every.saturating_mul(1000));
            self.timers.set(at, Timer::Hello);
        }
    }

    pub(in super::super) fn hello_due(&mut self) {
        self.start_hello(self.session.hello_interval);
        if self.link.is_open() {
            self.spawn(async move |ctx| {
                // A kick or an expired login in the answer is seen where all answers pass.
                let _ = ctx
                    .request(
                        Request::new(&command::IM_OPEN_STATUS_WSHELLO, Members::new()).for_this_connection(),
                    )
                    .await;
            });
        }
    }
}
