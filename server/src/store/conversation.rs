//! Conversations of an account: last message, unread count and read mark per peer. The wire calls the
//! list of them recent contacts.

use crate::core::Now;

use super::{AccountId, MessageNo, StoreError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// The message that the list shows.
    pub last: Option<MessageNo>,
    /// Incoming messages that nobody has read and that count.
    pub unread: u64,
    /// Seconds; the peer sees messages up to here as read. 0: nothing read yet.
    pub read_time: u64,
    /// The newest incoming message that was read. Seconds are too coarse for this: a message that
    /// arrives in the second of the mark, but after it, is unread.
    pub read_upto: MessageNo,
}

/// A row of the conversation list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentContact {
    pub peer: AccountId,
    pub peer_user_id: String,
    pub peer_nick: String,
    pub peer_avatar: String,
    /// Seconds, of the last message.
    pub time: u64,
    /// The message to show; none, or one that does not exist, while all of them asked not to be shown or were deleted.
    pub last: Option<MessageNo>,
    pub unread: u64,
    /// Seconds; how far the peer has read this account's messages.
    pub peer_read_time: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadContact {
    pub peer_user_id: String,
    pub unread: u64,
}

/// Where a page of the list ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageCursor {
    pub time: u64,
    pub peer: AccountId,
}

pub trait Conversations {
    /// Notes a stored message in the list of `owner`. `shown`: it becomes the last message.
    /// `unread`: it counts as unread.
    fn note_message(
        &mut self,
        owner: AccountId,
        peer: AccountId,
        message: MessageNo,
        time: u64,
        shown: bool,
        unread: bool,
    ) -> Result<(), StoreError>;

    fn conversation(&mut self, owner: AccountId, peer: AccountId)
    -> Result<Option<Conversation>, StoreError>;

    /// Sets read mark and unread count of a conversation that exists.
    fn set_read(
        &mut self,
        owner: AccountId,
        peer: AccountId,
        state: &Conversation,
        now: Now,
    ) -> Result<(), StoreError>;

    /// Replaces the message that the list of `owner` shows, and its time (seconds). `None`: the conversation stays in the
    /// list without a message.
    fn set_last(
        &mut self,
        owner: AccountId,
        peer: AccountId,
        last: Option<(MessageNo, u64)>,
    ) -> Result<(), StoreError>;

    /// Peers in whose conversations something is unread.
    fn unread_peers(&mut self, owner: AccountId) -> Result<Vec<AccountId>, StoreError>;

    /// Newest conversation first, at most `limit`, strictly behind `after`. Of the conversations beyond
    /// the newest `keep`, and of those without a message to show, only the ones with unread messages.
    fn recent_contacts(
        &mut self,
        owner: AccountId,
        after: Option<PageCursor>,
        keep: usize,
        limit: usize,
    ) -> Result<Vec<RecentContact>, StoreError>;

    /// Peers with unread messages, and those whose conversation was read after `read_since` (ms).
    fn unread_contacts(
        &mut self,
        owner: AccountId,
        read_since: u64,
    ) -> Result<Vec<UnreadContact>, StoreError>;
}
