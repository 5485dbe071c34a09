//! Key names: wire (`From_Account`, `MsgSeq`) ↔ what applications see (`from`, `sequence`).
//!
//! A key of an answer or push is looked up in the map of its command, then in the global map, and else
//! follows the camelCase rule. The map of a command belongs to the part of the servcmd behind the first
//! dot. Values are never changed.

use crate::json::Gather;
use std::borrow::Cow;

use crate::json::{Map, Node, Value};

/// Renames: a line `<from>\t<to>` each. An empty target drops the member.
#[derive(Debug)]
pub struct KeyMap {
    pub lines: &'static str,
}

/// For commands without renames of their own.
pub static EMPTY: KeyMap = KeyMap { lines: "" };

impl KeyMap {
    pub fn get(&self, key: &str) -> Option<&'static str> {
        self.lines.split('\n').find_map(|line| line.strip_prefix(key)?.strip_prefix('\t'))
    }
}

/// An answer or push with all keys renamed, at every depth, inside arrays too.
///
/// Where two wire keys become the same key the later one wins, at the place of the earlier.
///
/// ```
/// use tim_proto::command;
/// use tim_proto::json::parse;
/// use tim_proto::keys::translate;
///
/// let answer = parse(br#"{"To_Account":"bob","LastMsg":{"MsgSeq":5}}"#).unwrap();
/// let seen = translate(answer, &command::RECENTCONTACT_PAGE_GET.keys);
/// assert_eq!(seen.to_string(), r#"{"userID":"bob","lastMsg":{"sequence":5}}"#);
/// ```
pub fn translate(value: Value, map: &KeyMap) -> Value {
    rename(value, &|key| response_key(key, map), true)
}

/// The opposite direction: an application's object with the wire's keys, without members that are null.
pub fn translate_request(value: Value, map: &KeyMap) -> Value {
    rename(value, &|key| request_key(key, map), false)
}

