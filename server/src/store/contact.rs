//! What an account has settled about its conversations: which are pinned, marked, muted, cleared, and in which groups
//! of its own they are. All of it but the pin outlives the entry in the conversation list.

use super::{AccountId, GroupNo, MessageNo, StoreError};

/// What an account wants to hear of a user's messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mute {
    /// Everything.
    #[default]
    None,
    /// Nothing: the messages are in history only.
    Discard,
    /// The messages, without being notified of them.
    Silent,
}

impl Mute {
    /// The number on the wire.
    pub fn code(self) -> u8 {
        match self {
            Mute::None => 0,
            Mute::Discard => 1,
            Mute::Silent => 2,
        }
    }

    pub fn from_code(code: u64) -> Option<Mute> {
        [Mute::None, Mute::Discard, Mute::Silent].into_iter().find(|mute| u64::from(mute.code()) == code)
    }
}

/// What is written on a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// One bit per mark.
    pub marks: u64,
    /// The application's text.
    pub custom: String,
    /// Numbers of the groups it is in.
    pub groups: Vec<i64>,
}

/// Places of groups begin here, behind those of all users.
const GROUPS_FROM: u64 = 1 << 40;

/// The place of a user or a group among all of them, a number that is not negative: where pages of lists end.
pub fn place_of(peer: AccountId) -> u64 {
    match GroupNo::of_peer(peer) {
        Some(group) => GROUPS_FROM.saturating_add(u64::try_from(group.0).unwrap_or(0)),
        None => u64::try_from(peer.0).unwrap_or(0),
    }
}

/// Who is at a place.
pub fn peer_at(place: u64) -> AccountId {
    let number = |place: u64| i64::try_from(place).unwrap_or(i64::MAX);
    match place.checked_sub(GROUPS_FROM) {
        Some(group) if group > 0 => GroupNo(number(group)).as_peer(),
        _ => AccountId(number(place)),
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledContact {
    pub peer: AccountId,
    /// The user id, or the group's.
    pub peer_id: String,
    pub labels: Labels,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactGroup {
    pub id: i64,
    pub name: String,
}

/// Setting any of these makes a conversation that was not there, and puts it into the list: what is pinned or marked
/// can be seen. Taking away and muting do not.
pub trait Contacts {
    /// `false` when it was so before.
    fn set_pinned(&mut self, owner: AccountId, peer: AccountId, pinned: bool) -> Result<bool, StoreError>;

    /// Puts a conversation into the list even if there is no message to show.
    fn list(&mut self, owner: AccountId, peer: AccountId) -> Result<(), StoreError>;

    /// Takes a conversation out of the list, and its pin away. The next message to show brings it back.
    fn unlist(&mut self, owner: AccountId, peer: AccountId) -> Result<(), StoreError>;

    /// Hides the messages up to `upto` from `owner`; the list shows none.
    fn clear_history(&mut self, owner: AccountId, peer: AccountId, upto: MessageNo)
    -> Result<(), StoreError>;

    fn labels(&mut self, owner: AccountId, peer: AccountId) -> Result<Labels, StoreError>;

    fn set_marks(&mut self, owner: AccountId, peer: AccountId, marks: u64) -> Result<(), StoreError>;

    fn set_custom(&mut self, owner: AccountId, peer: AccountId, custom: &str) -> Result<(), StoreError>;

    /// Conversations with any label, in the order of the places of their peers, behind the place `after`.
    fn labelled(
        &mut self,
        owner: AccountId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<LabelledContact>, StoreError>;

    fn labelled_count(&mut self, owner: AccountId) -> Result<u64, StoreError>;

    fn mute(&mut self, owner: AccountId, peer: AccountId) -> Result<Mute, StoreError>;

    /// `seq`: the number of this change.
    fn set_mute(&mut self, owner: AccountId, peer: AccountId, mute: Mute, seq: u64)
    -> Result<(), StoreError>;

    /// User ids, and what was set for them after the change `seq`.
    fn mutes_since(&mut self, owner: AccountId, seq: u64) -> Result<Vec<(String, Mute)>, StoreError>;
}

/// Groups of conversations, of one account each.
pub trait ContactGroups {
    /// In the order in which they were made.
    fn contact_groups(&mut self, owner: AccountId) -> Result<Vec<ContactGroup>, StoreError>;

    /// The caller has made sure that the name is free.
    fn add_contact_group(&mut self, owner: AccountId, name: &str) -> Result<i64, StoreError>;

    fn rename_contact_group(&mut self, group: i64, name: &str) -> Result<(), StoreError>;

    /// With its memberships.
    fn remove_contact_group(&mut self, group: i64) -> Result<(), StoreError>;

    /// `false` when it was in the group before.
    fn group_contact(&mut self, owner: AccountId, peer: AccountId, group: i64) -> Result<bool, StoreError>;

    /// `false` when it was not in the group.
    fn ungroup_contact(&mut self, owner: AccountId, peer: AccountId, group: i64) -> Result<bool, StoreError>;
}
