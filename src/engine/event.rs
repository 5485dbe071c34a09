//! Publishing events. Most go out at once; some carry a whole list and are throttled: the first at
//! once, later ones within a second of the last delivered one are put off until a second has passed
//! without a further one. What a list event carries is looked up when it goes out.
//! Who listens is known to the shell alone.

use tim_proto::constants::event;

use super::effect::{Effect, Millis, Out};
use super::state::State;
use super::timer::Timer;

/// How close two publications of a throttled event may be.
const THROTTLE_MS: Millis = 1000;

/// A throttled event: its name, and what it carries when it goes out.
struct Throttled {
    name: &'static str,
    data: fn(&mut State) -> Option<Out>,
}

/// `data` says `None` when there is nothing new to tell.
static THROTTLED: [Throttled; 3] = [
    Throttled {
        name: event::CONVERSATION_LIST_UPDATED,
        data: |state| Some(Out::Objects(state.conversations.ordered())),
    },
    Throttled {
        name: event::TOTAL_UNREAD_MESSAGE_COUNT_UPDATED,
        data: |state| state.conversations.total_to_tell().map(|total| Out::Value(total.into())),
    },
    Throttled { name: event::GROUP_LIST_UPDATED, data: |state| Some(Out::Objects(state.group_list())) },
];

/// Index into [`THROTTLED`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListEvent {
    Conversations = 0,
    TotalUnread = 1,
    Groups = 2,
}

#[derive(Default)]
pub struct Events {
    /// When each throttled event last went out.
    last: [Option<Millis>; THROTTLED.len()],
}

impl State {
    pub fn emit(&mut self, event: &'static str, data: impl Into<Out>) {
        self.effect(Effect::Emit { event, data: data.into() });
    }

    /// Publishes a list event now, or soon.
    pub fn raise(&mut self, which: ListEvent) {
        let index = which as usize;
        let last = self.events.last.get(index).copied().flatten();
        match last.map(|last| last.saturating_add(THROTTLE_MS)) {
            Some(free) if free >= self.now => {
                let at = self.now.saturating_add(THROTTLE_MS);
                self.timers.set(at, Timer::Throttle(index));
            }
            _ => self.publish_throttled(index),
        }
    }

    /// The conversation list has changed, and perhaps the sum of the unread counts with it.
    pub fn raise_conversations(&mut self) {
        self.raise(ListEvent::TotalUnread);
        self.raise(ListEvent::Conversations);
    }

    pub(super) fn publish_throttled(&mut self, index: usize) {
        let Some(row) = THROTTLED.get(index) else { return };
        self.timers.cancel(Timer::Throttle(index));
        let Some(data) = (row.data)(self) else { return };
        if let Some(last) = self.events.last.get_mut(index) {
            *last = Some(self.now);
        }
        self.emit(row.name, data);
    }

    /// What was put off belongs to the login that has ended.
    pub(super) fn forget_throttled(&mut self) {
        for index in 0..THROTTLED.len() {
            self.timers.cancel(Timer::Throttle(index));
        }
        self.events = Events::default();
    }
}
