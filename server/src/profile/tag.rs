//! The profile fields: their names on the wire and what a user may write into them.

use serde_json::Value;

use crate::core::{Refusal, code};
use crate::store::FieldValue;

pub(super) const NICK: &str = "Tag_Profile_IM_Nick";
pub(super) const AVATAR: &str = "Tag_Profile_IM_Image";
/// Prefix of fields that the operator's application defines.
const CUSTOM: &str = "Tag_Profile_Custom_";

/// Bytes of any text value.
const MAX_TEXT_BYTES: usize = 500;
/// Bytes of the location.
const MAX_LOCATION_BYTES: usize = 16;
/// Letters and digits of a custom field's name.
const MAX_CUSTOM_NAME: usize = 8;

enum Rule {
    Text {
        max_bytes: usize,
    },
    OneOf(&'static [&'static str]),
    Number,
    /// 0 or 1.
    Switch,
    /// Written by administrators only.
    Closed,
}

#[rustfmt::skip]
const STANDARD: &[(&str, Rule)] = &[
    (NICK,                             Rule::Text { max_bytes: MAX_TEXT_BYTES }),
    (AVATAR,                           Rule::Text { max_bytes: MAX_TEXT_BYTES }),
    ("Tag_Profile_IM_Gender",          Rule::OneOf(&["Gender_Type_Unknown", "Gender_Type_Female", "Gender_Type_Male"])),
    ("Tag_Profile_IM_BirthDay",        Rule::Number),
    ("Tag_Profile_IM_Location",        Rule::Text { max_bytes: MAX_LOCATION_BYTES }),
    ("Tag_Profile_IM_SelfSignature",   Rule::Text { max_bytes: MAX_TEXT_BYTES }),
    ("Tag_Profile_IM_AllowType",       Rule::OneOf(&["AllowType_Type_AllowAny", "AllowType_Type_NeedConfirm", "AllowType_Type_DenyAny"])),
    ("Tag_Profile_IM_Language",        Rule::Number),
    ("Tag_Profile_IM_MsgSettings",     Rule::Switch),
    ("Tag_Profile_IM_AdminForbidType", Rule::Closed),
    ("Tag_Profile_IM_Level",           Rule::Number),
    ("Tag_Profile_IM_Role",            Rule::Number),
];

/// The value to store, when a user may write it.
pub(super) fn check(tag: &str, value: &Value) -> Result<FieldValue, Refusal> {
    let rule = STANDARD.iter().find(|(name, _)| *name == tag).map(|(_, rule)| rule);
    match rule {
        Some(Rule::Text { max_bytes }) => text(tag, value, *max_bytes),
        Some(Rule::OneOf(allowed)) => match text(tag, value, MAX_TEXT_BYTES)? {
            FieldValue::Text(text) if !allowed.contains(&text.as_str()) => {
                Err(bad_value(tag, &format!("is none of {}", allowed.join(", "))))
            }
            value => Ok(value),
        },
        Some(Rule::Number) => number(tag, value).map(FieldValue::Number),
        Some(Rule::Switch) => match number(tag, value)? {
            switch @ (0 | 1) => Ok(FieldValue::Number(switch)),
            _ => Err(bad_value(tag, "is neither 0 nor 1")),
        },
        Some(Rule::Closed) => {
            Err(Refusal::new(code::PROFILE_NOT_WRITABLE, format!("{tag} is written by administrators only")))
        }
        None if is_custom(tag) => text(tag, value, MAX_TEXT_BYTES),
        None => Err(Refusal::new(code::PROFILE_UNKNOWN_TAG, format!("there is no profile field {tag}"))),
    }
}

pub(super) fn is_custom(tag: &str) -> bool {
    tag.strip_prefix(CUSTOM).is_some_and(|name| {
        (1..=MAX_CUSTOM_NAME).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

fn text(tag: &str, value: &Value, max_bytes: usize) -> Result<FieldValue, Refusal> {
    let text = value.as_str().ok_or_else(|| bad_type(tag, "text"))?;
    if text.len() > max_bytes {
        return Err(Refusal::new(
            code::PROFILE_TOO_LONG,
            format!("{tag} has {} bytes, {max_bytes} are allowed", text.len()),
        ));
    }
    Ok(FieldValue::Text(text.to_owned()))
}

fn number(tag: &str, value: &Value) -> Result<u32, Refusal> {
    value
        .as_u64()
        .and_then(|number| u32::try_from(number).ok())
        .ok_or_else(|| bad_type(tag, "a whole number of 32 bits"))
}

fn bad_type(tag: &str, wanted: &str) -> Refusal {
    Refusal::new(code::PROFILE_BAD_TYPE, format!("{tag} takes {wanted}"))
}

fn bad_value(tag: &str, fault: &str) -> Refusal {
    Refusal::new(code::PROFILE_BAD_VALUE, format!("{tag} {fault}"))
}
