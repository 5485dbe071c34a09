//! What arguments are taken and refused, and what the refusals say.

use super::super::method;
use super::*;
use tim_proto::json;

const TEXT: &str = "{to:text,payload.text:text}";
const PAGE: &str = "{conversationID:conversation,count?:count}";

#[test]
fn refusals_name_the_argument_what_was_expected_and_what_was_given() {
    let check = |takes: &'static str, args: &[Arg], expected: &str| {
        let refused = check("m", takes, args).err();
        assert_eq!(refused.map(|error| error.message.clone()).unwrap_or_default(), expected);
    };
    let value = |value: Value| [Arg::Value(value)];
    check(TEXT, &value(json!({"to": "a", "payload": {"text": "b"}})), "");
    check(
        TEXT,
        &value(json!({"to": "a", "payload": {"text": 5}})),
        "m: payload.text must be a non-empty string (got number)",
    );
    check(
        TEXT,
        &value(json!({"to": "", "payload": {}})),
        "m: to must be a non-empty string (got an empty string)",
    );
    check(TEXT, &value(json!({"to": "a"})), "m: payload.text must be a non-empty string (got undefined)");
    check(TEXT, &[], "m: expected one object of options (got 0 arguments)");
    check(TEXT, &[Arg::Opaque("Function")], "m: options must be an object (got Function)");
    check(PAGE, &value(json!({"conversationID": "C2Ca", "count": 3})), "");
    check(
        PAGE,
        &value(json!({"conversationID": "C2Ca", "count": 0})),
        "m: count must be a whole number from 1 on (got 0)",
    );
    let id = "m: conversationID must be a conversation ID (\"C2C\" + userID, \"GROUP\" + groupID or \"@TIM#SYSTEM\") (got \"x\")";
    check(PAGE, &value(json!({"conversationID": "x"})), id);
    check("options?:options|{scope?:scope}", &[], "");
    check("options?:options|{scope?:scope}", &[Arg::Undefined], "");
    check("options?:options|{scope?:scope}", &value(json!(null)), "m: options must be an object (got null)");
    check(
        "options?:options|{scope?:scope}",
        &value(json!({"scope": "all"})),
        "m: scope must be one of TIM.TYPES.READ_ALL_…_MSG (got \"all\")",
    );
    check(
        "options?:options|{scope?:scope}",
        &value(json!("readAllMessage")),
        "m: options must be an object (got string)",
    );
    check("groupID:text", &value(json!("g")), "");
    check("groupID:text", &[], "m: groupID must be a non-empty string (got undefined)");
    check(
        "groupID:text",
        &value(json!({"groupID": "g"})),
        "m: groupID must be a non-empty string (got object)",
    );
    const EITHER: &str = "key:text|{keyList:texts,count?:count}";
    check(EITHER, &value(json!("k")), "");
    check(EITHER, &value(json!({"keyList": ["k"]})), "");
    check(EITHER, &value(json!(1)), "m: key must be a non-empty string (got number)");
    check(EITHER, &value(json!({})), "m: keyList must be a non-empty array of strings (got undefined)");
    check("message:message", &value(json!({"ID": "a"})), "");
    check(
        "message:message",
        &value(json!({})),
        "m: message must be a Message object of this SDK (got an empty object)",
    );
    check("messageList:messages", &[Arg::Messages(Vec::new())], "");
    check("messageList:messages", &[], "m: messageList must be a list of Message objects (got undefined)");
    check("", &[Arg::Undefined, Arg::Undefined], "");
}

/// A word that is no kind would make a rule that is none.
#[test]
fn every_signature_is_read_to_its_end() {
    let is_rule = |text: &'static str| {
        let rule = Rule::read(text)?;
        let name = text.split_once(':')?.0;
        Some(rule.required != name.ends_with('?') && name.trim_end_matches('?') == rule.path)
    };
    let check = |name: &str, rule: &'static str| assert_eq!(is_rule(rule), Some(true), "{name}: {rule:?}");
    let mut checked = 0;
    for method in method::all() {
        let (name, takes, when) = method.parts();
        assert!(!name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphabetic()), "{name}");
        assert!(["", " at any time"].contains(&when), "{name}: {when}");
        let (value, members) = match takes.split_once('{') {
            Some((value, members)) => (value, members.strip_suffix('}').unwrap()),
            None => (takes, ""),
        };
        if !value.is_empty() {
            assert_eq!(value.ends_with('|'), takes.contains('{'), "{name}");
            check(name, value.trim_end_matches('|'));
        }
        members.split(',').filter(|_| takes.contains('{')).for_each(|rule| check(name, rule));
        checked += members.split(',').count();
    }
    assert!(checked > 200, "{checked}");
    for wrong in ["a", "a:", "a:what", "a: text", ""] {
        assert_eq!(is_rule(wrong), None, "{wrong}");
    }
}
