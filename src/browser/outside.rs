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
    /// What has happened, as one of the numbers of `page.js`.
    #[wasm_bindgen(method, js_name = take)]
    fn take_next(this: &Outside) -> i32;
    /// What the thing taken last has brought.
    #[wasm_bindgen(method)]
    fn bytes(this: &Outside) -> Vec<u8>;
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
        Some(match self.take_next() {
            0 => Input::SocketOpened,
            1 => Input::SocketClosed,
            2 => Input::Deadline,
            3 => Input::Online,
            4 => Input::Offline,
            5 => Input::SocketFrame(self.bytes()),
            6 => Input::UploadEnded(parse(&self.bytes()).unwrap_or_default()),
            _ => return None,
        })
    }
}
