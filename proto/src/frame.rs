//! One WebSocket message is one frame: the UTF-8 JSON `{"head":{…},"body":{…}}`, or, from the server only, the four
//! bytes `COMP` and that JSON as a zlib or gzip stream. What is in head and body is not looked at here beyond what makes
//! a frame a frame.

use std::fmt;

use serde_json::{Map, Value};

use crate::head;

/// How much a frame may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest frame in bytes, before and after inflation.
    pub max_frame_bytes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { max_frame_bytes: 1 << 20 }
    }
}

/// A frame of either direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    pub servcmd: String,
    /// Missing in some pushes.
    pub seq: Option<u64>,
    /// The whole head, with servcmd and seq.
    pub head: Map<String, Value>,
    /// Always an object.
    pub body: Value,
}

/// Why bytes are no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameError {
    /// Larger than the limit, perhaps only after inflation.
    TooLarge,
    /// Compressed, and this build does not inflate: the caller inflates what follows `COMP`.
    Compressed,
    /// Neither zlib nor gzip behind `COMP`, or the stream is damaged or cut short.
    Inflate,
    /// Not JSON, not UTF-8, or nested deeper than 127 levels.
    Json,
    /// JSON, but without an object `head` that holds a text `servcmd`, or without an object `body`.
    Shape,
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FrameError::TooLarge => "the frame is larger than allowed",
            FrameError::Compressed => "the frame is compressed",
            FrameError::Inflate => "the frame's compressed part is damaged",
            FrameError::Json => "the frame is not JSON",
            FrameError::Shape => "the frame lacks head, servcmd or body",
        })
    }
}

impl std::error::Error for FrameError {}

const COMPRESSED: &[u8] = b"COMP";

/// Whether the bytes are marked as a compressed frame.
pub fn is_compressed(bytes: &[u8]) -> bool {
    bytes.starts_with(COMPRESSED)
}

/// Reads a frame.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Frame, FrameError> {
    if bytes.len() > limits.max_frame_bytes {
        return Err(FrameError::TooLarge);
    }
    match bytes.strip_prefix(COMPRESSED) {
        Some(stream) => decode_compressed(stream, limits),
        None => decode_json(bytes),
    }
}

#[cfg(feature = "compress")]
fn decode_compressed(stream: &[u8], limits: &Limits) -> Result<Frame, FrameError> {
    use crate::inflate::{Fault, inflate};
    match inflate(stream, limits.max_frame_bytes) {
        Ok(json) => decode_json(&json),
        Err(Fault::TooLarge) => Err(FrameError::TooLarge),
        Err(Fault::Damaged) => Err(FrameError::Inflate),
    }
}

#[cfg(not(feature = "compress"))]
fn decode_compressed(_: &[u8], _: &Limits) -> Result<Frame, FrameError> {
    Err(FrameError::Compressed)
}

fn decode_json(json: &[u8]) -> Result<Frame, FrameError> {
    // serde_json refuses what is nested deeper than 127 levels, so hostile nesting cannot use up the stack.
    let Value::Object(mut frame) = serde_json::from_slice(json).map_err(|_| FrameError::Json)? else {
        return Err(FrameError::Shape);
    };
    match (frame.remove("head"), frame.remove("body")) {
        (Some(Value::Object(head)), Some(body @ Value::Object(_))) => {
            let servcmd = head.get("servcmd").and_then(Value::as_str).ok_or(FrameError::Shape)?.to_owned();
            let seq = head.get("seq").and_then(head::whole);
            Ok(Frame { servcmd, seq, head, body })
        }
        _ => Err(FrameError::Shape),
    }
}

/// Writes a frame, head first.
pub fn encode(head: &Map<String, Value>, body: &Value) -> String {
    // Text keys and plain values: the one way this could fail, a map with other keys, does not exist here.
    let head = serde_json::to_string(head).unwrap_or_default();
    format!("{{\"head\":{head},\"body\":{body}}}")
}

/// The head of an answer: servcmd and seq of the request, by which the client finds the request again.
pub fn reply_head(servcmd: &str, seq: u64) -> Map<String, Value> {
    let mut head = Map::new();
    head.insert("servcmd".to_owned(), servcmd.into());
    head.insert("seq".to_owned(), seq.into());
    head
}

/// A frame as `COMP` + zlib. Worth it from about 1 KB on, and only for clients that asked for it.
#[cfg(feature = "compress")]
pub fn compress(json: &str) -> Vec<u8> {
    let mut frame = COMPRESSED.to_vec();
    frame.extend(crate::inflate::deflate(json.as_bytes()));
    frame
}
