//! Sessions: one per logged-in instance of an account. They outlive sockets and restarts, which is what
//! lets a client come back with its A2 key alone.

use crate::core::Now;

use super::{AccountId, StoreError};

/// Number of an instance, never 0: clients take 0 for "not logged in". Stable over reconnects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstId(pub i64);

/// Why an instance was thrown out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KickType {
    /// Another instance of the same kind logged in; clients show `multipleAccount`.
    OtherInstance,
}

impl KickType {
    /// The number on the wire and in the database.
    pub fn code(self) -> i64 {
        match self {
            KickType::OtherInstance => 1,
        }
    }

    pub fn from_code(code: i64) -> Option<KickType> {
        (code == KickType::OtherInstance.code()).then_some(KickType::OtherInstance)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSession {
    pub inst: InstId,
    pub account: AccountId,
    /// `instanceid` of the socket's URL.
    pub instance: String,
    /// Milliseconds.
    pub expires: u64,
    /// Milliseconds; orders instances by age.
    pub last_login: u64,
    /// Set when the instance was thrown out: its key then opens nothing but the news of the kick.
    pub kicked: Option<KickType>,
}

pub trait Sessions {
    /// By the SHA-256 of the A2 key; the key itself is never stored.
    fn session_by_key(&mut self, key_hash: &[u8; 32]) -> Result<Option<StoredSession>, StoreError>;

    /// All sessions of an account that have not ended, kicked and expired ones included.
    fn sessions_of(&mut self, account: AccountId) -> Result<Vec<StoredSession>, StoreError>;

    /// Opens a session, or takes over the one of the same account and instance: that keeps its number,
    /// loses its old key and is not kicked any more.
    fn open_session(
        &mut self,
        account: AccountId,
        instance: &str,
        key_hash: &[u8; 32],
        now: Now,
        expires: u64,
    ) -> Result<InstId, StoreError>;

    /// Moves the expiry after a login by A2.
    fn renew_session(&mut self, inst: InstId, now: Now, expires: u64) -> Result<(), StoreError>;

    fn kick_session(&mut self, inst: InstId, kick: KickType) -> Result<(), StoreError>;

    /// Forgets the session; its key is unknown from now on.
    fn end_session(&mut self, inst: InstId) -> Result<(), StoreError>;

    /// Forgets what has expired and says how many that were.
    fn end_expired_sessions(&mut self, now: Now) -> Result<usize, StoreError>;
}
