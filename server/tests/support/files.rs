//! Uploads over real HTTP.

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::{Client, Page, Server};

pub const IMAGE: u64 = 1;
pub const FILE: u64 = 255;

/// Where to put a file and where it will be, without the address.
pub async fn pre_sign(client: &mut Client, kind: u64, name: &str) -> (String, String) {
    let body = json!({ "file_type": kind, "file_name": name, "upload_method": 0, "Duration": 900 });
    let answer = client.request_signed("im_cos_msg.pre_sig", body).await;
    assert_eq!(answer["ErrorCode"], 0, "{answer}");
    let path = |url: &Value| {
        let url = url.as_str().unwrap().strip_prefix("http://").unwrap();
        url[url.find('/').unwrap()..].to_owned()
    };
    (path(&answer["upload_url"]), path(&answer["download_url"]))
}

pub async fn put(server: &Server, path: &str, body: &[u8]) -> Page {
    server.request("PUT", path, &format!("content-length: {}\r\n", body.len()), body).await
}

/// Uploads; where it is.
pub async fn upload(server: &Server, client: &mut Client, kind: u64, name: &str, body: &[u8]) -> String {
    let (up, down) = pre_sign(client, kind, name).await;
    let page = put(server, &up, body).await;
    assert_eq!(page.status, 200, "{}", page.body);
    down
}

/// An upload that stops after so many bytes; dropped, its connection breaks.
pub async fn begin_upload(server: &Server, up: &str, body: &[u8], bytes: usize) -> TcpStream {
    let mut half = TcpStream::connect(&server.address).await.unwrap();
    let head = format!("PUT {up} HTTP/1.1\r\nhost: test\r\ncontent-length: {}\r\n\r\n", body.len());
    half.write_all(head.as_bytes()).await.unwrap();
    half.write_all(&body[..bytes]).await.unwrap();
    half
}

/// Uploads as soon as an upload that has broken off gives the path free; the status.
pub async fn put_when_free(server: &Server, up: &str, body: &[u8]) -> u16 {
    let free = async {
        loop {
            match put(server, up, body).await.status {
                409 => tokio::task::yield_now().await,
                status => break status,
            }
        }
    };
    tokio::time::timeout(super::PATIENCE, free).await.unwrap()
}
