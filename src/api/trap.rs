//! For the test of what happens after a trap (a panic of the engine). Not part of any build that is
//! shipped.

use std::cell::Cell;

use wasm_bindgen::prelude::*;

thread_local! {
    static SET: Cell<bool> = const { Cell::new(false) };
}

/// The next entry into any engine stops in the middle.
#[wasm_bindgen]
pub fn trap_in_next_entry() {
    SET.set(true);
}

/// Called while the engine is borrowed.
#[allow(clippy::panic)]
pub fn spring() {
    if SET.replace(false) {
        panic!("a trap set by a test");
    }
}
