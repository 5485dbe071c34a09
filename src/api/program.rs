//! Effects on their way to JavaScript: one text for everything that one entry into the engine caused,
//! read by one `JSON.parse` in `bridge.js`. What each number means stands there and in `values.js`.
//! Effects that JavaScript does not see (sockets, the end of an instance) are `instance.rs`'s.

use tim_proto::json::Gather;
use tim_proto::json::{self, Value};

use crate::engine::effect::{Class, Effect, Fields, ObjectId, Out};
use crate::engine::error::Error;

/// The text of one batch, while it is written.
pub struct Program<'a> {
    text: String,
    blank: &'a Fields,
}

/// The members of a new message that says nothing, as JavaScript is told them once: what is like them
/// is left out of the text of each message, which is half of it.
pub fn blank_text(blank: &Fields) -> String {
    let none = Fields::new();
    let mut program = Program::new(&none);
    program.raw("[");
    program.members(blank);
    program.end();
    program.text
}

impl<'a> Program<'a> {
    pub fn new(blank: &'a Fields) -> Program<'a> {
        Program { text: String::new(), blank }
    }

    /// The object passed as argument `index`, or as an item of it, is known to the engine as `object`.
    pub fn adopt(&mut self, object: ObjectId, index: usize, item: Option<usize>) {
        self.begin(0);
        self.number(object.0);
        for index in [Some(index), item].into_iter().flatten() {
            self.number(u32::try_from(index).unwrap_or(u32::MAX));
        }
        self.end();
    }

    /// Writes effects, and gives back those that are not for JavaScript. A patch that a later one makes
    /// good for nothing is left out: nobody looks at an object before all changes are made.
    pub fn push_all(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let superseded = superseded(&effects);
        let left = effects.into_iter().zip(superseded).filter(|(_, superseded)| !superseded);
        left.filter_map(|(effect, _)| self.push(effect)).gather()
    }

    fn push(&mut self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Create { object, class, mut fields } => {
                if class == Class::Message {
                    let mut blank = self.blank.iter();
                    fields.retain(|field| blank.next() != Some(field));
                }
                self.begin(1);
                self.number(object.0);
                self.number(match class {
                    Class::Message => 0,
                    Class::Conversation => 1,
                    Class::Profile => 2,
                    Class::Group => 3,
                    Class::GroupMember => 4,
                    Class::Topic => 5,
                });
                self.members(&fields);
            }
            Effect::Patch { object, at, fields } => {
                self.begin(2);
                self.number(object.0);
                match at {
                    Some(at) => self.string(at),
                    None => self.raw("null,"),
                }
                self.members(&fields);
            }
            Effect::Release(object) => {
                self.begin(3);
                self.number(object.0);
            }
            Effect::Return { call, out } => {
                self.begin(4);
                self.number(call.0);
                self.out(&out);
            }
            Effect::Throw { call, error } => {
                self.begin(5);
                self.number(call.0);
                self.error(&error);
            }
            Effect::Resolve { call, out } => {
                self.begin(if matches!(out, Out::Itself(_)) { 12 } else { 6 });
                self.number(call.0);
                self.out(&out);
            }
            Effect::Reject { call, error } => {
                self.begin(7);
                self.number(call.0);
                self.error(&error);
            }
            Effect::Emit { event, data } => {
                self.begin(8);
                self.string(event);
                self.out(&data);
            }
            Effect::Log { level, text } => {
                self.begin(9);
                self.value(&Value::from(level));
                self.string(&text);
            }
            Effect::Upload { object, request } => {
                self.begin(10);
                self.number(object.0);
                self.value(&request);
            }
            Effect::StopUploads => self.begin(11),
            Effect::OpenSocket { .. }
            | Effect::SendFrame(_)
            | Effect::CloseSocket { .. }
            | Effect::Destroyed => {
                return Some(effect);
            }
        }
        self.end();
        None
    }

