//! Messages of groups in SQLite.

use rusqlite::{Row, params};

use super::message::{message_columns, read_message};
use super::{SqliteStore, count, integer, whole};
use crate::core::Now;
use crate::message::flag;
use crate::store::{
    AccountId, GroupMessage, GroupMessages, GroupNo, Groups, MessageNo, Messages, NewGroupMessage,
    RecentGroup, StoreError, Visibility,
};

/// Columns of `read_message` in front.
const MESSAGE_COLUMNS: usize = 13;

/// What `read_group_message` expects, of the message `m` and its place `p`.
macro_rules! select_group_message {
    ($more:literal, $($rest:tt)+) => {
        concat!(
            "SELECT ", message_columns!(), ", p.grp, p.seq, p.priority, p.mentions, p.audience, p.targeted", $more,
            " FROM group_message p JOIN c2c_message m ON m.no = p.no ",
            $($rest)+
        )
    };
}

/// Whether the message at `p` is for this account.
macro_rules! meant_for {
    ($account:literal) => {
        concat!(
            "(p.targeted = 0 OR p.sender = ",
            $account,
            " OR EXISTS (SELECT 1 FROM group_message_target t WHERE t.no = p.no AND t.account = ",
            $account,
            "))"
        )
    };
}

macro_rules! deleted_by {
    ($account:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM deleted_message d WHERE d.message = p.no AND d.account = ",
            $account,
            ")"
        )
    };
}

const PAGE: &str = select_group_message!(
    ", CASE WHEN NOT (p.targeted = 0 OR p.sender = ?2
        OR EXISTS (SELECT 1 FROM group_message_target t WHERE t.no = p.no AND t.account = ?2)) THEN 2
       WHEN EXISTS (SELECT 1 FROM deleted_message d WHERE d.message = p.no AND d.account = ?2) THEN 1 ELSE 0 END",
    "WHERE p.grp = ?1 AND p.seq BETWEEN ?3 AND ?4 ORDER BY p.seq DESC"
);

const UNREAD: &str = concat!(
    "SELECT count(*) FROM group_message p WHERE p.grp = ?1 AND p.seq > ?3 AND p.counts = 1 AND p.sender <> ?2 AND ",
    meant_for!("?2"),
    " AND NOT ",
    deleted_by!("?2")
);

/// With `+` columns, by which it would look through all messages of a group.
const MODIFIED: &str = select_group_message!(
    "",
    "JOIN group_member x ON x.account = ?1 AND x.grp = +p.grp JOIN chat_group g ON g.id = x.grp AND g.parent IS NULL
     WHERE m.receiver = -x.grp AND m.receiver < 0 AND m.changed_at >= ?2 AND m.revoker IS NULL AND +p.seq >= x.join_seq
     AND (p.targeted = 0 OR p.sender = ?1
        OR EXISTS (SELECT 1 FROM group_message_target t WHERE t.no = p.no AND t.account = ?1))
     AND NOT EXISTS (SELECT 1 FROM deleted_message d WHERE d.message = p.no AND d.account = ?1)
     ORDER BY m.changed_at, m.no LIMIT ?3"
);
/// The groups of a user in which there is something, with the newest message of each that its list may show.
const RECENT: &str = concat!(
    "WITH entry AS (
        SELECT m.grp, coalesce(c.pinned, 0) AS pinned, max(m.unlisted_upto, m.cleared_upto) AS upto,
            coalesce(c.listed, 0) AS listed, (
            SELECT p.seq FROM group_message p
            WHERE p.grp = m.grp AND p.seq > max(m.unlisted_upto, m.cleared_upto) AND p.shown = 1 AND ",
    meant_for!("?1"),
    " AND NOT ",
    deleted_by!("?1"),
    "       ORDER BY p.seq DESC LIMIT 1
        ) AS last
        FROM group_member m JOIN chat_group g ON g.id = m.grp AND g.parent IS NULL AND g.kind <> ?6 AND g.topics = 0
        LEFT JOIN conversation c ON c.owner = m.account AND c.peer = -m.grp
        WHERE m.account = ?1 AND (?7 = 0 OR m.grp = ?7)
    ), timed AS (
        SELECT e.grp, e.pinned, e.last, coalesce((
            SELECT m.time FROM group_message p JOIN c2c_message m ON m.no = p.no
            WHERE p.grp = e.grp AND p.seq = e.last), 0) AS time
        FROM entry e WHERE e.last IS NOT NULL OR e.listed OR EXISTS (
            SELECT 1 FROM group_message p WHERE p.grp = e.grp AND p.seq > e.upto AND ",
    meant_for!("?1"),
    " AND NOT ",
    deleted_by!("?1"),
    "   )
    )
    SELECT grp, time, last, pinned FROM timed
    WHERE pinned = ?2 AND time <= ?3 AND (time < ?3 OR grp > ?4) ORDER BY time DESC, grp LIMIT ?5"
);

