//! The engine's errors: `{code, message, kind}`, with the texts and kinds of `tim_proto::code`.
//! Where an error is raised is the business of the area that raises it.

use tim_proto::code::{self, Kind};
use tim_proto::json::Value;

use super::effect::{Fields, Out};
use super::value::text;

/// What a promise is rejected with, or a call throws.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// 0 for a refused argument: the official client throws those without a code.
    pub code: i64,
    pub message: String,
    pub kind: Kind,
    /// Members of the error's `data` object.
    pub data: Fields,
    /// What the server answered with its refusal; null for errors that are raised here.
    pub answer: Value,
}

impl Error {
    /// An error raised here, with the text of the table.
    pub fn client(code: i64) -> Error {
        Error {
            code,
            message: code::text(code).to_owned(),
            kind: code::kind(code),
            data: Vec::new(),
            answer: Value::Null,
        }
    }

    /// The same with a text that says more.
    pub fn because(code: i64, message: impl Into<String>) -> Error {
        Error { message: message.into(), ..Error::client(code) }
    }

    /// A refused argument. The text names the method, the argument and what was expected.
    pub fn argument(message: impl Into<String>) -> Error {
        Error {
            code: 0,
            message: message.into(),
            kind: Kind::Argument,
            data: Vec::new(),
            answer: Value::Null,
        }
    }

    /// A server's refusal: its code and its text, word for word.
    pub fn server(code: i64, answer: Value) -> Error {
        let info = text(&answer, "ErrorInfo");
        let message = if info.is_empty() { code::text(code).to_owned() } else { info.to_owned() };
        Error { code, message, kind: code::kind(code), data: Vec::new(), answer }
    }

    pub fn with(mut self, key: &'static str, value: Out) -> Error {
        self.data.push((key, value));
        self
    }

    pub fn with_value(self, key: &'static str, value: impl Into<Value>) -> Error {
        self.with(key, Out::Value(value.into()))
    }
}
