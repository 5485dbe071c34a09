//! Files over real HTTP: tickets, uploads, downloads, thumbnails.

// What production code must not do, a test may.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[allow(dead_code)]
mod support;

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use image::{DynamicImage, ImageFormat};
use serde_json::json;
use support::files::{FILE, IMAGE, begin_upload, pre_sign, put, put_when_free, upload};
use support::{Client, Data, Page, Server, until};

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    DynamicImage::new_rgb8(width, height).write_to(&mut Cursor::new(&mut out), ImageFormat::Png).unwrap();
    out
}

#[tokio::test]
async fn a_page_of_another_origin_uploads_and_everybody_downloads() {
    let data = Data::new();
    let server = Server::start(&data);
    let mut alice = Client::login(&server, "alice").await;
    let (up, down) = pre_sign(&mut alice, IMAGE, "67ee-1.png").await;
    let asked = "origin: http://page.example\r\naccess-control-request-method: PUT\r\n\
                 access-control-request-headers: content-type\r\naccess-control-request-private-network: true\r\n";
    let preflight = server.request("OPTIONS", &up, asked, b"").await;
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-origin"), "*");
    assert!(preflight.header("access-control-allow-methods").contains("put"));
    assert_eq!(preflight.header("access-control-allow-headers"), "content-type");
    assert_eq!(preflight.header("access-control-allow-private-network"), "true");

    assert_eq!(server.get(&down).await.status, 404, "not yet");
    let picture = png(30, 20);
    let headers = format!("content-length: {}\r\ncontent-type: image/png\r\n", picture.len());
    let page = server.request("PUT", &up, &headers, &picture).await;
    assert_eq!((page.status, page.header("access-control-allow-origin")), (200, "*"));

    let page = server.get(&down).await;
    assert_eq!((page.status, &page.bytes), (200, &picture));
    for (name, value) in [
        ("content-type", "image/png"),
        ("content-disposition", "inline; filename=\"67ee-1.png\""),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("accept-ranges", "bytes"),
        ("access-control-allow-origin", "*"),
    ] {
        assert_eq!(page.header(name), value, "{name}");
    }
    assert_eq!(page.header("content-security-policy"), "", "browsers' viewers of films and PDFs would break");
    let head = server.request("HEAD", &down, "", b"").await;
    assert_eq!((head.status, head.bytes.len()), (200, 0));
    assert_eq!(head.header("content-length"), picture.len().to_string());
    let etag = page.header("etag").to_owned();
    assert!(etag.len() > 2);
    let cached = server.request("GET", &down, &format!("if-none-match: {etag}\r\n"), b"").await;
    assert_eq!((cached.status, cached.bytes.len()), (304, 0));
    // Also after a restart.
    drop(server);
    let server = Server::start(&data);
    assert_eq!(server.get(&down).await.bytes, picture);
}

#[tokio::test]
async fn links_carry_the_address_by_which_the_client_came() {
    let data = Data::new();
    let server = Server::start(&data);
    let mut alice = Client::login(&server, "alice").await;
    let body = json!({ "file_type": 1, "file_name": "a.png", "upload_method": 0, "Duration": 900 });
    let answer = alice.request_signed("im_cos_msg.pre_sig", body).await;
    for url in ["upload_url", "download_url"] {
        let start = format!("http://{}/f/1400000000/", server.address);
        assert!(answer[url].as_str().unwrap().starts_with(&start), "{answer}");
    }
}

