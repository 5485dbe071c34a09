//! Requests to join a group, and what a user is to learn about groups even if he is away.

use super::{AccountId, GroupNo, StoreError};
use crate::core::Now;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationKind {
    /// The applicant wants to join.
    Join,
    /// The applicant wants somebody else to join.
    Invite,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// A time in microseconds, moved so that it is unique.
    pub id: u64,
    pub group: GroupNo,
    pub kind: ApplicationKind,
    pub applicant: AccountId,
    /// Who is to join: the applicant himself, or whom he has invited.
    pub subject: AccountId,
    pub text: String,
    /// Has to be shown to handle it.
    pub authentication: String,
    /// Who has handled it.
    pub handler: Option<AccountId>,
}

/// What a user is told.
#[derive(Clone, Copy, Debug)]
pub struct NewNotice<'a> {
    /// The number that [`GroupNotices::next_notice`] gave.
    pub id: u64,
    /// The user; or, of a message in which all were named, the group as a peer.
    pub account: AccountId,
    pub random: u32,
    /// The item of an EventArray as JSON text.
    pub event: &'a str,
    /// The message in which he was named: what is read is no news.
    pub mention: Option<Mentioned>,
}

/// A message in which somebody was named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mentioned {
    pub group: GroupNo,
    pub seq: u32,
    pub sender: AccountId,
}

/// What a user was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredNotice {
    pub id: u64,
    /// The item of an EventArray as JSON text.
    pub event: String,
}

pub trait GroupApplications {
    /// Its id is the first free one from `id` on, and is given back.
    fn add_application(&mut self, application: &Application) -> Result<u64, StoreError>;

    fn application(&mut self, id: u64) -> Result<Option<Application>, StoreError>;

    /// The one that waits for a decision about `subject`.
    fn waiting_application(
        &mut self,
        group: GroupNo,
        subject: AccountId,
    ) -> Result<Option<Application>, StoreError>;

    fn handle_application(&mut self, id: u64, handler: AccountId) -> Result<(), StoreError>;

    /// Of the groups that `admin` runs, oldest first, from the id `from` on.
    fn applications(
        &mut self,
        admin: AccountId,
        communities: bool,
        from: u64,
        limit: usize,
    ) -> Result<Vec<Application>, StoreError>;
}

pub trait GroupNotices {
    /// Number of the next notice of anybody.
    fn next_notice(&mut self) -> Result<u64, StoreError>;

    /// Keeps a notice, and of the account's notices only the newest `keep`.
    fn add_notice(&mut self, notice: &NewNotice<'_>, now: Now, keep: usize) -> Result<(), StoreError>;

    /// Behind the number `after`, oldest first: the account's, and those of its groups that are new for it.
    fn notices(&mut self, account: AccountId, after: u64) -> Result<Vec<StoredNotice>, StoreError>;

    fn remove_notice(&mut self, account: AccountId, id: u64, random: u32) -> Result<(), StoreError>;

    /// Removes what is older than `before` (seconds): applications and notices, at most `limit` of each.
    fn expire_notices(&mut self, before: u64, limit: usize) -> Result<(), StoreError>;
}
