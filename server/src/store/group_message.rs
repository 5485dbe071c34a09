//! Messages of groups: their numbers, who is to see them, and what a conversation list says of them. What happens to one
//! later is the same as for all messages.

use super::{AccountId, GroupNo, MessageNo, NewMessage, StoreError, StoredMessage};
use crate::core::Now;

#[derive(Clone, Copy, Debug)]
pub struct NewGroupMessage<'a> {
    /// Its receiver is the group, its seq the sender's own number. A tip's sender is the account 0.
    pub message: NewMessage<'a>,
    pub group: GroupNo,
    /// 1 is the highest.
    pub priority: u8,
    /// `GroupAtInfo` as JSON text.
    pub mentions: &'a str,
    /// Nobody else sees it, when there are any.
    pub targets: &'a [AccountId],
    /// Members who are to read it.
    pub audience: u64,
}

impl NewGroupMessage<'_> {
    /// The message as it is read back when it has these numbers.
    pub fn placed(&self, seq: u32, no: MessageNo) -> GroupMessage {
        let new = &self.message;
        GroupMessage {
            message: StoredMessage {
                no,
                sender: new.sender,
                receiver: new.receiver,
                seq: new.seq,
                random: new.random,
                time: new.time,
                client_time: new.client_time,
                body: new.body.to_owned(),
                cloud_custom_data: new.cloud_custom_data.to_owned(),
                flags: new.flags,
                version: 0,
                revoker: None,
                receipt: false,
            },
            group: self.group,
            seq,
            priority: self.priority,
            mentions: self.mentions.to_owned(),
            audience: self.audience,
            targeted: !self.targets.is_empty(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupMessage {
    pub message: StoredMessage,
    pub group: GroupNo,
    /// The group's number for it.
    pub seq: u32,
    pub priority: u8,
    pub mentions: String,
    pub audience: u64,
    /// Only for some members.
    pub targeted: bool,
}

impl GroupMessage {
    /// Whether the server says it, not a member.
    pub fn is_tip(&self) -> bool {
        self.message.sender == AccountId(0)
    }
}

/// What one member sees of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    Visible,
    /// He has deleted it.
    Deleted,
    /// It is for others.
    Targeted,
}

/// A group as an entry of its member's conversation list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentGroup {
    pub group: GroupNo,
    /// Seconds, of the message to show; 0 when there is none.
    pub time: u64,
    /// Its number in the group.
    pub last: Option<u32>,
    pub pinned: bool,
}

pub trait GroupMessages {
    /// Gives the message the group's next number.
    fn add_group_message(&mut self, message: &NewGroupMessage<'_>) -> Result<(u32, MessageNo), StoreError>;

    fn group_message(&mut self, group: GroupNo, seq: u32) -> Result<Option<GroupMessage>, StoreError>;

    /// Those of the messages from `first` to `last` that still exist, newest first.
    fn group_messages(
        &mut self,
        group: GroupNo,
        reader: AccountId,
        first: u32,
        last: u32,
    ) -> Result<Vec<(GroupMessage, Visibility)>, StoreError>;

    fn visibility(&mut self, no: MessageNo, reader: AccountId) -> Result<Visibility, StoreError>;

    /// Seq and time of the newest message of a sender with his two numbers that is not older than `since` (seconds).
    fn sent_group_message(
        &mut self,
        sender: AccountId,
        group: GroupNo,
        client_seq: u32,
        random: u32,
        since: u64,
    ) -> Result<Option<(u32, u64)>, StoreError>;

    /// A message of the group was revoked: it counts for nobody any more.
    fn note_recall(&mut self, group: GroupNo, seq: u32, now: Now) -> Result<(), StoreError>;

    /// Messages behind `read` that count, are for the reader, and are neither his own nor deleted by him.
    fn group_unread(&mut self, group: GroupNo, reader: AccountId, read: u32) -> Result<u64, StoreError>;

    /// Numbers behind `read` of what does not count for the reader, or is for others; at most 1000.
    fn uncounted(&mut self, group: GroupNo, reader: AccountId, read: u32) -> Result<Vec<u32>, StoreError>;

    /// Entries of the conversation list: pinned ones or the others, newest first, strictly behind `after`, the time and
    /// the group of an entry. Only groups with a message to show, and those that are pinned or labelled.
    fn recent_groups(
        &mut self,
        owner: AccountId,
        pinned: bool,
        after: Option<(u64, GroupNo)>,
        limit: usize,
    ) -> Result<Vec<RecentGroup>, StoreError>;

    /// The entry of one group, if the list has it.
    fn recent_group(&mut self, owner: AccountId, group: GroupNo) -> Result<Option<RecentGroup>, StoreError>;

    /// Messages of the groups that somebody is in, which are there for him and were modified at or after a time (ms) and
    /// not revoked, in the order in which that happened. Not those of topics.
    fn modified_in_groups(
        &mut self,
        reader: AccountId,
        since: u64,
        limit: usize,
    ) -> Result<Vec<GroupMessage>, StoreError>;

    /// Messages of a group that were revoked between two times (ms), in the order in which that happened.
    fn recalled(
        &mut self,
        group: GroupNo,
        since: u64,
        until: u64,
        limit: usize,
    ) -> Result<Vec<(u64, GroupMessage)>, StoreError>;

    /// `false` when the reader has confirmed it before.
    fn add_receipt(&mut self, no: MessageNo, reader: AccountId) -> Result<bool, StoreError>;

    /// How many have confirmed a message.
    fn receipts(&mut self, no: MessageNo) -> Result<u64, StoreError>;

    /// Members who have confirmed a message (`read`), or have not: user ids in the order of their accounts, behind `after`.
    fn readers(
        &mut self,
        message: &GroupMessage,
        read: bool,
        after: AccountId,
        limit: usize,
    ) -> Result<Vec<(AccountId, String)>, StoreError>;
}
