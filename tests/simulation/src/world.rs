//! The clock, the network, the server and the pages.

use std::collections::{BTreeMap, BTreeSet};

use tim_proto::json;
use tim_proto::json::Value;
use tim_proto::usersig::{self, Claims};
use tim_server::config::{Config, DEFAULT_SDKAPPID};
use tim_server::core::{ConnId, Core, Input as ServerInput, Output};
use tim_server::store::Transactions;
use tim_server::store::sqlite::SqliteStore;
use tim_wasm::engine::effect::{CallId, Input, Millis, ObjectId, Out};

use crate::client::{Client, ClientId, Settled, Wish};
use crate::exchange::{Exchange, exchanges};
use crate::network::{Arrival, Network};

const KEY: &str = "the secret of the simulation";
const START: Millis = 1_800_000_000_000;
const TICK_EVERY: Millis = 1_000;

/// How bad the network is.
#[derive(Clone, Copy, Debug)]
pub struct Faults {
    /// Slowest way of a frame.
    pub delay_ms: Millis,
    /// A connection is cut on one frame in so many; 0 for never.
    pub cut_one_in: u64,
}

impl Faults {
    pub const NONE: Faults = Faults { delay_ms: 20, cut_one_in: 0 };
}

pub struct World {
    pub now: Millis,
    pub faults: Faults,
    /// The command whose answers are lost on the way.
    pub unanswered: Option<&'static str>,
    /// Prints what arrives where: `TIM_TRACE=1`.
    trace: bool,
    seed: u64,
    config: Config,
    core: Option<Core>,
    store: SqliteStore,
    network: Network,
    clients: Vec<Client>,
    connections: BTreeMap<ConnId, ClientId>,
    /// Pages without a network.
    away: BTreeSet<ClientId>,
    /// What the server was asked and answered, since somebody wanted to know.
    exchanges: Option<Vec<Exchange>>,
    next_conn: u64,
    next_tick: Millis,
}

impl World {
    pub fn new(seed: u64) -> World {
        World::with_config(seed, |_| {})
    }

    /// A world whose server has other settings.
    pub fn with_config(seed: u64, change: impl FnOnce(&mut Config)) -> World {
        let mut config = Config::with_key(DEFAULT_SDKAPPID, KEY);
        change(&mut config);
        World {
            now: START,
            faults: Faults::NONE,
            unanswered: None,
            trace: std::env::var_os("TIM_TRACE").is_some(),
            seed,
            core: Some(Core::new(config.clone(), seed)),
            config,
            store: SqliteStore::in_memory().expect("a store in memory"),
            network: Network::default(),
            clients: Vec::new(),
            connections: BTreeMap::new(),
            away: BTreeSet::new(),
            exchanges: None,
            next_conn: 0,
            next_tick: START,
        }
    }

