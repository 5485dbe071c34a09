//! What a page knows and the engine does not: the time, chance, the system that it runs on.

use wasm_bindgen::prelude::*;

use crate::engine::effect::Millis;

#[wasm_bindgen(module = "/src/browser/page.js")]
extern "C" {
    /// 64 random bits.
    pub fn seed() -> u64;
    /// `windows`, `mac`, `ios`, `android` or `unknown`.
    #[wasm_bindgen(js_name = operatingSystem)]
    pub fn operating_system() -> String;
    #[wasm_bindgen(js_name = hasWebSocket)]
    pub fn has_web_socket() -> bool;
}

/// The page's clock.
pub fn now() -> Millis {
    js_sys::Date::now() as Millis
}
