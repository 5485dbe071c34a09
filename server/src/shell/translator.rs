//! Translations, by another server: one that speaks the interface of LibreTranslate (`POST` of
//! `{q: [texts], source, target, format}`, answered with `{translatedText: [texts]}`), plain HTTP. The core asks and goes
//! on; the answer comes back to it as an input.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Method, Request, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::WeakSender;

use super::core_thread::Job;
use crate::config::Translate;
use crate::core::{Input, Translation};

/// Clients wait for 15 s.
const PATIENCE: Duration = Duration::from_secs(10);
/// Questions at the same time; further ones are refused.
const AT_ONCE: usize = 16;
const MAX_ANSWER_BYTES: usize = 1 << 20;

pub(super) struct Translator {
    config: Arc<Translate>,
    runtime: Handle,
    /// Does not keep the core's thread alive.
    inbox: WeakSender<Job>,
    free: Arc<Semaphore>,
}

impl Translator {
    pub(super) fn new(config: Translate, runtime: Handle, inbox: WeakSender<Job>) -> Translator {
        Translator { config: Arc::new(config), runtime, inbox, free: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Asks, and gives the core the answer, whatever it is.
    pub(super) fn ask(&self, translation: Translation) {
        let (config, inbox) = (Arc::clone(&self.config), self.inbox.clone());
        let turn = Arc::clone(&self.free).try_acquire_owned();
        self.runtime.spawn(async move {
            let texts = match turn {
                Ok(_turn) => match tokio::time::timeout(PATIENCE, translate(&config, &translation)).await {
                    Ok(outcome) => outcome,
                    Err(_) => Err("the translator does not answer".to_owned()),
                },
                Err(_) => Err("the translator has too much to do".to_owned()),
            };
            if let Err(error) = &texts {
                tracing::warn!(error, "a translation failed");
            }
            // No inbox: the server is stopping.
            if let Some(inbox) = inbox.upgrade() {
                let Translation { conn, seq, .. } = translation;
                let _stopped = inbox.send(Job::Input(Input::Translated { conn, seq, texts })).await;
            }
        });
    }
}

async fn translate(config: &Translate, translation: &Translation) -> Result<Vec<String>, String> {
    fn failed(error: impl std::fmt::Display) -> String {
        format!("the translator cannot be used: {error}")
    }
    let uri: Uri = config.url.parse().map_err(failed)?;
    let authority = uri.authority().ok_or_else(|| failed("its address names no host"))?;
    let address = (authority.host().trim_matches(['[', ']']), authority.port_u16().unwrap_or(80));
    let mut question = json!({
        "q": translation.texts,
        "source": translation.source,
        "target": translation.target,
        "format": "text",
    });
    if let (false, Value::Object(members)) = (config.api_key.is_empty(), &mut question) {
        members.insert("api_key".to_owned(), config.api_key.as_str().into());
    }
    let request = Request::builder()
        .method(Method::POST)
        .uri(uri.path_and_query().map_or("/", |path| path.as_str()))
        .header(header::HOST, authority.as_str())
        .header(header::CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::from(question.to_string())))
        .map_err(failed)?;
    let stream = TcpStream::connect(address).await.map_err(failed)?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
    // Carries the bytes; ends with the sender.
    let carrier = tokio::spawn(connection);
    let answer = sender.send_request(request).await.map_err(failed)?;
    let status = answer.status();
    let body = Limited::new(answer.into_body(), MAX_ANSWER_BYTES).collect().await.map_err(failed)?.to_bytes();
    carrier.abort();
    if !status.is_success() {
        return Err(failed(status));
    }
    let answer: Value = serde_json::from_slice(&body).map_err(failed)?;
    let texts: Option<Vec<String>> = answer
        .get("translatedText")
        .and_then(Value::as_array)
        .and_then(|texts| texts.iter().map(|text| text.as_str().map(str::to_owned)).collect());
    texts
        .filter(|texts| texts.len() == translation.texts.len())
        .ok_or_else(|| failed("its answer holds no translatedText for every text"))
}
