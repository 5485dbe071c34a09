//! Values by key that the members of a group share: what is held of them here, and whether that can be relied on. Each
//! change has a number; who has missed none knows them all. Attributes are in [`super::attribute`], counters in
//! [`super::counter`].

use tim_proto::json::{Map, Value};

use super::super::argument::Args;
use super::super::effect::{Millis, Out};
use super::super::state::State;
use super::super::value::{at, list, object, text};

/// So long what is held is believed without asking.
const HOLDS_MS: Millis = 30_000;

/// What a change did, as pushes say.
pub const REPLACED: u64 = 1;
pub const CHANGED: u64 = 2;
pub const CLEARED: u64 = 3;
pub const DELETED: u64 = 4;

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Attributes,
    Counters,
}

/// The attributes or the counters of one group.
#[derive(Default)]
pub struct Shared {
    group: String,
    kind: Kind,
    /// `{Key, Value, SubKeySeq}`, as the wire has them; a counter has no number of its own.
    pub items: Vec<Value>,
    /// The number of the last change that is held; 0 when some may have been missed.
    pub held: u64,
    /// The number of the last change that was heard of.
    pub heard: u64,
    holds_until: Millis,
}

impl Shared {
    pub fn change(&mut self, done: u64, news: &[Value]) {
        if done == REPLACED || done == CLEARED {
            self.items.clear();
        }
        for new in news {
            let known = place(&self.items, text(new, "Key"));
            if done == REPLACED || done == CHANGED {
                match known.and_then(|at| self.items.get_mut(at)) {
                    Some(item) => item.clone_from(new),
                    None => self.items.push(new.clone()),
                }
            } else if let Some(at) = known {
                self.items.remove(at);
            }
        }
    }

    /// These and no others, as the server says.
    pub fn replace(&mut self, sequence: u64, items: &[Value], now: Millis) {
        self.change(REPLACED, items);
        (self.held, self.heard) = (sequence, sequence);
        self.holds_until = now.saturating_add(HOLDS_MS);
    }

    /// A change has this number: whether it is the one after what is held.
    pub fn follows(&mut self, sequence: u64, now: Millis) -> bool {
        self.heard = sequence;
        let follows = sequence == self.held.saturating_add(1);
        if follows {
            (self.held, self.holds_until) = (sequence, now.saturating_add(HOLDS_MS));
        }
        follows
    }

    /// What is held of the keys that a method names; of all when it names none.
    pub fn named(&self, args: &Args) -> Vec<Value> {
        let wanted = args.texts("keyList", usize::MAX);
        let mut named = Vec::new();
        for item in &self.items {
            if wanted.is_empty() || wanted.iter().any(|key| key == text(item, "Key")) {
                named.push(item.clone());
            }
        }
        named
    }
}

/// Where the item of this key stands.
pub fn place(items: &[Value], key: &str) -> Option<usize> {
    items.iter().position(|item| text(item, "Key") == key)
}

/// What applications see: the values by their keys, under this name.
#[inline(never)]
pub fn by_key(name: &'static str, items: &[Value]) -> Out {
    Out::Value(object(members![(name, values(items))]))
}

pub fn values(items: &[Value]) -> Value {
    let mut values = Map::new();
    for item in items {
        values.insert(text(item, "Key").to_owned(), item.get("Value").cloned().unwrap_or_default());
    }
    Value::from(values)
}

/// What a method was given, as items.
pub fn given(args: &Args) -> Vec<Value> {
    let mut items = Vec::new();
    let given = args.get("groupAttributes").or_else(|| args.get("counters")).and_then(Value::as_object);
    if let Some(given) = given {
        for (key, value) in given.iter() {
            items.push(object(members![("Key", key), ("Value", value.clone())]));
        }
    }
    for key in args.texts("keyList", usize::MAX) {
        items.push(object(members![("Key", key)]));
    }
    items
}

impl super::Groups {
    /// What is held of a group: nothing at first.
    #[inline(never)]
    pub fn shared(&mut self, group: &str, kind: Kind) -> &mut Shared {
        let known = self.shared.iter().position(|known| known.kind == kind && known.group == group);
        let shared = match known {
            Some(at) => self.shared.swap_remove(at),
            None => Shared { group: group.to_owned(), kind, ..Shared::default() },
        };
        self.shared.push_mut(shared)
    }

    /// The user is in the group no more, or anew.
    pub fn forget_shared(&mut self, group: &str) {
        while let Some(at) = self.shared.iter().position(|known| known.group == group) {
            self.shared.swap_remove(at);
        }
    }

    /// What changes while there is no connection is missed.
    pub fn connection_lost(&mut self) {
        for shared in &mut self.shared {
            (shared.held, shared.holds_until) = (0, 0);
        }
    }
}

impl State {
    /// What a method asks for, if it can be relied on.
    pub(super) fn known_shared(&mut self, args: &Args, kind: Kind, name: &'static str) -> Option<Out> {
        let now = self.now;
        let shared = self.groups.shared(args.text("groupID"), kind);
        let is_known = now < shared.holds_until && shared.held >= shared.heard;
        is_known.then(|| by_key(name, &shared.named(args)))
    }

    /// What an item of a push says of values that members share. Whether it does: then it is no message.
    pub fn shared_pushed(&mut self, group: &str, wire: &Value) -> bool {
        if let Some(option) = at(wire, "MsgBody.MsgGroupNewInfo.GroupAttrOption") {
            self.attributes_pushed(group, option);
            return true;
        }
        let counters = list(wire.get("MsgBody").unwrap_or(&Value::NULL), "GroupCounterInfo");
        counters.iter().for_each(|told| self.counters_pushed(group, told));
        !counters.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::group::Groups;
    use tim_proto::json;

    #[test]
    fn what_follows_is_held_and_what_was_missed_is_known_to_be() {
        let mut groups = Groups::default();
        let held = groups.shared("g", Kind::Attributes);
        assert!(held.follows(1, 0));
        held.change(CHANGED, &[json!({"Key": "a", "Value": "1"}), json!({"Key": "b", "Value": "2"})]);
        assert!(held.follows(2, 0));
        held.change(DELETED, &[json!({"Key": "a"}), json!({"Key": "c"})]);
        assert_eq!(values(&held.items), json!({"b": "2"}));
        assert!(!held.follows(4, 0), "3 was missed");
        assert_eq!((held.held, held.heard), (2, 4));
        held.replace(4, &[json!({"Key": "d", "Value": "4"})], 0);
        assert!(held.follows(5, 0));
        assert_eq!(values(&held.items), json!({"d": "4"}));
        groups.connection_lost();
        assert!(!groups.shared("g", Kind::Attributes).follows(6, 0), "5 may not have been the last one");
        assert_eq!(groups.shared("g", Kind::Counters).heard, 0, "counters are numbered for themselves");
        groups.forget_shared("g");
        assert_eq!(groups.shared("g", Kind::Attributes).heard, 0);
    }
}
