//! Attributes: texts by key that the members of a group share. What is written names the changes that the writer knows, so
//! that nobody overwrites what he has not seen.

use tim_proto::command::{self, Command};
use tim_proto::constants::event;
use tim_proto::json::Value;

use super::super::argument::Args;
use super::super::effect::Out;
use super::super::link::request::Request;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{flag, list, number, object, text};
use super::shared::{CHANGED, CLEARED, DELETED, Kind, REPLACED, by_key, given, place, values};

const NAME: &str = "groupAttributes";

/// `initGroupAttributes({groupID, groupAttributes})`: these and no others.
pub static INIT: Question = Question {
    command: &command::GROUP_OPEN_HTTP_SVC_SET_GROUP_ATTR,
    plan: |state, args| Ok(write(state, args, &command::GROUP_OPEN_HTTP_SVC_SET_GROUP_ATTR, false)),
    done: |state, args, answer| Ok(written(state, args, REPLACED, &answer)),
};

/// `setGroupAttributes({groupID, groupAttributes})`: these too.
pub static SET: Question = Question {
    command: &command::GROUP_OPEN_HTTP_SVC_MODIFY_GROUP_ATTR,
    plan: |state, args| Ok(write(state, args, &command::GROUP_OPEN_HTTP_SVC_MODIFY_GROUP_ATTR, true)),
    done: |state, args, answer| Ok(written(state, args, CHANGED, &answer)),
};

/// `deleteGroupAttributes({groupID, keyList})`: resolves with the keys that were known; none named are all.
pub static DELETE: Question = Question {
    command: &command::GROUP_OPEN_HTTP_SVC_DELETE_GROUP_ATTR,
    plan: |state, args| {
        let command = match given(args).is_empty() {
            true => &command::GROUP_OPEN_HTTP_SVC_CLEAR_GROUP_ATTR,
            false => &command::GROUP_OPEN_HTTP_SVC_DELETE_GROUP_ATTR,
        };
        Ok(write(state, args, command, true))
    },
    done: |state, args, answer| {
        let known = state.groups.shared(args.text("groupID"), Kind::Attributes).named(args);
        written(state, args, if given(args).is_empty() { CLEARED } else { DELETED }, &answer);
        let keys: Value = known.iter().map(|item| text(item, "Key")).collect();
        Ok(Out::Value(object(members![("keyList", keys)])))
    },
};

/// `getGroupAttributes({groupID, keyList})`: none named are all.
pub static GET: Question = Question {
    command: &command::GROUP_OPEN_ATTR_HTTP_SVC_GET_GROUP_ATTR,
    plan: |state, args| {
        Ok(match state.known_shared(args, Kind::Attributes, NAME) {
            Some(known) => Plan::Done(known),
            None => Plan::Ask(fetch(state, args.text("groupID"))),
        })
    },
    done: |state, args, answer| {
        let id = args.text("groupID");
        fetched(state, id, &answer);
        Ok(by_key(NAME, &state.groups.shared(id, Kind::Attributes).named(args)))
    },
};

/// `numbered`: fails where a key was changed by somebody whose change is not known here.
fn write(state: &mut State, args: &Args, command: &'static Command, numbered: bool) -> Plan {
    let id = args.text("groupID");
    let room = state.groups.room_key(id);
    let held = state.groups.shared(id, Kind::Attributes);
    let mut items: Vec<Value> = Vec::new();
    for item in given(args) {
        let known = place(&held.items, text(&item, "Key")).and_then(|at| held.items.get(at));
        let seq = numbered.then(|| known.map_or(0, |known| number(known, "SubKeySeq")));
        let value = item.get("Value").cloned().unwrap_or_default();
        items.push(object(members![
            ("key", text(&item, "Key")),
            ("value", value),
            ("seq", seq.map_or(Value::NULL, Value::from))
        ]));
    }
    let items = if items.is_empty() { Value::NULL } else { items.into() };
    let fill =
        members![("AttrMainSeq", held.heard), ("BytesKey", room), ("GroupAttr", items), ("GroupId", id)];
    Plan::Ask(Request::new(command, fill))
}

fn written(state: &mut State, args: &Args, done: u64, answer: &Value) -> Out {
    let mut items = given(args);
    for item in items.iter_mut().filter_map(Value::as_object_mut) {
        for numbered in list(answer, "GroupAttrAry") {
            if item.get("Key") == numbered.get("key") {
                item.insert("SubKeySeq", number(numbered, "seq").into());
            }
        }
    }
    state.attributes_changed(args.text("groupID"), number(answer, "AttrMainSeq"), done, &items);
    by_key(NAME, &items)
}

fn fetch(state: &State, id: &str) -> Request {
    let key = state.groups.room_key(id);
    let fill = members![("GroupId", id), ("GroupType", u64::from(!key.is_null())), ("Key", key)];
    Request::new(&command::GROUP_OPEN_ATTR_HTTP_SVC_GET_GROUP_ATTR, fill)
}

/// What the server says replaces what was held, which comes back.
fn fetched(state: &mut State, id: &str, answer: &Value) -> Vec<Value> {
    let now = state.now;
    let held = state.groups.shared(id, Kind::Attributes);
    let before = held.items.clone();
    held.replace(number(answer, "AttrMainSeq"), list(answer, "GroupAttrAry"), now);
    before
}

/// The keys of those items that others do not have, or not with this value.
#[inline(never)]
fn absent(items: &[Value], others: &[Value], valued: bool) -> Vec<Value> {
    let mut keys = Vec::new();
    for item in items {
        let is_same = |other: &Value, key| other.get(key) == item.get(key);
        if !others.iter().any(|other| is_same(other, "Key") && (!valued || is_same(other, "Value"))) {
            keys.push(text(item, "Key").into());
        }
    }
    keys
}

impl State {
    /// A change of this number: told and taken over if it is the next one. Otherwise it is only known that there was one.
    fn attributes_changed(&mut self, id: &str, sequence: u64, done: u64, items: &[Value]) -> bool {
        let now = self.now;
        let held = self.groups.shared(id, Kind::Attributes);
        let follows = held.follows(sequence, now);
        if follows {
            let before = held.items.clone();
            held.change(done, items);
            self.tell_attributes(id, &before);
        }
        follows
    }

    /// Somebody has changed attributes, perhaps the user. What cannot be taken over is fetched.
    pub(super) fn attributes_pushed(&mut self, id: &str, option: &Value) {
        let sequence = number(option, "GroupAttrSeq");
        let is_known = sequence == self.groups.shared(id, Kind::Attributes).held;
        let (done, items) = (number(option, "OpType"), list(option, "GroupAttrInfo"));
        let has_values = flag(option, "PushChangedAttrValFlag");
        if is_known || has_values && self.attributes_changed(id, sequence, done, items) {
            return;
        }
        let request = fetch(self, id);
        let id = id.to_owned();
        self.spawn(async move |ctx| {
            if let Ok(answer) = ctx.request(request).await {
                ctx.with(|state| {
                    let before = fetched(state, &id, &answer);
                    state.tell_attributes(&id, &before);
                });
            }
        });
    }

    fn tell_attributes(&mut self, id: &str, before: &[Value]) {
        let after = &self.groups.shared(id, Kind::Attributes).items;
        let updated = absent(after, before, true);
        let deleted = absent(before, after, false);
        if updated.is_empty() && deleted.is_empty() {
            return;
        }
        let data = members![
            ("groupID", id),
            (NAME, values(after)),
            ("updatedKeyList", updated),
            ("deletedKeyList", deleted),
        ];
        self.emit(event::GROUP_ATTRIBUTES_UPDATED, Out::Value(object(data)));
    }
}
