//! `TIM.EVENT` and `TIM.TYPES`: the union of API levels 2.27.6 and 2.7.0, in the order of the former.
//! What an event carries is not told here.

/// A value of `TIM.TYPES`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant {
    Text(&'static str),
    Number(i64),
}

include!(concat!(env!("OUT_DIR"), "/constants.rs"));

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::json::{Value, parse};

    use super::*;

    fn facts() -> [Value; 2] {
        let files =
            [include_str!("../data/constants-2.27.6.json"), include_str!("../data/constants-2.7.0.json")];
        files.map(|file| parse(file.as_bytes()).unwrap())
    }

    #[test]
    fn the_tables_are_the_union_of_both_levels() {
        let mut events = HashSet::new();
        let mut types = HashSet::new();
        let files = facts();
        for file in &files {
            for (name, value) in file["EVENT"].as_object().unwrap() {
                assert!(EVENT.contains(&(name, value.as_str().unwrap())), "{name}");
                events.insert(name);
            }
            for (name, value) in file["TYPES"].as_object().unwrap() {
                let (_, found) = TYPES.iter().find(|(known, _)| *known == name).unwrap();
                match found {
                    Constant::Text(text) => assert_eq!(value, text, "{name}"),
                    Constant::Number(number) => assert_eq!(value, number, "{name}"),
                }
                types.insert(name);
            }
        }
        assert_eq!((EVENT.len(), TYPES.len()), (events.len(), types.len()));
    }

    #[test]
    fn the_newer_level_comes_first_in_its_order() {
        let [new, _] = facts();
        let names = |kind: &str| new[kind].as_object().unwrap().keys().map(str::to_owned).collect::<Vec<_>>();
        assert!(EVENT.iter().map(|(name, _)| *name).zip(names("EVENT")).all(|(ours, theirs)| ours == theirs));
        assert!(TYPES.iter().map(|(name, _)| *name).zip(names("TYPES")).all(|(ours, theirs)| ours == theirs));
    }

    #[test]
    fn the_texts_hold_what_the_tables_hold() {
        let members = |text: &str| parse(text.as_bytes()).unwrap().as_object().unwrap().clone();
        let events = members(EVENT_JSON);
        assert!(EVENT.iter().zip(&events).all(|(row, member)| row.0 == member.0 && *member.1 == row.1));
        let types = members(TYPES_JSON);
        assert_eq!((events.len(), types.len()), (EVENT.len(), TYPES.len()));
        for ((name, constant), member) in TYPES.iter().zip(&types) {
            let value = match constant {
                Constant::Text(text) => Value::from(*text),
                Constant::Number(number) => Value::from(*number),
            };
            assert_eq!((*name, &value), (member.0, member.1));
        }
    }

    #[test]
    fn one_constant_per_entry() {
        assert_eq!(event::SDK_READY, "sdkStateReady");
        assert_eq!(event::MESSAGE_RECEIVED, "onMessageReceived");
        assert_eq!(types::CONV_C2C, "C2C");
        assert_eq!(types::GRP_TIP_MBR_JOIN, 1);
    }
}