#[tokio::test]
async fn a_player_gets_the_parts_it_asks_for() {
    let data = Data::new();
    let server = Server::start(&data);
    let mut alice = Client::login(&server, "alice").await;
    let mut film = b"\0\0\0\x18ftypmp42".to_vec();
    film.extend((0..200_000_u32).map(|n| n as u8));
    let down = upload(&server, &mut alice, FILE, "film.mp4", &film).await;
    let size = film.len();
    for (range, status, part) in [
        ("bytes=0-99", 206, 0..100),
        ("bytes=100000-", 206, 100_000..size),
        ("bytes=-10", 206, size - 10..size),
        ("bytes=0-9,20-29", 200, 0..size),
        ("lines=1-2", 200, 0..size),
    ] {
        let page = server.request("GET", &down, &format!("range: {range}\r\n"), b"").await;
        assert_eq!((page.status, page.bytes.as_slice()), (status, &film[part.clone()]), "{range}");
        let expected = match status {
            206 => format!("bytes {}-{}/{size}", part.start, part.end - 1),
            _ => String::new(),
        };
        assert_eq!(page.header("content-range"), expected, "{range}");
        assert_eq!(page.header("content-type"), "video/mp4");
    }
    let beyond = server.request("GET", &down, &format!("range: bytes={size}-\r\n"), b"").await;
    assert_eq!((beyond.status, beyond.header("content-range")), (416, format!("bytes */{size}").as_str()));
    let other = server.request("GET", &down, "range: bytes=0-9\r\nif-range: \"old\"\r\n", b"").await;
    assert_eq!((other.status, other.bytes.len()), (200, size), "a part of another file is of no use");
}

#[tokio::test]
async fn what_could_run_code_is_for_downloading_only_whatever_it_is_called() {
    let data = Data::new();
    let server = Server::start(&data);
    let mut alice = Client::login(&server, "alice").await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let html = b"<!doctype html><script>alert(1)</script>";
    for (name, content) in [
        ("a.svg", &svg[..]),
        ("a.html", html),
        ("a.png", svg),
        ("b.jpg", html),
        ("c.txt", b"text"),
        ("d", b""),
    ] {
        let down = upload(&server, &mut alice, FILE, name, content).await;
        let page = server.get(&down).await;
        assert_eq!((page.status, page.bytes.as_slice()), (200, content));
        assert_eq!(page.header("content-type"), "application/octet-stream", "{name}");
        assert_eq!(page.header("content-disposition"), format!("attachment; filename=\"{name}\""));
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("content-security-policy"), "default-src 'none'; sandbox");
    }
}

#[tokio::test]
async fn a_ticket_is_good_for_its_path_once() {
    let data = Data::new();
    let server = Server::start(&data);
    let mut alice = Client::login(&server, "alice").await;
    let (up, down) = pre_sign(&mut alice, FILE, "a.txt").await;
    let (path, sign) = up.split_once("?sign=").unwrap();
    let expired = sign.replacen(sign.split('.').next().unwrap(), "1", 1);
    for (refused, status) in [
        (path.to_owned(), 403),
        (format!("{path}?sign="), 403),
        (format!("{path}?sign={expired}"), 403),
        (format!("{}?sign={sign}", path.replace("a.txt", "b.txt")), 403),
        (format!("{}/x?sign={sign}", path), 404),
        (up.replace("a.txt", "..%2f..%2f..%2f..%2ftim.toml"), 404),
        (up.replace("a.txt", "../../../../tim.toml"), 404),
    ] {
        assert_eq!(put(&server, &refused, b"first").await.status, status, "{refused}");
    }
    let chunked = server.request("PUT", &up, "transfer-encoding: chunked\r\n", b"1\r\nx\r\n0\r\n\r\n").await;
    assert_eq!(chunked.status, 411);
    assert_eq!(put(&server, &up, b"first").await.status, 200);
    assert_eq!(put(&server, &up, b"again").await.status, 409);
    for (name, value) in
        [("tim_uploads_total", 1), ("tim_upload_bytes_total", 5), ("tim_uploads_refused_total", 9)]
    {
        assert_eq!(server.metric(name).await, value, "{name}");
    }
    assert_eq!(server.get(&down).await.body, "first");
    assert_eq!(files(&data.file("files")).len(), 1);
}

