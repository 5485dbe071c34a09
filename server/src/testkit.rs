//! A server in a test: the core over a database in memory, clients that are a few calls each, and a clock that only the
//! test moves. Helpers give valid requests; a test names what it is about.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};
use tim_proto::frame::{self, Frame};
use tim_proto::usersig::{Claims, create};

use crate::config::{Config, DEFAULT_SDKAPPID};
use crate::core::{ConnId, Core, Input, Output, Translation};
use crate::store::Transactions;
use crate::store::sqlite::SqliteStore;

pub(crate) const KEY: &str = "the secret of the tests";
/// When every test begins, in seconds.
pub(crate) const START_S: u64 = 1_700_000_000;

pub(crate) struct World {
    pub(crate) core: Core,
    pub(crate) store: SqliteStore,
    pub(crate) now_ms: u64,
    clients: Vec<State>,
    /// What the server wanted translated.
    pub(crate) translations: Vec<Translation>,
    arrived: BTreeMap<ConnId, VecDeque<Frame>>,
    closed: BTreeSet<ConnId>,
    next_conn: u64,
}

/// A client, by its place in the world.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Client(usize);

struct State {
    conn: ConnId,
    user: String,
    instance: String,
    base_url: String,
    a2: String,
    tiny_id: String,
    seq: u64,
}

impl World {
    pub(crate) fn new() -> World {
        World::with(|_| {})
    }

    /// A world with other settings.
    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> World {
        let mut config = Config::with_key(DEFAULT_SDKAPPID, KEY);
        change(&mut config);
        World {
            core: Core::new(config, 1),
            store: SqliteStore::in_memory().unwrap(),
            now_ms: START_S * 1000,
            clients: Vec::new(),
            translations: Vec::new(),
            arrived: BTreeMap::new(),
            closed: BTreeSet::new(),
            next_conn: 1,
        }
    }

    /// Time passes, and the server is told.
    pub(crate) fn pass(&mut self, ms: u64) {
        self.now_ms += ms;
        self.run(vec![Input::Tick]);
    }

    pub(crate) fn now_s(&self) -> u64 {
        self.now_ms / 1000
    }

    /// The server dies and another one starts on the same data. All sockets are gone.
    pub(crate) fn restart(&mut self, seed: u64) {
        self.core = Core::new(Config::with_key(DEFAULT_SDKAPPID, KEY), seed);
        self.arrived.clear();
    }

    /// Runs a batch as the shell would.
    pub(crate) fn run(&mut self, inputs: Vec<Input>) {
        self.store.begin().unwrap();
        let outputs = self.core.run(inputs, self.now_ms, &mut self.store).unwrap();
        self.store.commit().unwrap();
        for output in outputs {
            match output {
                Output::Send { conn, frame } => {
                    let frame = frame::decode(frame.as_bytes(), &frame::Limits::default()).unwrap();
                    self.arrived.entry(conn).or_default().push_back(frame);
                }
                Output::Translate(translation) => self.translations.push(translation),
                Output::Close { conn } => {
                    self.closed.insert(conn);
                }
            }
        }
    }

    // Clients coming and going.

    /// A client with an open socket, not logged in.
    pub(crate) fn connect(&mut self, user: &str, instance: &str) -> Client {
        let client = Client(self.clients.len());
        self.clients.push(State {
            conn: ConnId(0),
            user: user.to_owned(),
            instance: instance.to_owned(),
            base_url: "http://test".to_owned(),
            a2: String::new(),
            tiny_id: String::new(),
            seq: 100,
        });
        self.reconnect(client);
        client
    }

    /// Another socket for the same instance. The server has not noticed that the former is gone.
    pub(crate) fn reconnect(&mut self, client: Client) {
        let conn = ConnId(self.next_conn);
        self.next_conn += 1;
        self.clients[client.0].conn = conn;
        let State { instance, base_url, .. } = &self.clients[client.0];
        let (instance_id, base_url) = (instance.clone(), base_url.clone());
        self.run(vec![Input::Opened { conn, instance_id, base_url, text_frames: true, compress: false }]);
    }

    /// From its next connection on the client comes by this address.
    pub(crate) fn move_to(&mut self, client: Client, base_url: &str) {
        self.clients[client.0].base_url = base_url.to_owned();
    }

    pub(crate) fn disconnect(&mut self, client: Client) {
        let conn = self.conn(client);
        self.run(vec![Input::Closed { conn }]);
    }

    /// A logged-in client; its instance is named after the user.
    pub(crate) fn login(&mut self, user: &str) -> Client {
        self.login_at(user, &format!("page of {user}"))
    }

    pub(crate) fn login_at(&mut self, user: &str, instance: &str) -> Client {
        let client = self.connect(user, instance);
        let answer = self.log_in(client);
        assert_eq!(answer["ErrorCode"], 0, "login of {user}: {answer}");
        client
    }

