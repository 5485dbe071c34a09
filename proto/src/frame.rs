//! One WebSocket message is one frame: the UTF-8 JSON `{"head":{…},"body":{…}}`, or, from the server only, the four
//! bytes `COMP` and that JSON as a zlib or gzip stream. What is in head and body is not looked at here beyond what makes
//! a frame a frame.

use std::fmt;

use crate::json::{self, Map, Value};

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
    pub head: Map,
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
///
/// ```
/// use tim_proto::frame::{decode, Limits};
///
/// let frame = decode(br#"{"head":{"servcmd":"heartbeat.alive","seq":7},"body":{}}"#, &Limits::default())?;
/// assert_eq!((frame.servcmd.as_str(), frame.seq), ("heartbeat.alive", Some(7)));
/// # Ok::<(), tim_proto::frame::FrameError>(())
/// ```
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
    let frame = json::parse(json).map_err(|_| FrameError::Json)?.into_object();
    frame.and_then(from_members).ok_or(FrameError::Shape)
}

fn from_members(mut frame: Map) -> Option<Frame> {
    let head = frame.remove("head")?.into_object()?;
    let body = frame.remove("body").filter(Value::is_object)?;
    let servcmd = head.get("servcmd")?.as_str()?.to_owned();
    let seq = head.get("seq").and_then(head::whole);
    Some(Frame { servcmd, seq, head, body })
}

/// Writes a frame, head first.
///
/// ```
/// use tim_proto::frame::{encode, reply_head};
/// use tim_proto::json::parse;
///
/// let body = parse(br#"{"ErrorCode":0}"#).unwrap();
/// let answer = encode(&reply_head("heartbeat.alive", 7), &body);
/// assert_eq!(answer, r#"{"head":{"servcmd":"heartbeat.alive","seq":7},"body":{"ErrorCode":0}}"#);
/// ```
pub fn encode(head: &Map, body: &Value) -> String {
    let mut text = begin(head);
    json::write(body, &mut text);
    text.push('}');
    text
}

/// The same with a body that is JSON text already.
pub fn encode_text(head: &Map, body: &str) -> String {
    let mut text = begin(head);
    text.push_str(body);
    text.push('}');
    text
}

fn begin(head: &Map) -> String {
    let mut text = "{\"head\":".to_owned();
    json::write_members(head, &mut text);
    text.push_str(",\"body\":");
    text
}

/// The head of an answer: servcmd and seq of the request, by which the client finds the request again.
pub fn reply_head(servcmd: &str, seq: u64) -> Map {
    let mut head = Map::new();
    head.insert("servcmd", servcmd.into());
    head.insert("seq", seq.into());
    head
}

/// A frame as `COMP` + zlib. Worth it from about 1 KB on, and only for clients that asked for it.
#[cfg(feature = "compress")]
pub fn compress(json: &str) -> Vec<u8> {
    let mut frame = COMPRESSED.to_vec();
    frame.extend(crate::inflate::deflate(json.as_bytes()));
    frame
}

