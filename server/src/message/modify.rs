//! `openim.modify_c2c_msg` and `openim.modify_group_msg`: either side, or any member, replaces what a message says. Who changes an older state than the server has
//! gets that state instead.

use serde_json::{Value, json};

use super::PageBudget;
use super::content;
use super::key::MessageKey;
use super::sync::MAX_MESSAGES;
use super::target::{Addressee, Target};
use super::wire::message_body;
use crate::core::{Call, Event, Fault, Refusal, Reply, array, code, text, unsigned};
use crate::group::{Operation, Seat};
use crate::store::{Store, StoredMessage};

pub(crate) fn modify(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let request = call.body;
    let (from, to) = text(request, "From_Account")
        .zip(text(request, "To_Account"))
        .ok_or_else(|| malformed("From_Account or To_Account is missing"))?;
    let key = MessageKey::read(request, "MsgTime")
        .ok_or_else(|| malformed("MsgSeq, MsgRandom and MsgTime must be whole numbers"))?;
    let change = Change::read(call)?;
    let target = Target::c2c(call.session, from, to, key, store)?;
    apply(call, target, change, store)
}

pub(crate) fn modify_group(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let change = Change::read(call)?;
    let target = Target::group(call, Operation::ModifyMessage, store)?;
    apply(call, target, change, store)
}

/// What a message is to say.
struct Change<'a> {
    /// The state that the client knows.
    version: u32,
    /// `None` leaves it as it is.
    body: Option<Vec<Value>>,
    cloud_custom_data: Option<&'a str>,
}

impl<'a> Change<'a> {
    fn read(call: &Call<'a>) -> Result<Change<'a>, Refusal> {
        let request = call.body;
        let version =
            unsigned(request, "MsgVersion").ok_or_else(|| malformed("MsgVersion is no whole number"))?;
        let body = match request.get("MsgBody") {
            None | Some(Value::Null) => None,
            Some(_) => {
                let body = array(request, "MsgBody")
                    .ok_or_else(|| Refusal::new(code::BODY_NOT_ARRAY, "MsgBody is no array"))?;
                Some(content::elements(body, call)?)
            }
        };
        let cloud_custom_data = match request.get("CloudCustomData") {
            None | Some(Value::Null) => None,
            given => Some(content::cloud_custom_data(given)?),
        };
        Ok(Change { version, body, cloud_custom_data })
    }
}

fn malformed(info: &str) -> Refusal {
    Refusal::new(code::MALFORMED_MESSAGE, info)
}

fn apply(call: &Call<'_>, target: Target, change: Change<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let message = &target.message;
    if message.revoker.is_some() {
        return Err(Refusal::new(code::ALREADY_REVOKED, "the message was revoked").into());
    }
    let Change { version, body, cloud_custom_data } = change;
    if message.version != version {
        let mut conflict = Refusal::new(
            code::MODIFY_CONFLICT,
            format!("the message has version {}, this changes version {version}", message.version),
        );
        if let Value::Object(state) = state(message) {
            conflict.fields = state;
        }
        return Err(conflict.into());
    }
    let cloud_custom_data =
        cloud_custom_data.map_or_else(|| message.cloud_custom_data.clone(), str::to_owned);
    let body_text = body.map_or_else(|| message.body.clone(), |body| Value::Array(body).to_string());
    content::check_size(&body_text, &cloud_custom_data, call.config)?;
    let after = StoredMessage {
        version: version.saturating_add(1),
        body: body_text,
        cloud_custom_data,
        ..message.clone()
    };
    store.modify_message(after.no, after.version, &after.body, &after.cloud_custom_data, call.now)?;
    let target = Target { message: after, ..target };
    let event = match &target.to {
        Addressee::User(_) => Event::modified(notice(&target)),
        Addressee::Group { .. } => Event::group_modified(notice(&target)),
    };
    target.tell(Reply::with(state(&target.message)), call.session, event, store)
}

/// What the message says now.
fn state(message: &StoredMessage) -> Value {
    json!({
        "MsgVersion": message.version,
        "MsgBody": message_body(&message.body),
        "CloudCustomData": message.cloud_custom_data,
    })
}

/// The item that tells others of it.
pub(super) fn notice(target: &Target) -> Value {
    let mut item = target.name("MsgTime");
    if let (Value::Object(item), Value::Object(state)) = (&mut item, state(&target.message)) {
        item.extend(state);
    }
    item
}

/// What was modified in the groups of the caller since a time (ms). What no longer fits a client finds in history.
pub(super) fn modified_in_groups(
    call: &Call<'_>,
    since: u64,
    budget: &mut PageBudget,
    store: &mut dyn Store,
) -> Result<Vec<Value>, Fault> {
    let mut events = Vec::new();
    for message in store.modified_in_groups(call.session.account, since, MAX_MESSAGES)? {
        let (group, sender) = (store.group(message.group)?, store.account(message.message.sender)?);
        let (Some(group), Some(sender)) = (group, sender) else { continue };
        if !budget.takes(message.message.bytes()) {
            break;
        }
        let seat = Seat::named(call, &group.group_id, Operation::SeeHistory, store)?;
        let to = Addressee::Group { seat: Box::new(seat), seq: message.seq };
        events.push(
            Event::group_modified(notice(&Target { message: message.message, sender, to })).into_item(),
        );
    }
    Ok(events)
}
