//! `TIM.EVENT`, `TIM.TYPES`, `TIM.VERSION`: the names of both API levels, from `proto/data`.

use serde_json::{Map, Value};
use tim_proto::constants::{Constant, EVENT, TYPES};
use wasm_bindgen::prelude::*;

use super::bridge;

/// Event names: a new plain object.
#[wasm_bindgen(js_name = EVENT)]
pub fn event() -> JsValue {
    object(EVENT.iter().map(|(name, value)| (*name, Value::from(*value))))
}

/// Message types, conversation types and other constants: a new plain object.
#[wasm_bindgen(js_name = TYPES)]
pub fn types() -> JsValue {
    object(TYPES.iter().map(|(name, constant)| match constant {
        Constant::Text(text) => (*name, Value::from(*text)),
        Constant::Number(number) => (*name, Value::from(*number)),
    }))
}

/// The version of this package.
#[wasm_bindgen(js_name = VERSION)]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

fn object(members: impl Iterator<Item = (&'static str, Value)>) -> JsValue {
    let members: Map<String, Value> = members.map(|(name, value)| (name.to_owned(), value)).collect();
    bridge::parse(&Value::Object(members).to_string())
}
