//! What the server's list of recent contacts and its unread counts say about conversations. How the
//! list is fetched: `session::sync`.

use tim_proto::constants::types;
use tim_proto::json::Gather;
use tim_proto::json::{Members, Value};

use super::super::effect::Out;
use super::super::group::conversation_id;
use super::super::message::{Mark, from_wire};
use super::super::profile::Found;
use super::super::state::State;
use super::super::value::{self, first_text, is_among, list, number, text};
use super::last_message::{last_author, listed_time};
use super::setting::remind_type;
use super::{Contacts, Conversation, Conversations, Groups, Kind, Last, LastMessage};

/// `Type` of an entry that is a conversation with a user, or a group.
const TYPE_C2C: u64 = 1;
const TYPE_GROUP: u64 = 2;
/// No server's list ends before it has as many as this.
const NEVER_CUT: usize = 100;
/// Names that stand for users who do not exist.
const NOBODY: &str = "@TLS#NOT_FOUND @TLS#ERROR";
/// How commands and pushes name the user of an entry: the older ones have names of their own for it.
const USER_KEYS: &str = "To_Account User_Account UserId Peer_Account";
/// And the group, each in its own way.
const GROUP_KEYS: &str = "ToAccount ToGroupId ToGroupid GroupId";

/// A conversation as commands name it; the member for groups is the command's.
pub fn contact(conversation: &Conversation, group_key: &'static str) -> Members<Value> {
    let peer = conversation.peer.user_id.as_str();
    match conversation.kind {
        Kind::Group => members![("Type", TYPE_GROUP), (group_key, peer)],
        _ => members![("Type", TYPE_C2C), ("To_Account", peer)],
    }
}

/// The ID of the conversation that an answer or a push names.
pub fn contact_id(item: &Value) -> Option<String> {
    let (keys, prefix) = match number(item, "Type") {
        TYPE_C2C => (USER_KEYS, types::CONV_C2C),
        TYPE_GROUP => (GROUP_KEYS, types::CONV_GROUP),
        _ => return None,
    };
    let peer = first_text(item, keys);
    (!peer.is_empty() && !is_among(NOBODY, peer)).then(|| format!("{prefix}{peer}"))
}

impl Conversations {
    /// The list is about to be fetched: from the beginning, or from where it broke off.
    pub fn contacts_started(&mut self, from_beginning: bool) {
        self.contacts = Contacts::Unknown;
        self.fetching = self.fetching.wrapping_add(u32::from(from_beginning));
        // All that there are come with the list and after it.
        self.groups = Groups::default();
    }

    pub fn contacts_failed(&mut self) {
        self.contacts = Contacts::Failed;
    }

    /// Those that the server had, and this list, which is complete, does not name: another instance has deleted
    /// them. Of a list that may have been cut only what is younger than its end is judged.
    fn gone(&self) -> Vec<String> {
        let listed = || self.list.iter().filter(|conversation| !conversation.is_topic);
        let named = || listed().filter(|conversation| conversation.named_by == self.fetching);
        let oldest = named().filter(|one| !one.pinned).map(Conversation::last_time).min().unwrap_or(0);
        let from = if named().count() < NEVER_CUT { 0 } else { oldest };
        // Notices are in no list.
        let gone = listed().filter(|conversation| {
            conversation.kind != Kind::System
                && conversation.named_by != 0
                && conversation.named_by != self.fetching
                && conversation.last_time() >= from
        });
        gone.map(|conversation| conversation.id.clone()).gather()
    }
}

impl State {
    /// The last page of the list has been taken in.
    pub fn contacts_complete(&mut self) {
        self.conversations.contacts = Contacts::Complete;
        let gone = self.conversations.gone();
        self.remove_conversations(gone);
    }

    /// An entry of the list: makes the conversation, or renews what the list knows of it. Unread counts of
    /// C2C conversations come from the unread synchronisation alone.
    pub fn contact_listed(&mut self, item: &Value) {
        let text = |key| text(item, key);
        let number = |key| number(item, key);
        let Some(id) = contact_id(item) else { return };
        self.ensure_conversation(&id);
        let last = LastMessage::listed(item, self.me(), self.options.is_international());
        let time = listed_time(item);
        let out = last_author(item) == self.me();
        let peer_read_time = number("C2cPeerReadTime");
        let pinned = number("TopFlags") == 1;
        let fetching = self.conversations.fetching;
        let Some(conversation) = self.conversations.get_mut(&id) else { return };
        conversation.is_listed = true;
        conversation.named_by = fetching;
        conversation.pinned = pinned;
        let mark = Mark { time, sequence: number("MsgSeq"), random: number("MsgRandom") };
        conversation.listed = (time > 0).then_some(mark);
        let object = conversation.object;
        // Frames keep the order in which the server dealt with things: nothing that came before is newer.
        let is_known = conversation.is_last(mark, out);
        conversation.last = Last { mark, out, peer_read: last.is_peer_read };
        let mut fields = if time > 0 { last } else { LastMessage::none() }.fields();
        if is_known {
            fields.retain(|(key, _)| !LastMessage::NOT_LISTED.contains(key));
        }
        self.patch_last(&id, fields);
        self.patch(object, members![("peerReadTime", peer_read_time), ("isPinned", pinned)]);
        self.take_marks(&id, item);
        self.take_groups(&id, item);
        let (kind, peer) = Kind::of(&id);
        if kind == Kind::C2C {
            self.peer_changed(peer, Found::named(text("C2cNick"), text("C2cImage")));
            self.peer_has_read(&id, peer_read_time);
            return;
        }
        if self.groups.joined(peer).is_none() {
            // It was left, and the user is in it again.
            self.ensure_group(peer);
            let known = members![("name", text("GroupNick")), ("avatar", text("GroupImage"))];
            self.describe_group(peer, value::object(known));
        }
        self.unread_told(&id, number("UnreadMsgCount"));
        self.groups.read_until(peer, number("MsgGroupReadedSeq"));
        let heard = self.groups.heard_to(peer);
        if let Some(conversation) = self.conversations.get_mut(&id) {
            conversation.counted_to = mark.sequence.max(heard);
            (conversation.counts_all, conversation.is_told) = (true, true);
        }
    }

