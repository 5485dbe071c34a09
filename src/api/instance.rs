//! The Rust half of one instance: it enters the engine, carries out what concerns the outside world
//! (sockets, the timer) and hands the rest to JavaScript as text. What happens to that text, and all
//! that an application sees, is `bridge.js`'s. Which instances exist for `TIM.create` is decided here.
//!
//! The engine is borrowed only while it works. No code of the application runs meanwhile: what the
//! engine wants to tell is carried over to JavaScript after the borrow has ended.
//!
//! A trap (a panic) leaves the engine borrowed for ever. `bridge.js` catches it and asks for
//! [`DISCARD`]: the instance is forgotten without touching its engine, others are not concerned.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use tim_proto::json::parse;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::browser::deadline::Deadline;
use crate::browser::network::Network;
use crate::browser::page;
use crate::browser::socket::Socket;
use crate::engine::effect::{CallId, Effect, Fields, Input, Millis};
use crate::engine::{Engine, Options, message, method};

use super::arguments;
use super::bridge::{self, Bridge, Listeners};
use super::program::{Program, blank_text};

/// What `bridge.js` asks for besides the index of a method.
const WAKE: i32 = -1;
const DISCARD: i32 = -2;

const ERROR_LEVEL: i8 = 3;

/// What `TIM.create` tells instances apart by: the application's id, and the option `instanceKey`.
type Key = (u64, String);

thread_local! {
    static CACHE: RefCell<Vec<(Key, Rc<Instance>)>> = const { RefCell::new(Vec::new()) };
}

struct Instance {
    this: Weak<Instance>,
    engine: RefCell<Engine>,
    /// The members of a message that says nothing.
    blank: Fields,
    /// What happened and the engine has not been told yet.
    inbox: RefCell<VecDeque<Input>>,
    socket: RefCell<Option<Socket>>,
    deadline: RefCell<Deadline>,
    network: RefCell<Option<Network>>,
    /// Held while the instance lives. Afterwards only the application's references count: `bridge.js`
    /// holds the function that holds this instance, and both go together.
    bridge: RefCell<Option<Bridge>>,
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
    if let Some(bridge) = cached(&key) {
        return Ok(bridge.api());
    }
    let bridge = Instance::open(options, key);
    bridge.wake();
    Ok(bridge.api())
}

fn cached(key: &Key) -> Option<Bridge> {
    CACHE.with_borrow(|cache| {
        let (_, instance) = cache.iter().find(|(known, _)| known == key)?;
        instance.bridge.borrow().clone()
    })
}

impl Instance {
    fn open(options: Options, key: Key) -> Bridge {
        let mut engine = Engine::new(options, page::seed());
        engine.start(page::now());
        let instance = Rc::new_cyclic(|this| Instance {
            this: Weak::clone(this),
            engine: RefCell::new(engine),
            blank: message::Message::empty().fields(),
            inbox: RefCell::default(),
            socket: RefCell::default(),
            deadline: RefCell::default(),
            network: RefCell::default(),
            bridge: RefCell::default(),
        });
        let entered = Rc::clone(&instance);
        let enter =
            Closure::<dyn Fn(i32, u32, String) -> String>::new(move |what, call, arguments: String| {
                entered.enter(what, call, &arguments)
            });
        let methods: Vec<&str> = method::TABLE.iter().map(|method| method.name).collect();
        let bridge = Bridge::new(
            &methods.join(","),
            &message::SENT_FIELDS.join(","),
            &blank_text(&instance.blank),
            &enter.into_js_value(),
            Listeners::new(),
        );
        instance.bridge.replace(Some(bridge.clone()));

        let this = Weak::clone(&instance.this);
        instance.network.replace(Some(Network::watch(move |online| {
            happened(&this, if online { Input::Online } else { Input::Offline });
        })));
        // Each TIM.create({SDKAppID: 0}) makes an instance of its own, as with the official SDK.
        if key.0 != 0 {
            CACHE.with_borrow_mut(|cache| cache.push((key, instance)));
        }
        bridge
    }

