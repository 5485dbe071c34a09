//! What the server was asked and what it answered, in its own order: the log from which a test may compute what
//! everybody has to see.

use std::collections::BTreeMap;

use tim_proto::frame::{self, Frame, Limits};
use tim_proto::head::RequestHead;
use tim_proto::json::Value;
use tim_server::core::{ConnId, Input, Output};
use tim_wasm::engine::effect::Millis;

/// A command that succeeded.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Who asked: the user ID when logging in, the number that this was answered with from then on.
    pub identifier: String,
    pub tiny_id: String,
    pub command: String,
    pub body: Value,
    pub answer: Value,
    /// When the server dealt with it (seconds).
    pub time: u64,
}

/// User IDs by what requests say of who asks.
#[derive(Default)]
pub struct Users(BTreeMap<String, String>);

impl Users {
    /// Who asked. `None` before the login.
    pub fn who(&mut self, exchange: &Exchange) -> Option<String> {
        if exchange.command == "im_open_status.wslogin" && !exchange.identifier.is_empty() {
            let tiny_id = text(&exchange.answer, "TinyId").to_owned();
            self.0.insert(tiny_id, exchange.identifier.clone());
        }
        self.0.get(&exchange.tiny_id).cloned()
    }
}

pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or("")
}

pub fn number(value: &Value, key: &str) -> u64 {
    value[key].as_u64().unwrap_or(0)
}

pub fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

pub fn first_text(body: &Value) -> String {
    body[0]["MsgContent"]["Text"].as_str().unwrap_or("").to_owned()
}

/// The commands among `inputs` that succeeded, by what came of them.
pub fn exchanges(inputs: &[Input], outputs: &[Output], now: Millis) -> Vec<Exchange> {
    let answers: Vec<(ConnId, Frame)> = outputs
        .iter()
        .filter_map(|output| match output {
            Output::Send { conn, frame } => Some((*conn, decode(frame.as_bytes()))),
            Output::Close { .. } | Output::Translate(_) => None,
        })
        .collect();
    let mut found = Vec::new();
    for input in inputs {
        let Input::Frame { conn, bytes } = input else { continue };
        let asked = decode(bytes);
        let answer = answers.iter().find(|(to, answer)| {
            to == conn && answer.seq == asked.seq && answer.servcmd == asked.servcmd && asked.seq.is_some()
        });
        let Some((_, answer)) = answer.filter(|(_, answer)| answer.body["ErrorCode"] == 0) else { continue };
        let head = RequestHead::parse(&asked.head);
        found.push(Exchange {
            identifier: head.identifier,
            tiny_id: head.tinyid,
            command: asked.servcmd,
            body: asked.body,
            answer: answer.body.clone(),
            time: now / 1000,
        });
    }
    found
}

fn decode(bytes: &[u8]) -> Frame {
    frame::decode(bytes, &Limits::default()).expect("engine and server write frames that can be read")
}
