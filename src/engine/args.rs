//! The arguments of a method that passed their checks, read by path.

use tim_proto::json::{Gather, Value};

use super::effect::{Arg, Given, ObjectId};
use super::value::{NO_TEXT, at};

pub struct Args(Vec<Arg>);

impl Args {
    pub fn new(args: Vec<Arg>) -> Args {
        Args(args)
    }

    /// Options that the SDK itself gives.
    pub fn of(options: Value) -> Args {
        Args(vec![Arg::Value(options)])
    }

    /// A member of the options.
    pub fn get(&self, path: &str) -> Option<&Value> {
        match self.0.first() {
            Some(Arg::Value(options)) => at(options, path).filter(|value| !value.is_null()),
            _ => None,
        }
    }

    /// A text member; empty when it is not given.
    pub fn text(&self, path: &str) -> &String {
        self.get(path).and_then(Value::as_string).unwrap_or(&NO_TEXT)
    }

    /// The texts of an array member, at most so many.
    pub fn texts(&self, path: &str, at_most: usize) -> Vec<String> {
        let items = self.get(path).and_then(Value::as_array).into_iter().flatten();
        items.take(at_most).filter_map(Value::as_str).map(str::to_owned).gather()
    }

    pub fn flag(&self, path: &str) -> bool {
        self.get(path).is_some_and(|value| *value == true)
    }

    /// The first argument itself as text, or this member of it.
    pub fn text_or(&self, path: &str) -> &String {
        match self.0.first() {
            Some(Arg::Value(value)) => value.as_string().unwrap_or_else(|| self.text(path)),
            _ => self.text(path),
        }
    }

    /// The first argument as plain data; null when it is not given.
    pub fn first(&self) -> Value {
        self.value(0)
    }

    pub fn second(&self) -> Value {
        self.value(1)
    }

    fn value(&self, at: usize) -> Value {
        match self.0.get(at) {
            Some(Arg::Value(value)) => value.clone(),
            _ => Value::NULL,
        }
    }

    /// The Messages that the first argument is, or has in it.
    pub fn messages(&self) -> &[Given] {
        self.0.first().map(messages_of).unwrap_or_default()
    }

    /// The Message that is the first argument.
    pub fn message(&self) -> Option<ObjectId> {
        self.messages().first().map(|given| given.object)
    }

    /// What that Message holds; null when there is none.
    pub fn message_fields(&self) -> &Value {
        self.messages().first().map_or(&Value::NULL, |given| &given.fields)
    }

    /// The names of the Messages in these arguments.
    pub fn objects(args: &[Arg]) -> Vec<ObjectId> {
        args.iter().flat_map(messages_of).map(|given| given.object).gather()
    }
}

fn messages_of(arg: &Arg) -> &[Given] {
    match arg {
        Arg::Message(given) => std::slice::from_ref(given),
        Arg::Messages(given) => given,
        Arg::Value(_) | Arg::Undefined | Arg::Opaque(_) => &[],
    }
}
