//! What each kind takes, and the words for it.

use super::*;
use tim_proto::json;

#[test]
fn every_kind_has_a_word_and_says_what_it_expects() {
    assert_eq!(WORDS.lines().count(), ALL.len());
    for (kind, line) in ALL.into_iter().zip(WORDS.lines()) {
        let (word, expected) = line.split_once('\t').unwrap();
        assert_eq!(word.to_lowercase(), format!("{kind:?}").to_lowercase());
        assert_eq!(Kind::named(word), Some((kind, expected)));
        assert!(!expected.is_empty());
    }
    for wrong in ["", "tex", "text\ta", "a text"] {
        assert_eq!(Kind::named(wrong), None);
    }
}

/// What each kind takes at its edge, and what is beyond; where it is required, and where it is not.
#[test]
fn every_kind_ends_where_it_says() {
    let file = json!({"name": "a", "size": 0});
    let longest = |more: &str| Value::from("a".repeat(30) + more);
    let own_text = |length| Value::from("a".repeat(length));
    let cases: Vec<(Kind, Vec<Value>, Vec<Value>)> = vec![
        (Text, values(json!(["a", " "])), values(json!(["", 0, true, {}, []]))),
        (AnyText, values(json!(["", "a"])), values(json!([0, true, {}, []]))),
        (Number, values(json!([0, -1, 0.5, 1e300])), values(json!(["0", true, {}, []]))),
        (Step, values(json!([1, -1, 0.5])), values(json!([0, "1", true]))),
        (Count, values(json!([1, 9_007_199_254_740_991_u64])), values(json!([0, -1, 0.5, 1.5, "1"]))),
        (Size, values(json!([0, 1])), values(json!([-1, 0.5, "0"]))),
        (Mark, values(json!([1000, 1001])), values(json!([999, 1000.5, "1000"]))),
        (Flag, values(json!([true, false])), values(json!([0, 1, "true"]))),
        (Object, values(json!([{"a": 1}])), values(json!([{}, [], "a", 1]))),
        (TextsByKey, values(json!([{"a": ""}])), values(json!([{}, {"a": 1}, {"a": "", "b": 1}, ["a"]]))),
        (Array, values(json!([[0], [[]]])), values(json!([[], {}, "a"]))),
        (Direction, values(json!([0, 1])), values(json!([2, -1, 0.5, "0"]))),
        (Function, Vec::new(), values(json!([{}, 0, "a"]))),
        (File, vec![file], values(json!([{}, {"name": "a"}, "a", 1]))),
        (Texts, values(json!([["a"], ["", "b"]])), values(json!([[], [1], ["a", 1], "a"]))),
        (AnyTexts, values(json!([[], ["a"]])), values(json!([[1], ["a", 1], "a"]))),
        // Characters count as JavaScript counts them.
        (
            NewName,
            vec!["a".into(), longest("aa"), longest("\u{1f600}")],
            vec!["".into(), longest("a\u{1f600}"), 1.into()],
        ),
        (CustomData, vec!["".into(), own_text(256)], vec![own_text(257), 1.into()]),
        (RemindType, values(json!(["Discard", "AcceptAndNotify"])), values(json!(["", "discard", 1]))),
        (Scope, values(json!(["readAllMessage"])), values(json!(["", "readAll", 1]))),
        (
            Bit,
            values(json!([1, 2, 4_503_599_627_370_496_u64])),
            values(json!([0, 3, 9_007_199_254_740_992_u64, -1, 0.5])),
        ),
        (
            Conversation,
            values(json!(["C2Ca", "GROUPg", "@TIM#SYSTEM"])),
            values(json!(["", "C2C", "GROUP", "@TIM#OTHER", "c2ca", "a", 1])),
        ),
        (
            Conversations,
            values(json!([["C2Ca"], ["C2Ca", "GROUPg"]])),
            values(json!([[], ["a"], ["C2Ca", ""], "C2Ca"])),
        ),
    ];
    for (kind, taken, refused) in &cases {
        for (values, expected) in [(taken, true), (refused, false)] {
            for value in values {
                assert_eq!(kind.fits(value, true), expected, "{kind:?} {value}");
            }
        }
        assert!(!kind.fits(&Value::NULL, true), "{kind:?} must be there");
    }
    for (kind, empty) in [(Text, json!("")), (Array, json!([])), (Texts, json!([]))] {
        assert!(kind.fits(&empty, false), "{kind:?} may be empty");
    }
}

fn values(list: Value) -> Vec<Value> {
    list.as_array().unwrap().clone()
}
