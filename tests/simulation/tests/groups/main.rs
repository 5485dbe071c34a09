//! Twenty people, some at two pages, on a network that cuts and delays and with a server that dies, do everything that
//! groups know. When all is well again each page, and some that are opened then, shows what a plain model computes from the
//! server's log: which groups, what each is called and who is in it as what, every message under its number, the revoked
//! ones, unread counts and last messages. Numbers have no gaps, and nobody is told of a message twice.

use std::collections::{BTreeMap, BTreeSet};

use tim_proto::json;
use tim_proto::json::Value;
use tim_simulation::{ClientId, Faults, GroupModel, GroupShown, Page, Said, Seen, World, search, settle};
use tim_wasm::engine::effect::ObjectId;

const USERS: [&str; 20] = [
    "ada", "ben", "cleo", "dan", "eve", "finn", "gus", "hal", "ida", "joe", "kim", "leo", "mia", "ned",
    "ola", "pam", "quin", "ray", "sue", "tom",
];
/// Who has a second page, and who opens one in the end.
const TWICE: usize = 5;
const LATE: usize = 4;
const STEPS: u32 = 220;
const GROUPS: usize = 5;

const ANYBODY: [&str; 3] = ["Owner", "Admin", "Member"];
const ADMINS: [&str; 2] = ["Owner", "Admin"];
const OWNER: [&str; 1] = ["Owner"];

struct Chaos {
    world: World,
    model: GroupModel,
    pages: Vec<Page>,
    step: u32,
}

impl Chaos {
    fn begin(seed: u64) -> Chaos {
        let mut world = World::with_config(seed, |config| config.login.web_instances = 100);
        world.keep_exchanges();
        let users = USERS.into_iter().chain(USERS.into_iter().take(TWICE));
        let pages = users.map(|user| Page::open(&mut world, user)).collect();
        let mut chaos = Chaos { world, model: GroupModel::default(), pages, step: 0 };
        for _ in 0..3 {
            chaos.create();
        }
        // The first synchronisation tells from where on changes are caught up with.
        chaos.world.run(2_000);
        chaos.world.faults = Faults { delay_ms: 300, cut_one_in: 150 };
        chaos
    }

    fn below(&mut self, below: usize) -> usize {
        usize::try_from(self.world.random(below as u64)).expect("small")
    }

