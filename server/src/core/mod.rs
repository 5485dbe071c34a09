//! The server as a pure machine. Inputs, a time and a store go in; frames to send and sockets to close
//! come out. It owns no socket, no clock, no thread and no random source, so whole evenings of traffic can
//! be replayed in a test from a seed.
//!
//! One frame goes: decode, find the command's row ([`table`]), check who asks ([`door`]), mark the
//! store, run the handler, keep or undo, answer, push. What a handler wants to change in memory it says
//! as [`Effect`]s, which are applied only when its work is kept.
//!
//! Not here: what the commands do (the areas' modules), where bytes come from ([`crate::shell`]).

mod body;
mod call;
mod connections;
mod door;
mod fault;
mod now;
mod table;
mod tally;

pub(crate) use body::{array, integer, text, unsigned};
pub(crate) use call::{Audience, Call, Desk, Effect, Event, Note, Push, Reply};
pub(crate) use connections::Session;
pub(crate) use door::{FailedChecks, KeyMaker, key_hash, kick_notice, open_with_key, unknown_app};
pub(crate) use fault::{Fault, Refusal, code};
pub use now::Now;
pub use tally::Tally;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value};
use tim_proto::frame;
use tim_proto::head::RequestHead;

use crate::config::Config;
use crate::store::{Store, StoreError};
use connections::Connections;
use table::Run;

/// Number of a socket, chosen by whoever feeds the core; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(pub u64);

#[derive(Clone, Debug)]
pub enum Input {
    Opened {
        conn: ConnId,
        /// `instanceid` of the URL; stable over the reconnects of one client instance.
        instance_id: String,
        /// How the socket wants its frames, and whether it takes compressed ones. The core writes plain
        /// text either way; the shell shapes it.
        text_frames: bool,
        compress: bool,
    },
    Frame {
        conn: ConnId,
        bytes: Vec<u8>,
    },
    /// A sign of life that is no frame, like the answer to a ping.
    Alive {
        conn: ConnId,
    },
    Closed {
        conn: ConnId,
    },
    /// Time has passed. About one per second; more or fewer do no harm.
    Tick,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    Send { conn: ConnId, frame: String },
    Close { conn: ConnId },
}

/// How often expired sessions are looked for.
const SWEEP_EVERY_MS: u64 = 60_000;
/// A newest message further in the future than this was stored under a wrong clock: it does not hold the
/// server's time back.
const CLOCK_SLIP_MS: u64 = 600_000;

pub struct Core {
    config: Config,
    limits: frame::Limits,
    connections: Connections,
    keys: KeyMaker,
    failed_checks: FailedChecks,
    recent_online: crate::message::RecentOnline,
    tally: Tally,
    /// Numbers pushes; clients only want them present.
    push_seq: u64,
    clock: Now,
    clock_checked: bool,
    next_sweep: u64,
    /// Connections whose state the running batch has changed.
    touched: BTreeSet<ConnId>,
}

impl Core {
    /// `seed`: any number that differs from start to start; it only has to keep A2 keys from repeating,
    /// their secrecy comes from the application's key.
    pub fn new(config: Config, seed: u64) -> Core {
        Core {
            limits: frame::Limits { max_frame_bytes: config.session.max_frame_bytes },
            keys: KeyMaker::new(&config, seed),
            config,
            connections: Connections::default(),
            failed_checks: FailedChecks::default(),
            recent_online: crate::message::RecentOnline::default(),
            tally: Tally::default(),
            push_seq: 0,
            clock: Now::from_ms(0),
            clock_checked: false,
            next_sweep: 0,
            touched: BTreeSet::new(),
        }
    }

    /// Runs a batch. The caller has begun a transaction; when this returns `Ok` it commits, and only then
    /// does what the outputs say, in their order. When this, or the commit, fails, it rolls back and does
    /// what [`Core::abandon`] says instead.
    pub fn run(
        &mut self,
        inputs: Vec<Input>,
        now_ms: u64,
        store: &mut dyn Store,
    ) -> Result<Vec<Output>, StoreError> {
        self.touched.clear();
        let now = self.advance(now_ms, store)?;
        let mut out = Vec::new();
        for input in inputs {
            match input {
                Input::Opened { conn, instance_id, .. } => {
                    self.touched.insert(conn);
                    let instance = self.keys.instance(&instance_id);
                    self.connections.open(conn, instance, now);
                }
                Input::Frame { conn, bytes } => self.frame(conn, &bytes, now, store, &mut out)?,
                Input::Alive { conn } => {
                    self.connections.heard(conn, now);
                }
                Input::Closed { conn } => self.connections.close(conn),
                Input::Tick => self.tick(now, store, &mut out)?,
            }
        }
        Ok(out)
    }

