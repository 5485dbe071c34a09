//! Load: how many durable messages per second, and what idle sockets cost.
//!
//! ```text
//! cargo build --release -p tim-server --bin tim-server --example load
//! target/release/examples/load send --senders 50 --window 4 --seconds 20
//! target/release/examples/load idle --sockets 5000
//! target/release/examples/load pages --pages 3000 --compress
//! target/release/examples/load list --conversations 500 --pinned 20
//! target/release/examples/load crowd --kind ChatRoom --members 2000 --rate 2
//! target/release/examples/load crowd --kind AVChatRoom --members 1000 --rate 20
//! target/release/examples/load upload --clients 20 --megabytes 100
//! ```
//!
//! Starts a server of its own on a free port and a new data directory under `--data` (on the disk that is to be
//! measured; default `target/load`), and removes it afterwards.

mod crowd;
mod list;
mod server;
mod upload;

use std::collections::HashMap;
use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Parser, Subcommand};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tim_proto::frame;
use tim_server::shell::usersig;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::server::Server;

type Failure = Box<dyn Error + Send + Sync>;
type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    mode: Mode,
    /// Where the server's data goes.
    #[arg(long, global = true, default_value = "target/load")]
    data: PathBuf,
}

#[derive(Subcommand)]
enum Mode {
    /// Users send to each other as fast as the window allows.
    Send {
        /// Each has a receiver of its own, who is online.
        #[arg(long, default_value_t = 50)]
        senders: usize,
        /// Messages of one sender that may wait for their answers.
        #[arg(long, default_value_t = 4)]
        window: usize,
        #[arg(long, default_value_t = 20)]
        seconds: u64,
    },
    /// One client reads the same page of history again and again.
    Pages {
        #[arg(long, default_value_t = 3000)]
        pages: u32,
        /// Messages of a page.
        #[arg(long, default_value_t = 15)]
        size: u32,
        #[arg(long)]
        compress: bool,
    },
    /// A user with many conversations loads the list.
    List {
        #[arg(long, default_value_t = 500)]
        conversations: usize,
        #[arg(long, default_value_t = 20)]
        pinned: usize,
        /// How often.
        #[arg(long, default_value_t = 20)]
        rounds: u32,
    },
    /// Somebody writes to a group in which everybody is online.
    Crowd {
        /// ChatRoom, or AVChatRoom for a room.
        #[arg(long, default_value = "ChatRoom")]
        kind: String,
        #[arg(long, default_value_t = 2000)]
        members: usize,
        /// Messages per second.
        #[arg(long, default_value_t = 2.0)]
        rate: f64,
        #[arg(long, default_value_t = 20)]
        seconds: u64,
    },
    /// Clients upload a file each.
    Upload {
        #[arg(long, default_value_t = 20)]
        clients: usize,
        #[arg(long, default_value_t = 100)]
        megabytes: usize,
        #[arg(long, default_value_t = 1)]
        at_once: usize,
    },
    /// Sockets that log in and stay.
    Idle {
        #[arg(long, default_value_t = 5000)]
        sockets: usize,
    },
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let server = Server::start(&arguments.data)?;
    match arguments.mode {
        Mode::Send { senders, window, seconds } => send(&server, senders, window, seconds).await,
        Mode::Pages { pages, size, compress } => read_pages(&server, pages, size, compress).await,
        Mode::List { conversations, pinned, rounds } => {
            list::list(&server, conversations, pinned, rounds).await
        }
        Mode::Crowd { kind, members, rate, seconds } => {
            crowd::crowd(&server, &kind, members, rate, seconds).await
        }
        Mode::Upload { clients, megabytes, at_once } => {
            upload::upload(&server, clients, megabytes, at_once).await
        }
        Mode::Idle { sockets } => idle(&server, sockets).await,
    }
}

/// A client that has logged in.
struct Client {
    socket: Socket,
    user: String,
    a2: String,
    tiny_id: String,
    seq: u64,
}

impl Client {
    async fn log_in(server: &Server, user: String) -> Result<Client, Failure> {
        Client::log_in_at(server, user, "").await
    }

