//! What a hostile frame or ticket may cost: memory stays within a small multiple of the limit.
//! A test binary of its own, because it counts what the whole process allocates.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use base64::Engine;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use tim_proto::frame::{FrameError, Limits, decode};
use tim_proto::usersig::{Fault, verify};

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, counting.
struct Counting;

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        PEAK.fetch_max(NOW.fetch_add(layout.size(), Relaxed) + layout.size(), Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Most bytes in use at once during the call, beyond those before it.
fn peak_of<T>(call: impl FnOnce() -> T) -> (T, usize) {
    let before = NOW.load(Relaxed);
    PEAK.store(before, Relaxed);
    let result = call();
    (result, PEAK.load(Relaxed) - before)
}

const LIMITS: Limits = Limits { max_frame_bytes: 1 << 20 };

/// 64 MiB of blanks behind `COMP`.
fn bomb<W: Write>(mut encoder: W, finish: impl FnOnce(W) -> Vec<u8>) -> Vec<u8> {
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..64 {
        encoder.write_all(&blanks).unwrap();
    }
    let stream = finish(encoder);
    assert!(stream.len() < LIMITS.max_frame_bytes, "must not fall to the limit before inflation");
    [b"COMP", stream.as_slice()].concat()
}

/// One test, because tests of a binary run side by side and would count each other's memory.
#[test]
fn bombs_stay_small() {
    let zlib = bomb(ZlibEncoder::new(Vec::new(), Compression::best()), |encoder| encoder.finish().unwrap());
    let gzip = bomb(GzEncoder::new(Vec::new(), Compression::best()), |encoder| encoder.finish().unwrap());
    for bomb in [&zlib, &gzip] {
        let (result, peak) = peak_of(|| decode(bomb, &LIMITS));
        assert_eq!(result, Err(FrameError::TooLarge));
        assert!(peak > LIMITS.max_frame_bytes / 2, "the bomb was not even tried: {peak} bytes");
        assert!(peak < 2 * LIMITS.max_frame_bytes, "{peak} bytes");
    }

    let ticket = base64::engine::general_purpose::STANDARD.encode(&zlib[4..]);
    let (result, peak) = peak_of(|| verify(&ticket, 1, "alice", &["key"], 0));
    assert_eq!(result, Err(Fault::Malformed));
    assert!(peak < 1024, "a ticket of {} bytes was looked into: {peak} bytes", ticket.len());
}
