//! The Message object as applications see it: which members, in which order, and where their values
//! come from. The alias of `payload` and `type` to the first element is made where objects are made.

use tim_proto::constants::types;
use tim_proto::json::Gather;
use tim_proto::json::{Node, Value, write};
use tim_proto::keys::KeyMap;
use tim_proto::{command, element};

use super::super::effect::{Fields, ObjectId, Out};
use super::super::group::tips;
use super::super::value::{empty_list, flag, list, object, text};
use super::{Mark, Stored};

/// What crosses of a Message object that an application passes in: what the methods that take one need.
pub static GIVEN_FIELDS: &str = "\
    ID,conversationID,conversationType,time,sequence,clientSequence,random,priority,nick,avatar,\
    nameCard,_elements,isRevoked,from,to,flow,status,_onlineOnlyFlag,_groupAtInfoList,_receiverList,\
    cloudCustomData,clientTime,needReadReceipt,version,isSupportExtension,payload,type";

/// A message in full, on its way into its object. Times are seconds.
#[derive(Clone, Debug)]
pub struct Message {
    pub tiny_id: String,
    pub conversation_id: String,
    pub conversation_type: &'static str,
    pub time: u64,
    pub sequence: u64,
    pub client_sequence: u64,
    pub random: u64,
    pub priority: &'static str,
    pub nick: String,
    pub avatar: String,
    /// `{type, content}` each; content may be anything that the sender made up.
    pub elements: Vec<Value>,
    pub is_place_message: u64,
    pub is_revoked: bool,
    pub from: String,
    pub to: String,
    pub out: bool,
    pub is_read: bool,
    pub is_peer_read: bool,
    pub status: &'static str,
    pub online_only: bool,
    pub at_users: Value,
    /// Of the sender, in the group.
    pub name_card: String,
    /// A notice of the system.
    pub is_system: bool,
    pub cloud_custom_data: String,
    pub uncounted: bool,
    pub not_last: bool,
    pub client_time: u64,
    pub need_read_receipt: bool,
    /// `None` until it is known; only for messages that ask for a receipt.
    pub receipt_read: Option<bool>,
    pub version: u64,
    pub receiver_list: Option<Value>,
    pub supports_extension: bool,
    pub revoker: Option<String>,
    /// Made of other messages.
    pub is_relayed: bool,
}

impl Message {
    /// A message with neither content nor parties.
    pub fn empty() -> Message {
        Message {
            tiny_id: String::new(),
            conversation_id: String::new(),
            conversation_type: types::CONV_C2C,
            time: 0,
            sequence: 0,
            client_sequence: 0,
            random: 0,
            priority: types::MSG_PRIORITY_NORMAL,
            nick: String::new(),
            avatar: String::new(),
            elements: Vec::new(),
            is_place_message: 0,
            is_revoked: false,
            from: String::new(),
            to: String::new(),
            out: false,
            is_read: false,
            is_peer_read: false,
            status: "success",
            online_only: false,
            at_users: empty_list(),
            name_card: String::new(),
            is_system: false,
            cloud_custom_data: String::new(),
            uncounted: false,
            not_last: false,
            client_time: 0,
            need_read_receipt: false,
            receipt_read: None,
            version: 0,
            receiver_list: None,
            supports_extension: false,
            revoker: None,
            is_relayed: false,
        }
    }

    pub fn id(&self) -> String {
        let mut id = self.tiny_id.clone();
        for number in [self.client_time, self.random] {
            id.push('-');
            write(&number.into(), &mut id);
        }
        id
    }

    pub fn mark(&self) -> Mark {
        // Notices are deleted by this one.
        let sequence = if self.is_system { self.client_sequence } else { self.sequence };
        Mark { time: self.time, sequence, random: self.random }
    }

    /// What the engine keeps.
    pub fn stored(&self, object: ObjectId) -> Stored {
        let Mark { time, sequence, random } = self.mark();
        Stored {
            object,
            id: self.id().into(),
            sequence,
            random,
            time,
            out: self.out,
            is_read: self.is_read,
            is_peer_read: self.is_peer_read,
            uncounted: self.uncounted,
            not_last: self.not_last,
            is_revoked: self.is_revoked,
            is_deleted: false,
            version: self.version,
            kind: self.first_element().and_then(|(kind, _)| element::static_type(kind)),
        }
    }

    /// Type and content of the first element: what `type` and `payload` show.
    pub fn first_element(&self) -> Option<(&str, &Value)> {
        let element = self.elements.first()?;
        Some((element.get("type")?.as_str()?, element.get("content")?))
    }

    /// The text that stands for the message in a list.
    pub fn for_show(&self, international: bool) -> String {
        self.first_element()
            .map_or_else(String::new, |(kind, content)| element::for_show(kind, content, international))
    }

