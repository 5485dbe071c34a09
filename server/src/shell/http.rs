//! The routes: the two socket paths, health, metrics, the development endpoint, the demo page and the package.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{ConnectInfo, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use serde_json::json;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;

use super::metrics::Metrics;
use super::settings::{Compress, Settings};
use super::socket::{self, Sockets, Wishes};
use super::ticket::{DEV_EXPIRE_S, sign};

/// What a socket costs while nothing happens is mostly these.
const READ_BUFFER_BYTES: usize = 4 * 1024;
const WRITE_BUFFER_BYTES: usize = 16 * 1024;

pub(super) struct Site {
    pub(super) settings: Settings,
    pub(super) sockets: Arc<Sockets>,
    pub(super) metrics: Arc<Metrics>,
}

pub(super) fn routes(site: Arc<Site>, dev: bool) -> Router {
    let mut api = Router::new().route("/healthz", get(|| async { "ok\n" })).route("/metrics", get(metrics));
    if dev {
        api = api.route("/usersig", get(usersig));
    }
    api.fallback_service(files(&site.settings))
        .layer(middleware::from_fn_with_state(Arc::clone(&site), sockets))
        .with_state(site)
}

async fn metrics(State(site): State<Arc<Site>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], site.metrics.text())
}

/// `GET /usersig?user=ID`, development only: a UserSig for whoever asks, from any page.
async fn usersig(
    State(site): State<Arc<Site>>,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Response {
    let user = query.ok().and_then(|Query(mut query)| query.remove("user")).filter(|user| !user.is_empty());
    let mut response = match user {
        None => (StatusCode::BAD_REQUEST, Json(json!({ "error": "name a user: /usersig?user=ID" })))
            .into_response(),
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
    let text_frames = match request.uri().path().rsplit('/').next() {
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
    let sockets = Arc::clone(&site.sockets);
    let max_bytes = site.settings.session.max_frame_bytes;
    upgrade
        .max_message_size(max_bytes)
        .max_frame_size(max_bytes)
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .on_upgrade(move |socket| socket::run(socket, sockets, wishes, instance_id))
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
