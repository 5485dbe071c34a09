//! What a page shows of groups, compared with the model.

use std::collections::{BTreeMap, BTreeSet};

use tim_proto::json;
use tim_proto::json::Value;
use tim_simulation::{ClientId, GroupShown, Said, Seen};

use super::Chaos;

impl Chaos {
    /// The first thing that a page shows otherwise than it is.
    pub fn fault(&mut self, user: &str, id: ClientId) -> Option<String> {
        let client = self.world.client(id);
        // What is for those online alone nobody knows any more when the server comes back.
        let objects = client.messages.iter().map(|message| client.objects.object(*message));
        let fleeting = objects.filter(|message| message["_onlineOnlyFlag"] == true);
        let fleeting: BTreeSet<String> =
            fleeting.filter_map(|message| Some(message["ID"].as_str()?.to_owned())).collect();
        let mut told = BTreeSet::new();
        let mut received = client.log.received.iter().filter(|id| !fleeting.contains(*id));
        if let Some(again) = received.find(|told_of| !told.insert(*told_of)) {
            return Some(format!("was told of {again} twice"));
        }
        if client.pending() > 0 {
            return Some(format!("{} promises are open", client.pending()));
        }
        let groups = client.latest("onGroupListUpdated");
        self.group_fault(user, &groups)
            .or_else(|| self.list_fault(user, id))
            .or_else(|| self.history_fault(user, id))
            .or_else(|| self.member_fault(user, id))
    }

    /// What the page was told of its groups, without asking. What it never asked for it need not know.
    fn group_fault(&self, user: &str, groups: &Value) -> Option<String> {
        let groups = groups.as_array().map(Vec::as_slice).unwrap_or_default();
        let found: BTreeSet<&str> = groups.iter().filter_map(|group| group["groupID"].as_str()).collect();
        let must: BTreeSet<&str> = self.model.joined(user).map(|(id, _)| id.as_str()).collect();
        if found != must {
            return Some(format!("is in {must:?}, shows {found:?}"));
        }
        for group in groups {
            let id = group["groupID"].as_str().unwrap_or("");
            let model = &self.model.groups[id];
            let me = &model.members[user];
            let own = [("role", &me.role), ("messageRemindType", &me.remind)];
            let own = own.map(|(name, must)| (name, &group["selfInfo"][name], Value::from(must.as_str())));
            let count = ("memberCount", &group["memberCount"], Value::from(model.members.len() as u64));
            let profile = model.profile.iter().map(|(name, must)| (*name, &group[*name], must.clone()));
            for (name, does, must) in profile.chain(own).chain([count]) {
                // Tips tell of what changes, one by one; when it was made only comes with all the others.
                let is_unknown = *does == *"" || name == "muteAllMembers" && group["createTime"] == "";
                if *does != must && !is_unknown {
                    return Some(format!("{id}.{name}: must {must}, does {does}"));
                }
            }
        }
        None
    }

    fn list_fault(&mut self, user: &str, id: ClientId) -> Option<String> {
        let list = self.world.result(id, "getConversationList", &[]);
        let mut found = rows(&list["conversationList"]);
        let told = rows(&self.world.client(id).latest("onConversationListUpdated"));
        if found != told {
            return Some(format!("told of\n  {told:?}\n  shows {found:?}"));
        }
        // What was left stays until the page is loaded again.
        found.retain(|group, _| {
            self.model.groups.get(group).is_some_and(|group| group.members.contains_key(user))
        });
        let joined = self.model.joined(user);
        let must: BTreeMap<String, GroupShown> =
            joined.filter_map(|(id, group)| Some((id.clone(), group.shown(user)?))).collect();
        for group in must.keys().chain(found.keys()) {
            if must.get(group) != found.get(group) {
                return Some(format!(
                    "{group}:\n  must {:?}\n  does {:?}",
                    must.get(group),
                    found.get(group)
                ));
            }
        }
        None
    }

