//! What accounts have settled about their conversations, in SQLite.

use rusqlite::types::Type;
use rusqlite::{Row, params};

use super::{SqliteStore, count, integer, whole};
use crate::store::{
    AccountId, ContactGroup, ContactGroups, Contacts, LabelledContact, Labels, MessageNo, Mute, StoreError,
    peer_at,
};

/// What `read_labels` expects, of the conversation `c`.
macro_rules! select_labels {
    () => {
        "c.marks, c.custom, (SELECT group_concat(g.contact_group) FROM contact_group_member g
            WHERE g.owner = c.owner AND g.peer = c.peer)"
    };
}
pub(super) use select_labels;

/// Whether the conversation `c` has any.
macro_rules! has_labels {
    () => {
        "(c.marks <> 0 OR c.custom <> '' OR EXISTS (SELECT 1 FROM contact_group_member g
            WHERE g.owner = c.owner AND g.peer = c.peer))"
    };
}

/// Reads what `select_labels` names, from the column `at` on.
pub(super) fn read_labels(row: &Row<'_>, at: usize) -> rusqlite::Result<Labels> {
    let groups: Option<String> = row.get(at.saturating_add(2))?;
    Ok(Labels {
        marks: row.get::<_, i64>(at)?.cast_unsigned(),
        custom: row.get(at.saturating_add(1))?,
        groups: groups
            .iter()
            .flat_map(|groups| groups.split(','))
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(error)))?,
    })
}

impl Contacts for SqliteStore {
    fn set_pinned(&mut self, owner: AccountId, peer: AccountId, pinned: bool) -> Result<bool, StoreError> {
        let sql = if pinned {
            "INSERT INTO conversation (owner, peer, pinned, listed) VALUES (?, ?, 1, 1)
             ON CONFLICT (owner, peer) DO UPDATE SET pinned = 1, listed = 1 WHERE pinned = 0"
        } else {
            "UPDATE conversation SET pinned = 0 WHERE owner = ? AND peer = ? AND pinned = 1"
        };
        self.execute("pinning a conversation", sql, [owner.0, peer.0]).map(|rows| rows > 0)
    }

    fn list(&mut self, owner: AccountId, peer: AccountId) -> Result<(), StoreError> {
        self.execute(
            "listing a conversation",
            "INSERT INTO conversation (owner, peer, listed) VALUES (?, ?, 1)
             ON CONFLICT (owner, peer) DO UPDATE SET listed = 1",
            [owner.0, peer.0],
        )
        .map(drop)
    }

    fn unlist(&mut self, owner: AccountId, peer: AccountId) -> Result<(), StoreError> {
        self.execute(
            "taking a conversation out of the list",
            "UPDATE conversation SET listed = 0, pinned = 0, last = NULL, time = 0
             WHERE owner = ? AND peer = ?",
            [owner.0, peer.0],
        )
        .map(drop)
    }

    fn clear_history(
        &mut self,
        owner: AccountId,
        peer: AccountId,
        upto: MessageNo,
    ) -> Result<(), StoreError> {
        self.execute(
            "clearing a history",
            "UPDATE conversation SET cleared_upto = ?, last = NULL, time = 0 WHERE owner = ? AND peer = ?",
            [upto.0, owner.0, peer.0],
        )
        .map(drop)
    }

    fn labels(&mut self, owner: AccountId, peer: AccountId) -> Result<Labels, StoreError> {
        let found = self.optional(
            "reading a conversation's labels",
            concat!("SELECT ", select_labels!(), " FROM conversation c WHERE c.owner = ? AND c.peer = ?"),
            [owner.0, peer.0],
            |row| read_labels(row, 0),
        )?;
        Ok(found.unwrap_or_default())
    }

    fn set_marks(&mut self, owner: AccountId, peer: AccountId, marks: u64) -> Result<(), StoreError> {
        self.execute(
            "marking a conversation",
            "INSERT INTO conversation (owner, peer, marks, listed) VALUES (?1, ?2, ?3, ?3 <> 0)
             ON CONFLICT (owner, peer) DO UPDATE SET marks = ?3, listed = max(listed, ?3 <> 0)",
            [owner.0, peer.0, marks.cast_signed()],
        )
        .map(drop)
    }

    fn set_custom(&mut self, owner: AccountId, peer: AccountId, custom: &str) -> Result<(), StoreError> {
        self.execute(
            "setting a conversation's custom data",
            "INSERT INTO conversation (owner, peer, custom, listed) VALUES (?1, ?2, ?3, ?3 <> '')
             ON CONFLICT (owner, peer) DO UPDATE SET custom = ?3, listed = max(listed, ?3 <> '')",
            params![owner.0, peer.0, custom],
        )
        .map(drop)
    }

