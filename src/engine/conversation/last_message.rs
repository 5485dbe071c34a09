//! The `lastMessage` of a conversation, in the forms that it comes in: from a message that was sent or received, from
//! one that is held, and from the list of recent contacts; and what happens to it when messages are deleted or modified.

use tim_proto::constants::types;
use tim_proto::element;
use tim_proto::json::{Members, Value};

use super::super::effect::{Effect, Fields, ObjectId, Out};
use super::super::message::{Message, Name, Stored, elements_of};
use super::super::state::State;
use super::super::value::{at, number, number_at, object, text};
use super::Last;

/// `LastMsgFlags` of a revoked message of a group, and of a user.
const FLAGS_REVOKED: [u64; 2] = [2, 8];

/// How many members the object has.
const MEMBERS: usize = 14;
/// Members that are blank in nearly every message.
const RARE: [&str; 7] =
    ["isRevoked", "cloudCustomData", "onlineOnlyFlag", "nameCard", "version", "isPeerRead", "revoker"];

fn is_blank(value: &Out) -> bool {
    let Out::Value(value) = value else { return false };
    [Value::NULL, Value::from(false), Value::from(0_u64), Value::from("")].contains(value)
}

pub struct LastMessage {
    pub time: u64,
    pub sequence: u64,
    /// The author's user id; the number 0 without a message, as the official client has it.
    pub from: Value,
    pub for_show: String,
    /// The same object as the message's payload, or null.
    pub payload: Out,
    pub kind: Value,
    pub is_revoked: bool,
    pub cloud_custom_data: String,
    pub nick: String,
    pub name_card: String,
    pub version: u64,
    pub is_peer_read: bool,
    pub revoker: Option<String>,
}

impl LastMessage {
    /// What the list of recent contacts does not tell.
    pub const NOT_LISTED: [&str; 3] = ["nick", "nameCard", "version"];

    /// A conversation without messages.
    pub fn none() -> LastMessage {
        LastMessage {
            time: 0,
            sequence: 0,
            from: 0.into(),
            for_show: String::new(),
            payload: Out::Value(Value::NULL),
            kind: "".into(),
            is_revoked: false,
            cloud_custom_data: String::new(),
            nick: String::new(),
            name_card: String::new(),
            version: 0,
            is_peer_read: false,
            revoker: None,
        }
    }

    /// From a message; see [`LastMessage::refer_to`] for the payload.
    pub fn of(message: &Message, international: bool) -> LastMessage {
        LastMessage {
            time: message.time,
            sequence: message.sequence,
            from: message.from.as_str().into(),
            for_show: message.for_show(international),
            payload: Out::Value(Value::NULL),
            kind: message.first_element().map_or(Value::NULL, |(kind, _)| kind.into()),
            is_revoked: message.is_revoked,
            cloud_custom_data: message.cloud_custom_data.clone(),
            nick: message.nick.clone(),
            name_card: message.name_card.clone(),
            version: message.version,
            is_peer_read: message.is_peer_read,
            revoker: message.revoker.clone(),
        }
    }

    /// The payload is that of this message's object, if it has one.
    pub fn refer_to(&mut self, message: ObjectId) {
        if !self.kind.is_null() {
            self.payload = Out::Member(message, "payload");
        }
    }

    /// From a message that is held: what it says is where its object is.
    pub fn held(message: &Stored, international: bool) -> Fields {
        let of_message = |key| Out::Member(message.object, key);
        let last = LastMessage {
            time: message.time,
            sequence: message.sequence,
            is_revoked: message.is_revoked,
            version: message.version,
            is_peer_read: message.is_peer_read,
            ..LastMessage::none()
        };
        let mut fields = last.fields();
        fields.retain(|(key, _)| !["messageForShow", "payload", "type"].contains(key));
        for (key, value) in fields.iter_mut() {
            match *key {
                "fromAccount" => *value = of_message("from"),
                "cloudCustomData" | "nick" | "nameCard" | "revoker" => *value = of_message(key),
                _ => {}
            }
        }
        fields.extend(content(message.kind, of_message, international));
        fields
    }

    /// From an entry of the list of recent contacts.
    pub fn listed(item: &Value, me: &str, international: bool) -> LastMessage {
        let text = |key| text(item, key);
        let number = |key| number(item, key);
        let time = listed_time(item);
        let last = item.get("LastMsg").unwrap_or(&Value::NULL);
        let element = elements_of(last.get("GroupTips").unwrap_or(last)).into_iter().next();
        let member = |key| element.as_ref().and_then(|element| element.get(key)).cloned().unwrap_or_default();
        let (kind, content) = (member("type"), member("content"));
        LastMessage {
            time,
            sequence: number("MsgSeq"),
            from: last_author(item).into(),
            for_show: element::for_show(kind.as_str().unwrap_or(""), &content, international),
            payload: Out::Value(content),
            kind,
            is_revoked: FLAGS_REVOKED.contains(&number("LastMsgFlags")),
            nick: text("MsgGroupFromNickName").to_owned(),
            name_card: text("MsgGroupFromCardName").to_owned(),
            cloud_custom_data: at(item, "LastMsg.CloudCustomData")
                .and_then(Value::as_str)
                .unwrap_or("")
                .to_owned(),
            is_peer_read: text("LastC2CMsgFrom_Account") == me && time <= number("C2cPeerReadTime"),
            revoker: at(item, "LastMsg.RevokerInfo.Revoker_Account")
                .and_then(Value::as_str)
                .map(str::to_owned),
            ..LastMessage::none()
        }
    }

