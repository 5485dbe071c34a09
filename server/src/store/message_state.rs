//! What happens to a message after it was sent: revoked, modified, deleted, confirmed, expired. All of it goes by the
//! message's number, so it is the same for every kind of conversation.

use super::{AccountId, MessageNo, Pair, StoreError, StoredMessage};
use crate::core::Now;

pub trait MessageStates {
    /// The messages of an account that were revoked or modified at or after `since` (ms), in the order of the changes.
    fn changed_messages(
        &mut self,
        account: AccountId,
        since: u64,
        limit: usize,
    ) -> Result<Vec<StoredMessage>, StoreError>;

    /// Whether an account is to be told what happens to a message: not when it has deleted it or cleared the history, or
    /// did not want to hear of it in the first place.
    fn is_told(&mut self, account: AccountId, no: MessageNo) -> Result<bool, StoreError>;

    fn revoke_message(&mut self, no: MessageNo, revoker: AccountId, now: Now) -> Result<(), StoreError>;

    /// Replaces what a message says; `version` is the new one.
    fn modify_message(
        &mut self,
        no: MessageNo,
        version: u32,
        body: &str,
        cloud_custom_data: &str,
        now: Now,
    ) -> Result<(), StoreError>;

    fn set_receipt(&mut self, no: MessageNo) -> Result<(), StoreError>;

    /// Deletes a message for one account. Doing so again changes nothing.
    fn delete_message(&mut self, account: AccountId, no: MessageNo) -> Result<(), StoreError>;

    /// The accounts that have deleted a message for themselves.
    fn deleters(&mut self, no: MessageNo) -> Result<Vec<AccountId>, StoreError>;

    /// The newest message of a conversation that `owner` may be shown as the last one.
    fn newest_shown(&mut self, owner: AccountId, pair: Pair) -> Result<Option<(MessageNo, u64)>, StoreError>;

    /// Removes, of the `limit` messages that follow `after`, those that are older than `before` (seconds), with all
    /// that hangs on them, and counts anew what is unread. A message that a conversation list shows stays. Where to go
    /// on; `None` when the rest is younger.
    fn expire_messages(
        &mut self,
        after: MessageNo,
        before: u64,
        limit: usize,
        now: Now,
    ) -> Result<Option<MessageNo>, StoreError>;
}
