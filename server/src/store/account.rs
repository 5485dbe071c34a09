//! Accounts and their profiles.

use crate::core::Now;

use super::StoreError;

/// Number of an account, from 1. The wire shows it as the tiny id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(pub i64);

/// Tiny ids of the public service are decimal 64-bit numbers from this range; clients treat them as text.
const TINY_ID_BASE: i64 = 144_115_200_000_000_000;

impl AccountId {
    /// The account's number as clients see it, in `TinyId` and in message ids.
    pub fn tiny_id(self) -> String {
        TINY_ID_BASE.saturating_add(self.0).to_string()
    }
}

/// An account. The texts are empty as long as nobody has set them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub user_id: String,
    pub nick: String,
    /// URL of the picture.
    pub avatar: String,
}

/// Value of a profile field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    Text(String),
    Number(u32),
}

pub trait Accounts {
    fn account(&mut self, id: AccountId) -> Result<Option<Account>, StoreError>;

    /// By user id, byte for byte.
    fn account_named(&mut self, user_id: &str) -> Result<Option<Account>, StoreError>;

    /// Adds an account. The caller has made sure that the name is free.
    fn register_account(&mut self, user_id: &str, now: Now) -> Result<Account, StoreError>;

    fn account_count(&mut self) -> Result<u64, StoreError>;

    /// Nick and avatar live in the account itself because every message needs them.
    fn set_nick(&mut self, id: AccountId, nick: &str) -> Result<(), StoreError>;

    fn set_avatar(&mut self, id: AccountId, avatar: &str) -> Result<(), StoreError>;

    /// All other fields that have been set, by tag, in the order of their tags.
    fn profile_fields(&mut self, id: AccountId) -> Result<Vec<(String, FieldValue)>, StoreError>;

    fn set_profile_field(&mut self, id: AccountId, tag: &str, value: &FieldValue) -> Result<(), StoreError>;
}
