//! Tips: what is told to all members of a group, as messages of it. What they say, and what they change here.

use tim_proto::command;
use tim_proto::constants::types;
use tim_proto::json::Gather;
use tim_proto::json::{Map, Value};
use tim_proto::keys::translate;

use super::super::event::ListEvent;
use super::super::message::{News, group_of};
use super::super::state::State;
use super::super::value::{at, is_among, list, number, object, text, words};
use super::conversation_id;

/// `OpType` of tips that change something here.
const JOINED: u64 = 1;
const QUIT: u64 = 2;
const KICKED: u64 = 3;
const ADMIN: u64 = 4;
const ADMIN_NO_MORE: u64 = 5;
const PROFILE: u64 = 6;
const MUTED: u64 = 7;
const TOPIC: u64 = 8;

/// What a tip is not shown to say.
const HIDDEN: &str = "operatorInfo onlineMemberInfo remarkInfo memberExtraInfo memberInfoList";

/// What a tip or a notice says, as the element of a message.
pub fn element(wire: &Value) -> Value {
    let body = wire.get("MsgBody").cloned().unwrap_or_default();
    let is_notice = body.get("ReportType").is_some();
    let said = translate(body, &command::IM_OPEN_PUSH_MSG_PUSH.keys).into_object().unwrap_or_default();
    let mut content = if is_notice { notice(said) } else { tip(said) };
    let info = wire.get("GroupInfo").cloned().unwrap_or_default();
    let info = translate(info, &command::IM_OPEN_PUSH_MSG_PUSH.keys);
    // Applications look for the name under either.
    let names = if is_notice { "groupID name groupName from to" } else { "groupID groupName from to" };
    let group = words(names).filter_map(|name| {
        let told = info.get(if name == "name" { "groupName" } else { name })?;
        Some((name, told.clone()))
    });
    content.insert("groupProfile", object(group.gather().into()));
    let kind = if is_notice { types::MSG_GRP_SYS_NOTICE } else { types::MSG_GRP_TIP };
    object(members![("type", kind), ("content", Value::from(content))])
}

fn notice(mut said: Map) -> Map {
    said.remove("memberInfoList");
    said.into_iter()
        .map(|(key, value)| (if key == "remarkInfo" { "handleMessage".into() } else { key }, value))
        .collect()
}

fn tip(said: Map) -> Map {
    let members = members(&Value::from(said.clone()));
    let operator = said.get("operatorID").cloned().unwrap_or_default();
    let mut content = Map::new();
    for (key, mut value) in said {
        match key.as_ref() {
            "newGroupProfile" => {
                if let Some(mute) =
                    value.as_object_mut().and_then(|profile| profile.get_mut("muteAllMembers"))
                {
                    *mute = (mute.as_u64() == Some(1)).into();
                }
            }
            "memberNum" => content.insert("memberCount", value.clone()),
            "msgMemberInfo" => continue,
            hidden if is_among(HIDDEN, hidden) => continue,
            _ => {}
        }
        content.insert(key, value);
    }
    if !content.contains_key("userIDList") {
        content.insert("userIDList", Value::from(vec![operator]));
    }
    if !members.is_empty() {
        content.insert("memberList", Value::from(members));
    }
    content
}

/// Who a tip is about: what it says of each in either of its lists.
fn members(said: &Value) -> Vec<Value> {
    let mut members: Vec<Map> = Vec::new();
    let reason = at(said, "memberExtraInfo.reason").filter(|_| said.get("msgMemberInfo").is_some());
    for item in words("msgMemberInfo memberInfoList").flat_map(|key| list(said, key)) {
        let Some(item) = item.as_object() else { continue };
        let user = item.get("userID");
        match members.iter_mut().find(|known| known.get("userID") == user) {
            Some(known) => item.iter().for_each(|(key, value)| known.insert(key.to_owned(), value.clone())),
            None => members.push(item.clone()),
        }
    }
    let reasoned = members.into_iter().map(|mut member| {
        if let Some(reason) = reason {
            member.insert("reason", reason.clone());
        }
        Value::from(member)
    });
    reasoned.gather()
}

/// Whose name and picture a tip shows: the first member it is about, or who has done it.
pub fn subject(wire: &Value) -> Option<&Value> {
    let body = wire.get("MsgBody")?;
    let about = list(body, "MsgMemberExtraInfo").first();
    match number(body, "OpType") {
        JOINED | KICKED | ADMIN | ADMIN_NO_MORE if about.is_some() => about,
        _ if about.is_some() => None,
        _ => body.get("MsgOperatorMemberExtraInfo"),
    }
}

