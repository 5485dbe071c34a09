//! The schema's history: one file per step. A step that has been released is never edited; what has to
//! change becomes a new step.

use rusqlite::Connection;

use super::{count, failed};
use crate::store::StoreError;

const STEPS: &[&str] = &[
    include_str!("migrations/001_accounts.sql"),
    include_str!("migrations/002_sessions.sql"),
    include_str!("migrations/003_messages.sql"),
    include_str!("migrations/004_conversations.sql"),
    include_str!("migrations/005_message_states.sql"),
    include_str!("migrations/006_relations.sql"),
    include_str!("migrations/007_recent_contacts.sql"),
    include_str!("migrations/008_presence.sql"),
    include_str!("migrations/009_groups.sql"),
    include_str!("migrations/010_group_mentions.sql"),
];

/// Brings the database to the newest step, each step in a transaction of its own. `user_version` counts
/// the steps done. A database from a newer server is refused and left alone.
pub(super) fn migrate(database: &mut Connection) -> Result<(), StoreError> {
    let done: u32 = database
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(failed("reading the schema version"))?;
    let done = usize::try_from(done).unwrap_or(usize::MAX);
    if done > STEPS.len() {
        return Err(StoreError::new(
            "opening the database",
            format!(
                "its schema has version {done}, this server knows {}: use a newer tim-server",
                STEPS.len()
            ),
        ));
    }
    for (step, sql) in STEPS.iter().enumerate().skip(done) {
        let transaction = database.transaction().map_err(failed("starting a migration"))?;
        transaction.execute_batch(sql).map_err(failed("migrating the schema"))?;
        transaction
            .pragma_update(None, "user_version", count(step.saturating_add(1)))
            .map_err(failed("noting the schema version"))?;
        transaction.commit().map_err(failed("committing a migration"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_database_gets_all_steps_and_an_old_one_the_missing_ones() {
        let mut database = Connection::open_in_memory().unwrap();
        database.execute_batch(STEPS[0]).unwrap();
        database.pragma_update(None, "user_version", 1).unwrap();
        database.execute("INSERT INTO account (user_id, registered) VALUES ('old', 1)", []).unwrap();

        migrate(&mut database).unwrap();
        migrate(&mut database).unwrap();

        let version: i64 = database.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        assert_eq!(version, count(STEPS.len()));
        let kept: String = database.query_row("SELECT user_id FROM account", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, "old");
        database.query_row("SELECT count(*) FROM conversation", [], |_| Ok(())).unwrap();
    }

    #[test]
    fn conversations_of_an_older_server_stay_in_the_list_or_out_of_it() {
        let mut database = Connection::open_in_memory().unwrap();
        for step in &STEPS[..5] {
            database.execute_batch(step).unwrap();
        }
        database.pragma_update(None, "user_version", 5).unwrap();
        // A message to show; all messages deleted; hidden messages only.
        database
            .execute_batch(
                "INSERT INTO conversation (owner, peer, last, unread) VALUES (1, 2, 7, 1), (1, 3, 0, 0), (1, 4, NULL, 2)",
            )
            .unwrap();
        migrate(&mut database).unwrap();
        let mut read =
            database.prepare("SELECT listed, last, unread FROM conversation ORDER BY peer").unwrap();
        let rows: Vec<(bool, Option<i64>, i64)> = read
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(rows, [(true, Some(7), 1), (true, None, 0), (false, None, 2)]);
    }

    #[test]
    fn a_database_of_a_newer_server_is_refused() {
        let mut database = Connection::open_in_memory().unwrap();
        database.pragma_update(None, "user_version", 99).unwrap();
        let refusal = migrate(&mut database).unwrap_err().to_string();
        assert!(refusal.contains("version 99"), "{refusal}");
    }
}
