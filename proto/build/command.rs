//! `servcmds.json` → one static per command and the tables over all of them. A command is one text: a static of four
//! texts would bring four addresses and lengths into the page.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::facts::{Fallible, command_part, constant_name, object, read, rows, text};
use crate::keys::lines;

pub fn tables() -> Fallible<String> {
    let file = read("servcmds.json")?;
    let maps = read("keymaps.json")?;
    let maps = object(&maps, "perCommand")?;
    let mut out = String::new();
    let mut by_name = Vec::new();
    let mut community = Vec::new();
    let mut all = Vec::new();

    for row in rows(&file)? {
        let servcmd = text(row, "servcmd")?;
        let part = command_part(servcmd);
        let name = command_name(row, rows(&file)?)?;
        let head = head_letter(text(row, "head")?)?;
        let template =
            row.get("requestTemplate").and_then(Value::as_object).map_or(Ok(String::new()), template)?;
        let keys = match maps.get(part).and_then(|map| map.get("response")) {
            Some(_) => lines(object(&maps[part], "response")?)?,
            None => String::new(),
        };
        writeln!(out, "/// `{servcmd}`{}.", note(row))?;
        let text = format!("{head}{servcmd}\n{template}\n{keys}");
        writeln!(out, "pub static {name}: Command = Command {{ keys: KeyMap {{ lines: {text:?} }} }};")?;

        all.push(name.clone());
        if name == constant_name(servcmd) {
            by_name.push((servcmd, name));
        }
        if let Some(variant) = row.get("communityVariant").and_then(Value::as_str) {
            community.push((servcmd, variant));
        }
    }

    by_name.sort_unstable();
    writeln!(out, "/// The commands by servcmd, sorted.\nstatic BY_NAME: &[(&str, &Command)] = &[")?;
    for (servcmd, name) in by_name {
        writeln!(out, "    ({servcmd:?}, &{name}),")?;
    }
    writeln!(out, "];\n/// Every command, in the order of the fact file.\npub static ALL: &[&Command] = &[")?;
    for name in all {
        writeln!(out, "    &{name},")?;
    }
    community.sort_unstable();
    community.dedup();
    writeln!(out, "];\nstatic COMMUNITY: &[(&str, &str)] = &[")?;
    for (servcmd, variant) in community {
        writeln!(out, "    ({servcmd:?}, {variant:?}),")?;
    }
    writeln!(out, "];")?;
    Ok(out)
}

/// Several rows may share one servcmd, with different templates: the first row without an internal
/// name takes the wire's name, the others take `<service>_<internal name>`.
fn command_name(row: &Value, all: &[Value]) -> Fallible<String> {
    let servcmd = text(row, "servcmd")?;
    let shared = all.iter().filter(|other| other.get("servcmd") == row.get("servcmd")).count() > 1;
    match row.get("internalName").and_then(Value::as_str) {
        Some(internal) if shared => {
            let service = servcmd.split_once('.').map_or(servcmd, |(service, _)| service);
            Ok(constant_name(&format!("{service}.{internal}")))
        }
        _ => Ok(constant_name(servcmd)),
    }
}

/// What is left out unless the caller gives it, as the fact file has it.
const OPTIONAL: &str = "(optional)";

/// The members of a request and their defaults, as `command::defaults` reads them.
fn template(facts: &Map<String, Value>) -> Fallible<String> {
    let members = facts.iter().map(|(key, value)| {
        let default = match value {
            optional if is_optional(optional) => String::new(),
            Value::String(text) if text.is_empty() => "=".to_owned(),
            value => format!("={}", without_optional(value)),
        };
        let is_plain = !format!("{key}{default}").contains([' ', '\t', '\n']) && !key.contains('=');
        is_plain
            .then(|| key.clone() + &default)
            .ok_or_else(|| format!("{key}{default} has separators in it").into())
    });
    Ok(members.collect::<Fallible<Vec<_>>>()?.join(" "))
}

fn is_optional(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some(OPTIONAL)
}

fn without_optional(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_optional).collect(),
        Value::Object(members) => {
            let kept = members.iter().filter(|(_, value)| !is_optional(value));
            kept.map(|(key, value)| (key.clone(), without_optional(value))).collect::<Map<_, _>>().into()
        }
        plain => plain.clone(),
    }
}

/// How `Command::head` tells the variants apart.
fn head_letter(head: &str) -> Fallible<char> {
    match head {
        "common" | "signed" | "report" | "anonymous" => Ok(head.chars().next().ok_or("no head")?),
        _ => Err(format!("{head} is no head").into()),
    }
}

fn note(row: &Value) -> String {
    row.get("note")
        .and_then(Value::as_str)
        .map_or_else(String::new, |note| format!(": {}", note.replace('\n', " ")))
}