    async fn log_in_at(server: &Server, user: String, query: &str) -> Result<Client, Failure> {
        let url = format!("ws://{}/binfo?sdkappid=1400000000&instanceid={user}{query}", server.address);
        let (socket, _) = connect_async(url).await?;
        let mut client = Client { socket, user, a2: String::new(), tiny_id: String::new(), seq: 0 };
        let ticket = usersig(&server.data, None, &client.user, 3600)?;
        let login = json!({
            "head": {
                "servcmd": "im_open_status.wslogin", "seq": 1, "sdkappid": 1_400_000_000,
                "identifier": client.user, "usersig": ticket,
            },
            "body": { "State": "Online" },
        });
        client.seq = 1;
        client.socket.send(Message::binary(login.to_string())).await?;
        let answer = client.answer().await?;
        let text = |key: &str| answer.get(key).and_then(Value::as_str).map(str::to_owned);
        client.a2 = text("A2Key").ok_or_else(|| format!("no A2Key in {answer}"))?;
        client.tiny_id = text("TinyId").ok_or("no TinyId")?;
        Ok(client)
    }

    async fn answer(&mut self) -> Result<Value, Failure> {
        let message = self.socket.next().await.ok_or("the server closed the socket")??;
        Ok(frame::decode(&message.into_data(), &frame::Limits::default())?.body.into())
    }

    /// One message; answered later.
    async fn feed_message(&mut self, to: &str) -> Result<u64, Failure> {
        self.seq += 1;
        let seq = self.seq;
        let frame = json!({
            "head": {
                "ver": "v4", "platform": 7, "websdkappid": 537_048_168, "websdkversion": "1.7.3",
                "a2": self.a2, "tinyid": self.tiny_id, "status_instid": 1, "sdkappid": 1_400_000_000,
                "contenttype": "json", "reqtime": 0, "sdkability": 192_371, "tjgID": "",
                "servcmd": "openim.sendmsg", "seq": seq,
            },
            "body": {
                "From_Account": self.user, "To_Account": to, "MsgSeq": seq, "MsgRandom": seq,
                "MsgBody": [{
                    "MsgType": "TIMTextElem",
                    "MsgContent": { "Text": format!("message {seq} of {}: a line of text as people write them", self.user) },
                }],
                "CloudCustomData": "", "From_AccountNick": "", "From_AccountHeadurl": "",
                "OfflinePushInfo": {
                    "PushFlag": 0, "Title": "", "Desc": "", "Ext": "",
                    "ApnsInfo": { "BadgeMode": 0 }, "AndroidInfo": { "OPPOChannelID": "" },
                },
                "SendMsgControl": [], "MsgClientTime": 1_700_000_000,
                "IsNeedReadReceipt": 0, "SupportMessageExtension": 0,
            },
        });
        self.socket.feed(Message::binary(frame.to_string())).await?;
        Ok(seq)
    }
}

async fn send(server: &Server, senders: usize, window: usize, seconds: u64) -> Result<(), Failure> {
    let mut receivers = Vec::new();
    let mut clients = Vec::new();
    for number in 0..senders {
        let mut receiver = Client::log_in(server, format!("receiver{number}")).await?;
        receivers.push(tokio::spawn(async move {
            let mut pushes = 0_u64;
            while let Some(Ok(_)) = receiver.socket.next().await {
                pushes += 1;
            }
            pushes
        }));
        clients.push(Client::log_in(server, format!("sender{number}")).await?);
    }
    let started = Instant::now();
    let end = started + Duration::from_secs(seconds);
    let tasks: Vec<_> = clients
        .into_iter()
        .enumerate()
        .map(|(number, client)| tokio::spawn(keep_sending(client, format!("receiver{number}"), window, end)))
        .collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await??);
    }
    let took = started.elapsed().as_secs_f64();
    latencies.sort_unstable();
    let at = |share: f64| {
        let rank = ((latencies.len().saturating_sub(1)) as f64 * share) as usize;
        latencies.get(rank).map_or(0.0, |latency| latency.as_secs_f64() * 1000.0)
    };
    println!(
        "{} messages in {took:.1} s: {:.0} durable messages/s ({senders} senders, window {window})",
        latencies.len(),
        latencies.len() as f64 / took
    );
    println!(
        "latency to the answer: p50 {:.1} ms, p90 {:.1} ms, p99 {:.1} ms, max {:.1} ms",
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0)
    );
    println!("server RSS {:.0} MB", server.memory("VmRSS:")? as f64 / 1e6);
    for line in server.metrics().await?.lines() {
        let shown = [
            "tim_commit_seconds_sum",
            "tim_commit_seconds_count",
            "tim_batch_seconds_sum",
            "tim_batch_inputs_sum",
            "tim_pushes_total",
        ];
        if shown.iter().any(|name| line.starts_with(name)) {
            println!("{line}");
        }
    }
    for receiver in receivers {
        receiver.abort();
    }
    Ok(())
}

