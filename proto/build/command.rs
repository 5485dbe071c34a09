//! `servcmds.json` → one static per command and the tables over all of them.

use std::fmt::Write;

use serde_json::Value;

use crate::facts::{Fallible, command_part, constant_name, object, read, rows, text};

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
        let head = constant_case(text(row, "head")?);
        let template = row.get("requestTemplate").map_or_else(|| "{}".to_owned(), Value::to_string);
        let has_response = maps.get(part).is_some_and(|map| map.get("response").is_some());
        let keys = if has_response {
            format!("&crate::keys::response::{}", constant_name(part))
        } else {
            "&crate::keys::EMPTY".to_owned()
        };
        writeln!(out, "/// `{servcmd}`{}.", note(row))?;
        writeln!(out, "pub static {name}: Command = Command {{")?;
        writeln!(out, "    servcmd: {servcmd:?}, head: Variant::{head}, keys: {keys},")?;
        writeln!(out, "    template: {template:?},\n}};")?;

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

fn constant_case(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn note(row: &Value) -> String {
    row.get("note")
        .and_then(Value::as_str)
        .map_or_else(String::new, |note| format!(": {}", note.replace('\n', " ")))
}
