//! The thread on which the core runs. It takes whatever inputs wait, runs them as one batch in one transaction, commits,
//! and only then hands out answers and pushes: nothing is acknowledged before it is on disk, and the sync that this
//! costs is shared by all that waited.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Instant;

use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

use super::metrics::Metrics;
use super::outbox::Outbox;
use super::ticket::now_ms;
use super::translator::Translator;
use crate::config::Translate;
use crate::core::{ConnId, Core, Input, Output};
use crate::store::sqlite::SqliteStore;
use crate::store::{StoreError, Transactions};

/// Inputs that may wait for the core; beyond it sockets stop reading, and so their clients stop sending.
const INBOX: usize = 4096;
/// Inputs in one batch. Larger batches share the sync among more, and make the first of them wait longer.
const MAX_BATCH: usize = 512;

pub(super) enum Job {
    Input(Input),
    /// A socket has opened, and this is where its frames go.
    Opened {
        outbox: Outbox,
        input: Input,
    },
    /// An input whose end somebody waits for: told when it is stored, dropped when it is not.
    Awaited {
        input: Input,
        stored: oneshot::Sender<()>,
    },
}

pub(super) type Inbox = mpsc::Sender<Job>;

/// The running thread.
pub(super) struct Running {
    pub(super) inbox: Inbox,
    pub(super) thread: JoinHandle<()>,
    /// Resolves when the thread has ended, for whatever reason.
    pub(super) ended: oneshot::Receiver<()>,
}

/// Starts the thread. It ends, with the database closed, when every sender of the inbox has been dropped.
/// Must be called inside the runtime, on which questions to others are asked.
pub(super) fn start(
    core: Core,
    store: SqliteStore,
    metrics: Arc<Metrics>,
    translate: Translate,
) -> std::io::Result<Running> {
    let (inbox, jobs) = mpsc::channel(INBOX);
    let translator = Translator::new(translate, Handle::current(), inbox.downgrade());
    let (ending, ended) = oneshot::channel::<()>();
    let thread = thread::Builder::new().name("core".to_owned()).spawn(move || {
        // Dropped at the end of the thread, also at one by panic.
        let _ending = ending;
        CoreThread { core, store, metrics, translator, outboxes: HashMap::new() }.run(jobs);
    })?;
    Ok(Running { inbox, thread, ended })
}

struct CoreThread {
    core: Core,
    store: SqliteStore,
    metrics: Arc<Metrics>,
    translator: Translator,
    outboxes: HashMap<ConnId, Outbox>,
}

