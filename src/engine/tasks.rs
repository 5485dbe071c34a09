//! The engine's executor: the tasks of one instance, run only when an input drives them. What a task may
//! do is in [`super::context`].

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};

use futures::future::LocalBoxFuture;
use futures::stream::{FuturesUnordered, Stream};

#[derive(Default)]
pub struct Tasks {
    /// Keeps track itself of which tasks have something to do.
    running: FuturesUnordered<LocalBoxFuture<'static, ()>>,
}

/// Remembers that some task can go on.
#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Tasks {
    pub fn start(&mut self, task: LocalBoxFuture<'static, ()>) {
        self.running.push(task);
    }

    /// Runs until every task waits for an input, or has ended.
    pub fn run(&mut self) {
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(woken.clone());
        let mut context = Context::from_waker(&waker);
        loop {
            let ended = Pin::new(&mut self.running).poll_next(&mut context);
            // A task that ended says nothing of the others; one that woke another one leaves work behind.
            let go_on =
                matches!(ended, std::task::Poll::Ready(Some(()))) || woken.0.swap(false, Ordering::Relaxed);
            if !go_on {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use futures::channel::oneshot;

    use super::*;

    #[test]
    fn tasks_start_in_order_and_go_on_when_what_they_wait_for_is_there() {
        let log = Rc::new(RefCell::new(Vec::new()));
        let mut tasks = Tasks::default();
        let (first, wait) = oneshot::channel::<()>();
        let (second, wait_too) = oneshot::channel::<()>();
        let one = log.clone();
        tasks.start(Box::pin(async move {
            one.borrow_mut().push("one starts");
            let _ = wait.await;
            one.borrow_mut().push("one ends");
            let _ = second.send(());
        }));
        let two = log.clone();
        tasks.start(Box::pin(async move {
            two.borrow_mut().push("two starts");
            let _ = wait_too.await;
            two.borrow_mut().push("two ends");
        }));
        tasks.run();
        assert_eq!(*log.borrow(), ["one starts", "two starts"]);
        let _ = first.send(());
        tasks.run();
        assert_eq!(*log.borrow(), ["one starts", "two starts", "one ends", "two ends"]);
    }
}
