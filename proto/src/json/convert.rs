//! What values are made of: flags, numbers, texts, lists. And how lists are gathered.

use super::{Map, Node, Number, Value};

impl From<Node> for Value {
    fn from(node: Node) -> Value {
        Value(Some(Box::new(node)))
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Value {
        Node::Bool(flag).into()
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Value {
        Node::Number(Number::Whole(number)).into()
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Value {
        Value::from(u64::from(number))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Node::Number(u64::try_from(number).map_or(Number::Negative(number), Number::Whole)).into()
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Value {
        Value::from(i64::from(number))
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Value {
        Value::from(u64::try_from(number).unwrap_or(u64::MAX))
    }
}

impl From<i8> for Value {
    fn from(number: i8) -> Value {
        Value::from(i64::from(number))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::from(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Value {
        Value::from(text.clone())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Node::String(text).into()
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Value {
        Node::Array(items).into()
    }
}

impl From<Map> for Value {
    fn from(members: Map) -> Value {
        Node::Object(members).into()
    }
}

impl<T: Into<Value>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Value {
        items.into_iter().map(Into::into).gather().into()
    }
}

/// `collect` into a list, as one function for all iterators over the same items: the library makes one for each
/// iterator, which cost a page a hundred of them.
pub trait Gather: Iterator + Sized {
    fn gather(mut self) -> Vec<Self::Item> {
        gather(&mut self)
    }
}

impl<I: Iterator> Gather for I {}

/// An iterator as what it does, without the rest of a table of `dyn Iterator`.
trait Step<T> {
    fn step(&mut self) -> Option<T>;
}

impl<I: Iterator> Step<I::Item> for I {
    fn step(&mut self) -> Option<I::Item> {
        self.next()
    }
}

#[inline(never)]
fn gather<T>(from: &mut dyn Step<T>) -> Vec<T> {
    let mut items = Vec::new();
    while let Some(item) = from.step() {
        items.push(item);
    }
    items
}
