//! What a method takes, as the signature in its row says it: its arguments are checked before it runs, and read by
//! [`Args`] then. A refusal names the method, the argument, what was expected and what was given.
//!
//! A signature is one text, and read at the call, because a table of rules would bring several addresses and lengths
//! for each of them into the page: `getMessageList({conversationID:conversation,count?:count})`. In the brackets stand
//!
//! * nothing: there is nothing to check here,
//! * `groupID:text`: one value of this kind, by this name in errors,
//! * `{userID:text,payload.text?:anyText}`: one object with these members, alone; those with `?` may be missing,
//! * `options?:options|{…}`: the same, or nothing at all,
//! * `conversationID:conversation|{…}`: such a value, or one object with these members.
//!
//! The kinds are those of [`kind`]. What a signature cannot say is checked by a function of the method's own.

use tim_proto::json::{Node, Value};

pub use super::args::Args;
use super::effect::Arg;
use super::error::Error;
use super::options::type_name;
use super::value::at;

mod kind;

use kind::Kind;

/// Checks the arguments of a method against what stands in the brackets of its signature.
pub fn check(method: &str, takes: &'static str, args: &[Arg]) -> Result<(), Error> {
    let (value, members) = takes.split_once('{').unwrap_or((takes, "}"));
    let members = members.split_once('}').map_or("", |(members, _)| members);
    let first = args.first().unwrap_or(&Arg::Undefined);
    let options = match first {
        Arg::Value(options) if options.is_object() && !members.is_empty() => Some(options),
        _ => None,
    };
    let is_alone = args.len() == 1;
    if !is_alone && !members.is_empty() && (value.is_empty() || options.is_some()) {
        let message = format!("{method}: expected one object of options (got {} arguments)", args.len());
        return Err(Error::argument(message));
    }
    if let Some(options) = options {
        for rule in members.split(',') {
            if let Some(rule) = Rule::read(rule) {
                rule.check(method, at(options, rule.path))?;
            }
        }
        return Ok(());
    }
    let value = if members.is_empty() || !value.is_empty() { value } else { "options:options" };
    let Some(rule) = Rule::read(value.split('|').next().unwrap_or_default()) else { return Ok(()) };
    match (first, rule.kind) {
        // Null is not nothing here.
        (Arg::Value(value), _) if !value.is_null() => rule.check(method, Some(value)),
        (Arg::Undefined, _) => rule.check(method, None),
        (Arg::Message(_), Kind::Message | Kind::LiveMessage) | (Arg::Messages(_), Kind::Messages) => Ok(()),
        (given, _) => Err(rule.refusal(method, given_name(given))),
    }
}

/// What a value, or a member of the options, has to be.
struct Rule {
    /// `payload.text` is the member `text` of `payload`.
    path: &'static str,
    required: bool,
    kind: Kind,
    /// How errors say what was expected.
    expected: &'static str,
}

impl Rule {
    /// `count?:count`. A text that is none is no rule; a test sees to it that no signature has such.
    fn read(text: &'static str) -> Option<Rule> {
        let (name, word) = text.split_once(':')?;
        let path = name.split_once('?').map(|(path, _)| path);
        let (kind, expected) = Kind::named(word)?;
        let (required, path) = (path.is_none(), path.unwrap_or(name));
        // Behind the tab stands what is expected where it is not required.
        let (must, may) = expected.split_once('\t').unwrap_or((expected, expected));
        Some(Rule { path, required, kind, expected: if required { must } else { may } })
    }

    fn check(&self, method: &str, value: Option<&Value>) -> Result<(), Error> {
        match value {
            None | Some(&Value::NULL) if !self.required => Ok(()),
            Some(value) if self.kind.fits(value, self.required) => Ok(()),
            Some(value) if self.kind.judges_content() && empty_name(value).is_none() => {
                Err(self.refusal(method, &value.to_string()))
            }
            value => Err(self.refusal(method, value.map_or("undefined", value_name))),
        }
    }

    fn refusal(&self, method: &str, given: &str) -> Error {
        refusal(method, self.path, self.expected, given)
    }
}

/// Checks that the first argument is no Message of which `refused` says why it cannot be taken.
pub fn check_message(
    method: &str,
    args: &[Arg],
    refused: fn(&Value) -> Option<&'static str>,
) -> Result<(), Error> {
    let Some(Arg::Message(given)) = args.first() else { return Ok(()) };
    refused(&given.fields)
        .map_or(Ok(()), |why| Err(refusal(method, "message", "one that this can be done with", why)))
}

fn refusal(method: &str, path: &str, expected: &str, given: &str) -> Error {
    Error::argument(format!("{method}: {path} must be {expected} (got {given})"))
}

fn given_name(arg: &Arg) -> &'static str {
    match arg {
        Arg::Undefined => "undefined",
        Arg::Message(_) => "a Message",
        Arg::Messages(_) => "a list of Messages",
        Arg::Opaque(name) => name,
        Arg::Value(value) => value_name(value),
    }
}

fn value_name(value: &Value) -> &'static str {
    empty_name(value).unwrap_or_else(|| type_name(value))
}

fn empty_name(value: &Value) -> Option<&'static str> {
    match value.node()? {
        Node::String(text) if text.is_empty() => Some("an empty string"),
        Node::Array(items) if items.is_empty() => Some("an empty array"),
        Node::Object(members) if members.is_empty() => Some("an empty object"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
