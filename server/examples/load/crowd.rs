//! How long a message to a group or a room takes to everybody in it, at so many messages a second.

use std::time::{Duration, Instant};

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

use crate::list::request;
use crate::{Client, Failure, Server};

/// Stands before the time of sending in a message, and behind it.
const MARK: &str = "sent at ";
const END: char = ';';
/// Members that one request may add.
const BATCH: usize = 500;
/// How long nothing may arrive before it is over.
const GRACE: Duration = Duration::from_secs(5);

pub async fn crowd(
    server: &Server,
    kind: &str,
    members: usize,
    rate: f64,
    seconds: u64,
) -> Result<(), Failure> {
    let began = Instant::now();
    let mut sender = Client::log_in(server, "sender".to_owned()).await?;
    let mut receivers = Vec::with_capacity(members);
    for number in 0..members {
        receivers.push(Client::log_in(server, format!("member{number}")).await?);
    }
    let room = kind == "AVChatRoom";
    let group =
        json!({ "Type": kind, "Name": "crowd", "GroupId": "crowd", "InviteJoinOption": "FreeAccess" });
    request(&mut sender, "group_open_http_svc.create_group", group).await?;
    if room {
        for receiver in &mut receivers {
            request(receiver, "group_open_http_svc.apply_join_group", json!({ "GroupId": "crowd" })).await?;
        }
    }
    let names: Vec<Value> =
        (0..members).map(|number| json!({ "Member_Account": format!("member{number}") })).collect();
    let (told, mut arrivals) = mpsc::unbounded_channel();
    let tasks: Vec<_> =
        receivers.into_iter().map(|receiver| tokio::spawn(listen(receiver, began, told.clone()))).collect();
    for batch in names.chunks(BATCH).filter(|_| !room) {
        let body = json!({ "GroupId": "crowd", "MemberList": batch, "Silence": 1 });
        request(&mut sender, "group_open_http_svc.add_group_member", body).await?;
    }
    println!("{members} members after {:.1} s", began.elapsed().as_secs_f64());

    let (count, pause) = ((rate * seconds as f64) as u32, Duration::from_secs_f64(1.0 / rate));
    let started = Instant::now();
    for number in 0..count {
        tokio::time::sleep_until((started + pause * number).into()).await;
        let now = began.elapsed().as_micros();
        let body = json!({
            "GroupId": "crowd", "Random": number, "ClientSeq": number, "MsgPriority": "High",
            "MsgBody": [{ "MsgType": "TIMTextElem",
                "MsgContent": { "Text": format!("{MARK}{now}{END} a line of text as people write them") } }],
        });
        request(&mut sender, "group_open_http_svc.send_group_msg", body).await?;
    }
    let sending = started.elapsed();
    let expected = members * count as usize;
    let mut latencies = Vec::with_capacity(expected);
    while latencies.len() < expected {
        match tokio::time::timeout(GRACE, arrivals.recv()).await {
            Ok(Some(latency)) => latencies.push(latency),
            // What has not come by now does not come.
            _ => break,
        }
    }
    tasks.iter().for_each(tokio::task::JoinHandle::abort);
    latencies.sort_unstable();
    let at = |share: f64| {
        let rank = ((latencies.len().saturating_sub(1)) as f64 * share) as usize;
        latencies.get(rank).map_or(0.0, |latency| latency.as_secs_f64() * 1000.0)
    };
    println!(
        "{count} messages to {members} members of a {kind} in {:.1} s: {} of {} deliveries, {:.0}/s",
        sending.as_secs_f64(),
        latencies.len(),
        expected,
        latencies.len() as f64 / sending.as_secs_f64()
    );
    println!(
        "from sending to arrival: p50 {:.1} ms, p90 {:.1} ms, p99 {:.1} ms, max {:.1} ms",
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0)
    );
    println!("server RSS {:.0} MB", server.memory("VmRSS:")? as f64 / 1e6);
    Ok(())
}

/// Reads the times of sending without decoding the frames: the listeners share the processors with the server.
async fn listen(mut receiver: Client, began: Instant, told: mpsc::UnboundedSender<Duration>) {
    while let Some(Ok(message)) = receiver.socket.next().await {
        let now = began.elapsed();
        if let Message::Ping(_) = message {
            let _gone = receiver.socket.flush().await;
            continue;
        }
        let data = message.into_data();
        let sent = std::str::from_utf8(&data)
            .ok()
            .and_then(|text| text.split_once(MARK)?.1.split_once(END)?.0.parse().ok())
            .map(Duration::from_micros);
        if let Some(sent) = sent {
            let _over = told.send(now.saturating_sub(sent));
        }
    }
}
