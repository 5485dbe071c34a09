//! The message that a command names, the conversation it belongs to, and who else is to know of what happens to it.
//! Revoking, modifying, receipts and extensions go through here, so that they need not know the kind of conversation.

use serde_json::{Value, json};

use super::key::MessageKey;
use crate::core::{Audience, Call, Event, Fault, Refusal, Reply, Session, code, unsigned};
use crate::group::{Operation, Seat, tell_members};
use crate::store::{Account, Pair, Store, StoredMessage, Visibility};

pub(super) struct Target {
    pub(super) message: StoredMessage,
    pub(super) sender: Account,
    pub(super) to: Addressee,
}

/// To whom the message went.
pub(super) enum Addressee {
    User(Account),
    /// The number is the group's for the message.
    Group {
        seat: Box<Seat>,
        seq: u32,
    },
}

impl Target {
    /// A message of a conversation with one user, which the caller must be part of. `from` sent it to `to`.
    pub(super) fn c2c(
        me: &Session,
        from: &str,
        to: &str,
        key: MessageKey,
        store: &mut dyn Store,
    ) -> Result<Target, Fault> {
        if from != me.user_id && to != me.user_id {
            return Err(Refusal::new(code::MESSAGE_NOT_SELF, "that is a conversation of others").into());
        }
        let found = match (store.account_named(from)?, store.account_named(to)?) {
            (Some(sender), Some(receiver)) => {
                let pair = Pair::new(sender.id, receiver.id);
                let no = store.message_by_key(pair, key.seq, key.random, key.time)?;
                let message = match no {
                    Some(no) => store.message(no)?,
                    None => None,
                };
                message.filter(|message| message.sender == sender.id).map(|message| Target {
                    message,
                    sender,
                    to: Addressee::User(receiver),
                })
            }
            _ => None,
        };
        found.ok_or_else(|| Refusal::new(code::NO_SUCH_MESSAGE, "there is no such message").into())
    }

    /// The message of a group that a request names by `GroupId`, perhaps `TopicId`, and `MsgSeq`.
    pub(super) fn group(
        call: &Call<'_>,
        operation: Operation,
        store: &mut dyn Store,
    ) -> Result<Target, Fault> {
        let seat = Seat::find(call, operation, store)?;
        let seq = unsigned(call.body, "MsgSeq")
            .ok_or_else(|| Refusal::new(code::GROUP_PARAMETER, "MsgSeq is no whole number of 32 bits"))?;
        let missing = || Refusal::new(code::NO_SUCH_GROUP_MESSAGE, format!("the group has no message {seq}"));
        let found = store.group_message(seat.place().no, seq)?.ok_or_else(missing)?;
        if store.visibility(found.message.no, call.session.account)? == Visibility::Targeted {
            return Err(missing().into());
        }
        // A tip has no sender.
        let sender = store.account(found.message.sender)?.ok_or_else(missing)?;
        Ok(Target { message: found.message, sender, to: Addressee::Group { seat: Box::new(seat), seq } })
    }

    /// Pushes to everybody in the conversation but the instance that asked, and those for whom the message is not there:
    /// clients count down what is unread when they hear of a message they do not know.
    pub(super) fn tell(
        &self,
        reply: Reply,
        me: &Session,
        event: Event,
        store: &mut dyn Store,
    ) -> Result<Reply, Fault> {
        let receiver = match &self.to {
            Addressee::User(receiver) => receiver,
            Addressee::Group { seat, .. } => {
                return Ok(tell_members(reply, &seat.group, seat.topic.as_ref(), event, Some(me), store)?);
            }
        };
        let mut reply = reply;
        let mut accounts = vec![self.sender.id, receiver.id];
        accounts.dedup();
        for account in accounts {
            if !store.is_told(account, self.message.no)? {
                continue;
            }
            let audience = if account == me.account {
                Audience::OtherInstances(account, me.inst)
            } else {
                Audience::Account(account)
            };
            reply = reply.push(audience, event.clone());
        }
        Ok(reply)
    }

    /// The members by which clients find the message: who sent it to whom, and numbers. `time` names the member of the
    /// time.
    pub(super) fn name(&self, time: &str) -> Value {
        let (mut name, seq) = match &self.to {
            Addressee::User(receiver) => (json!({ "To_Account": receiver.user_id }), self.message.seq),
            Addressee::Group { seat, seq } => (seat.name(), *seq),
        };
        if let Value::Object(members) = &mut name {
            members.insert("From_Account".to_owned(), self.sender.user_id.as_str().into());
            members.insert("MsgSeq".to_owned(), seq.into());
            members.insert("MsgRandom".to_owned(), self.message.random.into());
            members.insert(time.to_owned(), self.message.time.into());
        }
        name
    }

    /// The message's id in parts.
    pub(super) fn id(&self) -> Value {
        json!({
            "TinyId": self.sender.id.tiny_id(),
            "MsgClientTime": self.message.client_time,
            "MsgRandom": self.message.random,
        })
    }
}
