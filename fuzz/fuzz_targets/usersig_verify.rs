//! Tickets from strangers: `usersig::verify`.
//! Run: `cargo +nightly fuzz run usersig_verify fuzz/corpus/usersig_verify proto/tests/corpus/usersig`

#![no_main]

#[path = "../../proto/tests/properties/mod.rs"]
#[allow(dead_code, reason = "one target runs one property")]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    properties::usersig(bytes);
});
