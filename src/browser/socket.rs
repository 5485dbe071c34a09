//! One WebSocket, from opening to its end. Frames arrive in the order in which they were sent, also
//! when some of them have to be inflated first. When to open or close one is the engine's decision.
//!
//! `gloo-net` receives: it turns the browser's callbacks into a stream. Frames are sent on the
//! WebSocket itself, because `gloo-net` wraps bytes into a Blob first, and it is closed there too,
//! because a close code can only be given by somebody who owns both halves.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;

use futures::{Sink, StreamExt};
use gloo_net::websocket::{Message, futures::WebSocket as Stream};
use tim_proto::frame::{Limits, is_compressed};
use wasm_bindgen_futures::spawn_local;
use web_sys::WebSocket;

use crate::engine::effect::Input;

use super::page::inflate;

/// Where the compressed data of a frame begins, after `COMP`.
const COMPRESSED_AT: u32 = 4;

/// What the engine sees of a socket is told to `report`, until it closes the socket itself.
pub struct Socket {
    socket: WebSocket,
    text_frames: bool,
    closed: Rc<Cell<bool>>,
}

impl Socket {
    /// `None` when the browser refuses the URL.
    pub fn open(url: &str, text_frames: bool, report: impl Fn(Input) + 'static) -> Option<Socket> {
        let socket = WebSocket::new(url).ok()?;
        let stream = Stream::try_from(socket.clone()).ok()?;
        let closed = Rc::new(Cell::new(false));
        let is_closed = Rc::clone(&closed);
        let report = move |input| {
            if !is_closed.get() {
                report(input);
            }
        };
        spawn_local(receive(stream, socket.clone(), text_frames, report));
        Some(Socket { socket, text_frames, closed })
    }

    /// A frame for a socket that is just closing is lost, as it would be on its way.
    pub fn send(&self, frame: &str) {
        let _ = match self.text_frames {
            true => self.socket.send_with_str(frame),
            false => self.socket.send_with_u8_array(frame.as_bytes()),
        };
    }

    /// Nothing is reported from now on.
    pub fn close(self, code: u16) {
        self.closed.set(true);
        let _ = self.socket.close_with_code(code);
    }
}

async fn receive(stream: Stream, socket: WebSocket, text_frames: bool, report: impl Fn(Input)) {
    let mut stream = pin!(stream);
    let _ = poll_fn(|cx| stream.as_mut().poll_ready(cx)).await;
    if socket.ready_state() == WebSocket::OPEN {
        report(Input::SocketOpened);
    }
    // The first error is the end: the browser closes a socket after each.
    while let Some(Ok(message)) = stream.next().await {
        let frame = match message {
            Message::Text(text) if text_frames => text.into_bytes(),
            Message::Bytes(bytes) if text_frames || !is_compressed(&bytes) => bytes,
            Message::Bytes(bytes) => match inflate(&bytes, COMPRESSED_AT, frame_limit()).await {
                Ok(inflated) => inflated.to_vec(),
                Err(_) => continue,
            },
            Message::Text(_) => continue,
        };
        report(Input::SocketFrame(frame));
    }
    report(Input::SocketClosed);
}

fn frame_limit() -> u32 {
    u32::try_from(Limits::default().max_frame_bytes).unwrap_or(u32::MAX)
}
