//! What a task of the engine may do: look at the state for a moment, send a request and wait for its
//! answer. A task holds no borrow of the state while it waits.

use std::cell::Cell;

use super::link::request::Request;
use super::outcome::Awaited;
use super::state::State;
use super::tasks::Work;

thread_local! {
    /// The state of the engine that is at work on this thread. None while somebody looks at it: taken and put back, it is
    /// one pointer, where a borrow is two and a guard.
    static STATE: Cell<Option<Box<State>>> = const { Cell::new(None) };
}

/// What tasks reach the state by. It holds nothing: tasks run only while their engine is at work, and then there is no other
/// one on the thread. (A pointer of their own to the state would be kept, copied and dropped in every function of a task.)
#[derive(Clone, Copy)]
pub struct Ctx(());

impl Ctx {
    /// Lends the state of an engine to its tasks, for as long as `work` takes.
    pub fn lend(state: Box<State>, work: impl FnOnce(Ctx)) -> Box<State> {
        put(state);
        work(Ctx(()));
        take()
    }

    /// A task: what an async function does, once it is started.
    pub fn task<Fut: Future<Output = ()> + 'static>(task: impl FnOnce(Ctx) -> Fut) -> Work<'static, ()> {
        Box::pin(task(Ctx(())))
    }

    /// Looks at the state. `look` must not call the context again.
    pub fn with<R>(self, look: impl FnOnce(&mut State) -> R) -> R {
        let mut state = take();
        let seen = look(&mut state);
        put(state);
        seen
    }

    /// Sends a request. Its answer is the body, or the server's refusal, or the reason why there is none.
    pub fn request(self, request: Request) -> Awaited {
        self.with(|state| state.send_request(request))
    }
}

#[inline(never)]
fn take() -> Box<State> {
    match STATE.take() {
        Some(state) => state,
        None => unreachable!("the state is looked at already"),
    }
}

/// What is there already belongs to an engine that a trap has ended: it is not touched any more.
#[inline(never)]
fn put(state: Box<State>) {
    std::mem::forget(STATE.replace(Some(state)));
}
