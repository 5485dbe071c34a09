//! `constants-*.json` → `EVENT` and `TYPES` as the union of both API levels, and a constant per entry.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::facts::{Fallible, object, read};

pub fn tables() -> Fallible<String> {
    let new = read("constants-2.27.6.json")?;
    let old = read("constants-2.7.0.json")?;
    let mut out = String::new();

    let events = union(object(&new, "EVENT")?, object(&old, "EVENT")?);
    writeln!(out, "/// `TIM.EVENT`: (constant, event name).\npub static EVENT: &[(&str, &str)] = &[")?;
    for (name, value) in &events {
        writeln!(out, "    ({name:?}, {value}),")?;
    }
    writeln!(out, "];\n/// The event names one by one.\npub mod event {{")?;
    for (name, value) in &events {
        writeln!(out, "    pub const {name}: &str = {value};")?;
    }

    let types = union(object(&new, "TYPES")?, object(&old, "TYPES")?);
    writeln!(out, "}}\n/// `TIM.TYPES`: (constant, value).\npub static TYPES: &[(&str, Constant)] = &[")?;
    for (name, value) in &types {
        let kind = if value.is_string() { "Text" } else { "Number" };
        writeln!(out, "    ({name:?}, Constant::{kind}({value})),")?;
    }
    writeln!(out, "];\n/// The values of `TIM.TYPES` one by one.\npub mod types {{")?;
    for (name, value) in &types {
        let kind = if value.is_string() { "&str" } else { "i64" };
        writeln!(out, "    pub const {name}: {kind} = {value};")?;
    }
    writeln!(out, "}}")?;
    for (name, members) in [("EVENT", events), ("TYPES", types)] {
        let text = serde_json::to_string(&members.into_iter().collect::<Map<_, _>>())?;
        writeln!(
            out,
            "/// `TIM.{name}` as the text of a JSON object.\npub static {name}_JSON: &str = {text:?};"
        )?;
    }
    Ok(out)
}

/// The newer level first and in its order, then what only the older one has.
fn union(new: &Map<String, Value>, old: &Map<String, Value>) -> Vec<(String, Value)> {
    let only_old = old.iter().filter(|(name, _)| !new.contains_key(*name));
    new.iter().chain(only_old).map(|(name, value)| (name.clone(), value.clone())).collect()
}