#[cfg(test)]
mod tests {
    use crate::json;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(&str, Option<u64>, Value), FrameError>) {
        let frame = decode(text.as_bytes(), &Limits::default());
        let parts = frame.map(|frame| (frame.servcmd, frame.seq, frame.body));
        assert_eq!(parts, expected.map(|(servcmd, seq, body)| (servcmd.to_owned(), seq, body)), "{text}");
    }

    #[test]
    fn frames() {
        check(r#"{"head":{"servcmd":"a.b","seq":7},"body":{"X":1}}"#, Ok(("a.b", Some(7), json!({"X": 1}))));
        check(
            r#" {"body":{},"more":1,"head":{"seq":"7","servcmd":"a.b"}} "#,
            Ok(("a.b", Some(7), json!({}))),
        );
        check(r#"{"head":{"servcmd":""},"body":{}}"#, Ok(("", None, json!({}))));
        check(r#"{"head":{"servcmd":"a.b","seq":-1},"body":{}}"#, Ok(("a.b", None, json!({}))));
        let frame =
            decode(br#"{"head":{"servcmd":"a.b","ver":"v4"},"body":{}}"#, &Limits::default()).unwrap();
        assert_eq!(Value::from(frame.head), json!({"servcmd": "a.b", "ver": "v4"}));
    }

    #[test]
    fn what_is_no_frame() {
        for json in ["", "{", "[1,2", "nul", "{}{}", r#"{"head":{"servcmd":"a.b"},"body":{}}x"#, "\u{feff}{}"]
        {
            check(json, Err(FrameError::Json));
        }
        for shape in [
            "{}",
            "[]",
            "null",
            "7",
            r#"{"head":{"servcmd":"a.b"}}"#,
            r#"{"body":{}}"#,
            r#"{"head":{"servcmd":"a.b"},"body":null}"#,
            r#"{"head":{"servcmd":"a.b"},"body":[]}"#,
            r#"{"head":{"servcmd":5},"body":{}}"#,
            r#"{"head":{},"body":{}}"#,
            r#"{"head":"a.b","body":{}}"#,
        ] {
            check(shape, Err(FrameError::Shape));
        }
        assert_eq!(decode(b"\xff\xfe{}", &Limits::default()), Err(FrameError::Json));
        assert_eq!(
            decode(b"{\"head\":{\"servcmd\":\"\xff\"},\"body\":{}}", &Limits::default()),
            Err(FrameError::Json)
        );
    }

    #[test]
    fn nesting_stays_bounded() {
        let nested = |depth: usize| {
            // Two levels are the frame and its body.
            let inner = depth - 2;
            format!(
                r#"{{"head":{{"servcmd":"a.b"}},"body":{{"X":{}{}}}}}"#,
                "[".repeat(inner),
                "]".repeat(inner)
            )
        };
        let decoded = |depth| decode(nested(depth).as_bytes(), &Limits::default()).map(|frame| frame.servcmd);
        assert_eq!(decoded(127), Ok("a.b".to_owned()));
        assert_eq!(decoded(128), Err(FrameError::Json));
        assert_eq!(decoded(200_000), Err(FrameError::Json));
        assert_eq!(decode("[".repeat(1 << 20).as_bytes(), &Limits::default()), Err(FrameError::Json));
        assert_eq!(
            decode(r#"{"head":"#.repeat(100_000).as_bytes(), &Limits::default()),
            Err(FrameError::Json)
        );
    }

    #[test]
    fn the_limit_is_exact() {
        let frame = r#"{"head":{"servcmd":"a.b"},"body":{}}"#;
        let decoded =
            |max| decode(frame.as_bytes(), &Limits { max_frame_bytes: max }).map(|frame| frame.servcmd);
        assert_eq!(decoded(frame.len()), Ok("a.b".to_owned()));
        assert_eq!(decoded(frame.len() - 1), Err(FrameError::TooLarge));
        assert_eq!(decoded(0), Err(FrameError::TooLarge));
        assert_eq!(Limits::default().max_frame_bytes, 1_048_576);
    }

    #[test]
    fn writing_puts_the_head_first() {
        let body = json!({"ErrorCode": 0, "ErrorInfo": "\"\\\u{1}用"});
        let text = encode(&reply_head("a.b", 7), &body);
        assert_eq!(
            text,
            r#"{"head":{"servcmd":"a.b","seq":7},"body":{"ErrorCode":0,"ErrorInfo":"\"\\\u0001用"}}"#
        );
        check(&text, Ok(("a.b", Some(7), body)));
        assert_eq!(encode(&Map::new(), &json!({})), r#"{"head":{},"body":{}}"#);
    }

    #[test]
    fn the_mark_of_a_compressed_frame() {
        assert!(is_compressed(b"COMP") && is_compressed(b"COMPx"));
        assert!(!is_compressed(b"COM") && !is_compressed(b"comp") && !is_compressed(b"{}"));
    }

    #[cfg(not(feature = "compress"))]
    #[test]
    fn without_inflation_the_caller_is_told() {
        assert_eq!(decode(b"COMPx", &Limits::default()), Err(FrameError::Compressed));
    }

    #[cfg(feature = "compress")]
    mod compressed {
        use std::io::Write;

        use flate2::Compression;
        use flate2::write::{DeflateEncoder, GzEncoder};

        use super::*;

        const JSON: &str =
            r#"{"head":{"servcmd":"a.b","seq":7},"body":{"Text":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}"#;

        fn gzip(json: &str) -> Vec<u8> {
            let mut encoder = GzEncoder::new(COMPRESSED.to_vec(), Compression::default());
            encoder.write_all(json.as_bytes()).unwrap();
            encoder.finish().unwrap()
        }

        fn servcmd(bytes: &[u8]) -> Result<String, FrameError> {
            decode(bytes, &Limits::default()).map(|frame| frame.servcmd)
        }

        #[test]
        fn zlib_and_gzip_are_read() {
            let plain = decode(JSON.as_bytes(), &Limits::default()).unwrap();
            for bytes in [compress(JSON), gzip(JSON)] {
                assert!(is_compressed(&bytes));
                assert_eq!(decode(&bytes, &Limits::default()).as_ref(), Ok(&plain));
            }
        }

        #[test]
        fn raw_deflate_is_refused() {
            let mut encoder = DeflateEncoder::new(COMPRESSED.to_vec(), Compression::default());
            encoder.write_all(JSON.as_bytes()).unwrap();
            assert_eq!(servcmd(&encoder.finish().unwrap()), Err(FrameError::Inflate));
        }

        #[test]
        fn a_stream_cut_short_anywhere_is_refused() {
            for bytes in [compress(JSON), gzip(JSON)] {
                for end in COMPRESSED.len()..bytes.len() {
                    assert_eq!(
                        servcmd(&bytes[..end]),
                        Err(FrameError::Inflate),
                        "cut at {end} of {}",
                        bytes.len()
                    );
                }
            }
        }

        #[test]
        fn a_wrong_checksum_is_refused() {
            for (mut bytes, at) in [(compress(JSON), 1), (gzip(JSON), 5)] {
                let position = bytes.len() - at;
                bytes[position] ^= 1;
                assert_eq!(servcmd(&bytes), Err(FrameError::Inflate));
            }
        }

        #[test]
        fn what_inflates_to_no_frame() {
            assert_eq!(servcmd(&compress("{")), Err(FrameError::Json));
            assert_eq!(servcmd(&compress("{}")), Err(FrameError::Shape));
            assert_eq!(servcmd(&compress("")), Err(FrameError::Json));
            // Compressed twice.
            let mut twice = COMPRESSED.to_vec();
            twice.extend(crate::inflate::deflate(&compress(JSON)));
            assert_eq!(servcmd(&twice), Err(FrameError::Json));
        }

        #[test]
        fn the_limit_counts_after_inflation() {
            // So compressible that the compressed form is far below every limit used here.
            let filler = "a".repeat(100_000);
            let json = format!(r#"{{"head":{{"servcmd":"a.b"}},"body":{{"Text":"{filler}"}}}}"#);
            for bytes in [compress(&json), gzip(&json)] {
                let decoded =
                    |max| decode(&bytes, &Limits { max_frame_bytes: max }).map(|frame| frame.servcmd);
                assert_eq!(decoded(json.len()), Ok("a.b".to_owned()));
                assert_eq!(decoded(json.len() - 1), Err(FrameError::TooLarge));
                assert_eq!(decoded(bytes.len()), Err(FrameError::TooLarge));
                assert_eq!(decoded(bytes.len() - 1), Err(FrameError::TooLarge));
            }
        }
    }
}