    /// The next number of the world's own randomness.
    pub fn random(&mut self, below: u64) -> u64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) % below.max(1)
    }

    /// Opens a page with one instance in it.
    pub fn page(&mut self) -> ClientId {
        let options = json!({"SDKAppID": DEFAULT_SDKAPPID, "proxyServer": "ws://server"});
        let seed = self.random(u64::MAX);
        let id = ClientId(self.clients.len());
        self.clients.push(Client::new(&options, seed));
        self.clients[id.0].engine.start(self.now);
        self.drain(id);
        id
    }

    pub fn user_sig(&self, user: &str) -> String {
        let claims = Claims {
            sdkappid: DEFAULT_SDKAPPID,
            identifier: user,
            time: self.now / 1000,
            expire: 86_400,
            userbuf: None,
        };
        usersig::create(&claims, KEY)
    }

    /// Opens a page and logs a user in; returns when SDK_READY has come.
    pub fn login(&mut self, user: &str) -> ClientId {
        let id = self.page();
        self.login_on(id, user);
        id
    }

    pub fn login_on(&mut self, id: ClientId, user: &str) {
        let sig = self.user_sig(user);
        let call = self.call(id, "login", &[json!({"userID": user, "userSig": sig})]);
        let resolved = self.settle(id, call);
        assert!(matches!(resolved, Settled::Resolved(_)), "login of {user}: {resolved:?}");
        self.until(id, "SDK_READY", |client| client.count("sdkStateReady") > 0);
    }

    pub fn client(&self, id: ClientId) -> &Client {
        &self.clients[id.0]
    }

    pub fn client_mut(&mut self, id: ClientId) -> &mut Client {
        &mut self.clients[id.0]
    }

    pub fn call(&mut self, id: ClientId, method: &str, args: &[Value]) -> CallId {
        let call = self.clients[id.0].call(method, args, self.now);
        self.drain(id);
        call
    }

    /// Sends a text and returns its object and the promise.
    pub fn send_text(&mut self, id: ClientId, to: &str, text: &str) -> (ObjectId, CallId) {
        let message = self.create(id, "createTextMessage", &Client::text(to, text));
        (message, self.call_with_message(id, "sendMessage", message, &[]))
    }

    pub fn create(&mut self, id: ClientId, method: &str, options: &Value) -> ObjectId {
        match self.sync(id, method, std::slice::from_ref(options)) {
            Out::Object(object) => object,
            other => panic!("{method} returned {other:?}"),
        }
    }

    /// Calls a synchronous method.
    pub fn sync(&mut self, id: ClientId, method: &str, args: &[Value]) -> Out {
        let (out, wishes) = self.clients[id.0].sync(method, args, self.now);
        self.grant(id, wishes);
        out
    }

    pub fn call_with_message(
        &mut self,
        id: ClientId,
        method: &str,
        message: ObjectId,
        more: &[Value],
    ) -> CallId {
        let call = self.clients[id.0].call_with_message(method, message, more, self.now);
        self.drain(id);
        call
    }

    /// Has a text message say something else.
    pub fn modify(&mut self, id: ClientId, message: ObjectId, text: &str) -> CallId {
        let element = json!({"type": "TIMTextElem", "content": {"text": text}});
        let call = self.clients[id.0].modify(message, Value::from(vec![element]), self.now);
        self.drain(id);
        call
    }

    pub fn call_with_messages(&mut self, id: ClientId, method: &str, messages: &[ObjectId]) -> CallId {
        let call = self.clients[id.0].call_with_messages(method, messages, self.now);
        self.drain(id);
        call
    }

    /// Lets time pass until the promise is settled.
    pub fn settle(&mut self, id: ClientId, call: CallId) -> Settled {
        self.until(id, "a promise", |client| client.settled(call).is_some());
        self.client(id).settled(call).cloned().expect("just seen")
    }

    /// Calls a method and waits for its result.
    pub fn result(&mut self, id: ClientId, method: &str, args: &[Value]) -> Value {
        let call = self.call(id, method, args);
        match self.settle(id, call) {
            Settled::Resolved(value) => value,
            rejected => panic!("{method}: {rejected:?}"),
        }
    }

    pub fn until(&mut self, id: ClientId, what: &str, done: impl Fn(&Client) -> bool) {
        let limit = self.now + 200_000;
        while !done(self.client(id)) {
            assert!(self.now < limit, "waited in vain for {what} of {id:?} (seed state {})", self.seed);
            self.step();
        }
    }

    /// Lets so much time pass.
    pub fn run(&mut self, duration: Millis) {
        let end = self.now + duration;
        while self.next_time() <= end {
            self.step();
        }
        self.now = end;
    }

    /// How many sockets the pages have asked for.
    pub fn attempts(&self) -> u64 {
        self.next_conn
    }

    /// The server dies without a word, as `kill -9` has it: what it had committed is all that is left.
    pub fn crash_server(&mut self) {
        self.core = None;
        let connections: Vec<ConnId> = self.connections.keys().copied().collect();
        for conn in connections {
            self.cut(conn);
        }
    }

    pub fn start_server(&mut self) {
        let seed = self.random(u64::MAX);
        self.core = Some(Core::new(self.config.clone(), seed));
        self.next_tick = self.now;
    }

    /// The connection of a page breaks.
    pub fn cut_client(&mut self, id: ClientId) {
        let conn = self.connections.iter().find(|(_, client)| **client == id).map(|(conn, _)| *conn);
        if let Some(conn) = conn {
            self.cut(conn);
        }
    }

    /// The page has no network until it is given back: no connection opens.
    pub fn take_network(&mut self, id: ClientId) {
        self.away.insert(id);
        self.cut_client(id);
    }

    pub fn give_network(&mut self, id: ClientId) {
        self.away.remove(&id);
    }

    /// The page is closed without a goodbye, as a tab is.
    pub fn close_page(&mut self, id: ClientId) {
        self.clients[id.0].destroyed = true;
        self.take_network(id);
    }

    /// From now on, what the server is asked and what it answers is kept.
    pub fn keep_exchanges(&mut self) {
        self.exchanges.get_or_insert_default();
    }

    /// What was kept, in the order in which the server dealt with it.
    pub fn take_exchanges(&mut self) -> Vec<Exchange> {
        self.exchanges.replace(Vec::new()).unwrap_or_default()
    }

    fn cut(&mut self, conn: ConnId) {
        let Some(client) = self.connections.remove(&conn) else { return };
        self.network.lose(conn);
        let now = self.now;
        self.network.send(now, conn, false, Arrival::Closed { client });
        self.network.send(now, conn, true, Arrival::Gone { conn });
    }

    fn next_time(&self) -> Millis {
        let engines = self
            .clients
            .iter()
            .filter(|client| !client.destroyed)
            .filter_map(|client| client.engine.next_deadline());
        let times = engines.chain(self.network.next()).chain([self.next_tick]);
        times.min().unwrap_or(self.now).max(self.now)
    }

    /// Goes to the next moment at which something happens, and lets it happen.
    pub fn step(&mut self) {
        self.now = self.next_time();
        let mut inputs = Vec::new();
        while let Some(arrival) = self.network.take(self.now) {
            self.arrive(arrival, &mut inputs);
        }
        if self.now >= self.next_tick {
            self.next_tick = self.now + TICK_EVERY;
            inputs.push(ServerInput::Tick);
        }
        self.run_server(inputs);
        for index in 0..self.clients.len() {
            let client = &self.clients[index];
            if !client.destroyed && client.engine.next_deadline().is_some_and(|at| at <= self.now) {
                self.clients[index].input(Input::Deadline, self.now);
                self.drain(ClientId(index));
            }
        }
    }

    fn arrive(&mut self, arrival: Arrival, inputs: &mut Vec<ServerInput>) {
        if self.trace {
            println!("{:>8} {arrival:?}", self.now - START);
        }
        match arrival {
            Arrival::Accepted { client, conn, url } => {
                if self.core.is_none() {
                    self.cut(conn);
                    return;
                }
                let instance_id =
                    url.split("instanceid=").nth(1).and_then(|rest| rest.split('&').next()).unwrap_or("");
                inputs.push(ServerInput::Opened {
                    conn,
                    instance_id: instance_id.to_owned(),
                    base_url: "http://server".to_owned(),
                    text_frames: false,
                    compress: false,
                });
                let at = self.now + self.delay();
                self.network.send(at, conn, false, Arrival::Opened { client, conn });
            }
            Arrival::Opened { client, conn } => self.feed(client, conn, Input::SocketOpened),
            Arrival::ToServer { conn, frame } => {
                inputs.push(ServerInput::Frame { conn, bytes: frame.into_bytes() })
            }
            Arrival::ToClient { client, conn, frame } => {
                self.feed(client, conn, Input::SocketFrame(frame.into_bytes()))
            }
            // A page that has moved on to another socket does not hear of the old one.
            Arrival::Closed { client } => {
                if !self.connections.values().any(|known| *known == client) {
                    self.clients[client.0].input(Input::SocketClosed, self.now);
                    self.drain(client);
                }
            }
            Arrival::Gone { conn } => inputs.push(ServerInput::Closed { conn }),
        }
    }

    fn feed(&mut self, client: ClientId, conn: ConnId, input: Input) {
        if self.connections.get(&conn) == Some(&client) {
            self.clients[client.0].input(input, self.now);
            self.drain(client);
        }
    }

    /// One batch, one transaction: durable before released.
    fn run_server(&mut self, inputs: Vec<ServerInput>) {
        let Some(core) = &mut self.core else { return };
        if inputs.is_empty() {
            return;
        }
        let asked = self.exchanges.is_some().then(|| inputs.clone());
        self.store.begin().expect("begin");
        let outputs = core.run(inputs, self.now, &mut self.store).expect("the core runs");
        self.store.commit().expect("commit");
        if let (Some(kept), Some(asked)) = (&mut self.exchanges, asked) {
            kept.extend(exchanges(&asked, &outputs, self.now));
        }
        for output in outputs {
            match output {
                Output::Send { conn, frame } => self.deliver(conn, frame.to_string()),
                Output::Close { conn } => self.cut(conn),
                // Nobody here knows languages, and no test asks.
                Output::Translate(_) => {}
            }
        }
    }

    fn deliver(&mut self, conn: ConnId, frame: String) {
        let Some(client) = self.connections.get(&conn).copied() else { return };
        if self.unanswered.is_some_and(|command| frame.contains(command)) {
            return;
        }
        if self.is_cut() {
            self.cut(conn);
            return;
        }
        let at = self.now + self.delay();
        self.network.send(at, conn, false, Arrival::ToClient { client, conn, frame });
    }

    fn delay(&mut self) -> Millis {
        let most = self.faults.delay_ms;
        1 + self.random(most)
    }

    fn is_cut(&mut self) -> bool {
        let one_in = self.faults.cut_one_in;
        one_in > 0 && self.random(one_in) == 0
    }

    fn drain(&mut self, id: ClientId) {
        let wishes = self.clients[id.0].drain();
        self.grant(id, wishes);
    }

    fn grant(&mut self, id: ClientId, wishes: Vec<Wish>) {
        for wish in wishes {
            let current = self.connections.iter().find(|(_, client)| **client == id).map(|(conn, _)| *conn);
            match (wish, current) {
                (Wish::Open { url }, _) => {
                    self.next_conn += 1;
                    let conn = ConnId(self.next_conn);
                    self.connections.insert(conn, id);
                    let at = self.now + self.delay();
                    if self.away.contains(&id) {
                        self.connections.remove(&conn);
                        self.network.send(at, conn, false, Arrival::Closed { client: id });
                    } else {
                        self.network.send(at, conn, true, Arrival::Accepted { client: id, conn, url });
                    }
                }
                (Wish::Send { frame }, Some(conn)) => {
                    let at = self.now + self.delay();
                    if self.is_cut() {
                        self.cut(conn);
                    } else {
                        self.network.send(at, conn, true, Arrival::ToServer { conn, frame });
                    }
                }
                // The page closes: the server learns of it; what the server sends is not heard any more.
                (Wish::Close, Some(conn)) => {
                    self.connections.remove(&conn);
                    let at = self.now + self.delay();
                    self.network.send(at, conn, true, Arrival::Gone { conn });
                }
                // The network has cut it at this very moment; the page will hear of it.
                (Wish::Send { .. } | Wish::Close, None) => {}
            }
        }
    }
}
