//! The connection: one socket at a time, opened when the instance is made and kept for its whole life.
//! Here: what happens to the socket and what is told of it. Requests are in [`request`], how many
//! there may be in [`frequency`], the decision when to try again in [`reconnect`], pushes in [`push`], whether the
//! server is still there in [`heartbeat`].

pub mod endpoint;
mod frequency;
mod heartbeat;
mod push;
mod reconnect;
pub mod request;

use tim_proto::code;
use tim_proto::constants::{event, types};
use tim_proto::frame::{self, Frame, Limits};
use tim_proto::json::Value;

use self::frequency::Frequencies;
use self::heartbeat::Heartbeat;
use self::reconnect::Reconnect;
use self::request::Requests;
use super::effect::Effect;
use super::error::Error;
use super::random::Random;
use super::state::State;
use super::value::object;

/// Close code of a socket that is replaced by another one.
pub const CLOSE_TO_RECONNECT: u16 = 4001;
/// Close code when this instance leaves for good, or an administrator threw it out.
pub const CLOSE_TO_LEAVE: u16 = 4000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Socket {
    None,
    Connecting,
    Open,
}

/// What NET_STATE_CHANGE tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetState {
    Connected,
    Connecting,
    Disconnected,
}

impl NetState {
    fn name(self) -> &'static str {
        match self {
            NetState::Connected => types::NET_STATE_CONNECTED,
            NetState::Connecting => types::NET_STATE_CONNECTING,
            NetState::Disconnected => types::NET_STATE_DISCONNECTED,
        }
    }
}

pub struct Link {
    socket: Socket,
    net: NetState,
    /// Names this instance to the server over all its sockets: 32 hexadecimal digits.
    instance_id: String,
    pub requests: Requests,
    frequencies: Frequencies,
    heartbeat: Heartbeat,
    reconnect: Reconnect,
}

impl Link {
    pub fn new(random: &mut Random) -> Link {
        Link {
            socket: Socket::None,
            net: NetState::Connected,
            instance_id: random.hex(32),
            requests: Requests::new(random),
            frequencies: Frequencies::default(),
            heartbeat: Heartbeat::default(),
            reconnect: Reconnect::default(),
        }
    }

    pub fn is_open(&self) -> bool {
        self.socket == Socket::Open
    }
}

impl State {
    /// Asks for a socket, unless there is one.
    pub fn open_socket(&mut self) {
        if self.link.socket != Socket::None || self.destroyed {
            return;
        }
        let attempt = self.link.reconnect.next_attempt();
        let url = endpoint::url(&self.options, attempt, &self.link.instance_id, &mut self.random);
        self.link.socket = Socket::Connecting;
        self.effect(Effect::OpenSocket { url, text_frames: self.options.dev_mode });
    }

    /// Closes the socket, if there is one; it reports nothing any more.
    pub fn close_socket(&mut self, code: u16) {
        if self.link.socket != Socket::None {
            self.link.socket = Socket::None;
            self.effect(Effect::CloseSocket { code });
            self.connection_lost();
        }
    }

    /// Closes the socket and opens another one at once.
    pub fn replace_socket(&mut self, code: u16) {
        self.close_socket(code);
        self.set_net_state(NetState::Connecting);
        self.open_socket();
    }

    fn set_net_state(&mut self, net: NetState) {
        if self.link.net != net {
            self.link.net = net;
            self.emit(event::NET_STATE_CHANGE, state_data(net));
        }
    }

    /// What both a closed and a closing socket mean to the rest.
    fn connection_lost(&mut self) {
        self.stop_heartbeat();
        // Before a login there is nothing that could be missed.
        if self.session.is_logged_in() {
            self.conversations.connection_lost();
        }
        self.groups.connection_lost();
        self.fail_requests_of_connection();
    }

    pub(super) fn socket_opened(&mut self) {
        if self.link.socket != Socket::Connecting {
            return;
        }
        self.link.socket = Socket::Open;
        self.connection_made();
        self.send_pending_again();
        self.log_in_again();
        self.set_net_state(NetState::Connected);
        self.start_heartbeat();
    }

    pub(super) fn socket_closed(&mut self) {
        let was_open = self.link.socket == Socket::Open;
        if self.link.socket == Socket::None {
            return;
        }
        self.link.socket = Socket::None;
        self.connection_lost();
        self.connection_broken(was_open);
    }

    pub(super) fn socket_frame(&mut self, bytes: &[u8]) {
        if self.link.socket != Socket::Open {
            return;
        }
        self.heard_from_server();
        match frame::decode(bytes, &Limits::default()) {
            Ok(frame) => self.take_frame(frame),
            Err(fault) => self.log(2, format!("dropped a frame: {fault}")),
        }
    }

    fn take_frame(&mut self, frame: Frame) {
        let Frame { servcmd, seq, body, .. } = frame;
        let code = error_code(&body);
        let kick = body.get("KickType").is_some().then(|| body.clone());
        match seq.filter(|seq| self.is_pending(&servcmd, *seq)) {
            Some(seq) if code == 0 => self.settle_request(seq, Ok(body)),
            Some(seq) => self.settle_request(seq, Err(Error::server(code, body))),
            None => self.take_push(&servcmd, body),
        }
        // The asker is told by its own task, which runs after what follows has been published.
        if matches!(code, code::MESSAGE_A2KEY_EXPIRED | code::ACCOUNT_A2KEY_EXPIRED) {
            self.login_expired();
        }
        if let Some(kick) = kick {
            self.kicked_out(&kick);
        }
    }
}

fn state_data(net: NetState) -> Value {
    object(members![("state", net.name())])
}

/// Answers of the configuration service carry their code under another name.
fn error_code(body: &Value) -> i64 {
    let code = |key| body.get(key).and_then(Value::as_i64).filter(|code| *code != 0);
    code("ErrorCode").or_else(|| code("int32_error_code")).unwrap_or(0)
}