impl CoreThread {
    fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut waiting = Vec::with_capacity(MAX_BATCH);
        while jobs.blocking_recv_many(&mut waiting, MAX_BATCH) > 0 {
            self.batch(waiting.drain(..));
        }
        if let Err(error) = self.store.checkpoint() {
            tracing::error!(%error, "the database is closed with its log");
        }
    }

    fn batch(&mut self, jobs: impl ExactSizeIterator<Item = Job>) {
        let mut inputs = Vec::with_capacity(jobs.len());
        let mut closed = Vec::new();
        let mut awaited = Vec::new();
        for job in jobs {
            match job {
                Job::Opened { outbox, input } => {
                    if let Input::Opened { conn, .. } = &input {
                        self.outboxes.insert(*conn, outbox);
                    }
                    inputs.push(input);
                }
                Job::Awaited { input, stored } => {
                    inputs.push(input);
                    awaited.push(stored);
                }
                Job::Input(input) => {
                    if let Input::Closed { conn } = &input {
                        closed.push(*conn);
                    }
                    inputs.push(input);
                }
            }
        }
        let size = inputs.len();
        let started = Instant::now();
        match self.commit(inputs) {
            Ok(outputs) => {
                self.release(outputs);
                for stored in awaited {
                    // Whoever waited may have gone.
                    let _gone = stored.send(());
                }
            }
            Err(error) => {
                tracing::error!(%error, inputs = size, "a batch could not be stored");
                self.metrics.store_error();
                if let Err(error) = self.store.rollback() {
                    tracing::error!(%error, "nor taken back");
                }
                let outputs = self.core.abandon();
                self.release(outputs);
            }
        }
        // Dropping the outbox tells the socket that nothing more will come.
        for conn in closed {
            self.outboxes.remove(&conn);
        }
        self.metrics.batch(size, started.elapsed());
        self.metrics.connections(self.core.connection_counts());
        self.metrics.tally(self.core.take_tally());
    }

    fn commit(&mut self, inputs: Vec<Input>) -> Result<Vec<Output>, StoreError> {
        self.store.begin()?;
        let outputs = self.core.run(inputs, now_ms(), &mut self.store)?;
        let started = Instant::now();
        self.store.commit()?;
        self.metrics.commit(started.elapsed());
        Ok(outputs)
    }

    fn release(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Send { conn, frame } => {
                    let Some(outbox) = self.outboxes.get(&conn) else {
                        continue;
                    };
                    if outbox.send(frame).is_err() {
                        tracing::info!(conn = conn.0, "disconnecting a client that reads too slowly");
                        self.metrics.slow_reader();
                        outbox.cut();
                        // Its Closed input follows from the socket.
                        self.outboxes.remove(&conn);
                    }
                }
                Output::Translate(translation) => self.translator.ask(translation),
                Output::Close { conn } => {
                    if let Some(outbox) = self.outboxes.remove(&conn) {
                        outbox.cut();
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use tim_proto::frame;
    use tim_proto::usersig::{Claims, create};

    use super::*;
    use crate::config::{Config, DEFAULT_SDKAPPID};
    use crate::shell::outbox::{OutboxReader, outbox};

    const KEY: &str = "secret";

    struct Client {
        inbox: Inbox,
        reader: OutboxReader,
        keys: Value,
    }

    impl Client {
        async fn request(&mut self, servcmd: &str, body: Value, head: &Value) -> Option<Value> {
            let mut head = head.as_object().unwrap().clone();
            head.insert("servcmd".to_owned(), servcmd.into());
            head.insert("seq".to_owned(), 1.into());
            let bytes = frame::encode(&head.into(), &body.into()).into_bytes();
            self.inbox.send(Job::Input(Input::Frame { conn: ConnId(1), bytes })).await.unwrap();
            let cut = self.reader.cut();
            tokio::select! {
                biased;
                answer = self.reader.next() => {
                    Some(frame::decode(answer?.as_bytes(), &frame::Limits::default()).unwrap().body.into())
                }
                () = cut => None,
            }
        }

        async fn login(inbox: &Inbox) -> Client {
            let (outbox, reader) = outbox(1 << 20);
            let input = Input::Opened {
                conn: ConnId(1),
                instance_id: "page".to_owned(),
                base_url: String::new(),
                text_frames: true,
                compress: false,
            };
            assert!(inbox.send(Job::Opened { outbox, input }).await.is_ok());
            let claims = Claims {
                sdkappid: DEFAULT_SDKAPPID,
                identifier: "alice",
                time: now_ms() / 1000,
                expire: 60,
                userbuf: None,
            };
            let head = json!({
                "sdkappid": DEFAULT_SDKAPPID, "identifier": "alice", "usersig": create(&claims, KEY),
            });
            let mut client = Client { inbox: inbox.clone(), reader, keys: Value::Null };
            let answer = client.request("im_open_status.wslogin", json!({}), &head).await.unwrap();
            client.keys = json!({
                "a2": answer["A2Key"], "tinyid": answer["TinyId"], "sdkappid": DEFAULT_SDKAPPID,
            });
            client
        }

        /// Sends oneself a long message: its ErrorCode, or `None` when the socket was cut.
        async fn send(&mut self, number: u32) -> Option<i64> {
            let body = json!({
                "To_Account": "alice", "MsgSeq": number, "MsgRandom": number,
                "MsgBody": [{ "MsgType": "TIMTextElem", "MsgContent": { "Text": "x".repeat(10_000) } }],
            });
            let keys = self.keys.clone();
            self.request("openim.sendmsg", body, &keys).await?["ErrorCode"].as_i64()
        }
    }

    /// A database that cannot grow is a full disk: nothing that does not fit is acknowledged, and what was acknowledged
    /// can be read.
    #[tokio::test]
    async fn on_a_full_disk_nothing_is_acknowledged_that_is_not_stored() {
        let mut store = SqliteStore::in_memory().unwrap();
        store.inject("PRAGMA max_page_count = 60");
        let metrics = Arc::new(Metrics::default());
        let core = Core::new(Config::with_key(DEFAULT_SDKAPPID, KEY), 1);
        let running = start(core, store, Arc::clone(&metrics), Translate::default()).unwrap();
        let mut client = Client::login(&running.inbox).await;
        let mut acknowledged = 0;
        let refusal = loop {
            match client.send(acknowledged).await {
                Some(0) => acknowledged += 1,
                refusal => break refusal,
            }
            assert!(acknowledged < 100, "a megabyte in 60 pages");
        };
        assert!(acknowledged > 1);
        assert!(matches!(refusal, None | Some(60008)), "{refusal:?}");
        assert!(metrics.text().contains("tim_store_errors_total 1"));
        if refusal.is_none() {
            client = Client::login(&running.inbox).await;
        }
        let keys = client.keys.clone();
        let request = json!({ "Peer_Account": "alice", "MaxCnt": 100 });
        let history = client.request("openim.getroammsg", request, &keys).await.unwrap();
        assert_eq!(history["MsgCnt"], acknowledged);

        drop((client, running.inbox));
        running.ended.await.unwrap_err();
        running.thread.join().unwrap();
    }
}
