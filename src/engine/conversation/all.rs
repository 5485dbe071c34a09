//! All conversations together: finding one, which are listed, the sum of unread counts, what a lost connection leaves
//! behind. What happens to one is in the files of what happens.

use tim_proto::json::Gather;

use super::super::effect::ObjectId;
use super::super::message::Stored;
use super::{Conversation, Conversations, Gap, Kind};

impl Conversations {
    pub fn get(&self, id: &str) -> Option<&Conversation> {
        self.list.get(id)
    }

    pub fn has_groups(&self) -> bool {
        self.listed().any(|conversation| conversation.kind == Kind::Group)
    }

    /// The message with this ID, wherever it is held.
    pub fn message_of(&self, id: &str) -> Option<ObjectId> {
        self.list.iter().find_map(|conversation| conversation.timeline.with_id(id))
    }

    /// The ids of conversations of this kind with unread messages.
    pub fn unread_ids(&self, kind: Kind) -> Vec<String> {
        let unread =
            self.list.iter().filter(|found| found.unread > 0 && found.kind == kind && !found.is_topic);
        unread.map(|found| found.id.clone()).gather()
    }

    pub fn get_mut(&mut self, id: &str) -> Option<&mut Conversation> {
        self.list.get_mut(id)
    }

    /// The conversation, if applications see it.
    pub(super) fn listed_as(&self, id: &str) -> Option<&Conversation> {
        self.list.get(id).filter(|conversation| conversation.is_listed)
    }

    /// The objects in the order that applications see.
    pub fn ordered(&mut self) -> Vec<ObjectId> {
        self.list.sort();
        self.listed().map(|conversation| conversation.object).gather()
    }

    pub(super) fn listed(&self) -> impl Iterator<Item = &Conversation> {
        self.list.iter().filter(|conversation| conversation.is_listed && !conversation.is_topic)
    }

    /// The sum of the unread counts of those conversations whose messages are announced.
    pub fn total(&self) -> u64 {
        let announced = self.listed().filter(|conversation| {
            conversation.remind.unwrap_or(0) == 0 && conversation.kind != Kind::System
        });
        announced.fold(0, |sum, conversation| sum.saturating_add(conversation.unread))
    }

    /// The sum, if it is not the one told last.
    pub fn total_to_tell(&mut self) -> Option<u64> {
        let total = self.total();
        (std::mem::replace(&mut self.told, total) != total).then_some(total)
    }

    /// The user is not in a group any more: what the list has counted in it says nothing of another stay.
    pub fn group_left(&mut self, id: &str) {
        if let Some(conversation) = self.list.get_mut(id) {
            (conversation.counts_all, conversation.is_told) = (false, false);
        }
    }

    /// The connection is lost: what was held then has no gaps, what joins from now on may leave some
    /// (an own message that is sent on the next connection, say).
    pub fn connection_lost(&mut self) {
        self.gaps = true;
        for conversation in self.list.iter_mut() {
            let last = Some(conversation.last.mark)
                .filter(|last| conversation.kind == Kind::Group && last.sequence > 0);
            let newest = conversation.timeline.newest().map(Stored::mark).or(last);
            conversation.gap.get_or_insert(Gap { after: newest, was_read: false });
            // What comes now is not known to be complete.
            if conversation.timeline.messages().is_empty() {
                let _ = conversation.timeline.take_all();
            }
        }
    }

    /// Peers with whom something was said since the connection was lost, and the time to catch up from. When
    /// nothing was synchronised yet since a time, that is the time of the oldest message held, all of which may
    /// have changed, or `since` where none was held when the connection was lost.
    pub fn behind(&self, since: Option<u64>) -> Vec<(String, u64)> {
        let missed_from = |conversation: &Conversation| {
            let after = conversation.gap?.after;
            if let (Some(since), Some(oldest)) = (since, conversation.timeline.messages().first()) {
                return Some(if after.is_some() { oldest.time } else { oldest.time.min(since) });
            }
            let from = after.map(|newest| newest.time).or(since)?;
            let listed = conversation.listed.filter(|listed| Some(*listed) != after)?;
            (listed.time >= from).then_some(from)
        };
        let users = self.listed().filter(|listed| listed.kind == Kind::C2C);
        users.filter_map(|listed| Some((listed.peer.user_id.clone(), missed_from(listed)?))).gather()
    }

    /// Groups in which something may have been said since the connection was lost: its conversation, the last sequence known
    /// then, and the last one that the list names now. Of one that was not known then, what is held may have gaps from the first on.
    /// The same when nothing was synchronised yet: all of it may have changed.
    pub fn groups_behind(&self, unsynchronised: bool) -> Vec<(ObjectId, String, u64, u64)> {
        let groups = self.list.iter().filter(|known| known.is_listed && known.kind == Kind::Group);
        let known = groups.filter_map(|group| {
            let first = group.timeline.messages().first().map(Stored::mark);
            let after = group
                .gap?
                .after
                .filter(|_| !unsynchronised)
                .or(first)
                .or(group.gap?.after)
                .filter(|after| after.sequence > 0)?;
            let listed = group.listed.map_or(0, |last| last.sequence);
            Some((group.object, group.peer.user_id.clone(), after.sequence, listed))
        });
        known.gather()
    }

    /// When the newest message was sent that was known when the connection was lost (seconds).
    pub fn lost_after(&self, id: &str) -> u64 {
        let gap = self.get(id).and_then(|conversation| conversation.gap?.after);
        gap.map_or(0, |after| after.time)
    }

    /// Whether a message of a group was held here, and was let go since all that was missed was here.
    pub fn has_let_go(&self, id: &str, sequence: u64) -> bool {
        self.get(id).is_some_and(|conversation| conversation.let_go.contains(&sequence))
    }

    /// Whether a group was read while it may have had gaps: the list of recent contacts has to tell again what is unread.
    pub fn groups_were_read(&self) -> bool {
        let groups = self.list.iter().filter(|conversation| conversation.kind == Kind::Group);
        groups.filter_map(|group| group.gap).any(|gap| gap.was_read)
    }

    /// All that was missed is here.
    pub fn caught_up(&mut self) {
        self.gaps = false;
        for conversation in self.list.iter_mut() {
            conversation.let_go = Vec::new();
            // Of what was not known then, the newest may not be what was taken for it.
            if conversation.gap.take().is_some_and(|gap| gap.after.is_none()) {
                conversation.timeline.complete = false;
                conversation.timeline.older = None;
            }
        }
    }
}
