//! Members of groups in SQLite.

use rusqlite::{Row, params};

use super::{SqliteStore, count, integer, whole};
use crate::store::{
    Account, AccountId, Group, GroupKind, GroupMembers, GroupNo, Member, MemberPage, Mute, Role, StoreError,
};

fn role_number(role: Role) -> u8 {
    match role {
        Role::Member => 1,
        Role::Admin => 2,
        Role::Owner => 3,
    }
}

fn role(number: u64) -> Role {
    match number {
        3 => Role::Owner,
        2 => Role::Admin,
        _ => Role::Member,
    }
}

/// What `read_member` expects, of the member `m`, his account `a` and what he may not do, `r`.
macro_rules! select_member {
    ($($rest:tt)+) => {
        concat!(
            "SELECT a.id, a.user_id, a.nick, a.avatar, m.role, m.joined, m.join_seq, m.name_card, m.fields, m.remind,",
            " m.read_seq, m.cleared_upto, m.unlisted_upto, m.last_sent, coalesce(r.muted_until, 0)",
            " FROM group_member m JOIN account a ON a.id = m.account",
            " LEFT JOIN group_restraint r ON r.grp = m.grp AND r.account = m.account ",
            $($rest)+
        )
    };
}

fn read_member(row: &Row<'_>) -> rusqlite::Result<Member> {
    Ok(Member {
        account: read_account(row)?,
        role: role(whole(row, 4)?),
        joined: whole(row, 5)?,
        join_seq: row.get(6)?,
        name_card: row.get(7)?,
        fields: row.get(8)?,
        remind: Mute::from_code(whole(row, 9)?).unwrap_or_default(),
        read_seq: row.get(10)?,
        cleared_upto: row.get(11)?,
        unlisted_upto: row.get(12)?,
        last_sent: whole(row, 13)?,
        muted_until: whole(row, 14)?,
    })
}

fn read_account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account { id: AccountId(row.get(0)?), user_id: row.get(1)?, nick: row.get(2)?, avatar: row.get(3)? })
}

impl SqliteStore {
    fn restraint(&mut self, sql: &str, group: GroupNo, account: AccountId) -> Result<u64, StoreError> {
        let until =
            self.optional("reading what a user may not do", sql, [group.0, account.0], |row| whole(row, 0))?;
        Ok(until.unwrap_or(0))
    }
}

impl GroupMembers for SqliteStore {
    fn member(&mut self, group: GroupNo, account: AccountId) -> Result<Option<Member>, StoreError> {
        self.optional(
            "reading a member",
            select_member!("WHERE m.grp = ? AND m.account = ?"),
            [group.0, account.0],
            read_member,
        )
    }

