//! Extensions of messages in SQLite.

use rusqlite::{Row, params};

use super::SqliteStore;
use crate::store::{Extension, ExtensionSeq, Extensions, MessageNo, StoreError};

fn read_extension(row: &Row<'_>) -> rusqlite::Result<Extension> {
    Ok(Extension { key: row.get(0)?, value: row.get(1)?, seq: row.get(2)? })
}

impl Extensions for SqliteStore {
    fn extension_seq(&mut self, message: MessageNo) -> Result<ExtensionSeq, StoreError> {
        let found = self.optional(
            "reading the state of a message's extensions",
            "SELECT latest, cleared FROM message_extension_seq WHERE message = ?",
            [message.0],
            |row| Ok(ExtensionSeq { latest: row.get(0)?, cleared: row.get(1)? }),
        )?;
        Ok(found.unwrap_or_default())
    }

    fn set_extension_seq(&mut self, message: MessageNo, seq: ExtensionSeq) -> Result<(), StoreError> {
        self.execute(
            "storing the state of a message's extensions",
            "INSERT INTO message_extension_seq (message, latest, cleared) VALUES (?1, ?2, ?3)
             ON CONFLICT (message) DO UPDATE SET latest = ?2, cleared = ?3",
            params![message.0, seq.latest, seq.cleared],
        )
        .map(drop)
    }

    fn extension(&mut self, message: MessageNo, key: &str) -> Result<Option<Extension>, StoreError> {
        self.optional(
            "reading an extension",
            "SELECT key, value, seq FROM message_extension WHERE message = ? AND key = ?",
            params![message.0, key],
            read_extension,
        )
    }

    fn extensions(&mut self, message: MessageNo, from: u32) -> Result<Vec<Extension>, StoreError> {
        self.rows(
            "reading extensions",
            "SELECT key, value, seq FROM message_extension WHERE message = ? AND seq >= ? ORDER BY seq",
            params![message.0, from],
            read_extension,
        )
    }

    fn set_extension(&mut self, message: MessageNo, extension: &Extension) -> Result<(), StoreError> {
        self.execute(
            "storing an extension",
            "INSERT INTO message_extension (message, key, value, seq) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (message, key) DO UPDATE SET value = ?3, seq = ?4",
            params![message.0, extension.key, extension.value, extension.seq],
        )
        .map(drop)
    }

    fn clear_extensions(&mut self, message: MessageNo) -> Result<(), StoreError> {
        self.execute("clearing extensions", "DELETE FROM message_extension WHERE message = ?", [message.0])
            .map(drop)
    }
}