    fn user(&mut self) -> &'static str {
        USERS[self.below(USERS.len())]
    }

    /// The server's log so far.
    fn follow(&mut self) {
        let exchanges = self.world.take_exchanges();
        self.model.replay(&exchanges);
    }

    fn act(&mut self) {
        self.step += 1;
        self.follow();
        let groups: Vec<String> = self.model.groups.keys().cloned().collect();
        if groups.is_empty() {
            self.create();
        }
        let Some(group) = groups.get(self.below(groups.len().max(1))).cloned() else {
            return self.world.run(1_000);
        };
        let conversation = format!("GROUP{group}");
        let in_group = json!({"groupID": group});
        match self.world.random(70) {
            0..=17 => self.send(&group),
            18..=21 => self.by(&group, &ANYBODY, "setMessageRead", json!({"conversationID": conversation})),
            22 => self.by(&group, &ANYBODY, "setAllMessageRead", json!({})),
            23..=24 => self.by(&group, &ANYBODY, "getMessageList", json!({"conversationID": conversation})),
            25..=29 => self.change(&group),
            30..=33 => {
                let at = self.below(self.pages.len());
                self.call(at, "joinGroup", in_group);
            }
            34..=36 => {
                let users = [self.user(), self.user()];
                self.by(&group, &ANYBODY, "addGroupMember", json!({"groupID": group, "userIDList": users}));
            }
            37..=38 => {
                let users = [self.user()];
                self.by(&group, &ADMINS, "deleteGroupMember", json!({"groupID": group, "userIDList": users}));
            }
            39..=40 => self.by(&group, &ANYBODY, "quitGroup", json!(group)),
            41 => {
                let heir = self.member(&group);
                self.by(&group, &OWNER, "changeGroupOwner", json!({"groupID": group, "newOwnerID": heir}));
            }
            42..=43 => {
                let (user, role) = (self.member(&group), ["Admin", "Member"][self.below(2)]);
                let role = json!({"groupID": group, "userID": user, "role": role});
                self.by(&group, &OWNER, "setGroupMemberRole", role);
            }
            44 => {
                let (user, time) = (self.member(&group), [0, 3_600][self.below(2)]);
                let mute = json!({"groupID": group, "userID": user, "muteTime": time});
                self.by(&group, &ADMINS, "setGroupMemberMuteTime", mute);
            }
            45 => {
                let card = json!({"groupID": group, "nameCard": format!("card {}", self.step)});
                self.by(&group, &ANYBODY, "setGroupMemberNameCard", card);
            }
            46..=48 => {
                let profile = self.profile(&group);
                self.by(&group, &ADMINS, "updateGroupProfile", profile);
            }
            49 if groups.len() > 2 => self.by(&group, &OWNER, "dismissGroup", json!(group)),
            50..=51 if groups.len() < GROUPS => self.create(),
            52..=54 => self.decide(),
            55 => self.by(&group, &ANYBODY, "getGroupProfile", in_group),
            56 => self.by(&group, &ANYBODY, "getGroupMemberList", json!({"groupID": group, "count": 100})),
            57 => {
                let kind = ["AcceptAndNotify", "AcceptNotNotify"][self.below(2)];
                let remind = json!({"groupID": group, "messageRemindType": kind});
                self.by(&group, &ANYBODY, "setMessageRemindType", remind);
            }
            58 => {
                let pin = self.below(2) == 0;
                let pin = json!({"conversationID": conversation, "isPinned": pin});
                self.by(&group, &ANYBODY, "pinConversation", pin);
            }
            59 => {
                let clear = self.below(2) == 0;
                let delete = json!({"conversationIDList": [conversation], "clearHistoryMessage": clear});
                self.by(&group, &ANYBODY, "deleteConversation", delete);
            }
            60 => self.by(&group, &ANYBODY, "clearHistoryMessage", json!(conversation)),
            61 => {
                let at = self.below(self.pages.len());
                self.world.cut_client(self.pages[at].id);
            }
            62..=63 => self.walk(),
            64 => {
                let at = self.below(self.pages.len());
                self.pages[at].reload(&mut self.world);
            }
            65 if self.step.is_multiple_of(7) => {
                self.world.crash_server();
                let down = self.world.random(4_000);
                self.world.run(down);
                self.world.start_server();
            }
            _ => {
                let pause = self.world.random(1_500);
                self.world.run(pause);
            }
        }
    }

    /// A page loses its network, or has it back.
    fn walk(&mut self) {
        let at = self.below(self.pages.len());
        let Page { id, away, .. } = &mut self.pages[at];
        *away ^= true;
        if *away { self.world.take_network(*id) } else { self.world.give_network(*id) }
    }

    fn call(&mut self, at: usize, method: &str, options: Value) {
        let id = self.pages[at].id;
        if self.world.client(id).count("sdkStateReady") > 0 {
            self.world.call(id, method, &[options]);
        }
    }

    /// The page of somebody who has one of these roles in the group.
    fn page_of(&mut self, group: &str, roles: &[&str]) -> Option<usize> {
        let members = &self.model.groups.get(group)?.members;
        let has_role =
            |user: &str| members.get(user).is_some_and(|member| roles.contains(&member.role.as_str()));
        let pages: Vec<usize> = (0..self.pages.len()).filter(|at| has_role(self.pages[*at].user)).collect();
        let some = self.below(pages.len().max(1));
        pages.get(some).copied()
    }

    fn by(&mut self, group: &str, roles: &[&str], method: &str, options: Value) {
        if let Some(at) = self.page_of(group, roles) {
            self.call(at, method, options);
        }
    }

    fn member(&mut self, group: &str) -> String {
        let members: Vec<String> = self.model.groups[group].members.keys().cloned().collect();
        members.get(self.below(members.len().max(1))).cloned().unwrap_or_default()
    }

    fn create(&mut self) {
        self.step += 1;
        let at = self.below(self.pages.len());
        let kind = ["Private", "Public", "ChatRoom"][self.below(3)];
        let members: Vec<Value> = (0..6).map(|_| json!({"userID": self.user()})).collect();
        let [join, invite] = [0; 2].map(|_| ["FreeAccess", "NeedPermission"][self.below(2)]);
        let options = json!({
            "type": kind, "groupID": format!("{kind}{}", self.step), "name": format!("made {}", self.step),
            "joinOption": join, "inviteOption": invite, "memberList": members,
        });
        self.call(at, "createGroup", options);
    }

    fn profile(&mut self, group: &str) -> Value {
        let text = format!("changed in {}", self.step);
        let join = ["FreeAccess", "NeedPermission", "DisableApply"][self.below(3)];
        let invite = ["FreeAccess", "NeedPermission"][self.below(2)];
        match self.below(5) {
            0 => json!({"groupID": group, "name": text}),
            1 => json!({"groupID": group, "introduction": text, "notification": text}),
            2 => json!({"groupID": group, "joinOption": join}),
            3 => json!({"groupID": group, "inviteOption": invite}),
            _ => json!({"groupID": group, "muteAllMembers": self.below(3) == 0}),
        }
    }

    fn send(&mut self, group: &str) {
        let Some(at) = self.page_of(group, &ANYBODY) else { return };
        let id = self.pages[at].id;
        if self.world.client(id).count("sdkStateReady") == 0 {
            return;
        }
        let text = self.step.to_string();
        let (method, payload) = match self.below(5) {
            0 => {
                let named = [self.user(), "__kImSDK_MesssageAtALL__"];
                ("createTextAtMessage", json!({"text": text, "atUserList": named}))
            }
            _ => ("createTextMessage", json!({"text": text})),
        };
        let text = json!({"to": group, "conversationType": "GROUP", "payload": payload});
        let message = self.world.create(id, method, &text);
        let options = match self.below(12) {
            0 => json!({"messageControlInfo": {"excludedFromUnreadCount": true}}),
            1 => json!({"messageControlInfo": {"excludedFromLastMessage": true}}),
            2 => json!({"onlineUserOnly": true}),
            _ => json!({}),
        };
        self.world.call_with_message(id, "sendMessage", message, &[options]);
    }

    /// One of the newest messages of a page is revoked, edited or deleted. The server may refuse.
    fn change(&mut self, group: &str) {
        let Some(at) = self.page_of(group, &ANYBODY) else { return };
        let id = self.pages[at].id;
        let held = self.world.client(id).messages.len();
        let back = self.below(20.min(held.max(1)));
        let Some(at) = held.checked_sub(back + 1) else { return };
        let message: ObjectId = self.world.client(id).messages[at];
        let object = self.world.client(id).objects.object(message);
        if object["status"] != "success"
            || object["isRevoked"] == true
            || object["_onlineOnlyFlag"] == true
            || object["conversationType"] != "GROUP"
        {
            return;
        }
        match self.below(4) {
            0..=1 => drop(self.world.call_with_message(id, "revokeMessage", message, &[])),
            2 if object["type"] == "TIMTextElem" => {
                let text = format!("edited in {}", self.step);
                self.world.modify(id, message, &text);
            }
            _ => drop(self.world.call_with_messages(id, "deleteMessage", &[message])),
        }
    }

    /// Somebody decides on the last application that he was told of.
    fn decide(&mut self) {
        let at = self.below(self.pages.len());
        let client = self.world.client(self.pages[at].id);
        let notices = client.messages.iter().rev().map(|message| client.objects.object(*message));
        let mut asked = notices
            .filter(|notice| notice["payload"]["operationType"] == 1 && notice["isSystemMessage"] == true);
        let Some(notice) = asked.next() else { return };
        let action = ["Agree", "Agree", "Reject"][self.below(3)];
        self.call(at, "handleGroupApplication", json!({"handleAction": action, "message": notice}));
    }

    /// Everything is well again, and has been for a while.
    fn settle(&mut self) {
        settle(&mut self.world, &mut self.pages, &USERS[..LATE]);
        self.follow();
    }

    /// The first thing that a page shows otherwise than it is.
    fn fault(&mut self, user: &str, id: ClientId) -> Option<String> {
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

/// What went wrong with a seed, if anything.
fn fault(seed: u64) -> Option<String> {
    let mut chaos = Chaos::begin(seed);
    for _ in 0..STEPS {
        chaos.act();
    }
    chaos.settle();
    let pages: Vec<(&str, ClientId)> = chaos.pages.iter().map(|page| (page.user, page.id)).collect();
    let mut faults = pages.into_iter().filter_map(|(user, id)| {
        Some(format!("seed {seed}: {user} at page {}: {}", id.0, chaos.fault(user, id)?))
    });
    faults.next()
}

/// Seeds that have found something, beyond those that every run has.
const FOUND: [u64; 41] = [
    13, 14, 16, 17, 18, 23, 26, 27, 31, 35, 50, 53, 78, 94, 110, 119, 167, 190, 232, 260, 284, 292, 317, 323,
    326, 350, 375, 384, 549, 654, 759, 857, 875, 1150, 1324, 1335, 1519, 1718, 1784, 1799, 1967,
];

/// `TIM_SEEDS=10000` for a long run; `TIM_SEED=n` for one.
#[test]
fn every_page_shows_the_groups_of_the_server_s_log() {
    search(12, &FOUND, fault);
}
