//! `keymaps.json` → key maps: the global ones, and one per command and direction. Each is one text, a line a
//! rename: a table of string pairs would bring sixteen bytes of addresses and lengths per rename into the page.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::facts::{Fallible, constant_name, object, read};

pub fn tables() -> Fallible<String> {
    let file = read("keymaps.json")?;
    let mut out = String::new();
    map(&mut out, "GLOBAL_REQUEST", object(&file, "globalRequest")?)?;
    map(&mut out, "GLOBAL_RESPONSE", object(&file, "globalResponse")?)?;
    for direction in ["request", "response"] {
        writeln!(out, "pub mod {direction} {{\n    use super::KeyMap;")?;
        let mut all = Vec::new();
        for (command, directions) in object(&file, "perCommand")? {
            if let Some(pairs) = directions.get(direction).and_then(Value::as_object) {
                map(&mut out, &constant_name(command), pairs)?;
                all.push(command);
            }
        }
        writeln!(out, "/// Every map by the command's name behind the first dot, in no particular order.")?;
        writeln!(out, "pub static ALL: &[(&str, &KeyMap)] = &[")?;
        for command in all {
            writeln!(out, "    ({command:?}, &{}),", constant_name(command))?;
        }
        writeln!(out, "];\n}}")?;
    }
    Ok(out)
}

fn map(out: &mut String, name: &str, pairs: &Map<String, Value>) -> Fallible<()> {
    writeln!(out, "pub static {name}: KeyMap = KeyMap {{ lines: {:?} }};", lines(pairs)?)?;
    Ok(())
}

pub fn lines(pairs: &Map<String, Value>) -> Fallible<String> {
    let mut sorted: Vec<(&str, &str)> = Vec::new();
    for (from, to) in pairs {
        sorted.push((from, to.as_str().ok_or_else(|| format!("{from} is renamed to no text"))?));
    }
    sorted.sort_unstable();
    Ok(sorted.iter().map(|(from, to)| format!("{from}\t{to}\n")).collect())
}
