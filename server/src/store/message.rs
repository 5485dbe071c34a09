//! C2C messages.

use super::{AccountId, InstId, StoreError};

/// A message's place in the order of arrival, over all conversations, from 1. Never used twice. The core
/// sees to it that `time` never falls as this number grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageNo(pub i64);

/// The two sides of a conversation, in no particular order. Both are the same for notes to oneself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    pub low: AccountId,
    pub high: AccountId,
}

impl Pair {
    pub fn new(one: AccountId, other: AccountId) -> Pair {
        Pair { low: one.min(other), high: one.max(other) }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct NewMessage<'a> {
    pub sender: AccountId,
    pub receiver: AccountId,
    /// Number given by the sender; neither unique nor an order.
    pub seq: u32,
    pub random: u32,
    /// Seconds, the server's clock: `MsgTime`.
    pub time: u64,
    /// Seconds, the sender's clock: part of the message's id.
    pub client_time: u64,
    /// `MsgBody` as JSON text.
    pub body: &'a str,
    pub cloud_custom_data: &'a str,
    /// 1 does not count as unread, 2 does not become the last message, 4 wants a receipt of each reader, 8 takes
    /// extensions, 16 is one that the receiver does not want to be told of.
    pub flags: u32,
    /// The instance that sent it, so that it is not told of its own message again.
    pub origin: InstId,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    pub no: MessageNo,
    pub sender: AccountId,
    pub receiver: AccountId,
    pub seq: u32,
    pub random: u32,
    pub time: u64,
    pub client_time: u64,
    pub body: String,
    pub cloud_custom_data: String,
    pub flags: u32,
    /// How often it was modified.
    pub version: u32,
    /// Who revoked it.
    pub revoker: Option<AccountId>,
    /// The receiver has sent the receipt that the sender asked for.
    pub receipt: bool,
}

impl StoredMessage {
    /// What the sender's text and data weigh.
    pub fn bytes(&self) -> usize {
        self.body.len().saturating_add(self.cloud_custom_data.len())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Newest first.
    Older,
    /// Oldest first.
    Newer,
}

/// Where a page of history starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryFrom {
    /// With the messages of this second.
    Time(u64),
    /// Beyond this message, which is not part of the page.
    Message { time: u64, no: MessageNo },
}

pub trait Messages {
    fn add_message(&mut self, message: &NewMessage<'_>) -> Result<MessageNo, StoreError>;

    fn message(&mut self, no: MessageNo) -> Result<Option<StoredMessage>, StoreError>;

    /// `MsgTime` of the newest message with these four numbers that is not older than `since` (seconds).
    /// Clients send a message again when its answer was lost; this is how the copy is known.
    fn sent_message_time(
        &mut self,
        sender: AccountId,
        receiver: AccountId,
        seq: u32,
        random: u32,
        since: u64,
    ) -> Result<Option<u64>, StoreError>;

    /// At most `limit` messages of a conversation, in the order that `direction` says, without those that `reader` has
    /// deleted or cleared and, unless `revoked`, without revoked ones.
    fn history(
        &mut self,
        reader: AccountId,
        pair: Pair,
        revoked: bool,
        from: HistoryFrom,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<StoredMessage>, StoreError>;

    /// The newest message of a conversation with these three numbers.
    fn message_by_key(
        &mut self,
        pair: Pair,
        seq: u32,
        random: u32,
        time: u64,
    ) -> Result<Option<MessageNo>, StoreError>;

    /// What an account sent or received after `after`, oldest first, without what the instance `origin`
    /// sent itself, what the account has deleted or cleared, and what it does not want to be told of. `since` (seconds) is the time of `after` or earlier.
    fn messages_since(
        &mut self,
        account: AccountId,
        after: MessageNo,
        since: u64,
        origin: InstId,
        limit: usize,
    ) -> Result<Vec<StoredMessage>, StoreError>;

    /// Number and time of the newest message of all; zeros when there is none.
    fn newest_message(&mut self) -> Result<(MessageNo, u64), StoreError>;

    /// The newest message from `peer` to `reader` that is not newer than `time` (seconds).
    fn newest_incoming(
        &mut self,
        reader: AccountId,
        peer: AccountId,
        time: u64,
    ) -> Result<Option<MessageNo>, StoreError>;
}
