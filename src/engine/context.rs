//! What a task of the engine may do: look at the state for a moment, send a request and wait for its
//! answer. A task holds no borrow of the state while it waits.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use futures::channel::oneshot;
use tim_proto::code;
use tim_proto::json::Value;

use super::error::Error;
use super::link::request::Request;
use super::state::State;

#[derive(Clone)]
pub struct Ctx {
    /// None while somebody looks at it: taken and put back, it is one pointer, where a borrow is two and a guard.
    state: Rc<Cell<Option<Box<State>>>>,
}

impl Ctx {
    pub fn new(state: State) -> Ctx {
        Ctx { state: Rc::new(Cell::new(Some(Box::new(state)))) }
    }

    /// Looks at the state. `look` must not call the context again.
    pub fn with<R>(&self, look: impl FnOnce(&mut State) -> R) -> R {
        let mut state = self.take();
        let seen = look(&mut state);
        self.state.set(Some(state));
        seen
    }

    #[inline(never)]
    fn take(&self) -> Box<State> {
        match self.state.take() {
            Some(state) => state,
            None => unreachable!("the state is looked at already"),
        }
    }

    /// Sends a request. Its answer is the body, or the server's refusal, or the reason why there is none.
    pub fn request(&self, request: Request) -> Answer {
        Answer(self.with(|state| state.send_request(request)))
    }
}

/// An answer on its way. (Written by hand: as an `async fn` it would be copied into every task.)
pub struct Answer(oneshot::Receiver<Result<Value, Error>>);

impl Future for Answer {
    type Output = Result<Value, Error>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        // Every request is settled. One that is not belongs to an engine that is being dropped.
        let answer = std::task::ready!(Pin::new(&mut self.0).poll(task));
        Poll::Ready(answer.unwrap_or_else(|oneshot::Canceled| Err(Error::client(code::LOGGED_OUT))))
    }
}
