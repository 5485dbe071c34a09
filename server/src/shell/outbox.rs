//! What waits to be sent to one client. Bounded in bytes: a client that reads too slowly is disconnected rather than
//! buffered without end; it finds everything in history when it comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::mpsc;
use tokio::sync::watch;

/// What a queued frame costs besides its text.
const FRAME_BYTES: usize = 128;

/// The core's end.
pub(super) struct Outbox {
    frames: mpsc::UnboundedSender<Arc<str>>,
    waiting: Arc<AtomicUsize>,
    limit: usize,
    stop: watch::Sender<bool>,
}

/// The socket's end.
pub(super) struct OutboxReader {
    frames: mpsc::UnboundedReceiver<Arc<str>>,
    waiting: Arc<AtomicUsize>,
    stop: watch::Receiver<bool>,
}

/// The queue is full.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Overflow;

pub(super) fn outbox(limit: usize) -> (Outbox, OutboxReader) {
    let (frames, received) = mpsc::unbounded_channel();
    let (stop, stopped) = watch::channel(false);
    let waiting = Arc::new(AtomicUsize::new(0));
    (
        Outbox { frames, waiting: Arc::clone(&waiting), limit, stop },
        OutboxReader { frames: received, waiting, stop: stopped },
    )
}

fn cost(frame: &str) -> usize {
    frame.len().saturating_add(FRAME_BYTES)
}

impl Outbox {
    /// Queues a frame. One frame always fits into an empty queue, so that the limit cannot forbid an answer.
    pub(super) fn send(&self, frame: Arc<str>) -> Result<(), Overflow> {
        let before = self.waiting.fetch_add(cost(&frame), Ordering::Relaxed);
        if before != 0 && before.saturating_add(cost(&frame)) > self.limit {
            return Err(Overflow);
        }
        // A socket that has gone is told apart by its Closed input, not here.
        let _gone = self.frames.send(frame);
        Ok(())
    }

    /// Ends the socket at once, whatever still waits.
    pub(super) fn cut(&self) {
        let _gone = self.stop.send(true);
    }
}

impl OutboxReader {
    /// The next frame; `None` when the core has let go of the socket and everything has been taken.
    pub(super) async fn next(&mut self) -> Option<Arc<str>> {
        self.frames.recv().await.inspect(|frame| self.taken(frame))
    }

    /// The next frame if one is there already.
    pub(super) fn next_now(&mut self) -> Option<Arc<str>> {
        self.frames.try_recv().ok().inspect(|frame| self.taken(frame))
    }

    fn taken(&self, frame: &str) {
        self.waiting.fetch_sub(cost(frame), Ordering::Relaxed);
    }

    /// Resolves when the core has cut the socket; never, when the core let go without that.
    pub(super) fn cut(&self) -> impl Future<Output = ()> + use<> {
        let mut stop = self.stop.clone();
        async move {
            if stop.wait_for(|stopped| *stopped).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_lags_overflows_and_one_that_keeps_up_does_not() {
        let (outbox, mut reader) = outbox(1000);
        for _ in 0..100 {
            outbox.send("x".repeat(400).into()).unwrap();
            assert!(reader.next_now().is_some());
        }
        outbox.send("x".repeat(400).into()).unwrap();
        assert_eq!(outbox.send("x".repeat(600).into()), Err(Overflow));
    }

    #[test]
    fn a_frame_larger_than_the_limit_fits_alone() {
        let (outbox, mut reader) = outbox(1000);
        outbox.send("x".repeat(5000).into()).unwrap();
        assert_eq!(reader.next_now().unwrap().len(), 5000);
    }
}
