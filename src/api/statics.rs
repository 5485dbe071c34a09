//! `TIM.EVENT`, `TIM.TYPES`, `TIM.VERSION`: the names of both API levels, from `proto/data`.

use tim_proto::constants::{EVENT_JSON, TYPES_JSON};
use wasm_bindgen::prelude::*;

use super::bridge;

/// Event names: a new plain object.
#[wasm_bindgen(js_name = EVENT)]
pub fn event() -> JsValue {
    bridge::parse(EVENT_JSON)
}

/// Message types, conversation types and other constants: a new plain object.
#[wasm_bindgen(js_name = TYPES)]
pub fn types() -> JsValue {
    bridge::parse(TYPES_JSON)
}

/// The version of this package.
#[wasm_bindgen(js_name = VERSION)]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
