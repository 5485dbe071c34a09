//! What arguments are taken and refused, and what the refusals say.

use super::*;
use tim_proto::json;

const TEXT: &[Rule] = &[required("to", Kind::Text), required("payload.text", Kind::Text)];
const PAGE: &[Rule] = &[required("conversationID", Kind::ConversationId), optional("count", Kind::Count)];

#[test]
fn refusals_name_the_argument_what_was_expected_and_what_was_given() {
    let check = |rules: &'static [&'static [Rule]], args: &[Arg], expected: &str| {
        let message = Shape::Options(rules)
            .check("m", args)
            .err()
            .map(|error| error.message.clone())
            .unwrap_or_default();
        assert_eq!(message, expected);
    };
    let value = |value: Value| [Arg::Value(value)];
    check(&[TEXT], &value(json!({"to": "a", "payload": {"text": "b"}})), "");
    check(
        &[TEXT],
        &value(json!({"to": "a", "payload": {"text": 5}})),
        "m: payload.text must be a non-empty string (got number)",
    );
    check(
        &[TEXT],
        &value(json!({"to": "", "payload": {}})),
        "m: to must be a non-empty string (got an empty string)",
    );
    check(&[TEXT], &value(json!({"to": "a"})), "m: payload.text must be a non-empty string (got undefined)");
    check(&[TEXT], &[], "m: expected one object of options (got 0 arguments)");
    check(&[TEXT], &[Arg::Opaque("Function")], "m: options must be an object (got Function)");
    check(&[PAGE], &value(json!({"conversationID": "C2Ca", "count": 3})), "");
    check(
        &[PAGE],
        &value(json!({"conversationID": "C2Ca", "count": 0})),
        "m: count must be a whole number from 1 on (got 0)",
    );
    let id = "m: conversationID must be a conversation ID (\"C2C\" + userID, \"GROUP\" + groupID or \"@TIM#SYSTEM\") (got \"x\")";
    check(&[PAGE], &value(json!({"conversationID": "x"})), id);
}

/// What each kind takes at its edge, and what is beyond; where it is required, and where it is not.
#[test]
fn every_kind_ends_where_it_says() {
    let file = json!({"name": "a", "size": 0});
    let size = Kind::Sized(1, 3, "a string of 1 to 3 characters");
    let one = Kind::OneOf(&["a", "b"], "a or b");
    let cases: Vec<(Kind, Vec<Value>, Vec<Value>)> = vec![
        (Kind::Text, values(json!(["a", " "])), values(json!(["", 0, true, {}, []]))),
        (Kind::AnyText, values(json!(["", "a"])), values(json!([0, true, {}, []]))),
        (Kind::Number, values(json!([0, -1, 0.5, 1e300])), values(json!(["0", true, {}, []]))),
        (Kind::Step, values(json!([1, -1, 0.5])), values(json!([0, "1", true]))),
        (Kind::Count, values(json!([1, 9_007_199_254_740_991_u64])), values(json!([0, -1, 0.5, 1.5, "1"]))),
        (Kind::Size, values(json!([0, 1])), values(json!([-1, 0.5, "0"]))),
        (Kind::Mark, values(json!([1000, 1001])), values(json!([999, 1000.5, "1000"]))),
        (Kind::Flag, values(json!([true, false])), values(json!([0, 1, "true"]))),
        (Kind::Object, values(json!([{"a": 1}])), values(json!([{}, [], "a", 1]))),
        (
            Kind::TextsByKey,
            values(json!([{"a": ""}])),
            values(json!([{}, {"a": 1}, {"a": "", "b": 1}, ["a"]])),
        ),
        (Kind::Array, values(json!([[0], [[]]])), values(json!([[], {}, "a"]))),
        (Kind::Direction, values(json!([0, 1])), values(json!([2, -1, 0.5, "0"]))),
        (Kind::Function, Vec::new(), values(json!([{}, 0, "a"]))),
        (Kind::File, vec![file], values(json!([{}, {"name": "a"}, "a", 1]))),
        (Kind::Texts, values(json!([["a"], ["", "b"]])), values(json!([[], [1], ["a", 1], "a"]))),
        (Kind::AnyTexts, values(json!([[], ["a"]])), values(json!([[1], ["a", 1], "a"]))),
        // Characters count as JavaScript counts them.
        (size, values(json!(["a", "abc", "a\u{1f600}"])), values(json!(["", "abcd", "ab\u{1f600}", 1]))),
        (one, values(json!(["a", "b"])), values(json!(["", "c", "A", 1]))),
        (
            Kind::Bit,
            values(json!([1, 2, 4_503_599_627_370_496_u64])),
            values(json!([0, 3, 9_007_199_254_740_992_u64, -1, 0.5])),
        ),
        (
            Kind::ConversationId,
            values(json!(["C2Ca", "GROUPg", "@TIM#SYSTEM"])),
            values(json!(["", "C2C", "GROUP", "@TIM#OTHER", "c2ca", "a", 1])),
        ),
        (
            Kind::ConversationIds,
            values(json!([["C2Ca"], ["C2Ca", "GROUPg"]])),
            values(json!([[], ["a"], ["C2Ca", ""], "C2Ca"])),
        ),
    ];
    for (kind, taken, refused) in &cases {
        for (values, expected) in [(taken, true), (refused, false)] {
            for value in values {
                assert_eq!(kind.check("m", "a", Some(value), true).is_ok(), expected, "{kind:?} {value}");
            }
        }
        for missing in [None, Some(&Value::NULL)] {
            assert!(kind.check("m", "a", missing, true).is_err(), "{kind:?} must be there");
            assert!(kind.check("m", "a", missing, false).is_ok(), "{kind:?} may be missing");
        }
    }
    for (kind, empty) in [(Kind::Text, json!("")), (Kind::Array, json!([])), (Kind::Texts, json!([]))] {
        assert!(kind.check("m", "a", Some(&empty), false).is_ok(), "{kind:?} may be empty");
    }
}

fn values(list: Value) -> Vec<Value> {
    list.as_array().unwrap().clone()
}
