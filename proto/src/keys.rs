//! Key names: wire (`From_Account`, `MsgSeq`) ↔ what applications see (`from`, `sequence`).
//!
//! A key of an answer or push is looked up in the map of its command, then in the global map, and else
//! follows the camelCase rule. The map of a command belongs to the part of the servcmd behind the first
//! dot. Values are never changed.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// Renames, sorted by the first member. An empty target drops the member.
#[derive(Debug)]
pub struct KeyMap {
    pub pairs: &'static [(&'static str, &'static str)],
}

/// For commands without renames of their own.
pub static EMPTY: KeyMap = KeyMap { pairs: &[] };

impl KeyMap {
    pub fn get(&self, key: &str) -> Option<&'static str> {
        let at = self.pairs.binary_search_by(|(from, _)| (*from).cmp(key)).ok()?;
        self.pairs.get(at).map(|(_, to)| *to)
    }
}

/// An answer or push with all keys renamed, at every depth, inside arrays too.
///
/// Where two wire keys become the same key the later one wins, at the place of the earlier.
pub fn translate(value: Value, map: &KeyMap) -> Value {
    rename(value, &|key| response_key(key, map), true)
}

/// The opposite direction: an application's object with the wire's keys, without members that are null.
pub fn translate_request(value: Value, map: &KeyMap) -> Value {
    rename(value, &|key| request_key(key, map), false)
}

fn rename(value: Value, name_of: &dyn for<'k> Fn(&'k str) -> Cow<'k, str>, nulls: bool) -> Value {
    match value {
        Value::Object(members) => {
            let mut renamed = Map::new();
            for (key, member) in members {
                let name = name_of(&key);
                if !name.is_empty() && (nulls || !member.is_null()) {
                    renamed.insert(name.into_owned(), rename(member, name_of, nulls));
                }
            }
            Value::Object(renamed)
        }
        Value::Array(items) => {
            Value::Array(items.into_iter().map(|item| rename(item, name_of, nulls)).collect())
        }
        plain => plain,
    }
}

/// The application's name of a wire key; `""` when the member is dropped.
pub fn response_key<'a>(key: &'a str, map: &KeyMap) -> Cow<'a, str> {
    match map.get(key).or_else(|| GLOBAL_RESPONSE.get(key)) {
        Some(name) => Cow::Borrowed(name),
        None => Cow::Owned(camel_case(key)),
    }
}

/// The wire's name of an application's key; `""` when the member is dropped.
///
/// Without an entry in a map: the first letter in upper case, the camelCase rule for the rest. Keys that
/// do not start with a letter or digit are dropped.
pub fn request_key<'a>(key: &'a str, map: &KeyMap) -> Cow<'a, str> {
    if let Some(name) = map.get(key).or_else(|| GLOBAL_REQUEST.get(key)) {
        return Cow::Borrowed(name);
    }
    let mut letters = key.chars();
    match letters.next() {
        Some(_) if key == "OPPOChannelID" => Cow::Borrowed(key),
        Some(first) if first.is_ascii_alphanumeric() => {
            let mut name = String::from(first.to_ascii_uppercase());
            name.push_str(&camel_case(letters.as_str()));
            Cow::Owned(name)
        }
        _ => Cow::Borrowed(""),
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, '_' | '.' | '-' | ' ')
}

/// The camelCase rule for keys without an entry in a map: `MsgID` → `msgId`, `uint32_sdkappid` → `uint32Sdkappid`.
///
/// A new word starts at a capital behind a small letter, and at the last of three or more capitals when a small letter
/// follows it; at a run of `_`, `.`, `-` and blanks, which goes; and behind digits. Only ASCII letters have a case.
pub fn camel_case(key: &str) -> String {
    let key = key.trim();
    if key.chars().count() == 1 {
        return key.to_ascii_lowercase();
    }
    let marked = mark_words(key);
    let mut name = String::with_capacity(marked.len());
    let mut rest = marked.trim_start_matches(is_separator);
    while let Some(c) = rest.chars().next() {
        if is_separator(c) {
            let behind = rest.trim_start_matches(is_separator);
            let run = rest.strip_suffix(behind).unwrap_or(rest);
            match behind.chars().next() {
                None => rest = behind,
                Some(next) if next.is_ascii_alphanumeric() => {
                    name.push(next.to_ascii_uppercase());
                    rest = behind.get(1..).unwrap_or_default();
                }
                // Before any other character a run stays, except that an underscore inside it,
                // being a word character itself, swallows what stands before it.
                Some(_) => {
                    let kept = run.rfind('_').filter(|at| *at > 0).and_then(|at| run.get(at..));
                    name.push_str(kept.unwrap_or(run));
                    rest = behind;
                }
            }
        } else {
            let after_digit = name.ends_with(|last: char| last.is_ascii_digit());
            name.push(if after_digit { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() });
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    name
}

/// The key with a dash at each change of case that starts a word.
fn mark_words(key: &str) -> String {
    let mut marked = String::with_capacity(key.len() + 4);
    let (mut after_small, mut capitals) = (false, 0_usize);
    for c in key.chars() {
        if c.is_ascii_uppercase() {
            if after_small {
                marked.push('-');
                capitals = 0;
            }
            capitals = capitals.saturating_add(1);
        } else {
            if c.is_ascii_lowercase()
                && capitals >= 2
                && let Some(last) = marked.pop()
            {
                marked.extend(['-', last]);
            }
            capitals = 0;
        }
        after_small = c.is_ascii_lowercase();
        marked.push(c);
    }
    marked
}

include!(concat!(env!("OUT_DIR"), "/keys.rs"));
