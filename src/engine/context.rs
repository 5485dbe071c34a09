//! What a task of the engine may do: look at the state for a moment, send a request and wait for its
//! answer, wait for a time. A task holds no borrow of the state while it waits.

use std::cell::RefCell;
use std::rc::Rc;

use futures::channel::oneshot;
use serde_json::Value;

use super::effect::Millis;
use super::error::Error;
use super::link::request::Request;
use super::state::State;
use super::timer::Timer;

#[derive(Clone)]
pub struct Ctx {
    state: Rc<RefCell<State>>,
}

impl Ctx {
    pub fn new(state: State) -> Ctx {
        Ctx { state: Rc::new(RefCell::new(state)) }
    }

    /// Looks at the state. `look` must not call the context again.
    pub fn with<R>(&self, look: impl FnOnce(&mut State) -> R) -> R {
        look(&mut self.state.borrow_mut())
    }

    /// Sends a request and waits for its answer: the body, or the server's refusal, or the reason why
    /// there is no answer.
    pub async fn request(&self, request: Request) -> Result<Value, Error> {
        let answer = self.with(|state| state.send_request(request))?;
        match answer.await {
            Ok(result) => result,
            // Dropped unanswered: the login that it belonged to has ended.
            Err(oneshot::Canceled) => Err(Error::client(self.with(|state| state.session.refusal()))),
        }
    }

    pub async fn sleep(&self, duration: Millis) {
        let woken = self.with(|state| {
            let (wake, woken) = oneshot::channel();
            let sleeper = state.link.sleepers.add(wake);
            state.timers.set(state.now.saturating_add(duration), Timer::Sleep(sleeper));
            woken
        });
        // An engine that is being destroyed drops its sleepers: the task then simply goes on and ends.
        let _ = woken.await;
    }
}
