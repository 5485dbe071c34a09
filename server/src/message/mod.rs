//! Messages between two users and, in `group`, of groups: sending, history, read marks, what happens to a message later, and what a client missed while it was
//! away.
//!
//! Which pushes may be lost? None of the messages here: a message is in history, in the conversation list and
//! in the unread counts before its sender is answered, and `openim.getmsg` gives a client that reconnects
//! everything since its last sync. So pushes are sent once, without acknowledgement.

mod content;
mod delete;
mod element;
mod extension;
mod filter;
mod group;
mod history;
mod key;
mod long;
mod modify;
mod online;
mod read;
mod receipt;
mod retention;
mod revoke;
mod send;
mod sync;
mod target;
mod wire;

pub(crate) use delete::delete;
pub(crate) use extension::{get_extensions, get_group_extensions, set_extensions, set_group_extensions};
pub(crate) use filter::Filter;
pub(crate) use group::{
    confirm_group, delete_group, group_history, group_item, group_readers, group_receipts, mark_group_read,
    recall, recalled, send_group,
};
pub(crate) use history::history;
pub(crate) use long::{get_long, save_long};
pub(crate) use modify::{modify, modify_group};
pub(crate) use online::RecentOnline;
pub(crate) use read::{mark_all_read, mark_read, peer_read_time, read_out};
pub(crate) use receipt::confirm;
pub(crate) use retention::Cleaner;
pub(crate) use revoke::{REVOKED_FLAG, revoke, revoker};
pub(crate) use send::send;
pub(crate) use sync::sync;
pub(crate) use wire::{PageBudget, message_body};

/// What a sender can ask for, as bits.
pub(crate) mod flag {
    /// The message does not count as unread.
    pub(crate) const NO_UNREAD: u32 = 1;
    /// The message does not become the conversation's last message.
    pub(crate) const NO_LAST_MESSAGE: u32 = 2;
    /// The sender wants to know of each reader.
    pub(crate) const NEED_RECEIPT: u32 = 4;
    /// Others may attach extensions.
    pub(crate) const EXTENSION: u32 = 8;
    /// Nobody's wish but the receiver's: the message is in history and nowhere else.
    pub(crate) const DISCARDED: u32 = 16;
}

#[cfg(test)]
mod tests;