    /// The batch could not be committed: forgets every connection that it touched and says to close them.
    /// Their clients connect again, send again what was not answered, and find the last committed state.
    pub fn abandon(&mut self) -> Vec<Output> {
        let touched = std::mem::take(&mut self.touched);
        touched
            .into_iter()
            .map(|conn| {
                self.connections.close(conn);
                Output::Close { conn }
            })
            .collect()
    }

    /// What has happened since the last call, for metrics and logs.
    pub fn take_tally(&mut self) -> Tally {
        std::mem::take(&mut self.tally)
    }

    /// Sockets that are open, and those of them that are logged in.
    pub fn connection_counts(&self) -> (usize, usize) {
        self.connections.counts()
    }

    /// The server's time never goes back, neither while it runs nor, within reason, over a restart:
    /// messages are ordered by it.
    fn advance(&mut self, now_ms: u64, store: &mut dyn Store) -> Result<Now, StoreError> {
        if !self.clock_checked {
            let (_, newest) = store.newest_message()?;
            let newest = newest.saturating_mul(1000);
            if newest <= now_ms.saturating_add(CLOCK_SLIP_MS) {
                self.clock = Now::from_ms(newest);
            }
            self.clock_checked = true;
        }
        self.clock = self.clock.max(Now::from_ms(now_ms));
        Ok(self.clock)
    }

    fn tick(&mut self, now: Now, store: &mut dyn Store, out: &mut Vec<Output>) -> Result<(), StoreError> {
        let idle_ms = self.config.session.idle_timeout.saturating_mul(1000);
        for conn in self.connections.idle(now, idle_ms) {
            self.touched.insert(conn);
            self.connections.close(conn);
            self.tally.idle_closed = self.tally.idle_closed.saturating_add(1);
            out.push(Output::Close { conn });
        }
        self.failed_checks.forget_old(now);
        self.recent_online.forget_old(now);
        if now.ms() >= self.next_sweep {
            store.end_expired_sessions(now)?;
            self.next_sweep = now.ms().saturating_add(SWEEP_EVERY_MS);
        }
        Ok(())
    }

    fn frame(
        &mut self,
        conn: ConnId,
        bytes: &[u8],
        now: Now,
        store: &mut dyn Store,
        out: &mut Vec<Output>,
    ) -> Result<(), StoreError> {
        if !self.connections.heard(conn, now) {
            return Ok(());
        }
        self.touched.insert(conn);
        let decoded = frame::decode(bytes, &self.limits).ok().and_then(|frame| Some((frame.seq?, frame)));
        let Some((seq, frame)) = decoded else {
            // Nobody could be answered: an answer needs servcmd and seq.
            self.tally.bad_frames = self.tally.bad_frames.saturating_add(1);
            return Ok(());
        };
        let head = RequestHead::parse(&frame.head);
        let row = table::find(&frame.servcmd);
        let outcome = match row {
            None => {
                self.tally.unknown(&frame.servcmd);
                Err(Refusal::new(
                    code::UNKNOWN_COMMAND,
                    format!("{} is not built in this server", frame.servcmd),
                )
                .into())
            }
            Some(row) => {
                store.mark()?;
                let outcome = self.dispatch(&row.run, conn, &head, &frame.body, now, store);
                match outcome {
                    Err(Fault::Store(_)) => store.undo()?,
                    _ => store.keep()?,
                }
                outcome
            }
        };
        let (code, body, effects) = self.settle(outcome);
        if let Some(row) = row {
            self.tally.command(row.servcmd, code);
        }
        out.push(Output::Send { conn, frame: frame::encode(&frame::reply_head(&frame.servcmd, seq), &body) });
        for effect in effects {
            self.apply(effect, conn, now, out);
        }
        Ok(())
    }

