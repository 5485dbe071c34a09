//! The members of a profile in one table: name for applications, tag on the wire, default, what is
//! allowed.

use tim_proto::code;
use tim_proto::constants::types;
use tim_proto::json::Gather;
use tim_proto::json::{Map, Members, Value};

use super::super::effect::{Fields, Out};
use super::super::error::Error;
use super::super::value::{contains, empty_list, list, object, text};

/// What a member may hold.
enum Allowed {
    /// Text of at most so many bytes, counted as two for each UTF-16 unit as the official client does.
    Text {
        at_most: usize,
    },
    Number,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// 0 or 1.
    Bit,
}

struct Field {
    name: &'static str,
    tag: &'static str,
    default: fn() -> Value,
    allowed: Allowed,
}

/// As long as a text may be that has no limit of its own here: the server has the last word.
const UNLIMITED: usize = usize::MAX;

static FIELDS: [Field; 12] = [
    Field {
        name: "nick",
        tag: "Tag_Profile_IM_Nick",
        default: no_text,
        allowed: Allowed::Text { at_most: 500 },
    },
    Field {
        name: "gender",
        tag: "Tag_Profile_IM_Gender",
        default: no_text,
        allowed: Allowed::OneOf(&[types::GENDER_UNKNOWN, types::GENDER_FEMALE, types::GENDER_MALE]),
    },
    Field { name: "birthday", tag: "Tag_Profile_IM_BirthDay", default: zero, allowed: Allowed::Number },
    Field {
        name: "location",
        tag: "Tag_Profile_IM_Location",
        default: no_text,
        allowed: Allowed::Text { at_most: UNLIMITED },
    },
    Field {
        name: "selfSignature",
        tag: "Tag_Profile_IM_SelfSignature",
        default: no_text,
        allowed: Allowed::Text { at_most: UNLIMITED },
    },
    Field {
        name: "allowType",
        tag: "Tag_Profile_IM_AllowType",
        default: || types::ALLOW_TYPE_ALLOW_ANY.into(),
        allowed: Allowed::OneOf(&[
            types::ALLOW_TYPE_ALLOW_ANY,
            types::ALLOW_TYPE_NEED_CONFIRM,
            types::ALLOW_TYPE_DENY_ANY,
        ]),
    },
    Field { name: "language", tag: "Tag_Profile_IM_Language", default: zero, allowed: Allowed::Number },
    Field {
        name: "avatar",
        tag: "Tag_Profile_IM_Image",
        default: no_text,
        allowed: Allowed::Text { at_most: UNLIMITED },
    },
    Field {
        name: "messageSettings",
        tag: "Tag_Profile_IM_MsgSettings",
        default: zero,
        allowed: Allowed::Bit,
    },
    Field {
        name: "adminForbidType",
        tag: "Tag_Profile_IM_AdminForbidType",
        default: || types::FORBID_TYPE_NONE.into(),
        allowed: Allowed::OneOf(&[types::FORBID_TYPE_NONE, types::FORBID_TYPE_SEND_OUT]),
    },
    Field { name: "level", tag: "Tag_Profile_IM_Level", default: zero, allowed: Allowed::Number },
    Field { name: "role", tag: "Tag_Profile_IM_Role", default: zero, allowed: Allowed::Number },
];

/// Tags of an application's own members start so.
const CUSTOM: &str = "Tag_Profile_Custom";

fn no_text() -> Value {
    "".into()
}

fn zero() -> Value {
    0.into()
}

/// The members of a profile of which only the owner is known, in the order that applications see.
pub fn blank(user_id: &str) -> Fields {
    let mut fields: Fields = members![("userID", user_id)];
    fields.extend(FIELDS.iter().map(|field| (field.name, Out::Value((field.default)()))));
    fields.push(("lastUpdatedTime", Out::Value(0.into())));
    fields.push(("profileCustomField", Out::Value(empty_list())));
    fields
}

/// What is known of a profile: members by their names, and the custom members.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    members: Members<Value>,
    custom: Vec<(String, Value)>,
}