    /// The only way into the engine.
    fn enter(&self, what: i32, call: u32, arguments: &str) -> String {
        if what == DISCARD {
            return self.discard();
        }
        let now = page::now();
        let mut program = Program::new(&self.blank);
        let (outside, deadline) = {
            let mut engine = self.engine.borrow_mut();
            #[cfg(feature = "trap-test")]
            super::trap::spring();
            match usize::try_from(what).ok().and_then(|index| method::TABLE.get(index)) {
                Some(method) => {
                    let arguments = arguments::read(arguments, &mut engine, &mut program);
                    engine.call(CallId(call), method, arguments, now);
                }
                None => debug_assert_eq!(what, WAKE),
            }
            self.tell(&mut engine, now);
            (drain(&mut engine, &mut program), engine.next_deadline())
        };
        self.arm(deadline, now);
        for effect in outside {
            self.carry_out(effect);
        }
        program.finish()
    }

    /// Timers of a page in the background come late, so every entry looks at the clock.
    fn tell(&self, engine: &mut Engine, now: Millis) {
        loop {
            let Some(input) = self.inbox.borrow_mut().pop_front() else { break };
            engine.input(input, now);
        }
        if engine.next_deadline().is_some_and(|deadline| deadline <= now) {
            engine.input(Input::Deadline, now);
        }
    }

    fn arm(&self, deadline: Option<Millis>, now: Millis) {
        let this = Weak::clone(&self.this);
        self.deadline.borrow_mut().arm(deadline, now, move || {
            if let Some(instance) = this.upgrade() {
                instance.deadline.borrow_mut().disarm();
                instance.wake();
            }
        });
    }

    fn carry_out(&self, effect: Effect) {
        match effect {
            Effect::OpenSocket { url, text_frames } => {
                let this = Weak::clone(&self.this);
                let socket = Socket::open(&url, text_frames, move |input| happened(&this, input));
                if socket.is_none() {
                    let this = Weak::clone(&self.this);
                    spawn_local(async move { happened(&this, Input::SocketClosed) });
                }
                self.socket.replace(socket);
            }
            Effect::SendFrame(frame) => {
                if let Some(socket) = self.socket.borrow().as_ref() {
                    socket.send(&frame);
                }
            }
            Effect::CloseSocket { code } => {
                if let Some(socket) = self.socket.take() {
                    socket.close(code);
                }
            }
            // Its methods go on answering, with the engine's refusals.
            Effect::Destroyed => self.forget(),
            _ => {}
        }
    }

    fn wake(&self) {
        let bridge = self.bridge.borrow().clone();
        if let Some(bridge) = bridge {
            bridge.wake();
        }
    }

    /// `TIM.create` makes a new one from now on, and nothing from outside reaches this one.
    fn forget(&self) {
        CACHE.with_borrow_mut(|cache| cache.retain(|(_, instance)| !std::ptr::eq(instance.as_ref(), self)));
        self.network.take();
        self.bridge.take();
    }

    /// After a trap: what can be taken down without the engine is taken down, and the engine is left
    /// as it is, never to be dropped.
    fn discard(&self) -> String {
        const GOING_AWAY: u16 = 4000;
        std::mem::forget(self.this.upgrade());
        self.forget();
        if let Some(socket) = self.socket.try_borrow_mut().ok().and_then(|mut socket| socket.take()) {
            socket.close(GOING_AWAY);
        }
        if let Ok(mut deadline) = self.deadline.try_borrow_mut() {
            deadline.disarm();
        }
        String::new()
    }
}

/// Tells the engine of something that happened outside, and the application of what follows.
fn happened(instance: &Weak<Instance>, input: Input) {
    if let Some(instance) = instance.upgrade() {
        instance.inbox.borrow_mut().push_back(input);
        instance.wake();
    }
}

fn drain(engine: &mut Engine, program: &mut Program<'_>) -> Vec<Effect> {
    let mut outside = Vec::new();
    while let Some(effect) = engine.next_effect() {
        outside.extend(program.push(effect));
    }
    outside
}
