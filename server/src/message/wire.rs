//! A C2C message as the wire shows it, in pushes, history and syncs.

use serde_json::{Map, Value, json};

use super::flag;
use super::key::MessageKey;
use super::revoke::REVOKED_FLAG;
use crate::store::{Account, StoredMessage};

/// A message on its way to somebody.
pub(super) struct Item<'a> {
    pub(super) sender: &'a Account,
    pub(super) receiver_user_id: &'a str,
    pub(super) seq: u32,
    pub(super) random: u32,
    pub(super) time: u64,
    pub(super) client_time: u64,
    pub(super) body: Value,
    pub(super) cloud_custom_data: &'a str,
    pub(super) flags: u32,
    pub(super) version: u32,
    /// `RevokerInfo`, when the message was revoked.
    pub(super) revoker: Option<Value>,
}

impl<'a> Item<'a> {
    pub(super) fn stored(
        message: &'a StoredMessage,
        sender: &'a Account,
        receiver_user_id: &'a str,
        revoker: Option<Value>,
    ) -> Item<'a> {
        Item {
            sender,
            receiver_user_id,
            seq: message.seq,
            random: message.random,
            time: message.time,
            client_time: message.client_time,
            body: message_body(&message.body),
            cloud_custom_data: &message.cloud_custom_data,
            flags: message.flags,
            version: message.version,
            revoker,
        }
    }

    /// The item as everybody but the sender's other instances gets it. Nick and avatar are always there:
    /// without them clients would show an older message's.
    pub(super) fn into_value(self) -> Map<String, Value> {
        let mut item = Map::new();
        let mut put = |key: &str, value: Value| item.insert(key.to_owned(), value);
        put("From_Account", self.sender.user_id.as_str().into());
        put("To_Account", self.receiver_user_id.into());
        put("MsgSeq", self.seq.into());
        put("MsgRandom", self.random.into());
        put("MsgTimeStamp", self.time.into());
        put("MsgClientTime", self.client_time.into());
        put("TinyId", self.sender.id.tiny_id().into());
        put("From_AccountNick", self.sender.nick.as_str().into());
        put("From_AccountHeadurl", self.sender.avatar.as_str().into());
        put("MsgBody", self.body);
        put("CloudCustomData", self.cloud_custom_data.into());
        put("MsgVersion", self.version.into());
        put("IsNeedReadReceipt", bit(self.flags, flag::NEED_RECEIPT));
        put("SupportMessageExtension", bit(self.flags, flag::EXTENSION));
        if let Some(control) = control(self.flags) {
            put("SendMsgControl", control);
        }
        if let Some(revoker) = self.revoker {
            // The elements stay: clients skip messages that have none.
            put("MsgFlagBits", REVOKED_FLAG.into());
            put("RevokerInfo", revoker);
        }
        let key = MessageKey { seq: self.seq, random: self.random, time: self.time, no: None };
        put("MsgKey", key.text().into());
        item
    }
}

/// Turns an item into the copy for the sender's other instances: marked, and with the two accounts swapped,
/// because clients swap them back.
pub(super) fn sync_copy(mut item: Map<String, Value>) -> Map<String, Value> {
    let from = item.get("From_Account").cloned().unwrap_or_default();
    let to = item.get("To_Account").cloned().unwrap_or_default();
    item.insert("From_Account".to_owned(), to);
    item.insert("To_Account".to_owned(), from);
    item.insert("IsSyncMsg".to_owned(), 1.into());
    item
}

/// A stored `MsgBody`. It was JSON when it was stored; a row that is damaged shows as a message without
/// elements, which clients skip.
pub(crate) fn message_body(stored: &str) -> Value {
    serde_json::from_str(stored).unwrap_or_else(|_| Value::Array(Vec::new()))
}

/// `SendMsgControl`, when there is anything to say. An object, although senders give a list of names: clients understand
/// nothing else here.
pub(super) fn control(flags: u32) -> Option<Value> {
    (flags & (flag::NO_UNREAD | flag::NO_LAST_MESSAGE) != 0).then(|| {
        json!({
            "NoUnread": bit(flags, flag::NO_UNREAD),
            "NoLastMsg": bit(flags, flag::NO_LAST_MESSAGE),
        })
    })
}

pub(super) fn bit(flags: u32, bit: u32) -> Value {
    u32::from(flags & bit != 0).into()
}

/// Bytes of messages that go into one answer. Clients refuse frames of more than 1 MiB, so a page ends
/// early rather than grow beyond it.
const PAGE_BYTES: usize = 512 * 1024;
/// What an item costs besides the message's own text.
const ITEM_BYTES: usize = 600;

pub(crate) struct PageBudget(usize);

impl PageBudget {
    pub(crate) fn new() -> PageBudget {
        PageBudget(PAGE_BYTES)
    }

    /// Whether a message still fits. The first one always does: it is smaller than a page.
    pub(crate) fn takes(&mut self, message_bytes: usize) -> bool {
        let cost = message_bytes.saturating_add(ITEM_BYTES);
        let fits = cost <= self.0 || self.0 == PAGE_BYTES;
        self.0 = self.0.saturating_sub(cost);
        fits
    }
}
