//! Arguments as `values.js` wrote them, read into what the engine takes.

use tim_proto::json::Gather;
use tim_proto::json::{Map, Node, Value, parse};

use crate::engine::Engine;
use crate::engine::effect::{Arg, Given};

use super::program::Program;

/// How error messages name an object that cannot be written as JSON.
const NO_JSON_FORM: &str = "an object that has no JSON form";

/// Reads the text of a call's arguments. Messages are named to the engine, and their names to
/// JavaScript. Text that cannot be read (nested deeper than 128 levels) makes one opaque argument.
pub fn read(text: &str, engine: &mut Engine, program: &mut Program<'_>) -> Vec<Arg> {
    let Some(forms) = parse(text.as_bytes()).ok().and_then(Value::into_array) else {
        return vec![Arg::Opaque(NO_JSON_FORM)];
    };
    let read = |(index, form): (usize, Value)| match form.into_node() {
        Some(Node::Object(form)) => tagged(form, index, engine, program),
        Some(Node::String(name)) => Arg::Opaque(opaque(&name)),
        _ => Arg::Undefined,
    };
    forms.into_iter().enumerate().map(read).gather()
}

fn tagged(mut form: Map, index: usize, engine: &mut Engine, program: &mut Program<'_>) -> Arg {
    let mut adopt = |fields, item| {
        let object = engine.adopt();
        program.adopt(object, index, item);
        Given { object, fields }
    };
    if let Some(fields) = form.remove("m") {
        return Arg::Message(adopt(fields, None));
    }
    if let Some(items) = form.remove("l").and_then(Value::into_array) {
        let items = items.into_iter().enumerate().filter(|(_, fields)| !fields.is_null());
        return Arg::Messages(items.map(|(item, fields)| adopt(fields, Some(item))).gather());
    }
    Arg::Value(form.remove("v").unwrap_or(Value::NULL))
}

fn opaque(name: &str) -> &'static str {
    match name {
        "function" => "function",
        "symbol" => "symbol",
        "bigint" => "bigint",
        _ => NO_JSON_FORM,
    }
}