    /// The text; empty when there is nothing to do.
    pub fn finish(mut self) -> String {
        if self.text.is_empty() {
            return String::new();
        }
        self.close(']');
        self.text
    }

    fn begin(&mut self, what: u32) {
        self.text.push(if self.text.is_empty() { '[' } else { ',' });
        self.text.push('[');
        self.number(what);
    }

    fn end(&mut self) {
        self.close(']');
    }

    /// Every item is written with a comma after it; the last one gives its place to the bracket.
    fn close(&mut self, bracket: char) {
        if self.text.ends_with(',') {
            self.text.pop();
        }
        self.text.push(bracket);
    }

    fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn number(&mut self, number: u32) {
        self.value(&Value::from(number));
    }

    fn value(&mut self, value: &Value) {
        json::write(value, &mut self.text);
        self.raw(",");
    }

    fn string(&mut self, text: &str) {
        json::write_text(text, &mut self.text);
        self.raw(",");
    }

    /// The name of a member: an identifier, nothing to escape.
    fn name(&mut self, name: &str) {
        self.raw("\"");
        self.raw(name);
        self.raw("\"");
    }

    fn out(&mut self, out: &Out) {
        match out {
            Out::Undefined => self.raw("0"),
            Out::Itself(out) => return self.out(out),
            Out::Value(value) => {
                self.raw("[0,");
                self.value(value);
                self.end();
            }
            Out::Object(object) => {
                self.raw("[1,");
                self.number(object.0);
                self.end();
            }
            Out::Member(object, member) => {
                self.raw("[2,");
                self.number(object.0);
                self.string(member);
                self.end();
            }
            Out::Objects(objects) => {
                self.raw("[3,[");
                for object in objects {
                    self.number(object.0);
                }
                self.end();
                self.end();
            }
            Out::Fields(fields) => {
                self.raw("[4,");
                self.members(fields);
                self.end();
            }
        }
        self.raw(",");
    }

    /// Plain members as a JSON object, and after it those whose place is only kept in it.
    fn members(&mut self, fields: &Fields) {
        self.raw("{");
        for (key, out) in fields {
            self.name(key);
            self.raw(":");
            match out {
                Out::Value(value) => self.value(value),
                _ => self.raw("null,"),
            }
        }
        self.close('}');
        self.raw(",[");
        for (key, out) in fields {
            if !matches!(out, Out::Value(_)) {
                self.name(key);
                self.raw(",");
                self.out(out);
            }
        }
        self.end();
        self.raw(",");
    }

    fn error(&mut self, error: &Error) {
        self.value(&Value::from(error.code));
        self.string(&error.message);
        self.string(error.kind.as_str());
        self.raw("[4,");
        self.members(&error.data);
        self.end();
    }
}

/// How many patches that stay are compared with an earlier one. Frames taken in together patch the same few
/// conversations again and again; a change that patches a message each, of thousands, repeats nothing.
const COMPARED: usize = 128;

/// For each effect, whether it is a patch of members that a later one sets, too, as far as that is near.
fn superseded(effects: &[Effect]) -> Vec<bool> {
    let mut later: Vec<(ObjectId, Option<&str>, &Fields)> = Vec::new();
    let mut superseded: Vec<bool> = Vec::with_capacity(effects.len());
    for effect in effects.iter().rev() {
        let Effect::Patch { object, at, fields } = effect else {
            superseded.push(false);
            continue;
        };
        let covers = |(other, other_at, others): &(ObjectId, Option<&str>, &Fields)| {
            other == object
                && other_at == at
                && fields.iter().all(|(name, _)| others.iter().any(|(set, _)| set == name))
        };
        let is_superseded = later.iter().rev().take(COMPARED).any(covers);
        if !is_superseded {
            later.push((*object, *at, fields));
        }
        superseded.push(is_superseded);
    }
    superseded.reverse();
    superseded
}
