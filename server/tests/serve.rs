//! The binary: start, sockets, pages, settings, shutdown.

// What production code must not do, a test may.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[allow(dead_code)]
mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use support::{Client, Data, Server, binary, run};
use tokio_tungstenite::tungstenite::Message;

#[tokio::test]
async fn two_users_talk_over_binary_and_text_sockets_behind_any_prefix() {
    let data = Data::new();
    let server = Server::start(&data);
    let mut alice = Client::connect(&server, "/binfo?sdkappid=1400000000&instanceid=a&platform=7").await;
    let mut bob = Client::connect(&server, "/some/proxy/info?instanceid=b&compress=gzip").await;
    alice.log_in(&server, "alice").await;
    bob.log_in(&server, "bob").await;
    let answer = alice.request("openim.sendmsg", alice.message("bob", 1, "hi")).await;
    assert_eq!(answer["ErrorCode"], 0, "{answer}");
    let push = bob.next().await.unwrap();
    assert_eq!(push.body["EventArray"][0]["C2cMsgArray"][0]["From_Account"], "alice");
    bob.request("openim.sendmsg", bob.message("alice", 1, "hello")).await;
    let push = alice.next().await.unwrap();
    assert_eq!(push.body["EventArray"][0]["C2cMsgArray"][0]["From_Account"], "bob");
}

#[tokio::test]
async fn frames_of_the_other_kind_than_the_path_are_dropped() {
    let data = Data::new();
    let server = Server::start(&data);
    let alive = r#"{"head":{"servcmd":"heartbeat.alive","seq":99},"body":{}}"#;
    for (path, other) in [("/binfo", Message::text(alive)), ("/info", Message::binary(alive))] {
        let mut client = Client::connect(&server, path).await;
        client.socket.send(other).await.unwrap();
        // The first answer is that of the second frame.
        assert_eq!(client.request("heartbeat.alive", json!({})).await["ErrorCode"], 0);
    }
}

#[tokio::test]
async fn large_frames_are_compressed_for_those_who_ask_on_binary_sockets() {
    let data = Data::new();
    data.settings("[socket]\ncompress = 'always'");
    let server = Server::start(&data);
    let long = "x".repeat(5000);
    for (path, compressed) in [
        ("/binfo?instanceid=1&compress=gzip", true),
        ("/binfo?instanceid=2", false),
        ("/info?instanceid=3&compress=gzip", false),
    ] {
        let mut client = Client::connect(&server, path).await;
        client.log_in(&server, "alice").await;
        let body = client.message("alice", 1, &long);
        client.request("openim.sendmsg", body).await;
        let keys = client.keys();
        client.write("openim.getroammsg", json!({ "Peer_Account": "alice" }), keys).await.unwrap();
        let raw = client.socket.next().await.unwrap().unwrap();
        let length = raw.len();
        let bytes = raw.into_data();
        assert_eq!(tim_proto::frame::is_compressed(&bytes), compressed, "{path}");
        assert_eq!(length < 2000, compressed, "{path}: {length} bytes");
        let frame = tim_proto::frame::decode(&bytes, &Default::default()).unwrap();
        assert_eq!(frame.body["MsgList"][0]["MsgBody"][0]["MsgContent"]["Text"], long.as_str());
    }
}

#[tokio::test]
async fn a_frame_larger_than_allowed_ends_its_socket_and_no_other() {
    let data = Data::new();
    let server = Server::start(&data);
    let mut good = Client::login(&server, "good").await;
    let mut bad = Client::login(&server, "bad").await;
    let body = bad.message("good", 1, &"x".repeat(2 << 20));
    let keys = bad.keys();
    let _cut_while_writing = bad.write("openim.sendmsg", body, keys).await;
    assert!(bad.next().await.is_none());
    assert_eq!(good.request("heartbeat.alive", json!({})).await["ErrorCode"], 0);
}

