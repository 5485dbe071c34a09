//! Relations between accounts in SQLite.

use rusqlite::params;

use super::{SqliteStore, count, integer, whole};
use crate::core::Now;
use crate::store::{AccountId, BlockedUser, Relations, StoreError};

impl Relations for SqliteStore {
    fn block(&mut self, owner: AccountId, blocked: AccountId, now: Now) -> Result<bool, StoreError> {
        self.execute(
            "adding to a blacklist",
            "INSERT INTO blacklist (owner, blocked, added) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            params![owner.0, blocked.0, integer(now.seconds())],
        )
        .map(|rows| rows > 0)
    }

    fn unblock(&mut self, owner: AccountId, blocked: AccountId) -> Result<bool, StoreError> {
        self.execute(
            "removing from a blacklist",
            "DELETE FROM blacklist WHERE owner = ? AND blocked = ?",
            [owner.0, blocked.0],
        )
        .map(|rows| rows > 0)
    }

    fn is_blocked(&mut self, owner: AccountId, blocked: AccountId) -> Result<bool, StoreError> {
        self.one(
            "looking into a blacklist",
            "SELECT EXISTS (SELECT 1 FROM blacklist WHERE owner = ? AND blocked = ?)",
            [owner.0, blocked.0],
            |row| row.get(0),
        )
    }

    fn blacklist_length(&mut self, owner: AccountId) -> Result<usize, StoreError> {
        self.one("counting a blacklist", "SELECT count(*) FROM blacklist WHERE owner = ?", [owner.0], |row| {
            Ok(usize::try_from(whole(row, 0)?).unwrap_or(usize::MAX))
        })
    }

    fn blacklist(
        &mut self,
        owner: AccountId,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<BlockedUser>, StoreError> {
        self.rows(
            "reading a blacklist",
            "SELECT a.user_id, b.added FROM blacklist b JOIN account a ON a.id = b.blocked
             WHERE b.owner = ? ORDER BY b.added, b.blocked LIMIT ? OFFSET ?",
            params![owner.0, count(limit), count(skip)],
            |row| Ok(BlockedUser { user_id: row.get(0)?, added: whole(row, 1)? }),
        )
    }
}
