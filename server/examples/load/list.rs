//! How long a user with many conversations waits for the list: for the first page, which is when clients become ready,
//! and for the rest.

use std::time::{Duration, Instant};

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tim_proto::frame;
use tokio_tungstenite::tungstenite::Message;

use crate::{Client, Failure, Server};

/// What a client asks for again and again until it has everything.
struct Walk {
    first: Duration,
    all: Duration,
    pages: usize,
    entries: usize,
}

pub async fn list(server: &Server, conversations: usize, pinned: usize, rounds: u32) -> Result<(), Failure> {
    for number in 0..conversations {
        let mut peer = Client::log_in(server, format!("peer{number}")).await?;
        peer.feed_message("popular").await?;
        peer.socket.flush().await?;
        // Before the receiver's first login there is nobody to write to.
        if peer.answer().await?.get("ErrorCode") != Some(&json!(0)) {
            Client::log_in(server, "popular".to_owned()).await?;
            peer.feed_message("popular").await?;
            peer.socket.flush().await?;
            peer.answer().await?;
        }
    }
    let mut popular = Client::log_in(server, "popular".to_owned()).await?;
    for number in 0..pinned {
        let item = json!({ "Type": 1, "To_Account": format!("peer{number}") });
        request(
            &mut popular,
            "recentcontact.top",
            json!({ "OperationType": 1, "RecentContactItem": [item] }),
        )
        .await?;
    }
    let mut walks = Vec::new();
    for _ in 0..rounds {
        walks.push(walk(&mut popular).await?);
    }
    let started = Instant::now();
    let sync = request(&mut popular, "openim.getmsg", json!({ "Cookie": "", "SyncFlag": 0 })).await?;
    let sync_took = started.elapsed();
    let counts = sync.get("C2CPairUnreadCount").and_then(Value::as_array).map_or(0, Vec::len);
    let mean = |of: fn(&Walk) -> Duration| {
        walks.iter().map(|walk| of(walk).as_secs_f64()).sum::<f64>() * 1000.0 / walks.len().max(1) as f64
    };
    let (pages, entries) = walks.last().map_or((0, 0), |walk| (walk.pages, walk.entries));
    println!(
        "{entries} conversations ({pinned} pinned) in {pages} pages: first page {:.1} ms, all {:.1} ms; \
         {counts} unread counts {:.1} ms",
        mean(|walk| walk.first),
        mean(|walk| walk.all),
        sync_took.as_secs_f64() * 1000.0
    );
    Ok(())
}

async fn walk(client: &mut Client) -> Result<Walk, Failure> {
    let started = Instant::now();
    let mut walk = Walk { first: Duration::ZERO, all: Duration::ZERO, pages: 0, entries: 0 };
    let mut cursor = json!({});
    loop {
        let answer = request(client, "recentcontact.page_get", cursor).await?;
        walk.pages += 1;
        walk.entries += answer.get("SessionItem").and_then(Value::as_array).map_or(0, Vec::len);
        walk.all = started.elapsed();
        if walk.pages == 1 {
            walk.first = walk.all;
        }
        if answer.get("CompleteFlag") == Some(&json!(1)) {
            return Ok(walk);
        }
        cursor = ["TimeStamp", "StartIndex", "TopTimeStamp", "TopStartIndex"]
            .into_iter()
            .map(|key| (key.to_owned(), answer.get(key).cloned().unwrap_or_default()))
            .collect();
    }
}

/// The answer to a request; what is pushed before it is skipped.
pub async fn request(client: &mut Client, servcmd: &str, body: Value) -> Result<Value, Failure> {
    client.seq += 1;
    let request = json!({
        "head": {
            "servcmd": servcmd, "seq": client.seq, "a2": client.a2, "tinyid": client.tiny_id,
            "sdkappid": 1_400_000_000,
            // The upload service wants a name instead of a key.
            "identifier": client.user, "usersig": "x",
        },
        "body": body,
    });
    client.socket.send(Message::binary(request.to_string())).await?;
    loop {
        let message = client.socket.next().await.ok_or("the server closed the socket")??;
        let answer = frame::decode(&message.into_data(), &frame::Limits::default());
        // Anything else than a frame is a sign of life.
        let Ok(answer) = answer else { continue };
        if answer.seq == Some(client.seq) && answer.servcmd == servcmd {
            return match answer.body.get("ErrorCode") {
                Some(code) if *code == 0 => Ok(answer.body.into()),
                _ => Err(format!("{servcmd} was refused: {}", answer.body).into()),
            };
        }
    }
}