    fn save_member(&mut self, group: GroupNo, member: &Member) -> Result<(), StoreError> {
        self.execute(
            "storing a member",
            "INSERT INTO group_member (grp, account, role, joined, join_seq, name_card, fields, remind, read_seq,
                cleared_upto, unlisted_upto, last_sent)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (grp, account) DO UPDATE SET role = excluded.role, name_card = excluded.name_card,
                fields = excluded.fields, remind = excluded.remind, read_seq = excluded.read_seq,
                cleared_upto = excluded.cleared_upto, unlisted_upto = excluded.unlisted_upto,
                last_sent = excluded.last_sent",
            params![
                group.0,
                member.account.id.0,
                role_number(member.role),
                integer(member.joined),
                member.join_seq,
                member.name_card,
                member.fields,
                member.remind.code(),
                member.read_seq,
                member.cleared_upto,
                member.unlisted_upto,
                integer(member.last_sent)
            ],
        )
        .map(drop)
    }

    fn remove_member(&mut self, group: GroupNo, account: AccountId) -> Result<(), StoreError> {
        self.execute(
            "removing a member",
            "DELETE FROM group_member WHERE account = ?2
             AND (grp = ?1 OR grp IN (SELECT id FROM chat_group WHERE parent = ?1))",
            [group.0, account.0],
        )
        .map(drop)
    }

    fn members(&mut self, group: GroupNo, page: MemberPage) -> Result<Vec<Member>, StoreError> {
        self.rows(
            "reading members",
            select_member!(
                "WHERE m.grp = ?1 AND (?2 = 0 OR m.role = ?2)
                 ORDER BY m.role = ?3 DESC, m.joined, m.account LIMIT ?4 OFFSET ?5"
            ),
            params![
                group.0,
                page.role.map_or(0, role_number),
                role_number(Role::Owner),
                count(page.limit),
                count(page.offset)
            ],
            read_member,
        )
    }

    fn member_accounts(&mut self, group: GroupNo) -> Result<Vec<AccountId>, StoreError> {
        self.rows(
            "reading who is in a group",
            "SELECT account FROM group_member WHERE grp = ?",
            [group.0],
            |row| row.get(0).map(AccountId),
        )
    }

    fn listeners(&mut self, place: &Group) -> Result<Vec<AccountId>, StoreError> {
        let sql = if place.parent.is_none() {
            "SELECT account FROM group_member WHERE grp = ?1 AND remind <> ?2 AND ?3 IS NOT NULL"
        } else {
            "SELECT m.account FROM group_member m WHERE m.grp = ?1 AND m.remind <> ?2 AND NOT EXISTS (
                SELECT 1 FROM group_member t WHERE t.grp = ?3 AND t.account = m.account AND t.remind = ?2)"
        };
        self.rows(
            "reading who listens to a group",
            sql,
            params![place.crowd().0, Mute::Discard.code(), place.no.0],
            |row| row.get(0).map(AccountId),
        )
    }

    fn admins(&mut self, group: GroupNo) -> Result<Vec<Account>, StoreError> {
        self.rows(
            "reading who runs a group",
            "SELECT a.id, a.user_id, a.nick, a.avatar FROM group_member m JOIN account a ON a.id = m.account
             WHERE m.grp = ? AND m.role >= ? ORDER BY m.role DESC, m.account",
            params![group.0, role_number(Role::Admin)],
            read_account,
        )
    }

    fn muted_until(&mut self, group: GroupNo, account: AccountId) -> Result<u64, StoreError> {
        self.restraint(
            "SELECT muted_until FROM group_restraint WHERE grp = ? AND account = ?",
            group,
            account,
        )
    }

    fn set_muted_until(&mut self, group: GroupNo, account: AccountId, until: u64) -> Result<(), StoreError> {
        self.execute(
            "muting a member",
            "INSERT INTO group_restraint (grp, account, muted_until) VALUES (?1, ?2, ?3)
             ON CONFLICT (grp, account) DO UPDATE SET muted_until = ?3",
            [group.0, account.0, integer(until)],
        )
        .map(drop)
    }

    fn banned_until(&mut self, group: GroupNo, account: AccountId) -> Result<u64, StoreError> {
        self.restraint(
            "SELECT banned_until FROM group_restraint WHERE grp = ? AND account = ?",
            group,
            account,
        )
    }

    fn set_banned_until(&mut self, group: GroupNo, account: AccountId, until: u64) -> Result<(), StoreError> {
        self.execute(
            "banning a user",
            "INSERT INTO group_restraint (grp, account, banned_until) VALUES (?1, ?2, ?3)
             ON CONFLICT (grp, account) DO UPDATE SET banned_until = ?3",
            [group.0, account.0, integer(until)],
        )
        .map(drop)
    }

    fn rooms_of(&mut self, account: AccountId) -> Result<Vec<GroupNo>, StoreError> {
        self.rows(
            "reading the rooms of a user",
            "SELECT m.grp FROM group_member m JOIN chat_group g ON g.id = m.grp
             WHERE m.account = ? AND g.kind = ? ORDER BY m.grp",
            params![account.0, super::group::kind_number(GroupKind::AvChatRoom)],
            |row| row.get(0).map(GroupNo),
        )
    }

    fn room_members(&mut self) -> Result<Vec<AccountId>, StoreError> {
        self.rows(
            "reading who is in a room",
            "SELECT DISTINCT m.account FROM chat_group g JOIN group_member m ON m.grp = g.id
             WHERE g.kind = ? ORDER BY m.account",
            [super::group::kind_number(GroupKind::AvChatRoom)],
            |row| row.get(0).map(AccountId),
        )
    }

    fn marks(&mut self, group: GroupNo, account: AccountId) -> Result<Vec<u32>, StoreError> {
        self.rows(
            "reading a member's marks",
            "SELECT mark FROM group_mark WHERE grp = ? AND account = ? ORDER BY mark",
            [group.0, account.0],
            |row| row.get(0),
        )
    }

    fn set_mark(
        &mut self,
        group: GroupNo,
        account: AccountId,
        mark: u32,
        set: bool,
    ) -> Result<(), StoreError> {
        let sql = if set {
            "INSERT OR IGNORE INTO group_mark (grp, account, mark) VALUES (?, ?, ?)"
        } else {
            "DELETE FROM group_mark WHERE grp = ? AND account = ? AND mark = ?"
        };
        self.execute("marking a member", sql, params![group.0, account.0, mark]).map(drop)
    }

    fn mark_kinds(&mut self, group: GroupNo) -> Result<Vec<u32>, StoreError> {
        self.rows(
            "reading the marks of a room",
            "SELECT DISTINCT mark FROM group_mark WHERE grp = ? ORDER BY mark",
            [group.0],
            |row| row.get(0),
        )
    }
}
