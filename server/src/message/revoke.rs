//! `openim.msgwithdraw`: the sender takes a message back, within a time. It stays in history, marked.

use serde_json::{Value, json};

use super::key::MessageKey;
use super::target::Target;
use crate::conversation::renew;
use crate::core::{Call, Event, Fault, Refusal, Reply, code, text};
use crate::store::{Store, StoreError, StoredMessage};

/// What tells clients, in history and lists, that a message was revoked.
pub(crate) const REVOKED_FLAG: u8 = 8;

pub(crate) fn revoke(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let target = read(call, store)?;
    let message = &target.message;
    if message.revoker.is_some() {
        return Err(Refusal::new(code::ALREADY_REVOKED, "the message was revoked before").into());
    }
    let window = call.config.message.recall_seconds;
    if window == 0 {
        return Err(Refusal::new(code::REVOKING_OFF, "this server does not let messages be revoked").into());
    }
    if call.now.seconds().saturating_sub(message.time) > window {
        return Err(Refusal::new(
            code::REVOKED_TOO_LATE,
            format!("a message can be revoked within {window} s of sending it"),
        )
        .into());
    }
    store.revoke_message(message.no, call.session.account, call.now)?;
    store.recount_unread(message.receiver, message.sender, call.now)?;
    let event = Event::notice("WithdrawC2cMsgNotify", notice(&target, &call.session.user_id));
    let reply = target.tell(Reply::default(), call.session, event, store)?;
    // Whether it was unread is known here alone. (Notes to oneself never are.)
    let counted = message.receiver != message.sender;
    Ok(if counted { renew(reply, message.receiver, message.sender, store)? } else { reply })
}

fn read(call: &Call<'_>, store: &mut dyn Store) -> Result<Target, Fault> {
    let malformed = |info: &str| Refusal::new(code::MALFORMED_MESSAGE, info);
    let info = call.body.get("MsgInfo").ok_or_else(|| malformed("MsgInfo is missing"))?;
    let (from, to) = text(info, "From_Account")
        .zip(text(info, "To_Account"))
        .ok_or_else(|| malformed("MsgInfo needs From_Account and To_Account"))?;
    let key = MessageKey::read(info, "MsgTimeStamp")
        .ok_or_else(|| malformed("MsgInfo needs MsgSeq, MsgRandom and MsgTimeStamp, all whole numbers"))?;
    if from != call.session.user_id {
        return Err(Refusal::new(code::MESSAGE_NOT_SELF, "only the sender may revoke a message").into());
    }
    Target::c2c(call.session, from, to, key, store)
}

/// What clients are told of a revoked message. Always with the revoker: without, some would show it twice.
pub(super) fn notice(target: &Target, revoker: &str) -> Value {
    let mut info = target.name("MsgTimeStamp");
    if let Value::Object(members) = &mut info {
        members.insert("RevokerInfo".to_owned(), revoker_info(revoker));
    }
    json!({ "C2cWithdrawInfoArray": [info] })
}

fn revoker_info(user_id: &str) -> Value {
    json!({ "Revoker_Account": user_id })
}

/// `RevokerInfo` of a stored message, when it was revoked.
pub(crate) fn revoker(message: &StoredMessage, store: &mut dyn Store) -> Result<Option<Value>, StoreError> {
    let revoker = match message.revoker {
        Some(revoker) => store.account(revoker)?,
        None => None,
    };
    Ok(revoker.map(|account| revoker_info(&account.user_id)))
}
