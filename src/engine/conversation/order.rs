//! The conversations in their order, and how one is found among a thousand: by a number beside each pointer, so
//! that a search reads some thousand bytes in a row and compares hardly more than one ID.

use super::Conversation;
use tim_proto::json::Gather;

#[derive(Default)]
pub struct Order {
    entries: Vec<Entry>,
}

/// The conversation stands in a box, because each message moves its entry to the front.
struct Entry {
    tag: u32,
    conversation: Box<Conversation>,
}

impl Order {
    pub fn iter(&self) -> impl Iterator<Item = &Conversation> {
        self.entries.iter().map(|entry| &*entry.conversation)
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Conversation> {
        self.entries.iter_mut().map(|entry| &mut *entry.conversation)
    }

    fn position(&self, id: &str) -> Option<usize> {
        let tag = tag(id);
        self.entries.iter().position(|entry| entry.tag == tag && entry.conversation.id == id)
    }

    pub fn get(&self, id: &str) -> Option<&Conversation> {
        self.entries.get(self.position(id)?).map(|entry| &*entry.conversation)
    }

    pub fn get_mut(&mut self, id: &str) -> Option<&mut Conversation> {
        let at = self.position(id)?;
        self.entries.get_mut(at).map(|entry| &mut *entry.conversation)
    }

    /// Puts a conversation behind the others.
    pub fn push(&mut self, conversation: Conversation) {
        self.entries.push(Entry { tag: tag(&conversation.id), conversation: Box::new(conversation) });
    }

    pub fn take(&mut self, id: &str) -> Option<Conversation> {
        let at = self.position(id)?;
        Some(*self.entries.remove(at).conversation)
    }

    pub fn take_all(&mut self) -> Vec<Conversation> {
        std::mem::take(&mut self.entries).into_iter().map(|entry| *entry.conversation).gather()
    }

    pub fn bring_to_front(&mut self, id: &str) {
        if let Some(at) = self.position(id) {
            self.entries.get_mut(..=at).unwrap_or_default().rotate_right(1);
        }
    }

    /// Sorts by rank, equal ones as they are. By insertion, because the list is nearly sorted when somebody
    /// looks: only what changed since is out of place.
    pub fn sort(&mut self) {
        for end in 1..self.entries.len() {
            let (sorted, rest) = self.entries.split_at(end);
            let Some(rank) = rest.first().map(|next| next.conversation.rank()) else { return };
            // In its place already, most of the time.
            if sorted.last().is_some_and(|before| before.conversation.rank() <= rank) {
                continue;
            }
            let place = sorted.partition_point(|before| before.conversation.rank() <= rank);
            if let Some(moved) = self.entries.get_mut(place..=end) {
                moved.rotate_right(1);
            }
        }
    }
}

/// FNV-1a.
fn tag(id: &str) -> u32 {
    id.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::super::super::options::Options;
    use super::super::super::state::State;
    use tim_proto::json;

    fn state(ids: &[&str]) -> State {
        let mut state = State::new(Options::parse(&json!({ "SDKAppID": 1 })).unwrap(), 1);
        ids.iter().for_each(|id| state.ensure_conversation(id));
        state
    }

    fn ids(state: &State) -> Vec<&str> {
        state.conversations.list.iter().map(|conversation| conversation.id.as_str()).collect()
    }

    #[test]
    fn each_is_found_until_it_is_taken() {
        let all: Vec<String> = (0..1_000).map(|number| format!("C2Cuser{number}")).collect();
        let mut state = state(&all.iter().map(String::as_str).collect::<Vec<_>>());
        let list = &mut state.conversations.list;
        assert!(all.iter().all(|id| list.get(id).is_some_and(|found| found.id == *id)));
        assert!(list.get("C2Cuser1000").is_none());
        assert_eq!(list.take("C2Cuser500").map(|taken| taken.id), Some("C2Cuser500".to_owned()));
        assert!(list.take("C2Cuser500").is_none());
        assert_eq!(list.iter().count(), 999);
    }

    #[test]
    fn pinned_ones_stand_first_then_the_newest_and_equal_ones_as_they_stood() {
        let mut state = state(&["C2Ca", "C2Cb", "C2Cc", "C2Cd", "C2Ce"]);
        let list = &mut state.conversations.list;
        for (id, pinned, time) in
            [("C2Cb", false, 5), ("C2Cc", true, 0), ("C2Cd", false, 9), ("C2Ce", false, 5)]
        {
            let conversation = list.get_mut(id).unwrap();
            conversation.pinned = pinned;
            conversation.last.mark.time = time;
        }
        list.sort();
        assert_eq!(ids(&state), ["C2Cc", "C2Cd", "C2Cb", "C2Ce", "C2Ca"]);
        state.conversations.list.bring_to_front("C2Ce");
        state.conversations.list.sort();
        assert_eq!(ids(&state), ["C2Cc", "C2Cd", "C2Ce", "C2Cb", "C2Ca"], "the one that changed last");
    }
}
