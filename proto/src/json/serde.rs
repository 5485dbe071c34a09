//! For programs that use serde_json: the same value, through its text form.

use super::{Map, Node, Number, Value, parse};

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Value {
        parse(value.to_string().as_bytes()).unwrap_or_default()
    }
}

impl From<serde_json::Map<String, serde_json::Value>> for Map {
    fn from(members: serde_json::Map<String, serde_json::Value>) -> Map {
        members.into_iter().map(|(key, value)| (key, value.into())).collect()
    }
}

impl From<Value> for serde_json::Value {
    fn from(value: Value) -> serde_json::Value {
        let Some(node) = value.into_node() else { return serde_json::Value::Null };
        match node {
            Node::Bool(flag) => flag.into(),
            Node::Number(Number::Whole(number)) => number.into(),
            Node::Number(Number::Negative(number)) => number.into(),
            Node::Number(Number::Other(text)) => serde_json::from_str(&text).unwrap_or_default(),
            Node::String(text) => text.into(),
            Node::Array(items) => items.into_iter().map(serde_json::Value::from).collect(),
            Node::Object(members) => serde_json::Value::Object(members.into()),
        }
    }
}

impl ::serde::Serialize for Value {
    fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        serde_json::Value::from(self.clone()).serialize(to)
    }
}

impl From<Map> for serde_json::Map<String, serde_json::Value> {
    fn from(members: Map) -> Self {
        members.into_iter().map(|(key, value)| (key.into_owned(), value.into())).collect()
    }
}