fn rename(value: Value, name_of: &dyn for<'k> Fn(&'k str) -> Cow<'k, str>, nulls: bool) -> Value {
    match value.into_node() {
        Some(Node::Object(members)) => {
            let mut renamed = Map::new();
            for (key, member) in members {
                let name = name_of(&key);
                if !name.is_empty() && (nulls || !member.is_null()) {
                    renamed.insert(name.into_owned(), rename(member, name_of, nulls));
                }
            }
            renamed.into()
        }
        Some(Node::Array(items)) => {
            items.into_iter().map(|item| rename(item, name_of, nulls)).gather().into()
        }
        plain => plain.map(Value::from).unwrap_or_default(),
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
/// A new word starts at a capital behind a small letter, and at the last of two or more capitals when a small letter
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

#[cfg(test)]
mod tests {
    use crate::json;

    use super::*;

    #[test]
    fn camel_case_rule() {
        #[track_caller]
        fn check(key: &str, expected: &str) {
            assert_eq!(camel_case(key), expected, "{key}");
        }
        check("TinyId", "tinyId");
        check("A2Key", "a2Key");
        check("a2key", "a2Key");
        check("C2cUnread", "c2CUnread");
        check("C2CReadAllMsg", "c2CReadAllMsg");
        check("From_AccountHeadurl", "fromAccountHeadurl");
        check("URL", "url");
        check("VideoURL", "videoUrl");
        check("UUID", "uuid");
        check("HTTPServer", "httpServer");
        check("Tag_Profile_IM_Nick", "tagProfileImNick");
        check("ID", "id");
        check("MsgID", "msgId");
        check("GRPName", "grpName");
        check("uint32_sdkappid", "uint32Sdkappid");
        check("int32_error_code", "int32ErrorCode");
        check("SHA1sum", "sha1Sum");
        check("Md5", "md5");
        check("kick-type", "kickType");
        check("some key", "someKey");
        check("_private", "private");
        check("AbcDEf", "abcDEf");
        check("ABc", "aBc");
        check("aBC", "aBc");
        check("ABC", "abc");
        check("x1y2", "x1Y2");
        check("1abc", "1Abc");
        check("I18nName", "i18NName");
        check("ISeeYou", "iSeeYou");
        check("MemberList_Account", "memberListAccount");
        check("F_Hd", "fHd");
        check("MsgC2CKey", "msgC2CKey");
        check("SDKAppID", "sdkAppId");
    }

    #[test]
    fn camel_case_of_what_nobody_sends() {
        #[track_caller]
        fn check(key: &str, expected: &str) {
            assert_eq!(camel_case(key), expected, "{key:?}");
        }
        check("", "");
        check("   ", "");
        check("A", "a");
        check("_", "_");
        check("__", "");
        check(" a.b-c d_", "aBCD");
        check("a-@b", "a-@b");
        check("a-_@b", "a_@b");
        check("a_-@b", "a_-@b");
        check("ünï-cöde", "ünïCöde");
        check("a.-é", "a.-é");
        check("2", "2");
        check("a1@b", "a1@b");
    }

    #[test]
    fn a_key_of_an_answer() {
        #[track_caller]
        fn check(key: &str, map: &KeyMap, expected: &str) {
            assert_eq!(response_key(key, map), expected, "{key}");
        }
        // The command's map, then the global one, then the rule.
        check("To_Account", &response::PAGE_GET, "userID");
        check("To_Account", &EMPTY, "to");
        check("TinyId", &EMPTY, "tinyID");
        check("LastMsgTime", &EMPTY, "lastMsgTime");
        check("C2cMsgArray", &response::MSG_PUSH, "C2CMessageArray");
        check("C2cMsgArray", &EMPTY, "c2CMsgArray");
    }

    #[test]
    fn a_key_of_a_request() {
        #[track_caller]
        fn check(key: &str, map: &KeyMap, expected: &str) {
            assert_eq!(request_key(key, map), expected, "{key}");
        }
        check("type", &request::SENDMSG, "MsgType");
        check("type", &EMPTY, "Type");
        check("userID", &EMPTY, "To_Account");
        check("standardSequence", &EMPTY, "StandardSequence");
        check("OPPOChannelID", &EMPTY, "OPPOChannelID");
        check("videoUrl", &EMPTY, "");
        check("url", &request::SENDMSG, "");
        check("_internal", &EMPTY, "");
        check("ütf", &EMPTY, "");
        check("", &EMPTY, "");
        check("7up", &EMPTY, "7up");
    }

    #[test]
    fn an_answer_is_renamed_at_every_depth() {
        #[track_caller]
        fn check(wire: Value, map: &KeyMap, expected: Value) {
            // As text, because the order of members counts.
            assert_eq!(translate(wire, map).to_string(), expected.to_string());
        }
        check(
            json!({"ActionStatus": "OK", "ErrorCode": 0, "MsgTime": 5, "MsgBody": [{"MsgType": "T", "MsgContent": {"Text": "MsgBody"}}]}),
            &EMPTY,
            json!({"actionStatus": "OK", "errorCode": 0, "time": 5, "elements": [{"type": "T", "content": {"text": "MsgBody"}}]}),
        );
        check(json!([[{"GroupId": null}], 1, "GroupId"]), &EMPTY, json!([[{"groupID": null}], 1, "GroupId"]));
        // Both become errorCode: the value of the later, the place of the earlier.
        check(json!({"ErrorCode": 1, "X": 0, "error_code": 2}), &EMPTY, json!({"errorCode": 2, "x": 0}));
        static DROPPING: KeyMap = KeyMap { lines: "Url\t\n" };
        check(json!({"Url": "u", "A": {"Url": 1, "B": 2}}), &DROPPING, json!({"a": {"b": 2}}));
    }

    #[test]
    fn a_request_is_renamed_without_nulls() {
        let request = json!({"index": 1, "inner": {"someKey": null, "_own": 2, "from": "u"}, "list": [null, {"nick": "n"}]});
        assert_eq!(
            translate_request(request, &EMPTY).to_string(),
            json!({"Index": 1, "Inner": {"From_Account": "u"}, "List": [null, {"From_AccountNick": "n"}]})
                .to_string()
        );
    }

    #[test]
    fn the_tables_hold_every_row_of_the_fact_file() {
        let file: Value = crate::json::parse(include_bytes!("../data/keymaps.json")).unwrap();
        #[track_caller]
        fn check(table: &KeyMap, facts: &Value) -> usize {
            let facts = facts.as_object().unwrap();
            assert_eq!(table.lines.lines().count(), facts.len());
            for (from, to) in facts {
                assert_eq!(table.get(from), to.as_str(), "{from}");
            }
            facts.len()
        }
        assert!(check(&GLOBAL_REQUEST, &file["globalRequest"]) > 50);
        assert!(check(&GLOBAL_RESPONSE, &file["globalResponse"]) > 150);
        let mut seen = [0, 0];
        for (command, directions) in file["perCommand"].as_object().unwrap() {
            for (at, (direction, all)) in
                [("request", request::ALL), ("response", response::ALL)].iter().enumerate()
            {
                let table = all.iter().find(|(name, _)| *name == command);
                assert_eq!(table.is_some(), directions.get(direction).is_some(), "{command} {direction}");
                if let Some((_, table)) = table {
                    check(table, &directions[*direction]);
                    seen[at] += 1;
                }
            }
        }
        assert_eq!(seen, [request::ALL.len(), response::ALL.len()]);
    }
}
