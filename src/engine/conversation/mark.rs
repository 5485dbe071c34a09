//! Marks, custom data and memberships in groups of conversations: what is set on several conversations at
//! once, with an outcome for each. The groups themselves are in [`super::group`].

use tim_proto::code;
use tim_proto::command;
use tim_proto::json::Gather;
use tim_proto::json::Value;

use super::super::argument::Args;
use super::super::effect::Out;
use super::super::error::Error;
use super::super::event::ListEvent;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{list, number, object, text};
use super::contact::{contact, contact_id};

/// Marks are 64 bits; as numbers for JavaScript they stay exact up to here.
const MARKS: u32 = 53;

/// `OptType` of an entry that is about marks, and of one about custom data.
const STANDARD: u64 = 1;
const CUSTOM: u64 = 2;

/// `markConversation({conversationIDList, markType, enableMark})`.
pub static MARK: Question = Question {
    command: &command::RECENTCONTACT_MARK_CONTACT,
    plan: |state, args| {
        let bit = args.get("markType").and_then(Value::as_u64).map_or(0, u64::trailing_zeros);
        let key = if args.flag("enableMark") { "SetMark" } else { "ClearMark" };
        plan_marks(state, args, STANDARD, (key, Value::from(vec![bit.into()])))
    },
    done: |state, args, answer| {
        Ok(state.conclude_marks(args, list(&answer, "ResultItem"), |state, args, id| {
            let Some(mark) = args.get("markType").and_then(Value::as_u64) else { return false };
            let known = state.conversations.get(id).map(|known| known.marks.clone());
            let Some(mut marks) = known else { return false };
            marks.retain(|known| *known != mark);
            if args.flag("enableMark") {
                // A mark that was set before keeps its place.
                if state.conversations.get(id).is_some_and(|known| known.marks.contains(&mark)) {
                    return false;
                }
                marks.push(mark);
            }
            state.set_marks(id, marks)
        }))
    },
};

/// `setConversationCustomData({conversationIDList, customData})`.
pub static CUSTOM_DATA: Question = Question {
    command: &command::RECENTCONTACT_MARK_CONTACT,
    plan: |state, args| plan_marks(state, args, CUSTOM, ("CustomMark", args.text("customData").into())),
    done: |state, args, answer| {
        Ok(state.conclude_marks(args, list(&answer, "ResultItem"), |state, args, id| {
            state.set_custom_data(id, args.text("customData"))
        }))
    },
};

