//! One page: an engine, and what the browser's shell keeps for it.

use std::collections::BTreeMap;

use tim_proto::json;
use tim_proto::json::{Map, Value};
use tim_wasm::engine::effect::{Arg, CallId, Class, Effect, Given, Input, Millis, ObjectId, Out};
use tim_wasm::engine::message::GIVEN_FIELDS;
use tim_wasm::engine::{Engine, Error, Options, method};

use crate::object::Objects;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClientId(pub usize);

/// How a promise ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Settled {
    Resolved(Value),
    Rejected { code: i64, message: String, data: Value },
}

/// An object that a settled promise or an event named, for use as an argument.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// Events in order: name and data as JSON.
    pub events: Vec<(&'static str, Value)>,
    /// The data of the last event of each name: what it names may have changed since.
    latest: BTreeMap<&'static str, Out>,
    /// Every message that MESSAGE_RECEIVED told of, by ID.
    pub received: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Socket {
    None,
    Connecting,
    Open,
}

/// What a client wants of the network.
pub enum Wish {
    Open { url: String },
    Send { frame: String },
    Close,
}

pub struct Client {
    pub engine: Engine,
    pub log: Log,
    pub objects: Objects,
    /// Every Message that the page was given, in order.
    pub messages: Vec<ObjectId>,
    promises: BTreeMap<u32, Option<Settled>>,
    /// What promises were resolved with, by the names of objects.
    outs: BTreeMap<u32, Out>,
    socket: Socket,
    next_call: u32,
    returned: Option<Result<Out, Error>>,
    pub destroyed: bool,
}

impl Client {
    pub fn new(options: &Value, seed: u64) -> Client {
        let options = Options::parse(options).expect("options of a test");
        Client {
            engine: Engine::new(options, seed),
            log: Log::default(),
            objects: Objects::default(),
            messages: Vec::new(),
            promises: BTreeMap::new(),
            outs: BTreeMap::new(),
            socket: Socket::None,
            next_call: 0,
            returned: None,
            destroyed: false,
        }
    }

    /// Calls a method with plain arguments. The promise is looked up by the number returned.
    pub fn call(&mut self, name: &str, args: &[Value], now: Millis) -> CallId {
        let args = args.iter().cloned().map(Arg::Value).collect();
        self.call_with(name, args, now)
    }

    /// Calls a method whose first argument is a live Message.
    pub fn call_with_message(
        &mut self,
        name: &str,
        message: ObjectId,
        more: &[Value],
        now: Millis,
    ) -> CallId {
        let given = self.give(message);
        let more = more.iter().cloned().map(Arg::Value);
        self.call_with(name, [Arg::Message(given)].into_iter().chain(more).collect(), now)
    }

    /// Calls modifyMessage with a Message that says something else, as a copy of the live one.
    pub fn modify(&mut self, message: ObjectId, elements: Value, now: Millis) -> CallId {
        let mut given = self.give(message);
        if let Some(fields) = given.fields.as_object_mut() {
            fields.insert("_elements", elements);
        }
        self.call_with("modifyMessage", vec![Arg::Message(given)], now)
    }

    /// Calls a method whose first argument is a list of live Messages.
    pub fn call_with_messages(&mut self, name: &str, messages: &[ObjectId], now: Millis) -> CallId {
        let given = messages.iter().map(|message| self.give(*message)).collect();
        self.call_with(name, vec![Arg::Messages(given)], now)
    }

    fn give(&mut self, message: ObjectId) -> Given {
        let object = self.engine.adopt();
        self.objects.adopt(object, message);
        let rendered = self.objects.object(message);
        let fields = GIVEN_FIELDS
            .split(',')
            .filter_map(|key| rendered.get(key).map(|value| (key.to_owned(), value.clone())));
        Given { object, fields: Value::from(fields.collect::<Map>()) }
    }

    fn call_with(&mut self, name: &str, args: Vec<Arg>, now: Millis) -> CallId {
        let method = method::all().find(|method| method.name() == name);
        let method = method.unwrap_or_else(|| panic!("no method {name}"));
        self.next_call += 1;
        let call = CallId(self.next_call);
        self.promises.insert(call.0, None);
        self.engine.call(call, method, args, now);
        call
    }

    /// Calls a synchronous method and returns what it returns.
    pub fn sync(&mut self, name: &str, args: &[Value], now: Millis) -> (Out, Vec<Wish>) {
        let call = self.call(name, args, now);
        let wishes = self.drain();
        self.promises.remove(&call.0);
        match self.returned.take() {
            Some(Ok(out)) => (out, wishes),
            other => panic!("{name} returned {other:?}"),
        }
    }

    pub fn input(&mut self, input: Input, now: Millis) {
        match &input {
            Input::SocketOpened => self.socket = Socket::Open,
            Input::SocketClosed => self.socket = Socket::None,
            _ => {}
        }
        self.engine.input(input, now);
    }

    /// Does what the engine says; what concerns the network is returned.
    pub fn drain(&mut self) -> Vec<Wish> {
        let mut wishes = Vec::new();
        while let Some(effect) = self.engine.next_effect() {
            self.apply(effect, &mut wishes);
        }
        wishes
    }

    fn apply(&mut self, effect: Effect, wishes: &mut Vec<Wish>) {
        match effect {
            Effect::OpenSocket { url, .. } => {
                assert_eq!(self.socket, Socket::None, "a second socket");
                self.socket = Socket::Connecting;
                wishes.push(Wish::Open { url });
            }
            Effect::SendFrame(frame) => {
                assert_eq!(self.socket, Socket::Open, "sent without a socket: {frame}");
                wishes.push(Wish::Send { frame });
            }
            Effect::CloseSocket { .. } => {
                assert_ne!(self.socket, Socket::None, "closed without a socket");
                self.socket = Socket::None;
                wishes.push(Wish::Close);
            }
            Effect::Create { object, class, fields } => {
                if class == Class::Message {
                    self.messages.push(object);
                }
                self.objects.create(object, fields);
            }
            Effect::Patch { object, at, fields } => self.objects.patch(object, at, fields),
            Effect::Release(object) => self.objects.release(object),
            Effect::Return { out, .. } => self.returned = Some(Ok(out)),
            Effect::Throw { error, .. } => self.returned = Some(Err(error)),
            Effect::Resolve { call, out } => {
                let value = self.objects.render(&out);
                self.outs.insert(call.0, out);
                self.settle(call, Settled::Resolved(value));
            }
            Effect::Reject { call, error } => {
                let data = self.objects.render(&Out::Fields(error.data.clone()));
                self.settle(
                    call,
                    Settled::Rejected { code: error.code, message: error.message.clone(), data },
                );
            }
            Effect::Emit { event, data } => {
                self.log.latest.insert(event, data.clone());
                let data = self.objects.render(&data);
                if event == tim_proto::constants::event::MESSAGE_RECEIVED {
                    let ids =
                        data.as_array().into_iter().flatten().filter_map(|message| message["ID"].as_str());
                    self.log.received.extend(ids.map(str::to_owned));
                }
                self.log.events.push((event, data));
            }
            Effect::Log { .. } => {}
            // Files are not simulated.
            Effect::Upload { .. } | Effect::StopUploads => {}
            Effect::Destroyed => self.destroyed = true,
        }
    }

    fn settle(&mut self, call: CallId, settled: Settled) {
        let promise = self.promises.get_mut(&call.0).unwrap_or_else(|| panic!("{call:?} is unknown"));
        assert!(promise.is_none(), "{call:?} was settled twice: {promise:?}, then {settled:?}");
        *promise = Some(settled);
    }

    pub fn settled(&self, call: CallId) -> Option<&Settled> {
        self.promises.get(&call.0).and_then(Option::as_ref)
    }

    /// The objects in a list of what a promise was resolved with.
    pub fn resolved_objects(&self, call: CallId, member: &str) -> Vec<ObjectId> {
        match self.outs.get(&call.0) {
            Some(Out::Fields(fields)) => match fields.iter().find(|(name, _)| *name == member) {
                Some((_, Out::Objects(objects))) => objects.clone(),
                other => panic!("{member} is {other:?}"),
            },
            other => panic!("resolved with {other:?}"),
        }
    }

    /// Promises that nobody has settled.
    pub fn pending(&self) -> usize {
        self.promises.values().filter(|promise| promise.is_none()).count()
    }

    /// What the last event of this name told of, as it is now.
    pub fn latest(&self, event: &str) -> Value {
        self.log.latest.get(event).map_or(Value::NULL, |data| self.objects.render(data))
    }

    /// How often an event was published.
    pub fn count(&self, event: &str) -> usize {
        self.log.events.iter().filter(|(name, _)| *name == event).count()
    }

    /// Options of a text message to a user.
    pub fn text(to: &str, text: &str) -> Value {
        json!({"to": to, "conversationType": "C2C", "payload": {"text": text}})
    }
}
