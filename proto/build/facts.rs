//! Reading the fact files, and the few ways of writing Rust that every table needs.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use serde_json::{Map, Value};

pub type Fallible<T> = Result<T, Box<dyn Error>>;

/// A file of `data/`, parsed.
pub fn read(name: &str) -> Fallible<Value> {
    let path = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("data").join(name);
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?)
}

pub fn text<'a>(row: &'a Value, member: &str) -> Fallible<&'a str> {
    let found = row.get(member).and_then(Value::as_str);
    Ok(found.ok_or_else(|| format!("no text {member} in {row}"))?)
}

pub fn number(row: &Value, member: &str) -> Fallible<i64> {
    let found = row.get(member).and_then(Value::as_i64);
    Ok(found.ok_or_else(|| format!("no number {member} in {row}"))?)
}

pub fn object<'a>(row: &'a Value, member: &str) -> Fallible<&'a Map<String, Value>> {
    let found = row.get(member).and_then(Value::as_object);
    Ok(found.ok_or_else(|| format!("no object {member}"))?)
}

pub fn rows(value: &Value) -> Fallible<&Vec<Value>> {
    Ok(value.as_array().ok_or("not an array of rows")?)
}

/// `im_open_status.wslogin` → `IM_OPEN_STATUS_WSLOGIN`.
pub fn constant_name(wire: &str) -> String {
    wire.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

/// What selects the key maps of a command: its name behind the first dot.
pub fn command_part(servcmd: &str) -> &str {
    servcmd.split_once('.').map_or(servcmd, |(_, command)| command)
}
