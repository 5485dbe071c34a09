//! JSON values: what a frame's body, an argument or a result is while nobody has looked at it. The members of objects are
//! in `map`, reading text is in `read`, writing it in `write`, what values are made of in `convert`, the values of serde_json
//! in `serde`.
//!
//! Made for small code in the browser: members are a list in the order they came in, searched from one end to the
//! other, and a number that is not a whole one stays the text that it was, so that nothing here reads or writes
//! floating point and every number leaves as it came in. (serde_json with its map, its numbers and its errors costs
//! a page 10 KB more, compressed.)

mod convert;
mod map;
mod members;
mod read;
#[cfg(any(test, feature = "serde"))]
mod serde;
mod write;

use std::borrow::Cow;
use std::fmt;
use std::ops::Index;

pub use convert::Gather;
pub use map::Map;
pub use members::Members;
pub use read::{Damaged, MAX_DEPTH, parse};
pub use write::{write, write_members, write_text};

/// The name of a member: of the program, or read from text.
pub type Key = Cow<'static, str>;

/// One pointer: a value is moved, returned and put into lists much more often than it is looked into, and what is one
/// pointer needs no place in a function's frame. (Values of sixteen bytes cost a page 3.4 KB more, compressed.)
#[derive(Clone, Default, PartialEq)]
pub struct Value(Option<Box<Node>>);

/// What a value is that is not null.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Value>),
    Object(Map),
}

/// A number, as exact as its text.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// A whole number from 0 on.
    Whole(u64),
    /// A whole number below 0.
    Negative(i64),
    /// Every other one: with a fraction, an exponent, or too large.
    Other(Box<str>),
}

impl Number {
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Number::Whole(number) => Some(*number),
            _ => None,
        }
    }

    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Number::Whole(number) => i64::try_from(*number).ok(),
            Number::Negative(number) => Some(*number),
            Number::Other(_) => None,
        }
    }
}

impl Value {
    pub const NULL: Value = Value(None);

    /// `None` for null.
    pub fn node(&self) -> Option<&Node> {
        self.0.as_deref()
    }

    pub fn into_node(self) -> Option<Node> {
        self.0.map(|node| *node)
    }

    /// A member of an object; `None` for everything else.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_object()?.get(key)
    }

    pub fn as_str(&self) -> Option<&str> {
        self.as_string().map(String::as_str)
    }

    /// A text as it is held: one pointer, where a slice is two.
    pub fn as_string(&self) -> Option<&String> {
        match self.node()? {
            Node::String(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_number(&self) -> Option<&Number> {
        match self.node()? {
            Node::Number(number) => Some(number),
            _ => None,
        }
    }

    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.as_u64()
    }

    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.as_i64()
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self.node()? {
            Node::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    pub fn as_array(&self) -> Option<&Vec<Value>> {
        match self.node()? {
            Node::Array(items) => Some(items),
            _ => None,
        }
    }

    pub fn as_array_mut(&mut self) -> Option<&mut Vec<Value>> {
        match self.0.as_deref_mut()? {
            Node::Array(items) => Some(items),
            _ => None,
        }
    }

    pub fn into_array(self) -> Option<Vec<Value>> {
        match self.into_node()? {
            Node::Array(items) => Some(items),
            _ => None,
        }
    }

    pub fn as_object(&self) -> Option<&Map> {
        match self.node()? {
            Node::Object(members) => Some(members),
            _ => None,
        }
    }

    pub fn as_object_mut(&mut self) -> Option<&mut Map> {
        match self.0.as_deref_mut()? {
            Node::Object(members) => Some(members),
            _ => None,
        }
    }

    pub fn into_object(self) -> Option<Map> {
        match self.into_node()? {
            Node::Object(members) => Some(members),
            _ => None,
        }
    }

    pub fn is_null(&self) -> bool {
        self.0.is_none()
    }

    pub fn is_string(&self) -> bool {
        self.as_string().is_some()
    }

    pub fn is_number(&self) -> bool {
        self.as_number().is_some()
    }

    pub fn is_boolean(&self) -> bool {
        self.as_bool().is_some()
    }

    pub fn is_array(&self) -> bool {
        self.as_array().is_some()
    }

    pub fn is_object(&self) -> bool {
        self.as_object().is_some()
    }
}

/// A member; null where there is none.
impl Index<&str> for Value {
    type Output = Value;

    fn index(&self, key: &str) -> &Value {
        self.get(key).unwrap_or(&Value::NULL)
    }
}

/// An item; null where there is none.
impl Index<usize> for Value {
    type Output = Value;

    fn index(&self, at: usize) -> &Value {
        self.as_array().and_then(|items| items.get(at)).unwrap_or(&Value::NULL)
    }
}

impl PartialEq<&str> for Value {
    fn eq(&self, text: &&str) -> bool {
        self.as_str() == Some(text)
    }
}

impl PartialEq<str> for Value {
    fn eq(&self, text: &str) -> bool {
        self.as_str() == Some(text)
    }
}

impl PartialEq<i64> for Value {
    fn eq(&self, number: &i64) -> bool {
        self.as_i64() == Some(*number)
    }
}

impl PartialEq<u64> for Value {
    fn eq(&self, number: &u64) -> bool {
        self.as_u64() == Some(*number)
    }
}

impl PartialEq<i32> for Value {
    fn eq(&self, number: &i32) -> bool {
        self.as_i64() == Some(i64::from(*number))
    }
}

impl PartialEq<bool> for Value {
    fn eq(&self, flag: &bool) -> bool {
        self.as_bool() == Some(*flag)
    }
}

/// The value as compact JSON text.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        write(self, &mut text);
        f.write_str(&text)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A value in the notation of JSON, for tests: `json!({"a": [1, text]})`.
#[cfg(any(test, feature = "serde"))]
#[macro_export]
macro_rules! json {
    ($($value:tt)+) => { $crate::json::Value::from($crate::serde_json::json!($($value)+)) };
}

#[cfg(test)]
mod tests;
