//! Files in a bucket instead of the folder: everything goes through the server as before, and arrives there.

// What production code must not do, a test may.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[allow(dead_code)]
mod support;

use std::io::Cursor;

use axum::http::StatusCode;
use image::{DynamicImage, ImageFormat};
use support::bucket::Bucket;
use support::files::{FILE, IMAGE, begin_upload, pre_sign, put, put_when_free, upload};
use support::{Client, Data, Server, binary, run, until};

/// Two parts of 5 MiB and a rest.
const LARGE: usize = 12 << 20;

async fn started(more: &str) -> (Data, Bucket, Server) {
    let (data, bucket) = (Data::new(), Bucket::start().await);
    data.settings(&format!("{}{more}", bucket.settings()));
    // What the bucket refuses stands in the log, too.
    let mut command = binary();
    command.env("RUST_LOG", "off");
    let server = Server::start_as(command, &data, &["--dev"]);
    (data, bucket, server)
}

fn film() -> Vec<u8> {
    let mut film = b"\0\0\0\x18ftypmp42".to_vec();
    film.extend((film.len()..LARGE).map(|n| (n % 251) as u8));
    film
}

#[tokio::test]
async fn files_go_up_to_the_bucket_and_come_down_from_it() {
    let (data, bucket, server) = started("").await;
    let mut alice = Client::login(&server, "alice").await;
    let film = film();
    let down = upload(&server, &mut alice, FILE, "film.mp4", &film).await;
    assert!(bucket.held().objects[&down[1..]] == film, "in one piece");
    assert!(bucket.held().uploads.is_empty());
    assert!(server.get(&down).await.bytes == film);
    let part = server.request("GET", &down, "range: bytes=6000000-6000099\r\n", b"").await;
    assert_eq!((part.status, part.bytes.as_slice()), (206, &film[6_000_000..6_000_100]));
    assert_eq!(part.header("content-type"), "video/mp4");
    let head = server.request("HEAD", &down, "", b"").await;
    assert_eq!(head.header("content-length"), LARGE.to_string());

    for (name, content) in [("empty", &b""[..]), ("small", b"some text")] {
        let down = upload(&server, &mut alice, FILE, name, content).await;
        assert_eq!(server.get(&down).await.bytes, content);
    }
    let (up, _) = pre_sign(&mut alice, FILE, "small").await;
    assert_eq!(put(&server, &up, b"another").await.status, 409, "what exists is not replaced");
    assert_eq!(server.get(&down.replace("film", "none")).await.status, 404);
    assert!(!data.file("files").exists(), "nothing lies in the folder");
}

#[tokio::test]
async fn smaller_pictures_are_kept_in_the_bucket() {
    let (_data, bucket, server) = started("").await;
    let mut alice = Client::login(&server, "alice").await;
    let mut picture = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(400, 300).write_to(&mut picture, ImageFormat::Png).unwrap();
    let down = upload(&server, &mut alice, IMAGE, "a.png", picture.get_ref()).await;
    for _ in 0..2 {
        let page = server.get(&format!("{down}?imageView2/3/w/198/h/198")).await;
        assert_eq!((page.status, page.header("content-type")), (200, "image/jpeg"));
    }
    assert!(bucket.held().objects.contains_key(&format!("smaller/198{down}")));
}

#[tokio::test]
async fn a_users_files_are_counted_over_all_pages_of_the_list() {
    let (data, _bucket, server) = started("[media]\nquota_bytes = 1000\n").await;
    let mut alice = Client::login(&server, "alice").await;
    for number in 0..5 {
        upload(&server, &mut alice, FILE, &format!("{number}"), &[0; 180]).await;
    }
    drop(server);
    let server = Server::start(&data);
    let mut alice = Client::login(&server, "alice").await;
    let (up, _) = pre_sign(&mut alice, FILE, "too-much").await;
    assert_eq!(put(&server, &up, &[0; 101]).await.status, 413);
    upload(&server, &mut alice, FILE, "fits", &[0; 100]).await;
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_no_parts() {
    let (_data, bucket, server) = started("").await;
    let mut alice = Client::login(&server, "alice").await;
    let (up, down) = pre_sign(&mut alice, FILE, "a.bin").await;
    let body = vec![7; LARGE];
    let half = begin_upload(&server, &up, &body, LARGE / 2).await;
    until(|| bucket.held().uploads.values().any(|(_, parts)| !parts.is_empty())).await;
    assert_eq!(server.get(&down).await.status, 404);
    drop(half);
    until(|| bucket.held().uploads.is_empty()).await;
    assert!(bucket.held().objects.is_empty());
    // The path is free when the parts are gone; the ticket is still good.
    assert_eq!(put_when_free(&server, &up, &body).await, 200);
    assert!(server.get(&down).await.bytes == body);
}

#[tokio::test]
async fn a_bucket_that_takes_no_more_is_said_and_gets_nothing_half_written() {
    let (_data, bucket, server) = started("").await;
    let mut alice = Client::login(&server, "alice").await;
    let (up, down) = pre_sign(&mut alice, FILE, "a.bin").await;
    bucket.held().refuse_parts = Some(StatusCode::INSUFFICIENT_STORAGE);
    let refused = put(&server, &up, &vec![1; LARGE]).await;
    assert_eq!((refused.status, refused.body.contains("try again later")), (503, true), "{}", refused.body);
    assert!(bucket.held().uploads.is_empty() && bucket.held().objects.is_empty());
    bucket.held().refuse_parts = None;
    assert_eq!(put(&server, &up, &vec![1; LARGE]).await.status, 200, "the same ticket");
    assert_eq!(server.get(&down).await.bytes.len(), LARGE);
}

#[tokio::test]
async fn without_the_bucket_messages_go_on_and_files_say_why_not() {
    let (_data, mut bucket, server) = started("").await;
    let mut alice = Client::login(&server, "alice").await;
    let down = upload(&server, &mut alice, FILE, "before", b"text").await;
    bucket.stop().await;
    let (up, later) = pre_sign(&mut alice, FILE, "later").await;
    for page in [put(&server, &up, b"text").await, server.get(&down).await] {
        assert_eq!((page.status, page.body.contains("try again later")), (503, true), "{}", page.body);
    }
    Client::login(&server, "bob").await;
    let message = alice.message("bob", 1, "still here");
    assert_eq!(alice.request("openim.sendmsg", message).await["ErrorCode"], 0);
    bucket.start_again().await;
    assert_eq!(put(&server, &up, b"text").await.status, 200);
    assert_eq!(server.get(&later).await.body, "text");
    assert_eq!(server.get(&down).await.body, "text");
}

#[tokio::test]
async fn keys_come_from_the_settings_or_the_environment() {
    let bucket = Bucket::start().await;
    let without_keys: String = bucket
        .settings()
        .lines()
        .filter(|line| !line.contains("_key"))
        .map(|line| format!("{line}\n"))
        .collect();
    let data = Data::new();
    data.settings(&without_keys);
    let mut command = binary();
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data.path());
    let (started, _, said) = run(&mut command);
    assert!(!started && said.contains("files.access_key") && said.contains("AWS_ACCESS_KEY_ID"), "{said}");

    let mut command = binary();
    command.env("AWS_ACCESS_KEY_ID", "key").env("AWS_SECRET_ACCESS_KEY", "secret");
    let server = Server::start_as(command, &data, &["--dev"]);
    let mut alice = Client::login(&server, "alice").await;
    upload(&server, &mut alice, FILE, "a", b"text").await;
    assert_eq!(bucket.held().objects.len(), 1);
}