#[tokio::test]
async fn a_silent_client_is_pinged() {
    let data = Data::new();
    data.settings("[socket]\nping_interval = 1");
    let server = Server::start(&data);
    let mut client = Client::login(&server, "alice").await;
    let message = tokio::time::timeout(support::PATIENCE, client.socket.next()).await.unwrap();
    assert!(message.unwrap().unwrap().is_ping());
}

#[tokio::test]
async fn a_client_that_does_not_read_is_disconnected_and_loses_nothing() {
    let data = Data::new();
    data.settings("[socket]\nqueue_bytes = 65536");
    let server = Server::start(&data);
    let mut bob = Client::login(&server, "bob").await;
    let mut alice = Client::login(&server, "alice").await;
    // Bob does not read. The system's own buffers take some megabytes before the queue fills.
    let text = "x".repeat(12_000);
    let mut sent = 0;
    while server.metric("tim_slow_readers_total").await == 0 {
        for _ in 0..50 {
            sent += 1;
            assert!(sent < 5_000, "60 MB are waiting for a client that does not read");
            let answer = alice.request("openim.sendmsg", alice.message("bob", sent, &text)).await;
            assert_eq!(answer["ErrorCode"], 0);
        }
    }
    while bob.next().await.is_some() {}
    bob.reconnect(&server).await;
    assert_eq!(bob.whole_history("alice").await.len() as u64, sent);
}

#[tokio::test]
async fn sigterm_answers_what_it_has_read_says_goodbye_and_leaves_one_file() {
    for signal in ["-TERM", "-INT"] {
        let data = Data::new();
        let server = Server::start(&data);
        let mut alice = Client::login(&server, "alice").await;
        for number in 1..=100 {
            let (body, keys) = (alice.message("alice", number, &number.to_string()), alice.keys());
            alice.write("openim.sendmsg", body, keys).await.unwrap();
        }
        // One is answered, so the server is in the middle of them.
        let mut acknowledged = Vec::new();
        acknowledged.push(alice.next().await.unwrap().body["MsgKey"].clone());
        server.signal(signal);
        let goodbye = loop {
            match alice.socket.next().await.unwrap().unwrap() {
                Message::Close(frame) => break frame.unwrap(),
                message => {
                    let frame = tim_proto::frame::decode(&message.into_data(), &Default::default()).unwrap();
                    acknowledged.push(frame.body["MsgKey"].clone());
                }
            }
        };
        assert_eq!(u16::from(goodbye.code), 1001);
        assert_eq!(server.ended().await, Some(0));
        assert!(!data.file("tim.db-wal").exists(), "the log is in the database");

        let server = Server::start(&data);
        alice.reconnect(&server).await;
        let stored = alice.whole_history("alice").await.len();
        assert!(stored >= acknowledged.len(), "{} acknowledged, {stored} stored", acknowledged.len());
    }
}

#[tokio::test]
async fn a_second_server_on_the_same_data_is_refused() {
    let data = Data::new();
    let server = Server::start(&data);
    let mut second = binary();
    second.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data.path());
    let (succeeded, out, err) = run(&mut second);
    assert!(!succeeded && out.is_empty());
    assert!(err.contains("another tim-server is running"), "{err}");
    assert!(err.contains(&data.path().display().to_string()), "{err}");
    assert_eq!(server.get("/healthz").await.status, 200, "the first goes on");
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let (data, other) = (Data::new(), Data::new());
    let server = Server::start(&data);
    let mut second = binary();
    second.args(["serve", "--listen", &server.address, "--data"]).arg(other.path());
    let (succeeded, _, err) = run(&mut second);
    assert!(!succeeded);
    assert!(err.contains(&server.address), "{err}");
}

