//! The functions of `bridge.js` and `console.js` that Rust calls.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/api/bridge.js")]
extern "C" {
    /// The JavaScript half of an instance.
    #[derive(Clone)]
    pub type Bridge;

    /// The names are separated by commas.
    #[wasm_bindgen(constructor)]
    pub fn new(methods: &str, message_members: &str, enter: &JsValue) -> Bridge;

    /// What `TIM.create` returns.
    #[wasm_bindgen(method, getter)]
    pub fn api(this: &Bridge) -> JsValue;

    /// Has the engine entered, and what follows told to the application.
    #[wasm_bindgen(method)]
    pub fn wake(this: &Bridge);

    /// The options of `TIM.create` as JSON text; throws when they are none.
    #[wasm_bindgen(js_name = optionsText, catch)]
    pub fn options_text(options: &JsValue) -> Result<String, JsValue>;

    /// A new plain object.
    pub fn parse(text: &str) -> JsValue;
}

#[wasm_bindgen(module = "/src/api/console.js")]
extern "C" {
    /// A line for the console, at a level of `setLogLevel`.
    pub fn log(level: i8, text: &str);
}

// Modules that only other modules import: named here so that they are shipped.
#[wasm_bindgen(module = "/src/api/arguments.js")]
extern "C" {}
#[wasm_bindgen(module = "/src/api/errors.js")]
extern "C" {}
#[wasm_bindgen(module = "/src/api/listeners.js")]
extern "C" {}
#[wasm_bindgen(module = "/src/api/objects.js")]
extern "C" {}
