//! `PUT /f/…?sign=TICKET`: takes a file in pieces, so that memory does not grow with its size. Until the last byte has
//! arrived nobody sees anything of it; an upload that fails leaves nothing.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use object_store::path::Path;
use object_store::{Error, ObjectStoreExt, WriteMultipart};

use super::quota::Room;
use super::{Media, PREFIX, Place, Refused, refuse, store_failed};
use crate::media::{Ticket, TicketFault};
use crate::shell::ticket::now_ms;

/// How long a client may pause.
const PATIENCE: Duration = Duration::from_secs(60);

/// Keeps its path to itself while it lives.
struct Turn<'a> {
    media: &'a Media,
    path: Path,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.media.under_way().remove(&self.path);
    }
}

pub(super) async fn upload(
    State(media): State<Arc<Media>>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let metrics = Arc::clone(&media.metrics);
    // A client that goes away takes this function with it, but not the task, which takes back what it has begun.
    let received = tokio::spawn(async move { receive(&media, &uri, &headers, body).await }).await;
    match received.unwrap_or_else(|error| Err(store_failed(&error))) {
        Ok(bytes) => {
            metrics.upload(bytes);
            StatusCode::OK.into_response()
        }
        Err(refusal) => {
            metrics.upload_refused();
            refusal.into_response()
        }
    }
}

/// How many bytes were stored.
async fn receive(media: &Media, uri: &Uri, headers: &HeaderMap, body: Body) -> Result<u64, Refused> {
    let place = Place::read(uri.path())
        .ok_or_else(|| refuse(StatusCode::NOT_FOUND, "files lie at /f/<SDKAppID>/<owner>/<name>"))?;
    let size = check(media, uri, headers)?;
    let (_turn, room) = admit(media, &place, size).await?;
    write(media, &place.path, size, body).await?;
    room.keep();
    Ok(size)
}

/// Whether the ticket is good, and the size is one that it allows.
fn check(media: &Media, uri: &Uri, headers: &HeaderMap) -> Result<u64, Refused> {
    let sign = uri.query().unwrap_or_default().split('&').find_map(|part| part.strip_prefix("sign="));
    let now = now_ms() / 1000;
    let ticket =
        Ticket::verify(sign.unwrap_or_default(), uri.path(), &media.app.keys, now).map_err(|fault| {
            refuse(
                StatusCode::FORBIDDEN,
                match fault {
                    TicketFault::Forged => "the upload ticket is not one for this path",
                    TicketFault::Expired => "the upload ticket has expired, ask for a new one",
                },
            )
        })?;
    let size = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok())
        .ok_or_else(|| refuse(StatusCode::LENGTH_REQUIRED, "an upload needs a Content-Length"))?;
    let limit = ticket.kind.limit(&media.rules);
    if size > limit {
        return Err(refuse(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("the file has {size} bytes, this server takes at most {limit} of its kind"),
        ));
    }
    Ok(size)
}

/// Whether the path is free and its owner has room.
async fn admit<'a>(media: &'a Media, place: &Place, size: u64) -> Result<(Turn<'a>, Room<'a>), Refused> {
    let taken =
        || refuse(StatusCode::CONFLICT, "there is a file of this name: a ticket is good for one upload");
    if !media.under_way().insert(place.path.clone()) {
        return Err(taken());
    }
    let turn = Turn { media, path: place.path.clone() };
    match media.store.objects.head(&place.path).await {
        Ok(_) => return Err(taken()),
        Err(Error::NotFound { .. }) => {}
        Err(error) => return Err(store_failed(&error)),
    }
    let folder = Path::from(format!("{PREFIX}/{}", place.owner));
    let room = media
        .quota
        .reserve(&*media.store.objects, &folder, &place.owner, size)
        .await
        .map_err(|error| store_failed(&error))?
        .ok_or_else(|| {
            refuse(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!(
                    "this file would exceed the {} bytes that a user's files may take",
                    media.rules.quota_bytes
                ),
            )
        })?;
    Ok((turn, room))
}

async fn write(media: &Media, path: &Path, size: u64, body: Body) -> Result<(), Refused> {
    let store = &media.store;
    let mut incoming = Incoming { body: body.into_data_stream(), missing: size };
    if size <= store.piece as u64 {
        let mut whole = Vec::new();
        while let Some(bytes) = incoming.next().await? {
            whole.extend_from_slice(&bytes);
        }
        return store.objects.put(path, whole.into()).await.map(drop).map_err(|error| store_failed(&error));
    }
    let upload = store.objects.put_multipart(path).await.map_err(|error| store_failed(&error))?;
    let mut upload = WriteMultipart::new_with_chunk_size(upload, store.piece);
    match pieces(&mut upload, &mut incoming).await {
        Ok(()) => upload.finish().await.map(drop).map_err(|error| store_failed(&error)),
        Err(refusal) => {
            if let Err(error) = upload.abort().await {
                tracing::warn!(%error, "a failed upload left something behind");
            }
            Err(refusal)
        }
    }
}

async fn pieces(upload: &mut WriteMultipart, incoming: &mut Incoming) -> Result<(), Refused> {
    while let Some(bytes) = incoming.next().await? {
        // One piece may be on its way to the store while the next one gathers.
        upload.wait_for_capacity(1).await.map_err(|error| store_failed(&error))?;
        upload.write(&bytes);
    }
    Ok(())
}

/// A body that has to be as long as it was announced.
struct Incoming {
    body: BodyDataStream,
    /// Bytes that are still to come.
    missing: u64,
}

impl Incoming {
    /// The next bytes; `None` at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, Refused> {
        let broken = |info: &str| refuse(StatusCode::BAD_REQUEST, info);
        let bytes = tokio::time::timeout(PATIENCE, self.body.next())
            .await
            .map_err(|_| refuse(StatusCode::REQUEST_TIMEOUT, "the upload has stopped"))?;
        let bytes = bytes.transpose().map_err(|_| broken("the upload broke off"))?;
        let other_length = || broken("the upload has another length than announced");
        match &bytes {
            Some(bytes) => {
                let missing = self.missing.checked_sub(bytes.len() as u64);
                self.missing = missing.ok_or_else(other_length)?;
            }
            None if self.missing > 0 => return Err(other_length()),
            None => {}
        }
        Ok(bytes)
    }
}
