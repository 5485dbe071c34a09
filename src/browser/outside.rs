//! What `page.js` offers to one instance, and what has happened there as inputs of the engine.

use tim_proto::json::parse;
use wasm_bindgen::prelude::*;

use crate::engine::effect::{Input, Millis};

#[wasm_bindgen(module = "/src/browser/page.js")]
extern "C" {
    /// The socket, the timer and the network of one instance.
    #[derive(Clone)]
    pub type Outside;

    /// The most bytes that a compressed frame may hold.
    #[wasm_bindgen(constructor)]
    pub fn new(limit: u32) -> Outside;

    #[wasm_bindgen(method)]
    pub fn open(this: &Outside, url: &str, text_frames: bool);
    #[wasm_bindgen(method)]
    pub fn send(this: &Outside, frame: &[u8]);
    #[wasm_bindgen(method)]
    pub fn close(this: &Outside, code: u16);
    #[wasm_bindgen(method, js_name = arm)]
    fn arm_at(this: &Outside, due: f64);
    #[wasm_bindgen(method, js_name = take)]
    fn take_value(this: &Outside) -> JsValue;
    #[wasm_bindgen(method)]
    pub fn end(this: &Outside);
}

impl Outside {
    /// Sets the timer, or stops it.
    pub fn arm(&self, due: Option<Millis>) {
        self.arm_at(due.map_or(f64::INFINITY, |due| due as f64));
    }

    /// The oldest thing that has happened and was not taken.
    pub fn take(&self) -> Option<Input> {
        let happened = self.take_value();
        if happened.is_undefined() {
            return None;
        }
        if let Some(outcome) = happened.as_string() {
            return Some(Input::UploadEnded(parse(outcome.as_bytes()).unwrap_or_default()));
        }
        Some(match happened.as_f64() {
            None => Input::SocketFrame(js_sys::Uint8Array::unchecked_from_js(happened).to_vec()),
            Some(0.0) => Input::SocketOpened,
            Some(1.0) => Input::SocketClosed,
            Some(3.0) => Input::Online,
            Some(4.0) => Input::Offline,
            Some(_) => Input::Deadline,
        })
    }
}
