//! What the server remembers of a user's status, and who wants to know of it. Who is online right now is not stored:
//! sockets do not outlive the process.

use super::{AccountId, InstId, StoreError};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// Has logged in and not out again, online or not.
    pub logged_in: bool,
    /// The application's text.
    pub custom_status: String,
}

pub trait Presences {
    /// Of a user who never logged in: the default.
    fn presence(&mut self, account: AccountId) -> Result<Presence, StoreError>;

    fn set_presence(&mut self, account: AccountId, presence: &Presence) -> Result<(), StoreError>;

    /// Doing so again changes nothing. A subscription ends with its session.
    fn subscribe(&mut self, inst: InstId, subject: AccountId) -> Result<(), StoreError>;

    fn unsubscribe(&mut self, inst: InstId, subject: AccountId) -> Result<(), StoreError>;

    fn unsubscribe_all(&mut self, inst: InstId) -> Result<(), StoreError>;

    /// The instances that subscribe to `subject`, with their accounts.
    fn subscribers(&mut self, subject: AccountId) -> Result<Vec<(AccountId, InstId)>, StoreError>;
}