#[tokio::test]
async fn the_first_start_makes_a_secret_that_only_its_user_can_read() {
    let (data, other) = (Data::new(), Data::new());
    let settings = |data: &Data| fs::read_to_string(data.file("tim.toml")).unwrap();
    let mut server = Server::start(&data);
    let mode = fs::metadata(data.file("tim.toml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let first = settings(&data);
    server.kill();
    let _server = Server::start(&data);
    assert_eq!(settings(&data), first, "the second start leaves it alone");
    let _other = Server::start(&other);
    assert_ne!(settings(&other), first, "every server has a key of its own");
}

#[tokio::test]
async fn a_setting_that_does_not_exist_is_named_with_its_file() {
    let data = Data::new();
    data.settings("[login]\nweb_instanses = 3");
    let mut command = binary();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data.path());
    let (succeeded, _, err) = run(&mut command);
    assert!(!succeeded);
    assert!(err.contains("web_instanses") && err.contains("tim.toml"), "{err}");
    // Another file instead.
    fs::write(data.file("other.toml"), "[app]\nkeys = ['k']").unwrap();
    let file = data.file("other.toml").display().to_string();
    let server = Server::start_with(&data, &["--config", &file]);
    assert_eq!(server.get("/healthz").await.body, "ok\n");
}

#[tokio::test]
async fn user_sigs_come_from_the_command_line_and_in_development_from_a_page() {
    let data = Data::new();
    let server = Server::start(&data);
    let page = server.get("/usersig?user=a%20user").await;
    assert!(page.head.contains("access-control-allow-origin: *"), "{}", page.head);
    let answer: Value = serde_json::from_str(&page.body).unwrap();
    assert_eq!(
        (answer["SDKAppID"].as_u64(), answer["userID"].as_str()),
        (Some(1_400_000_000), Some("a user"))
    );
    assert_eq!(server.get("/usersig").await.status, 400);
    // Whoever has a UserSig can be written to, before the first login.
    let mut alice = Client::login(&server, "alice").await;
    assert_eq!(alice.request("openim.sendmsg", alice.message("a user", 1, "hi")).await["ErrorCode"], 0);
    assert_eq!(alice.request("openim.sendmsg", alice.message("nobody", 2, "hi")).await["ErrorCode"], 20003);
    drop((alice, server));

    let server = Server::start_with(&data, &[]);
    assert_eq!(server.get("/usersig?user=alice").await.status, 404, "not without --dev");
    let mut command = binary();
    command.args(["usersig", "--user", "alice", "--expire", "60", "--data"]).arg(data.path());
    let (succeeded, ticket, err) = run(&mut command);
    assert!(succeeded, "{err}");
    let mut client = Client::connect(&server, "/binfo").await;
    let head = json!({ "sdkappid": 1_400_000_000, "identifier": "alice", "usersig": ticket.trim_end() });
    client.write("im_open_status.wslogin", json!({}), head).await.unwrap();
    assert_eq!(client.next().await.unwrap().body["ErrorCode"], 0);

    let file = data.file("tim.toml").display().to_string();
    let mut command = binary();
    command.args(["usersig", "--user", "alice", "--config", &file]);
    assert!(run(&mut command).0);

    let nowhere = Data::new();
    let mut command = binary();
    command.args(["usersig", "--user", "alice", "--data"]).arg(nowhere.path());
    let (succeeded, _, err) = run(&mut command);
    assert!(!succeeded && err.contains("tim.toml"), "{err}");
}

#[tokio::test]
async fn pages_are_served_from_where_the_settings_say() {
    let data = Data::new();
    let folder = |name: &str| data.file(name).display().to_string();
    data.settings(&format!("[http]\nwww = '{}'\npkg = '{}'", folder("www"), folder("pkg")));
    let server = Server::start(&data);
    let page = server.get("/").await;
    assert_eq!(page.status, 404);
    assert!(page.body.contains("npm start"), "{}", page.body);

    for name in ["www", "pkg"] {
        fs::create_dir_all(data.file(name)).unwrap();
    }
    fs::write(data.file("www/index.html"), "<h1>demo</h1>").unwrap();
    fs::write(data.file("pkg/tim.mjs"), "export {}").unwrap();
    fs::write(data.file("pkg/tim_bg.wasm"), b"\0asm").unwrap();
    let page = server.get("/").await;
    assert_eq!((page.status, page.body.as_str()), (200, "<h1>demo</h1>"));
    assert!(page.head.contains("content-type: text/html"), "{}", page.head);
    assert!(server.get("/pkg/tim.mjs").await.head.contains("javascript"));
    assert!(server.get("/pkg/tim_bg.wasm").await.head.contains("content-type: application/wasm"));
    for outside in ["/../tim.toml", "/pkg/../tim.toml", "/%2e%2e/tim.toml", "/pkg/%2e%2e/tim.toml"] {
        assert_ne!(server.get(outside).await.status, 200, "{outside}");
    }
    let page = server.get("/binfo").await;
    assert_eq!(page.status / 100, 4, "a socket path without a socket");
}

#[tokio::test]
async fn metrics_tell_what_happens() {
    let data = Data::new();
    let server = Server::start(&data);
    let mut alice = Client::login(&server, "alice").await;
    alice.request("openim.sendmsg", alice.message("alice", 1, "hi")).await;
    alice.request("openim.sendmsg", alice.message("alice", 1, "hi")).await;
    alice.request("openim.sendmsg", alice.message("nobody", 2, "hi")).await;
    alice.request("openim.not_built", json!({})).await;
    for (name, value) in [
        ("tim_connections", 1),
        ("tim_connections_logged_in", 1),
        ("tim_logins_total", 1),
        ("tim_messages_stored_total", 1),
        ("tim_messages_duplicate_total", 1),
        ("tim_commands_total{command=\"openim.sendmsg\",code=\"0\"}", 2),
        ("tim_commands_total{command=\"openim.sendmsg\",code=\"20003\"}", 1),
        ("tim_unknown_commands_total{command=\"openim.not_built\"}", 1),
        ("tim_store_errors_total", 0),
    ] {
        assert_eq!(server.metric(name).await, value, "{name}");
    }
    assert!(server.metric("tim_commit_seconds_count").await >= 6);
}

/// A translator that answers one question with what the test says; the question it got.
async fn translator(answer: &'static str) -> (String, tokio::task::JoinHandle<Value>) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/translate?a=b", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        let body = loop {
            stream.read_buf(&mut request).await.unwrap();
            let text = String::from_utf8_lossy(&request);
            assert!("POST /translate?a=b HTTP/1.1".starts_with(&text[..text.len().min(28)]));
            if let Some(body) =
                text.split_once("\r\n\r\n").and_then(|(_, body)| serde_json::from_str(body).ok())
            {
                break body;
            }
        };
        stream.write_all(answer.as_bytes()).await.unwrap();
        body
    });
    (url, asked)
}

