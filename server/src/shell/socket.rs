//! One client's socket: frames in to the core, frames out from its outbox.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use futures::SinkExt;
use tim_proto::frame;
use tokio::sync::{mpsc, watch};
use tokio::time::MissedTickBehavior;

use super::core_thread::{Inbox, Job};
use super::outbox::{OutboxReader, outbox};
use crate::core::{ConnId, Input};

/// Frames written before they are flushed: a burst costs one write to the system, a steady stream is not held back.
const BURST: usize = 64;
/// Smaller frames gain nothing from compression.
const COMPRESS_FROM_BYTES: usize = 1024;
/// How long a client may take to take the last frames at shutdown.
const FAREWELL: Duration = Duration::from_secs(2);

/// What all sockets share.
pub(super) struct Sockets {
    pub(super) inbox: Inbox,
    pub(super) queue_bytes: usize,
    /// Silence after which a client is asked whether it is there.
    pub(super) ping_every: Duration,
    /// Turns true when the server stops.
    pub(super) stopping: watch::Receiver<bool>,
    /// Held by every socket's task, so that the server can wait for the last one.
    pub(super) alive: mpsc::Sender<()>,
    pub(super) next_conn: AtomicU64,
}

/// How a client wants its frames, from the URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wishes {
    /// `/info` instead of `/binfo`.
    pub(super) text_frames: bool,
    pub(super) compress: bool,
}

enum End {
    /// The client has gone, or broke the protocol.
    Gone,
    /// The core wants it gone.
    Cut,
    /// The server stops, and everything owed has been written.
    Served,
}

/// Serves a client until one side has enough.
pub(super) async fn run(
    mut socket: WebSocket,
    sockets: Arc<Sockets>,
    wishes: Wishes,
    instance_id: String,
    base_url: String,
) {
    let _alive = sockets.alive.clone();
    let conn = ConnId(sockets.next_conn.fetch_add(1, Ordering::Relaxed));
    let (outbox, mut reader) = outbox(sockets.queue_bytes);
    let opened = Job::Opened {
        outbox,
        input: Input::Opened {
            conn,
            instance_id,
            base_url,
            text_frames: wishes.text_frames,
            compress: wishes.compress,
        },
    };
    // The core's thread has ended only when the server has.
    if sockets.inbox.send(opened).await.is_err() {
        return;
    }
    match relay(&mut socket, &sockets, conn, wishes, &mut reader).await {
        End::Gone | End::Cut => {
            let _ended = sockets.inbox.send(Job::Input(Input::Closed { conn })).await;
        }
        End::Served => {
            let away = Message::Close(Some(CloseFrame {
                code: close_code::AWAY,
                reason: "the server is shutting down".into(),
            }));
            let _late = tokio::time::timeout(FAREWELL, socket.send(away)).await;
        }
    }
}

async fn relay(
    socket: &mut WebSocket,
    sockets: &Sockets,
    conn: ConnId,
    wishes: Wishes,
    reader: &mut OutboxReader,
) -> End {
    let cut = reader.cut();
    tokio::pin!(cut);
    let mut stopping = sockets.stopping.clone();
    let mut watch = tokio::time::interval(sockets.ping_every);
    watch.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut heard = true;
    loop {
        tokio::select! {
            () = &mut cut => return End::Cut,
            () = told_to_stop(&mut stopping) => break,
            _ = watch.tick() => {
                // A page in the background sends no heartbeats: browsers hold its timers back. But they answer pings.
                if !heard && ping(socket, &mut cut).await.is_err() {
                    return End::Gone;
                }
                heard = false;
            }
            frame = reader.next() => {
                let Some(frame) = frame else { return End::Gone };
                tokio::select! {
                    () = &mut cut => return End::Cut,
                    written = write(socket, wishes, frame, reader) => {
                        if written.is_err() {
                            return End::Gone;
                        }
                    }
                }
            }
            message = socket.recv() => {
                heard = true;
                let input = match message {
                    Some(Ok(Message::Binary(bytes))) if !wishes.text_frames => {
                        Input::Frame { conn, bytes: bytes.into() }
                    }
                    Some(Ok(Message::Text(text))) if wishes.text_frames => {
                        Input::Frame { conn, bytes: text.as_bytes().to_vec() }
                    }
                    // A frame of the other kind than the path promised.
                    Some(Ok(Message::Binary(_) | Message::Text(_))) => continue,
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => Input::Alive { conn },
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return End::Gone,
                };
                if sockets.inbox.send(Job::Input(input)).await.is_err() {
                    return End::Gone;
                }
            }
        }
    }
    // The server stops: nothing more is read, what was read is answered. When the core has seen Closed it lets go of
    // the outbox, and the reader comes to its end.
    let closed = Job::Input(Input::Closed { conn });
    if sockets.inbox.send(closed).await.is_err() {
        return End::Served;
    }
    let rest = async {
        while let Some(frame) = reader.next().await {
            if write(socket, wishes, frame, reader).await.is_err() {
                break;
            }
        }
    };
    let _slow = tokio::time::timeout(FAREWELL, rest).await;
    End::Served
}

/// Writes a frame and those that wait behind it.
async fn write(
    socket: &mut WebSocket,
    wishes: Wishes,
    first: Arc<str>,
    reader: &mut OutboxReader,
) -> Result<(), axum::Error> {
    let mut next = Some(first);
    for _ in 0..BURST {
        let Some(frame) = next else { break };
        socket.feed(shape(frame, wishes)).await?;
        next = reader.next_now();
    }
    if let Some(frame) = next {
        socket.feed(shape(frame, wishes)).await?;
    }
    socket.flush().await
}

/// In the mode of the path; large frames compressed if wanted.
fn shape(frame: Arc<str>, wishes: Wishes) -> Message {
    if wishes.text_frames {
        Message::Text(frame.as_ref().into())
    } else if wishes.compress && frame.len() > COMPRESS_FROM_BYTES {
        Message::Binary(frame::compress(&frame).into())
    } else {
        Message::Binary(Bytes::from_owner(Shared(frame)))
    }
}

/// A frame that goes to many sockets, as bytes that nobody copies.
struct Shared(Arc<str>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Asks the client for a sign of life. Pings need room in the socket like everything else.
async fn ping(socket: &mut WebSocket, cut: impl Future<Output = ()>) -> Result<(), axum::Error> {
    tokio::select! {
        // The caller's next look at the cut finds it.
        () = cut => Ok(()),
        sent = socket.send(Message::Ping(Bytes::new())) => sent,
    }
}

async fn told_to_stop(stopping: &mut watch::Receiver<bool>) {
    // An error means that the server has gone, which is stopping too.
    let _stop = stopping.wait_for(|stopping| *stopping).await;
}
