//! Values into compact JSON text.

use super::{Map, Node, Number, Value};

/// Appends a value's text.
pub fn write(value: &Value, to: &mut String) {
    let Some(node) = value.node() else { return to.push_str("null") };
    match node {
        Node::Bool(true) => to.push_str("true"),
        Node::Bool(false) => to.push_str("false"),
        Node::Number(number) => write_number(number, to),
        Node::String(text) => write_text(text, to),
        Node::Array(items) => {
            let mut open = '[';
            for item in items {
                to.push(std::mem::replace(&mut open, ','));
                write(item, to);
            }
            close(items.is_empty(), "[]", to);
        }
        Node::Object(members) => write_members(members, to),
    }
}

/// Appends the text of an object.
pub fn write_members(members: &Map, to: &mut String) {
    let mut open = '{';
    for (key, member) in members.iter() {
        to.push(std::mem::replace(&mut open, ','));
        write_text(key, to);
        to.push(':');
        write(member, to);
    }
    close(members.is_empty(), "{}", to);
}

/// The closing bracket; both, where nothing stands between them.
fn close(empty: bool, brackets: &str, to: &mut String) {
    to.push_str(if empty { brackets } else { brackets.get(1..).unwrap_or_default() });
}

fn write_number(number: &Number, to: &mut String) {
    match number {
        Number::Whole(number) => write_digits(*number, to),
        Number::Negative(number) => {
            to.push('-');
            write_digits(number.unsigned_abs(), to);
        }
        Number::Other(text) => to.push_str(text),
    }
}

fn write_digits(number: u64, to: &mut String) {
    let mut digits = [b'0'; 20];
    let mut rest = number;
    let mut from = digits.len();
    for (at, digit) in digits.iter_mut().enumerate().rev() {
        *digit = b'0'.wrapping_add((rest % 10) as u8);
        rest /= 10;
        from = at;
        if rest == 0 {
            break;
        }
    }
    to.push_str(digits.get(from..).and_then(|digits| str::from_utf8(digits).ok()).unwrap_or_default());
}

/// Appends a text in quotes, with what has to be escaped escaped.
pub fn write_text(text: &str, to: &mut String) {
    to.reserve(text.len().saturating_add(2));
    to.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)) {
        let (plain, from_special) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let mut letters = from_special.chars();
        to.push_str(plain);
        write_escaped(letters.next().unwrap_or_default(), to);
        rest = letters.as_str();
    }
    to.push_str(rest);
    to.push('"');
}

fn write_escaped(special: char, to: &mut String) {
    to.push('\\');
    let short = match special {
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        '"' | '\\' => special,
        control => {
            let code = u32::from(control);
            to.push_str("u00");
            to.push(if code < 0x10 { '0' } else { '1' });
            return to.push(char::from_digit(code & 0xf, 16).unwrap_or('0'));
        }
    };
    to.push(short);
}
