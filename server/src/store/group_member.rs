//! Members of groups: their role, what they have read, what they may not do. In a topic a member's record appears when
//! he first reads or settles something there.

use super::{Account, AccountId, Group, GroupNo, Mute, StoreError};

/// From the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Member,
    Admin,
    Owner,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub account: Account,
    pub role: Role,
    /// Seconds.
    pub joined: u64,
    /// Messages from here on are his.
    pub join_seq: u32,
    pub name_card: String,
    /// Custom fields as the wire has them, JSON.
    pub fields: String,
    pub remind: Mute,
    pub read_seq: u32,
    /// Up to here history is hidden.
    pub cleared_upto: u32,
    /// Up to here no message puts the conversation into the list.
    pub unlisted_upto: u32,
    /// Seconds; 0: he has not written yet.
    pub last_sent: u64,
    /// Seconds.
    pub muted_until: u64,
}

/// Where a page of members starts: their place in the order of roles, from the owner down, and of joining.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberPage {
    pub offset: usize,
    pub limit: usize,
    /// Only members of this role.
    pub role: Option<Role>,
}

pub trait GroupMembers {
    fn member(&mut self, group: GroupNo, account: AccountId) -> Result<Option<Member>, StoreError>;

    /// Adds or replaces a record; `muted_until` stays as it is.
    fn save_member(&mut self, group: GroupNo, member: &Member) -> Result<(), StoreError>;

    fn remove_member(&mut self, group: GroupNo, account: AccountId) -> Result<(), StoreError>;

    /// The owner first, then in the order of joining.
    fn members(&mut self, group: GroupNo, page: MemberPage) -> Result<Vec<Member>, StoreError>;

    fn member_accounts(&mut self, group: GroupNo) -> Result<Vec<AccountId>, StoreError>;

    /// Who is to hear of messages in a group or a topic: members who have not settled otherwise.
    fn listeners(&mut self, place: &Group) -> Result<Vec<AccountId>, StoreError>;

    /// The owner and the administrators.
    fn admins(&mut self, group: GroupNo) -> Result<Vec<Account>, StoreError>;

    /// Seconds until which a user may not write; 0 when he may.
    fn muted_until(&mut self, group: GroupNo, account: AccountId) -> Result<u64, StoreError>;

    fn set_muted_until(&mut self, group: GroupNo, account: AccountId, until: u64) -> Result<(), StoreError>;

    /// Seconds until which a user may not come in; 0 when he never was banned.
    fn banned_until(&mut self, group: GroupNo, account: AccountId) -> Result<u64, StoreError>;

    fn set_banned_until(&mut self, group: GroupNo, account: AccountId, until: u64) -> Result<(), StoreError>;

    /// Rooms that a user is in.
    fn rooms_of(&mut self, account: AccountId) -> Result<Vec<GroupNo>, StoreError>;

    /// Everybody who is in some room.
    fn room_members(&mut self) -> Result<Vec<AccountId>, StoreError>;

    /// The marks of one member of a room.
    fn marks(&mut self, group: GroupNo, account: AccountId) -> Result<Vec<u32>, StoreError>;

    fn set_mark(
        &mut self,
        group: GroupNo,
        account: AccountId,
        mark: u32,
        set: bool,
    ) -> Result<(), StoreError>;

    /// How many different marks the members of a room have.
    fn mark_kinds(&mut self, group: GroupNo) -> Result<Vec<u32>, StoreError>;
}