    fn history_fault(&mut self, user: &str, id: ClientId) -> Option<String> {
        let client = self.world.client(id);
        let objects = client.messages.iter().map(|message| client.objects.object(*message));
        // The server may have a message all the same whose sending failed.
        let failed: Vec<Said> =
            objects.filter(|message| message["status"] == "fail").map(|it| said(&it)).collect();
        let groups: Vec<(String, Vec<Seen>)> =
            self.model.joined(user).map(|(id, group)| (id.clone(), group.history(user))).collect();
        for (group, must) in groups {
            let does = self.history(id, &group);
            if does.iter().map(|seen| seen.sequence).collect::<BTreeSet<_>>().len() != does.len() {
                return Some(format!("{group} has a message twice: {does:?}"));
            }
            let first = must.first().map_or(u64::MAX, |seen| seen.sequence);
            let is_failed = |seen: &Seen| seen.from == user && failed.contains(&seen.said);
            if let Some(seen) = must.iter().find(|seen| !does.contains(seen) && !is_failed(seen)) {
                let instead = does.iter().find(|does| does.sequence == seen.sequence);
                return Some(format!("{group}: must show {seen:?}, shows {instead:?}"));
            }
            // Deleted or cleared by another page of the user it stays until this one is loaded again.
            let model = &self.model.groups[&group];
            let is_extra = |seen: &&Seen| seen.sequence > first && !must.contains(seen);
            let mut extra = does.iter().filter(is_extra);
            if let Some(seen) = extra.find(|seen| !model.is_deleted(user, seen.sequence)) {
                return Some(format!("{group}: shows {seen:?}, which is not there"));
            }
        }
        None
    }

    fn history(&mut self, id: ClientId, group: &str) -> Vec<Seen> {
        let mut found = Vec::new();
        let mut before = String::new();
        loop {
            let request = json!({"conversationID": format!("GROUP{group}"), "nextReqMessageID": before});
            let answer = self.world.result(id, "getMessageList", &[request]);
            let shown = answer["messageList"].as_array().expect("a list").iter();
            found.extend(shown.filter(|message| message["status"] == "success").map(seen));
            if answer["isCompleted"] == true {
                return found;
            }
            before = answer["nextReqMessageID"].as_str().expect("an ID").to_owned();
        }
    }

    fn member_fault(&mut self, user: &str, id: ClientId) -> Option<String> {
        let groups: Vec<String> = self.model.joined(user).map(|(id, _)| id.clone()).collect();
        let now = self.world.now / 1000;
        for group in groups {
            let list =
                self.world.result(id, "getGroupMemberList", &[json!({"groupID": group, "count": 100})]);
            let is_muted = |until: u64| until > now;
            let row = |member: &Value| {
                let text = |key: &str| member[key].as_str().unwrap_or("").to_owned();
                (
                    text("userID"),
                    (text("role"), text("nameCard"), is_muted(member["muteUntil"].as_u64().unwrap_or(0))),
                )
            };
            let does: BTreeMap<_, _> = list["memberList"].as_array().into_iter().flatten().map(row).collect();
            let members = self.model.groups[&group].members.iter();
            let must: BTreeMap<_, _> = members
                .map(|(user, is)| {
                    (user.clone(), (is.role.clone(), is.card.clone(), is_muted(is.muted_until)))
                })
                .collect();
            if must != does {
                return Some(format!("members of {group}:\n  must {must:?}\n  does {does:?}"));
            }
        }
        None
    }
}

/// The conversations of groups that a page shows.
fn rows(list: &Value) -> BTreeMap<String, GroupShown> {
    let all = list.as_array().into_iter().flatten();
    all.filter_map(|row| {
        Some((row["conversationID"].as_str()?.strip_prefix("GROUP")?.to_owned(), shown(row)))
    })
    .collect()
}

fn shown(row: &Value) -> GroupShown {
    let last = &row["lastMessage"];
    let sequence = last["lastSequence"].as_u64().unwrap_or(0);
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let remind = text(&row["messageRemindType"]);
    GroupShown {
        unread: row["unreadCount"].as_u64().expect("a count"),
        pinned: row["isPinned"] == true,
        remind: if remind.is_empty() { "AcceptAndNotify".to_owned() } else { remind },
        last: (sequence > 0).then(|| Seen { sequence, from: text(&last["fromAccount"]), said: said(last) }),
    }
}

fn seen(message: &Value) -> Seen {
    Seen {
        sequence: message["sequence"].as_u64().expect("a number"),
        from: message["from"].as_str().unwrap_or("").to_owned(),
        said: said(message),
    }
}

/// What a message, or a last message, says.
fn said(message: &Value) -> Said {
    match &message["payload"]["operationType"] {
        _ if message["isRevoked"] == true => Said::Revoked,
        &Value::NULL => Said::Text(message["payload"]["text"].as_str().unwrap_or("").to_owned()),
        tip => Said::Tip(tip.as_u64().unwrap_or(0)),
    }
}
