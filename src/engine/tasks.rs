//! The engine's executor: the tasks of one instance, run only when an input drives them. What a task may
//! do is in [`super::context`], what it waits for in [`super::outcome`].

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};

/// What a task does.
pub type Work<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

#[derive(Default)]
pub struct Tasks {
    /// In the order in which they were started, which is the order in which they go on.
    running: Vec<Task>,
    any: Arc<AtomicBool>,
}

struct Task {
    work: Work<'static, ()>,
    woken: Arc<Woken>,
}

/// Remembers that a task can go on, and that there is such a one: most inputs wake none.
struct Woken {
    this: AtomicBool,
    any: Arc<AtomicBool>,
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.this.store(true, Ordering::Relaxed);
        self.any.store(true, Ordering::Relaxed);
    }
}

impl Task {
    /// Whether there is more to do, now or later.
    fn go_on(&mut self) -> bool {
        if !self.woken.this.swap(false, Ordering::Relaxed) {
            return true;
        }
        let waker = Waker::from(self.woken.clone());
        self.work.as_mut().poll(&mut Context::from_waker(&waker)).is_pending()
    }
}

impl Tasks {
    pub fn start(&mut self, work: Work<'static, ()>) {
        let woken = Arc::new(Woken { this: AtomicBool::new(false), any: self.any.clone() });
        woken.clone().wake();
        self.running.push(Task { work, woken });
    }

    /// Runs until every task waits for an input, or has ended.
    pub fn run(&mut self) {
        while self.any.swap(false, Ordering::Relaxed) {
            self.running.retain_mut(Task::go_on);
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
