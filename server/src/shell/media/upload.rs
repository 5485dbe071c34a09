//! `PUT /f/…?sign=TICKET`, or `POST` with a form: takes a file in pieces, so that memory does not grow with its size. Until the last byte has
//! arrived nobody sees anything of it; an upload that fails leaves nothing.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use futures::stream::BoxStream;
use multer::Multipart;
use object_store::path::Path;
use object_store::{Error, ObjectStoreExt, WriteMultipart};

use super::quota::Room;
use super::{Media, PREFIX, Place, Refused, refuse, store_failed};
use crate::media::{Ticket, TicketFault};
use crate::shell::ticket::now_ms;

/// How long a client may pause.
const PATIENCE: Duration = Duration::from_secs(60);
/// What may stand around the file in a form.
const FORM_BYTES: u64 = 16 << 10;

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

/// Files come as the whole body, or as the part `file` of a form, as mini-programs send them.
pub(super) async fn upload(
    State(media): State<Arc<Media>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let metrics = Arc::clone(&media.metrics);
    let is_form = method == Method::POST;
    // A client that goes away takes this function with it, but not the task, which takes back what it has begun.
    let received = tokio::spawn(async move { receive(&media, &uri, &headers, is_form, body).await }).await;
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
async fn receive(
    media: &Media,
    uri: &Uri,
    headers: &HeaderMap,
    is_form: bool,
    body: Body,
) -> Result<u64, Refused> {
    let place = Place::read(uri.path())
        .ok_or_else(|| refuse(StatusCode::NOT_FOUND, "files lie at /f/<SDKAppID>/<owner>/<name>"))?;
    let limit = check(media, uri)?;
    let announced = length(headers)?;
    let around = if is_form { FORM_BYTES } else { 0 };
    if announced > limit.saturating_add(around) {
        return Err(too_large(limit));
    }
    let (_turn, room) = admit(media, &place, announced.min(limit)).await?;
    let mut incoming = match is_form {
        true => Incoming { pieces: file_of_form(headers, body).await?, limit, exactly: None, received: 0 },
        false => {
            let pieces = body.into_data_stream().map(|piece| piece.map_err(drop)).boxed();
            Incoming { pieces, limit, exactly: Some(announced), received: 0 }
        }
    };
    write(media, &place.path, &mut incoming).await?;
    room.keep(incoming.received);
    Ok(incoming.received)
}

fn length(headers: &HeaderMap) -> Result<u64, Refused> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    length.ok_or_else(|| refuse(StatusCode::LENGTH_REQUIRED, "an upload needs a Content-Length"))
}

fn too_large(limit: u64) -> Refused {
    let info = format!("the file is too large: this server takes at most {limit} bytes of its kind");
    refuse(StatusCode::PAYLOAD_TOO_LARGE, info)
}

/// Whether the ticket is good: how many bytes it allows.
fn check(media: &Media, uri: &Uri) -> Result<u64, Refused> {
    let sign = uri.query().unwrap_or_default().split('&').find_map(|part| part.strip_prefix("sign="));
    let now = now_ms() / 1000;
    let ticket = Ticket::verify(sign.unwrap_or_default(), uri.path(), &media.app.keys, now);
    let ticket = ticket.map_err(|fault| {
        let info = match fault {
            TicketFault::Forged => "the upload ticket is not one for this path",
            TicketFault::Expired => "the upload ticket has expired, ask for a new one",
        };
        refuse(StatusCode::FORBIDDEN, info)
    })?;
    Ok(ticket.kind.limit(&media.rules))
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

async fn write(media: &Media, path: &Path, incoming: &mut Incoming) -> Result<(), Refused> {
    let store = &media.store;
    let mut first = Vec::new();
    while let Some(bytes) = incoming.next().await? {
        first.extend_from_slice(&bytes);
        if first.len() > store.piece {
            return write_in_pieces(media, path, &first, incoming).await;
        }
    }
    store.objects.put(path, first.into()).await.map(drop).map_err(|error| store_failed(&error))
}

async fn write_in_pieces(
    media: &Media,
    path: &Path,
    first: &[u8],
    incoming: &mut Incoming,
) -> Result<(), Refused> {
    let upload = media.store.objects.put_multipart(path).await.map_err(|error| store_failed(&error))?;
    let mut upload = WriteMultipart::new_with_chunk_size(upload, media.store.piece);
    upload.write(first);
    match pieces(&mut upload, incoming).await {
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

/// The bytes of a file, as they come.
struct Incoming {
    pieces: BoxStream<'static, Result<Bytes, ()>>,
    limit: u64,
    /// As many as were announced.
    exactly: Option<u64>,
    received: u64,
}

impl Incoming {
    /// The next bytes; `None` at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, Refused> {
        let Some(bytes) = in_time(self.pieces.next()).await? else {
            return match self.exactly {
                Some(exactly) if exactly != self.received => {
                    Err(refuse(StatusCode::BAD_REQUEST, "the upload has another length than announced"))
                }
                _ => Ok(None),
            };
        };
        let bytes = bytes.map_err(|()| broken_off())?;
        self.received = self.received.saturating_add(bytes.len() as u64);
        if self.received > self.limit {
            return Err(too_large(self.limit));
        }
        Ok(Some(bytes))
    }
}

fn broken_off() -> Refused {
    refuse(StatusCode::BAD_REQUEST, "the upload broke off")
}

async fn in_time<T>(coming: impl Future<Output = T>) -> Result<T, Refused> {
    tokio::time::timeout(PATIENCE, coming)
        .await
        .map_err(|_| refuse(StatusCode::REQUEST_TIMEOUT, "the upload has stopped"))
}

/// The part `file` of a form; what stands before it does not matter here.
async fn file_of_form(
    headers: &HeaderMap,
    body: Body,
) -> Result<BoxStream<'static, Result<Bytes, ()>>, Refused> {
    let no_file = || refuse(StatusCode::BAD_REQUEST, "a posted upload is a form with the part \"file\"");
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(|_| no_file())?;
    let mut form = Multipart::new(body.into_data_stream(), boundary);
    loop {
        let field = in_time(form.next_field()).await?.map_err(|_| broken_off())?.ok_or_else(no_file)?;
        if field.name() == Some("file") {
            return Ok(field.map(|piece| piece.map_err(drop)).boxed());
        }
    }
}
