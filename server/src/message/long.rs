//! Long messages: lists of merged messages that would not fit into one message. A client stores the list first, sends
//! the key, and whoever has the key may fetch the list.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::element;
use crate::core::{Call, Fault, Refusal, Reply, array, code, text};
use crate::media::Links;
use crate::store::{Store, StoreError};

/// `im_long_msg.save_relay_json_msg`.
pub(crate) fn save_long(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let items = array(call.body, "MsgList")
        .filter(|items| !items.is_empty() && items.iter().all(Value::is_object))
        .ok_or_else(|| Refusal::new(code::MALFORMED_MESSAGE, "MsgList is no list of messages"))?;
    let mut items = items.to_vec();
    element::normalise_items(&mut items, &Links::new(call.config, call.base_url))
        .map_err(|info| Refusal::new(code::BAD_ELEMENT, info))?;
    call.filter.items(&mut items)?;
    add_tiny_ids(&mut items, store)?;
    let key = call.keys.long_message(call.now);
    store.add_long_message(&key, &Value::Array(items).to_string(), call.now)?;
    Ok(Reply::with(json!({ "JsonMsgKey": key, "PbMsgKey": key })))
}

/// `im_long_msg.get_relay_json_msg`.
pub(crate) fn get_long(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let key = text(call.body, "JsonMsgKey")
        .ok_or_else(|| Refusal::new(code::MALFORMED_MESSAGE, "JsonMsgKey is missing"))?;
    let items = store
        .long_message(key)?
        .ok_or_else(|| Refusal::new(code::NO_SUCH_MESSAGE, "there is no long message with this key"))?;
    Ok(Reply::with(json!({ "MsgList": super::wire::message_body(&items) })))
}

/// What the elements of a message refer to has to last as long as the message.
pub(super) fn touch(elements: &[Value], call: &Call<'_>, store: &mut dyn Store) -> Result<(), StoreError> {
    for element in elements {
        let key = element.get("MsgContent").and_then(|content| text(content, "JsonMsgKey"));
        if let Some(key) = key.filter(|key| !key.is_empty()) {
            store.touch_long_message(key, call.now)?;
        }
    }
    Ok(())
}

/// Clients do not send the tiny ids of the authors, but make the ids of the messages from them.
fn add_tiny_ids(items: &mut [Value], store: &mut dyn Store) -> Result<(), StoreError> {
    let mut known: BTreeMap<String, Option<String>> = BTreeMap::new();
    for item in items {
        let Some(author) = text(item, "From_Account").map(str::to_owned) else {
            continue;
        };
        let tiny_id = match known.get(&author) {
            Some(tiny_id) => tiny_id.clone(),
            None => {
                let tiny_id = store.account_named(&author)?.map(|account| account.id.tiny_id());
                known.insert(author, tiny_id.clone());
                tiny_id
            }
        };
        if let (Some(tiny_id), Value::Object(item)) = (tiny_id, item) {
            item.insert("TinyId".to_owned(), tiny_id.into());
        }
    }
    Ok(())
}
