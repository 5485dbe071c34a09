//! Attributes: texts by key that the members of a group share. Every change has a number, for the group and for each key
//! it sets, so that nobody overwrites what he has not seen.

use serde_json::{Value, json};

use super::permission::Operation;
use super::seat::Seat;
use super::signal;
use crate::core::{Call, Fault, Refusal, Reply, array, code, text, unsigned};
use crate::store::{Attribute, Store};

const MAX_KEYS: usize = 16;
/// Bytes.
const MAX_KEY: usize = 32;
const MAX_VALUE: usize = 4000;
const MAX_TOTAL: usize = 16_000;

/// What a push says was done.
const REPLACED: u8 = 1;
const CHANGED: u8 = 2;
const CLEARED: u8 = 3;
const DELETED: u8 = 4;

/// `set_group_attr`: these attributes and no others.
pub(crate) fn replace_attributes(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SetAttributes, store)?;
    let wanted = wanted(call.body)?;
    check_size(&wanted)?;
    let (_, before) = store.attributes(seat.group.no)?;
    for attribute in before {
        store.remove_attribute(seat.group.no, &attribute.key)?;
    }
    let written = write(&seat, wanted, store)?;
    answer(call, &seat, REPLACED, written, store)
}

/// `modify_group_attr`: these too.
pub(crate) fn change_attributes(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SetAttributes, store)?;
    let wanted = wanted(call.body)?;
    let (_, before) = store.attributes(seat.group.no)?;
    let mut after = before.clone();
    for attribute in &wanted {
        match after.iter_mut().find(|known| known.key == attribute.key) {
            Some(known) if known.seq > attribute.seq => return Err(conflict(&attribute.key).into()),
            Some(known) => known.value.clone_from(&attribute.value),
            None => after.push(attribute.clone()),
        }
    }
    check_size(&after)?;
    let written = write(&seat, wanted, store)?;
    answer(call, &seat, CHANGED, written, store)
}

/// `delete_group_attr`.
pub(crate) fn delete_attributes(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SetAttributes, store)?;
    let (_, before) = store.attributes(seat.group.no)?;
    let mut gone = Vec::new();
    for item in items(call.body)? {
        let key = text(item, "key").ok_or_else(|| wrong("an item of GroupAttr has a key"))?;
        let known = before.iter().find(|known| known.key == key).ok_or_else(|| {
            Refusal::new(code::NO_SUCH_ATTRIBUTE, format!("the group has no attribute {key}"))
        })?;
        if known.seq > unsigned(item, "seq").unwrap_or(0) {
            return Err(conflict(key).into());
        }
        store.remove_attribute(seat.group.no, key)?;
        gone.push(Attribute { value: String::new(), ..known.clone() });
    }
    answer(call, &seat, DELETED, gone, store)
}

/// `clear_group_attr`.
pub(crate) fn clear_attributes(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SetAttributes, store)?;
    let (_, before) = store.attributes(seat.group.no)?;
    for attribute in &before {
        store.remove_attribute(seat.group.no, &attribute.key)?;
    }
    answer(call, &seat, CLEARED, before, store)
}

/// `get_group_attr`.
pub(crate) fn attributes(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SeeAttributes, store)?;
    let (seq, attributes) = store.attributes(seat.group.no)?;
    let list: Vec<Value> = attributes.iter().map(wire).collect();
    Ok(Reply::with(json!({ "AttrMainSeq": seq, "GroupAttrAry": list })))
}

/// Stores attributes with the number of the change that is being made.
fn write(seat: &Seat, wanted: Vec<Attribute>, store: &mut dyn Store) -> Result<Vec<Attribute>, Fault> {
    let (main, _) = store.attributes(seat.group.no)?;
    let seq = main.saturating_add(1);
    let mut written = Vec::with_capacity(wanted.len());
    for attribute in wanted {
        let attribute = Attribute { seq, ..attribute };
        store.set_attribute(seat.group.no, &attribute)?;
        written.push(attribute);
    }
    Ok(written)
}

