//! The members of the objects of groups, as tables: names in the order that applications see, and what they hold
//! until something is known. A [`Record`] is what such an object holds now, so that only changes cross.

use tim_proto::command::defaults;
use tim_proto::json::{Gather, Members, Value};

use super::super::effect::{Fields, Out};
use super::super::value::{list, text, words};

/// Names and what they hold at first, as [`defaults`] reads them; undefined where there is nothing.
pub type Table = &'static str;

pub static GROUP: Table = concat!(
    "groupID= name= avatar= type= introduction= notification= ownerID= createTime= infoSequence= lastInfoTime= ",
    "selfInfo ",
    r#"lastMessage={"lastTime":"","lastSequence":"","fromAccount":"","messageForShow":""} "#,
    "nextMessageSeq= memberCount= maxMemberCount= joinOption= inviteOption= groupCustomField=[] ",
    "muteAllMembers=false isSupportTopic=false _lastRevokedTime=0",
);

/// What the user is in a group.
pub static OWN: Table = "\
    messageRemindType= joinTime= nameCard= role= userID= memberCustomField readedSequence=0 \
    excludedUnreadSequenceList";

/// A topic of a community.
pub static TOPIC: Table = "\
    topicID= topicName= avatar= introduction= notification= unreadCount=0 muteAllMembers=false \
    customData= groupAtInfoList=[] nextMessageSeq=0 lastMessage selfInfo";

/// What the user is in a topic.
pub static OWN_IN_TOPIC: Table = "muteTime=0 readedSequence=0 messageRemindType= excludedUnreadSequenceList";

pub static MEMBER: Table = "\
    userID= avatar= nick= role= joinTime= lastSendMsgTime= nameCard= muteUntil=0 \
    memberCustomField=[]";

pub struct Record(Members<Value>);

impl Record {
    pub fn new(table: Table) -> Record {
        Record(defaults(table))
    }

    pub fn get(&self, name: &str) -> &Value {
        self.0.iter().find(|(known, _)| *known == name).map_or(&Value::NULL, |(_, value)| value)
    }

    pub fn text(&self, name: &str) -> &str {
        self.get(name).as_str().unwrap_or("")
    }

    pub fn number(&self, name: &str) -> u64 {
        self.get(name).as_u64().unwrap_or(0)
    }

    pub fn set(&mut self, name: &str, value: Value) {
        if let Some((_, held)) = self.0.iter_mut().find(|(known, _)| *known == name) {
            *held = value;
        }
    }

    /// All members, for a new object.
    pub fn fields(&self) -> Fields {
        let shown = |value: &Value| if value.is_null() { Out::Undefined } else { Out::Value(value.clone()) };
        self.0.iter().map(|(name, value)| (*name, shown(value))).gather().into()
    }

    /// Takes over what the news say, without what says nothing if `known_only`: the members that have changed.
    /// Custom members are merged by their keys.
    pub fn merge(&mut self, news: &Value, known_only: bool) -> Fields {
        let mut changed = Fields::new();
        for (name, held) in self.0.iter_mut() {
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
    for name in words("muteAllMembers isSupportTopic") {
        if let Some(value) = members.get_mut(name) {
            *value = (*value == "On" || value.as_u64() == Some(1) || value.as_bool() == Some(true)).into();
        }
    }
    // They stand in objects of their own, which are shared.
    for name in words("lastMessage selfInfo") {
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
