//! Sessions in SQLite.

use rusqlite::{Row, params};

use super::{SqliteStore, integer, whole};
use crate::core::Now;
use crate::store::{AccountId, InstId, KickType, Sessions, StoreError, StoredSession};

fn read_session(row: &Row<'_>) -> rusqlite::Result<StoredSession> {
    Ok(StoredSession {
        inst: InstId(row.get(0)?),
        account: AccountId(row.get(1)?),
        instance: row.get(2)?,
        last_login: whole(row, 3)?,
        expires: whole(row, 4)?,
        kicked: row.get::<_, Option<i64>>(5)?.and_then(KickType::from_code),
    })
}

impl Sessions for SqliteStore {
    fn session_by_key(&mut self, key_hash: &[u8; 32]) -> Result<Option<StoredSession>, StoreError> {
        self.optional(
            "looking up a session",
            "SELECT inst, account, instance, last_login, expires, kicked FROM session WHERE key_hash = ?",
            [key_hash.as_slice()],
            read_session,
        )
    }

    fn sessions_of(&mut self, account: AccountId) -> Result<Vec<StoredSession>, StoreError> {
        self.rows(
            "reading an account's sessions",
            "SELECT inst, account, instance, last_login, expires, kicked FROM session
             WHERE account = ? ORDER BY inst",
            [account.0],
            read_session,
        )
    }

    fn open_session(
        &mut self,
        account: AccountId,
        instance: &str,
        key_hash: &[u8; 32],
        now: Now,
        expires: u64,
    ) -> Result<InstId, StoreError> {
        self.one(
            "opening a session",
            "INSERT INTO session (account, instance, key_hash, last_login, expires) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (account, instance) DO UPDATE
             SET key_hash = excluded.key_hash, last_login = excluded.last_login,
                 expires = excluded.expires, kicked = NULL
             RETURNING inst",
            params![account.0, instance, key_hash.as_slice(), integer(now.ms()), integer(expires)],
            |row| row.get(0).map(InstId),
        )
    }

    fn renew_session(&mut self, inst: InstId, now: Now, expires: u64) -> Result<(), StoreError> {
        self.execute(
            "renewing a session",
            "UPDATE session SET last_login = ?, expires = ? WHERE inst = ?",
            params![integer(now.ms()), integer(expires), inst.0],
        )
        .map(drop)
    }

    fn kick_session(&mut self, inst: InstId, kick: KickType) -> Result<(), StoreError> {
        self.execute(
            "kicking a session",
            "UPDATE session SET kicked = ? WHERE inst = ?",
            params![kick.code(), inst.0],
        )
        .map(drop)
    }

    fn end_session(&mut self, inst: InstId) -> Result<(), StoreError> {
        self.execute("ending a session", "DELETE FROM session WHERE inst = ?", [inst.0]).map(drop)
    }

    fn end_expired_sessions(&mut self, now: Now) -> Result<usize, StoreError> {
        self.execute("ending expired sessions", "DELETE FROM session WHERE expires < ?", [integer(now.ms())])
    }
}
