//! Conversations of an account: last message, unread count and read mark per peer. The wire calls the
//! list of them recent contacts.

use crate::core::Now;

use super::{AccountId, Labels, MessageNo, StoreError};

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
    /// Seconds, of the last message; 0 when there never was one, or history was cleared.
    pub time: u64,
    /// The message to show; none while there is none, or all of them asked not to be shown or were deleted.
    pub last: Option<MessageNo>,
    pub unread: u64,
    pub pinned: bool,
    pub labels: Labels,
    /// Seconds; how far the peer has read this account's messages.
    pub peer_read_time: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadContact {
    pub peer_user_id: String,
    pub unread: u64,
    /// Seconds, of the newest message, whether the list shows it or not; 0 when that is kept no more.
    pub newest_time: u64,
}

/// Where a page of the list ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageCursor {
    pub pinned: bool,
    pub time: u64,
    pub peer: AccountId,
}

pub trait Conversations {
    /// Notes a stored message in the list of `owner`, if it is told of it. `shown`: it becomes the last message.
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

    /// Moves the read mark of a conversation that exists, forward, and counts anew what is unread.
    fn set_read(
        &mut self,
        owner: AccountId,
        peer: AccountId,
        read_time: u64,
        read_upto: MessageNo,
        now: Now,
    ) -> Result<(), StoreError>;

    /// Counts anew what is unread, when something may count no longer: incoming messages beyond the read mark that
    /// count, and are neither revoked nor hidden from the owner. Every count but the one of a new message comes from
    /// here.
    fn recount_unread(&mut self, owner: AccountId, peer: AccountId, now: Now) -> Result<(), StoreError>;

    /// Replaces the message that the list of `owner` shows, and its time (seconds). `None`: the conversation stays in the
    /// list without a message, behind those that have one.
    fn set_last(
        &mut self,
        owner: AccountId,
        peer: AccountId,
        last: Option<(MessageNo, u64)>,
    ) -> Result<(), StoreError>;

    /// Peers in whose conversations something is unread.
    fn unread_peers(&mut self, owner: AccountId) -> Result<Vec<AccountId>, StoreError>;

    /// Pinned ones first, then newest first, at most `limit`, strictly behind `after`: what is in the list and what has
    /// unread messages. Of those that are not pinned, beyond the newest `keep` only what has unread messages.
    fn recent_contacts(
        &mut self,
        owner: AccountId,
        after: Option<PageCursor>,
        keep: usize,
        limit: usize,
    ) -> Result<Vec<RecentContact>, StoreError>;

    /// One of them, if it is in the list.
    fn recent_contact(
        &mut self,
        owner: AccountId,
        peer: AccountId,
    ) -> Result<Option<RecentContact>, StoreError>;

    /// Peers with unread messages, and those whose conversation was read after `read_since` (ms). Only of conversations in
    /// the list: who was away and is told of a count would show the conversation again.
    fn unread_contacts(
        &mut self,
        owner: AccountId,
        read_since: u64,
    ) -> Result<Vec<UnreadContact>, StoreError>;
}
