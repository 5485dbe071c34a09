//! Bytes from a socket: `frame::decode` and what is done with a frame's head, elements and keys.
//! Run: `cargo +nightly fuzz run frame_decode fuzz/corpus/frame_decode proto/tests/corpus/frame`

#![no_main]

#[path = "../../proto/tests/properties/mod.rs"]
#[allow(dead_code, reason = "one target runs one property")]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    properties::frame(bytes);
});
