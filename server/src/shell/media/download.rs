//! `GET /f/…`: the file or a part of it, to anybody who knows its name. The names are not to be guessed.

use std::ops::Range;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use object_store::path::Path;
use object_store::{Error, GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt};

use super::kind::{FileKind, HEAD_BYTES, kind};
use super::range::{Wanted, wanted};
use super::{Media, Place, Refused, refuse, store_failed, thumbnail};

/// A name stands for one content for ever.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

pub(super) async fn download(
    State(media): State<Arc<Media>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        let place = Place::read(uri.path()).ok_or_else(not_found)?;
        let mut file = find(&media, place.path).await?;
        if file.kind.picture
            && let Some(edge) = thumbnail::wanted(uri.query().unwrap_or_default())
            && let Some(path) = thumbnail::make(&media, &file.meta, edge).await
        {
            file = find(&media, path).await?;
        }
        send(&media, file, &place.name, &method, &headers).await
    };
    answer.await.unwrap_or_else(IntoResponse::into_response)
}

struct File {
    meta: ObjectMeta,
    kind: FileKind,
}

async fn find(media: &Media, path: Path) -> Result<File, Refused> {
    let meta = match media.store.objects.head(&path).await {
        Ok(meta) => meta,
        Err(Error::NotFound { .. }) => return Err(not_found()),
        Err(error) => return Err(store_failed(&error)),
    };
    let head = match meta.size.min(HEAD_BYTES) {
        0 => Default::default(),
        bytes => {
            media.store.objects.get_range(&path, 0..bytes).await.map_err(|error| store_failed(&error))?
        }
    };
    Ok(File { meta, kind: kind(&head) })
}

fn not_found() -> Refused {
    refuse(StatusCode::NOT_FOUND, "there is no such file")
}

async fn send(
    media: &Media,
    file: File,
    name: &str,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response, Refused> {
    let File { meta, kind } = file;
    let etag = format!("\"{}\"", meta.e_tag.as_deref().unwrap_or_default().trim_matches('"'));
    let said = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if said(header::IF_NONE_MATCH).is_some_and(|tags| tags.trim() == "*" || tags.contains(&etag)) {
        return Ok(describe(StatusCode::NOT_MODIFIED.into_response(), &[(header::ETAG, &etag)], name, kind));
    }
    let range = match said(header::IF_RANGE) {
        Some(known) if known.trim() != etag => None,
        _ => said(header::RANGE),
    };
    let (status, part) = match wanted(range, meta.size) {
        Wanted::All => (StatusCode::OK, 0..meta.size),
        Wanted::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Wanted::Nothing => {
            let size = format!("bytes */{}", meta.size);
            let refusal = refuse(StatusCode::RANGE_NOT_SATISFIABLE, "the file ends before this range");
            return Ok(([(header::CONTENT_RANGE, size)], refusal).into_response());
        }
    };
    let length = part.end.saturating_sub(part.start);
    let content_range = format!("bytes {}-{}/{}", part.start, part.end.saturating_sub(1), meta.size);
    let body = if method == Method::HEAD || length == 0 {
        Body::empty()
    } else {
        stream(media, &meta, part).await?
    };
    let mut response = (status, body).into_response();
    response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    let mut more = vec![(header::ETAG, etag.as_str()), (header::ACCEPT_RANGES, "bytes")];
    if status == StatusCode::PARTIAL_CONTENT {
        more.push((header::CONTENT_RANGE, &content_range));
    }
    Ok(describe(response, &more, name, kind))
}

async fn stream(media: &Media, meta: &ObjectMeta, part: Range<u64>) -> Result<Body, Refused> {
    let options = GetOptions { range: Some(GetRange::Bounded(part)), ..GetOptions::default() };
    let found =
        media.store.objects.get_opts(&meta.location, options).await.map_err(|error| store_failed(&error))?;
    Ok(Body::from_stream(found.into_stream()))
}

/// The headers that say what it is and how long it is good for. What is not certainly harmless may not run, not even if
/// a browser opened it in spite of everything; for films and PDFs the same rule would break the browser's own viewers.
fn describe(mut response: Response, more: &[(HeaderName, &str)], name: &str, kind: FileKind) -> Response {
    let headers = response.headers_mut();
    let disposition = if kind.inline { "inline" } else { "attachment" };
    let disposition = format!("{disposition}; filename=\"{name}\"");
    let fixed = [
        (header::CONTENT_TYPE, kind.content_type),
        (header::CONTENT_DISPOSITION, disposition.as_str()),
        (header::CACHE_CONTROL, FOR_EVER),
    ];
    let caged = (!kind.inline).then_some((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"));
    for (name, value) in fixed.iter().chain(&caged).chain(more) {
        // All of them are printable: names are checked, tags come from the store.
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name.clone(), value);
        }
    }
    response
}
