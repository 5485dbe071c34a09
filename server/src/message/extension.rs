//! Extensions: key-value pairs that the members of a conversation attach to a message that allows it. Every change has
//! a number; who changes a key names the number of the change that he knows, so that nobody overwrites what he has not
//! seen.

use serde_json::{Value, json};

use super::flag;
use super::key::MessageKey;
use super::target::{Addressee, Target};
use crate::core::{Call, Event, Fault, Refusal, Reply, array, code, integer, text, unsigned};
use crate::group;
use crate::store::{Extension, ExtensionSeq, Store};

/// Changes that one request may hold.
const MAX_CHANGES: usize = 20;
/// Keys that a message may have.
const MAX_KEYS: usize = 300;
/// Bytes.
const MAX_KEY: usize = 100;
const MAX_VALUE: usize = 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    Set,
    Delete,
    Clear,
}

impl Operation {
    fn read(request: &Value) -> Option<Operation> {
        match integer(request, "OperateType")? {
            1 => Some(Operation::Set),
            2 => Some(Operation::Delete),
            3 => Some(Operation::Clear),
            _ => None,
        }
    }

    /// The number and the member of the push that tells of it.
    fn push(self) -> (u8, &'static str) {
        match self {
            Operation::Set => (1, "SetKVInfo"),
            Operation::Delete => (2, "DeleteKVInfo"),
            Operation::Clear => (3, "ClearKVInfo"),
        }
    }
}

/// `openim_msg_ext_http_svc.set_key_values`: sets keys, deletes keys, or clears them all.
pub(crate) fn set_extensions(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    set(call, target, store)
}

/// `openim_msg_ext_http_svc.group_set_key_values`: the same for a message of a group.
pub(crate) fn set_group_extensions(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    set(call, group_target, store)
}

