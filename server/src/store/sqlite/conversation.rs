//! Conversation lists in SQLite.

use rusqlite::{Row, params};

use super::contact::{read_labels, select_labels};
use super::message::visible_to;
use super::{SqliteStore, count, integer, whole};
use crate::core::Now;
use crate::message::flag;
use crate::store::{
    AccountId, Conversation, Conversations, MessageNo, PageCursor, RecentContact, StoreError, UnreadContact,
};

/// What `read_contact` expects, of the conversation `c`.
macro_rules! select_contact {
    () => {
        concat!(
            "SELECT c.peer, a.user_id, a.nick, a.avatar, c.time, c.last, c.unread, c.pinned,
             coalesce(p.read_time, 0), ",
            select_labels!(),
            " FROM conversation c
            JOIN account a ON a.id = c.peer
            LEFT JOIN conversation p ON p.owner = c.peer AND p.peer = c.owner "
        )
    };
}

/// `?2` and `?3` are the cursor, `?4` the length of the list, `?6` whether the pinned ones or the others. Behind the
/// list's end only the unread go on.
const PAGE: &str = concat!(
    "WITH list_end AS MATERIALIZED (
        SELECT time, peer FROM conversation WHERE owner = ?1 AND pinned = 0 AND listed
        ORDER BY time DESC, peer DESC LIMIT 1 OFFSET ?4
    ) ",
    select_contact!(),
    "WHERE c.owner = ?1 AND c.pinned = ?6 AND c.time <= ?2 AND (c.time < ?2 OR c.peer < ?3)
      AND c.listed
      AND (c.pinned OR c.unread > 0 OR NOT EXISTS (
          SELECT 1 FROM list_end e WHERE (c.time, c.peer) <= (e.time, e.peer)))
    ORDER BY c.time DESC, c.peer DESC LIMIT ?5"
);

/// What counts as unread. The messages' own time decides the index range; the number decides.
const UNREAD: &str = concat!(
    "SELECT count(*) FROM conversation c CROSS JOIN c2c_message m
     ON m.low = min(c.owner, c.peer) AND m.high = max(c.owner, c.peer) AND m.time >= c.read_time
     WHERE c.owner = ?1 AND c.peer = ?2 AND m.no > c.read_upto AND m.sender = c.peer AND (m.flags & ?3) = 0
     AND m.revoker IS NULL AND ",
    visible_to!("?1")
);

fn read_contact(row: &Row<'_>) -> rusqlite::Result<RecentContact> {
    Ok(RecentContact {
        peer: AccountId(row.get(0)?),
        peer_user_id: row.get(1)?,
        peer_nick: row.get(2)?,
        peer_avatar: row.get(3)?,
        time: whole(row, 4)?,
        last: row.get::<_, Option<i64>>(5)?.map(MessageNo),
        unread: whole(row, 6)?,
        pinned: row.get(7)?,
        peer_read_time: whole(row, 8)?,
        labels: read_labels(row, 9)?,
    })
}

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
            "INSERT INTO conversation (owner, peer, time, newest, last, unread, listed)
             VALUES (?1, ?2, CASE WHEN ?5 THEN ?3 ELSE 0 END, ?4, CASE WHEN ?5 THEN ?4 END, ?6, 1)
             ON CONFLICT (owner, peer) DO UPDATE
             SET time = CASE WHEN excluded.last IS NULL THEN time ELSE excluded.time END,
                 listed = 1,
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
        read_time: u64,
        read_upto: MessageNo,
        now: Now,
    ) -> Result<(), StoreError> {
        self.execute(
            "moving a read mark",
            "UPDATE conversation SET read_time = ?, read_upto = ?, read_at = ? WHERE owner = ? AND peer = ?",
            params![integer(read_time), read_upto.0, integer(now.ms()), owner.0, peer.0],
        )?;
        self.recount_unread(owner, peer, now)
    }

    fn recount_unread(&mut self, owner: AccountId, peer: AccountId, now: Now) -> Result<(), StoreError> {
        let Some(before) = self.conversation(owner, peer)?.filter(|state| state.unread > 0) else {
            return Ok(());
        };
        let unread = self.one(
            "counting unread messages",
            UNREAD,
            params![owner.0, peer.0, flag::NO_UNREAD | flag::DISCARDED],
            |row| whole(row, 0),
        )?;
        if unread == before.unread {
            return Ok(());
        }
        self.execute(
            "setting an unread count",
            "UPDATE conversation SET unread = ?, read_at = ? WHERE owner = ? AND peer = ?",
            params![integer(unread), integer(now.ms()), owner.0, peer.0],
        )
        .map(drop)
    }

    fn set_last(
        &mut self,
        owner: AccountId,
        peer: AccountId,
        last: Option<(MessageNo, u64)>,
    ) -> Result<(), StoreError> {
        let (no, time) = last.map_or((None, 0), |(no, time)| (Some(no.0), integer(time)));
        self.execute(
            "replacing a conversation's last message",
            "UPDATE conversation SET last = ?1, time = ?2 WHERE owner = ?3 AND peer = ?4",
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
        let mut page = Vec::new();
        for pinned in [true, false] {
            let (time, peer) = match after {
                // The pinned ones are all behind.
                Some(cursor) if pinned && !cursor.pinned => continue,
                Some(cursor) if pinned == cursor.pinned => (integer(cursor.time), cursor.peer.0),
                _ => (i64::MAX, i64::MAX),
            };
            let room = limit.saturating_sub(page.len());
            page.extend(self.rows(
                "reading a conversation list",
                PAGE,
                params![owner.0, time, peer, count(keep), count(room), pinned],
                read_contact,
            )?);
        }
        Ok(page)
    }

    fn recent_contact(
        &mut self,
        owner: AccountId,
        peer: AccountId,
    ) -> Result<Option<RecentContact>, StoreError> {
        self.optional(
            "reading an entry of a conversation list",
            concat!(select_contact!(), "WHERE c.owner = ? AND c.peer = ? AND c.listed"),
            [owner.0, peer.0],
            read_contact,
        )
    }

    fn unread_contacts(
        &mut self,
        owner: AccountId,
        read_since: u64,
    ) -> Result<Vec<UnreadContact>, StoreError> {
        self.rows(
            "reading unread counts",
            "SELECT a.user_id, c.unread, coalesce(m.time, 0) FROM conversation c JOIN account a ON a.id = c.peer
             LEFT JOIN c2c_message m ON m.no = c.newest
             WHERE c.owner = ? AND c.listed AND (c.unread > 0 OR c.read_at > ?) ORDER BY c.peer",
            params![owner.0, integer(read_since)],
            |row| {
                Ok(UnreadContact {
                    peer_user_id: row.get(0)?,
                    unread: whole(row, 1)?,
                    newest_time: whole(row, 2)?,
                })
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan;
    use super::*;

    #[test]
    fn pages_and_counts_come_from_indexes_without_sorting() {
        let store = SqliteStore::in_memory().unwrap();
        for (sql, index) in [(PAGE, "conversation_page"), (UNREAD, "c2c_message_history")] {
            let plan = plan(&store, sql);
            assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}