    fn dispatch(
        &mut self,
        run: &Run,
        conn: ConnId,
        head: &RequestHead,
        body: &Value,
        now: Now,
        store: &mut dyn Store,
    ) -> Result<Reply, Fault> {
        match run {
            Run::Anyone(handler) => handler(body, &self.config),
            Run::Desk(handler) => {
                let mut desk = Desk {
                    instance: self.connections.instance(conn),
                    head,
                    body,
                    now,
                    config: &self.config,
                    keys: &mut self.keys,
                    failed_checks: &mut self.failed_checks,
                    connections: &self.connections,
                };
                handler(&mut desk, store)
            }
            Run::Session(handler) => {
                let session = self.admit(conn, head, now, store)?;
                let mut call = Call {
                    session: &session,
                    body,
                    now,
                    config: &self.config,
                    recent_online: &mut self.recent_online,
                };
                handler(&mut call, store)
            }
        }
    }

    /// Whose frame is this? Normally the session of the connection. A client that has just reconnected
    /// sends what is still unanswered before it logs in again; its key opens the session all the same,
    /// but pushes wait for the login.
    fn admit(
        &mut self,
        conn: ConnId,
        head: &RequestHead,
        now: Now,
        store: &mut dyn Store,
    ) -> Result<Arc<Session>, Fault> {
        if let Some(session) = self.connections.session_by_key(conn, &head.a2) {
            door::check_identity(&session, head, &self.config)?;
            door::check_expiry(session.expires, now)?;
            return Ok(session);
        }
        let session = Arc::new(door::open_with_key(head, &self.config, now, store)?);
        if !self.connections.is_bound(conn) {
            self.connections.bind(conn, Arc::clone(&session), &head.a2, false);
        }
        Ok(session)
    }

    /// The answer's body, and what is left to do.
    fn settle(&mut self, outcome: Result<Reply, Fault>) -> (i64, Value, Vec<Effect>) {
        let (code, info, fields, effects) = match outcome {
            Ok(reply) => {
                if let Some(note) = reply.note {
                    self.tally.note(note);
                }
                (0, String::new(), reply.fields, reply.effects)
            }
            Err(Fault::Refused(refusal)) => (refusal.code, refusal.info, refusal.fields, Vec::new()),
            Err(Fault::Store(error)) => {
                self.tally.store_errors.push(error.to_string());
                (
                    code::INTERNAL,
                    "the server could not store or read its data, try again".to_owned(),
                    Map::new(),
                    Vec::new(),
                )
            }
        };
        let mut body = Map::new();
        let status = if code == 0 { "OK" } else { "FAIL" };
        body.insert("ActionStatus".to_owned(), status.into());
        body.insert("ErrorCode".to_owned(), code.into());
        body.insert("ErrorInfo".to_owned(), info.into());
        body.extend(fields);
        (code, Value::Object(body), effects)
    }

    fn apply(&mut self, effect: Effect, conn: ConnId, now: Now, out: &mut Vec<Output>) {
        match effect {
            Effect::Push(push) => self.push(push, out),
            Effect::LogIn { session, key } => {
                // The instance has moved here: what is left of its former socket is dead.
                for former in self.connections.of_instance(session.account, session.inst) {
                    if former != conn {
                        self.touched.insert(former);
                        self.connections.close(former);
                        out.push(Output::Close { conn: former });
                    }
                }
                self.connections.bind(conn, session, &key, true);
                self.connections.heard(conn, now);
            }
            Effect::Renew { expires } => self.connections.renew(conn, expires),
            Effect::Forget { account, inst } => {
                for conn in self.connections.of_instance(account, inst) {
                    self.touched.insert(conn);
                    self.connections.unbind(conn);
                }
            }
        }
    }

    fn push(&mut self, push: Push, out: &mut Vec<Output>) {
        let receivers = self.connections.audience(&push.audience);
        if receivers.is_empty() {
            return;
        }
        self.push_seq = self.push_seq.wrapping_add(1);
        let head = frame::reply_head(push.event.servcmd(), self.push_seq);
        let frame = frame::encode(&head, &push.event.into_body());
        let count = u64::try_from(receivers.len()).unwrap_or(u64::MAX);
        self.tally.pushes = self.tally.pushes.saturating_add(count);
        for conn in receivers {
            out.push(Output::Send { conn, frame: frame.clone() });
        }
    }
}

#[cfg(test)]
mod tests;
