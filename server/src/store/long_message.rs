//! Lists of messages that are too long to travel inside a merged message.

use super::StoreError;
use crate::core::Now;

pub trait LongMessages {
    /// `messages`: `MsgList` as JSON text.
    fn add_long_message(&mut self, key: &str, messages: &str, now: Now) -> Result<(), StoreError>;

    fn long_message(&mut self, key: &str) -> Result<Option<String>, StoreError>;

    /// A message that refers to it was sent, so it has to last as long as that. Harmless for a key that does not exist.
    fn touch_long_message(&mut self, key: &str, now: Now) -> Result<(), StoreError>;

    /// Removes those last used before `before` (ms), at most `limit` of them.
    fn expire_long_messages(&mut self, before: u64, limit: usize) -> Result<(), StoreError>;
}
