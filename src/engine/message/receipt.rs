//! Read receipts of single messages whose sender asked for them; independent of what is read as a whole ([`super::read`]).

use tim_proto::constants::event;
use tim_proto::json::Gather;
use tim_proto::json::{Members, Value};
use tim_proto::{code, command};

use super::super::argument::Args;
use super::super::conversation::Kind;
use super::super::effect::{Effect, ObjectId, Out};
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{first_text, flag, is_true, list, number, object, text};
use super::name::{in_group, on_wire, party};

/// `sendMessageReadReceipt(messageList)`: for those that came in and ask for it.
pub static SEND: Question =
    Question { command: &command::OPENIM_C2C_MSG_READ_RECEIPT, plan: send, done: |_, _, _| Ok(nothing()) };

fn nothing() -> Out {
    Out::Value(object(Members::new()))
}

fn asks(fields: &Value, flow: &str) -> bool {
    is_true(fields, "needReadReceipt") && text(fields, "flow") == flow
}

fn send(_: &mut State, args: &Args) -> Result<Plan, Error> {
    let (kind, peer) = party(args.message_fields());
    let asking = args.messages().iter().filter(|given| asks(&given.fields, "in"));
    let read: Vec<Value> = asking
        .map(|given| {
            if kind == Kind::Group {
                return by_sequence(&given.fields);
            }
            let mut name = on_wire(&given.fields, "MsgTime");
            name.push(("MsgClientTime", number(&given.fields, "clientTime").into()));
            object(name)
        })
        .gather();
    if read.is_empty() {
        return Err(Error::client(code::READ_RECEIPT_MESSAGE_LIST_EMPTY));
    }
    if kind == Kind::Group {
        let fill = in_group(peer, members![("MsgSeqList", Value::from(read))]);
        return Ok(Plan::Ask(Request::new(&command::GROUP_OPEN_HTTP_SVC_GROUP_MSG_RECEIPT, fill)));
    }
    Ok(Plan::Send(members![("Peer_Account", peer), ("C2CMsgInfo", Value::from(read))]))
}

fn by_sequence(fields: &Value) -> Value {
    object(members![("MsgSeq", number(fields, "sequence"))])
}

fn messages(objects: impl Iterator<Item = ObjectId>) -> Out {
    Out::Fields(members![("messageList", Out::Objects(objects.gather()))])
}

/// `getMessageReadReceiptList(messageList)`: of a user, own ones that asked for a receipt; what is known of them
/// they say themselves. Of a group, all of them, with the counts of the server.
pub static GET_LIST: Question = Question {
    command: &command::GROUP_OPEN_HTTP_SVC_GET_GROUP_MSG_RECEIPT,
    plan: |_, args| {
        let given = args.messages().iter();
        if let (Kind::Group, group) = party(args.message_fields()) {
            let list: Value = given.map(|given| by_sequence(&given.fields)).collect();
            return Ok(Plan::Send(in_group(group, members![("MsgSeqList", list)])));
        }
        let asking = given.filter(|given| asks(&given.fields, "out"));
        Ok(Plan::Done(messages(asking.map(|given| given.object))))
    },
    done: |state, args, answer| {
        for receipt in list(&answer, "GroupMsgReceiptList").iter().filter(|item| number(item, "Code") == 0) {
            let sequence = number(receipt, "MsgSeq");
            let of = args.messages().iter().filter(|given| number(&given.fields, "sequence") == sequence);
            of.for_each(|given| state.show_counts(given.object, receipt));
        }
        Ok(messages(args.messages().iter().map(|given| given.object)))
    },
};

/// `filter` of those who have not read.
const NOT_READ: u64 = 1;
/// How many readers are asked for at most.
const READERS: u64 = 100;

/// `getGroupMessageReadMemberList({message, filter?, cursor?, count?})`.
pub static READERS_OF: Question = Question {
    command: &command::GROUP_OPEN_HTTP_SVC_GET_GROUP_MSG_RECEIPT_DETAIL,
    plan: |_, args| {
        let id = args.text("message.conversationID");
        let (_, group) = Kind::of(id);
        let given = |path: &str| args.get(path).and_then(Value::as_u64);
        let fill = members![
            ("MsgSeq", given("message.sequence").unwrap_or(0)),
            ("Flag", given("filter").filter(|filter| *filter == NOT_READ).unwrap_or(0)),
            ("Cursor", args.text("cursor")),
            ("Num", given("count").filter(|count| (1..=READERS).contains(count)).unwrap_or(READERS)),
        ];
        Ok(Plan::Send(in_group(group, fill)))
    },
    done: |_, args, answer| {
        let users = |list_key, key| {
            list(&answer, list_key)
                .iter()
                .map(|item| item.get(key).cloned().unwrap_or_default())
                .collect::<Value>()
        };
        Ok(Out::Value(object(members![
            ("cursor", answer.get("Cursor").cloned().unwrap_or_default()),
            ("isCompleted", flag(&answer, "IsFinish")),
            ("messageID", args.text("message.ID")),
            ("unreadUserIDList", users("UnreadList", "Unread_Account")),
            ("readUserIDList", users("ReadList", "Read_Account")),
        ])))
    },
};

impl State {
    fn show_counts(&mut self, object: ObjectId, receipt: &Value) {
        let count = |key| Out::Value(number(receipt, key).into());
        let fields = members![("readCount", count("ReadNum")), ("unreadCount", count("UnreadNum"))];
        self.effect(Effect::Patch { object, at: Some("readReceiptInfo"), fields });
    }

    /// Members of a group have confirmed messages of mine: `GroupMsgReceiptList`.
    pub fn group_receipts_pushed(&mut self, group: &str, list: &Value) {
        let mut receipts: Vec<Value> = Vec::new();
        for receipt in list.as_array().into_iter().flatten() {
            let id = id_of(receipt);
            let Some(held) = self.conversations.message_of(&id) else { continue };
            self.show_counts(held, receipt);
            receipts.push(object(members![
                ("groupID", group),
                ("messageID", id),
                ("readCount", number(receipt, "ReadNum")),
                ("unreadCount", number(receipt, "UnreadNum")),
            ]));
        }
        if !receipts.is_empty() {
            self.emit(event::MESSAGE_READ_RECEIPT_RECEIVED, Value::from(receipts));
        }
    }

    /// An item of a push, `C2cMsgInfo`: a user has confirmed messages of mine.
    pub fn receipts_pushed(&mut self, item: &Value) {
        let reader = first_text(item, "User_Account UserId Peer_Account");
        let mut receipts: Vec<Value> = Vec::new();
        for message in list(item, "C2cMsgInfo") {
            let id = id_of(message);
            let Some(held) = self.conversations.message_of(&id) else { continue };
            let fields = members![("isPeerRead", true)];
            self.effect(Effect::Patch { object: held, at: Some("readReceiptInfo"), fields });
            receipts.push(object(members![("userID", reader), ("messageID", id), ("isPeerRead", true)]));
        }
        if !receipts.is_empty() {
            self.emit(event::MESSAGE_READ_RECEIPT_RECEIVED, Value::from(receipts));
        }
    }
}

/// The message's ID, as applications see it, from its parts on the wire.
pub fn id_of(parts: &Value) -> String {
    format!("{}-{}-{}", text(parts, "TinyId"), number(parts, "MsgClientTime"), number(parts, "MsgRandom"))
}
