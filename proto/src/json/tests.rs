use super::*;

/// Each text, and what it is after reading and writing. serde_json, the reference, agrees.
#[test]
fn texts_go_through() {
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let value = parse(text.as_bytes()).unwrap();
        assert_eq!(value.to_string(), expected, "{text}");
        let reference: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::Value::from(value), reference, "{text}");
    }
    for same in [
        "null",
        "true",
        "false",
        "0",
        "7",
        "-7",
        "18446744073709551615",
        "-9223372036854775808",
        "-0",
        "1.5",
        "-1.50",
        "1e3",
        "1E-3",
        "0.1e+10",
        "18446744073709551616",
        "-9223372036854775809",
        "\"\"",
        "\"text\"",
        r#""\" \\ \n \r \t \b \f \u0001 \u001f""#,
        "\"é 好 😀\"",
        "[]",
        "{}",
        "[[],{}]",
        r#"{"a":[1,{"b":null}],"":""}"#,
        "[1,2,3]",
        "0.0",
    ] {
        check(same, same);
    }
    check(" [ 1 , { \"a\" : \t2 } ]\r\n", r#"[1,{"a":2}]"#);
    check(r#""\/\u0041\u00e9\ud83d\ude00\u007f""#, "\"/Aé😀\u{7f}\"");
}

#[test]
fn what_is_not_json() {
    for text in [
        "",
        " ",
        "nul",
        "nulll",
        "tru",
        "+1",
        "01",
        "-",
        "-01",
        "1.",
        ".5",
        "1e",
        "1e+",
        "1.e1",
        "\"",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"a\nb\"",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "]",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,}",
        "{a:1}",
        "{1:1}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "1 2",
        "{}{}",
        "\u{feff}1",
        "NaN",
        "Infinity",
        "'a'",
        "\"\\ud83d\\u12\"",
    ] {
        assert_eq!(parse(text.as_bytes()), Err(Damaged), "{text}");
        assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text}");
    }
    assert_eq!(parse(b"\"\xff\""), Err(Damaged));
    assert_eq!(parse(b"\"\xed\xa0\x80\""), Err(Damaged));
}

#[test]
fn half_a_pair_is_replaced() {
    for (text, expected) in [
        (r#""\ud83d""#, "\u{fffd}"),
        (r#""\ude00x""#, "\u{fffd}x"),
        (r#""\ud83dx""#, "\u{fffd}x"),
        (r#""\ud83d\n""#, "\u{fffd}\n"),
        (r#""\ud83d\u0041""#, "\u{fffd}A"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
    ] {
        assert_eq!(parse(text.as_bytes()), Ok(Value::from(expected)), "{text}");
    }
}

#[test]
fn nesting_is_bounded() {
    let nested = |open: &str, close: &str, depth: usize| {
        parse(format!("{}1{}", open.repeat(depth), close.repeat(depth)).as_bytes()).is_ok()
    };
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        assert!(nested(open, close, MAX_DEPTH));
        assert!(!nested(open, close, MAX_DEPTH + 1));
        assert!(!nested(open, close, 500_000));
    }
}

#[test]
fn of_members_with_one_name_the_last_counts() {
    let mut value = parse(br#"{"a":1,"b":2,"a":3}"#).unwrap();
    assert_eq!(value["a"], Value::from(3));
    let members = value.as_object_mut().unwrap();
    members.insert("a", 4.into());
    assert_eq!(members.get("a"), Some(&4.into()));
    assert_eq!(members.remove("a"), Some(4.into()));
    assert_eq!(members.get("a"), None);
    members.insert("c".to_owned(), 5.into());
    assert_eq!(value.to_string(), r#"{"b":2,"c":5}"#);
}

#[test]
fn values_tell_what_they_are() {
    let value =
        json!({"text": "a", "whole": 5, "negative": -5, "part": 1.5, "yes": true, "list": [1], "none": null});
    assert_eq!((value["text"].as_str(), value["whole"].as_str()), (Some("a"), None));
    assert_eq!(
        (value["whole"].as_u64(), value["negative"].as_u64(), value["part"].as_u64()),
        (Some(5), None, None)
    );
    assert_eq!(
        (value["whole"].as_i64(), value["negative"].as_i64(), value["part"].as_i64()),
        (Some(5), Some(-5), None)
    );
    assert_eq!((value["yes"].as_bool(), value["none"].as_bool()), (Some(true), None));
    assert!(value["none"].is_null() && value["nothing"].is_null() && value["list"][1].is_null());
    assert!(value["part"].is_number() && !value["text"].is_number());
    assert_eq!(value["list"][0].as_u64(), Some(1));
    assert_eq!(Value::from(u64::MAX).as_i64(), None);
}
