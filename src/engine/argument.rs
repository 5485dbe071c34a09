//! What a method takes: its arguments are checked against the rules of its row before it runs, and read by [`Args`]
//! then. A refusal names the method, the argument, what was expected and what was given.

use tim_proto::id::ConversationId;
use tim_proto::json::{Map, Value};

pub use super::args::Args;
use super::effect::Arg;
use super::error::Error;
use super::options::type_name;
use super::value::at;

/// What an argument, or a member of it, has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text; where it is required it must not be empty.
    Text,
    /// Text that may be empty even where it is required.
    AnyText,
    Number,
    /// A number other than 0.
    Step,
    /// A whole number from 1 on.
    Count,
    /// A whole number from 0 on.
    Size,
    /// A number that marks members of a chat room.
    Mark,
    Flag,
    /// An object that has members.
    Object,
    /// An object that has members, all of them texts.
    TextsByKey,
    /// A list; where it is required it must not be empty.
    Array,
    /// 0 or 1: towards the past, or the present.
    Direction,
    /// A function: JSON has none, so it must be missing here.
    Function,
    /// What JavaScript tells of a file.
    File,
    /// An array of texts; where it is required it must not be empty.
    Texts,
    /// An array of texts that may be empty even where it is required.
    AnyTexts,
    /// A text of so many to so many UTF-16 units, and how errors say that.
    Sized(usize, usize, &'static str),
    /// One of these texts, and how errors say that.
    OneOf(&'static [&'static str], &'static str),
    /// One bit of a mask, as a number that JavaScript holds exactly.
    Bit,
    /// `C2C…`, `GROUP…` or `@TIM#SYSTEM`.
    ConversationId,
    /// A non-empty array of such.
    ConversationIds,
}

/// The highest bit that a JavaScript number holds beside all lower ones.
const EXACT: u64 = 1 << 52;

/// One member of the options object: `payload.text` is the member `text` of `payload`.
pub struct Rule {
    pub path: &'static str,
    pub kind: Kind,
    pub required: bool,
}

pub const fn required(path: &'static str, kind: Kind) -> Rule {
    Rule { path, kind, required: true }
}

pub const fn optional(path: &'static str, kind: Kind) -> Rule {
    Rule { path, kind, required: false }
}

