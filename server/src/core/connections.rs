//! The sockets and whose they are. Only memory: after a restart clients log in again with their keys.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::call::Audience;
use super::{ConnId, Now};
use crate::store::{AccountId, InstId};

/// Somebody who is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) inst: InstId,
    pub(crate) account: AccountId,
    pub(crate) user_id: String,
    pub(crate) tiny_id: String,
    /// Milliseconds.
    pub(crate) expires: u64,
}

struct Connection {
    instance: String,
    base_url: Arc<str>,
    heard: Now,
    bound: Option<Bound>,
}

struct Bound {
    session: Arc<Session>,
    key: String,
    /// Whether the client has logged in on this socket, which is when it wants pushes.
    logged_in: bool,
}

/// Ordered maps throughout: the order of pushes must not depend on a hasher's seed.
#[derive(Default)]
pub(crate) struct Connections {
    all: BTreeMap<ConnId, Connection>,
    by_account: BTreeMap<AccountId, BTreeSet<ConnId>>,
    /// Whose connections have come or gone since this was last taken.
    changed: BTreeSet<AccountId>,
}

impl Connections {
    pub(super) fn open(&mut self, conn: ConnId, instance: String, base_url: &str, now: Now) {
        self.close(conn);
        self.all.insert(conn, Connection { instance, base_url: base_url.into(), heard: now, bound: None });
    }

    pub(super) fn close(&mut self, conn: ConnId) {
        self.unbind(conn);
        self.all.remove(&conn);
    }

    /// Notes a sign of life. `false` for a socket that is not open (any more).
    pub(super) fn heard(&mut self, conn: ConnId, now: Now) -> bool {
        match self.all.get_mut(&conn) {
            Some(connection) => {
                connection.heard = now;
                true
            }
            None => false,
        }
    }

    pub(super) fn instance(&self, conn: ConnId) -> String {
        self.all.get(&conn).map(|connection| connection.instance.clone()).unwrap_or_default()
    }

    pub(super) fn base_url(&self, conn: ConnId) -> Arc<str> {
        self.all.get(&conn).map(|connection| Arc::clone(&connection.base_url)).unwrap_or_default()
    }

    pub(super) fn bind(&mut self, conn: ConnId, session: Arc<Session>, key: &str, logged_in: bool) {
        self.unbind(conn);
        if let Some(connection) = self.all.get_mut(&conn) {
            self.by_account.entry(session.account).or_default().insert(conn);
            self.changed.insert(session.account);
            connection.bound = Some(Bound { session, key: key.to_owned(), logged_in });
        }
    }

    pub(super) fn unbind(&mut self, conn: ConnId) {
        let bound = self.all.get_mut(&conn).and_then(|connection| connection.bound.take());
        let Some(bound) = bound else { return };
        let account = bound.session.account;
        self.changed.insert(account);
        if let Some(conns) = self.by_account.get_mut(&account) {
            conns.remove(&conn);
            if conns.is_empty() {
                self.by_account.remove(&account);
            }
        }
    }

    pub(super) fn renew(&mut self, conn: ConnId, expires: u64) {
        let bound = self.all.get_mut(&conn).and_then(|connection| connection.bound.as_mut());
        if let Some(bound) = bound {
            Arc::make_mut(&mut bound.session).expires = expires;
        }
    }

    pub(super) fn is_bound(&self, conn: ConnId) -> bool {
        self.bound(conn).is_some()
    }

    /// The connection's session, when this is its key.
    pub(super) fn session_by_key(&self, conn: ConnId, key: &str) -> Option<Arc<Session>> {
        self.bound(conn)
            .filter(|bound| !key.is_empty() && bound.key == key)
            .map(|bound| Arc::clone(&bound.session))
    }

    /// Who is logged in on the connection.
    pub(super) fn session(&self, conn: ConnId) -> Option<Arc<Session>> {
        self.bound(conn).filter(|bound| bound.logged_in).map(|bound| Arc::clone(&bound.session))
    }

    /// All sockets of an instance: after a reconnect that the server has not noticed there are two.
    pub(super) fn of_instance(&self, account: AccountId, inst: InstId) -> Vec<ConnId> {
        self.of_account(account)
            .filter(|(_, bound)| bound.session.inst == inst)
            .map(|(conn, _)| conn)
            .collect()
    }

    pub(crate) fn is_online(&self, account: AccountId, inst: InstId) -> bool {
        self.of_account(account).any(|(_, bound)| bound.session.inst == inst && bound.logged_in)
    }

    pub(crate) fn is_anybody_online(&self, account: AccountId) -> bool {
        self.of_account(account).any(|(_, bound)| bound.logged_in)
    }

    /// Whether no other instance of the account is online.
    pub(crate) fn is_only(&self, account: AccountId, inst: InstId) -> bool {
        self.of_account(account).all(|(_, bound)| bound.session.inst == inst || !bound.logged_in)
    }

    pub(super) fn take_changed(&mut self) -> BTreeSet<AccountId> {
        std::mem::take(&mut self.changed)
    }

    /// What was taken has not been dealt with.
    pub(super) fn put_back_changed(&mut self, accounts: BTreeSet<AccountId>) {
        self.changed.extend(accounts);
    }

    pub(super) fn audience(&self, audience: &Audience) -> Vec<ConnId> {
        let (accounts, wanted): (&[AccountId], &dyn Fn(InstId) -> bool) = match audience {
            Audience::Account(account) => (std::slice::from_ref(account), &|_| true),
            Audience::OtherInstances(account, inst) => {
                (std::slice::from_ref(account), &move |other| other != *inst)
            }
            Audience::Instance(account, inst) => {
                (std::slice::from_ref(account), &move |other| other == *inst)
            }
            Audience::Crowd(accounts, but) => (accounts, &move |other| Some(other) != *but),
        };
        accounts
            .iter()
            .flat_map(|account| self.of_account(*account))
            .filter(|(_, bound)| bound.logged_in && wanted(bound.session.inst))
            .map(|(conn, _)| conn)
            .collect()
    }

    /// Sockets that have been silent for longer than `idle_ms`.
    pub(super) fn idle(&self, now: Now, idle_ms: u64) -> Vec<ConnId> {
        self.all
            .iter()
            .filter(|(_, connection)| now.ms().saturating_sub(connection.heard.ms()) > idle_ms)
            .map(|(conn, _)| *conn)
            .collect()
    }

    pub(super) fn counts(&self) -> (usize, usize) {
        let logged_in = self
            .by_account
            .values()
            .flatten()
            .filter(|conn| self.bound(**conn).is_some_and(|bound| bound.logged_in))
            .count();
        (self.all.len(), logged_in)
    }

    fn bound(&self, conn: ConnId) -> Option<&Bound> {
        self.all.get(&conn)?.bound.as_ref()
    }

    fn of_account(&self, account: AccountId) -> impl Iterator<Item = (ConnId, &Bound)> {
        self.by_account
            .get(&account)
            .into_iter()
            .flatten()
            .filter_map(|conn| Some((*conn, self.bound(*conn)?)))
    }
}
