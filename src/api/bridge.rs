//! The JavaScript of this folder as Rust sees it.

use wasm_bindgen::prelude::*;

use super::instance::Instance;
use crate::browser::outside::Outside;

#[wasm_bindgen(module = "/src/api/bridge.js")]
extern "C" {
    /// The JavaScript half of an instance.
    #[derive(Clone)]
    pub type Bridge;

    /// The names are separated by commas.
    #[wasm_bindgen(constructor)]
    pub fn new(
        methods: &str,
        message_members: &str,
        blank_message: &str,
        instance: Instance,
        outside: Outside,
        uploads: Uploads,
    ) -> Bridge;

    /// What `TIM.create` returns.
    #[wasm_bindgen(method, getter)]
    pub fn api(this: &Bridge) -> JsValue;

    /// Has the engine entered, and what follows told to the application.
    #[wasm_bindgen(method)]
    pub fn wake(this: &Bridge);
}

#[wasm_bindgen(module = "/src/api/values.js")]
extern "C" {
    /// The options of `TIM.create` as JSON text; throws when they are none.
    #[wasm_bindgen(js_name = optionsText, catch)]
    pub fn options_text(options: &JsValue) -> Result<String, JsValue>;

    /// What `TIM.create` throws where nothing can be connected.
    #[wasm_bindgen(js_name = noWebSocket)]
    pub fn no_web_socket() -> JsValue;

    /// A new plain object.
    pub fn parse(text: &str) -> JsValue;
}

#[wasm_bindgen(module = "/src/api/media.js")]
extern "C" {
    /// Files on their way. (Made here, because a module that Rust does not name is not packed.)
    pub type Uploads;

    #[wasm_bindgen(constructor)]
    pub fn new() -> Uploads;
}
