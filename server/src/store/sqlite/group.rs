//! Groups in SQLite.

use rusqlite::{Row, params};

use super::{SqliteStore, integer, whole};
use crate::store::{Access, AccountId, Attribute, Group, GroupKind, GroupNo, Groups, Joined, StoreError};

/// How a kind is stored. Never given to another one.
pub(super) fn kind_number(kind: GroupKind) -> u8 {
    match kind {
        GroupKind::Private => 1,
        GroupKind::Public => 2,
        GroupKind::ChatRoom => 3,
        GroupKind::AvChatRoom => 4,
        GroupKind::Community => 5,
    }
}

/// A number that this server does not know stands for the kind with the least rights.
fn kind(number: u64) -> GroupKind {
    match number {
        2 => GroupKind::Public,
        3 => GroupKind::ChatRoom,
        4 => GroupKind::AvChatRoom,
        5 => GroupKind::Community,
        _ => GroupKind::Private,
    }
}

fn access_number(access: Access) -> u8 {
    match access {
        Access::Free => 0,
        Access::Approval => 1,
        Access::Closed => 2,
    }
}

fn access(number: u64) -> Access {
    match number {
        0 => Access::Free,
        1 => Access::Approval,
        _ => Access::Closed,
    }
}

/// What `read_group` expects, of the table or alias `g`.
macro_rules! select_group {
    ($($rest:tt)+) => {
        concat!(
            "SELECT g.id, g.group_id, g.kind, g.parent, g.owner, g.name, g.introduction, g.notification, g.avatar,",
            " g.fields, g.created, g.info_seq, g.info_time, g.next_seq, g.last_time, g.max_members, g.join_access,",
            " g.invite_access, g.muted, g.topics, g.members, g.recalled_at FROM chat_group g ",
            $($rest)+
        )
    };
}

fn read_group(row: &Row<'_>) -> rusqlite::Result<Group> {
    Ok(Group {
        no: GroupNo(row.get(0)?),
        group_id: row.get(1)?,
        kind: kind(whole(row, 2)?),
        parent: row.get::<_, Option<i64>>(3)?.map(GroupNo),
        owner: row.get::<_, Option<i64>>(4)?.map(AccountId),
        name: row.get(5)?,
        introduction: row.get(6)?,
        notification: row.get(7)?,
        avatar: row.get(8)?,
        fields: row.get(9)?,
        created: whole(row, 10)?,
        info_seq: whole(row, 11)?,
        info_time: whole(row, 12)?,
        next_seq: row.get(13)?,
        last_time: whole(row, 14)?,
        max_members: whole(row, 15)?,
        join_access: access(whole(row, 16)?),
        invite_access: access(whole(row, 17)?),
        muted: row.get(18)?,
        topics: row.get(19)?,
        members: whole(row, 20)?,
        recalled_at: whole(row, 21)?,
    })
}

impl SqliteStore {
    /// How often attributes, or counters, were changed; `sql` may count one more.
    fn change_number(&mut self, no: GroupNo, sql: &str) -> Result<u32, StoreError> {
        let number =
            self.optional("counting changes of a group's attributes or counters", sql, [no.0], |row| {
                row.get(0)
            })?;
        Ok(number.unwrap_or(0))
    }
}

