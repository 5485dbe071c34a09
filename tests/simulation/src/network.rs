//! The network between the pages and the server: every frame takes its time, a connection may be cut
//! and takes with it what is under way. On one connection frames keep their order, as TCP has it;
//! across connections they do not.

use std::collections::BTreeMap;

use tim_server::core::ConnId;
use tim_wasm::engine::effect::Millis;

use crate::client::ClientId;

/// Something that will happen.
#[derive(Clone, Debug)]
pub enum Arrival {
    /// The server accepts a connection, and the page learns of it.
    Accepted {
        client: ClientId,
        conn: ConnId,
        url: String,
    },
    Opened {
        client: ClientId,
        conn: ConnId,
    },
    ToServer {
        conn: ConnId,
        frame: String,
    },
    ToClient {
        client: ClientId,
        conn: ConnId,
        frame: String,
    },
    /// The page learns that the connection is gone.
    Closed {
        client: ClientId,
    },
    /// The server learns it.
    Gone {
        conn: ConnId,
    },
}

#[derive(Default)]
pub struct Network {
    queue: BTreeMap<(Millis, u64), Arrival>,
    count: u64,
    /// When the last frame of a connection arrives, in each direction: later ones come later.
    last: BTreeMap<(ConnId, bool), Millis>,
}

impl Network {
    pub fn send(&mut self, at: Millis, conn: ConnId, to_server: bool, arrival: Arrival) {
        let last = self.last.entry((conn, to_server)).or_default();
        *last = at.max(*last);
        self.count += 1;
        self.queue.insert((*last, self.count), arrival);
    }

    pub fn next(&self) -> Option<Millis> {
        self.queue.keys().next().map(|(at, _)| *at)
    }

    pub fn take(&mut self, now: Millis) -> Option<Arrival> {
        let entry = self.queue.first_entry()?;
        (entry.key().0 <= now).then(|| entry.remove())
    }

    /// What is under way on this connection is lost.
    pub fn lose(&mut self, lost: ConnId) {
        self.queue.retain(|_, arrival| match arrival {
            Arrival::Accepted { conn, .. }
            | Arrival::Opened { conn, .. }
            | Arrival::ToServer { conn, .. }
            | Arrival::ToClient { conn, .. } => *conn != lost,
            Arrival::Closed { .. } | Arrival::Gone { .. } => true,
        });
    }
}
