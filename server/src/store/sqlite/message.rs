//! C2C messages in SQLite.

use rusqlite::{Row, params};

use super::{SqliteStore, count, integer, whole};
use crate::message::flag;
use crate::store::{
    AccountId, Direction, HistoryFrom, InstId, MessageNo, Messages, NewMessage, Pair, StoreError,
    StoredMessage,
};

/// What `read_message` expects, of the table or alias `m`.
macro_rules! message_columns {
    () => {
        "m.no, m.sender, m.receiver, m.seq, m.random, m.time, m.client_time, m.flags, m.body, m.cloud_custom_data,
         m.version, m.revoker, m.receipt"
    };
}

macro_rules! select_message {
    ($($rest:tt)+) => {
        concat!("SELECT ", message_columns!(), " FROM ", $($rest)+)
    };
}

/// Whether the message `m` is neither deleted for this account nor cleared with its history.
macro_rules! visible_to {
    ($account:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM deleted_message d WHERE d.message = m.no AND d.account = ",
            $account,
            ") AND m.no > coalesce((SELECT v.cleared_upto FROM conversation v WHERE v.owner = ",
            $account,
            " AND v.peer = m.low + m.high - ",
            $account,
            "), 0)"
        )
    };
}

/// Whether this account is to be told of the message `m` and of what happens to it: it is visible, and not one that the
/// receiver does not want to hear of. The second parameter is that flag.
macro_rules! told_to {
    ($account:literal, $discarded:literal) => {
        concat!("(m.sender = ", $account, " OR (m.flags & ", $discarded, ") = 0) AND ", visible_to!($account))
    };
}

pub(super) use {message_columns, select_message, told_to, visible_to};

pub(super) fn read_message(row: &Row<'_>) -> rusqlite::Result<StoredMessage> {
    Ok(StoredMessage {
        no: MessageNo(row.get(0)?),
        sender: AccountId(row.get(1)?),
        receiver: AccountId(row.get(2)?),
        seq: row.get(3)?,
        random: row.get(4)?,
        time: whole(row, 5)?,
        client_time: whole(row, 6)?,
        flags: row.get(7)?,
        body: row.get(8)?,
        cloud_custom_data: row.get(9)?,
        version: row.get(10)?,
        revoker: row.get::<_, Option<i64>>(11)?.map(AccountId),
        receipt: row.get(12)?,
    })
}

/// `time` alone decides the index range; the rest only sorts out the messages of one second.
const OLDER: &str = select_message!(
    "c2c_message m WHERE m.low = ?1 AND m.high = ?2 AND m.time <= ?3 AND (m.time < ?3 OR m.no < ?4)
     AND (?6 OR m.revoker IS NULL)
     AND ",
    visible_to!("?7"),
    " ORDER BY m.time DESC, m.no DESC LIMIT ?5"
);
const NEWER: &str = select_message!(
    "c2c_message m WHERE m.low = ?1 AND m.high = ?2 AND m.time >= ?3 AND (m.time > ?3 OR m.no > ?4)
     AND (?6 OR m.revoker IS NULL)
     AND ",
    visible_to!("?7"),
    " ORDER BY m.time, m.no LIMIT ?5"
);
const SINCE: &str = select_message!(
    "conversation c CROSS JOIN c2c_message m
     ON m.low = min(c.owner, c.peer) AND m.high = max(c.owner, c.peer) AND m.time >= ?3
     WHERE c.owner = ?1 AND c.listed AND c.newest > ?2 AND m.no > ?2 AND m.origin <> ?4 AND ",
    told_to!("?1", "?6"),
    " ORDER BY m.no LIMIT ?5"
);

const SENT: &str = "SELECT time FROM c2c_message
    WHERE sender = ? AND receiver = ? AND seq = ? AND random = ? AND time >= ? ORDER BY no DESC LIMIT 1";

