//! The Rust half of one instance: it enters the engine, carries out what concerns the outside world
//! (sockets, the timer) and hands the rest to JavaScript as text. What happens to that text, and all
//! that an application sees, is `bridge.js`'s. Which instances exist for `TIM.create` is decided here.
//!
//! The engine is borrowed only while it works. No code of the application runs meanwhile: what the
//! engine wants to tell is carried over to JavaScript after the borrow has ended, and what happens
//! outside waits there until the engine comes for it.
//!
//! A trap (a panic) leaves the engine borrowed for ever. `bridge.js` catches it and asks for
//! [`DISCARD`]: the instance is forgotten without touching its engine, others are not concerned.

use std::cell::RefCell;
use tim_proto::json::Gather;

use tim_proto::frame::Limits;
use tim_proto::json::parse;
use wasm_bindgen::prelude::*;

use crate::browser::outside::Outside;
use crate::browser::page;
use crate::engine::effect::{CallId, Effect, Fields, Input, Millis};
use crate::engine::{Engine, Options, message, method};

use super::arguments;
use super::bridge::{self, Bridge, Uploads};
use super::program::{Program, blank_text};

/// What `bridge.js` asks for besides the index of a method.
const WAKE: i32 = -1;
const DISCARD: i32 = -2;

const ERROR_LEVEL: i8 = 3;

/// At most so many things that have happened are taken in at a time: between them the page can breathe.
const AT_ONCE: usize = 64;

/// What `TIM.create` tells instances apart by: the application's id, and the option `instanceKey`.
type Key = (u64, String);

thread_local! {
    static CACHE: RefCell<Vec<(Key, Bridge)>> = const { RefCell::new(Vec::new()) };
}

/// Lives as long as its JavaScript half, which holds it.
#[wasm_bindgen]
pub struct Instance {
    key: Key,
    engine: RefCell<Engine>,
    /// The members of a message that says nothing.
    blank: Fields,
    outside: Outside,
}

/// `TIM.create`: the instance for these options, made if there is none. `null`, with a line in the
/// console, when the options are wrong.
///
/// # Errors
/// Throws when there is no object of options, or no WebSocket.
#[wasm_bindgen]
pub fn create(options: &JsValue) -> Result<JsValue, JsValue> {
    let text = bridge::options_text(options)?;
    if !page::has_web_socket() {
        return Err(bridge::no_web_socket());
    }
    let options = parse(text.as_bytes()).unwrap_or_default();
    let mut options = match Options::parse(&options) {
        Ok(options) => options,
        Err(fault) => {
            page::log(ERROR_LEVEL, &fault);
            return Ok(JsValue::NULL);
        }
    };
    options.host = page::operating_system();
    let key = (options.sdk_app_id(), options.instance_key().to_owned());
    let cached = CACHE
        .with_borrow(|cache| cache.iter().find(|(known, _)| *known == key).map(|(_, bridge)| bridge.api()));
    Ok(cached.unwrap_or_else(|| open(options, key)))
}

fn open(options: Options, key: Key) -> JsValue {
    let mut engine = Engine::new(options, page::seed());
    engine.start(page::now());
    let methods: Vec<&str> = method::all().map(|method| method.name()).gather();
    let outside = Outside::new(u32::try_from(Limits::default().max_frame_bytes).unwrap_or(u32::MAX));
    let blank = message::Message::empty().fields();
    let blank_text = blank_text(&blank);
    let instance =
        Instance { key: key.clone(), engine: RefCell::new(engine), blank, outside: outside.clone() };
    let bridge = Bridge::new(
        &methods.join(","),
        message::GIVEN_FIELDS,
        &blank_text,
        instance,
        outside,
        Uploads::new(),
    );
    // Each TIM.create({SDKAppID: 0}) makes an instance of its own, as with the official SDK.
    if key.0 != 0 {
        CACHE.with_borrow_mut(|cache| cache.push((key, bridge.clone())));
    }
    bridge.wake();
    bridge.api()
}

#[wasm_bindgen]
impl Instance {
    /// The only way into the engine.
    pub fn enter(&self, what: i32, call: u32, arguments: &str) -> String {
        if what == DISCARD {
            self.forget();
            return String::new();
        }
        let now = page::now();
        let mut program = Program::new(&self.blank);
        let (outside, deadline) = {
            let mut engine = self.engine.borrow_mut();
            #[cfg(feature = "trap-test")]
            super::trap::spring();
            match usize::try_from(what).ok().and_then(|index| method::all().nth(index)) {
                Some(method) => {
                    let arguments = arguments::read(arguments, &mut engine, &mut program);
                    engine.call(CallId(call), method, arguments, now);
                }
                None => debug_assert_eq!(what, WAKE),
            }
            self.tell(&mut engine, now);
            let effects: Vec<Effect> = std::iter::from_fn(|| engine.next_effect()).gather();
            (program.push_all(effects), engine.next_deadline())
        };
        for effect in outside {
            self.carry_out(effect);
        }
        self.outside.arm(deadline);
        program.finish()
    }

    /// Timers of a page in the background come late, so every entry looks at the clock.
    fn tell(&self, engine: &mut Engine, now: Millis) {
        for _ in 0..AT_ONCE {
            let Some(input) = self.outside.take() else { break };
            engine.input(input, now);
        }
        if engine.next_deadline().is_some_and(|deadline| deadline <= now) {
            engine.input(Input::Deadline, now);
        }
    }

    fn carry_out(&self, effect: Effect) {
        match effect {
            Effect::OpenSocket { url, text_frames } => self.outside.open(&url, text_frames),
            Effect::SendFrame(frame) => self.outside.send(frame.as_bytes()),
            Effect::CloseSocket { code } => self.outside.close(code),
            // Its methods go on answering, with the engine's refusals.
            Effect::Destroyed => self.forget(),
            _ => {}
        }
    }

    /// `TIM.create` makes a new one from now on, and nothing from outside reaches this one. After a trap
    /// the engine is left as it is.
    fn forget(&self) {
        // Freed outside of the borrow.
        let _forgotten: Vec<(Key, Bridge)> = CACHE.with_borrow_mut(|cache| {
            let (gone, kept) = std::mem::take(cache).into_iter().partition(|(key, _)| *key == self.key);
            *cache = kept;
            gone
        });
        self.outside.end();
    }
}
