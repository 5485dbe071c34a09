//! Reading JSON values off the wire and making them for it. Whatever is missing or of another type reads as
//! empty: the wire is not to be trusted, and hardly any of its members decides anything alone.
//!
//! These are few and never inlined because they are called some hundred times.

use std::str::Split;

use tim_proto::json::{Map, Members, Value};

use super::effect::{Fields, Out};

/// What a text that is missing reads as.
pub static NO_TEXT: String = String::new();

/// A text member; empty when it is missing. A text as it is held is one pointer, which a function returns; a slice is
/// two, which it leaves in memory.
#[inline(never)]
pub fn text<'a>(value: &'a Value, key: &str) -> &'a String {
    value.get(key).and_then(Value::as_string).unwrap_or(&NO_TEXT)
}

/// A whole number from 0 on; 0 when it is missing.
#[inline(never)]
pub fn number(value: &Value, key: &str) -> u64 {
    number_at(value, key).unwrap_or(0)
}

/// The same, to be told from a number that is missing.
#[inline(never)]
pub fn number_at(value: &Value, key: &str) -> Option<u64> {
    value.get(key).and_then(Value::as_u64)
}

/// A member that is the number 1: how the wire says yes.
#[inline(never)]
pub fn flag(value: &Value, key: &str) -> bool {
    number(value, key) == 1
}

/// A member that is true: how JavaScript says yes.
#[inline(never)]
pub fn is_true(value: &Value, key: &str) -> bool {
    value.get(key).is_some_and(|held| *held == true)
}

/// The first of these members (`A B.c`) that is a text and not empty; empty when there is none.
#[inline(never)]
pub fn first_text<'a>(value: &'a Value, paths: &'static str) -> &'a String {
    let found = words(paths)
        .find_map(|path| at(value, path).and_then(Value::as_string).filter(|text| !text.is_empty()));
    found.unwrap_or(&NO_TEXT)
}

/// The items of a list; none when it is missing.
#[inline(never)]
pub fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    static NONE: Vec<Value> = Vec::new();
    value.get(key).and_then(Value::as_array).unwrap_or(&NONE)
}

/// A member of a member: `RevokerInfo.Revoker_Account`.
#[inline(never)]
pub fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, key| value.get(key))
}

/// `A B`: a list of names is one text. As a table of texts it would be an address and a length for each, which pack badly.
#[inline(never)]
pub fn words(list: &'static str) -> Split<'static, char> {
    list.split(' ')
}

#[inline(never)]
pub fn is_among(list: &'static str, word: &str) -> bool {
    words(list).any(|known| known == word)
}

/// The words as a list for the wire.
#[inline(never)]
pub fn texts(list: &'static str) -> Value {
    let mut texts: Vec<Value> = Vec::new();
    for word in words(list) {
        texts.push(word.into());
    }
    texts.into()
}

/// An object with these members, in this order.
#[inline(never)]
pub fn object(members: Members<Value>) -> Value {
    Map::from_iter(members).into()
}

/// Whether a text stands in another one. (The library's search is made for long texts and costs a page 2 KB.)
pub fn contains(text: &str, part: &str) -> bool {
    part.is_empty() || text.as_bytes().windows(part.len()).any(|window| window == part.as_bytes())
}

/// One member more for a list of them, of what it is made of. Never inlined: a page has some five hundred such
/// calls, and a call is a third of what it does.
pub trait Member<T> {
    fn put(self, key: &'static str, list: Members<T>) -> Members<T>;
}

macro_rules! member {
    ($($from:ty),*) => {$(
        impl Member<Value> for $from {
            #[inline(never)]
            fn put(self, key: &'static str, mut list: Members<Value>) -> Members<Value> {
                list.push((key, self.into()));
                list
            }
        }

        impl Member<Out> for $from {
            #[inline(never)]
            fn put(self, key: &'static str, mut list: Fields) -> Fields {
                list.push((key, Out::Value(self.into())));
                list
            }
        }
    )*};
}

member!(&str, &String, String, bool, u64, i32, Vec<Value>, Value);

impl Member<Out> for Out {
    #[inline(never)]
    fn put(self, key: &'static str, mut list: Fields) -> Fields {
        list.push((key, self));
        list
    }
}

/// A list of members, each a name and something that a [`Value`] (or an [`Out`]) can be made of.
macro_rules! members {
    ($(($key:expr, $value:expr)),* $(,)?) => {{
        let list = tim_proto::json::Members::room([$($key),*].len());
        $(let list = $crate::engine::value::Member::put($value, $key, list);)*
        list
    }};
}

pub fn empty_list() -> Value {
    Value::from(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tim_proto::json;

    #[test]
    fn what_is_missing_or_of_another_type_reads_as_empty() {
        let value = json!({"text": "a", "number": 5, "empty": "", "one": 1, "yes": true, "list": [1], "deep": {"er": "b"}});
        assert_eq!(["text", "number", "none"].map(|key| text(&value, key).as_str()), ["a", "", ""]);
        assert_eq!(
            (number(&value, "number"), number(&value, "text"), number_at(&value, "none")),
            (5, 0, None)
        );
        assert!(flag(&value, "one") && !flag(&value, "number") && !flag(&value, "yes"));
        assert!(is_true(&value, "yes") && !is_true(&value, "one") && !is_true(&value, "none"));
        assert_eq!((list(&value, "list").len(), list(&value, "deep").len()), (1, 0));
        assert_eq!(at(&value, "deep.er"), Some(&json!("b")));
        assert_eq!(at(&value, "deep.est"), None);
        assert_eq!(
            ["none empty deep.er text", "deep number"].map(|paths| first_text(&value, paths).as_str()),
            ["b", ""]
        );
        assert!(is_among("a bc", "bc") && !is_among("a bc", "b") && !is_among("a bc", ""));
        assert_eq!(texts("a bc"), json!(["a", "bc"]));
        assert!(contains("abcd", "bc") && contains("a", "a") && contains("", ""));
        assert!(!contains("ab", "abc") && !contains("abcd", "bd") && !contains("", "a"));
        assert_eq!(object(members![("b", 1), ("a", 2)]).to_string(), r#"{"b":1,"a":2}"#);
    }
}