/// Counts the change and tells everybody, the caller too.
fn answer(
    call: &mut Call<'_>,
    seat: &Seat,
    done: u8,
    concerned: Vec<Attribute>,
    store: &mut dyn Store,
) -> Result<Reply, Fault> {
    let main = store.advance_attributes(seat.group.no)?;
    let list: Vec<Value> = concerned.iter().map(wire).collect();
    let keys: Vec<&str> = concerned.iter().map(|attribute| attribute.key.as_str()).collect();
    let written: Vec<Value> = match done {
        REPLACED | CHANGED => {
            concerned.iter().map(|attribute| json!({ "key": attribute.key, "seq": attribute.seq })).collect()
        }
        _ => Vec::new(),
    };
    let reply = Reply::with(json!({ "AttrMainSeq": main, "GroupAttrAry": written }));
    let body = json!({
        "OpType": 6,
        "Operator_Account": call.session.user_id,
        "MsgGroupNewInfo": { "GroupAttrOption": {
            "GroupAttrSeq": main,
            "OpType": done,
            "PushChangedAttrValFlag": 1,
            "GroupAttrInfo": list,
            "BytesChangedKeys": keys,
        }},
    });
    Ok(signal(call, reply, &seat.group, body, store)?)
}

fn wire(attribute: &Attribute) -> Value {
    json!({ "Key": attribute.key, "Value": attribute.value, "SubKeySeq": attribute.seq })
}

fn items(request: &Value) -> Result<&[Value], Refusal> {
    array(request, "GroupAttr")
        .filter(|items| !items.is_empty())
        .ok_or_else(|| wrong("GroupAttr is no list of attributes"))
}

/// The attributes in a request; `seq` is the one that the client knows.
fn wanted(request: &Value) -> Result<Vec<Attribute>, Refusal> {
    let mut wanted: Vec<Attribute> = Vec::new();
    for item in items(request)? {
        let (key, value) = text(item, "key")
            .filter(|key| !key.is_empty())
            .zip(text(item, "value"))
            .ok_or_else(|| wrong("an item of GroupAttr has a key and a value, both text"))?;
        if key.len() > MAX_KEY {
            return Err(Refusal::new(
                code::ATTRIBUTE_KEY_TOO_LONG,
                format!("a key has at most {MAX_KEY} bytes"),
            ));
        }
        if value.len() > MAX_VALUE {
            return Err(Refusal::new(
                code::ATTRIBUTE_TOO_LONG,
                format!("a value has at most {MAX_VALUE} bytes"),
            ));
        }
        if wanted.iter().any(|other| other.key == key) {
            return Err(wrong("a key stands twice in GroupAttr"));
        }
        let seq = unsigned(item, "seq").unwrap_or(0);
        wanted.push(Attribute { key: key.to_owned(), value: value.to_owned(), seq });
    }
    Ok(wanted)
}

fn check_size(attributes: &[Attribute]) -> Result<(), Refusal> {
    if attributes.len() > MAX_KEYS {
        return Err(Refusal::new(
            code::TOO_MANY_ATTRIBUTES,
            format!("a group has at most {MAX_KEYS} attributes"),
        ));
    }
    let total =
        attributes.iter().fold(0_usize, |total, attribute| total.saturating_add(attribute.value.len()));
    if total > MAX_TOTAL {
        return Err(Refusal::new(
            code::ATTRIBUTES_TOO_LARGE,
            format!("the attributes of a group have at most {MAX_TOTAL} bytes"),
        ));
    }
    Ok(())
}

fn conflict(key: &str) -> Refusal {
    Refusal::new(code::ATTRIBUTE_CONFLICT, format!("{key} was changed meanwhile, read it first"))
}

fn wrong(info: &str) -> Refusal {
    Refusal::new(code::GROUP_PARAMETER, info)
}
