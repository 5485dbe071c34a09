//! What the server remembers, as the handlers see it: records and one trait per area, no SQL.
//!
//! The caller runs every batch of inputs in one transaction (`begin`, `commit`) and releases answers
//! and pushes only after the commit, so nothing is acknowledged that a power loss could take back.
//! Inside the batch every frame has its own mark: a frame whose handler fails is taken back alone.
//!
//! What the database looks like is in [`sqlite`]; rules of the protocol are not here.

mod account;
mod contact;
mod conversation;
mod error;
mod extension;
mod group;
mod group_application;
mod group_member;
mod group_message;
mod long_message;
mod mention;
mod message;
mod message_state;
mod presence;
mod relation;
mod sequence;
mod session;
pub mod sqlite;
#[cfg(test)]
mod suite;

pub use account::{Account, AccountId, Accounts, FieldValue};
pub use contact::{ContactGroup, ContactGroups, Contacts, LabelledContact, Labels, Mute, peer_at, place_of};
pub use conversation::{Conversation, Conversations, PageCursor, RecentContact, UnreadContact};
pub use error::StoreError;
pub use extension::{Extension, ExtensionSeq, Extensions};
pub use group::{Access, Attribute, Group, GroupKind, GroupNo, Groups, Joined};
pub use group_application::{
    Application, ApplicationKind, GroupApplications, GroupNotices, Mentioned, NewNotice, StoredNotice,
};
pub use group_member::{GroupMembers, Member, MemberPage, Role};
pub use group_message::{GroupMessage, GroupMessages, NewGroupMessage, RecentGroup, Visibility};
pub use long_message::LongMessages;
pub use mention::Mentions;
pub use message::{Direction, HistoryFrom, MessageNo, Messages, NewMessage, Pair, StoredMessage};
pub use message_state::MessageStates;
pub use presence::{Presence, Presences};
pub use relation::{BlockedUser, Relations};
pub use sequence::{Sequences, Subject};
pub use session::{InstId, KickType, Sessions, StoredSession};

/// Everything the core needs, over one database.
pub trait Store: Transactions + UserStore + MessageStore + ConversationStore + GroupStore {}

impl<T: Transactions + UserStore + MessageStore + ConversationStore + GroupStore> Store for T {}

/// Users with all that hangs on them.
pub trait UserStore: Accounts + Sessions + Presences + Relations + Sequences {}

impl<T: Accounts + Sessions + Presences + Relations + Sequences> UserStore for T {}

/// Conversations with all that hangs on them.
pub trait ConversationStore: Conversations + Contacts + ContactGroups {}

impl<T: Conversations + Contacts + ContactGroups> ConversationStore for T {}

/// Groups with all that hangs on them.
pub trait GroupStore: Groups + GroupMembers + GroupMessages + GroupApplications + GroupNotices {}

impl<T: Groups + GroupMembers + GroupMessages + GroupApplications + GroupNotices> GroupStore for T {}

/// Messages with all that hangs on them.
pub trait MessageStore: Messages + MessageStates + Extensions + LongMessages {}

impl<T: Messages + MessageStates + Extensions + LongMessages> MessageStore for T {}

/// The transaction round a batch, and the marks inside it.
pub trait Transactions {
    /// Starts the batch's transaction.
    fn begin(&mut self) -> Result<(), StoreError>;

    /// Ends the batch. When this returns `Ok`, everything in it survives a crash of the process and of
    /// the machine.
    fn commit(&mut self) -> Result<(), StoreError>;

    /// Takes the whole batch back. Harmless when there is no transaction any more.
    fn rollback(&mut self) -> Result<(), StoreError>;

    /// Starts one frame's work inside the batch.
    fn mark(&mut self) -> Result<(), StoreError>;

    /// Keeps the work since [`Transactions::mark`].
    fn keep(&mut self) -> Result<(), StoreError>;

    /// Takes back the work since [`Transactions::mark`].
    fn undo(&mut self) -> Result<(), StoreError>;
}