impl Groups for SqliteStore {
    fn add_group(&mut self, group: &Group) -> Result<GroupNo, StoreError> {
        self.one(
            "making a group",
            "INSERT INTO chat_group (group_id, kind, parent, owner, name, introduction, notification, avatar, fields,
                created, info_seq, info_time, next_seq, last_time, max_members, join_access, invite_access, muted, topics)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            params![
                group.group_id,
                kind_number(group.kind),
                group.parent.map(|parent| parent.0),
                group.owner.map(|owner| owner.0),
                group.name,
                group.introduction,
                group.notification,
                group.avatar,
                group.fields,
                integer(group.created),
                integer(group.info_seq),
                integer(group.info_time),
                group.next_seq,
                integer(group.last_time),
                integer(group.max_members),
                access_number(group.join_access),
                access_number(group.invite_access),
                group.muted,
                group.topics
            ],
            |row| row.get(0).map(GroupNo),
        )
    }

    fn group(&mut self, no: GroupNo) -> Result<Option<Group>, StoreError> {
        self.optional("reading a group", select_group!("WHERE g.id = ?"), [no.0], read_group)
    }

    fn group_named(&mut self, group_id: &str) -> Result<Option<Group>, StoreError> {
        self.optional("looking up a group", select_group!("WHERE g.group_id = ?"), [group_id], read_group)
    }

    fn save_group(&mut self, group: &Group) -> Result<(), StoreError> {
        self.execute(
            "changing a group",
            "UPDATE chat_group SET owner = ?, name = ?, introduction = ?, notification = ?, avatar = ?, fields = ?,
                info_seq = ?, info_time = ?, max_members = ?, join_access = ?, invite_access = ?, muted = ?
             WHERE id = ?",
            params![
                group.owner.map(|owner| owner.0),
                group.name,
                group.introduction,
                group.notification,
                group.avatar,
                group.fields,
                integer(group.info_seq),
                integer(group.info_time),
                integer(group.max_members),
                access_number(group.join_access),
                access_number(group.invite_access),
                group.muted,
                group.no.0
            ],
        )
        .map(drop)
    }

    fn remove_group(&mut self, no: GroupNo) -> Result<(), StoreError> {
        for sql in ["DELETE FROM chat_group WHERE parent = ?", "DELETE FROM chat_group WHERE id = ?"] {
            self.execute("removing a group", sql, [no.0])?;
        }
        Ok(())
    }

    fn topics(&mut self, community: GroupNo) -> Result<Vec<Group>, StoreError> {
        self.rows(
            "reading the topics of a community",
            select_group!("WHERE g.parent = ? ORDER BY g.id"),
            [community.0],
            read_group,
        )
    }

    fn joined_groups(&mut self, account: AccountId, which: Joined) -> Result<Vec<GroupNo>, StoreError> {
        let (communities, topics) = match which {
            Joined::Groups => (false, false),
            Joined::Communities { topics } => (true, topics),
        };
        self.rows(
            "reading the groups of a user",
            "SELECT g.id FROM group_member m JOIN chat_group g ON g.id = m.grp
             WHERE m.account = ?1 AND g.parent IS NULL AND g.kind <> ?2 AND (g.kind = ?3) = ?4 AND g.topics = ?5
             ORDER BY m.grp",
            params![
                account.0,
                kind_number(GroupKind::AvChatRoom),
                kind_number(GroupKind::Community),
                communities,
                topics
            ],
            |row| row.get(0).map(GroupNo),
        )
    }

    fn joined_count(&mut self, account: AccountId) -> Result<u64, StoreError> {
        self.one(
            "counting the groups of a user",
            "SELECT count(*) FROM group_member m JOIN chat_group g ON g.id = m.grp
             WHERE m.account = ? AND g.parent IS NULL AND g.kind <> ?",
            params![account.0, kind_number(GroupKind::AvChatRoom)],
            |row| whole(row, 0),
        )
    }

    fn take_seq(&mut self, no: GroupNo, time: u64) -> Result<u32, StoreError> {
        self.one(
            "counting a message of a group",
            "UPDATE chat_group SET next_seq = next_seq + 1, last_time = ? WHERE id = ? RETURNING next_seq - 1",
            [integer(time), no.0],
            |row| row.get(0),
        )
    }

    fn attributes(&mut self, no: GroupNo) -> Result<(u32, Vec<Attribute>), StoreError> {
        let seq = self.change_number(no, "SELECT attribute_seq FROM chat_group WHERE id = ?")?;
        let attributes = self.rows(
            "reading a group's attributes",
            "SELECT key, value, seq FROM group_attribute WHERE grp = ? ORDER BY key",
            [no.0],
            |row| Ok(Attribute { key: row.get(0)?, value: row.get(1)?, seq: row.get(2)? }),
        )?;
        Ok((seq, attributes))
    }

    fn set_attribute(&mut self, no: GroupNo, attribute: &Attribute) -> Result<(), StoreError> {
        self.execute(
            "setting a group's attribute",
            "INSERT OR REPLACE INTO group_attribute (grp, key, value, seq) VALUES (?, ?, ?, ?)",
            params![no.0, attribute.key, attribute.value, attribute.seq],
        )
        .map(drop)
    }

    fn remove_attribute(&mut self, no: GroupNo, key: &str) -> Result<(), StoreError> {
        self.execute(
            "removing a group's attribute",
            "DELETE FROM group_attribute WHERE grp = ? AND key = ?",
            params![no.0, key],
        )
        .map(drop)
    }

    fn advance_attributes(&mut self, no: GroupNo) -> Result<u32, StoreError> {
        self.change_number(
            no,
            "UPDATE chat_group SET attribute_seq = attribute_seq + 1 WHERE id = ? RETURNING attribute_seq",
        )
    }

    fn counters(&mut self, no: GroupNo) -> Result<(u32, Vec<(String, i64)>), StoreError> {
        let seq = self.change_number(no, "SELECT counter_seq FROM chat_group WHERE id = ?")?;
        let counters = self.rows(
            "reading a group's counters",
            "SELECT key, value FROM group_counter WHERE grp = ? ORDER BY key",
            [no.0],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok((seq, counters))
    }

    fn set_counter(&mut self, no: GroupNo, key: &str, value: i64) -> Result<(), StoreError> {
        self.execute(
            "setting a group's counter",
            "INSERT OR REPLACE INTO group_counter (grp, key, value) VALUES (?, ?, ?)",
            params![no.0, key, value],
        )
        .map(drop)
    }

    fn advance_counters(&mut self, no: GroupNo) -> Result<u32, StoreError> {
        self.change_number(
            no,
            "UPDATE chat_group SET counter_seq = counter_seq + 1 WHERE id = ? RETURNING counter_seq",
        )
    }
}