fn read_group_message(row: &Row<'_>) -> rusqlite::Result<GroupMessage> {
    let at = |column: usize| MESSAGE_COLUMNS.saturating_add(column);
    Ok(GroupMessage {
        message: read_message(row)?,
        group: GroupNo(row.get(at(0))?),
        seq: row.get(at(1))?,
        priority: row.get(at(2))?,
        mentions: row.get(at(3))?,
        audience: whole(row, at(4))?,
        targeted: row.get(at(5))?,
    })
}

fn read_visibility(row: &Row<'_>, column: usize) -> rusqlite::Result<Visibility> {
    Ok(match row.get(column)? {
        0 => Visibility::Visible,
        1 => Visibility::Deleted,
        _ => Visibility::Targeted,
    })
}

impl GroupMessages for SqliteStore {
    fn add_group_message(&mut self, new: &NewGroupMessage<'_>) -> Result<(u32, MessageNo), StoreError> {
        let seq = self.take_seq(new.group, new.message.time)?;
        let no = self.add_message(&new.message)?;
        let has = |bit: u32| new.message.flags & bit != 0;
        self.execute(
            "storing the place of a group's message",
            "INSERT INTO group_message (grp, seq, no, sender, counts, shown, targeted, priority, mentions, audience)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                new.group.0,
                seq,
                no.0,
                new.message.sender.0,
                !has(flag::NO_UNREAD),
                !has(flag::NO_LAST_MESSAGE),
                !new.targets.is_empty(),
                new.priority,
                new.mentions,
                integer(new.audience)
            ],
        )?;
        for target in new.targets {
            self.execute(
                "storing for whom a message is",
                "INSERT OR IGNORE INTO group_message_target (no, account) VALUES (?, ?)",
                [no.0, target.0],
            )?;
        }
        Ok((seq, no))
    }

    fn group_message(&mut self, group: GroupNo, seq: u32) -> Result<Option<GroupMessage>, StoreError> {
        self.optional(
            "reading a group's message",
            select_group_message!("", "WHERE p.grp = ? AND p.seq = ?"),
            params![group.0, seq],
            read_group_message,
        )
    }

    fn group_messages(
        &mut self,
        group: GroupNo,
        reader: AccountId,
        first: u32,
        last: u32,
    ) -> Result<Vec<(GroupMessage, Visibility)>, StoreError> {
        self.rows("reading a group's history", PAGE, params![group.0, reader.0, first, last], |row| {
            Ok((read_group_message(row)?, read_visibility(row, MESSAGE_COLUMNS.saturating_add(6))?))
        })
    }

    fn visibility(&mut self, no: MessageNo, reader: AccountId) -> Result<Visibility, StoreError> {
        let found = self.optional(
            "asking who sees a group's message",
            concat!(
                "SELECT CASE WHEN NOT ",
                meant_for!("?2"),
                " THEN 2 WHEN ",
                deleted_by!("?2"),
                " THEN 1 ELSE 0 END FROM group_message p WHERE p.no = ?1"
            ),
            [no.0, reader.0],
            |row| read_visibility(row, 0),
        )?;
        Ok(found.unwrap_or(Visibility::Deleted))
    }

    fn sent_group_message(
        &mut self,
        sender: AccountId,
        group: GroupNo,
        client_seq: u32,
        random: u32,
        since: u64,
    ) -> Result<Option<(u32, u64)>, StoreError> {
        self.optional(
            "looking for a group's message sent before",
            "SELECT p.seq, m.time FROM c2c_message m JOIN group_message p ON p.no = m.no
             WHERE m.sender = ? AND m.receiver = ? AND m.seq = ? AND m.random = ? AND m.time >= ?
             ORDER BY m.no DESC LIMIT 1",
            params![sender.0, group.as_peer().0, client_seq, random, integer(since)],
            |row| Ok((row.get(0)?, whole(row, 1)?)),
        )
    }

    fn note_recall(&mut self, group: GroupNo, seq: u32, now: Now) -> Result<(), StoreError> {
        self.execute(
            "no longer counting a group's message",
            "UPDATE group_message SET counts = 0 WHERE grp = ? AND seq = ?",
            params![group.0, seq],
        )?;
        self.execute(
            "noting when a group's message was revoked",
            "UPDATE chat_group SET recalled_at = ? WHERE id = ?",
            [integer(now.ms()), group.0],
        )
        .map(drop)
    }

    fn group_unread(&mut self, group: GroupNo, reader: AccountId, read: u32) -> Result<u64, StoreError> {
        self.one("counting a group's unread messages", UNREAD, params![group.0, reader.0, read], |row| {
            whole(row, 0)
        })
    }

    fn uncounted(&mut self, group: GroupNo, reader: AccountId, read: u32) -> Result<Vec<u32>, StoreError> {
        self.rows(
            "reading which of a group's messages do not count",
            concat!(
                "SELECT p.seq FROM group_message p WHERE p.grp = ?1 AND p.seq > ?3
                 AND (p.counts = 0 OR p.sender = ?2 OR NOT ",
                meant_for!("?2"),
                ") ORDER BY p.seq LIMIT 1000"
            ),
            params![group.0, reader.0, read],
            |row| row.get(0),
        )
    }

    fn recent_groups(
        &mut self,
        owner: AccountId,
        pinned: bool,
        after: Option<(u64, GroupNo)>,
        limit: usize,
    ) -> Result<Vec<RecentGroup>, StoreError> {
        self.recents(owner, pinned, after, limit, GroupNo::default())
    }

    fn recent_group(&mut self, owner: AccountId, group: GroupNo) -> Result<Option<RecentGroup>, StoreError> {
        for pinned in [true, false] {
            if let Some(entry) = self.recents(owner, pinned, None, 1, group)?.pop() {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    fn modified_in_groups(
        &mut self,
        reader: AccountId,
        since: u64,
        limit: usize,
    ) -> Result<Vec<GroupMessage>, StoreError> {
        self.rows(
            "reading modified messages of groups",
            MODIFIED,
            params![reader.0, integer(since), count(limit)],
            read_group_message,
        )
    }

    fn recalled(
        &mut self,
        group: GroupNo,
        since: u64,
        until: u64,
        limit: usize,
    ) -> Result<Vec<(u64, GroupMessage)>, StoreError> {
        self.rows(
            "reading a group's revoked messages",
            select_group_message!(
                ", m.changed_at",
                "WHERE m.changed_at BETWEEN ?2 AND ?3 AND m.receiver = ?1 AND m.receiver < 0 AND m.revoker IS NOT NULL
                 ORDER BY m.changed_at, m.no LIMIT ?4"
            ),
            params![group.as_peer().0, integer(since), integer(until), count(limit)],
            |row| Ok((whole(row, MESSAGE_COLUMNS.saturating_add(6))?, read_group_message(row)?)),
        )
    }

    fn add_receipt(&mut self, no: MessageNo, reader: AccountId) -> Result<bool, StoreError> {
        self.execute(
            "noting a receipt of a group's message",
            "INSERT OR IGNORE INTO group_receipt (no, account) VALUES (?, ?)",
            [no.0, reader.0],
        )
        .map(|rows| rows > 0)
    }

    fn receipts(&mut self, no: MessageNo) -> Result<u64, StoreError> {
        self.one("counting receipts", "SELECT count(*) FROM group_receipt WHERE no = ?", [no.0], |row| {
            whole(row, 0)
        })
    }

    fn readers(
        &mut self,
        message: &GroupMessage,
        read: bool,
        after: AccountId,
        limit: usize,
    ) -> Result<Vec<(AccountId, String)>, StoreError> {
        // Who has confirmed may have left since; who has not is asked of the members the message was for.
        let sql = if read {
            "SELECT a.id, a.user_id FROM group_receipt x JOIN account a ON a.id = x.account
             WHERE x.no = ?1 AND a.id > ?2 AND ?3 IS NOT NULL AND ?4 IS NOT NULL AND ?5 IS NOT NULL
             ORDER BY a.id LIMIT ?6"
        } else {
            "SELECT a.id, a.user_id FROM group_message p
                 JOIN group_member x ON x.grp = ?3 AND x.join_seq <= ?4 AND x.account <> ?5
                 JOIN account a ON a.id = x.account
                 WHERE p.no = ?1 AND a.id > ?2 AND (p.targeted = 0
                    OR EXISTS (SELECT 1 FROM group_message_target t WHERE t.no = p.no AND t.account = x.account))
                 AND NOT EXISTS (SELECT 1 FROM group_receipt y WHERE y.no = ?1 AND y.account = x.account)
                 ORDER BY a.id LIMIT ?6"
        };
        let crowd = self.group(message.group)?.map_or(message.group, |group| group.crowd());
        self.rows(
            "reading who has read a group's message",
            sql,
            params![
                message.message.no.0,
                after.0,
                crowd.0,
                message.seq,
                message.message.sender.0,
                count(limit)
            ],
            |row| Ok((AccountId(row.get(0)?), row.get(1)?)),
        )
    }
}

impl SqliteStore {
    /// Entries of the list: of all groups, or of `only` one.
    fn recents(
        &mut self,
        owner: AccountId,
        pinned: bool,
        after: Option<(u64, GroupNo)>,
        limit: usize,
        only: GroupNo,
    ) -> Result<Vec<RecentGroup>, StoreError> {
        let (time, group) = after.map_or((i64::MAX, 0), |(time, group)| (integer(time), group.0));
        let rooms = super::group::kind_number(crate::store::GroupKind::AvChatRoom);
        self.rows(
            "reading the groups of a conversation list",
            RECENT,
            params![owner.0, pinned, time, group, count(limit), rooms, only.0],
            |row| {
                Ok(RecentGroup {
                    group: GroupNo(row.get(0)?),
                    time: whole(row, 1)?,
                    last: row.get(2)?,
                    pinned: row.get(3)?,
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
    fn what_was_modified_is_looked_for_in_the_groups_of_the_reader() {
        let store = SqliteStore::in_memory().unwrap();
        let plan = plan(&store, MODIFIED);
        assert!(
            plan.contains("SEARCH m USING INDEX c2c_message_recalled (receiver=? AND changed_at>?)"),
            "{plan}"
        );
        assert!(!plan.contains("SCAN"), "{plan}");
    }

    #[test]
    fn pages_and_counts_come_from_the_places_without_sorting() {
        let store = SqliteStore::in_memory().unwrap();
        for sql in [PAGE, UNREAD] {
            let plan = plan(&store, sql);
            assert!(plan.contains("SEARCH p USING PRIMARY KEY") && !plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}