/// Keeps `window` messages under way until `end`, and returns how long each took to be acknowledged.
async fn keep_sending(
    mut client: Client,
    to: String,
    window: usize,
    end: Instant,
) -> Result<Vec<Duration>, Failure> {
    let mut latencies = Vec::new();
    let mut under_way = HashMap::new();
    loop {
        if Instant::now() < end {
            while under_way.len() < window {
                let seq = client.feed_message(&to).await?;
                under_way.insert(seq, Instant::now());
            }
            client.socket.flush().await?;
        } else if under_way.is_empty() {
            return Ok(latencies);
        }
        let message = client.socket.next().await.ok_or("the server closed the socket")??;
        let answer = frame::decode(&message.into_data(), &frame::Limits::default())?;
        if answer.body.get("ErrorCode").is_none_or(|code| *code != 0) {
            return Err(format!("refused: {}", answer.body).into());
        }
        if let Some(sent) = answer.seq.and_then(|seq| under_way.remove(&seq)) {
            latencies.push(sent.elapsed());
        }
    }
}

async fn read_pages(server: &Server, pages: u32, size: u32, compress: bool) -> Result<(), Failure> {
    let query = if compress { "&compress=gzip" } else { "" };
    let mut client = Client::log_in_at(server, "reader".to_owned(), query).await?;
    for _ in 0..size {
        client.feed_message("reader").await?;
        client.socket.flush().await?;
        client.answer().await?;
    }
    let request = json!({
        "head": {
            "servcmd": "openim.getroammsg", "seq": 0, "a2": client.a2, "tinyid": client.tiny_id,
            "sdkappid": 1_400_000_000,
        },
        "body": { "Peer_Account": "reader", "MaxCnt": size, "LastMsgTime": 0, "MsgKey": "", "GetDirection": 0 },
    })
    .to_string();
    let started = Instant::now();
    let mut bytes = 0;
    for _ in 0..pages {
        client.socket.send(Message::binary(request.clone())).await?;
        bytes += client.socket.next().await.ok_or("the server closed the socket")??.len();
    }
    println!(
        "{pages} pages of {size} messages: {:.0} µs and {:.1} KB each, compressed: {compress}",
        started.elapsed().as_secs_f64() * 1e6 / f64::from(pages),
        bytes as f64 / 1e3 / f64::from(pages)
    );
    Ok(())
}

async fn idle(server: &Server, sockets: usize) -> Result<(), Failure> {
    let before = server.memory("VmRSS:")?;
    let started = Instant::now();
    let mut clients = Vec::with_capacity(sockets);
    for number in 0..sockets {
        clients.push(Client::log_in(server, format!("user{number}")).await?);
    }
    println!("{sockets} logins in {:.1} s", started.elapsed().as_secs_f64());
    let after = server.memory("VmRSS:")?;
    println!(
        "server RSS: {:.0} MB before, {:.0} MB with {} idle sockets, {:.1} KB each",
        before as f64 / 1e6,
        after as f64 / 1e6,
        clients.len(),
        (after - before) as f64 / sockets as f64 / 1e3
    );
    Ok(())
}
