//! `client-errors.json`, `client-texts.json` and `server-errors.json` → code constants and their texts. The codes that
//! this SDK never raises have neither: a page need not download their texts, and raising one does not compile.

use std::collections::HashSet;
use std::fmt::Write;

use serde_json::Value;

use crate::facts::{Fallible, number, object, read, rows, text};

pub fn tables() -> Fallible<String> {
    let client = read("client-errors.json")?;
    let texts = read("client-texts.json")?;
    let unraised: Vec<i64> =
        rows(texts.get("unraised").ok_or("client-texts.json has no list of unraised codes")?)?
            .iter()
            .filter_map(Value::as_i64)
            .collect();
    let texts = object(&texts, "texts")?;
    let mut out = String::new();
    let mut names = HashSet::new();
    let mut lines = String::new();
    let mut listed = String::new();

    for row in rows(&client)? {
        let code = number(row, "code")?;
        if unraised.contains(&code) {
            continue;
        }
        let meaning = text(row, "meaning")?;
        let name = match row.get("name").and_then(Value::as_str) {
            Some(name) if names.insert(name.to_owned()) => name.to_owned(),
            _ => format!("CODE_{code}"),
        };
        writeln!(out, "/// {meaning}\npub const {name}: i64 = {code};")?;
        writeln!(listed, "    ({name:?}, {name}),")?;
        let ours = texts.get(&code.to_string()).and_then(Value::as_str);
        writeln!(lines, "{code}\t{}", ours.map_or_else(|| sentence(meaning), str::to_owned))?;
    }
    writeln!(out, "static TEXTS: KeyMap = KeyMap {{ lines: {lines:?} }};")?;
    writeln!(out, "#[cfg(test)]\nstatic NAMES: &[(&str, i64)] = &[\n{listed}];")?;
    let mut codes: HashSet<String> = rows(&client)?.iter().map(|row| row["code"].to_string()).collect();
    if let Some(stray) = unraised.iter().find(|code| !codes.remove(&code.to_string())) {
        return Err(format!("client-texts.json lists the unknown code {stray} as unraised").into());
    }
    if let Some(stray) = texts.keys().find(|code| !codes.contains(*code)) {
        return Err(format!("client-texts.json has a text for the unknown or unraised code {stray}").into());
    }

    let server = read("server-errors.json")?;
    let mut ranges = Vec::new();
    for row in rows(&server)? {
        let first = number(row, "code")?;
        let last = if row.get("code_to").is_some() { number(row, "code_to")? } else { first };
        ranges.push((first, last, text(row, "meaning")?));
    }
    ranges.sort_unstable();
    writeln!(out, "/// (first code, last code, meaning), sorted, without overlaps.")?;
    writeln!(out, "static SERVER_MEANINGS: &[(i64, i64, &str)] = &[")?;
    for (first, last, meaning) in ranges {
        writeln!(out, "    ({first}, {last}, {meaning:?}),")?;
    }
    writeln!(out, "];")?;
    Ok(out)
}

/// A meaning of the fact file as a sentence for an application's log. Names keep their small letter.
fn sentence(meaning: &str) -> String {
    let is_name = meaning.split(' ').next().is_some_and(|word| word.contains(|c: char| c.is_uppercase()));
    let mut letters = meaning.chars();
    let first = letters.next().map(|first| if is_name { first } else { first.to_ascii_uppercase() });
    first.into_iter().chain(letters).chain(['.']).collect()
}
