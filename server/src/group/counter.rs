//! Counters: numbers by key that the members of a group share and count up and down.

use serde_json::{Value, json};

use super::permission::Operation;
use super::seat::Seat;
use super::signal;
use crate::core::{Call, Fault, Refusal, Reply, array, code, text};
use crate::store::Store;

const MAX_KEYS: usize = 20;
/// Bytes.
const MAX_KEY: usize = 32;

/// What a push says was done: a counter was set, or counted up or down.
const SET: u8 = 0;
const COUNTED: u8 = 2;

/// `update_group_counter`: the values afterwards.
pub(crate) fn count(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SetAttributes, store)?;
    let mode: fn(i64, i64) -> i64 = match text(call.body, "Mode") {
        Some("Set") => |_, value| value,
        Some("Increase") => i64::saturating_add,
        Some("Decrease") => i64::saturating_sub,
        _ => return Err(wrong("Mode is none of Set, Increase, Decrease").into()),
    };
    let items = array(call.body, "GroupCounter")
        .filter(|items| (1..=MAX_KEYS).contains(&items.len()))
        .ok_or_else(|| wrong("GroupCounter is no list of 1 to 20 counters"))?;
    let (_, before) = store.counters(seat.group.no)?;
    let mut keys: Vec<&str> = before.iter().map(|(key, _)| key.as_str()).collect();
    let mut after: Vec<Value> = Vec::with_capacity(items.len());
    for item in items {
        let (key, value) = text(item, "Key")
            .filter(|key| (1..=MAX_KEY).contains(&key.len()))
            .zip(item.get("Value").and_then(Value::as_i64))
            .ok_or_else(|| wrong("a counter has a Key of 1 to 32 bytes and a whole number as Value"))?;
        if !keys.contains(&key) {
            keys.push(key);
        }
        let known = before.iter().find(|(known, _)| known == key).map_or(0, |(_, value)| *value);
        let value = mode(known, value);
        store.set_counter(seat.group.no, key, value)?;
        after.push(json!({ "Key": key, "Value": value }));
    }
    if keys.len() > MAX_KEYS {
        return Err(wrong("a group has at most 20 counters").into());
    }
    let seq = store.advance_counters(seat.group.no)?;
    let done = if text(call.body, "Mode") == Some("Set") { SET } else { COUNTED };
    let reply = Reply::with(json!({ "GroupCounter": after }));
    let body = json!({
        "GroupCounterInfo": [{ "Type": done, "GroupCounterSeq": seq, "GroupCounter": after }],
    });
    Ok(signal(call, reply, &seat.group, body, store)?)
}

/// `get_group_counter`: all of them, or those that are named.
pub(crate) fn counters(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SeeAttributes, store)?;
    let keys: Vec<&str> =
        array(call.body, "GroupCounterKeys").unwrap_or_default().iter().filter_map(Value::as_str).collect();
    let (seq, counters) = store.counters(seat.group.no)?;
    let list: Vec<Value> = counters
        .into_iter()
        .filter(|(key, _)| keys.is_empty() || keys.contains(&key.as_str()))
        .map(|(key, value)| json!({ "Key": key, "Value": value }))
        .collect();
    Ok(Reply::with(json!({ "GroupCounterSeq": seq, "GroupCounter": list })))
}

fn wrong(info: &str) -> Refusal {
    Refusal::new(code::GROUP_PARAMETER, info)
}
