//! What happened, counted for whoever exports it. The core has no metrics of its own: it must not know of
//! registries, threads or clocks.

use std::collections::BTreeMap;

use super::call::Note;

/// Unknown command names that are told apart; the others share one name, so that a client cannot fill a
/// metrics system.
const MAX_UNKNOWN_NAMES: usize = 100;
const MAX_UNKNOWN_BYTES: usize = 80;

/// Counts since the last [`super::Core::take_tally`].
#[derive(Debug, Default)]
pub struct Tally {
    /// By servcmd and ErrorCode.
    pub commands: BTreeMap<(&'static str, i64), u64>,
    /// By servcmd as sent; `other` when there are too many or the name is no name.
    pub unknown_commands: BTreeMap<String, u64>,
    /// Frames that could not be read, and so not be answered.
    pub bad_frames: u64,
    pub logins: u64,
    pub relogins: u64,
    pub messages_stored: u64,
    pub messages_online_only: u64,
    pub messages_duplicate: u64,
    /// Told their senders that they were sent, but not sent on: too many in a room.
    pub messages_dropped: u64,
    /// Frames pushed.
    pub pushes: u64,
    /// Sockets closed because they were silent.
    pub idle_closed: u64,
    /// Failures of single frames, in words.
    pub store_errors: Vec<String>,
}

impl Tally {
    pub(super) fn command(&mut self, servcmd: &'static str, code: i64) {
        add(self.commands.entry((servcmd, code)).or_default());
    }

    pub(super) fn unknown(&mut self, servcmd: &str) {
        let plain = servcmd.len() <= MAX_UNKNOWN_BYTES
            && servcmd.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        let known = self.unknown_commands.contains_key(servcmd);
        let name = if plain && (known || self.unknown_commands.len() < MAX_UNKNOWN_NAMES) {
            servcmd
        } else {
            "other"
        };
        add(self.unknown_commands.entry(name.to_owned()).or_default());
    }

    pub(super) fn note(&mut self, note: Note) {
        add(match note {
            Note::Login => &mut self.logins,
            Note::Relogin => &mut self.relogins,
            Note::MessageStored => &mut self.messages_stored,
            Note::MessageOnlineOnly => &mut self.messages_online_only,
            Note::MessageDuplicate => &mut self.messages_duplicate,
            Note::MessageDropped => &mut self.messages_dropped,
        });
    }
}

fn add(count: &mut u64) {
    *count = count.saturating_add(1);
}
