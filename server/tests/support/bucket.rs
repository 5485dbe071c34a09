//! A bucket of an S3 service as far as the server uses one: objects, ranges, uploads in parts, lists in pages. It holds
//! everything in memory, and can be told to fail or to go away.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub const NAME: &str = "uploads";
/// S3 refuses smaller parts, but for the last one.
const SMALLEST_PART: usize = 5 << 20;
/// Objects on a page of a list: few, so that there is a second page.
const PAGE: usize = 2;
/// Later than any test runs: nothing here is ever old.
const WRITTEN: &str = "Wed, 01 Jan 2098 10:00:00 GMT";

#[derive(Default)]
pub struct Held {
    pub objects: BTreeMap<String, Vec<u8>>,
    /// Uploads under way: the object, and its parts by number.
    pub uploads: BTreeMap<u64, (String, BTreeMap<u32, Vec<u8>>)>,
    next_upload: u64,
    /// Answers the next parts with this status.
    pub refuse_parts: Option<StatusCode>,
}

pub struct Bucket {
    pub address: String,
    held: Arc<Mutex<Held>>,
    service: JoinHandle<()>,
}

impl Bucket {
    pub async fn start() -> Bucket {
        let held = Arc::default();
        let (address, service) = serve("127.0.0.1:0", &held).await;
        Bucket { address, held, service }
    }

    /// Nobody listens any more.
    pub async fn stop(&mut self) {
        self.service.abort();
        let _aborted = (&mut self.service).await;
    }

    /// Again at the same address, with what it held.
    pub async fn start_again(&mut self) {
        (_, self.service) = serve(&self.address, &self.held).await;
    }

    pub fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap()
    }

    /// The section of `tim.toml` that names this bucket.
    pub fn settings(&self) -> String {
        format!(
            "[files]\nstore = 's3'\nendpoint = 'http://{}'\nallow_http = true\nbucket = '{NAME}'\n\
             access_key = 'key'\nsecret_key = 'secret'\n",
            self.address
        )
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        self.service.abort();
    }
}

async fn serve(address: &str, held: &Arc<Mutex<Held>>) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind(address).await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let routes = Router::new().fallback(answer).with_state(Arc::clone(held));
    (address, tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() }))
}

async fn answer(State(held): State<Arc<Mutex<Held>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let signed = parts.headers.get("authorization").and_then(|value| value.to_str().ok());
    if !signed.is_some_and(|value| value.starts_with("AWS4-HMAC-SHA256 Credential=key/")) {
        return fault(StatusCode::FORBIDDEN, "AccessDenied");
    }
    let Some(key) = parts.uri.path().strip_prefix(&format!("/{NAME}")) else {
        return fault(StatusCode::NOT_FOUND, "NoSuchBucket");
    };
    let key = key.trim_start_matches('/').to_owned();
    let mut held = held.lock().unwrap();
    let upload = query(&parts.uri, "uploadId").map(|id| id.parse::<u64>().unwrap());
    match (parts.method, upload) {
        (Method::GET, None) if key.is_empty() => list(&held, &parts.uri),
        (Method::GET | Method::HEAD, None) => read(&held, &key, &parts.headers),
        (Method::PUT, None) => {
            held.objects.insert(key, body.to_vec());
            etag().into_response()
        }
        (Method::POST, None) => {
            held.next_upload += 1;
            let id = held.next_upload;
            held.uploads.insert(id, (key.clone(), BTreeMap::new()));
            xml(format!(
                "<InitiateMultipartUploadResult><Bucket>{NAME}</Bucket><Key>{key}</Key><UploadId>{id}</UploadId>\
                 </InitiateMultipartUploadResult>"
            ))
        }
        (Method::PUT, Some(id)) => {
            if let Some(status) = held.refuse_parts {
                return fault(status, "InternalError");
            }
            let number = query(&parts.uri, "partNumber").unwrap().parse().unwrap();
            held.uploads.get_mut(&id).unwrap().1.insert(number, body.to_vec());
            etag().into_response()
        }
        (Method::POST, Some(id)) => {
            let (key, parts) = held.uploads.remove(&id).unwrap();
            let last = parts.len() - 1;
            if parts.values().enumerate().any(|(at, part)| at < last && part.len() < SMALLEST_PART) {
                return fault(StatusCode::BAD_REQUEST, "EntityTooSmall");
            }
            let whole = parts.into_values().flatten().collect();
            held.objects.insert(key.clone(), whole);
            xml(format!(
                "<CompleteMultipartUploadResult><Bucket>{NAME}</Bucket><Key>{key}</Key><ETag>\"e\"</ETag>\
                 </CompleteMultipartUploadResult>"
            ))
        }
        (Method::DELETE, None) => {
            held.objects.remove(&key);
            StatusCode::NO_CONTENT.into_response()
        }
        (Method::DELETE, Some(id)) => {
            held.uploads.remove(&id);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => fault(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed"),
    }
}

/// The value of a query's part; the names and values that are used here have nothing escaped but slashes.
fn query(uri: &Uri, name: &str) -> Option<String> {
    let value = uri.query()?.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='))?;
    Some(value.replace("%2F", "/"))
}

fn etag() -> [(&'static str, &'static str); 1] {
    [("etag", "\"e\"")]
}

fn xml(body: String) -> Response {
    ([("content-type", "application/xml")], body).into_response()
}

fn fault(status: StatusCode, code: &str) -> Response {
    (status, format!("<Error><Code>{code}</Code><Message>{code}</Message></Error>")).into_response()
}

fn list(held: &Held, uri: &Uri) -> Response {
    let prefix = query(uri, "prefix").unwrap_or_default();
    let after = query(uri, "continuation-token").unwrap_or_default();
    let found: Vec<_> =
        held.objects.iter().filter(|(key, _)| key.starts_with(&prefix) && **key > after).collect();
    let page = &found[..found.len().min(PAGE)];
    let contents: String = page
        .iter()
        .map(|(key, content)| {
            format!(
                "<Contents><Key>{key}</Key><Size>{}</Size><LastModified>2098-01-01T10:00:00.000Z</LastModified>\
                 <ETag>\"e\"</ETag></Contents>",
                content.len()
            )
        })
        .collect();
    let next = match page.last() {
        Some((key, _)) if found.len() > PAGE => {
            format!("<IsTruncated>true</IsTruncated><NextContinuationToken>{key}</NextContinuationToken>")
        }
        _ => "<IsTruncated>false</IsTruncated>".to_owned(),
    };
    xml(format!("<ListBucketResult>{next}{contents}</ListBucketResult>"))
}

fn read(held: &Held, key: &str, headers: &HeaderMap) -> Response {
    let Some(content) = held.objects.get(key) else {
        return fault(StatusCode::NOT_FOUND, "NoSuchKey");
    };
    let described = [("etag", "\"e\""), ("last-modified", WRITTEN)];
    let range = headers.get("range").map(|value| value.to_str().unwrap().strip_prefix("bytes=").unwrap());
    let Some((first, last)) = range.map(|range| range.split_once('-').unwrap()) else {
        return (described, Body::from(content.clone())).into_response();
    };
    let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
    let last = last.min(content.len() - 1);
    let range = [("content-range", format!("bytes {first}-{last}/{}", content.len()))];
    (StatusCode::PARTIAL_CONTENT, described, range, Body::from(content[first..=last].to_vec()))
        .into_response()
}
