//! What happens to messages after they were sent, in SQLite.

use std::collections::BTreeSet;

use rusqlite::params;

use super::message::{message_columns, read_message, select_message, told_to, visible_to};
use super::{SqliteStore, count, integer, whole};
use crate::core::Now;
use crate::message::flag;
use crate::store::{AccountId, Conversations, MessageNo, MessageStates, Pair, StoreError, StoredMessage};

/// In the order of the changes.
const CHANGED: &str = select_message!(
    "c2c_message m WHERE m.changed_at >= ?2 AND m.receiver > 0 AND (m.sender = ?1 OR m.receiver = ?1) AND ",
    told_to!("?1", "?4"),
    " ORDER BY m.changed_at, m.no LIMIT ?3"
);

const IS_TOLD: &str =
    concat!("SELECT EXISTS (SELECT 1 FROM c2c_message m WHERE m.no = ?2 AND ", told_to!("?1", "?3"), ")");

/// Messages in the order of arrival, and whether a conversation list shows them.
const FOLLOWING: &str = "
    SELECT m.no, m.time, m.sender, m.receiver, EXISTS (
        SELECT 1 FROM conversation c WHERE c.owner = m.sender AND c.peer = m.receiver AND c.last = m.no
        UNION ALL
        SELECT 1 FROM conversation c WHERE c.owner = m.receiver AND c.peer = m.sender AND c.last = m.no
        UNION ALL
        SELECT 1 FROM group_message p JOIN chat_group g ON g.id = p.grp
        WHERE p.no = m.no AND p.seq = g.next_seq - 1)
    FROM c2c_message m WHERE m.no > ? ORDER BY m.no LIMIT ?";

struct Following {
    no: MessageNo,
    time: u64,
    sender: AccountId,
    receiver: AccountId,
    shown: bool,
}

/// A message and what hangs on it.
const REMOVE: [&str; 7] = [
    "DELETE FROM c2c_message WHERE no = ?",
    "DELETE FROM group_message WHERE no = ?",
    "DELETE FROM group_message_target WHERE no = ?",
    "DELETE FROM group_receipt WHERE no = ?",
    "DELETE FROM deleted_message WHERE message = ?",
    "DELETE FROM message_extension WHERE message = ?",
    "DELETE FROM message_extension_seq WHERE message = ?",
];

impl MessageStates for SqliteStore {
    fn changed_messages(
        &mut self,
        account: AccountId,
        since: u64,
        limit: usize,
    ) -> Result<Vec<StoredMessage>, StoreError> {
        self.rows(
            "reading changed messages",
            CHANGED,
            params![account.0, integer(since), count(limit), flag::DISCARDED],
            read_message,
        )
    }

    fn is_told(&mut self, account: AccountId, no: MessageNo) -> Result<bool, StoreError> {
        self.one(
            "asking whether an account is told of a message",
            IS_TOLD,
            params![account.0, no.0, flag::DISCARDED],
            |row| row.get(0),
        )
    }

    fn revoke_message(&mut self, no: MessageNo, revoker: AccountId, now: Now) -> Result<(), StoreError> {
        self.execute(
            "revoking a message",
            "UPDATE c2c_message SET revoker = ?, changed_at = ? WHERE no = ?",
            params![revoker.0, integer(now.ms()), no.0],
        )
        .map(drop)
    }

    fn modify_message(
        &mut self,
        no: MessageNo,
        version: u32,
        body: &str,
        cloud_custom_data: &str,
        now: Now,
    ) -> Result<(), StoreError> {
        self.execute(
            "modifying a message",
            "UPDATE c2c_message SET version = ?, body = ?, cloud_custom_data = ?, changed_at = ? WHERE no = ?",
            params![version, body, cloud_custom_data, integer(now.ms()), no.0],
        )
        .map(drop)
    }

    fn set_receipt(&mut self, no: MessageNo) -> Result<(), StoreError> {
        self.execute("noting a receipt", "UPDATE c2c_message SET receipt = 1 WHERE no = ?", [no.0]).map(drop)
    }

    fn delete_message(&mut self, account: AccountId, no: MessageNo) -> Result<(), StoreError> {
        self.execute(
            "deleting a message for an account",
            "INSERT INTO deleted_message (account, message) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [account.0, no.0],
        )
        .map(drop)
    }

    fn deleters(&mut self, no: MessageNo) -> Result<Vec<AccountId>, StoreError> {
        self.rows(
            "asking who has deleted a message",
            "SELECT account FROM deleted_message WHERE message = ? ORDER BY account",
            [no.0],
            |row| Ok(AccountId(row.get(0)?)),
        )
    }

    fn newest_shown(&mut self, owner: AccountId, pair: Pair) -> Result<Option<(MessageNo, u64)>, StoreError> {
        self.optional(
            "looking for the newest message to show",
            concat!(
                "SELECT no, time FROM c2c_message m WHERE low = ?2 AND high = ?3 AND (flags & ?4) = 0 AND ",
                told_to!("?1", "?5"),
                " ORDER BY time DESC, no DESC LIMIT 1"
            ),
            params![owner.0, pair.low.0, pair.high.0, flag::NO_LAST_MESSAGE, flag::DISCARDED],
            |row| Ok((MessageNo(row.get(0)?), whole(row, 1)?)),
        )
    }

    fn expire_messages(
        &mut self,
        after: MessageNo,
        before: u64,
        limit: usize,
        now: Now,
    ) -> Result<Option<MessageNo>, StoreError> {
        let read = self.rows("looking for old messages", FOLLOWING, [after.0, count(limit)], |row| {
            Ok(Following {
                no: MessageNo(row.get(0)?),
                time: whole(row, 1)?,
                sender: AccountId(row.get(2)?),
                receiver: AccountId(row.get(3)?),
                shown: row.get(4)?,
            })
        })?;
        // In order of arrival, so in order of time: the first young one ends it.
        let old = read.iter().take_while(|message| message.time < before);
        let mut conversations = BTreeSet::new();
        let mut last = None;
        for message in old {
            last = Some(message.no);
            if message.shown {
                continue;
            }
            for sql in REMOVE {
                self.execute("removing an old message", sql, [message.no.0])?;
            }
            conversations.insert((message.receiver, message.sender));
        }
        for (owner, peer) in conversations {
            self.recount_unread(owner, peer, now)?;
        }
        let full = read.len() == limit && read.last().is_some_and(|newest| newest.time < before);
        Ok(last.filter(|_| full))
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan;
    use super::*;

    #[test]
    fn what_has_changed_comes_from_the_index_of_changes() {
        let plan = plan(&SqliteStore::in_memory().unwrap(), CHANGED);
        assert!(plan.contains("c2c_message_changed"), "{plan}");
    }
}
