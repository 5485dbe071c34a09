//! The messages of one conversation that this instance holds, oldest first, without gaps and without
//! duplicates. What is fetched to fill it: [`super::history`] and [`super::receive`].

use super::super::effect::ObjectId;
use super::super::outcome::Owed;
use super::{Mark, Stored};

#[derive(Default)]
pub struct Timeline {
    messages: Vec<Stored>,
    /// Messages of a group stand by their sequences, others by their times.
    by_sequence: bool,
    /// The server has nothing older.
    pub complete: bool,
    /// Where the server said that older messages continue. `None`: before the oldest one held.
    pub older: Option<OlderFrom>,
    /// Calls that wait for a page that another call is fetching.
    pub fetching: Option<Vec<Owed>>,
}

/// `LastMsgTime` and `MsgKey` of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OlderFrom {
    pub time: u64,
    pub key: String,
}

impl Timeline {
    pub fn of(by_sequence: bool) -> Timeline {
        Timeline { by_sequence, ..Timeline::default() }
    }

    /// Where a message of these numbers stands among the others.
    fn place(&self, mark: Mark) -> u64 {
        if self.by_sequence { mark.sequence } else { mark.time }
    }

    pub fn messages(&self) -> &[Stored] {
        &self.messages
    }

    pub fn messages_mut(&mut self) -> &mut [Stored] {
        &mut self.messages
    }

    pub fn newest(&self) -> Option<&Stored> {
        self.messages.last()
    }

    /// The newest one that a conversation may show as its last message.
    pub fn newest_shown(&self) -> Option<&Stored> {
        self.messages.iter().rev().find(|message| message.may_be_last())
    }

    /// How many messages are older than the one with this ID. `None`: it is not held.
    fn older_than(&self, id: &str) -> Option<usize> {
        // From the end: applications page from what they show.
        self.messages.iter().rposition(|message| *message.id == *id)
    }

    /// The object of the message with this ID.
    pub fn with_id(&self, id: &str) -> Option<ObjectId> {
        self.messages.get(self.older_than(id)?).map(|message| message.object)
    }

    /// How many messages are held before this one; all of them when none is named, none when it is
    /// not held.
    pub fn held_before(&self, id: Option<&str>) -> usize {
        match id {
            Some(id) => self.older_than(id).or_else(|| self.until(id)).unwrap_or(0),
            None => self.messages.len(),
        }
    }

    /// How many messages of a group stand up to this sequence: so are pages of it continued.
    fn until(&self, sequence: &str) -> Option<usize> {
        let sequence: u64 = sequence.parse().ok().filter(|_| self.by_sequence)?;
        Some(self.messages.partition_point(|message| message.sequence <= sequence))
    }

    /// Where the next page of history begins.
    pub fn goes_on_from(&self) -> OlderFrom {
        self.older.clone().unwrap_or_else(|| self.before_oldest())
    }

    /// Where history continues before the oldest message held.
    fn before_oldest(&self) -> OlderFrom {
        match self.messages.first() {
            Some(oldest) => OlderFrom { time: oldest.time, key: oldest.mark().key() },
            None => OlderFrom { time: 0, key: String::new() },
        }
    }

    /// How many of the messages held are unread.
    pub fn unread(&self) -> u64 {
        let unread = self.messages.iter().filter(|message| message.is_unread());
        u64::try_from(unread.count()).unwrap_or(u64::MAX)
    }

    /// Puts a message at its place by time, behind those of the same second. `Err`: it is held already,
    /// as this one.
    pub fn insert(&mut self, message: Stored) -> Result<(), &mut Stored> {
        match self.position(&message) {
            Ok(held) => match self.messages.get_mut(held) {
                Some(held) => Err(held),
                None => Ok(()),
            },
            Err(place) => {
                self.messages.insert(place, message);
                Ok(())
            }
        }
    }

    /// The message of these numbers, sent by me or not.
    pub fn named(&mut self, mark: Mark, out: bool) -> Option<&mut Stored> {
        let (place, by_sequence) = (self.place(mark), self.by_sequence);
        let first = self.messages.partition_point(|held| self.place(held.mark()) < place);
        let mut found = self
            .messages
            .iter_mut()
            .skip(first)
            .take_while(|held| if by_sequence { held.sequence == place } else { held.time == place });
        found.find(|held| by_sequence || held.mark() == mark && held.out == out)
    }

    pub fn holds(&self, message: &Stored) -> bool {
        self.position(message).is_ok()
    }