    pub fn fields(self) -> Fields {
        let value = |value: Value| Out::Value(value);
        members![
            ("lastTime", value(self.time.into())),
            ("lastSequence", value(self.sequence.into())),
            ("fromAccount", value(self.from)),
            ("messageForShow", value(self.for_show.into())),
            ("payload", self.payload),
            ("type", value(self.kind)),
            ("isRevoked", value(self.is_revoked.into())),
            ("cloudCustomData", value(self.cloud_custom_data.into())),
            ("onlineOnlyFlag", value(false.into())),
            ("nick", value(self.nick.into())),
            ("nameCard", value(self.name_card.into())),
            ("version", value(self.version.into())),
            ("isPeerRead", value(self.is_peer_read.into())),
            ("revoker", value(self.revoker.map_or(Value::NULL, Value::from)))
        ]
    }
}

impl State {
    /// The last message is this one of those held now, or there is none.
    pub fn show_last(&mut self, id: &str, message: Option<&Stored>) {
        let Some(conversation) = self.conversations.get_mut(id) else { return };
        conversation.last = message.map_or(Last::default(), |message| Last {
            mark: message.mark(),
            out: message.out,
            peer_read: message.is_peer_read,
        });
        let international = self.options.is_international();
        let fields = match message {
            Some(message) => LastMessage::held(message, international),
            None => LastMessage::none().fields(),
        };
        self.patch_last(id, fields);
    }

    /// Changes these members of the last message. Nearly all messages have the same to say in [`RARE`] members:
    /// what they said before is not said again.
    pub fn patch_last(&mut self, id: &str, mut fields: Fields) {
        let Some(conversation) = self.conversations.get_mut(id) else { return };
        let object = conversation.object;
        if fields.iter().any(|(key, value)| RARE.contains(key) && !is_blank(value)) {
            conversation.last_is_rare = true;
        } else if !conversation.last_is_rare {
            fields.retain(|(key, _)| !RARE.contains(key));
        } else if fields.len() == MEMBERS {
            conversation.last_is_rare = false;
        }
        self.effect(Effect::Patch { object, at: Some("lastMessage"), fields });
    }

    /// A message says something else now: these members of the last message, if it is the last one of its
    /// conversation. Whether it is.
    pub fn last_modified(&mut self, name: &Name, fields: Fields) -> bool {
        let found = self.conversations.get(&name.conversation);
        let is_last = found.is_some_and(|found| found.is_last(name.mark, name.out));
        if is_last {
            self.patch_last(&name.conversation, fields);
        }
        is_last
    }
}

/// The members that show what a message says: its first element is of this type, and its content is to be had as
/// `member("payload")`.
pub fn content(
    kind: Option<&'static str>,
    member: impl Fn(&'static str) -> Out,
    international: bool,
) -> Fields {
    let Some(kind) = kind else {
        let nothing = Out::Value(Value::NULL);
        return members![("messageForShow", ""), ("payload", nothing.clone()), ("type", nothing)];
    };
    let for_show = if kind == types::MSG_TEXT {
        member("payload.text")
    } else {
        Out::Value(element::for_show(kind, &object(Members::new()), international).into())
    };
    members![("messageForShow", for_show), ("payload", member("payload")), ("type", kind)]
}

/// Who has sent the last message of a recent contact.
pub fn last_author(item: &Value) -> &str {
    let author = text(item, "LastC2CMsgFrom_Account");
    if author.is_empty() { text(item, "MsgGroupFrom_Account") } else { author }
}

/// When the last message of a recent contact was sent.
pub fn listed_time(item: &Value) -> u64 {
    number_at(item, "MsgTimeStamp").unwrap_or_else(|| number(item, "MsgTime"))
}

#[cfg(test)]
mod tests {
    use super::super::super::options::Options;
    use super::*;
    use tim_proto::json;

    #[test]
    fn what_was_rare_is_said_to_be_gone() {
        let mut state = State::new(Options::parse(&json!({ "SDKAppID": 1 })).unwrap(), 1);
        state.ensure_conversation("C2Cbob");
        let rare = || LastMessage { name_card: "b".to_owned(), version: 1, ..LastMessage::none() };
        let mut shown: Fields = LastMessage::none().fields();
        for fields in [
            LastMessage::none().fields(),
            rare().fields(),
            members![("isPeerRead", true)],
            members![("nick", "Bob"), ("version", 0)],
            LastMessage::none().fields(),
            rare().fields(),
            members![("isRevoked", true)],
            LastMessage::none().fields(),
        ] {
            let mut expected = shown.clone();
            overwrite(&mut expected, fields.clone());
            while state.next_effect().is_some() {}
            state.patch_last("C2Cbob", fields);
            let Some(Effect::Patch { at: Some("lastMessage"), fields: said, .. }) = state.next_effect()
            else {
                panic!("nothing was patched")
            };
            overwrite(&mut shown, said);
            assert_eq!(shown, expected);
        }
    }

    #[test]
    fn what_is_blank_and_was_blank_is_not_said() {
        let mut state = State::new(Options::parse(&json!({ "SDKAppID": 1 })).unwrap(), 1);
        state.ensure_conversation("C2Cbob");
        assert_eq!(LastMessage::none().fields().len(), MEMBERS);
        while state.next_effect().is_some() {}
        state.patch_last("C2Cbob", LastMessage::none().fields());
        let Some(Effect::Patch { fields, .. }) = state.next_effect() else { panic!("nothing was patched") };
        assert_eq!(fields.len(), MEMBERS - RARE.len());
    }

    fn overwrite(object: &mut Fields, fields: Fields) {
        for (key, value) in fields {
            let member = object.iter_mut().find(|(known, _)| *known == key).unwrap();
            member.1 = value;
        }
    }
}