/// Finds the message that a request names.
type Find = fn(&Call<'_>, &mut dyn Store) -> Result<Target, Fault>;

fn set(call: &Call<'_>, find: Find, store: &mut dyn Store) -> Result<Reply, Fault> {
    let operation = Operation::read(call.body)
        .ok_or_else(|| malformed("OperateType must be 1 (set), 2 (delete) or 3 (clear)".to_owned()))?;
    let wanted = match operation {
        Operation::Clear => Vec::new(),
        Operation::Set | Operation::Delete => wanted(call.body)?,
    };
    let target = find(call, store)?;
    let message = target.message.no;
    let mut seq = store.extension_seq(message)?;
    let mut results = Vec::with_capacity(wanted.len());
    let mut changed: Vec<Value> = Vec::new();
    match operation {
        Operation::Clear => {
            // Who is told sees which keys there were.
            changed = store
                .extensions(message, 0)?
                .iter()
                .filter(|extension| !extension.value.is_empty())
                .map(wire)
                .collect();
            if !changed.is_empty() {
                let latest = seq.latest.saturating_add(1);
                seq = ExtensionSeq { latest, cleared: latest };
                store.clear_extensions(message)?;
            }
        }
        Operation::Set | Operation::Delete => {
            let mut keys = store.extensions(message, 0)?.len();
            for extension in wanted {
                let before = store.extension(message, &extension.key)?;
                let fault = fault(operation, &extension, before.as_ref(), keys);
                let result = match (fault, before) {
                    (0, before) => {
                        seq.latest = seq.latest.saturating_add(1);
                        let after = Extension { seq: seq.latest, ..extension };
                        store.set_extension(message, &after)?;
                        keys = keys.saturating_add(usize::from(before.is_none()));
                        changed.push(wire(&after));
                        wire(&after)
                    }
                    (_, Some(before)) => wire(&before),
                    (_, None) => wire(&extension),
                };
                results.push(json!({ "ErrorCode": fault, "Extension": result }));
            }
        }
    }
    let reply = Reply::with(json!({ "Seq": seq.latest, "ExtensionList": results }));
    if changed.is_empty() {
        return Ok(reply);
    }
    store.set_extension_seq(message, seq)?;
    let (number, member) = operation.push();
    let info = match &target.to {
        Addressee::User(_) => "ExtensionC2cMsgInfo",
        Addressee::Group { .. } => "ExtensionGroupMsgInfo",
    };
    let event = Event::extensions(json!({
        info: {
            "MsgClientTime": target.message.client_time,
            "MsgRandom": target.message.random,
        },
        "TinyId": target.sender.id.tiny_id(),
        "MsgOptType": number,
        "MsgLastSeq": seq.latest,
        member: [{ "MsgKeyValue": changed, "ClearMsgSeq": seq.cleared }],
    }));
    target.tell(reply, call.session, event, store)
}

/// Why one change cannot be made; 0 when it can.
fn fault(operation: Operation, wanted: &Extension, before: Option<&Extension>, keys: usize) -> i64 {
    let exists = before.is_some_and(|before| !before.value.is_empty());
    if operation == Operation::Delete && !exists {
        return code::NO_SUCH_EXTENSION;
    }
    if before.is_some_and(|before| before.seq > wanted.seq && (exists || wanted.seq != 0)) {
        return code::EXTENSION_CONFLICT;
    }
    if before.is_none() && keys >= MAX_KEYS {
        return code::MALFORMED_MESSAGE;
    }
    0
}

/// `openim_msg_ext_http_svc.get_key_values`: what has changed from `startSeq` on, everything without it.
pub(crate) fn get_extensions(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let target = target(call, store)?;
    get(call, &target, store)
}

/// `openim_msg_ext_http_svc.group_get_key_values`: the same for a message of a group.
pub(crate) fn get_group_extensions(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let target = group_target(call, store)?;
    get(call, &target, store)
}

fn get(call: &Call<'_>, target: &Target, store: &mut dyn Store) -> Result<Reply, Fault> {
    let from = unsigned(call.body, "startSeq").unwrap_or(0);
    let seq = store.extension_seq(target.message.no)?;
    let extensions: Vec<Value> = store.extensions(target.message.no, from)?.iter().map(wire).collect();
    Ok(Reply::with(json!({
        "ExtensionList": extensions,
        "CompleteFlag": 1,
        "LatestSeq": seq.latest,
        "ClearSeq": seq.cleared,
    })))
}

fn target(call: &Call<'_>, store: &mut dyn Store) -> Result<Target, Fault> {
    let (from, to) = text(call.body, "From_Account")
        .zip(text(call.body, "To_Account"))
        .ok_or_else(|| malformed("From_Account or To_Account is missing".to_owned()))?;
    let key = text(call.body, "MsgKey").and_then(MessageKey::parse).ok_or_else(|| {
        Refusal::new(code::BAD_MESSAGE_KEY, "MsgKey must read <MsgSeq>_<MsgRandom>_<MsgTime>, whole numbers")
    })?;
    extensible(Target::c2c(call.session, from, to, key, store)?)
}

fn group_target(call: &Call<'_>, store: &mut dyn Store) -> Result<Target, Fault> {
    extensible(Target::group(call, group::Operation::SeeHistory, store)?)
}

fn extensible(target: Target) -> Result<Target, Fault> {
    if target.message.revoker.is_some() {
        return Err(Refusal::new(code::ALREADY_REVOKED, "the message was revoked").into());
    }
    if target.message.flags & flag::EXTENSION == 0 {
        return Err(malformed("the message was sent without isSupportExtension".to_owned()).into());
    }
    Ok(target)
}

fn wanted(request: &Value) -> Result<Vec<Extension>, Refusal> {
    let items = array(request, "ExtensionList")
        .filter(|items| (1..=MAX_CHANGES).contains(&items.len()))
        .ok_or_else(|| malformed(format!("ExtensionList is no list of 1 to {MAX_CHANGES} keys")))?;
    let mut wanted: Vec<Extension> = Vec::with_capacity(items.len());
    for item in items {
        let key = text(item, "Key")
            .filter(|key| (1..=MAX_KEY).contains(&key.len()))
            .ok_or_else(|| malformed(format!("a Key has 1 to {MAX_KEY} bytes")))?;
        let value = match item.get("Value") {
            None | Some(Value::Null) => "",
            Some(Value::String(value)) if value.len() <= MAX_VALUE => value,
            Some(_) => return Err(malformed(format!("a Value is text of at most {MAX_VALUE} bytes"))),
        };
        if wanted.iter().any(|other| other.key == key) {
            return Err(malformed(format!("the key {key} stands twice in ExtensionList")));
        }
        let seq = unsigned(item, "Seq").unwrap_or(0);
        wanted.push(Extension { key: key.to_owned(), value: value.to_owned(), seq });
    }
    if Operation::read(request) == Some(Operation::Delete) {
        wanted.iter_mut().for_each(|extension| extension.value.clear());
    } else if wanted.iter().any(|extension| extension.value.is_empty()) {
        return Err(malformed("a Value to set is empty: delete the key instead".to_owned()));
    }
    Ok(wanted)
}

fn malformed(info: String) -> Refusal {
    Refusal::new(code::MALFORMED_MESSAGE, info)
}

fn wire(extension: &Extension) -> Value {
    json!({ "Key": extension.key, "Value": extension.value, "Seq": extension.seq })
}
