//! Any JSON and any key: `keys::translate`, `keys::camel_case` and `Command::body`.
//! Run: `cargo +nightly fuzz run keys_translate fuzz/corpus/keys_translate proto/tests/corpus/keys`

#![no_main]

#[path = "../../proto/tests/properties/mod.rs"]
#[allow(dead_code, reason = "one target runs one property")]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    properties::keys(bytes);
});
