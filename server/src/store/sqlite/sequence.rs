//! Sequence numbers in SQLite.

use rusqlite::params;

use super::{SqliteStore, whole};
use crate::store::{AccountId, Sequences, StoreError, Subject};

/// How a subject is stored. Never given to another one.
fn number(subject: Subject) -> u8 {
    match subject {
        Subject::Blacklist => 1,
        Subject::StandardProfile => 2,
        Subject::CustomProfile => 3,
        Subject::Mutes => 4,
    }
}

impl Sequences for SqliteStore {
    fn sequence(&mut self, account: AccountId, subject: Subject) -> Result<u64, StoreError> {
        let found = self.optional(
            "reading a sequence number",
            "SELECT value FROM sequence WHERE account = ? AND subject = ?",
            params![account.0, number(subject)],
            |row| whole(row, 0),
        )?;
        Ok(found.unwrap_or(0))
    }

    fn advance(&mut self, account: AccountId, subject: Subject) -> Result<u64, StoreError> {
        self.one(
            "counting a change",
            "INSERT INTO sequence (account, subject, value) VALUES (?, ?, 1)
             ON CONFLICT (account, subject) DO UPDATE SET value = value + 1 RETURNING value",
            params![account.0, number(subject)],
            |row| whole(row, 0),
        )
    }
}
