//! The key by which commands name a message: `<MsgSeq>_<MsgRandom>_<MsgTime>`.

use serde_json::Value;

use crate::core::{integer, unsigned};
use crate::store::{MessageNo, StoredMessage};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MessageKey {
    pub(super) seq: u32,
    pub(super) random: u32,
    /// Seconds.
    pub(super) time: u64,
    /// The place in the order of arrival: only in the keys with which pages of history end.
    pub(super) no: Option<MessageNo>,
}

impl MessageKey {
    pub(super) fn parse(text: &str) -> Option<MessageKey> {
        let mut parts = text.split('_');
        let key = MessageKey {
            seq: parts.next()?.parse().ok()?,
            random: parts.next()?.parse().ok()?,
            time: parts.next()?.parse().ok()?,
            no: match parts.next() {
                Some(no) => Some(MessageNo(no.parse().ok()?)),
                None => None,
            },
        };
        parts.next().is_none().then_some(key)
    }

    /// From the members of a request; the time's name differs from command to command.
    pub(super) fn read(request: &Value, time: &str) -> Option<MessageKey> {
        Some(MessageKey {
            seq: unsigned(request, "MsgSeq")?,
            random: unsigned(request, "MsgRandom")?,
            time: integer(request, time)?,
            no: None,
        })
    }

    pub(super) fn of(message: &StoredMessage) -> MessageKey {
        MessageKey { seq: message.seq, random: message.random, time: message.time, no: None }
    }

    /// As the public service forms it.
    pub(super) fn text(self) -> String {
        let MessageKey { seq, random, time, no } = self;
        match no {
            Some(no) => format!("{seq}_{random}_{time}_{}", no.0),
            None => format!("{seq}_{random}_{time}"),
        }
    }
}
