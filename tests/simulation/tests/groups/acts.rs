//! What people do to groups, and what happens to their pages meanwhile, drawn at random.

use tim_proto::json;
use tim_proto::json::Value;
use tim_simulation::Page;
use tim_wasm::engine::effect::ObjectId;

use super::{ADMINS, ANYBODY, Chaos, GROUPS, OWNER};

impl Chaos {
    pub fn act(&mut self) {
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

    pub fn create(&mut self) {
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
}
