//! The engine's errors: `{code, message, kind}`, with the texts and kinds of `tim_proto::code`.
//! Where an error is raised is the business of the area that raises it.

use std::ops::Deref;

use tim_proto::code::{self, Kind};
use tim_proto::json::Value;

use super::effect::{Fields, Out};
use super::value::text;

/// What a promise is rejected with, or a call throws. A box, because every result that may be one is moved a lot.
#[derive(Clone, Debug, PartialEq)]
pub struct Error(Box<Details>);

#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    /// 0 for a refused argument: the official client throws those without a code.
    pub code: i64,
    pub message: String,
    pub kind: Kind,
    /// Members of the error's `data` object.
    pub data: Fields,
    /// What the server answered with its refusal; null for errors that are raised here.
    pub answer: Value,
}

impl Deref for Error {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl Error {
    /// An error raised here, with the text of the table.
    pub fn client(code: i64) -> Error {
        Error::new(code, code::text(code).to_owned(), code::kind(code), Value::NULL)
    }

    #[inline(never)]
    fn new(code: i64, message: String, kind: Kind, answer: Value) -> Error {
        Error(Box::new(Details { code, message, kind, data: Fields::new(), answer }))
    }

    /// The same with a text that says more.
    pub fn because(code: i64, message: impl Into<String>) -> Error {
        Error::new(code, message.into(), code::kind(code), Value::NULL)
    }

    /// A refused argument. The text names the method, the argument and what was expected.
    pub fn argument(message: impl Into<String>) -> Error {
        Error::new(0, message.into(), Kind::Argument, Value::NULL)
    }

    /// A server's refusal: its code and its text, word for word.
    pub fn server(code: i64, answer: Value) -> Error {
        let info = text(&answer, "ErrorInfo");
        let message = if info.is_empty() { code::text(code).to_owned() } else { info.to_owned() };
        Error::new(code, message, code::kind(code), answer)
    }

    pub fn with(mut self, key: &'static str, value: Out) -> Error {
        self.0.data.push((key, value));
        self
    }

    pub fn with_value(self, key: &'static str, value: impl Into<Value>) -> Error {
        self.with(key, Out::Value(value.into()))
    }
}
