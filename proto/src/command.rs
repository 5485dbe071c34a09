//! Every command of the wire as one static row: `OPENIM_SENDMSG`, `IM_OPEN_STATUS_WSLOGIN`, and the pushes
//! like `IM_OPEN_PUSH_MSG_PUSH`. A row's name is its servcmd in upper case, `_` for anything that is
//! neither letter nor digit. What a command does is the business of engine and server.

use crate::json::Gather;
use crate::json::{self, Map, Members, Node, Value};

use crate::head::Variant;
use crate::keys::{self, KeyMap};

/// What the wire knows of a command: one text of lines.
#[derive(Debug)]
pub struct Command {
    /// Renames the keys of the answer, or of the push. Two lines that rename nothing, for they have no tab, stand before
    /// the others: the letter of the head and the servcmd; the template.
    pub keys: KeyMap,
}

impl Command {
    /// `<service>.<command>`, as in the head.
    pub fn servcmd(&self) -> &'static str {
        self.first_lines().0.get(1..).unwrap_or_default()
    }

    pub fn head(&self) -> Variant {
        match self.keys.lines.as_bytes().first() {
            Some(b's') => Variant::Signed,
            Some(b'r') => Variant::Report,
            Some(b'a') => Variant::Anonymous,
            _ => Variant::Common,
        }
    }

    /// The members of a request and their defaults; null where there is none. Nothing for a push.
    pub fn template(&self) -> Members<Value> {
        defaults(self.first_lines().1)
    }

    fn first_lines(&self) -> (&'static str, &'static str) {
        let (name, rest) = self.keys.lines.split_once('\n').unwrap_or_default();
        (name, rest.split_once('\n').unwrap_or_default().0)
    }

    /// The body of a request: the template, with its top-level members replaced by `fill` (wire keys).
    ///
    /// Members without a value, and those of `fill` that are null, are left out at every depth; elements of arrays stay.
    /// Order is the template's, then that of `fill`. Of a key given twice the last value counts.
    ///
    /// ```
    /// use tim_proto::command;
    ///
    /// let body = command::OPENIM_GETROAMMSG.body(vec![("Peer_Account", "bob".into()), ("MaxCnt", 20.into())].into());
    /// assert_eq!(body["Peer_Account"], "bob");
    /// assert_eq!(body["LastMsgTime"], 0, "the template's default");
    /// ```
    pub fn body(&self, fill: Members<Value>) -> Value {
        self.body_from(Value::NULL, &keys::EMPTY, fill)
    }

    /// The same with what an application has given: those of its options, by their names in `names` on the wire,
    /// that the template has.
    pub fn body_from(&self, options: Value, names: &KeyMap, fill: Members<Value>) -> Value {
        let mut given = keys::translate_request(options, names).into_object().unwrap_or_default();
        let mut body = Map::new();
        for (key, default) in self.template() {
            // Holds the position even when the template has nothing to say.
            body.insert(key, given.remove(key).unwrap_or(default));
        }
        for (key, value) in fill {
            body.insert(key, without_nulls(value));
        }
        Map::from_iter(body.into_iter().filter(|(_, value)| !value.is_null())).into()
    }
}

/// Members and what they hold as long as nobody says so: `A=0 B= C` are the JSON text 0, an empty text, and null. No JSON
/// text has blanks. (A table instead of a text would be pairs of addresses and lengths, which pack badly.)
#[inline(never)]
pub fn defaults(text: &'static str) -> Members<Value> {
    let mut members = Members::new();
    for member in text.split(' ').filter(|member| !member.is_empty()) {
        members.push(match member.split_once('=') {
            None => (member, Value::NULL),
            Some((key, "")) => (key, "".into()),
            Some((key, default)) => (key, json::parse(default.as_bytes()).unwrap_or_default()),
        });
    }
    members
}

