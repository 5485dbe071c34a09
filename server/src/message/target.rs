//! The message that a command names, the conversation it belongs to, and who else is to know of what happens to it.
//! Revoking, modifying, receipts and extensions go through here, so that they need not know the kind of conversation.

use serde_json::{Value, json};

use super::key::MessageKey;
use crate::core::{Audience, Event, Fault, Refusal, Reply, Session, code};
use crate::store::{Account, Pair, Store, StoredMessage};

pub(super) struct Target {
    pub(super) message: StoredMessage,
    pub(super) sender: Account,
    pub(super) receiver: Account,
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
                    receiver,
                })
            }
            _ => None,
        };
        found.ok_or_else(|| Refusal::new(code::NO_SUCH_MESSAGE, "there is no such message").into())
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
        let mut reply = reply;
        let mut accounts = vec![self.sender.id, self.receiver.id];
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

    /// The members by which clients find the message: accounts and numbers. `time` names the member of the time.
    pub(super) fn name(&self, time: &str) -> Value {
        json!({
            "From_Account": self.sender.user_id,
            "To_Account": self.receiver.user_id,
            "MsgSeq": self.message.seq,
            "MsgRandom": self.message.random,
            time: self.message.time,
        })
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