    fn labelled(
        &mut self,
        owner: AccountId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<LabelledContact>, StoreError> {
        // Users in the order of their numbers, then groups.
        let after = peer_at(after);
        let (users, groups) = if after.0 < 0 { (i64::MAX, after.0) } else { (after.0, 0) };
        self.rows(
            "reading labelled conversations",
            concat!(
                "SELECT c.peer, coalesce(a.user_id, g.group_id), ",
                select_labels!(),
                " FROM conversation c LEFT JOIN account a ON a.id = c.peer LEFT JOIN chat_group g ON g.id = -c.peer
                 WHERE c.owner = ?1 AND CASE WHEN c.peer < 0 THEN c.peer < ?3 ELSE c.peer > ?2 END AND ",
                has_labels!(),
                " ORDER BY c.peer < 0, abs(c.peer) LIMIT ?4"
            ),
            params![owner.0, users, groups, count(limit)],
            |row| {
                Ok(LabelledContact {
                    peer: AccountId(row.get(0)?),
                    peer_id: row.get(1)?,
                    labels: read_labels(row, 2)?,
                })
            },
        )
    }

    fn labelled_count(&mut self, owner: AccountId) -> Result<u64, StoreError> {
        self.one(
            "counting labelled conversations",
            concat!("SELECT count(*) FROM conversation c WHERE c.owner = ? AND ", has_labels!()),
            [owner.0],
            |row| whole(row, 0),
        )
    }

    fn mute(&mut self, owner: AccountId, peer: AccountId) -> Result<Mute, StoreError> {
        let found = self.optional(
            "reading whether a conversation is muted",
            "SELECT mute FROM conversation WHERE owner = ? AND peer = ?",
            [owner.0, peer.0],
            |row| whole(row, 0),
        )?;
        Ok(found.and_then(Mute::from_code).unwrap_or_default())
    }

    fn set_mute(
        &mut self,
        owner: AccountId,
        peer: AccountId,
        mute: Mute,
        seq: u64,
    ) -> Result<(), StoreError> {
        self.execute(
            "muting a conversation",
            "INSERT INTO conversation (owner, peer, mute, mute_seq) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (owner, peer) DO UPDATE SET mute = ?3, mute_seq = ?4",
            params![owner.0, peer.0, mute.code(), integer(seq)],
        )
        .map(drop)
    }

    fn mutes_since(&mut self, owner: AccountId, seq: u64) -> Result<Vec<(String, Mute)>, StoreError> {
        self.rows(
            "reading muted conversations",
            "SELECT a.user_id, c.mute FROM conversation c JOIN account a ON a.id = c.peer
             WHERE c.owner = ? AND c.mute_seq > ? AND c.mute_seq > 0 ORDER BY c.mute_seq, c.peer",
            params![owner.0, integer(seq)],
            |row| Ok((row.get(0)?, Mute::from_code(whole(row, 1)?).unwrap_or_default())),
        )
    }
}

impl ContactGroups for SqliteStore {
    fn contact_groups(&mut self, owner: AccountId) -> Result<Vec<ContactGroup>, StoreError> {
        self.rows(
            "reading groups of conversations",
            "SELECT id, name FROM contact_group WHERE owner = ? ORDER BY id",
            [owner.0],
            |row| Ok(ContactGroup { id: row.get(0)?, name: row.get(1)? }),
        )
    }

    fn add_contact_group(&mut self, owner: AccountId, name: &str) -> Result<i64, StoreError> {
        self.one(
            "making a group of conversations",
            "INSERT INTO contact_group (owner, name) VALUES (?, ?) RETURNING id",
            params![owner.0, name],
            |row| row.get(0),
        )
    }

    fn rename_contact_group(&mut self, group: i64, name: &str) -> Result<(), StoreError> {
        self.execute(
            "renaming a group of conversations",
            "UPDATE contact_group SET name = ? WHERE id = ?",
            params![name, group],
        )
        .map(drop)
    }

    fn remove_contact_group(&mut self, group: i64) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM contact_group WHERE id = ?",
            "DELETE FROM contact_group_member WHERE contact_group = ?",
        ] {
            self.execute("removing a group of conversations", sql, [group])?;
        }
        Ok(())
    }

    fn group_contact(&mut self, owner: AccountId, peer: AccountId, group: i64) -> Result<bool, StoreError> {
        let added = self.execute(
            "adding to a group of conversations",
            "INSERT INTO contact_group_member (owner, peer, contact_group) VALUES (?, ?, ?)
             ON CONFLICT DO NOTHING",
            [owner.0, peer.0, group],
        )?;
        self.list(owner, peer)?;
        Ok(added > 0)
    }

    fn ungroup_contact(&mut self, owner: AccountId, peer: AccountId, group: i64) -> Result<bool, StoreError> {
        self.execute(
            "removing from a group of conversations",
            "DELETE FROM contact_group_member WHERE owner = ? AND peer = ? AND contact_group = ?",
            [owner.0, peer.0, group],
        )
        .map(|rows| rows > 0)
    }
}
