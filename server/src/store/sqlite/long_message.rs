//! Long messages in SQLite.

use rusqlite::params;

use super::{SqliteStore, count, integer};
use crate::core::Now;
use crate::store::{LongMessages, StoreError};

impl LongMessages for SqliteStore {
    fn add_long_message(&mut self, key: &str, messages: &str, now: Now) -> Result<(), StoreError> {
        self.execute(
            "storing a long message",
            "INSERT INTO long_message (key, messages, used) VALUES (?, ?, ?)",
            params![key, messages, integer(now.ms())],
        )
        .map(drop)
    }

    fn long_message(&mut self, key: &str) -> Result<Option<String>, StoreError> {
        self.optional(
            "reading a long message",
            "SELECT messages FROM long_message WHERE key = ?",
            [key],
            |row| row.get(0),
        )
    }

    fn touch_long_message(&mut self, key: &str, now: Now) -> Result<(), StoreError> {
        self.execute(
            "noting that a long message is in use",
            "UPDATE long_message SET used = max(used, ?) WHERE key = ?",
            params![integer(now.ms()), key],
        )
        .map(drop)
    }

    fn expire_long_messages(&mut self, before: u64, limit: usize) -> Result<(), StoreError> {
        self.execute(
            "removing old long messages",
            "DELETE FROM long_message WHERE key IN (SELECT key FROM long_message WHERE used < ? LIMIT ?)",
            params![integer(before), count(limit)],
        )
        .map(drop)
    }
}