impl Found {
    /// An item of an answer: `{To_Account, ProfileItem: [{Tag, Value}]}`. `None`: the user does not exist.
    pub fn from_wire(item: &Value) -> Option<(String, Found)> {
        let user = text(item, "To_Account");
        if user.is_empty() || user == "@TLS#NOT_FOUND" {
            return None;
        }
        let mut found = Found::default();
        for item in list(item, "ProfileItem") {
            found.take(item, item.get("Value"));
        }
        Some((user.to_owned(), found))
    }

    /// A change as it is pushed: `{Tag, ValueBytes | ValueNum}` each.
    pub fn from_push(change: &Value) -> Found {
        let mut found = Found::default();
        for item in list(change, "ProfileList") {
            found.take(item, item.get("ValueBytes").or_else(|| item.get("ValueNum")));
        }
        found
    }

    /// What a message or a list tells of its author.
    pub fn named(nick: &str, avatar: &str) -> Found {
        Found { members: members![("nick", nick), ("avatar", avatar)], custom: Vec::new() }
    }

    /// What an application asks `updateMyProfile` to change, checked, and its form on the wire.
    pub fn from_options(options: &Value) -> Result<(Found, Vec<Value>), Error> {
        let refuse = |what: String| {
            Error::because(code::UPDATE_PROFILE_INVALID_PARAM, format!("updateMyProfile: {what}"))
        };
        let options = options.as_object().filter(|options| !options.is_empty());
        let options =
            options.ok_or_else(|| refuse("expected an object with the members to change".to_owned()))?;
        let mut found = Found::default();
        let mut items = Vec::new();
        for (name, value) in options {
            if name == "profileCustomField" {
                for custom in value.as_array().into_iter().flatten() {
                    let (key, value) = custom_item(custom).map_err(refuse)?;
                    items.push(tagged(&key, value.into()));
                    found.put_custom(&key, value.into());
                }
                continue;
            }
            let field = FIELDS.iter().find(|field| field.name == name);
            let field = field.ok_or_else(|| refuse(format!("a profile has no member {name}")))?;
            field.allowed.check(value).map_err(|expected| refuse(format!("{name} must be {expected}")))?;
            items.push(tagged(field.tag, value.clone()));
            found.put(field.name, value.clone());
        }
        if items.is_empty() {
            return Err(Error::client(code::UPDATE_PROFILE_NO_KEY));
        }
        Ok((found, items))
    }

    fn take(&mut self, item: &Value, value: Option<&Value>) {
        let tag = text(item, "Tag");
        let Some(value) = value else { return };
        if let Some(field) = FIELDS.iter().find(|field| field.tag == tag) {
            self.put(field.name, value.clone());
        } else if tag.starts_with(CUSTOM) {
            self.put_custom(tag, value.clone());
        }
    }

    fn put(&mut self, name: &'static str, value: Value) -> bool {
        match self.members.iter_mut().find(|(known, _)| *known == name) {
            Some(member) => std::mem::replace(&mut member.1, value.clone()) != value,
            None => {
                let default = FIELDS.iter().find(|field| field.name == name).map(|field| (field.default)());
                let changed = default.as_ref() != Some(&value);
                self.members.push((name, value));
                changed
            }
        }
    }

    fn put_custom(&mut self, key: &str, value: Value) -> bool {
        match self.custom.iter_mut().find(|(known, _)| known == key) {
            Some(member) => std::mem::replace(&mut member.1, value.clone()) != value,
            None => {
                self.custom.push((key.to_owned(), value));
                true
            }
        }
    }

    /// Takes over what the other one says. Whether that changed anything.
    pub fn merge(&mut self, other: Found) -> bool {
        let mut changed = false;
        for (name, value) in other.members {
            changed |= self.put(name, value);
        }
        for (key, value) in other.custom {
            changed |= self.put_custom(&key, value);
        }
        changed
    }

