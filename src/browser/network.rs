//! Whether the browser thinks that there is a network: its `online` and `offline` events.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::EventTarget;

/// The event's name, and what hears it.
type Listener = (&'static str, Closure<dyn FnMut()>);

/// Two listeners on the page or the worker, removed when dropped.
pub struct Network([Listener; 2]);

impl Network {
    /// `changed` hears whether there is a network now. Where the global object has no events (Node)
    /// it hears nothing.
    pub fn watch(changed: impl Fn(bool) + Clone + 'static) -> Network {
        let listener = |name, online| -> Listener {
            let changed = changed.clone();
            let closure = Closure::new(move || changed(online));
            if let Some(target) = target() {
                // Fails only for a target that is none.
                let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
            }
            (name, closure)
        };
        Network([listener("online", true), listener("offline", false)])
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        let Some(target) = target() else { return };
        for (name, closure) in &self.0 {
            let _ = target.remove_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        }
    }
}

fn target() -> Option<EventTarget> {
    js_sys::global().dyn_into().ok()
}