fn plan_marks(
    state: &mut State,
    args: &Args,
    kind: u64,
    (key, value): (&'static str, Value),
) -> Result<Plan, Error> {
    Ok(match state.chosen(args) {
        Err(outcome) => Plan::Done(outcome),
        Ok(contacts) => {
            let items = contacts.into_iter().map(|contact| {
                object(members![("OptType", kind), ("ContactItem", contact), (key, value.clone())])
            });
            Plan::Send(members![("From_Account", state.me()), ("MarkItem", items.collect::<Value>())])
        }
    })
}

/// What a method does to one conversation that the server has accepted. Whether that changed anything.
type Change = fn(&mut State, &Args, &str) -> bool;

impl State {
    /// The conversations of `conversationIDList` that there are, as the wire names them; without any, the
    /// method's outcome.
    pub(super) fn chosen(&self, args: &Args) -> Result<Vec<Value>, Out> {
        let ids = args.texts("conversationIDList", usize::MAX);
        let known = ids.iter().filter_map(|id| self.conversations.listed_as(id));
        let contacts: Vec<Value> = known.map(|known| object(contact(known, "ToGroupId"))).gather();
        match contacts.is_empty() {
            true => Err(outcome(Vec::new(), self.unknown(args))),
            false => Ok(contacts),
        }
    }

    fn unknown(&self, args: &Args) -> Vec<Value> {
        let ids = args.texts("conversationIDList", usize::MAX).into_iter();
        let unknown = ids.filter(|id| self.conversations.listed_as(id).is_none());
        unknown
            .map(|id| failure(&id, code::CONVERSATION_NOT_FOUND, code::text(code::CONVERSATION_NOT_FOUND)))
            .gather()
    }

    /// Takes in the server's answer for each conversation. The IDs of those that changed, those that were
    /// accepted, and the failures.
    pub(super) fn conclude(&mut self, args: &Args, results: &[Value], change: Change) -> Concluded {
        let mut concluded = Concluded { failures: self.unknown(args), ..Concluded::default() };
        for result in results {
            let Some(id) = result.get("ContactItem").and_then(contact_id) else { continue };
            match number(result, "ResultCode") {
                0 => {
                    if change(self, args, &id) {
                        concluded.changed.push(id.as_str().into());
                    }
                    concluded.accepted.push(id.into());
                }
                code => {
                    let code = i64::try_from(code).unwrap_or(i64::MAX);
                    concluded.failures.push(failure(&id, code, text(result, "ResultInfo")));
                }
            }
        }
        if !concluded.changed.is_empty() {
            self.raise(ListEvent::Conversations);
        }
        concluded
    }

    fn conclude_marks(&mut self, args: &Args, results: &[Value], change: Change) -> Out {
        let Concluded { accepted, failures, .. } = self.conclude(args, results, change);
        outcome(accepted, failures)
    }

    fn set_marks(&mut self, id: &str, marks: Vec<u64>) -> bool {
        let found = self.conversations.get_mut(id).filter(|known| known.marks != marks);
        let Some(conversation) = found else { return false };
        conversation.marks = marks;
        let (object, list) = (conversation.object, conversation.marks.iter().copied().collect::<Value>());
        self.patch_value(object, "markList", list);
        true
    }

    fn set_custom_data(&mut self, id: &str, data: &str) -> bool {
        let found = self.conversations.get_mut(id).filter(|known| known.custom_data != data);
        let Some(conversation) = found else { return false };
        conversation.custom_data = data.to_owned();
        let object = conversation.object;
        self.patch_value(object, "customData", data);
        true
    }

    /// What the wire says of a conversation's marks and custom data, where it says something.
    pub(super) fn take_marks(&mut self, id: &str, item: &Value) -> bool {
        let bits = item.get("StandardMark").and_then(Value::as_str);
        let data = item.get("CustomMark").and_then(Value::as_str);
        let marked = bits.is_some_and(|bits| self.set_marks(id, marks(bits)));
        data.is_some_and(|data| self.set_custom_data(id, data)) || marked
    }
}

/// What became of each conversation.
#[derive(Default)]
pub struct Concluded {
    pub changed: Vec<Value>,
    pub accepted: Vec<Value>,
    pub failures: Vec<Value>,
}

/// What the methods of this file and of [`super::group`] resolve with.
pub fn outcome(success: Vec<Value>, failures: Vec<Value>) -> Out {
    Out::Value(object(members![
        ("successConversationIDList", Value::from(success)),
        ("failureConversationIDList", Value::from(failures))
    ]))
}

fn failure(id: &str, code: i64, message: &str) -> Value {
    object(members![("conversationID", id), ("code", Value::from(code)), ("message", message)])
}

/// The marks in `"0101"`, the lowest bit last: powers of two.
fn marks(bits: &str) -> Vec<u64> {
    let set = bits.bytes().rev().zip(0..MARKS).filter(|(bit, _)| *bit == b'1');
    set.map(|(_, place)| 1_u64 << place).gather()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_powers_of_two() {
        for (bits, expected) in [("", vec![]), ("101", vec![1, 4]), ("0110", vec![2, 4]), ("x", vec![])] {
            assert_eq!(marks(bits), expected, "{bits}");
        }
        let highest = format!("1{}1", "0".repeat(62));
        assert_eq!(marks(&highest), [1], "what a JavaScript number cannot hold is left out");
    }
}
