//! Groups of conversations: their names, which conversations are in them, and what changes that, here and
//! by another instance.

use tim_proto::command;
use tim_proto::constants::event;
use tim_proto::json::Gather;
use tim_proto::json::Value;

use super::super::argument::Args;
use super::super::effect::{ObjectId, Out};
use super::super::error::Error;
use super::super::event::ListEvent;
use super::super::link::request::Request;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{at, flag, list, number, object, text};
use super::contact::contact_id;
use super::mark::outcome;

/// The groups, in the order in which they were heard of.
#[derive(Default)]
pub struct Groups {
    known: Vec<Group>,
    /// Where the page that is being fetched begins.
    page: u64,
}

struct Group {
    id: u64,
    name: String,
}

/// `getConversationGroupList()`.
pub fn get(state: &mut State, _: &Args) -> Result<Out, Error> {
    Ok(Out::Value(state.group_names()))
}

/// `createConversationGroup({conversationIDList, groupName})`.
pub static CREATE: Question = Question {
    command: &command::RECENTCONTACT_CREATE_CONTACT_GROUP,
    plan: |state, args| {
        Ok(match state.chosen(args) {
            Err(outcome) => Plan::Done(outcome),
            Ok(contacts) => {
                let group = object(members![
                    ("GroupName", args.text("groupName")),
                    ("ContactItem", Value::from(contacts))
                ]);
                Plan::Send(members![
                    ("From_Account", state.me()),
                    ("GroupContactItem", Value::from(vec![group]))
                ])
            }
        })
    },
    done: |state, args, answer| {
        let made = list(&answer, "GroupResultItem").first().unwrap_or(&Value::NULL);
        state.add_group(made.get("GroupItem").unwrap_or(&Value::NULL));
        state.tell_groups();
        let concluded = state.conclude(args, list(made, "ResultItem"), join_named);
        if !concluded.changed.is_empty() {
            // Once more: now there are conversations in it.
            state.tell_groups();
        }
        Ok(outcome(concluded.accepted, concluded.failures))
    },
};

/// `addConversationsToGroup({conversationIDList, groupName})`.
pub static ADD: Question = Question {
    command: &command::RECENTCONTACT_UPDATE_CONTACT_GROUP,
    plan: |state, args| Ok(plan_members(state, args, 1)),
    done: |state, args, answer| Ok(state.members_answered(args, &answer, join_named)),
};

/// `deleteConversationsFromGroup({conversationIDList, groupName})`.
pub static REMOVE: Question = Question {
    command: &command::RECENTCONTACT_UPDATE_CONTACT_GROUP,
    plan: |state, args| Ok(plan_members(state, args, 2)),
    done: |state, args, answer| {
        Ok(state.members_answered(args, &answer, |state, args, id| {
            state.set_in_group(id, args.text("groupName"), false)
        }))
    },
};

/// `renameConversationGroup({oldName, newName})`.
pub static RENAME: Question = Question {
    command: &command::RECENTCONTACT_UPDATE_CONTACT_GROUP,
    plan: |state, args| {
        let change = object(members![
            ("UpdateGroupType", 1),
            ("OldGroupName", args.text("oldName")),
            ("NewGroupName", args.text("newName"))
        ]);
        Ok(plan_update(state, change))
    },
    done: |state, args, _| {
        state.rename_group(args.text("oldName"), args.text("newName"));
        Ok(Out::Undefined)
    },
};

/// `deleteConversationGroup(groupName)`.
pub static DELETE: Question = Question {
    command: &command::RECENTCONTACT_DEL_CONTACT_GROUP,
    plan: |state, args| {
        let names = Value::from(vec![args.text_or("").into()]);
        Ok(Plan::Send(members![("From_Account", state.me()), ("GroupName", names)]))
    },
    done: |state, args, _| {
        state.delete_groups(vec![&args.text_or("")]);
        Ok(Out::Undefined)
    },
};

fn join_named(state: &mut State, args: &Args, id: &str) -> bool {
    state.set_in_group(id, args.text("groupName"), true)
}