/// The value without the members that are null, at any depth.
fn without_nulls(value: Value) -> Value {
    match value.into_node() {
        Some(Node::Object(members)) => {
            let kept = members.into_iter().filter(|(_, member)| !member.is_null());
            Map::from_iter(kept.map(|(key, member)| (key, without_nulls(member)))).into()
        }
        Some(Node::Array(items)) => items.into_iter().map(without_nulls).gather().into(),
        plain => plain.map(Value::from).unwrap_or_default(),
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

#[cfg(test)]
mod tests {
    use crate::json;

    use super::*;

    #[track_caller]
    fn check(command: &Command, fill: Vec<(&'static str, Value)>, expected: &str) {
        // As text, because the order of members counts.
        assert_eq!(command.body(fill.into()).to_string(), expected);
    }

    #[test]
    fn a_text_message_as_the_official_client_sends_it() {
        let elements = json!([{"MsgType": "TIMTextElem", "MsgContent": {"Text": "t"}}]);
        check(
            &OPENIM_SENDMSG,
            vec![
                ("MsgClientTime", 1795259278.into()),
                ("From_Account", "alice".into()),
                ("To_Account", "bob".into()),
                ("MsgSeq", 1107590001.into()),
                ("MsgRandom", 90306135.into()),
                ("MsgBody", elements),
                ("CloudCustomData", "".into()),
                ("SendMsgControl", json!([])),
            ],
            r#"{"From_Account":"alice","To_Account":"bob","MsgSeq":1107590001,"MsgRandom":90306135,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"t"}}],"CloudCustomData":"","From_AccountNick":"","From_AccountHeadurl":"","OfflinePushInfo":{"PushFlag":0,"Title":"","Desc":"","Ext":"","ApnsInfo":{"BadgeMode":0},"AndroidInfo":{"OPPOChannelID":""}},"SendMsgControl":[],"MsgClientTime":1795259278,"IsNeedReadReceipt":0,"SupportMessageExtension":0}"#,
        );
    }

    #[test]
    fn members_nobody_gave() {
        check(&OPENIM_WS_MSG_PUSH_ACK, vec![], "{}");
        check(&HEARTBEAT_ALIVE, vec![], "{}");
        check(&OPENIM_MSGREADED, vec![("C2CMsgReaded", Value::NULL)], "{}");
        check(
            &OPENIM_MODIFY_C2C_MSG,
            vec![("MsgSeq", Value::NULL)],
            r#"{"From_Account":"","To_Account":"","MsgRandom":0,"MsgTime":0,"MsgVersion":0}"#,
        );
        // Nested ones, and a nested null of the caller's.
        check(&RECENTCONTACT_ADD_CONV_TO_GROUP, vec![], r#"{"From_Account":"","UpdateGroup":{}}"#);
        check(
            &OPENIM_DELETEMSG,
            vec![("DelMsgList", json!([{"GroupId": null, "MsgSeq": 1}, null]))],
            r#"{"DelMsgList":[{"MsgSeq":1},null]}"#,
        );
    }

    #[test]
    fn what_a_caller_gives_stays() {
        // Text that looks like a placeholder.
        check(
            &OPENIM_DELETEMSG,
            vec![("DelMsgList", json!(["(optional)", {"A": "(optional)"}]))],
            r#"{"DelMsgList":["(optional)",{"A":"(optional)"}]}"#,
        );
        // A member that the template lacks goes last; the last value of a key counts.
        check(
            &IM_OPEN_STATUS_WSLOGIN,
            vec![("New", 1.into()), ("State", "a".into()), ("State", "b".into())],
            r#"{"State":"b","is_web_uniapp":0,"InstType":0,"New":1}"#,
        );
        check(&IM_OPEN_PUSH_MSG_PUSH, vec![("EventArray", json!([]))], r#"{"EventArray":[]}"#);
    }

    /// A default as the fact file has it.
    fn without_optional(value: Value) -> Value {
        let text = value.to_string().replace(r#""(optional)""#, "null");
        without_nulls(json::parse(text.as_bytes()).unwrap())
    }

    #[test]
    fn the_tables_hold_every_row_of_the_fact_file() {
        let file: Value = json::parse(include_bytes!("../data/servcmds.json")).unwrap();
        let rows = file.as_array().unwrap();
        assert_eq!(ALL.len(), rows.len());
        assert!(BY_NAME.is_sorted_by(|a, b| a.0 < b.0), "binary search needs order");
        assert!(COMMUNITY.is_sorted_by(|a, b| a.0 < b.0), "binary search needs order");
        for (command, row) in ALL.iter().zip(rows) {
            let servcmd = row["servcmd"].as_str().unwrap();
            assert_eq!(command.servcmd(), servcmd);
            assert_eq!(
                format!("{:?}", command.head()).to_lowercase(),
                row["head"].as_str().unwrap(),
                "{servcmd}"
            );
            let template = Map::from_iter(command.template());
            let expected = row.get("requestTemplate").and_then(Value::as_object).cloned().unwrap_or_default();
            let expected: Map =
                expected.into_iter().map(|(key, value)| (key, without_optional(value))).collect();
            assert_eq!(Value::from(template).to_string(), Value::from(expected).to_string(), "{servcmd}");
            let part = servcmd.split_once('.').unwrap().1;
            let keys = crate::keys::response::ALL.iter().find(|(name, _)| *name == part);
            let renames = command.keys.lines.splitn(3, '\n').nth(2).unwrap();
            assert_eq!(renames, keys.map_or("", |(_, map)| map.lines), "{servcmd}");
            let others = command.keys.lines.strip_suffix(renames).unwrap();
            assert!(!others.contains('\t'), "{servcmd} would be a rename");
            assert_eq!(by_name(servcmd).unwrap().servcmd(), servcmd);
            assert_eq!(community_variant(servcmd), row.get("communityVariant").and_then(Value::as_str));
        }
    }

    #[test]
    fn rows_that_share_a_servcmd() {
        assert_eq!(RECENTCONTACT_SET_CONV_CUSTOM_DATA.servcmd(), RECENTCONTACT_MARK_CONTACT.servcmd());
        assert_eq!(RECENTCONTACT_DEL_CONV_FROM_GROUP.servcmd(), "recentcontact.update_contact_group");
        let found = by_name("recentcontact.update_contact_group").unwrap();
        assert_eq!(found.keys.lines, RECENTCONTACT_UPDATE_CONTACT_GROUP.keys.lines);
    }

    #[test]
    fn names_that_are_no_command() {
        for name in ["", "sendmsg", "openim.", "OPENIM.SENDMSG", "openim.sendmsg ", "zzz.zzz"] {
            assert!(by_name(name).is_none(), "{name}");
            assert_eq!(community_variant(name), None, "{name}");
        }
        assert_eq!(community_variant("openim.sendmsg"), None);
    }
}
