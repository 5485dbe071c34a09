//! Looking through all texts in SQLite. The tables are asked for, not named: one that is added later counts, too.

use rusqlite::types::ValueRef;

use super::{SqliteStore, failed};
use crate::store::{Mentions, StoreError};

const DOING: &str = "looking for mentions";

impl Mentions for SqliteStore {
    fn texts_with(&mut self, part: &str, found: &mut dyn FnMut(&str)) -> Result<(), StoreError> {
        let columns: Vec<(String, String)> = self.rows(
            DOING,
            "SELECT t.name, c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
             WHERE t.type = 'table' AND c.type IN ('TEXT', 'ANY')",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        for (table, column) in columns {
            let sql = format!("SELECT \"{column}\" FROM \"{table}\" WHERE instr(\"{column}\", ?) > 0");
            let mut statement = self.database.prepare(&sql).map_err(failed(DOING))?;
            let mut rows = statement.query([part]).map_err(failed(DOING))?;
            while let Some(row) = rows.next().map_err(failed(DOING))? {
                if let Ok(ValueRef::Text(text)) = row.get_ref(0) {
                    found(&String::from_utf8_lossy(text));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::Now;
    use crate::store::LongMessages;

    #[test]
    fn texts_of_every_table_are_found() {
        let mut store = SqliteStore::in_memory().unwrap();
        store.add_long_message("k", "[see /f/1/o/a]", Now::from_ms(1)).unwrap();
        store.add_long_message("other", "[nothing]", Now::from_ms(1)).unwrap();
        store.inject(
            "INSERT INTO account (user_id, avatar, registered) VALUES ('u', 'http://h/f/1/o/b', 1);
             INSERT INTO profile_field VALUES (1, 'Tag_Custom', '/f/1/o/c');
             INSERT INTO profile_field VALUES (1, 'Tag_Number', 7);
             CREATE TABLE added_later (\"odd name\" TEXT) STRICT;
             INSERT INTO added_later VALUES ('/f/1/o/d');",
        );
        let mut found = Vec::new();
        store.texts_with("/f/1/", &mut |text| found.push(text.to_owned())).unwrap();
        found.sort();
        assert_eq!(found, ["/f/1/o/c", "/f/1/o/d", "[see /f/1/o/a]", "http://h/f/1/o/b"]);
    }
}