fn plan_members(state: &mut State, args: &Args, operation: u64) -> Plan {
    match state.chosen(args) {
        Err(outcome) => Plan::Done(outcome),
        Ok(contacts) => {
            let items = contacts
                .into_iter()
                .map(|contact| object(members![("ContactOptType", operation), ("ContactItem", contact)]));
            let change = object(members![
                ("UpdateGroupType", 2),
                ("OldGroupName", args.text("groupName")),
                ("ContactUpdateItem", items.collect::<Value>())
            ]);
            plan_update(state, change)
        }
    }
}

fn plan_update(state: &State, change: Value) -> Plan {
    Plan::Send(members![("From_Account", state.me()), ("UpdateType", 1), ("UpdateGroup", change)])
}

impl State {
    fn group_names(&self) -> Value {
        self.conversations.groups.known.iter().map(|group| group.name.as_str()).collect()
    }

    fn tell_groups(&mut self) {
        let names = self.group_names();
        self.emit(event::CONVERSATION_GROUP_LIST_UPDATED, names);
    }

    /// A `GroupItem` of the wire.
    fn add_group(&mut self, item: &Value) {
        let (id, name) = (number(item, "GroupId"), text(item, "GroupName"));
        let known = &mut self.conversations.groups.known;
        if !name.is_empty() && !known.iter().any(|known| known.name == *name) {
            known.push(Group { id, name: name.to_owned() });
        }
    }

    pub fn add_groups(&mut self, page: &Value) {
        list(page, "GroupItem").iter().for_each(|item| self.add_group(item));
    }

    fn set_in_group(&mut self, id: &str, name: &str, member: bool) -> bool {
        let found = self.conversations.get(id).map(|conversation| conversation.groups.clone());
        let Some(mut groups) = found else { return false };
        groups.retain(|group| member || group != name);
        if member && !groups.iter().any(|group| group == name) {
            groups.push(name.to_owned());
        }
        self.set_groups(id, groups)
    }

    fn set_groups(&mut self, id: &str, groups: Vec<String>) -> bool {
        let found = self.conversations.get_mut(id).filter(|known| known.groups != groups);
        let Some(conversation) = found else { return false };
        conversation.groups = groups;
        let (object, names) =
            (conversation.object, conversation.groups.iter().map(String::as_str).collect::<Value>());
        self.patch_value(object, "conversationGroupList", names);
        true
    }

    /// What the wire says of a conversation's groups, where it says something.
    pub(super) fn take_groups(&mut self, id: &str, item: &Value) -> bool {
        let Some(ids) = item.get("ContactGroupId").and_then(Value::as_array) else { return false };
        let known = &self.conversations.groups.known;
        let named = |id: &Value| known.iter().find(|group| Some(group.id) == id.as_u64());
        let groups = ids.iter().filter_map(named).map(|group| group.name.clone()).gather();
        self.set_groups(id, groups)
    }

    fn members_answered(
        &mut self,
        args: &Args,
        answer: &Value,
        change: fn(&mut State, &Args, &str) -> bool,
    ) -> Out {
        let results = at(answer, "UpdateGroupResult.ContactResultItem").and_then(Value::as_array);
        let concluded = self.conclude(args, results.map_or(&[], Vec::as_slice), change);
        if !concluded.changed.is_empty() {
            self.tell_members(args.text("groupName"));
        }
        outcome(concluded.changed, concluded.failures)
    }

    fn tell_members(&mut self, name: &str) {
        self.conversations.ordered();
        let members: Vec<ObjectId> = self
            .conversations
            .listed()
            .filter(|conversation| conversation.groups.iter().any(|group| group == name))
            .map(|conversation| conversation.object)
            .gather();
        self.emit(
            event::CONVERSATION_IN_GROUP_UPDATED,
            Out::Fields(members![("groupName", name), ("conversationList", Out::Objects(members))]),
        );
    }

    /// The IDs of the conversations that are in the group.
    fn members(&self, name: &str) -> Vec<String> {
        let members =
            self.conversations.list.iter().filter(|known| known.groups.iter().any(|group| group == name));
        members.map(|conversation| conversation.id.clone()).gather()
    }