#[tokio::test]
async fn nothing_outside_the_files_can_be_read() {
    let data = Data::new();
    let server = Server::start(&data);
    let mut alice = Client::login(&server, "alice").await;
    let down = upload(&server, &mut alice, IMAGE, "a.png", &png(400, 300)).await;
    server.get(&format!("{down}?imageView2/3/w/198/h/198")).await;
    let (folder, _) = down.rsplit_once('/').unwrap();
    for path in [
        "/f/../tim.toml".to_owned(),
        "/f/../../tim.toml".to_owned(),
        "/f/1400000000/x/../../../tim.toml".to_owned(),
        "/f/1400000000/..%2f..%2f/tim.toml".to_owned(),
        "/f/%2e%2e/%2e%2e/tim.db".to_owned(),
        "/f//etc/passwd".to_owned(),
        "/f/a/b/c%00.png".to_owned(),
        format!("{folder}/"),
        folder.to_owned(),
        format!("/f/smaller/198{down}"),
        format!("/smaller/198{down}"),
    ] {
        let page = server.get(&path).await;
        assert!([400, 404].contains(&page.status), "{path}: {}", page.status);
    }
}

#[tokio::test]
async fn every_kind_has_its_limit_at_the_byte() {
    let data = Data::new();
    data.settings("[media]\nimage_bytes = 10\naudio_bytes = 20\nvideo_bytes = 30\nfile_bytes = 40");
    let server = Server::start(&data);
    let mut alice = Client::login(&server, "alice").await;
    for (kind, limit) in [(IMAGE, 10), (3, 20), (2, 30), (FILE, 40)] {
        for (size, status) in [(limit, 200), (limit + 1, 413)] {
            let (up, down) = pre_sign(&mut alice, kind, &format!("{kind}-{size}")).await;
            assert_eq!(put(&server, &up, &vec![b'x'; size]).await.status, status, "{kind}, {size} bytes");
            assert_eq!(server.get(&down).await.status, if status == 200 { 200 } else { 404 });
        }
    }
    // The announced size counts: nothing is read of a file that is too large.
    let (up, _) = pre_sign(&mut alice, FILE, "huge").await;
    assert_eq!(server.request("PUT", &up, "content-length: 99999999999\r\n", b"").await.status, 413);
}

