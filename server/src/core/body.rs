//! Reading members of a request's body. What is missing or of another type is `None`: the handler knows
//! which code that deserves.

use serde_json::Value;

pub(crate) fn text<'a>(body: &'a Value, key: &str) -> Option<&'a str> {
    body.get(key).and_then(Value::as_str)
}

pub(crate) fn array<'a>(body: &'a Value, key: &str) -> Option<&'a [Value]> {
    body.get(key).and_then(Value::as_array).map(Vec::as_slice)
}

/// A whole number that is not negative.
pub(crate) fn integer(body: &Value, key: &str) -> Option<u64> {
    body.get(key).and_then(Value::as_u64)
}

/// A whole number of 32 bits.
pub(crate) fn unsigned(body: &Value, key: &str) -> Option<u32> {
    integer(body, key).and_then(|number| u32::try_from(number).ok())
}