    fn rename_group(&mut self, old: &str, new: &str) {
        let known = self.conversations.groups.known.iter_mut().find(|group| group.name == old);
        if let Some(group) = known {
            group.name = new.to_owned();
        }
        for id in self.members(old) {
            let groups = self.conversations.get(&id).map(|conversation| conversation.groups.clone());
            let renamed = |group: String| if group == old { new.to_owned() } else { group };
            self.set_groups(&id, groups.into_iter().flatten().map(renamed).gather());
        }
        self.tell_groups();
        self.raise(ListEvent::Conversations);
    }

    fn delete_groups(&mut self, names: Vec<&str>) {
        self.conversations.groups.known.retain(|group| !names.contains(&group.name.as_str()));
        for name in names {
            for id in self.members(name) {
                self.set_in_group(&id, name, false);
            }
        }
        self.tell_groups();
        self.raise(ListEvent::Conversations);
    }

    /// Asks for all groups, and for the marks, custom data and groups of conversations.
    pub(super) fn fetch_groups_from(&mut self, page: u64) {
        self.conversations.groups.page = page;
        let fill =
            members![("From_Account", self.me()), ("StartTime", self.server_seconds()), ("StartIndex", page)];
        self.fetch(Request::new(&command::RECENTCONTACT_GET_CONTACT_GROUP, fill), State::groups_listed);
    }

    fn groups_listed(&mut self, answer: Value) {
        self.add_groups(&answer);
        for item in list(&answer, "ContactItem") {
            if let Some(id) = contact_id(item) {
                self.take_marks(&id, item);
                self.take_groups(&id, item);
            }
        }
        let next = number(&answer, "NextStartIndex");
        // An index that does not move on would fetch the same page for ever.
        if !flag(&answer, "CompleteFlag") && next > self.conversations.groups.page {
            return self.fetch_groups_from(next);
        }
        self.tell_groups();
        self.raise(ListEvent::Conversations);
    }

    /// `RecentContactCreateContactGroup`: another instance has made groups.
    pub(super) fn groups_made(&mut self, change: &Value) {
        for made in list(change, "MsgContactGroupContactItem") {
            let group = made.get("MsgGroupItem").unwrap_or(&Value::NULL);
            self.add_group(group);
            for id in list(made, "MsgRecentContactItem").iter().filter_map(contact_id) {
                self.set_in_group(&id, text(group, "GroupName"), true);
            }
        }
        self.raise(ListEvent::Conversations);
        self.tell_groups();
    }

    /// `RecentContactDelContactGroup`: another instance has deleted groups.
    pub(super) fn groups_deleted(&mut self, change: &Value) {
        let names = list(change, "MsgGroupItem").iter().map(|item| text(item, "GroupName").as_str()).gather();
        self.delete_groups(names);
    }

    /// `RecentContactUpdateContactGroup`: another instance has renamed a group, changed which conversations
    /// are in it, or in which groups a conversation is.
    pub(super) fn groups_updated(&mut self, change: &Value) {
        let group = change.get("MsgUpdateGroup").unwrap_or(&Value::NULL);
        let old = text(group, "OldGroupName").as_str();
        if number(group, "UpdateGroupType") == 1 {
            return self.rename_group(old, text(group, "GroupName"));
        }
        let mut changed: Vec<&str> = Vec::new();
        for item in list(group, "RecentContactUpdateGroupItem") {
            let id = item.get("RecentContactItem").and_then(contact_id).unwrap_or_default();
            if self.set_in_group(&id, old, number(item, "ContactOptType") == 1) && !changed.contains(&old) {
                changed.push(old);
            }
        }
        let one = change.get("MsgUpdateContact").unwrap_or(&Value::NULL);
        let id = one.get("MsgRecentContactItem").and_then(contact_id).unwrap_or_default();
        for item in list(one, "MsgRecentContactUpdateContactItem") {
            let name = item.get("RecentContactGroupItem").map_or("", |group| text(group, "GroupName"));
            if self.set_in_group(&id, name, number(item, "GroupOptType") == 1) && !changed.contains(&name) {
                changed.push(name);
            }
        }
        if !changed.is_empty() {
            self.raise(ListEvent::Conversations);
        }
        changed.into_iter().for_each(|name| self.tell_members(name));
    }
}
