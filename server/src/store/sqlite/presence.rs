//! Status of users and subscriptions to it, in SQLite.

use rusqlite::params;

use super::SqliteStore;
use crate::store::{AccountId, InstId, Presence, Presences, StoreError};

impl Presences for SqliteStore {
    fn presence(&mut self, account: AccountId) -> Result<Presence, StoreError> {
        let found = self.optional(
            "reading a user's status",
            "SELECT logged_in, custom_status FROM presence WHERE account = ?",
            [account.0],
            |row| Ok(Presence { logged_in: row.get(0)?, custom_status: row.get(1)? }),
        )?;
        Ok(found.unwrap_or_default())
    }

    fn set_presence(&mut self, account: AccountId, presence: &Presence) -> Result<(), StoreError> {
        self.execute(
            "setting a user's status",
            "INSERT INTO presence (account, logged_in, custom_status) VALUES (?1, ?2, ?3)
             ON CONFLICT (account) DO UPDATE SET logged_in = ?2, custom_status = ?3",
            params![account.0, presence.logged_in, presence.custom_status],
        )
        .map(drop)
    }

    fn subscribe(&mut self, inst: InstId, subject: AccountId) -> Result<(), StoreError> {
        self.execute(
            "subscribing to a status",
            "INSERT INTO status_subscription (subject, inst) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [subject.0, inst.0],
        )
        .map(drop)
    }

    fn unsubscribe(&mut self, inst: InstId, subject: AccountId) -> Result<(), StoreError> {
        self.execute(
            "unsubscribing from a status",
            "DELETE FROM status_subscription WHERE subject = ? AND inst = ?",
            [subject.0, inst.0],
        )
        .map(drop)
    }

    fn unsubscribe_all(&mut self, inst: InstId) -> Result<(), StoreError> {
        self.execute(
            "unsubscribing from every status",
            "DELETE FROM status_subscription WHERE inst = ?",
            [inst.0],
        )
        .map(drop)
    }

    fn subscribers(&mut self, subject: AccountId) -> Result<Vec<(AccountId, InstId)>, StoreError> {
        self.rows(
            "reading the subscribers of a status",
            "SELECT s.account, s.inst FROM status_subscription u JOIN session s ON s.inst = u.inst
             WHERE u.subject = ? ORDER BY s.inst",
            [subject.0],
            |row| Ok((AccountId(row.get(0)?), InstId(row.get(1)?))),
        )
    }
}