    /// A member, if something is said of it.
    pub fn told(&self, name: &str) -> Option<&Value> {
        self.members.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// A text member; empty when it is not known.
    pub fn text(&self, name: &str) -> &str {
        self.told(name).and_then(Value::as_str).unwrap_or("")
    }

    /// The members of the profile object.
    pub fn members(&self) -> Fields {
        let mut fields: Fields =
            self.members.iter().map(|(name, value)| (*name, Out::Value(value.clone()))).gather().into();
        if !self.custom.is_empty() {
            let items = self
                .custom
                .iter()
                .map(|(key, value)| object(members![("key", key.as_str()), ("value", value.clone())]));
            fields.push(("profileCustomField", Out::Value(items.collect())));
        }
        fields
    }
}

fn tagged(tag: &str, value: Value) -> Value {
    object(members![("Tag", tag), ("Value", value)])
}

fn custom_item(item: &Value) -> Result<(String, &str), String> {
    let text = |key: &str| item.as_object().and_then(|item: &Map| item.get(key)).and_then(Value::as_str);
    let key = text("key").filter(|key| contains(key, CUSTOM));
    let key =
        key.ok_or_else(|| format!("profileCustomField: key must be a string that contains {CUSTOM}"))?;
    let value =
        text("value").ok_or_else(|| format!("profileCustomField: value of {key} must be a string"))?;
    Ok((key.to_owned(), value))
}

impl Allowed {
    /// What was expected, if this is something else.
    fn check(&self, value: &Value) -> Result<(), String> {
        let (fits, expected) = match self {
            Allowed::Text { at_most } => {
                let units = value.as_str().map(|text| text.encode_utf16().count().saturating_mul(2));
                let expected = match *at_most {
                    UNLIMITED => "a string".to_owned(),
                    limit => format!("a string of at most {} characters", limit / 2),
                };
                (units.is_some_and(|units| units <= *at_most), expected)
            }
            Allowed::Number => (value.is_number(), "a number".to_owned()),
            Allowed::OneOf(texts) => {
                (value.as_str().is_some_and(|text| texts.contains(&text)), one_of(texts))
            }
            Allowed::Bit => (matches!(value.as_u64(), Some(0 | 1)), "0 or 1".to_owned()),
        };
        if fits { Ok(()) } else { Err(expected) }
    }
}

fn one_of(texts: &[&str]) -> String {
    let mut expected = String::from("one of");
    for text in texts {
        expected.push(' ');
        expected.push_str(text);
    }
    expected
}

#[cfg(test)]
mod tests {
    use super::*;
    use tim_proto::json;

    fn refused(options: Value) -> i64 {
        Found::from_options(&options).map(|_| 0).unwrap_or_else(|error| error.code)
    }

    #[test]
    fn updates_are_checked_member_by_member() {
        for (options, expected) in [
            (json!({"nick": "x".repeat(250)}), 0),
            (json!({"nick": "x".repeat(251)}), 2721),
            (json!({"nick": ""}), 0),
            (json!({"nick": 5}), 2721),
            (json!({"nick": null}), 2721),
            (json!({"gender": "Gender_Type_Male"}), 0),
            (json!({"gender": "male"}), 2721),
            (json!({"birthday": 0}), 0),
            (json!({"messageSettings": 1}), 0),
            (json!({"messageSettings": 2}), 2721),
            (json!({"colour": "red"}), 2721),
            (json!({}), 2721),
            (json!({"profileCustomField": []}), 2722),
            (json!({"profileCustomField": [{"key": "Tag_Profile_Custom_A", "value": "x"}]}), 0),
            (json!({"profileCustomField": [{"key": "A", "value": "x"}]}), 2721),
            (json!({"profileCustomField": [{"key": "Tag_Profile_Custom_A", "value": 1}]}), 2721),
        ] {
            assert_eq!(refused(options.clone()), expected, "{options}");
        }
    }

    #[test]
    fn a_merge_says_whether_it_changed_anything() {
        let nick = |nick: &str| Found::from_options(&json!({ "nick": nick })).unwrap().0;
        let mut found = Found::default();
        assert!(!found.merge(nick("")), "the default is no change");
        assert!(found.merge(nick("a")));
        assert!(!found.merge(nick("a")));
        assert_eq!(found.text("nick"), "a");
    }
}
