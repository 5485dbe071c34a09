//! What large files cost the server in memory: clients upload one after the other, or some at once, and its largest
//! memory is looked at after each.

use std::time::Instant;

use futures::StreamExt;
use futures::stream;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::list::request;
use crate::{Client, Failure, Server};

const CHUNK: usize = 64 << 10;

pub async fn upload(
    server: &Server,
    clients: usize,
    megabytes: usize,
    at_once: usize,
) -> Result<(), Failure> {
    // One small file first: what is made once is not what files cost.
    one(server, "first".to_owned(), CHUNK).await?;
    let before = server.memory("VmHWM:")?;
    let started = Instant::now();
    let uploads = (0..clients).map(|number| one(server, format!("user{number}"), megabytes << 20));
    let mut uploads = stream::iter(uploads).buffer_unordered(at_once.max(1));
    let mut done: usize = 0;
    while let Some(uploaded) = uploads.next().await {
        uploaded?;
        done += 1;
        let grown = server.memory("VmHWM:")?.saturating_sub(before);
        println!(
            "{done} uploads of {megabytes} MiB, {at_once} at once: largest memory {:.1} MB more",
            mb(grown)
        );
    }
    let seconds = started.elapsed().as_secs_f64();
    let rate = (done * megabytes) as f64 / seconds;
    println!(
        "{rate:.0} MiB/s; server: {:.0} MB before, {:.0} MB at most",
        mb(before),
        mb(server.memory("VmHWM:")?)
    );
    Ok(())
}

fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// A client logs in, asks for a place and puts a file there.
async fn one(server: &Server, user: String, bytes: usize) -> Result<(), Failure> {
    let mut client = Client::log_in(server, user).await?;
    let body = json!({ "file_type": 255, "file_name": "file.bin", "upload_method": 0, "Duration": 900 });
    let answer = request(&mut client, "im_cos_msg.pre_sig", body).await?;
    let url = answer.get("upload_url").and_then(Value::as_str).ok_or("no upload_url")?;
    let at = url.find("/f/").ok_or("another upload_url")?;
    let path = url.get(at..).unwrap_or_default();
    let mut socket = TcpStream::connect(&server.address).await?;
    let head =
        format!("PUT {path} HTTP/1.1\r\nhost: load\r\nconnection: close\r\ncontent-length: {bytes}\r\n\r\n");
    socket.write_all(head.as_bytes()).await?;
    let chunk = vec![7; CHUNK];
    let mut left = bytes;
    while let Some(chunk) = chunk.get(..left.min(CHUNK)).filter(|chunk| !chunk.is_empty()) {
        socket.write_all(chunk).await?;
        left -= chunk.len();
    }
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await?;
    match answer.starts_with("HTTP/1.1 200") {
        true => Ok(()),
        false => Err(answer.into()),
    }
}