/// What a method takes.
pub enum Shape {
    /// One object with these members, alone.
    Options(&'static [&'static [Rule]]),
    /// The same, or nothing at all.
    MaybeOptions(&'static [Rule]),
    /// One value of this kind, by this name in errors.
    One(&'static str, Kind),
    /// Either such a value or one object with these members.
    OneOr(&'static str, Kind, &'static [&'static [Rule]]),
    /// A Message first. Objects that are none are refused by the method, with a code.
    Message,
    /// A Message first, of which this does not say why it cannot be taken.
    MessageThat(fn(&Value) -> Option<&'static str>),
    /// A list with at least one Message first.
    Messages,
    /// Checked by a function of the method's own, which gets its name.
    Checked(fn(&str, &[Arg]) -> Result<(), Error>),
    /// Checked by the method, or nothing to check.
    Free,
}

impl Shape {
    pub fn check(&self, method: &str, args: &[Arg]) -> Result<(), Error> {
        match self {
            Shape::Free => Ok(()),
            Shape::Checked(check) => check(method, args),
            Shape::Message => match args.first() {
                Some(Arg::Message(_)) => Ok(()),
                Some(Arg::Value(value)) if value.as_object().is_some_and(|members| !members.is_empty()) => {
                    Ok(())
                }
                given => Err(refusal(method, "message", A_MESSAGE, &given_name(given))),
            },
            Shape::MessageThat(refused) => match args.first() {
                Some(Arg::Message(given)) => match refused(&given.fields) {
                    None => Ok(()),
                    Some(why) => Err(refusal(method, "message", "one that this can be done with", why)),
                },
                given => Err(refusal(method, "message", A_MESSAGE, &given_name(given))),
            },
            Shape::Messages => match args.first() {
                Some(Arg::Messages(_)) => Ok(()),
                given => Err(refusal(method, "messageList", "a list of Message objects", &given_name(given))),
            },
            Shape::Options(rules) => {
                let options = match args {
                    [Arg::Value(options)] if options.is_object() => options,
                    [given] => return Err(refusal(method, "options", "an object", &given_name(Some(given)))),
                    _ => {
                        let message = format!(
                            "{method}: expected one object of options (got {} arguments)",
                            args.len()
                        );
                        return Err(Error::argument(message));
                    }
                };
                rules.iter().copied().flatten().try_for_each(|rule| rule.check(method, options))
            }
            Shape::MaybeOptions(rules) => match args {
                [] | [Arg::Undefined] => Ok(()),
                [Arg::Value(options)] if options.is_object() => {
                    rules.iter().try_for_each(|rule| rule.check(method, options))
                }
                [given, ..] => Err(refusal(method, "options", "an object", &given_name(Some(given)))),
            },
            Shape::OneOr(_, _, rules) if matches!(args.first(), Some(Arg::Value(value)) if value.is_object()) => {
                Shape::Options(rules).check(method, args)
            }
            Shape::One(name, kind) | Shape::OneOr(name, kind, _) => match args.first() {
                Some(Arg::Value(value)) => kind.check(method, name, Some(value), true),
                None | Some(Arg::Undefined) => kind.check(method, name, None, true),
                given => Err(refusal(method, name, kind.expected(true), &given_name(given))),
            },
        }
    }
}

impl Rule {
    fn check(&self, method: &str, options: &Value) -> Result<(), Error> {
        self.kind.check(method, self.path, at(options, self.path), self.required)
    }
}

impl Kind {
    fn check(self, method: &str, path: &str, value: Option<&Value>, required: bool) -> Result<(), Error> {
        let refuse = |given: String| Err(refusal(method, path, self.expected(required), &given));
        match value {
            None | Some(&Value::NULL) if required => refuse(value.map_or("undefined", type_name).to_owned()),
            None | Some(&Value::NULL) => Ok(()),
            Some(value) if self.fits(value, required) => Ok(()),
            Some(value) if value.as_string().is_some_and(String::is_empty) => {
                refuse("an empty string".to_owned())
            }
            Some(value) if value.as_array().is_some_and(Vec::is_empty) => refuse("an empty array".to_owned()),
            Some(value) if self.judges_content() => refuse(value.to_string()),
            Some(value) => refuse(type_name(value).to_owned()),
        }
    }

    /// Whether a value of the right type may be refused for what it says: then the refusal shows it.
    fn judges_content(self) -> bool {
        match self {
            Kind::Count | Kind::Size | Kind::Mark | Kind::Direction | Kind::Bit => true,
            Kind::Sized(..) | Kind::OneOf(..) => true,
            Kind::Texts | Kind::AnyTexts | Kind::TextsByKey | Kind::Step => true,
            Kind::ConversationId | Kind::ConversationIds => true,
            Kind::Text | Kind::AnyText | Kind::Number | Kind::Flag | Kind::Object => false,
            Kind::Array | Kind::Function | Kind::File => false,
        }
    }

    fn expected(self, required: bool) -> &'static str {
        match self {
            Kind::Text if required => "a non-empty string",
            Kind::Text | Kind::AnyText => "a string",
            Kind::Number => "a number",
            Kind::Step => "a number other than 0",
            Kind::Count => "a whole number from 1 on",
            Kind::Size => "a whole number from 0 on",
            Kind::Mark => "a whole number from 1000 on",
            Kind::Flag => "true or false",
            Kind::Object => "an object with members",
            Kind::TextsByKey => "an object with members that are all strings",
            Kind::Array if required => "an array with something in it",
            Kind::Array => "an array",
            Kind::Direction => "0 or 1",
            Kind::Function => "a function",
            Kind::File => "a File, or an input element in which one is chosen",
            Kind::Texts if required => "a non-empty array of strings",
            Kind::Texts | Kind::AnyTexts => "an array of strings",
            Kind::Sized(_, _, expected) | Kind::OneOf(_, expected) => expected,
            Kind::Bit => "a power of two (1, 2, 4 …)",
            Kind::ConversationIds => "a non-empty array of conversation IDs",
            Kind::ConversationId => {
                "a conversation ID (\"C2C\" + userID, \"GROUP\" + groupID or \"@TIM#SYSTEM\")"
            }
        }
    }

    fn fits(self, value: &Value, required: bool) -> bool {
        match self {
            Kind::Text => value.as_str().is_some_and(|text| !required || !text.is_empty()),
            Kind::AnyText => value.is_string(),
            Kind::Number => value.is_number(),
            Kind::Step => value.is_number() && value.as_i64() != Some(0),
            Kind::Count => value.as_u64().is_some_and(|count| count > 0),
            Kind::Size => value.as_u64().is_some(),
            Kind::Mark => value.as_u64().is_some_and(|mark| mark >= 1000),
            Kind::Flag => value.is_boolean(),
            Kind::Object => value.as_object().is_some_and(|members| !members.is_empty()),
            Kind::TextsByKey => value
                .as_object()
                .is_some_and(|members| !members.is_empty() && members.values().all(Value::is_string)),
            Kind::Array => value.as_array().is_some_and(|items| !required || !items.is_empty()),
            Kind::Direction => value.as_u64().is_some_and(|direction| direction <= 1),
            Kind::Function => false,
            Kind::File => value.get("size").is_some(),
            Kind::Texts | Kind::AnyTexts => value.as_array().is_some_and(|items| {
                items.iter().all(Value::is_string)
                    && (self == Kind::AnyTexts || !required || !items.is_empty())
            }),
            Kind::Sized(least, most, _) => {
                value.as_str().is_some_and(|text| (least..=most).contains(&text.encode_utf16().count()))
            }
            Kind::OneOf(texts, _) => value.as_str().is_some_and(|text| texts.contains(&text)),
            Kind::Bit => value.as_u64().is_some_and(|bit| bit.is_power_of_two() && bit <= EXACT),
            Kind::ConversationId => is_conversation(value),
            Kind::ConversationIds => {
                value.as_array().is_some_and(|ids| !ids.is_empty() && ids.iter().all(is_conversation))
            }
        }
    }
}

/// What a method expects that takes a Message.
const A_MESSAGE: &str = "a Message object of this SDK";

fn is_conversation(value: &Value) -> bool {
    value.as_str().is_some_and(|id| ConversationId::parse(id).is_ok())
}

fn refusal(method: &str, path: &str, expected: &str, given: &str) -> Error {
    Error::argument(format!("{method}: {path} must be {expected} (got {given})"))
}

fn given_name(arg: Option<&Arg>) -> String {
    match arg {
        None | Some(Arg::Undefined) => "undefined".to_owned(),
        Some(Arg::Message(_)) => "a Message".to_owned(),
        Some(Arg::Messages(_)) => "a list of Messages".to_owned(),
        Some(Arg::Opaque(name)) => (*name).to_owned(),
        Some(Arg::Value(value)) if value.as_object().is_some_and(Map::is_empty) => {
            "an empty object".to_owned()
        }
        Some(Arg::Value(value)) => type_name(value).to_owned(),
    }
}

#[cfg(test)]
mod tests;