impl State {
    /// What a tip changes, after it was told. What was missed is younger in the list of groups, which came with the
    /// connection: of it only members learn.
    pub fn apply_tip(&mut self, wire: &Value, news: News) {
        let id = group_of(wire).to_owned();
        let element = element(wire);
        let content = element.get("content").unwrap_or(&Value::NULL);
        let users = || list(content, "userIDList").iter().filter_map(Value::as_str);
        let kind = number(content, "operationType");
        if let Some(online) = at(wire, "MsgBody.OnlineMemberInfo") {
            self.online_told(&id, online);
        }
        match kind {
            JOINED | QUIT | KICKED => {
                if news == News::Now {
                    let count = content.get("memberCount").cloned().unwrap_or_default();
                    self.describe_group(&id, object(members![("memberCount", count)]));
                    let owner =
                        self.groups.get(&id).map_or("", |group| group.record.text("ownerID")).to_owned();
                    if kind == QUIT && users().any(|user| user == owner) {
                        self.describe_group(&id, object(members![("ownerID", "")]));
                    }
                }
                if kind != JOINED {
                    self.forget_members(&id, &users().gather());
                }
            }
            ADMIN | ADMIN_NO_MORE => {
                let role = if kind == ADMIN { types::GRP_MBR_ROLE_ADMIN } else { types::GRP_MBR_ROLE_MEMBER };
                users().for_each(|user| self.set_member(&id, user, members![("role", role)]));
            }
            PROFILE if news == News::Now => {
                let news = content.get("newGroupProfile").cloned().unwrap_or_default();
                if let Some(owner) = news.get("ownerID").and_then(Value::as_str) {
                    self.owner_changed(&id, owner);
                }
                self.replace_custom(&id, news.get("groupCustomField"));
                self.describe_group(&id, news);
                self.raise(ListEvent::Groups);
            }
            MUTED => {
                for member in
                    list(content, "memberList").iter().filter(|member| member.get("muteTime").is_some())
                {
                    let until = self.server_seconds().saturating_add(number(member, "muteTime"));
                    let user = text(member, "userID");
                    self.set_member(&id, user, members![("muteUntil", until)]);
                    if user == self.me() {
                        self.set_own(&id, members![("muteTime", number(member, "muteTime"))]);
                    }
                }
            }
            TOPIC => {
                self.describe_group(&id, content.get("newTopicInfo").cloned().unwrap_or_default());
            }
            _ => return,
        }
        if number(wire, "OnlineOnlyFlag") == 0 {
            self.conversation_changed(&conversation_id(&id));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tim_proto::json;

    #[test]
    fn a_tip_tells_of_each_member_once() {
        let wire = json!({
            "GroupInfo": {"GroupId": "g", "GroupName": "G", "From_Account": "@TIM#SYSTEM", "To_Account": "a"},
            "MsgBody": {
                "OpType": 10, "Operator_Account": "b", "MsgMemberInfo": [{"User_Account": "c", "BanDuration": 60}],
                "MsgMemberExtraInfo": [{"UserId": "c", "NickName": "C", "ImageUrl": ""}],
                "MemberExtraInfo": {"Reason": "r"}, "RemarkInfo": "x",
            },
        });
        assert_eq!(
            element(&wire)["content"].to_string(),
            r#"{"operationType":10,"operatorID":"b","userIDList":["b"],"memberList":[{"userID":"c","duration":60,"nick":"C","avatar":"","reason":"r"}],"groupProfile":{"groupID":"g","groupName":"G","from":"@TIM#SYSTEM","to":"a"}}"#
        );
    }

    #[test]
    fn a_notice_names_the_group_for_old_and_new_applications() {
        let wire = json!({
            "GroupInfo": {"GroupId": "g", "GroupName": "G"},
            "MsgBody": {"ReportType": 1, "Operator_Account": "b", "RemarkInfo": "x", "MsgMemberExtraInfo": []},
        });
        assert_eq!(
            element(&wire)["content"].to_string(),
            r#"{"operationType":1,"operatorID":"b","handleMessage":"x","groupProfile":{"groupID":"g","name":"G","groupName":"G"}}"#
        );
    }
}
