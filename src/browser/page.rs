//! What a page offers and the engine does not have: the time, chance, a console, inflation, the system
//! that it runs on.

use wasm_bindgen::prelude::*;

use crate::engine::effect::Millis;

#[wasm_bindgen(module = "/src/browser/page.js")]
extern "C" {
    /// A line for the console, at a level of `setLogLevel`.
    pub fn log(level: i8, text: &str);
    /// What the zlib or gzip stream at `offset` holds; an error if it is none, or more than `limit` bytes.
    #[wasm_bindgen(catch)]
    pub async fn inflate(frame: &[u8], offset: u32, limit: u32) -> Result<js_sys::Uint8Array, JsValue>;
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
