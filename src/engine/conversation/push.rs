//! `RecentContactMod`: what another instance of the user has done to conversations.

use tim_proto::json::Value;

use super::super::event::ListEvent;
use super::super::state::State;
use super::super::value::{list, number};
use super::Kind;
use super::contact::contact_id;

/// The kinds of changes: `PushType`, and where its content stands.
const DELETED: u64 = 1;
const PINNED: u64 = 2;
const UNPINNED: u64 = 3;
const MARKED: u64 = 4;
const GROUPS_MADE: u64 = 5;
const GROUPS_DELETED: u64 = 6;
const GROUPS_UPDATED: u64 = 7;

impl State {
    pub fn contacts_pushed(&mut self, item: &Value) {
        for change in list(item, "RecentContactMod") {
            let content = |key: &str| change.get(key).unwrap_or(&Value::NULL);
            let contacts = |key: &str| {
                list(content(key), "RecentContactList").iter().filter_map(contact_id).collect::<Vec<String>>()
            };
            match number(change, "PushType") {
                DELETED => {
                    let gone = contacts("RecentContactDeleteItem");
                    gone.iter().for_each(|id| self.groups.forget_heard(Kind::of(id).1));
                    self.remove_conversations(gone);
                }
                PINNED => self.set_pinned(contacts("RecentContactTopItem"), true),
                UNPINNED => self.set_pinned(contacts("RecentContactTopItem"), false),
                MARKED => self.marks_pushed(content("RecentContactMarkContact")),
                GROUPS_MADE => self.groups_made(content("RecentContactCreateContactGroup")),
                GROUPS_DELETED => self.groups_deleted(content("RecentContactDelContactGroup")),
                GROUPS_UPDATED => self.groups_updated(content("RecentContactUpdateContactGroup")),
                _ => self.log(-1, "a change of conversations of a kind that this version does not know"),
            }
        }
    }

    fn marks_pushed(&mut self, content: &Value) {
        let mut changed = false;
        for item in list(content, "RecentContactMarkContactItem") {
            if let Some(id) = item.get("RecentContactItem").and_then(contact_id) {
                changed |= self.take_marks(&id, item);
            }
        }
        if changed {
            self.raise(ListEvent::Conversations);
        }
    }
}
