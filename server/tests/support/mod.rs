//! A real server process on a free port and a data directory of its own, and clients over real sockets.

pub mod bucket;
pub mod files;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tim_proto::frame::{self, Frame};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Nothing in these tests takes as long, unless it hangs.
pub const PATIENCE: Duration = Duration::from_secs(60);
const APP: u64 = 1_400_000_000;

/// Waits for what another task or process does.
pub async fn until(so: impl Fn() -> bool) {
    let so = async {
        while !so() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, so).await.expect("it does not happen");
}

/// A data directory that is removed with the test.
pub struct Data(PathBuf);

impl Data {
    pub fn new() -> Data {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("tim-server-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        Data(std::env::temp_dir().join(name))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a settings file that the next server finds: a key, and these lines.
    pub fn settings(&self, lines: &str) {
        fs::create_dir_all(&self.0).unwrap();
        fs::write(self.file("tim.toml"), format!("[app]\nkeys = ['secret']\n{lines}")).unwrap();
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        let _left = fs::remove_dir_all(&self.0);
    }
}

pub fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tim-server"));
    command.env("RUST_LOG", "warn");
    command
}

pub struct Server {
    child: Child,
    pub address: String,
}

impl Server {
    pub fn start(data: &Data) -> Server {
        Server::start_with(data, &["--dev"])
    }

    pub fn start_with(data: &Data, arguments: &[&str]) -> Server {
        Server::start_as(binary(), data, arguments)
    }

    /// By a command that ends in running the binary with the arguments it gets.
    pub fn start_as(mut command: Command, data: &Data, arguments: &[&str]) -> Server {
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on http://").expect(&line).to_owned();
        Server { child, address }
    }

    /// kill -9.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// The exit code, once the process has ended.
    pub async fn ended(mut self) -> Option<i32> {
        let wait = tokio::task::spawn_blocking(move || self.child.wait().unwrap().code());
        tokio::time::timeout(PATIENCE, wait).await.expect("the server does not end").unwrap()
    }

    pub async fn get(&self, path: &str) -> Page {
        self.request("GET", path, "", b"").await
    }