    /// The own members of the object, in the order in which the official client makes them.
    pub fn fields(self) -> Fields {
        // Only who sends it says it again.
        let is_new = self.status == "unSend";
        members![
            ("ID", self.id()),
            ("conversationID", self.conversation_id),
            ("conversationType", self.conversation_type),
            ("conversationSubType", Out::Undefined),
            ("time", self.time),
            ("sequence", self.sequence),
            ("clientSequence", self.client_sequence),
            ("random", self.random),
            ("priority", self.priority),
            ("nick", self.nick),
            ("avatar", self.avatar),
            ("isPeerRead", self.is_peer_read),
            ("nameCard", self.name_card),
            ("_elements", Value::from(self.elements)),
            ("isPlaceMessage", self.is_place_message),
            ("isRevoked", self.is_revoked),
            ("from", self.from),
            ("to", self.to),
            ("flow", if self.out { "out" } else { "in" }),
            ("isSystemMessage", self.is_system),
            ("protocol", "JSON"),
            ("isResend", false),
            ("isRead", self.is_read),
            ("status", self.status),
            ("_onlineOnlyFlag", self.online_only),
            ("_groupAtInfoList", if is_new { mentions(&self.at_users) } else { empty_list() }),
            ("_relayFlag", self.is_relayed),
            ("atUserList", self.at_users),
            ("cloudCustomData", self.cloud_custom_data),
            ("isDeleted", false),
            ("isModified", false),
            ("_isExcludedFromUnreadCount", self.uncounted),
            ("_isExcludedFromLastMessage", self.not_last),
            ("clientTime", self.client_time),
            ("senderTinyID", self.tiny_id),
            ("readReceiptInfo", receipt_info(self.receipt_read)),
            ("needReadReceipt", self.need_read_receipt),
            ("version", self.version),
            ("isBroadcastMessage", false),
            ("_receiverList", self.receiver_list.map_or(Out::Undefined, Out::Value)),
            ("isSupportExtension", self.supports_extension),
            ("revoker", self.revoker.map_or(Value::NULL, Value::from))
        ]
    }
}

/// Who is mentioned in a message of a group, as applications are told.
pub fn mentioned(wire: &Value) -> Value {
    let users = list(wire, "GroupAtInfo").iter().map(|mention| {
        let user = text(mention, "GroupAt_Account");
        Value::from(if flag(mention, "GroupAtAllFlag") { types::MSG_AT_ALL } else { user })
    });
    users.collect()
}

/// Who is mentioned, as groups are told.
fn mentions(users: &Value) -> Value {
    let mentions = users.as_array().into_iter().flatten().map(|user| {
        if user.as_str() == Some(types::MSG_AT_ALL) {
            return object(members![("groupAtAllFlag", 1)]);
        }
        object(members![("groupAtAllFlag", 0), ("groupAtUserID", user.clone())])
    });
    mentions.collect()
}

fn receipt_info(peer_read: Option<bool>) -> Out {
    Out::Fields(members![
        ("readCount", Out::Undefined),
        ("unreadCount", Out::Undefined),
        ("isPeerRead", peer_read.map_or(Out::Undefined, |read| Out::Value(read.into())))
    ])
}

/// What a wire message says: elements, or the one thing that a tip or a notice of a group says.
pub fn elements_of(wire: &Value) -> Vec<Value> {
    match wire.get("MsgBody") {
        Some(body) if body.is_object() => vec![tips::element(wire)],
        body => elements_from_wire(body, &command::IM_OPEN_PUSH_MSG_PUSH.keys),
    }
}

/// The elements of a wire message for the application; those of unknown types are left out.
pub fn elements_from_wire(body: Option<&Value>, keys: &KeyMap) -> Vec<Value> {
    let elements = body.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    elements.iter().filter_map(|wire| element::to_js(wire, keys)).gather()
}

/// Priorities are numbers or names on the wire; anything else is normal.
pub fn priority(value: Option<&Value>) -> &'static str {
    let named = [
        types::MSG_PRIORITY_HIGH,
        types::MSG_PRIORITY_NORMAL,
        types::MSG_PRIORITY_LOW,
        types::MSG_PRIORITY_LOWEST,
    ];
    let by_number = |number: u64| named.get(usize::try_from(number.checked_sub(1)?).ok()?).copied();
    let by_name = |name: &str| named.into_iter().find(|known| *known == name);
    let known = match value.and_then(Value::node) {
        Some(Node::Number(number)) => number.as_u64().and_then(by_number),
        Some(Node::String(name)) => by_name(name),
        _ => None,
    };
    known.unwrap_or(types::MSG_PRIORITY_NORMAL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tim_proto::json;

    #[test]
    fn priorities() {
        for (value, expected) in [
            (json!(1), "High"),
            (json!(4), "Lowest"),
            (json!("Low"), "Low"),
            (json!(0), "Normal"),
            (json!(9), "Normal"),
            (json!("urgent"), "Normal"),
            (json!(null), "Normal"),
        ] {
            assert_eq!(priority(Some(&value)), expected, "{value}");
        }
    }

    #[test]
    fn an_object_has_the_official_client_s_members_in_its_order() {
        let names: Vec<&str> = Message::empty().fields().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), 42);
        assert_eq!(names.first(), Some(&"ID"));
        assert_eq!(names.last(), Some(&"revoker"));
    }
}