    /// Logs in with a good UserSig, and remembers the keys.
    pub(crate) fn log_in(&mut self, client: Client) -> Value {
        let ticket = self.ticket(&self.clients[client.0].user, 3600);
        self.log_in_with(client, &ticket)
    }

    pub(crate) fn log_in_with(&mut self, client: Client, ticket: &str) -> Value {
        let user = self.clients[client.0].user.clone();
        let answer = self.request_with(
            client,
            "im_open_status.wslogin",
            json!({ "State": "Online", "is_web_uniapp": 0, "InstType": 0 }),
            json!({ "sdkappid": DEFAULT_SDKAPPID, "identifier": user, "usersig": ticket }),
        );
        self.remember(client, &answer);
        answer
    }

    /// Logs in with the A2 key, as after a reconnect.
    pub(crate) fn log_in_again(&mut self, client: Client) -> Value {
        self.request(client, "im_open_status.wslogin", json!({ "State": "Online" }))
    }

    fn remember(&mut self, client: Client, answer: &Value) {
        if let (Some(a2), Some(tiny_id)) = (answer["A2Key"].as_str(), answer["TinyId"].as_str()) {
            self.clients[client.0].a2 = a2.to_owned();
            self.clients[client.0].tiny_id = tiny_id.to_owned();
        }
    }

    pub(crate) fn ticket(&self, user: &str, expire: u64) -> String {
        let claims = Claims {
            sdkappid: DEFAULT_SDKAPPID,
            identifier: user,
            time: self.now_s(),
            expire,
            userbuf: None,
        };
        create(&claims, KEY)
    }

    pub(crate) fn conn(&self, client: Client) -> ConnId {
        self.clients[client.0].conn
    }

    pub(crate) fn a2(&self, client: Client) -> String {
        self.clients[client.0].a2.clone()
    }

    pub(crate) fn tiny_id(&self, client: Client) -> String {
        self.clients[client.0].tiny_id.clone()
    }

    /// Whether the server has closed the client's socket.
    pub(crate) fn is_closed(&self, client: Client) -> bool {
        self.was_closed(self.conn(client))
    }

    pub(crate) fn was_closed(&self, conn: ConnId) -> bool {
        self.closed.contains(&conn)
    }

    // Requests and pushes.

    /// Sends a request with the client's keys and returns the answer's body.
    pub(crate) fn request(&mut self, client: Client, servcmd: &str, body: Value) -> Value {
        let seq = self.ask(client, servcmd, body);
        self.take_answer(client, servcmd, seq)
    }

    /// Sends a request with the client's keys that is perhaps answered later; its seq.
    pub(crate) fn ask(&mut self, client: Client, servcmd: &str, body: Value) -> u64 {
        let state = &self.clients[client.0];
        let head = json!({ "a2": state.a2, "tinyid": state.tiny_id, "sdkappid": DEFAULT_SDKAPPID });
        let (input, seq) = self.frame(client, servcmd, body, head);
        self.run(vec![input]);
        seq
    }

    /// The same with a head of one's own.
    pub(crate) fn request_with(&mut self, client: Client, servcmd: &str, body: Value, head: Value) -> Value {
        let (input, seq) = self.frame(client, servcmd, body, head);
        self.run(vec![input]);
        self.take_answer(client, servcmd, seq)
    }

    /// A request as an input, for tests that put several into one batch, and its seq.
    pub(crate) fn frame(&mut self, client: Client, servcmd: &str, body: Value, head: Value) -> (Input, u64) {
        let state = &mut self.clients[client.0];
        state.seq += 1;
        let mut members = Map::new();
        members.insert("servcmd".to_owned(), servcmd.into());
        members.insert("seq".to_owned(), state.seq.into());
        members.extend(head.as_object().unwrap().clone());
        let bytes = frame::encode(&members.into(), &body.into()).into_bytes();
        (Input::Frame { conn: state.conn, bytes }, state.seq)
    }

    pub(crate) fn take_answer(&mut self, client: Client, servcmd: &str, seq: u64) -> Value {
        let conn = self.conn(client);
        let arrived = self.arrived.entry(conn).or_default();
        let at = arrived
            .iter()
            .position(|frame| frame.seq == Some(seq) && frame.servcmd == servcmd)
            .unwrap_or_else(|| panic!("no answer to {servcmd}"));
        let body = Value::from(arrived.remove(at).unwrap().body);
        let status = if body["ErrorCode"] == 0 { "OK" } else { "FAIL" };
        assert_eq!(body["ActionStatus"], status);
        assert_eq!(body["ErrorCode"] == 0, body["ErrorInfo"] == "", "ErrorInfo of {body}");
        body
    }

    /// The oldest push that has arrived: the one item of its EventArray.
    pub(crate) fn push(&mut self, client: Client) -> Value {
        let conn = self.conn(client);
        let frame = self.arrived.entry(conn).or_default().pop_front().expect("no push has arrived");
        let items = frame.body["EventArray"].as_array().expect("not a push").clone();
        assert_eq!(items.len(), 1);
        items.into_iter().next().unwrap().into()
    }

