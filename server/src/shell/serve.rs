//! The life of a server: open the data, start the core, listen, and on a signal leave nothing undone.

use std::fmt;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};

use super::core_thread::{self, Inbox, Job, Running};
use super::data_dir::DataDir;
use super::http::{self, Site};
use super::media::{Cleaner, Media};
use super::metrics::Metrics;
use super::socket::Sockets;
use crate::core::{Core, Input};
use crate::store::sqlite::SqliteStore;

const TICK: Duration = Duration::from_secs(1);
/// How long a stopping server waits for open requests and sockets.
const PATIENCE: Duration = Duration::from_secs(8);

pub struct ServeOptions {
    /// Address and port; port 0 picks a free one.
    pub listen: String,
    /// Directory of database and settings, made if missing.
    pub data: PathBuf,
    /// Settings file instead of `tim.toml` in the data directory.
    pub config: Option<PathBuf>,
    /// Offers `/usersig`: never on a server that others reach.
    pub dev: bool,
}

/// Why the server could not start or go on, in words for whoever started it.
#[derive(Debug)]
pub struct ServeError(String);

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ServeError {}

impl From<String> for ServeError {
    fn from(text: String) -> ServeError {
        ServeError(text)
    }
}

fn failed<E: fmt::Display>(doing: &str) -> impl Fn(E) -> ServeError {
    move |error| ServeError(format!("{doing}: {error}"))
}

/// Serves until SIGTERM or SIGINT. Prints `listening on http://ADDR` when ready, and nothing else, on stdout.
pub async fn serve(options: ServeOptions) -> Result<(), ServeError> {
    let data = DataDir::open(&options.data)?;
    let settings = data.settings(options.config.as_deref())?;
    let store = SqliteStore::open(data.database()).map_err(failed("cannot open the database"))?;
    let seed = getrandom::u64().map_err(failed("cannot get a random number"))?;
    let metrics = Arc::new(Metrics::default());
    let core = Core::new(settings.core(), seed);

    // Signals that arrive from here on are not lost.
    let mut terminate = signal(SignalKind::terminate()).map_err(failed("cannot wait for SIGTERM"))?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed("cannot wait for SIGINT"))?;
    let listener = TcpListener::bind(&options.listen)
        .await
        .map_err(failed(&format!("cannot listen on {}", options.listen)))?;
    let address = listener.local_addr().map_err(failed("cannot tell the address"))?;

    let Running { inbox, thread, mut ended } =
        core_thread::start(core, store, Arc::clone(&metrics), settings.translate.clone())
            .map_err(failed("cannot start the core's thread"))?;
    let (stop, stopping) = watch::channel(false);
    let (alive, mut last_socket) = mpsc::channel(1);
    let ticker = tokio::spawn(tick(inbox.clone()));
    let sockets = Arc::new(Sockets {
        inbox,
        queue_bytes: settings.socket.queue_bytes,
        ping_every: Duration::from_secs(settings.socket.ping_interval),
        stopping: stopping.clone(),
        alive,
        next_conn: AtomicU64::new(1),
    });
    let media =
        Media::open(&settings.files, &data.files(), &settings.app, &settings.media, Arc::clone(&metrics))?;
    let media = Arc::new(media);
    let greeting = Arc::clone(&media);
    tokio::spawn(async move { greeting.greet().await });
    let cleaner = Cleaner {
        media: Arc::clone(&media),
        retention: settings.files.retention_days,
        message_days: settings.message.retention_days,
        database: data.database(),
    };
    let cleaner = tokio::spawn(cleaner.run());
    let site = Arc::new(Site { settings, sockets, metrics });
    let routes = http::routes(site, media, options.dev).into_make_service_with_connect_info::<SocketAddr>();
    // Answers are small and somebody waits for each of them.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a socket without TCP_NODELAY");
        }
    });
    let mut stop_listening = stopping;
    let mut http = tokio::spawn(
        axum::serve(listener, routes)
            .with_graceful_shutdown(async move {
                let _stopped = stop_listening.wait_for(|stopping| *stopping).await;
            })
            .into_future(),
    );

    if options.dev && !address.ip().is_loopback() {
        tracing::warn!("--dev on {address}: whoever reaches this address can log in as anybody");
    }
    announce(address)?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        // Without its core the server is nothing: better to end and be started anew.
        _ = &mut ended => return Err(crashed()),
    }
    tracing::info!("stopping");
    let _nobody_left = stop.send(true);
    ticker.abort();
    cleaner.abort();
    let _late = tokio::time::timeout(PATIENCE, async {
        let _served = (&mut http).await;
        let _none = last_socket.recv().await;
    })
    .await;
    http.abort();
    // The thread ends when the last sender of its inbox has gone: the sockets' and the routes'.
    if tokio::time::timeout(PATIENCE, ended).await.is_err() {
        return Err(ServeError("a socket did not end in time; what was acknowledged is stored".to_owned()));
    }
    thread.join().map_err(|_| crashed())
}

fn crashed() -> ServeError {
    ServeError("the core's thread has crashed".to_owned())
}

fn announce(address: SocketAddr) -> Result<(), ServeError> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "listening on http://{address}")
        .and_then(|()| out.flush())
        .map_err(failed("cannot write to stdout"))
}

async fn tick(inbox: Inbox) {
    let mut clock = tokio::time::interval(TICK);
    loop {
        clock.tick().await;
        if inbox.send(Job::Input(Input::Tick)).await.is_err() {
            return;
        }
    }
}
