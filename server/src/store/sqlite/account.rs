//! Accounts and profile fields in SQLite.

use rusqlite::types::Value;
use rusqlite::{Row, params};

use super::{SqliteStore, integer, whole};
use crate::core::Now;
use crate::store::{Account, AccountId, Accounts, FieldValue, StoreError};

fn read_account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account { id: AccountId(row.get(0)?), user_id: row.get(1)?, nick: row.get(2)?, avatar: row.get(3)? })
}

impl Accounts for SqliteStore {
    fn account(&mut self, id: AccountId) -> Result<Option<Account>, StoreError> {
        self.optional(
            "reading an account",
            "SELECT id, user_id, nick, avatar FROM account WHERE id = ?",
            [id.0],
            read_account,
        )
    }

    fn account_named(&mut self, user_id: &str) -> Result<Option<Account>, StoreError> {
        self.optional(
            "looking up an account",
            "SELECT id, user_id, nick, avatar FROM account WHERE user_id = ?",
            [user_id],
            read_account,
        )
    }

    fn register_account(&mut self, user_id: &str, now: Now) -> Result<Account, StoreError> {
        self.one(
            "registering an account",
            "INSERT INTO account (user_id, registered) VALUES (?, ?) RETURNING id, user_id, nick, avatar",
            params![user_id, integer(now.ms())],
            read_account,
        )
    }

    fn account_count(&mut self) -> Result<u64, StoreError> {
        self.one("counting accounts", "SELECT count(*) FROM account", [], |row| whole(row, 0))
    }

    fn set_nick(&mut self, id: AccountId, nick: &str) -> Result<(), StoreError> {
        self.execute("setting a nick", "UPDATE account SET nick = ? WHERE id = ?", params![nick, id.0])
            .map(drop)
    }

    fn set_avatar(&mut self, id: AccountId, avatar: &str) -> Result<(), StoreError> {
        self.execute("setting an avatar", "UPDATE account SET avatar = ? WHERE id = ?", params![avatar, id.0])
            .map(drop)
    }

    fn profile_fields(&mut self, id: AccountId) -> Result<Vec<(String, FieldValue)>, StoreError> {
        self.rows(
            "reading a profile",
            "SELECT tag, value FROM profile_field WHERE account = ? ORDER BY tag",
            [id.0],
            |row| {
                let value = match row.get(1)? {
                    Value::Text(text) => FieldValue::Text(text),
                    Value::Integer(number) => FieldValue::Number(u32::try_from(number).unwrap_or(0)),
                    other => {
                        return Err(rusqlite::Error::InvalidColumnType(
                            1,
                            "value".to_owned(),
                            other.data_type(),
                        ));
                    }
                };
                Ok((row.get(0)?, value))
            },
        )
    }

    fn set_profile_field(&mut self, id: AccountId, tag: &str, value: &FieldValue) -> Result<(), StoreError> {
        let value = match value {
            FieldValue::Text(text) => Value::Text(text.clone()),
            FieldValue::Number(number) => Value::Integer(i64::from(*number)),
        };
        self.execute(
            "setting a profile field",
            "INSERT INTO profile_field (account, tag, value) VALUES (?, ?, ?)
             ON CONFLICT (account, tag) DO UPDATE SET value = excluded.value",
            params![id.0, tag, value],
        )
        .map(drop)
    }
}
