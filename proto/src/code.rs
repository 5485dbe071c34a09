//! Error codes: a constant for each code that the SDK raises or treats specially, a text for its
//! user, and what a caller may do about it. Which code is raised when is not decided here.

use crate::keys::KeyMap;

/// What can be done about an error. Retry decisions look at nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No answer came: the request may or may not have been carried out.
    Network,
    /// The same call may succeed later.
    Transient,
    /// The same call will fail again.
    Permanent,
    /// The call was refused because of what it was given.
    Argument,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Network => "network",
            Kind::Transient => "transient",
            Kind::Permanent => "permanent",
            Kind::Argument => "argument",
        }
    }
}

/// A short English sentence for a developer; `""` for a code that the SDK does not raise itself.
pub fn text(code: i64) -> &'static str {
    TEXTS.get(&code.to_string()).unwrap_or_default()
}

/// What can be done about a code; [`Kind::Permanent`] for one that is not listed.
#[rustfmt::skip]
pub fn kind(code: i64) -> Kind {
    match code {
        2800 | 2801 | 2805 => Kind::Network,
        // Rate limits, overload, time-outs and failures inside the server.
        2996
        | 10002 | 10006 | 10023 | 10049
        | 20005 | 20018
        | 30006..=30008
        | 40006
        | 50004 | 50005
        | 60007 | 60008 | 60011 | 60013 | 60014 | 60018 | 60019 | 60022
        | 70050 | 70169 | 70202 | 70500
        | 80003
        | 90992 | 90994 | 90995 | 91000 => Kind::Transient,
        // What the SDK refuses before it asks the server.
        2000 | 2002 | 2003
        | 2105 | 2106 | 2108
        | 2251..=2253 | 2301 | 2351 | 2352 | 2401..=2403
        | 2450 | 2453
        | 2502 | 2503
        | 2600 | 2602 | 2621 | 2683..=2686
        | 2721 | 2722 | 2740..=2742
        | 2905 | 2995 | 3021 => Kind::Argument,
        _ => Kind::Permanent,
    }
}

/// What a code means when a server sends it; for native code, the table is large.
pub fn server_meaning(code: i64) -> Option<&'static str> {
    let behind = SERVER_MEANINGS.partition_point(|(first, ..)| *first <= code);
    let (_, last, meaning) = SERVER_MEANINGS.get(behind.checked_sub(1)?)?;
    (code <= *last).then_some(*meaning)
}

include!(concat!(env!("OUT_DIR"), "/code.rs"));

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::json::{Value, parse};

    use super::*;

    fn facts(file: &str) -> Vec<Value> {
        parse(file.as_bytes()).unwrap().as_array().unwrap().clone()
    }

    #[test]
    fn every_code_that_is_raised_has_a_name_and_a_text() {
        let rows = facts(include_str!("../data/client-errors.json"));
        let texts = parse(include_bytes!("../data/client-texts.json")).unwrap();
        let unraised = texts["unraised"].as_array().unwrap();
        assert_eq!(NAMES.len() + unraised.len(), rows.len());
        for row in &rows {
            let code = row["code"].as_i64().unwrap();
            if unraised.contains(&row["code"]) {
                assert_eq!(text(code), "");
                continue;
            }
            if let Some(name) = row["name"].as_str() {
                assert!(NAMES.contains(&(name, code)), "{name} {code}");
            }
            assert!(text(code).ends_with('.') && text(code).len() > 10, "{code}: {}", text(code));
        }
        assert_eq!(rows.iter().map(|row| row["code"].to_string()).collect::<HashSet<_>>().len(), rows.len());
        assert_eq!(text(123), "");
    }

    #[test]
    fn every_code_of_the_server_has_a_meaning() {
        for row in facts(include_str!("../data/server-errors.json")) {
            let first = row["code"].as_i64().unwrap();
            let last = row["code_to"].as_i64().unwrap_or(first);
            let middle = first + (last - first) / 2;
            for code in [first, middle, last] {
                assert_eq!(server_meaning(code), row["meaning"].as_str(), "{code}");
            }
        }
        for unknown in [i64::MIN, 1, 119_999, 130_001, i64::MAX] {
            assert_eq!(server_meaning(unknown), None, "{unknown}");
        }
        assert!(SERVER_MEANINGS.is_sorted_by(|a, b| a.1 < b.0), "ranges must not overlap");
    }

    #[test]
    fn texts_that_help() {
        #[track_caller]
        fn check(code: i64, part: &str) {
            assert!(text(code).contains(part), "{code}: {}", text(code));
        }
        check(USER_NOT_LOGGED_IN, "call login()");
        check(SDK_IS_NOT_READY, "SDK_READY");
        check(COS_UNDETECTED, "registerPlugin");
        // Derived from the fact file.
        check(MESSAGE_FILE_IS_EMPTY, "The selected file is empty.");
        check(ILLEGAL_GROUP_ID, "groupID is malformed.");
    }

    #[test]
    fn kinds() {
        #[track_caller]
        fn check(code: i64, expected: &str) {
            assert_eq!(kind(code).as_str(), expected, "{code}");
        }
        check(NETWORK_TIMEOUT, "network");
        check(OVER_FREQUENCY_LIMIT, "transient");
        check(OPEN_SERVICE_OVERLOAD_ERROR, "transient");
        check(60007, "transient");
        check(60008, "transient");
        check(ILLEGAL_GROUP_ID, "argument");
        check(USER_NOT_LOGGED_IN, "permanent");
        check(20007, "permanent");
        check(0, "permanent");
    }
}
