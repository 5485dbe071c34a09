//! Counters: numbers by key that the members of a group share and count up and down.

use tim_proto::command;
use tim_proto::constants::event;
use tim_proto::json::Value;

use super::super::argument::Args;
use super::super::effect::Out;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{list, number, object, text};
use super::shared::{CHANGED, DELETED, Kind, by_key, given};

const NAME: &str = "counters";

/// `Type` of a push that tells of counters that are gone.
const GONE: u64 = 1;

/// `setGroupCounters({groupID, counters})`.
pub static SET: Question = COUNT;

/// `increaseGroupCounter({groupID, key, value})`.
pub static UP: Question = Question { plan: |state, args| Ok(count(state, args, "Increase")), ..COUNT };

/// `decreaseGroupCounter({groupID, key, value})`.
pub static DOWN: Question = Question { plan: |state, args| Ok(count(state, args, "Decrease")), ..COUNT };

/// Resolves with the values afterwards. They are taken over with the push that the user gets like everybody else.
const COUNT: Question = Question {
    command: &command::GROUP_OPEN_HTTP_SVC_UPDATE_GROUP_COUNTER,
    plan: |state, args| Ok(count(state, args, "Set")),
    done: |_, _, answer| Ok(by_key(NAME, list(&answer, "GroupCounter"))),
};

/// `getGroupCounters({groupID, keyList?})`: none named are all.
pub static GET: Question = Question {
    command: &command::GROUP_OPEN_HTTP_SVC_GET_GROUP_COUNTER,
    plan: |state, args| {
        let id = args.text("groupID");
        Ok(match state.known_shared(args, Kind::Counters, NAME) {
            Some(known) => Plan::Done(known),
            None => Plan::Send(members![("BytesKey", state.groups.room_key(id)), ("GroupId", id)]),
        })
    },
    done: |state, args, answer| {
        let now = state.now;
        let held = state.groups.shared(args.text("groupID"), Kind::Counters);
        held.replace(number(&answer, "GroupCounterSeq"), list(&answer, "GroupCounter"), now);
        Ok(by_key(NAME, &held.named(args)))
    },
};

fn count(state: &State, args: &Args, mode: &'static str) -> Plan {
    let id = args.text("groupID");
    let mut items = given(args);
    if let Some(value) = args.get("value") {
        items.push(object(members![("Key", args.text("key")), ("Value", value.clone())]));
    }
    Plan::Send(members![
        ("GroupCounter", items),
        ("BytesKey", state.groups.room_key(id)),
        ("Mode", mode),
        ("GroupId", id),
    ])
}

impl State {
    /// `{Type, GroupCounterSeq, GroupCounter}` of a push: somebody has counted.
    pub(super) fn counters_pushed(&mut self, id: &str, told: &Value) {
        let now = self.now;
        let sequence = number(told, "GroupCounterSeq");
        let held = self.groups.shared(id, Kind::Counters);
        if sequence <= held.held {
            return;
        }
        let (is_gone, items) = (number(told, "Type") == GONE, list(told, "GroupCounter"));
        if held.follows(sequence, now) {
            held.change(if is_gone { DELETED } else { CHANGED }, items);
        }
        // The values are what they are, whatever was missed before.
        for item in items.iter().filter(|_| !is_gone) {
            let data = members![
                ("groupID", id),
                ("key", text(item, "Key")),
                ("value", item.get("Value").cloned().unwrap_or_default()),
            ];
            self.emit(event::GROUP_COUNTER_UPDATED, Out::Value(object(data)));
        }
    }
}
