//! What a task waits for: an outcome that something else in the engine owes it. The tasks themselves are in
//! [`super::tasks`]. One kind of outcome for all, because each would bring its own copy of this.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use tim_proto::code;
use tim_proto::json::Value;

use super::error::Error;

/// An answer's body, or what there is to know; or why there is none.
pub type Outcome = Result<Value, Error>;

#[derive(Default)]
struct Slot {
    outcome: Cell<Option<Outcome>>,
    waiting: Cell<Option<Waker>>,
}

/// The half of the one who owes it. Dropped without an outcome, it is that of a login that has ended.
pub struct Owed(Rc<Slot>);

/// The half of the task.
pub struct Awaited(Rc<Slot>);

/// An outcome that is yet to come.
pub fn owed() -> (Owed, Awaited) {
    let slot: Rc<Slot> = Rc::default();
    (Owed(slot.clone()), Awaited(slot))
}

impl Owed {
    pub fn settle(self, outcome: Outcome) {
        self.0.outcome.set(Some(outcome));
    }
}

impl Drop for Owed {
    fn drop(&mut self) {
        let settled = self.0.outcome.take().unwrap_or_else(|| Err(Error::client(code::LOGGED_OUT)));
        self.0.outcome.set(Some(settled));
        if let Some(task) = self.0.waiting.take() {
            task.wake();
        }
    }
}

impl Future for Awaited {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Outcome> {
        match self.0.outcome.take() {
            Some(outcome) => Poll::Ready(outcome),
            None => {
                self.0.waiting.set(Some(task.waker().clone()));
                Poll::Pending
            }
        }
    }
}