    /// One HTTP request with further header lines, each ended by CRLF, and a body as it is.
    pub async fn request(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Page {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        let request = format!("{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        // A server that refuses need not read the rest.
        let _refused = stream.write_all(body).await;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("no answer");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let bytes = bytes.split_off(end + 4);
        Page {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_ascii_lowercase(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    /// The most memory that the process has ever had, in KiB.
    pub fn peak_memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    pub async fn metric(&self, name: &str) -> u64 {
        let page = self.get("/metrics").await;
        page.body
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
            .unwrap_or_else(|| panic!("{name} in {}", page.body))
            .parse()
            .unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

pub struct Page {
    pub status: u16,
    /// In lower case.
    pub head: String,
    pub body: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Page {
    /// A header's value; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_default()
    }
}

/// Runs the binary to its end: whether it succeeded, stdout, stderr.
pub fn run(command: &mut Command) -> (bool, String, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut out, mut err) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    (child.wait().unwrap().success(), out, err)
}

/// A client of the wire protocol.
pub struct Client {
    pub socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    text_frames: bool,
    pub user: String,
    a2: String,
    tiny_id: String,
    seq: u64,
}

impl Client {
    /// A socket at this path and query, not logged in.
    pub async fn connect(server: &Server, path: &str) -> Client {
        let (socket, _) = connect_async(format!("ws://{}{path}", server.address)).await.unwrap();
        Client {
            socket,
            text_frames: path.split('?').next().unwrap().ends_with("/info"),
            user: String::new(),
            a2: String::new(),
            tiny_id: String::new(),
            seq: 0,
        }
    }

    pub async fn login(server: &Server, user: &str) -> Client {
        let mut client = Client::connect(server, &format!("/binfo?instanceid={user}")).await;
        client.log_in(server, user).await;
        client
    }

    pub async fn log_in(&mut self, server: &Server, user: &str) {
        let ticket: Value =
            serde_json::from_str(&server.get(&format!("/usersig?user={user}")).await.body).unwrap();
        let head = json!({ "sdkappid": APP, "identifier": user, "usersig": ticket["userSig"] });
        let answer = self.request_with("im_open_status.wslogin", json!({}), head).await;
        assert_eq!(answer["ErrorCode"], 0, "{answer}");
        self.user = user.to_owned();
        self.a2 = answer["A2Key"].as_str().unwrap().to_owned();
        self.tiny_id = answer["TinyId"].as_str().unwrap().to_owned();
    }

    /// The same client on a new socket, logged in with its key, as after a broken connection.
    pub async fn reconnect(&mut self, server: &Server) {
        let fresh = Client::connect(server, &format!("/binfo?instanceid={}", self.user)).await;
        self.socket = fresh.socket;
        let answer = self.request("im_open_status.wslogin", json!({})).await;
        assert_eq!(answer["ErrorCode"], 0, "{answer}");
    }

    pub async fn request(&mut self, servcmd: &str, body: Value) -> Value {
        let head = self.keys();
        self.request_with(servcmd, body, head).await
    }

    /// A request in the form of the upload commands: no key, but name and UserSig, which is not looked at again.
    pub async fn request_signed(&mut self, servcmd: &str, body: Value) -> Value {
        let head = json!({ "sdkappid": APP, "identifier": self.user, "usersig": "x" });
        self.request_with(servcmd, body, head).await
    }

    pub fn keys(&self) -> Value {
        json!({ "a2": self.a2, "tinyid": self.tiny_id, "sdkappid": APP })
    }

    async fn request_with(&mut self, servcmd: &str, body: Value, head: Value) -> Value {
        let seq = self.write(servcmd, body, head).await.unwrap();
        loop {
            let frame = self.next().await.expect("the server closed the socket");
            if frame.seq == Some(seq) && frame.servcmd == servcmd {
                return frame.body.into();
            }
        }
    }

    /// Sends a request without waiting; its seq.
    pub async fn write(&mut self, servcmd: &str, body: Value, mut head: Value) -> Result<u64, ()> {
        self.seq += 1;
        let members = head.as_object_mut().unwrap();
        members.insert("servcmd".to_owned(), servcmd.into());
        members.insert("seq".to_owned(), self.seq.into());
        let text = frame::encode(&members.clone().into(), &body.into());
        let message = if self.text_frames { Message::text(text) } else { Message::binary(text) };
        self.socket.send(message).await.map_err(drop)?;
        Ok(self.seq)
    }

    /// The next frame; `None` when the socket has ended.
    pub async fn next(&mut self) -> Option<Frame> {
        let message = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("no frame arrives");
        match message {
            Some(Ok(message @ (Message::Text(_) | Message::Binary(_)))) => {
                assert_eq!(message.is_text(), self.text_frames, "answered in the mode of the path");
                Some(frame::decode(&message.into_data(), &frame::Limits::default()).unwrap())
            }
            _ => None,
        }
    }

    /// The body of a text message with this number.
    pub fn message(&self, to: &str, number: u64, text: &str) -> Value {
        json!({
            "From_Account": self.user, "To_Account": to, "MsgSeq": number, "MsgRandom": number,
            "MsgBody": [{ "MsgType": "TIMTextElem", "MsgContent": { "Text": text } }],
            "CloudCustomData": "", "MsgClientTime": 1_700_000_000,
        })
    }

    /// The texts of the whole conversation, oldest first.
    pub async fn whole_history(&mut self, peer: &str) -> Vec<String> {
        let (mut texts, mut time, mut key) = (Vec::new(), json!(0), json!(""));
        loop {
            let page = self
                .request(
                    "openim.getroammsg",
                    json!({
                        "Peer_Account": peer, "MaxCnt": 100, "LastMsgTime": time, "MsgKey": key,
                        "GetDirection": 1,
                    }),
                )
                .await;
            for message in page["MsgList"].as_array().unwrap() {
                texts.push(message["MsgBody"][0]["MsgContent"]["Text"].as_str().unwrap().to_owned());
            }
            if page["Complete"] == 1 {
                return texts;
            }
            (time, key) = (page["LastMsgTime"].clone(), page["MsgKey"].clone());
        }
    }
}
