//! Messages: making ([`create`], [`relay`]), sending ([`send`]), receiving ([`receive`]), history ([`history`], [`hopping`]),
//! read state ([`read`]); what happens to sent ones: [`revoke`], [`delete`], [`modify`], [`receipt`], [`extension`]. The order and the meaning of a Message object's members are in [`object`].
//!
//! The content of a message lives in its JavaScript object alone. What the engine keeps of it is
//! [`Stored`]: what deduplication, order, paging and counting decide on.

mod create;
mod delete;
mod extension;
mod history;
mod hopping;
mod methods;
mod modify;
mod name;
mod object;
mod read;
mod receipt;
mod receive;
mod receive_group;
mod relay;
mod revoke;
mod send;
mod timeline;
mod translate;

use tim_proto::constants::types;

use super::conversation::Kind;
use super::effect::ObjectId;

use create::{create_custom, create_face, create_location, create_text};
pub use extension::Extensions;
use history::get_list;
pub use methods::METHODS;
pub(super) use methods::creates;
pub use name::{Name, in_group, is_topic, root};
pub use object::{GIVEN_FIELDS, Message, elements_of};
use read::set_read;
pub use read::{SCOPES, mark_read};
pub use receive::{Arrived, News, from_wire, group_of, recover};
pub use send::send_created;
use send::{resend, send};
pub use timeline::Timeline;

/// What the engine keeps of a message in a conversation's list.
#[derive(Clone, Debug)]
pub struct Stored {
    pub object: ObjectId,
    /// The message's ID, as applications see it.
    pub id: Box<str>,
    pub sequence: u64,
    pub random: u64,
    /// Seconds, by the server.
    pub time: u64,
    /// Sent by me, here or by another instance.
    pub out: bool,
    pub is_read: bool,
    pub is_peer_read: bool,
    /// Does not count as unread.
    pub uncounted: bool,
    /// Is never a conversation's last message.
    pub not_last: bool,
    pub is_revoked: bool,
    /// By me, for me.
    pub is_deleted: bool,
    /// How often it was modified, as far as is known.
    pub version: u64,
    /// Type of the first element; `None` when there is none that applications see.
    pub kind: Option<&'static str>,
}

/// Who sends tips and notices, and that sender's number.
pub const SYSTEM: &str = types::CONV_SYSTEM;
pub const SYSTEM_TINY_ID: &str = "144115198244471703";

/// Tells one message of a conversation from the others, as far as the list of recent contacts names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    pub time: u64,
    pub sequence: u64,
    pub random: u64,
}

impl Stored {
    /// What a conversation's `read_to` is compared with.
    pub fn place(&self, kind: Kind) -> u64 {
        kind.place(self.mark())
    }

    pub fn mark(&self) -> Mark {
        Mark { time: self.time, sequence: self.sequence, random: self.random }
    }

    /// Whether it counts as unread for as long as it is not read.
    pub fn counts(&self) -> bool {
        !(self.out || self.uncounted || self.is_revoked || self.is_deleted)
    }

    /// Whether it counts.
    pub fn is_unread(&self) -> bool {
        self.counts() && !self.is_read
    }

    /// Whether a conversation may show it as its last message.
    pub fn may_be_last(&self) -> bool {
        !(self.is_deleted || self.not_last)
    }

    /// Whether both are the same message: within a conversation these members are unique together.
    pub fn is_same(&self, other: &Stored) -> bool {
        self.random == other.random
            && self.sequence == other.sequence
            && self.time == other.time
            && self.out == other.out
    }
}

impl Mark {
    /// The server's name of the message within its conversation.
    pub fn key(&self) -> String {
        format!("{}_{}_{}", self.sequence, self.random, self.time)
    }
}

/// So many randoms of own messages are remembered after the server has them, to tell echoes of them.
const OWN_RANDOMS: usize = 100;
/// And so many of messages that are under way or have failed: the server may have got one, and nobody but
/// its object tells of it.
const UNANSWERED: usize = 10_000;

/// What this instance has sent or made.
#[derive(Default)]
pub struct Outgoing {
    answered: Vec<u64>,
    unanswered: Vec<u64>,
    /// The last client sequence given out; 0 before the first.
    client_sequence: u64,
}

impl Outgoing {
    fn sending(&mut self, random: u64) {
        if !self.unanswered.contains(&random) {
            remember(&mut self.unanswered, random, UNANSWERED);
        }
    }

    fn answered(&mut self, random: u64) {
        self.unanswered.retain(|unanswered| *unanswered != random);
        remember(&mut self.answered, random, OWN_RANDOMS);
    }

    fn is_echo(&self, random: u64) -> bool {
        self.answered.contains(&random) || self.unanswered.contains(&random)
    }
}

fn remember(randoms: &mut Vec<u64>, random: u64, at_most: usize) {
    if randoms.len() == at_most {
        randoms.remove(0);
    }
    randoms.push(random);
}