impl Messages for SqliteStore {
    fn add_message(&mut self, message: &NewMessage<'_>) -> Result<MessageNo, StoreError> {
        self.execute(
            "storing a message",
            "INSERT INTO c2c_message
             (sender, receiver, seq, random, time, client_time, flags, origin, body, cloud_custom_data)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                message.sender.0,
                message.receiver.0,
                message.seq,
                message.random,
                integer(message.time),
                integer(message.client_time),
                message.flags,
                message.origin.0,
                message.body,
                message.cloud_custom_data
            ],
        )?;
        Ok(MessageNo(self.database.last_insert_rowid()))
    }

    fn message(&mut self, no: MessageNo) -> Result<Option<StoredMessage>, StoreError> {
        self.optional(
            "reading a message",
            select_message!("c2c_message m WHERE m.no = ?"),
            [no.0],
            read_message,
        )
    }

    fn sent_message_time(
        &mut self,
        sender: AccountId,
        receiver: AccountId,
        seq: u32,
        random: u32,
        since: u64,
    ) -> Result<Option<u64>, StoreError> {
        self.optional(
            "looking for a message sent before",
            SENT,
            params![sender.0, receiver.0, seq, random, integer(since)],
            |row| whole(row, 0),
        )
    }

    fn history(
        &mut self,
        reader: AccountId,
        pair: Pair,
        revoked: bool,
        from: HistoryFrom,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<StoredMessage>, StoreError> {
        let (sql, beyond_time) = match direction {
            Direction::Older => (OLDER, i64::MAX),
            Direction::Newer => (NEWER, i64::MIN),
        };
        let (time, no) = match from {
            HistoryFrom::Time(time) => (time, beyond_time),
            HistoryFrom::Message { time, no } => (time, no.0),
        };
        self.rows(
            "reading history",
            sql,
            params![pair.low.0, pair.high.0, integer(time), no, count(limit), revoked, reader.0],
            read_message,
        )
    }

    fn message_by_key(
        &mut self,
        pair: Pair,
        seq: u32,
        random: u32,
        time: u64,
    ) -> Result<Option<MessageNo>, StoreError> {
        self.optional(
            "looking up a message",
            "SELECT no FROM c2c_message
             WHERE low = ? AND high = ? AND time = ? AND seq = ? AND random = ? ORDER BY no DESC LIMIT 1",
            params![pair.low.0, pair.high.0, integer(time), seq, random],
            |row| row.get(0).map(MessageNo),
        )
    }

    fn messages_since(
        &mut self,
        account: AccountId,
        after: MessageNo,
        since: u64,
        origin: InstId,
        limit: usize,
    ) -> Result<Vec<StoredMessage>, StoreError> {
        self.rows(
            "reading messages since a sync",
            SINCE,
            params![account.0, after.0, integer(since), origin.0, count(limit), flag::DISCARDED],
            read_message,
        )
    }

    fn newest_message(&mut self) -> Result<(MessageNo, u64), StoreError> {
        let newest = self.optional(
            "reading the newest message's number",
            "SELECT no, time FROM c2c_message ORDER BY no DESC LIMIT 1",
            [],
            |row| Ok((MessageNo(row.get(0)?), whole(row, 1)?)),
        )?;
        Ok(newest.unwrap_or_default())
    }

    fn newest_incoming(
        &mut self,
        reader: AccountId,
        peer: AccountId,
        time: u64,
    ) -> Result<Option<MessageNo>, StoreError> {
        let pair = Pair::new(reader, peer);
        self.optional(
            "looking for the newest message read",
            "SELECT no FROM c2c_message
             WHERE low = ? AND high = ? AND time <= ? AND sender = ? ORDER BY time DESC, no DESC LIMIT 1",
            params![pair.low.0, pair.high.0, integer(time), peer.0],
            |row| row.get(0).map(MessageNo),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan;
    use super::*;

    #[test]
    fn pages_of_history_come_from_the_index_without_sorting() {
        let store = SqliteStore::in_memory().unwrap();
        for sql in [OLDER, NEWER] {
            let plan = plan(&store, sql);
            assert!(plan.contains("c2c_message_history"), "{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        }
        let plan = plan(&store, SINCE);
        assert!(plan.contains("c2c_message_history"), "{plan}");
    }

    #[test]
    fn a_statement_is_compiled_once_whatever_is_bound_to_it() {
        let mut store = SqliteStore::in_memory().unwrap();
        for number in 1..50 {
            let who = AccountId(i64::from(number));
            store.sent_message_time(who, who, number, number, u64::from(number)).unwrap();
        }
        let statement = store.database.prepare_cached(SENT).unwrap();
        assert_eq!(statement.get_status(rusqlite::StatementStatus::RePrepare), 0);
        assert_eq!(statement.get_status(rusqlite::StatementStatus::Run), 49, "it is the statement used");
    }
}
