//! Requests to join groups, and notices, in SQLite.

use rusqlite::{Row, params};

use super::{SqliteStore, count, integer, whole};
use crate::core::Now;
use crate::store::{
    AccountId, Application, ApplicationKind, GroupApplications, GroupKind, GroupNo, GroupNotices, NewNotice,
    StoreError, StoredNotice,
};

const COLUMNS: &str = "x.id, x.grp, x.kind, x.applicant, x.subject, x.text, x.authentication, x.handler";

/// The number on the wire.
fn kind_number(kind: ApplicationKind) -> u8 {
    match kind {
        ApplicationKind::Join => 0,
        ApplicationKind::Invite => 2,
    }
}

fn read_application(row: &Row<'_>) -> rusqlite::Result<Application> {
    Ok(Application {
        id: whole(row, 0)?,
        group: GroupNo(row.get(1)?),
        kind: if whole(row, 2)? == 0 { ApplicationKind::Join } else { ApplicationKind::Invite },
        applicant: AccountId(row.get(3)?),
        subject: AccountId(row.get(4)?),
        text: row.get(5)?,
        authentication: row.get(6)?,
        handler: row.get::<_, Option<i64>>(7)?.map(AccountId),
    })
}

impl GroupApplications for SqliteStore {
    fn add_application(&mut self, application: &Application) -> Result<u64, StoreError> {
        self.one(
            "storing an application",
            "INSERT INTO group_application (id, grp, kind, applicant, subject, text, authentication)
             VALUES (max(?1, coalesce((SELECT max(id) + 1 FROM group_application), 0)), ?2, ?3, ?4, ?5, ?6, ?7)
             RETURNING id",
            params![
                integer(application.id),
                application.group.0,
                kind_number(application.kind),
                application.applicant.0,
                application.subject.0,
                application.text,
                application.authentication
            ],
            |row| whole(row, 0),
        )
    }

    fn application(&mut self, id: u64) -> Result<Option<Application>, StoreError> {
        self.optional(
            "reading an application",
            &format!("SELECT {COLUMNS} FROM group_application x WHERE x.id = ?"),
            [integer(id)],
            read_application,
        )
    }

    fn waiting_application(
        &mut self,
        group: GroupNo,
        subject: AccountId,
    ) -> Result<Option<Application>, StoreError> {
        self.optional(
            "looking for an application",
            &format!(
                "SELECT {COLUMNS} FROM group_application x
                 WHERE x.grp = ? AND x.subject = ? AND x.handler IS NULL ORDER BY x.id DESC LIMIT 1"
            ),
            [group.0, subject.0],
            read_application,
        )
    }

    fn handle_application(&mut self, id: u64, handler: AccountId) -> Result<(), StoreError> {
        self.execute(
            "handling an application",
            "UPDATE group_application SET handler = ? WHERE id = ?",
            [handler.0, integer(id)],
        )
        .map(drop)
    }

    fn applications(
        &mut self,
        admin: AccountId,
        communities: bool,
        from: u64,
        limit: usize,
    ) -> Result<Vec<Application>, StoreError> {
        self.rows(
            "reading applications",
            &format!(
                "SELECT {COLUMNS} FROM group_member m JOIN chat_group g ON g.id = m.grp AND (g.kind = ?5) = ?2
                 JOIN group_application x ON x.grp = m.grp AND x.id >= ?3
                 WHERE m.account = ?1 AND m.role >= 2 ORDER BY x.id LIMIT ?4"
            ),
            params![
                admin.0,
                communities,
                integer(from),
                count(limit),
                super::group::kind_number(GroupKind::Community)
            ],
            read_application,
        )
    }
}

impl GroupNotices for SqliteStore {
    fn next_notice(&mut self) -> Result<u64, StoreError> {
        let last = self.optional(
            "reading the number of the newest notice",
            "SELECT seq FROM sqlite_sequence WHERE name = 'group_notice'",
            [],
            |row| whole(row, 0),
        )?;
        Ok(last.unwrap_or(0).saturating_add(1))
    }

    fn add_notice(&mut self, notice: &NewNotice<'_>, now: Now, keep: usize) -> Result<(), StoreError> {
        let mention = notice.mention.unwrap_or_default();
        self.execute(
            "keeping a notice",
            "INSERT INTO group_notice (id, account, random, time, event, grp, seq, sender)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                integer(notice.id),
                notice.account.0,
                notice.random,
                integer(now.seconds()),
                notice.event,
                mention.group.0,
                mention.seq,
                mention.sender.0
            ],
        )?;
        self.execute(
            "dropping the oldest notices of an account",
            "DELETE FROM group_notice WHERE account = ?1 AND id <= (
                SELECT id FROM group_notice WHERE account = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
            [notice.account.0, count(keep)],
        )
        .map(drop)
    }

    fn notices(&mut self, account: AccountId, after: u64) -> Result<Vec<StoredNotice>, StoreError> {
        self.rows(
            "reading notices",
            "SELECT n.id, n.event FROM group_notice n WHERE n.account = ?1 AND n.id > ?2 AND NOT EXISTS (
                SELECT 1 FROM group_member m WHERE m.grp = n.grp AND m.account = ?1 AND m.read_seq >= n.seq)
             UNION ALL
             SELECT n.id, n.event FROM group_member m JOIN group_notice n ON n.account = -m.grp AND n.id > ?2
             WHERE m.account = ?1 AND n.seq > m.read_seq AND n.seq >= m.join_seq AND n.sender <> ?1 AND NOT EXISTS (
                SELECT 1 FROM group_notice o WHERE o.account = ?1 AND o.grp = n.grp AND o.seq = n.seq)
             ORDER BY 1",
            params![account.0, integer(after)],
            |row| Ok(StoredNotice { id: whole(row, 0)?, event: row.get(1)? }),
        )
    }

    fn remove_notice(&mut self, account: AccountId, id: u64, random: u32) -> Result<(), StoreError> {
        self.execute(
            "removing a notice",
            "DELETE FROM group_notice WHERE id = ? AND account = ? AND random = ?",
            params![integer(id), account.0, random],
        )
        .map(drop)
    }

    fn expire_notices(&mut self, before: u64, limit: usize) -> Result<(), StoreError> {
        self.execute(
            "removing old notices",
            "DELETE FROM group_notice WHERE id IN (SELECT id FROM group_notice WHERE time < ? LIMIT ?)",
            [integer(before), count(limit)],
        )?;
        self.execute(
            "removing old applications",
            "DELETE FROM group_application WHERE id IN (
                SELECT id FROM group_application WHERE id < ? ORDER BY id LIMIT ?)",
            [integer(before.saturating_mul(1_000_000)), count(limit)],
        )
        .map(drop)
    }
}