    /// A group says how its messages are announced, and which of them do not count as unread.
    pub fn settle_conversation(&mut self, group: &str) {
        let id = conversation_id(group);
        let Some(known) = self.groups.get(group) else { return };
        let (remind, uncounted) = (remind_type(known.remind()), known.uncounted());
        self.set_remind(&id, remind);
        let Some(conversation) = self.conversations.get_mut(&id) else { return };
        if std::mem::take(&mut conversation.counts_all) {
            let left = conversation.unread.saturating_sub(uncounted);
            self.unread_told(&id, left);
        }
    }

    /// Entries of the list were pushed: something has changed them that no other push tells. They have their counts.
    pub fn contacts_renewed(&mut self, item: &Value) {
        for entry in list(item, "SessionItem") {
            self.contact_listed(entry);
            if let Some(id) = contact_id(entry) {
                if let Some(conversation) = self.conversations.get_mut(&id) {
                    conversation.counts_all = false;
                }
                self.unread_told(&id, number(entry, "UnreadMsgCount"));
            }
        }
        self.raise_conversations();
    }

    /// An entry of `C2CPairUnreadCount`: the absolute count of one peer.
    pub fn unread_counted(&mut self, pair: &Value) {
        let peer = text(pair, "From_Account");
        if peer.is_empty() {
            return;
        }
        let id = format!("{}{peer}", types::CONV_C2C);
        self.list_conversation(&id);
        if let Some(conversation) = self.conversations.get_mut(&id) {
            conversation.counted_to = number(pair, "LastMsgTime");
        }
        self.unread_told(&id, number(pair, "UnreadCount"));
    }

    /// Of conversations with users, all that have something unread are about to be told.
    pub fn nothing_unread(&mut self) {
        for id in self.conversations.unread_ids(Kind::C2C) {
            self.unread_told(&id, 0);
        }
    }

    /// An entry of `C2CRemainingUnreadCount`: a conversation that has unread messages beyond those sent.
    pub fn unread_remaining(&mut self, rest: &Value) {
        let peer = text(rest, "From_Account");
        if !peer.is_empty() {
            self.list_conversation(&format!("{}{peer}", types::CONV_C2C));
        }
    }

    /// Makes sure that there is a conversation of this id, and that applications see it.
    pub fn list_conversation(&mut self, id: &str) {
        self.ensure_conversation(id);
        if let Some(conversation) = self.conversations.get_mut(id) {
            conversation.is_listed = true;
        }
    }

    /// Unread messages from before the login: the newest becomes the last message of its conversation; the
    /// messages themselves are left to history.
    pub fn unread_messages_listed(&mut self, wires: &[Value]) {
        for wire in wires {
            let Some(message) = from_wire(self, wire).filter(|message| !message.not_last) else { continue };
            let id = message.conversation_id.clone();
            self.list_conversation(&id);
            let last = LastMessage::of(&message, self.options.is_international());
            let payload = message.first_element().map_or(Value::NULL, |(_, content)| content.clone());
            let Some(conversation) = self.conversations.get_mut(&id) else { continue };
            if message.time <= conversation.last_time() {
                continue;
            }
            let mark = message.stored(conversation.object).mark();
            conversation.last = Last { mark, out: message.out, peer_read: false };
            self.patch_last(&id, LastMessage { payload: Out::Value(payload), ..last }.fields());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::options::Options;
    use super::*;
    use tim_proto::json;

    /// Takes in a whole list that names these users, each with a last message of that second.
    fn take_list(state: &mut State, users: impl Iterator<Item = u64>) {
        state.conversations.contacts_started(true);
        for user in users {
            let peer = format!("user{user}");
            state.contact_listed(&json!({"Type": 1, "To_Account": peer, "MsgTimeStamp": user}));
        }
        state.contacts_complete();
    }

    fn left(state: &State) -> Vec<u64> {
        let mut left: Vec<u64> = state.conversations.list.iter().map(Conversation::last_time).collect();
        left.sort_unstable();
        left
    }

    #[test]
    fn what_a_complete_list_does_not_name_is_gone() {
        let mut state = State::new(Options::parse(&json!({ "SDKAppID": 1 })).unwrap(), 1);
        take_list(&mut state, 1..=5);
        take_list(&mut state, 2..=4);
        assert_eq!(left(&state), [2, 3, 4]);
        take_list(&mut state, 0..0);
        assert!(left(&state).is_empty());
    }

    #[test]
    fn a_long_list_may_have_been_cut() {
        let mut state = State::new(Options::parse(&json!({ "SDKAppID": 1 })).unwrap(), 1);
        take_list(&mut state, 1..=150);
        take_list(&mut state, (31..=150).filter(|user| *user != 99));
        assert_eq!(left(&state), (1..=150).filter(|user| *user != 99).collect::<Vec<_>>());
    }

    #[test]
    fn a_list_that_goes_on_where_it_broke_off_takes_nothing_away() {
        let mut state = State::new(Options::parse(&json!({ "SDKAppID": 1 })).unwrap(), 1);
        take_list(&mut state, 1..=3);
        state.conversations.contacts_started(false);
        state.contact_listed(&json!({"Type": 1, "To_Account": "user4", "MsgTimeStamp": 4}));
        state.contacts_complete();
        assert_eq!(left(&state), [1, 2, 3, 4]);
    }
}
