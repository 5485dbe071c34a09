//! Conversation lists in SQLite.

use rusqlite::params;

use super::{SqliteStore, count, integer, whole};
use crate::core::Now;
use crate::store::{
    AccountId, Conversation, Conversations, MessageNo, PageCursor, RecentContact, StoreError, UnreadContact,
};

/// `?2` and `?3` are the cursor, `?4` the length of the list. Behind the list's end only the unread go on.
const PAGE: &str = "
    WITH list_end AS (
        SELECT time, peer FROM conversation WHERE owner = ?1
        ORDER BY time DESC, peer DESC LIMIT 1 OFFSET ?4
    )
    SELECT c.peer, a.user_id, a.nick, a.avatar, c.time, c.last, c.unread, coalesce(p.read_time, 0)
    FROM conversation c
    JOIN account a ON a.id = c.peer
    LEFT JOIN conversation p ON p.owner = c.peer AND p.peer = c.owner
    WHERE c.owner = ?1 AND c.time <= ?2 AND (c.time < ?2 OR c.peer < ?3)
      AND (c.last IS NOT NULL OR c.unread > 0)
      AND (c.unread > 0 OR NOT EXISTS (
          SELECT 1 FROM list_end e WHERE (c.time, c.peer) <= (e.time, e.peer)))
    ORDER BY c.time DESC, c.peer DESC LIMIT ?5";

impl Conversations for SqliteStore {
    fn note_message(
        &mut self,
        owner: AccountId,
        peer: AccountId,
        message: MessageNo,
        time: u64,
        shown: bool,
        unread: bool,
    ) -> Result<(), StoreError> {
        self.execute(
            "noting a message in the conversation list",
            "INSERT INTO conversation (owner, peer, time, newest, last, unread)
             VALUES (?1, ?2, ?3, ?4, CASE WHEN ?5 THEN ?4 END, ?6)
             ON CONFLICT (owner, peer) DO UPDATE
             SET time = CASE WHEN excluded.last IS NULL THEN time ELSE excluded.time END,
                 newest = excluded.newest, last = coalesce(excluded.last, last),
                 unread = unread + excluded.unread",
            params![owner.0, peer.0, integer(time), message.0, shown, unread],
        )
        .map(drop)
    }

    fn conversation(
        &mut self,
        owner: AccountId,
        peer: AccountId,
    ) -> Result<Option<Conversation>, StoreError> {
        self.optional(
            "reading a conversation",
            "SELECT unread, read_time, read_upto, last FROM conversation WHERE owner = ? AND peer = ?",
            [owner.0, peer.0],
            |row| {
                Ok(Conversation {
                    unread: whole(row, 0)?,
                    read_time: whole(row, 1)?,
                    read_upto: MessageNo(row.get(2)?),
                    last: row.get::<_, Option<i64>>(3)?.map(MessageNo),
                })
            },
        )
    }

    fn set_read(
        &mut self,
        owner: AccountId,
        peer: AccountId,
        state: &Conversation,
        now: Now,
    ) -> Result<(), StoreError> {
        self.execute(
            "moving a read mark",
            "UPDATE conversation SET unread = ?, read_time = ?, read_upto = ?, read_at = ?
             WHERE owner = ? AND peer = ?",
            params![
                integer(state.unread),
                integer(state.read_time),
                state.read_upto.0,
                integer(now.ms()),
                owner.0,
                peer.0
            ],
        )
        .map(drop)
    }

    fn set_last(
        &mut self,
        owner: AccountId,
        peer: AccountId,
        last: Option<(MessageNo, u64)>,
    ) -> Result<(), StoreError> {
        // 0 is no message's number: listed, with nothing to show.
        let (no, time) = last.map_or((0, None), |(no, time)| (no.0, Some(integer(time))));
        self.execute(
            "replacing a conversation's last message",
            "UPDATE conversation SET last = ?1, time = coalesce(?2, time) WHERE owner = ?3 AND peer = ?4",
            params![no, time, owner.0, peer.0],
        )
        .map(drop)
    }

    fn unread_peers(&mut self, owner: AccountId) -> Result<Vec<AccountId>, StoreError> {
        self.rows(
            "reading unread conversations",
            "SELECT peer FROM conversation WHERE owner = ? AND unread > 0 ORDER BY peer",
            [owner.0],
            |row| row.get(0).map(AccountId),
        )
    }

    fn recent_contacts(
        &mut self,
        owner: AccountId,
        after: Option<PageCursor>,
        keep: usize,
        limit: usize,
    ) -> Result<Vec<RecentContact>, StoreError> {
        let (time, peer) = after.map_or((i64::MAX, i64::MAX), |cursor| (integer(cursor.time), cursor.peer.0));
        self.rows(
            "reading a conversation list",
            PAGE,
            params![owner.0, time, peer, count(keep), count(limit)],
            |row| {
                Ok(RecentContact {
                    peer: AccountId(row.get(0)?),
                    peer_user_id: row.get(1)?,
                    peer_nick: row.get(2)?,
                    peer_avatar: row.get(3)?,
                    time: whole(row, 4)?,
                    last: row.get::<_, Option<i64>>(5)?.map(MessageNo),
                    unread: whole(row, 6)?,
                    peer_read_time: whole(row, 7)?,
                })
            },
        )
    }

    fn unread_contacts(
        &mut self,
        owner: AccountId,
        read_since: u64,
    ) -> Result<Vec<UnreadContact>, StoreError> {
        self.rows(
            "reading unread counts",
            "SELECT a.user_id, c.unread FROM conversation c JOIN account a ON a.id = c.peer
             WHERE c.owner = ? AND (c.unread > 0 OR c.read_at > ?) ORDER BY c.peer",
            params![owner.0, integer(read_since)],
            |row| Ok(UnreadContact { peer_user_id: row.get(0)?, unread: whole(row, 1)? }),
        )
    }
}
