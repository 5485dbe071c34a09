//! The store over SQLite: one connection, owned by the core's thread, which is the only writer.
//!
//! Write-ahead log with `synchronous=FULL`: a commit returns after the log has been synced, so what was
//! acknowledged survives `kill -9` and power loss. The price of the sync is paid once per batch
//! (docs/decisions/0004-server-core.md).

mod account;
mod contact;
mod conversation;
mod extension;
mod group;
mod group_application;
mod group_member;
mod group_message;
mod long_message;
mod mention;
mod message;
mod message_state;
mod migrations;
mod presence;
mod relation;
mod sequence;
mod session;

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Params, Row};

use super::{StoreError, Transactions};

/// Statements kept compiled: more than the traits use.
const STATEMENTS: usize = 256;
/// Page cache in KiB, negative as SQLite wants it for a size rather than a number of pages.
const CACHE_KIB: i64 = -32_768;
/// Log pages of 4 KiB after which the log is copied into the database, by the commit that crosses the
/// line. Larger means rarer but longer pauses.
const CHECKPOINT_PAGES: i64 = 2_000;

pub struct SqliteStore {
    database: Connection,
}

impl SqliteStore {
    /// Opens the database file, creating it if needed, and migrates it.
    pub fn open(path: impl AsRef<Path>) -> Result<SqliteStore, StoreError> {
        let database = Connection::open(path).map_err(failed("opening the database"))?;
        // Answers with the mode it reached; anything but WAL would break the durability promise.
        let mode: String = database
            .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
            .map_err(failed("switching to the write-ahead log"))?;
        if mode != "wal" {
            return Err(StoreError::new(
                "switching to the write-ahead log",
                format!("the file system only allows journal mode {mode}"),
            ));
        }
        for (name, value) in
            [("synchronous", "FULL".to_owned()), ("wal_autocheckpoint", CHECKPOINT_PAGES.to_string())]
        {
            database.pragma_update(None, name, value).map_err(failed("setting up the database"))?;
        }
        SqliteStore::over(database)
    }

    /// Opens the database of a running server to read, beside the core.
    pub fn read(path: impl AsRef<Path>) -> Result<SqliteStore, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let database = Connection::open_with_flags(path, flags).map_err(failed("opening the database"))?;
        Ok(SqliteStore { database })
    }

    /// A database that lives as long as this value: for tests and simulations.
    pub fn in_memory() -> Result<SqliteStore, StoreError> {
        SqliteStore::over(Connection::open_in_memory().map_err(failed("opening a database"))?)
    }

    fn over(mut database: Connection) -> Result<SqliteStore, StoreError> {
        database.set_prepared_statement_cache_capacity(STATEMENTS);
        // Plans depend on the statement alone. Otherwise SQLite compiles some anew for every value bound to them, which
        // took a sixth of the core's time.
        database
            .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
            .map_err(failed("setting up the database"))?;
        database.pragma_update(None, "cache_size", CACHE_KIB).map_err(failed("setting up the database"))?;
        migrations::migrate(&mut database)?;
        Ok(SqliteStore { database })
    }

    /// Copies the log into the database file, so that a clean shutdown leaves one file behind.
    pub fn checkpoint(&mut self) -> Result<(), StoreError> {
        self.database
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(failed("copying the log into the database"))
    }

    /// Runs SQL of a test, to break things on purpose.
    #[cfg(test)]
    pub(crate) fn inject(&mut self, sql: &str) {
        self.database.execute_batch(sql).unwrap();
    }

    fn execute(&mut self, doing: &'static str, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        self.database
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params))
            .map_err(failed(doing))
    }

    fn optional<T>(
        &mut self,
        doing: &'static str,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let found =
            self.database.prepare_cached(sql).and_then(|mut statement| statement.query_row(params, read));
        match found {
            Ok(value) => Ok(Some(value)),
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
            Err(error) => Err(StoreError::new(doing, error)),
        }
    }

    fn one<T>(
        &mut self,
        doing: &'static str,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.database
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row(params, read))
            .map_err(failed(doing))
    }

    fn rows<T>(
        &mut self,
        doing: &'static str,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        self.database
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_map(params, read)?.collect())
            .map_err(failed(doing))
    }
}

/// Wraps SQLite's error with what was tried.
fn failed(doing: &'static str) -> impl Fn(rusqlite::Error) -> StoreError {
    move |error| StoreError::new(doing, error)
}

/// SQLite's integers are signed: what does not fit is stored as the largest there is.
fn integer(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A number of rows.
fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// Reads a column that is never negative.
fn whole(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}

impl Transactions for SqliteStore {
    fn begin(&mut self) -> Result<(), StoreError> {
        // IMMEDIATE: the lock is taken here, not in the middle of the batch.
        self.execute("starting a batch", "BEGIN IMMEDIATE", []).map(drop)
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.execute("committing a batch", "COMMIT", []).map(drop)
    }

    fn rollback(&mut self) -> Result<(), StoreError> {
        // After some failures SQLite has already taken the transaction back.
        if self.database.is_autocommit() {
            return Ok(());
        }
        self.execute("taking back a batch", "ROLLBACK", []).map(drop)
    }

    fn mark(&mut self) -> Result<(), StoreError> {
        self.execute("marking a frame", "SAVEPOINT frame", []).map(drop)
    }

    fn keep(&mut self) -> Result<(), StoreError> {
        self.execute("keeping a frame", "RELEASE frame", []).map(drop)
    }

    fn undo(&mut self) -> Result<(), StoreError> {
        self.execute("taking back a frame", "ROLLBACK TO frame", [])?;
        self.keep()
    }
}

/// How SQLite goes about a statement with numbered parameters.
#[cfg(test)]
fn plan(store: &SqliteStore, sql: &str) -> String {
    let parameters = (1..=9).filter(|number| sql.contains(&format!("?{number}"))).max().unwrap_or(0);
    let mut statement = store.database.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let lines: Vec<String> = statement
        .query_map(rusqlite::params_from_iter(1..=parameters), |row| row.get(3))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::store::suite::stamp_store_suite!(SqliteStore::in_memory().unwrap());
}
