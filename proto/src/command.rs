//! Every command of the wire as one static row: `OPENIM_SENDMSG`, `IM_OPEN_STATUS_WSLOGIN`, and the pushes
//! like `IM_OPEN_PUSH_MSG_PUSH`. A row's name is its servcmd in upper case, `_` for anything that is
//! neither letter nor digit. What a command does is the business of engine and server.

use serde_json::{Map, Value};

use crate::head::Variant;
use crate::keys::KeyMap;

/// Stands in a template for a member that is left out unless the caller gives it.
const OPTIONAL: &str = "(optional)";

/// What the wire knows of a command.
#[derive(Debug)]
pub struct Command {
    /// `<service>.<command>`, as in the head.
    pub servcmd: &'static str,
    pub head: Variant,
    /// The request's body as JSON text: defaults, and `"(optional)"` where there is none.
    /// `{}` for a push.
    pub template: &'static str,
    /// Renames the keys of the answer, or of the push.
    pub keys: &'static KeyMap,
}

impl Command {
    /// The body of a request: the template, with its top-level members replaced by `fill` (wire keys).
    ///
    /// Members that are still a placeholder and members that are null are left out at every depth;
    /// elements of arrays stay. Order is the template's, then that of `fill`. Text that an application
    /// chose is never taken for a placeholder. Of a key given twice the last value counts.
    pub fn body(&self, fill: Vec<(&str, Value)>) -> Value {
        let template = match serde_json::from_str(self.template) {
            Ok(Value::Object(template)) => template,
            _ => Map::new(),
        };
        let mut body = Map::new();
        for (key, value) in template {
            // Holds the position even when the template has nothing to say.
            body.insert(key, without(value, &is_absent));
        }
        for (key, value) in fill {
            body.insert(key.to_owned(), without(value, &Value::is_null));
        }
        body.retain(|_, value| !value.is_null());
        Value::Object(body)
    }
}

fn is_absent(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some(OPTIONAL)
}

/// The value without those members, at any depth, that `absent` names; null if it is itself one.
fn without(value: Value, absent: &dyn Fn(&Value) -> bool) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.into_iter().filter(|(_, member)| !absent(member));
            Value::Object(kept.map(|(key, member)| (key, without(member, absent))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(|item| without(item, absent)).collect()),
        other if absent(&other) => Value::Null,
        other => other,
    }
}

/// The command of a servcmd. For native code: whoever refers to this refers to every command.
pub fn by_name(servcmd: &str) -> Option<&'static Command> {
    find(BY_NAME, servcmd)
}

/// The name under which a group command is sent when the group is a community.
pub fn community_variant(servcmd: &str) -> Option<&'static str> {
    find(COMMUNITY, servcmd)
}

fn find<T: Copy>(sorted: &[(&str, T)], name: &str) -> Option<T> {
    let at = sorted.binary_search_by(|(key, _)| (*key).cmp(name)).ok()?;
    sorted.get(at).map(|(_, found)| *found)
}

include!(concat!(env!("OUT_DIR"), "/command.rs"));