#[tokio::test]
async fn a_users_files_fill_a_quota_that_a_restart_does_not_forget() {
    let data = Data::new();
    data.settings("[media]\nquota_bytes = 1000");
    let mut server = Server::start(&data);
    for used in [0, 600] {
        let mut alice = Client::login(&server, "alice").await;
        let mut bob = Client::login(&server, "bob").await;
        let (up, _) = pre_sign(&mut alice, FILE, &format!("too-much-{used}")).await;
        let refusal = put(&server, &up, &vec![0; 1001 - used]).await;
        assert_eq!((refusal.status, refusal.body.contains("1000 bytes")), (413, true), "{}", refusal.body);
        let fits = vec![0; if used == 0 { 600 } else { 400 }];
        upload(&server, &mut alice, FILE, &format!("fits-{used}"), &fits).await;
        upload(&server, &mut bob, FILE, &format!("bobs-{used}"), &[0; 400]).await;
        drop(server);
        server = Server::start(&data);
    }
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing_and_may_be_repeated() {
    let data = Data::new();
    data.settings("[media]\nquota_bytes = 2000000");
    let server = Server::start(&data);
    let mut alice = Client::login(&server, "alice").await;
    let (up, down) = pre_sign(&mut alice, FILE, "a.bin").await;
    let body = vec![7; 1_500_000];
    let half = begin_upload(&server, &up, &body, 1_000_000).await;
    until(|| data.file("files/f").exists() && !files(&data.file("files")).is_empty()).await;
    assert_eq!(put(&server, &up, &body).await.status, 409, "while it is under way nobody else gets the path");
    assert_eq!(server.get(&down).await.status, 404, "nor sees anything of it");
    drop(half);
    // The server notices when it reads on; until then the path is taken.
    assert_eq!(put_when_free(&server, &up, &body).await, 200, "there is room again");
    assert_eq!(server.get(&down).await.bytes, body);
    assert_eq!(files(&data.file("files")).len(), 1);
}

#[tokio::test]
async fn files_that_no_message_shows_any_more_are_removed() {
    const EIGHT_DAYS: Duration = Duration::from_secs(8 * 86_400);
    let data = Data::new();
    let server = Server::start(&data);
    let mut alice = Client::login(&server, "alice").await;
    let shown = upload(&server, &mut alice, FILE, "shown", b"shown").await;
    let lost = upload(&server, &mut alice, FILE, "lost", b"lost").await;
    let mut message = alice.message("alice", 1, "");
    let url = format!("http://{}{shown}", server.address);
    message["MsgBody"] = json!([{ "MsgType": "TIMFileElem", "MsgContent": {
        "Url": url, "UUID": "1", "FileName": "shown", "FileSize": 5,
    }}]);
    assert_eq!(alice.request("openim.sendmsg", message).await["ErrorCode"], 0);
    drop(server);
    for file in files(&data.file("files")) {
        let written = std::fs::File::options().write(true).open(file).unwrap();
        written.set_modified(SystemTime::now() - EIGHT_DAYS).unwrap();
    }
    let server = Server::start(&data);
    until(|| files(&data.file("files")).len() == 1).await;
    assert_eq!((server.get(&shown).await.body.as_str(), server.get(&lost).await.status), ("shown", 404));
}

/// A form with these parts: name and content.
fn form(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut form = Vec::new();
    for (name, content) in parts {
        let head =
            format!("--xyz\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"x\"\r\n\r\n");
        form.extend([head.as_bytes(), content, b"\r\n"].concat());
    }
    form.extend(b"--xyz--\r\n");
    form
}

async fn post(server: &Server, path: &str, body: &[u8]) -> Page {
    let kind = "content-type: multipart/form-data; boundary=xyz";
    server.request("POST", path, &format!("{kind}\r\ncontent-length: {}\r\n", body.len()), body).await
}

#[tokio::test]
async fn forms_upload_their_file_with_the_same_tickets_and_limits() {
    let data = Data::new();
    data.settings("[media]\nfile_bytes = 600000\nquota_bytes = 700000");
    let server = Server::start(&data);
    let mut alice = Client::login(&server, "alice").await;
    for (name, size) in [("empty", 0), ("small", 5), ("large", 600_000)] {
        let (up, down) = pre_sign(&mut alice, FILE, name).await;
        let file = vec![b'x'; size];
        let sent = form(&[("key", b"a/b"), ("success_action_status", b"200"), ("file", &file)]);
        assert_eq!(post(&server, &up.replace("sign=", "sign=9"), &sent).await.status, 403);
        assert_eq!(post(&server, &up, &sent).await.status, 200, "{name}");
        assert_eq!(server.get(&down).await.bytes, file, "{name}");
        assert_eq!(post(&server, &up, &sent).await.status, 409, "{name}");
    }
    // Only the files themselves count: 600,005 bytes, and not the forms around them.
    let (up, _) = pre_sign(&mut alice, FILE, "rest").await;
    assert_eq!(put(&server, &up, &[0; 99_996]).await.status, 413);
    assert_eq!(put(&server, &up, &[0; 99_000]).await.status, 200);

    let mut bob = Client::login(&server, "bob").await;
    let (up, down) = pre_sign(&mut bob, FILE, "bobs").await;
    for (refused, status) in [
        (form(&[("file", &vec![0; 600_001])]), 413),
        (form(&[("file", &vec![0; 700_000])]), 413),
        (form(&[("other", b"x")]), 400),
        (b"no form".to_vec(), 400),
        (form(&[("file", b"broken")])[..80].to_vec(), 400),
    ] {
        assert_eq!(post(&server, &up, &refused).await.status, status);
        assert_eq!(server.get(&down).await.status, 404, "nothing is left of it");
    }
    assert_eq!(post(&server, &up, &form(&[("file", b"fine")])).await.status, 200);
    assert_eq!(server.get(&down).await.body, "fine");
}

#[tokio::test]
async fn a_full_disk_is_said_and_leaves_nothing_half_written() {
    let data = Data::new();
    // The system refuses to let a file of this process grow beyond 4 MiB.
    let mut command = Command::new("sh");
    command.env("RUST_LOG", "off").args(["-c", "trap '' XFSZ; ulimit -f 8192; exec \"$0\" \"$@\""]);
    command.arg(env!("CARGO_BIN_EXE_tim-server"));
    let server = Server::start_as(command, &data, &["--dev"]);
    let mut alice = Client::login(&server, "alice").await;
    let (up, down) = pre_sign(&mut alice, FILE, "large.bin").await;
    let page = put(&server, &up, &vec![1; 9_000_000]).await;
    assert_eq!((page.status, page.body.contains("no room")), (507, true), "{}", page.body);
    assert_eq!(server.get(&down).await.status, 404);
    assert!(files(&data.file("files")).is_empty(), "{:?}", files(&data.file("files")));
    upload(&server, &mut alice, FILE, "small.bin", &[1; 100_000]).await;
}

#[tokio::test]
async fn memory_stays_flat_while_many_upload() {
    let data = Data::new();
    let server = Server::start(&data);
    let mut alice = Client::login(&server, "alice").await;
    upload(&server, &mut alice, FILE, "warm-up", &[0; 1_000_000]).await;
    let before = server.peak_memory();
    let body = vec![9_u8; 24 << 20];
    let mut paths = Vec::new();
    for number in 0..8 {
        paths.push(pre_sign(&mut alice, FILE, &format!("{number}.bin")).await.0);
    }
    let uploads = paths.iter().map(|path| put(&server, path, &body));
    for page in futures::future::join_all(uploads).await {
        assert_eq!(page.status, 200);
    }
    let grown = server.peak_memory() - before;
    assert!(grown < 32 * 1024, "192 MiB in eight uploads took {grown} KiB of memory");
}

#[tokio::test]
async fn thumbnails_are_made_once_and_never_larger_than_the_picture() {
    let data = Data::new();
    let server = Server::start(&data);
    let mut alice = Client::login(&server, "alice").await;
    let size = |page: &Page| image::load_from_memory(&page.bytes).unwrap().into_rgb8().dimensions();
    let large = upload(&server, &mut alice, IMAGE, "large.png", &png(1000, 1500)).await;
    for (edge, expected) in [(198, (198, 297)), (720, (720, 1080))] {
        for _ in 0..2 {
            let page = server.get(&format!("{large}?imageView2/3/w/{edge}/h/{edge}")).await;
            assert_eq!((page.status, page.header("content-type")), (200, "image/jpeg"));
            assert_eq!(size(&page), expected);
        }
    }
    assert_eq!(files(&data.file("files")).len(), 3, "kept");
    let original = server.get(&format!("{large}?imageView2/3/w/5000/h/5000")).await;
    assert_eq!(size(&original), (1000, 1500), "no other sizes");

    let small = upload(&server, &mut alice, IMAGE, "small.png", &png(150, 100)).await;
    let page = server.get(&format!("{small}?imageView2/3/w/198/h/198")).await;
    assert_eq!((page.header("content-type"), size(&page)), ("image/png", (150, 100)));

    // Not a picture, half a picture, and one that would unfold to more than a gigabyte.
    let mut bomb = png(400, 300);
    bomb[16..20].copy_from_slice(&19_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&19_000_u32.to_be_bytes());
    for (name, content) in [
        ("text.png", b"no picture".to_vec()),
        ("half.png", png(400, 300)[..200].to_vec()),
        ("bomb.png", bomb),
    ] {
        let down = upload(&server, &mut alice, IMAGE, name, &content).await;
        let page = server.get(&format!("{down}?imageView2/3/w/198/h/198")).await;
        assert_eq!((page.status, page.bytes), (200, content), "{name}");
    }
}
