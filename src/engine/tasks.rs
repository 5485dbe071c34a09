//! The engine's executor: the tasks of one instance, run only when an input drives them. What a task may
//! do is in [`super::context`], what it waits for in [`super::outcome`].

use std::cell::Cell;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

thread_local! {
    /// The numbers of tasks that can go on, in the order in which they were woken. Whatever an engine that has ended leaves
    /// here wakes tasks of another one for nothing, at worst.
    static WOKEN: Cell<Vec<u64>> = const { Cell::new(Vec::new()) };
}

/// What a task does.
pub type Work<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

#[derive(Default)]
pub struct Tasks {
    /// By their numbers. There may be a thousand, of which one goes on.
    running: Vec<Task>,
    last: u64,
}

struct Task {
    number: u64,
    work: Work<'static, ()>,
    waker: Waker,
}

struct Number(u64);

impl Wake for Number {
    fn wake(self: Arc<Self>) {
        let mut woken = WOKEN.take();
        woken.push(self.0);
        WOKEN.set(woken);
    }
}

impl Tasks {
    pub fn start(&mut self, work: Work<'static, ()>) {
        self.last = self.last.wrapping_add(1);
        let waker = Waker::from(Arc::new(Number(self.last)));
        waker.wake_by_ref();
        self.running.push(Task { number: self.last, work, waker });
    }

    /// Runs until every task waits for an input, or has ended.
    pub fn run(&mut self) {
        loop {
            let woken = WOKEN.take();
            if woken.is_empty() {
                return;
            }
            for number in woken {
                self.go_on(number);
            }
        }
    }

    fn go_on(&mut self, number: u64) {
        let Ok(at) = self.running.binary_search_by_key(&number, |task| task.number) else { return };
        let Some(Task { work, waker, .. }) = self.running.get_mut(at) else { return };
        if work.as_mut().poll(&mut Context::from_waker(waker)).is_ready() {
            self.running.remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::super::outcome::owed;
    use super::*;
    use tim_proto::json::Value;

    #[test]
    fn tasks_start_in_order_and_go_on_when_what_they_wait_for_is_there() {
        let log = Rc::new(RefCell::new(Vec::new()));
        let mut tasks = Tasks::default();
        let (first, wait) = owed();
        let (second, wait_too) = owed();
        let one = log.clone();
        tasks.start(Box::pin(async move {
            one.borrow_mut().push("one starts");
            assert_eq!(wait_too.await.ok(), Some(Value::from("two")));
            one.borrow_mut().push("one ends");
        }));
        let two = log.clone();
        tasks.start(Box::pin(async move {
            two.borrow_mut().push("two starts");
            assert!(wait.await.is_err());
            two.borrow_mut().push("two ends");
            second.settle(Ok("two".into()));
        }));
        tasks.run();
        assert_eq!(*log.borrow(), ["one starts", "two starts"]);
        tasks.run();
        assert_eq!(log.borrow().len(), 2, "nothing has happened");
        // Nobody owes it any more.
        drop(first);
        tasks.run();
        assert_eq!(*log.borrow(), ["one starts", "two starts", "two ends", "one ends"]);
        assert!(tasks.running.is_empty());
    }
}
