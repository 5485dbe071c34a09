//! The server as a pure machine. Inputs, a time and a store go in; frames to send and sockets to close
//! come out. It owns no socket, no clock, no thread and no random source, so whole evenings of traffic can
//! be replayed in a test from a seed.
//!
//! The way of one frame is in `frame`, the commands in `table`, who may in at the `door`. What a handler
//! wants to change in memory it says as `Effect`s, which are applied only when its work is kept.
//!
//! Not here: what the commands do (the areas' modules), where bytes come from ([`crate::shell`]).

mod body;
mod call;
mod connections;
mod door;
mod fault;
mod frame;
mod now;
mod rate;
mod table;
mod tally;

pub(crate) use body::{array, integer, text, unsigned};
pub(crate) use call::{Audience, Call, Desk, Effect, Event, Guest, Note, Push, Reply};
pub(crate) use connections::{Connections, Session};
pub(crate) use door::{FailedChecks, KeyMaker, key_hash, kick_notice, open_with_key, unknown_app};
pub(crate) use fault::{Fault, Refusal, code};
pub use now::Now;
pub(crate) use rate::{Admission, Rated, Rates, too_fast_in_group};
pub use tally::Tally;

use std::collections::BTreeSet;
use std::sync::Arc;

use tim_proto::frame::Limits;

use crate::config::Config;
use crate::message::{Cleaner, Filter, RecentOnline};
use crate::room::{self, Rooms};
use crate::status::{self, Announced};
use crate::store::{Store, StoreError};

/// Number of a socket, chosen by whoever feeds the core; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(pub u64);

#[derive(Clone, Debug)]
pub enum Input {
    Opened {
        conn: ConnId,
        /// `instanceid` of the URL; stable over the reconnects of one client instance.
        instance_id: String,
        /// The address by which the client reached this server, like `http://localhost:9000`. It goes into links for
        /// this client.
        base_url: String,
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
    /// Whoever runs the server vouches for this user: an account is made as at a first login. Nothing happens when
    /// there is one, or when a login would not make one either.
    Register {
        user_id: String,
    },
    /// What became of an [`Output::Translate`]: the texts in their order, or why not.
    Translated {
        conn: ConnId,
        seq: u64,
        texts: Result<Vec<String>, String>,
    },
    /// Time has passed. About one per second; more or fewer do no harm.
    Tick,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// What goes to many connections alike is one text.
    Send {
        conn: ConnId,
        frame: Arc<str>,
    },
    Close {
        conn: ConnId,
    },
    /// Somebody who knows languages is to be asked, and the answer to come back as [`Input::Translated`].
    Translate(Translation),
}

/// Texts that a client wants translated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    pub conn: ConnId,
    /// Number of the request that waits for it.
    pub seq: u64,
    pub texts: Vec<String>,
    /// Languages as the client names them.
    pub source: String,
    pub target: String,
}

/// How often expired sessions are looked for.
const SWEEP_EVERY_MS: u64 = 60_000;
/// A newest message further in the future than this was stored under a wrong clock: it does not hold the
/// server's time back.
const CLOCK_SLIP_MS: u64 = 600_000;

pub struct Core {
    config: Config,
    limits: Limits,
    connections: Connections,
    keys: KeyMaker,
    failed_checks: FailedChecks,
    rates: Rates,
    filter: Filter,
    cleaner: Cleaner,
    recent_online: RecentOnline,
    announced: Announced,
    rooms: Rooms,
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
            limits: Limits { max_frame_bytes: config.session.max_frame_bytes },
            keys: KeyMaker::new(&config, seed),
            filter: Filter::new(&config.filter),
            config,
            rates: Rates::default(),
            cleaner: Cleaner::default(),
            connections: Connections::default(),
            failed_checks: FailedChecks::default(),
            recent_online: RecentOnline::default(),
            announced: Announced::default(),
            rooms: Rooms::default(),
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
        self.announced.begin_batch();
        let now = self.advance(now_ms, store)?;
        let mut out = Vec::new();
        for input in inputs {
            match input {
                Input::Opened { conn, instance_id, base_url, .. } => {
                    self.touched.insert(conn);
                    let instance = self.keys.instance(&instance_id);
                    self.connections.open(conn, instance, &base_url, now);
                }
                Input::Frame { conn, bytes } => self.frame(conn, &bytes, now, store, &mut out)?,
                Input::Alive { conn } => {
                    self.connections.heard(conn, now);
                }
                Input::Closed { conn } => self.connections.close(conn),
                Input::Register { user_id } => crate::account::register(&user_id, &self.config, now, store)?,
                Input::Translated { conn, seq, texts } => self.translated(conn, seq, texts, &mut out),
                Input::Tick => self.tick(now, store, &mut out)?,
            }
        }
        let changed = self.connections.take_changed();
        self.rooms.note_presence(&changed, |account| self.connections.is_anybody_online(account), now);
        for push in status::announce(&mut self.announced, changed, &self.connections, store)? {
            self.push(push, &mut out);
        }
        Ok(out)
    }

    /// The batch could not be committed: forgets every connection that it touched and says to close them.
    /// Their clients connect again, send again what was not answered, and find the last committed state.
    pub fn abandon(&mut self) -> Vec<Output> {
        self.rooms.take_back();
        let untold = self.announced.take_back();
        self.connections.put_back_changed(untold);
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
        self.rates.forget_old(now);
        self.rooms.forget_old(now);
        room::leave_for_good(&mut self.rooms, &self.connections, now, store)?;
        self.cleaner.step(&self.config, now, store)?;
        if now.ms() >= self.next_sweep {
            store.end_expired_sessions(now)?;
            self.next_sweep = now.ms().saturating_add(SWEEP_EVERY_MS);
        }
        Ok(())
    }
}

#[cfg(test)]
pub(crate) use table::names as command_names;

#[cfg(test)]
mod tests;
