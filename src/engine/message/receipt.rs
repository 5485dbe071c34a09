//! Read receipts of single messages whose sender asked for them; independent of what is read as a whole ([`super::read`]).

use tim_proto::constants::event;
use tim_proto::json::Value;
use tim_proto::{code, command};

use super::super::argument::Args;
use super::super::effect::{Effect, Out};
use super::super::error::Error;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{list, number, object, text};
use super::name::{on_wire, peer_of};

/// `sendMessageReadReceipt(messageList)`: for those that came in and ask for it.
pub static SEND: Question =
    Question { command: &command::OPENIM_C2C_MSG_READ_RECEIPT, plan: send, done: |_, _, _| Ok(nothing()) };

fn nothing() -> Out {
    Out::Value(object(Vec::new()))
}

fn asks(fields: &Value, flow: &str) -> bool {
    fields.get("needReadReceipt") == Some(&Value::Bool(true)) && text(fields, "flow") == flow
}

fn send(_: &mut State, args: &Args) -> Result<Plan, Error> {
    let peer = peer_of(text(args.message_fields(), "conversationID"))?;
    let asking = args.messages().iter().filter(|given| asks(&given.fields, "in"));
    let read: Vec<Value> = asking
        .map(|given| {
            let mut name = on_wire(&given.fields, "MsgTime");
            name.push(("MsgClientTime", number(&given.fields, "clientTime").into()));
            object(name)
        })
        .collect();
    if read.is_empty() {
        return Err(Error::client(code::READ_RECEIPT_MESSAGE_LIST_EMPTY));
    }
    Ok(Plan::Send(members![("Peer_Account", peer), ("C2CMsgInfo", Value::Array(read))]))
}

/// `getMessageReadReceiptList(messageList)`: own ones that asked for a receipt; what is known of them they say
/// themselves.
pub fn get_list(_: &mut State, args: &Args) -> Result<Out, Error> {
    peer_of(text(args.message_fields(), "conversationID"))?;
    let asking = args.messages().iter().filter(|given| asks(&given.fields, "out"));
    let objects = asking.map(|given| given.object).collect();
    Ok(Out::Fields(members![("messageList", Out::Objects(objects))]))
}

impl State {
    /// An item of a push, `C2cMsgInfo`: a user has confirmed messages of mine.
    pub fn receipts_pushed(&mut self, item: &Value) {
        let reader = ["User_Account", "UserId", "Peer_Account"].into_iter().map(|key| text(item, key));
        let reader = reader.into_iter().find(|reader| !reader.is_empty()).unwrap_or("");
        let mut receipts: Vec<Value> = Vec::new();
        for message in list(item, "C2cMsgInfo") {
            let id = id_of(message);
            let Some(held) = self.conversations.message_of(&id) else { continue };
            let fields = members![("isPeerRead", true)];
            self.effect(Effect::Patch { object: held, at: Some("readReceiptInfo"), fields });
            receipts.push(object(members![("userID", reader), ("messageID", id), ("isPeerRead", true)]));
        }
        if !receipts.is_empty() {
            self.emit(event::MESSAGE_READ_RECEIPT_RECEIVED, Value::Array(receipts));
        }
    }
}

/// The message's ID, as applications see it, from its parts on the wire.
pub fn id_of(parts: &Value) -> String {
    format!("{}-{}-{}", text(parts, "TinyId"), number(parts, "MsgClientTime"), number(parts, "MsgRandom"))
}
