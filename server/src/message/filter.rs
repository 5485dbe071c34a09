//! The operator's list of words. A message that holds one is refused, or the word is masked; case does not matter.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::config::{self, FilterMode};
use crate::core::{Refusal, code};

/// The list, made ready for searching.
pub(crate) struct Filter {
    mode: FilterMode,
    /// By first letter; longest first, so that a word inside another does not leave the rest of it.
    words: BTreeMap<char, Vec<Vec<char>>>,
}

/// Where elements carry text that people read.
const TEXTS: [(&str, &[&str]); 4] = [
    ("TIMTextElem", &["Text"]),
    ("TIMCustomElem", &["Data", "Desc", "Ext"]),
    ("TIMLocationElem", &["Desc"]),
    ("TIMRelayElem", &["Title", "CompatibleText"]),
];

impl Filter {
    pub(crate) fn new(config: &config::Filter) -> Filter {
        let mut words: BTreeMap<char, Vec<Vec<char>>> = BTreeMap::new();
        for word in &config.words {
            let word: Vec<char> = word.chars().map(lower).collect();
            if let Some(first) = word.first() {
                words.entry(*first).or_default().push(word);
            }
        }
        for same_start in words.values_mut() {
            same_start.sort_by_key(|word| std::cmp::Reverse(word.len()));
        }
        Filter { mode: config.mode, words }
    }

    /// Checks, and perhaps masks, the texts of an element and of the messages merged in it.
    pub(super) fn apply(&self, element: &mut Value) -> Result<(), Refusal> {
        if self.words.is_empty() {
            return Ok(());
        }
        let kind = element.get("MsgType").and_then(Value::as_str).unwrap_or_default();
        let keys = TEXTS.iter().find(|(name, _)| *name == kind).map_or(&[][..], |(_, keys)| *keys);
        let Some(Value::Object(content)) = element.get_mut("MsgContent") else {
            return Ok(());
        };
        for (key, value) in content.iter_mut() {
            match value {
                Value::String(text) if keys.contains(&key.as_str()) => self.text(text)?,
                Value::Array(lines) if key == "AbstractList" => {
                    for line in lines {
                        if let Value::String(text) = line {
                            self.text(text)?;
                        }
                    }
                }
                Value::Array(items) if key == "MsgList" => self.items(items)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// The same for the items of a list of merged messages.
    pub(super) fn items(&self, items: &mut [Value]) -> Result<(), Refusal> {
        for item in items {
            if let Some(Value::Array(elements)) = item.get_mut("MsgBody") {
                elements.iter_mut().try_for_each(|element| self.apply(element))?;
            }
        }
        Ok(())
    }

    pub(crate) fn text(&self, text: &mut String) -> Result<(), Refusal> {
        let Some(masked) = self.mask(text) else {
            return Ok(());
        };
        if self.mode == FilterMode::Reject {
            return Err(Refusal::new(code::FILTERED, "the message holds a word that is not allowed here"));
        }
        *text = masked;
        Ok(())
    }

    /// The text with `*` for every letter of a listed word; `None` when there is none.
    fn mask(&self, text: &str) -> Option<String> {
        let plain: Vec<char> = text.chars().collect();
        let lowered: Vec<char> = plain.iter().copied().map(lower).collect();
        let mut masked: Option<Vec<char>> = None;
        let mut rest = lowered.as_slice();
        while let Some((first, behind)) = rest.split_first() {
            let found = self.words.get(first).into_iter().flatten().find(|word| rest.starts_with(word));
            let Some(word) = found else {
                rest = behind;
                continue;
            };
            let at = plain.len().saturating_sub(rest.len());
            masked
                .get_or_insert_with(|| plain.clone())
                .iter_mut()
                .skip(at)
                .take(word.len())
                .for_each(|letter| *letter = '*');
            rest = rest.get(word.len()..).unwrap_or_default();
        }
        masked.map(|letters| letters.into_iter().collect())
    }
}

/// One letter for one letter, so that places stay.
fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filter(mode: FilterMode, words: &[&str]) -> Filter {
        Filter::new(&config::Filter { words: words.iter().map(|word| (*word).to_owned()).collect(), mode })
    }

    #[test]
    fn listed_words_are_masked_whatever_their_case_and_place() {
        let filter = filter(FilterMode::Mask, &["Foo", "foobar", "禁词", "é", ""]);
        for (text, masked) in [
            ("a foo b", Some("a *** b")),
            ("FOO", Some("***")),
            ("xfOox", Some("x***x")),
            ("foofoo", Some("******")),
            ("a foobar", Some("a ******")),
            ("foobaz", Some("***baz")),
            ("这是禁词吗", Some("这是**吗")),
            ("CAFÉ", Some("CAF*")),
            ("fo o", None),
            ("", None),
            ("fo", None),
        ] {
            assert_eq!(filter.mask(text).as_deref(), masked, "{text}");
        }
    }

    #[test]
    fn texts_of_all_elements_are_looked_at_also_of_merged_ones() {
        for (kind, content, masked) in [
            ("TIMTextElem", json!({ "Text": "bad" }), json!({ "Text": "***" })),
            ("TIMTextElem", json!({ "Other": "bad" }), json!({ "Other": "bad" })),
            (
                "TIMCustomElem",
                json!({ "Data": "x bad", "Desc": "Bad" }),
                json!({ "Data": "x ***", "Desc": "***" }),
            ),
            ("TIMFileElem", json!({ "Url": "http://bad" }), json!({ "Url": "http://bad" })),
            (
                "TIMRelayElem",
                json!({ "Title": "bad", "AbstractList": ["a", "bad"], "MsgList": [
                    { "MsgBody": [{ "MsgType": "TIMTextElem", "MsgContent": { "Text": "so bad" } }] },
                ]}),
                json!({ "Title": "***", "AbstractList": ["a", "***"], "MsgList": [
                    { "MsgBody": [{ "MsgType": "TIMTextElem", "MsgContent": { "Text": "so ***" } }] },
                ]}),
            ),
        ] {
            let mut element = json!({ "MsgType": kind, "MsgContent": content });
            filter(FilterMode::Mask, &["bad"]).apply(&mut element).unwrap();
            assert_eq!(element["MsgContent"], masked, "{kind}");
            let mut element = json!({ "MsgType": kind, "MsgContent": content });
            let refused = filter(FilterMode::Reject, &["bad"]).apply(&mut element);
            assert_eq!(
                refused.err().map(|refusal| refusal.code),
                (content != masked).then_some(80001),
                "{kind}"
            );
            assert_eq!(element["MsgContent"], content, "nothing changes");
        }
    }
}
