//! The routes: the two socket paths, files, health, metrics, the development endpoint, the demo page and the package.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{ConnectInfo, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use serde_json::json;
use tokio::sync::oneshot;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;

use super::core_thread::Job;
use super::media::{self, Media};
use super::metrics::Metrics;
use super::settings::{Compress, Settings};
use super::socket::{self, Sockets, Wishes};
use super::ticket::{DEV_EXPIRE_S, sign};
use crate::core::Input;

/// What a socket costs while nothing happens is mostly these.
const READ_BUFFER_BYTES: usize = 4 * 1024;
const WRITE_BUFFER_BYTES: usize = 16 * 1024;

pub(super) struct Site {
    pub(super) settings: Settings,
    pub(super) sockets: Arc<Sockets>,
    pub(super) metrics: Arc<Metrics>,
}

pub(super) fn routes(site: Arc<Site>, media: Arc<Media>, dev: bool) -> Router {
    let mut api = Router::new().route("/healthz", get(|| async { "ok\n" })).route("/metrics", get(metrics));
    if dev {
        api = api.route("/usersig", get(usersig));
    }
    api.merge(media::routes(media))
        .fallback_service(files(&site.settings))
        .layer(middleware::from_fn_with_state(Arc::clone(&site), sockets))
        .with_state(site)
}

async fn metrics(State(site): State<Arc<Site>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], site.metrics.text())
}

/// `GET /usersig?user=ID`, development only: a UserSig for whoever asks, from any page, and an account to
/// write to.
async fn usersig(
    State(site): State<Arc<Site>>,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Response {
    let user = query.ok().and_then(|Query(mut query)| query.remove("user")).filter(|user| !user.is_empty());
    let mut response = match user {
        None => (StatusCode::BAD_REQUEST, Json(json!({ "error": "name a user: /usersig?user=ID" })))
            .into_response(),
        Some(user) if !register(&site, &user).await => {
            let error = json!({ "error": "the server could not store the account, try again" });
            (StatusCode::INTERNAL_SERVER_ERROR, Json(error)).into_response()
        }
        Some(user) => match sign(&site.settings.app, &user, DEV_EXPIRE_S) {
            Ok(user_sig) => Json(json!({
                "SDKAppID": site.settings.app.sdkappid,
                "userID": user,
                "userSig": user_sig,
            }))
            .into_response(),
            Err(error) => {
                (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "error": error }))).into_response()
            }
        },
    };
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// Makes the account, so that others can write to it before its first login. `false` when that failed.
async fn register(site: &Site, user: &str) -> bool {
    let (stored, done) = oneshot::channel();
    let job = Job::Awaited { input: Input::Register { user_id: user.to_owned() }, stored };
    site.sockets.inbox.send(job).await.is_ok() && done.await.is_ok()
}

/// Takes the socket paths out of the stream of requests: `/binfo` and `/info` behind any prefix, because a client's
/// `proxyServer` may carry a path.
async fn sockets(
    State(site): State<Arc<Site>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let text_frames = match path.rsplit('/').next() {
        // The name of a file is nobody's socket.
        _ if path.starts_with("/f/") => return next.run(request).await,
        Some("binfo") => false,
        Some("info") => true,
        _ => return next.run(request).await,
    };
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let mut query = query.map(|Query(query)| query).unwrap_or_default();
    let wishes = Wishes {
        text_frames,
        compress: query.get("compress").is_some_and(|how| how == "gzip")
            && match site.settings.socket.compress {
                Compress::Never => false,
                Compress::Remote => !peer.ip().is_loopback(),
                Compress::Always => true,
            },
    };
    let instance_id = query.remove("instanceid").unwrap_or_default();
    let base_url = base_url(request.headers());
    let sockets = Arc::clone(&site.sockets);
    let max_bytes = site.settings.session.max_frame_bytes;
    upgrade
        .max_message_size(max_bytes)
        .max_frame_size(max_bytes)
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .on_upgrade(move |socket| socket::run(socket, sockets, wishes, instance_id, base_url))
}

/// The address by which a client came, for links that it can follow the same way. Empty when it does not say.
fn base_url(headers: &HeaderMap) -> String {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let host = said("host");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    if host.is_empty() || !host.bytes().all(plain) {
        return String::new();
    }
    // A proxy in front tells what the client spoke; by itself this server speaks http.
    let scheme = if said("x-forwarded-proto").starts_with("https") { "https" } else { "http" };
    format!("{scheme}://{host}")
}

/// The demo page and the package, as built. Without a build, a word on how to make one.
fn files(settings: &Settings) -> Router {
    let www = settings.http.www.clone();
    let pkg = ServeDir::new(&settings.http.pkg);
    let page = get(move |State(www): State<PathBuf>, request: Request| async move {
        if tokio::fs::try_exists(www.join("index.html")).await.unwrap_or(false) {
            match ServeDir::new(&www).try_call(request).await {
                Ok(response) => response.into_response(),
                Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
            }
        } else {
            no_demo(&www)
        }
    })
    .with_state(www.clone());
    Router::new()
        .route("/", page)
        .nest_service("/pkg", pkg)
        .fallback_service(ServeDir::new(www))
        .layer(CompressionLayer::new())
}

fn no_demo(www: &std::path::Path) -> Response {
    (
        StatusCode::NOT_FOUND,
        format!(
            "tim-server is running. There is no demo page in {}: `npm start` in the project builds it, and http.www in \
             tim.toml says where it is.\n",
            www.display()
        ),
    )
        .into_response()
}