#[tokio::test]
async fn a_translator_is_asked_and_its_failures_are_told() {
    let request = json!({ "SourceText": ["cat", "dog"], "Source": "en", "Target": "de" });
    for (answer, expected) in [
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 36\r\n\r\n{\"translatedText\":[\"Katze\",\"Hund\"]}  ",
            json!(["Katze", "Hund"]),
        ),
        ("HTTP/1.1 200 OK\r\ncontent-length: 28\r\n\r\n{\"translatedText\":[\"Katze\"]}", json!([])),
        ("HTTP/1.1 400 Bad\r\ncontent-length: 2\r\n\r\n{}", json!([])),
        ("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{", json!([])),
        ("", json!([])),
    ] {
        let (url, asked) = translator(answer).await;
        let data = Data::new();
        data.settings(&format!("[translate]\nurl = '{url}'\napi_key = 'k'"));
        let server = Server::start(&data);
        let mut alice = Client::login(&server, "alice").await;
        let got = alice.request("im_open_translate.ws_batch_trans_text", request.clone()).await;
        assert_eq!(got["TargetText"], expected, "{got}");
        assert_eq!(got["CmdErrorCode"]["ErrorCode"] == 0, expected != json!([]), "{got}");
        let question = asked.await.unwrap();
        let wanted =
            json!({ "q": ["cat", "dog"], "source": "en", "target": "de", "format": "text", "api_key": "k" });
        assert_eq!(question, wanted);
        server.signal("-TERM");
        assert_eq!(server.ended().await, Some(0));
    }
}
