//! What an argument, or a member of it, has to be: the words that stand behind the names of a signature, what they
//! take, and how a refusal says that.

use tim_proto::id::ConversationId;
use tim_proto::json::Value;

use super::super::conversation::REMIND_TYPES;
use super::super::message::SCOPES;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text; where it is required it must not be empty.
    Text,
    /// Text that may be empty even where it is required.
    AnyText,
    Number,
    /// A number other than 0.
    Step,
    /// A whole number from 1 on.
    Count,
    /// A whole number from 0 on.
    Size,
    /// A number that marks members of a chat room.
    Mark,
    Flag,
    /// An object that has members.
    Object,
    /// An object that has members, all of them texts.
    TextsByKey,
    /// A list; where it is required it must not be empty.
    Array,
    /// 0 or 1: towards the past, or the present.
    Direction,
    /// A function: JSON has none, so it must be missing here.
    Function,
    /// What JavaScript tells of a file.
    File,
    /// An array of texts; where it is required it must not be empty.
    Texts,
    /// An array of texts that may be empty even where it is required.
    AnyTexts,
    /// What a conversation group is to be called.
    NewName,
    /// An application's own text about a conversation.
    CustomData,
    RemindType,
    /// What is marked as read.
    Scope,
    /// One bit of a mask, as a number that JavaScript holds exactly.
    Bit,
    /// `C2C…`, `GROUP…` or `@TIM#SYSTEM`.
    Conversation,
    /// A non-empty array of such.
    Conversations,
    /// A Message. Objects that are none are refused by the method, with a code.
    Message,
    LiveMessage,
    /// A list with at least one Message.
    Messages,
    /// The one object with members of its own.
    Options,
}

use Kind::*;

const ALL: [Kind; 27] = [
    Text,
    AnyText,
    Number,
    Step,
    Count,
    Size,
    Mark,
    Flag,
    Object,
    TextsByKey,
    Array,
    Direction,
    Function,
    File,
    Texts,
    AnyTexts,
    NewName,
    CustomData,
    RemindType,
    Scope,
    Bit,
    Conversation,
    Conversations,
    Message,
    LiveMessage,
    Messages,
    Options,
];

/// A line for each, in the same order: the word of signatures, what a refusal says was expected, and what it says
/// where it is not required, if that is something else.
const WORDS: &str = "\
text\ta non-empty string\ta string
anyText\ta string
number\ta number
step\ta number other than 0
count\ta whole number from 1 on
size\ta whole number from 0 on
mark\ta whole number from 1000 on
flag\ttrue or false
object\tan object with members
textsByKey\tan object with members that are all strings
array\tan array with something in it\tan array
direction\t0 or 1
function\ta function
file\ta File, or an input element in which one is chosen
texts\ta non-empty array of strings\tan array of strings
anyTexts\tan array of strings
newName\ta string of 1 to 32 characters
customData\ta string of at most 256 characters
remindType\tone of TIM.TYPES.MSG_REMIND_…
scope\tone of TIM.TYPES.READ_ALL_…_MSG
bit\ta power of two (1, 2, 4 …)
conversation\ta conversation ID (\"C2C\" + userID, \"GROUP\" + groupID or \"@TIM#SYSTEM\")
conversations\ta non-empty array of conversation IDs
message\ta Message object of this SDK
liveMessage\ta Message object of this SDK
messages\ta list of Message objects
options\tan object";

/// The highest bit that a JavaScript number holds beside all lower ones.
const EXACT: u64 = 1 << 52;

impl Kind {
    /// The kind that a signature calls so, and how errors say what it is.
    pub fn named(word: &str) -> Option<(Kind, &'static str)> {
        let mut kinds = ALL.iter();
        for line in WORDS.split('\n') {
            let kind = kinds.next()?;
            let (known, expected) = line.split_once('\t')?;
            if known == word {
                return Some((*kind, expected));
            }
        }
        None
    }

    /// Whether a value of the right type may be refused for what it says: then the refusal shows it.
    pub fn judges_content(self) -> bool {
        !matches!(
            self,
            Text | AnyText
                | Number
                | Flag
                | Object
                | Array
                | Function
                | File
                | Message
                | LiveMessage
                | Messages
                | Options
        )
    }

    pub fn fits(self, value: &Value, required: bool) -> bool {
        match self {
            Text => value.as_str().is_some_and(|text| !required || !text.is_empty()),
            AnyText => value.is_string(),
            Number => value.is_number(),
            Step => value.is_number() && value.as_i64() != Some(0),
            Count => value.as_u64().is_some_and(|count| count > 0),
            Size => value.as_u64().is_some(),
            Mark => value.as_u64().is_some_and(|mark| mark >= 1000),
            Flag => value.is_boolean(),
            Object | Message => value.as_object().is_some_and(|members| !members.is_empty()),
            TextsByKey => value
                .as_object()
                .is_some_and(|members| !members.is_empty() && members.values().all(Value::is_string)),
            Array => value.as_array().is_some_and(|items| !required || !items.is_empty()),
            Direction => value.as_u64().is_some_and(|direction| direction <= 1),
            Function | LiveMessage | Messages | Options => false,
            File => value.get("size").is_some(),
            Texts | AnyTexts => value.as_array().is_some_and(|items| {
                items.iter().all(Value::is_string) && (self == AnyTexts || !required || !items.is_empty())
            }),
            NewName => length(value).is_some_and(|length| (1..=32).contains(&length)),
            CustomData => length(value).is_some_and(|length| length <= 256),
            RemindType => value.as_str().is_some_and(|name| REMIND_TYPES.contains(&name)),
            Scope => value.as_str().is_some_and(|name| SCOPES.contains(&name)),
            Bit => value.as_u64().is_some_and(|bit| bit.is_power_of_two() && bit <= EXACT),
            Conversation => is_conversation(value),
            Conversations => {
                value.as_array().is_some_and(|ids| !ids.is_empty() && ids.iter().all(is_conversation))
            }
        }
    }
}

/// In UTF-16 units: characters count as JavaScript counts them.
fn length(value: &Value) -> Option<usize> {
    Some(value.as_str()?.encode_utf16().count())
}

fn is_conversation(value: &Value) -> bool {
    value.as_str().is_some_and(|id| ConversationId::parse(id).is_ok())
}

#[cfg(test)]
mod tests;
