//! `/f/`: files go up with a ticket and come down for whoever has the link. They lie in an object store; which one, only
//! [`store`] knows.
//!
//! A file's place is `f/<SDKAppID>/<owner>/<name>`, in the URL and in the store. All three parts are letters that mean
//! nothing to a file system, and a path that is not exactly that is no file, so there is no way out of the folder.

mod download;
mod kind;
mod quota;
mod range;
mod retention;
mod store;
mod thumbnail;
mod upload;

use std::collections::BTreeSet;
use std::path::Path as FilePath;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use object_store::path::Path;
use tokio::sync::Semaphore;

use self::quota::Quota;
pub(super) use self::retention::Cleaner;
pub use self::store::Files;
use self::store::Store;
use super::metrics::Metrics;
use crate::config::{App, Media as Rules};

/// Where files begin, in URLs and in the store.
const PREFIX: &str = "f";
/// Pictures that are made smaller at the same time. Each may take as much memory as [`thumbnail`] allows.
const DECODERS: usize = 2;
/// Seconds for which browsers remember that they may upload from a page of another origin.
const PREFLIGHT_S: &str = "86400";

pub(super) struct Media {
    store: Store,
    app: App,
    rules: Rules,
    quota: Quota,
    /// Paths that are being written: a second upload to the same path has to wait for its turn, which never comes.
    under_way: Mutex<BTreeSet<Path>>,
    decoders: Semaphore,
    metrics: Arc<Metrics>,
}

impl Media {
    /// Over the store that the settings name, where `folder` is the one of the data directory.
    pub(super) fn open(
        files: &Files,
        folder: &FilePath,
        app: &App,
        rules: &Rules,
        metrics: Arc<Metrics>,
    ) -> Result<Media, String> {
        Ok(Media {
            store: Store::open(files, folder)?,
            app: app.clone(),
            rules: rules.clone(),
            quota: Quota::new(rules.quota_bytes),
            under_way: Mutex::default(),
            decoders: Semaphore::new(DECODERS),
            metrics,
        })
    }

    /// Says in the log when the store does not answer.
    pub(super) async fn greet(&self) {
        self.store.greet().await;
    }

    fn under_way(&self) -> std::sync::MutexGuard<'_, BTreeSet<Path>> {
        // A set is whole whatever its holder did before it panicked.
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The routes of the files, for a router with any other state.
pub(super) fn routes<S: Clone + Send + Sync + 'static>(media: Arc<Media>) -> Router<S> {
    let methods = get(download::download).put(upload::upload).post(upload::upload).options(preflight);
    Router::new().route("/f/{*path}", methods).layer(middleware::from_fn(for_all_origins)).with_state(media)
}

/// Browsers ask before they upload from a page of another origin. They may: it is the ticket that decides.
async fn preflight(headers: HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let answer = response.headers_mut();
    answer.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, HEAD, PUT, POST, OPTIONS"),
    );
    let asked = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let asked = asked.unwrap_or(HeaderValue::from_static("content-type, range"));
    answer.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked);
    answer.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(PREFLIGHT_S));
    if headers.contains_key("access-control-request-private-network") {
        answer.insert("access-control-allow-private-network", HeaderValue::from_static("true"));
    }
    response
}

async fn for_all_origins(request: Request, next: Next) -> Response {
    let is_preflight = request.method() == Method::OPTIONS;
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    // Pages of other origins may show files, whatever isolation they have asked for.
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !is_preflight {
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(
                "etag, content-length, content-range, accept-ranges, content-disposition",
            ),
        );
    }
    response
}

/// A file's place.
struct Place {
    path: Path,
    owner: String,
    name: String,
}

impl Place {
    /// From the path of a URL, as it was sent: an escaped letter is no letter of a name.
    fn read(url_path: &str) -> Option<Place> {
        let mut parts = url_path.strip_prefix("/f/")?.split('/');
        let (app, owner, name) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || ![app, owner, name].iter().all(|part| is_name(part)) {
            return None;
        }
        Some(Place {
            path: Path::from_iter([PREFIX, app, owner, name]),
            owner: format!("{app}/{owner}"),
            name: name.to_owned(),
        })
    }
}

/// File systems take no longer ones, and tickets are given for shorter ones only.
const MAX_NAME: usize = 200;

fn is_name(part: &str) -> bool {
    (1..=MAX_NAME).contains(&part.len()) && !part.starts_with('.') && part.chars().all(is_letter)
}

fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "._-".contains(letter)
}

/// A refusal in words, for whoever looks.
#[derive(Debug)]
struct Refused {
    status: StatusCode,
    info: String,
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.status, self.info + "\n").into_response()
    }
}

fn refuse(status: StatusCode, info: impl Into<String>) -> Refused {
    Refused { status, info: info.into() }
}

/// What the store could not do. A full disk is told apart, because somebody can do something about it.
fn store_failed(error: &(dyn std::error::Error + 'static)) -> Refused {
    use std::io::ErrorKind;
    let mut cause = Some(error);
    while let Some(error) = cause {
        let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        if let Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge) = kind {
            tracing::error!(%error, "no room for a file");
            return refuse(StatusCode::INSUFFICIENT_STORAGE, "the server has no room for this file");
        }
        cause = error.source();
    }
    tracing::error!(%error, "the file store failed");
    refuse(
        StatusCode::SERVICE_UNAVAILABLE,
        "the file store of this server does not work now, try again later",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_of_three_parts_are_files() {
        let place = Place::read("/f/1400000000/0a1b/67ee-1.PNG").unwrap();
        assert_eq!(place.path.as_ref(), "f/1400000000/0a1b/67ee-1.PNG");
        assert_eq!((place.owner.as_str(), place.name.as_str()), ("1400000000/0a1b", "67ee-1.PNG"));
        for path in [
            "/f/1/o",
            "/f/1/o/",
            "/f/1/o/a/b",
            "/f/1//a",
            "/f/../o/a",
            "/f/1/../a",
            "/f/1/o/..",
            "/f/1/o/.a",
            "/f/1/o/%2e%2e",
            "/f/1/o/a%2fb",
            "/f/1/o/a#1",
            "/f/1/o/a b",
            "/f/1/o/ä",
            "/f/1/o/a\\b",
            "/g/1/o/a",
            "/f",
            &format!("/f/1/o/{}", "a".repeat(201)),
        ] {
            assert!(Place::read(path).is_none(), "{path}");
        }
        assert!(Place::read(&format!("/f/1/o/{}", "a".repeat(200))).is_some());
    }

    #[test]
    fn a_full_disk_is_told_apart() {
        let status = |kind: std::io::ErrorKind| {
            let error =
                object_store::Error::Generic { store: "x", source: Box::new(std::io::Error::from(kind)) };
            store_failed(&error).status.as_u16()
        };
        assert_eq!(status(std::io::ErrorKind::StorageFull), 507);
        assert_eq!(status(std::io::ErrorKind::PermissionDenied), 503);
    }
}
