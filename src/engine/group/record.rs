//! The members of the objects of groups, as tables: names in the order that applications see, and what they hold
//! until something is known. A [`Record`] is what such an object holds now, so that only changes cross.

use tim_proto::json::Gather;
use tim_proto::json::{Value, parse};

use super::super::effect::{Fields, Out};
use super::super::value::{list, text};

/// (name, JSON text of what it holds at first; `null` for undefined).
pub type Table = &'static [(&'static str, &'static str)];

pub static GROUP: Table = &[
    ("groupID", r#""""#),
    ("name", r#""""#),
    ("avatar", r#""""#),
    ("type", r#""""#),
    ("introduction", r#""""#),
    ("notification", r#""""#),
    ("ownerID", r#""""#),
    ("createTime", r#""""#),
    ("infoSequence", r#""""#),
    ("lastInfoTime", r#""""#),
    ("selfInfo", "null"),
    ("lastMessage", r#"{"lastTime":"","lastSequence":"","fromAccount":"","messageForShow":""}"#),
    ("nextMessageSeq", r#""""#),
    ("memberCount", r#""""#),
    ("maxMemberCount", r#""""#),
    ("joinOption", r#""""#),
    ("inviteOption", r#""""#),
    ("groupCustomField", "[]"),
    ("muteAllMembers", "false"),
    ("isSupportTopic", "false"),
    ("_lastRevokedTime", "0"),
];

/// What the user is in a group.
pub static OWN: Table = &[
    ("messageRemindType", r#""""#),
    ("joinTime", r#""""#),
    ("nameCard", r#""""#),
    ("role", r#""""#),
    ("userID", r#""""#),
    ("memberCustomField", "null"),
    ("readedSequence", "0"),
    ("excludedUnreadSequenceList", "null"),
];

/// A topic of a community.
pub static TOPIC: Table = &[
    ("topicID", r#""""#),
    ("topicName", r#""""#),
    ("avatar", r#""""#),
    ("introduction", r#""""#),
    ("notification", r#""""#),
    ("unreadCount", "0"),
    ("muteAllMembers", "false"),
    ("customData", r#""""#),
    ("groupAtInfoList", "[]"),
    ("nextMessageSeq", "0"),
    ("lastMessage", "null"),
    ("selfInfo", "null"),
];

/// What the user is in a topic.
pub static OWN_IN_TOPIC: Table = &[
    ("muteTime", "0"),
    ("readedSequence", "0"),
    ("messageRemindType", r#""""#),
    ("excludedUnreadSequenceList", "null"),
];

pub static MEMBER: Table = &[
    ("userID", r#""""#),
    ("avatar", r#""""#),
    ("nick", r#""""#),
    ("role", r#""""#),
    ("joinTime", r#""""#),
    ("lastSendMsgTime", r#""""#),
    ("nameCard", r#""""#),
    ("muteUntil", "0"),
    ("memberCustomField", "[]"),
];

pub struct Record {
    table: Table,
    values: Vec<Value>,
}

impl Record {
    pub fn new(table: Table) -> Record {
        let first = |default: &str| parse(default.as_bytes()).unwrap_or_default();
        Record { table, values: table.iter().map(|(_, default)| first(default)).gather() }
    }

    pub fn get(&self, name: &str) -> &Value {
        let at = self.table.iter().position(|(known, _)| *known == name);
        at.and_then(|at| self.values.get(at)).unwrap_or(&Value::NULL)
    }

    pub fn text(&self, name: &str) -> &str {
        self.get(name).as_str().unwrap_or("")
    }

    pub fn number(&self, name: &str) -> u64 {
        self.get(name).as_u64().unwrap_or(0)
    }

    pub fn set(&mut self, name: &str, value: Value) {
        let at = self.table.iter().position(|(known, _)| *known == name);
        if let Some(held) = at.and_then(|at| self.values.get_mut(at)) {
            *held = value;
        }
    }

    /// All members, for a new object.
    pub fn fields(&self) -> Fields {
        let shown = |value: &Value| if value.is_null() { Out::Undefined } else { Out::Value(value.clone()) };
        self.table.iter().zip(&self.values).map(|((name, _), value)| (*name, shown(value))).gather().into()
    }

    /// Takes over what the news say, without what says nothing if `known_only`: the members that have changed.
    /// Custom members are merged by their keys.
    pub fn merge(&mut self, news: &Value, known_only: bool) -> Fields {
        let mut changed = Fields::new();
        for ((name, _), held) in self.table.iter().zip(&mut self.values) {
            let Some(new) = news.get(name).filter(|new| !(new.is_null() || known_only && is_empty(new)))
            else {
                continue;
            };
            let new = if name.ends_with("CustomField") { merged(held, new) } else { new.clone() };
            if *held != new {
                held.clone_from(&new);
                changed.push((*name, Out::Value(new)));
            }
        }
        changed
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_str().is_some_and(str::is_empty) || value.as_u64() == Some(0)
}

/// Pairs `{key, value}`: new values of keys that are known, and new keys behind them.
fn merged(held: &Value, news: &Value) -> Value {
    let mut pairs = held.as_array().cloned().unwrap_or_default();
    for new in news.as_array().into_iter().flatten() {
        match pairs.iter_mut().find(|pair| text(pair, "key") == text(new, "key")) {
            Some(pair) => pair.clone_from(new),
            None => pairs.push(new.clone()),
        }
    }
    Value::from(pairs)
}

/// What an answer says of a group, in the form of the object's members.
pub fn normal(news: &mut Value) {
    let Some(members) = news.as_object_mut() else { return };
    let others = [
        ("memberNum", "memberCount"),
        ("maxMemberNum", "maxMemberCount"),
        ("groupName", "name"),
        ("shutUpAllMember", "muteAllMembers"),
    ];
    for (from, to) in others {
        if let Some(value) = members.remove(from) {
            members.insert(to, value);
        }
    }
    for name in ["muteAllMembers", "isSupportTopic"] {
        if let Some(value) = members.get_mut(name) {
            *value = (*value == "On" || value.as_u64() == Some(1) || value.as_bool() == Some(true)).into();
        }
    }
    // They stand in objects of their own, which are shared.
    for name in ["lastMessage", "selfInfo"] {
        members.remove(name);
    }
}

/// What a list of members says of one user.
pub fn item_of<'a>(members: &'a Value, name: &str, user: &str) -> Option<&'a Value> {
    list(members, name).iter().find(|member| text(member, "userID") == user)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tim_proto::json;

    #[test]
    fn only_changes_come_out_and_custom_members_are_merged() {
        let mut member = Record::new(MEMBER);
        let changed = |fields: Fields| fields.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        let news = json!({"userID": "bob", "role": "Admin", "other": 1, "memberCustomField": [{"key": "a", "value": "1"}]});
        assert_eq!(changed(member.merge(&news, true)), ["userID", "role", "memberCustomField"]);
        assert!(member.merge(&news, true).is_empty());
        let news = json!({"role": "", "nameCard": null, "memberCustomField": [{"key": "a", "value": "2"}, {"key": "b", "value": "3"}]});
        assert_eq!(changed(member.merge(&news, true)), ["memberCustomField"]);
        assert_eq!(member.text("role"), "Admin");
        assert_eq!(member.get("memberCustomField")[1]["value"], "3");
        assert_eq!(changed(member.merge(&news, false)), ["role"], "what says nothing may be meant");
    }
}
