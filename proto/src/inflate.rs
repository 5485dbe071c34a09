//! zlib (RFC 1950) and gzip (RFC 1952) streams, with a bound on what a stream may grow to.
//! Raw deflate has no header to recognise it by and is refused.

use std::io::Read;

#[cfg(feature = "compress")]
use flate2::read::GzDecoder;
use flate2::read::ZlibEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};

/// Why a stream was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It inflates to more than the limit.
    TooLarge,
    /// Unknown container, wrong checksum, or an end that is missing.
    Damaged,
}

#[cfg(feature = "compress")]
const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];

/// Inflates zlib or gzip, whichever it is.
#[cfg(feature = "compress")]
pub(crate) fn inflate(stream: &[u8], limit: usize) -> Result<Vec<u8>, Fault> {
    if stream.starts_with(GZIP_MAGIC) { gzip(stream, limit) } else { zlib(stream, limit) }
}

/// Inflates zlib only. Bytes behind the end of the stream are ignored.
pub(crate) fn zlib(stream: &[u8], limit: usize) -> Result<Vec<u8>, Fault> {
    // Driven by hand because flate2's reader takes a stream that is cut short for one that has ended.
    let mut inflater = Decompress::new(true);
    let mut out = Vec::new();
    let mut rest = stream;
    loop {
        make_room(&mut out, limit)?;
        let before = inflater.total_in();
        let length = out.len();
        let status =
            inflater.decompress_vec(rest, &mut out, FlushDecompress::None).map_err(|_| Fault::Damaged)?;
        let read = usize::try_from(inflater.total_in().saturating_sub(before)).map_err(|_| Fault::Damaged)?;
        rest = rest.get(read..).ok_or(Fault::Damaged)?;
        if out.len() > limit {
            return Err(Fault::TooLarge);
        }
        match status {
            Status::StreamEnd => return Ok(out),
            Status::Ok | Status::BufError if read == 0 && out.len() == length => {
                return Err(Fault::Damaged);
            }
            Status::Ok | Status::BufError => {}
        }
    }
}

#[cfg(feature = "compress")]
fn gzip(stream: &[u8], limit: usize) -> Result<Vec<u8>, Fault> {
    let mut reader = GzDecoder::new(stream);
    let mut out = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = reader.read(&mut chunk).map_err(|_| Fault::Damaged)?;
        let chunk = chunk.get(..read).ok_or(Fault::Damaged)?;
        if chunk.is_empty() {
            return Ok(out);
        }
        if out.len().saturating_add(read) > limit {
            return Err(Fault::TooLarge);
        }
        if out.capacity().saturating_sub(out.len()) < read {
            make_room(&mut out, limit)?;
        }
        out.extend_from_slice(chunk);
    }
}

/// Room for more output: doubled, and near the limit all that is left, which is one byte more than the limit, by which
/// too much is noticed.
fn make_room(out: &mut Vec<u8>, limit: usize) -> Result<(), Fault> {
    if out.len() < out.capacity() {
        return Ok(());
    }
    let most = limit.saturating_add(1);
    let doubled = out.len().saturating_mul(2).max(4096);
    let wanted = if doubled > most / 2 { most } else { doubled };
    out.reserve_exact(wanted.saturating_sub(out.len()));
    if out.len() < out.capacity() { Ok(()) } else { Err(Fault::TooLarge) }
}

/// The bytes as a zlib stream.
pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut stream = Vec::new();
    // Reading from memory into memory cannot fail.
    let _ = ZlibEncoder::new(bytes, Compression::default()).read_to_end(&mut stream);
    stream
}