    /// Where the message is, or would be put. The same message has the same time, so only those of its
    /// second are compared; in a group a sequence is a message.
    fn position(&self, message: &Stored) -> Result<usize, usize> {
        let place = self.place(message.mark());
        let first = self.messages.partition_point(|held| self.place(held.mark()) < place);
        let second = self.messages.iter().skip(first).take_while(|held| self.place(held.mark()) == place);
        let mut count = 0_usize;
        for held in second {
            if self.by_sequence || held.is_same(message) {
                return Ok(first.saturating_add(count));
            }
            count = count.saturating_add(1);
        }
        Err(first.saturating_add(count))
    }

    /// Puts messages that are held into the order of the server, which is the order given: within a second
    /// they may have come in another one.
    pub fn put_in_order(&mut self, messages: &[Stored]) {
        let mut before: Option<usize> = None;
        for message in messages {
            let Ok(at) = self.position(message) else { continue };
            before = match before.filter(|before| *before > at) {
                Some(before) => {
                    if let Some(between) = self.messages.get_mut(at..=before) {
                        between.rotate_left(1);
                    }
                    Some(before)
                }
                None => Some(at),
            };
        }
    }

    /// Puts a page of older messages, oldest first and none of them held, before those held.
    pub fn prepend(&mut self, older: Vec<Stored>) {
        let oldest = self.messages.first().map_or(u64::MAX, |message| self.place(message.mark()));
        let (front, misplaced): (Vec<Stored>, Vec<Stored>) =
            older.into_iter().partition(|message| self.place(message.mark()) <= oldest);
        self.messages.splice(0..0, front);
        for message in misplaced {
            let _ = self.insert(message);
        }
    }

    /// Takes the message with this ID out, or all.
    pub fn take(&mut self, id: Option<&str>) -> Vec<Stored> {
        let all = std::mem::take(&mut self.messages).into_iter();
        let (taken, kept) = all.partition(|message| id.is_none_or(|id| *message.id == *id));
        self.messages = kept;
        taken
    }

    /// Forgets all messages: there is a gap that was not closed. They are fetched again when asked for.
    pub fn take_all(&mut self) -> Vec<Stored> {
        self.take_before(u64::MAX)
    }

    /// Forgets the messages before this place.
    pub fn take_before(&mut self, place: u64) -> Vec<Stored> {
        self.complete = false;
        self.older = None;
        let kept = self.messages.partition_point(|held| self.place(held.mark()) < place);
        let kept = self.messages.split_off(kept);
        std::mem::replace(&mut self.messages, kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(time: u64, random: u64) -> Stored {
        let id = format!("1-{time}-{random}").into();
        Stored {
            object: ObjectId(0),
            id,
            sequence: 1,
            random,
            time,
            out: false,
            is_read: false,
            is_peer_read: false,
            uncounted: false,
            not_last: false,
            is_revoked: false,
            is_deleted: false,
            version: 0,
            kind: None,
        }
    }

    fn randoms(timeline: &Timeline) -> Vec<u64> {
        timeline.messages().iter().map(|message| message.random).collect()
    }

    #[test]
    fn messages_stand_by_time_and_arrival_and_only_once() {
        let mut timeline = Timeline::default();
        for (time, random) in [(10, 1), (12, 2), (10, 3), (5, 4)] {
            assert!(timeline.insert(message(time, random)).is_ok());
        }
        assert!(timeline.insert(message(10, 1)).is_err(), "held already");
        assert_eq!(randoms(&timeline), [4, 1, 3, 2]);
        assert_eq!(timeline.older_than("1-10-3"), Some(2));
        assert_eq!(timeline.older_than("1-10-9"), None);
        assert!(timeline.holds(&message(10, 3)) && !timeline.holds(&message(10, 9)));
    }

    #[test]
    fn messages_of_a_second_take_the_server_s_order() {
        let mut timeline = Timeline::default();
        for (time, random) in [(9, 0), (10, 3), (10, 1), (10, 2), (11, 4)] {
            assert!(timeline.insert(message(time, random)).is_ok());
        }
        timeline.put_in_order(&[
            message(10, 1),
            message(10, 9),
            message(10, 2),
            message(10, 3),
            message(11, 4),
        ]);
        assert_eq!(randoms(&timeline), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn a_page_goes_in_front_in_its_own_order() {
        let mut timeline = Timeline::default();
        assert!(timeline.insert(message(10, 1)).is_ok());
        timeline.prepend(vec![message(8, 8), message(10, 7), message(12, 9)]);
        assert_eq!(randoms(&timeline), [8, 7, 1, 9], "what is younger than those held goes to its place");
    }
}
