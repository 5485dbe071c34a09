//! What a page offers and the engine does not have: the time, chance, a console, the system that it
//! runs on. Socket and timer: [`super::outside`].

use wasm_bindgen::prelude::*;

use crate::engine::effect::Millis;

#[wasm_bindgen(module = "/src/browser/page.js")]
extern "C" {
    /// A line for the console, at a level of `setLogLevel`.
    pub fn log(level: i8, text: &str);
    /// 64 random bits.
    pub fn seed() -> u64;
    /// `windows`, `mac`, `ios`, `android` or `unknown`.
    #[wasm_bindgen(js_name = operatingSystem)]
    pub fn operating_system() -> String;
    #[wasm_bindgen(js_name = hasWebSocket)]
    pub fn has_web_socket() -> bool;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;
}

/// The page's clock.
pub fn now() -> Millis {
    date_now() as Millis
}
