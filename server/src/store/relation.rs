//! Relations between accounts: the blacklist.

use crate::core::Now;

use super::{AccountId, StoreError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockedUser {
    pub user_id: String,
    /// Seconds.
    pub added: u64,
}

pub trait Relations {
    /// `false` when `blocked` was on the list before.
    fn block(&mut self, owner: AccountId, blocked: AccountId, now: Now) -> Result<bool, StoreError>;

    /// `false` when `blocked` was not on the list.
    fn unblock(&mut self, owner: AccountId, blocked: AccountId) -> Result<bool, StoreError>;

    fn is_blocked(&mut self, owner: AccountId, blocked: AccountId) -> Result<bool, StoreError>;

    fn blacklist_length(&mut self, owner: AccountId) -> Result<usize, StoreError>;

    /// Oldest entry first, at most `limit`, without the first `skip`.
    fn blacklist(
        &mut self,
        owner: AccountId,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<BlockedUser>, StoreError>;
}
