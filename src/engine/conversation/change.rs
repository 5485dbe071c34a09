//! What a conversation looks like changes: a message takes its place, somebody reads. And who is told of it.

use tim_proto::json::Value;

use super::super::effect::Effect;
use super::super::event::ListEvent;
use super::super::message::{News, Stored};
use super::super::state::State;
use super::{Kind, Last, LastMessage};

impl State {
    /// A message takes its place: in the list of messages, as the last message (unless it must not be),
    /// in the unread count. Late ones change nothing but the list of messages. Whether the conversation
    /// has changed.
    pub fn join(&mut self, id: &str, message: Stored, last: Option<LastMessage>, news: News) -> bool {
        self.ensure_conversation(id);
        let fetching = self.conversations.fetching;
        let Some(conversation) = self.conversations.get_mut(id) else { return false };
        let is_named = conversation.named_by == fetching;
        let was_listed = std::mem::replace(&mut conversation.is_listed, true);
        // What was missed is as old as the list, which tells the last message.
        let (place, last_place) = (conversation.kind.place(message.mark()), conversation.last_place());
        let is_last = conversation.is_last(message.mark(), message.out);
        // What the list has named of a group, or was heard before it, it has counted.
        let is_counted = conversation.kind == Kind::Group && message.sequence <= conversation.counted_to;
        let late = match news {
            News::Now => place < last_place || is_counted && !is_last,
            News::Missed => (is_named || place <= last_place) && !is_last,
        };
        // Of what waited for its group to be known, own messages may be ahead.
        let counts = message.is_unread() && !is_counted && (!late || conversation.kind == Kind::Group);
        let new_last = Last { mark: message.mark(), out: message.out, peer_read: false };
        let object = message.object;
        if let Err(held) = conversation.timeline.insert(message) {
            // History had it before the answer to its sending came: the sender's object takes over.
            let old = std::mem::replace(&mut held.object, object);
            if old != object {
                self.effect(Effect::Release(old));
            }
            return false;
        }
        let (kind, is_topic) = (conversation.kind, conversation.is_topic);
        let (peer, unread) = (conversation.peer.user_id.clone(), conversation.unread);
        if news == News::Now {
            // Every list that begins to be fetched from now on has it; of one under way nobody knows.
            conversation.named_by = fetching;
        }
        let (holder, was_complete) = (conversation.object, std::mem::take(&mut conversation.complete));
        if let Some(last) = last.filter(|_| !late) {
            conversation.last = new_last;
            self.patch_last(id, last.fields());
        }
        if was_complete {
            self.patch_value(holder, "_isInfoCompleted", false);
        }
        if counts {
            self.set_unread(id, unread.saturating_add(1));
        }
        self.conversations.list.bring_to_front(id);
        if is_topic {
            return (!late || counts) && self.changes_list(id);
        }
        if kind == Kind::Group {
            self.raise(ListEvent::Groups);
        }
        if !was_listed && kind == Kind::C2C {
            self.introduce(peer);
        }
        !late || counts || !was_listed
    }

    pub fn set_unread(&mut self, id: &str, unread: u64) {
        if let Some(conversation) = self.conversations.get_mut(id).filter(|known| known.unread != unread) {
            conversation.unread = unread;
            self.show(id, "unreadCount", unread.into());
        }
    }

    /// A conversation shows this now, and if it is that of a topic, the topic does so, too.
    pub(super) fn show(&mut self, id: &str, name: &'static str, value: Value) {
        let Some(conversation) = self.conversations.get(id) else { return };
        let object = conversation.object;
        let topic = conversation.is_topic.then(|| self.groups.get(&conversation.peer.user_id)).flatten();
        if let Some(topic) = topic.map(|topic| topic.object) {
            self.patch_value(topic, name, value.clone());
        }
        self.patch_value(object, name, value);
    }

    /// A conversation looks different now: the list is told, or the topic.
    pub fn conversation_changed(&mut self, id: &str) {
        let in_list = self.changes_list(id);
        self.tell_changes(in_list);
    }

    /// Whether it is the list that looks different now because this conversation does; a topic is told of with
    /// [`State::tell_changes`].
    pub fn changes_list(&mut self, id: &str) -> bool {
        let topic = self.conversations.get(id).filter(|known| known.is_topic);
        let Some(topic) = topic.map(|known| known.peer.user_id.clone()) else { return true };
        self.topic_changed(&topic);
        false
    }

    /// Tells of the topics that look different now, and of the list if it does.
    pub fn tell_changes(&mut self, in_list: bool) {
        self.tell_topics();
        if in_list {
            self.raise_conversations();
        }
    }

    /// The peer has read until then; whether that concerns the last message.
    pub fn last_read_by_peer(&mut self, id: &str, until: u64) -> bool {
        let Some(conversation) = self.conversations.get_mut(id) else { return false };
        let last = &mut conversation.last;
        let concerns = last.out && !last.peer_read && last.mark.time > 0 && last.mark.time <= until;
        if concerns {
            last.peer_read = true;
            self.patch_last(id, members![("isPeerRead", true)]);
        }
        concerns
    }
}