    /// All messages that have been pushed to the client since it was asked last, and only messages.
    pub(crate) fn messages(&mut self, client: Client) -> Vec<Value> {
        let mut messages = Vec::new();
        while !self.is_silent(client) {
            let push = self.push(client);
            messages.extend(push["C2cMsgArray"].as_array().expect("a push of messages").clone());
        }
        messages
    }

    /// The notice of this kind in the oldest push.
    pub(crate) fn notice(&mut self, client: Client, key: &str) -> Value {
        let push = self.push(client);
        let notices = push["C2cNotifyMsgArray"].as_array().expect("a push of notices");
        assert_eq!(notices.len(), 1, "one notice per push");
        assert!(notices[0].get(key).is_some(), "{key} in {push}");
        notices[0][key].clone()
    }

    /// The entry of the conversation list in the oldest push.
    pub(crate) fn entry(&mut self, client: Client) -> Value {
        let push = self.push(client);
        let entries = push["SessionItem"].as_array().expect("a push of entries");
        assert_eq!(entries.len(), 1, "one entry per push");
        entries[0].clone()
    }

    /// Whether nothing has arrived that was not taken.
    pub(crate) fn is_silent(&self, client: Client) -> bool {
        self.arrived.get(&self.conn(client)).is_none_or(VecDeque::is_empty)
    }

    // The commands that many tests need.

    /// Sends a text; MsgSeq and MsgRandom count up.
    pub(crate) fn send(&mut self, from: Client, to: &str, text: &str) -> Value {
        let number = self.clients[from.0].seq + 1;
        self.send_with(from, to, text, json!({ "MsgSeq": number, "MsgRandom": number }))
    }

    /// Sends a text with members added or replaced; `null` takes a member out.
    pub(crate) fn send_with(&mut self, from: Client, to: &str, text: &str, members: Value) -> Value {
        let body = self.message(from, to, text, members);
        self.request(from, "openim.sendmsg", body)
    }

    /// The body of `openim.sendmsg`.
    pub(crate) fn message(&self, from: Client, to: &str, text: &str, members: Value) -> Value {
        let mut body = json!({
            "From_Account": self.clients[from.0].user,
            "To_Account": to,
            "MsgSeq": 1,
            "MsgRandom": 1,
            "MsgBody": [{ "MsgType": "TIMTextElem", "MsgContent": { "Text": text } }],
            "CloudCustomData": "",
            "MsgClientTime": self.now_s() - 1,
            "SendMsgControl": [],
            "IsNeedReadReceipt": 0,
            "SupportMessageExtension": 0,
        });
        let target = body.as_object_mut().unwrap();
        for (key, value) in members.as_object().unwrap() {
            if value.is_null() {
                target.remove(key);
            } else {
                target.insert(key.clone(), value.clone());
            }
        }
        body
    }

    /// The texts of a page of history with `peer`, and the whole answer.
    pub(crate) fn history(&mut self, client: Client, peer: &str, members: Value) -> (Vec<String>, Value) {
        let mut body = json!({
            "Peer_Account": peer, "MaxCnt": 15, "LastMsgTime": 0, "MsgKey": "", "WithRecalledMsg": 1,
            "GetDirection": 0,
        });
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        let answer = self.request(client, "openim.getroammsg", body);
        assert_eq!(answer["ErrorCode"], 0, "{answer}");
        (texts(&answer["MsgList"]), answer)
    }

    pub(crate) fn sync(&mut self, client: Client, cookie: &str) -> Value {
        let answer = self.request(
            client,
            "openim.getmsg",
            json!({ "Cookie": cookie, "SyncFlag": 0, "NeedAbstract": 1, "IsOnlineSync": 0, "NeedSignaling": 1 }),
        );
        assert_eq!(answer["ErrorCode"], 0, "{answer}");
        answer
    }

    /// Unread counts as the server gives them at login: user to count.
    pub(crate) fn unread(&mut self, client: Client) -> BTreeMap<String, u64> {
        pairs(&self.sync(client, ""))
    }

    pub(crate) fn read(&mut self, client: Client, peer: &str, time: u64) -> Value {
        self.request(
            client,
            "openim.msgreaded",
            json!({ "C2CMsgReaded": { "Cookie": "", "C2CMsgReadedItem": [
                { "To_Account": peer, "LastedMsgTime": time, "Receipt": 1 }
            ]}}),
        )
    }
}

/// C2CPairUnreadCount as a map.
pub(crate) fn pairs(answer: &Value) -> BTreeMap<String, u64> {
    answer["C2CPairUnreadCount"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| {
            (pair["From_Account"].as_str().unwrap().to_owned(), pair["UnreadCount"].as_u64().unwrap())
        })
        .collect()
}

/// The texts of a list of text messages.
pub(crate) fn texts(messages: &Value) -> Vec<String> {
    messages
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["MsgBody"][0]["MsgContent"]["Text"].as_str().unwrap().to_owned())
        .collect()
}
