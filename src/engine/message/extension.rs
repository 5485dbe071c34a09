//! Extensions: pairs of key and value that both sides attach to a message that allows it. Who changes a key names the
//! number of the change that he knows of it, so that nobody overwrites what he has not seen.

use tim_proto::command::{self, Command};
use tim_proto::constants::event;
use tim_proto::json::Gather;
use tim_proto::json::{Members, Value};

use super::super::argument::{Args, check_message};
use super::super::context::Ctx;
use super::super::conversation::Kind;
use super::super::effect::{Arg, Out};
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{NO_TEXT, at, flag, is_true, list, number, number_at, object, text, words};
use super::name::{Name, on_wire_of, party};
use super::receipt::id_of;

/// The most pairs, or keys, that one call changes.
const AT_MOST: usize = 20;
/// More pages than a message has extensions.
const PAGES: usize = 64;

/// `OperateType`, and `MsgOptType` of a push.
const SET: u64 = 1;
const DELETE: u64 = 2;
const CLEAR: u64 = 3;

/// What is known of the extensions of messages.
#[derive(Default)]
pub struct Extensions {
    known: Vec<Known>,
}

#[derive(Default)]
struct Known {
    /// The message's ID.
    id: String,
    /// Everything up to this change was fetched. `None`: nothing was.
    fetched: Option<u64>,
    pairs: Vec<Pair>,
}

/// A deleted pair has no value.
struct Pair {
    key: String,
    value: String,
    seq: u64,
}

impl Known {
    fn take(&mut self, pair: &Value) {
        let (key, value, seq) = (text(pair, "Key"), text(pair, "Value").to_owned(), number(pair, "Seq"));
        match self.pairs.iter_mut().find(|known| known.key == *key) {
            Some(known) if known.seq <= seq => (known.value, known.seq) = (value, seq),
            Some(_) => {}
            None => self.pairs.push(Pair { key: key.to_owned(), value, seq }),
        }
    }

    /// All pairs up to this change are deleted.
    fn clear(&mut self, until: u64) {
        for pair in self.pairs.iter_mut().filter(|pair| pair.seq <= until) {
            pair.value.clear();
        }
    }

    fn seq(&self, key: &str) -> u64 {
        self.pairs.iter().find(|pair| pair.key == key).map_or(0, |pair| pair.seq)
    }

    fn shown(&self) -> Out {
        let pairs = self.pairs.iter().filter(|pair| !pair.value.is_empty());
        let pairs =
            pairs.map(|pair| object(members![("key", pair.key.as_str()), ("value", pair.value.as_str())]));
        extensions(pairs.collect())
    }
}

impl Extensions {
    /// Looks at what is known of a message, or changes it.
    fn with<R>(&mut self, id: &str, look: impl FnOnce(&mut Known) -> R) -> R {
        let mut known = match self.known.iter().position(|known| known.id == id) {
            Some(at) => self.known.swap_remove(at),
            None => Known { id: id.to_owned(), ..Known::default() },
        };
        let result = look(&mut known);
        self.known.push(known);
        result
    }
}

fn extensions(pairs: Value) -> Out {
    Out::Fields(members![("extensions", pairs)])
}

/// Why a Message can have no extensions.
pub fn refused(fields: &Value) -> Option<&'static str> {
    if text(fields, "status") != "success" {
        return Some("one that was not sent");
    }
    (!is_true(fields, "isSupportExtension")).then_some("one made without isSupportExtension")
}

/// A Message that can have extensions, and pairs behind it.
pub fn check_pairs(method: &str, args: &[Arg]) -> Result<(), Error> {
    check_message(method, args, refused)?;
    let is_pair =
        |pair: &Value| !text(pair, "key").is_empty() && pair.get("value").is_some_and(Value::is_string);
    let are_pairs = |pairs: &Vec<Value>| !pairs.is_empty() && pairs.iter().all(is_pair);
    match args.get(1) {
        Some(Arg::Value(pairs)) if pairs.as_array().is_some_and(are_pairs) => Ok(()),
        _ => Err(Error::argument(format!(
            "{method}: extensions must be a list of {{key, value}}, both texts, the key not empty"
        ))),
    }
}

/// A Message that can have extensions, and perhaps keys behind it.
pub fn check_keys(method: &str, args: &[Arg]) -> Result<(), Error> {
    check_message(method, args, refused)?;
    match args.get(1) {
        None | Some(Arg::Undefined | Arg::Value(Value::NULL)) => Ok(()),
        Some(Arg::Value(keys)) if keys.as_array().is_some_and(|keys| keys.iter().all(Value::is_string)) => {
            Ok(())
        }
        _ => Err(Error::argument(format!("{method}: keyList must be a list of texts, or nothing"))),
    }
}

/// A request about the extensions of a message: the command for those of users, or of groups.
fn about(fields: &Value, commands: [&'static Command; 2], mut members: Members<Value>) -> Request {
    let [of_user, of_group] = commands;
    if let (Kind::Group, group) = party(fields) {
        members.extend(on_wire_of(fields, group));
        return Request::new(of_group, members);
    }
    let mark = super::Mark { sequence: number(fields, "clientSequence"), ..Name::of_given(fields).mark };
    let member = |key| fields.get(key).cloned().unwrap_or_default();
    members.extend(members![
        ("From_Account", member("from")),
        ("To_Account", member("to")),
        ("MsgKey", mark.key())
    ]);
    Request::new(of_user, members)
}

const CHANGE: [&Command; 2] = [
    &command::OPENIM_MSG_EXT_HTTP_SVC_SET_KEY_VALUES,
    &command::OPENIM_MSG_EXT_HTTP_SVC_GROUP_SET_KEY_VALUES,
];
const GET: [&Command; 2] = [
    &command::OPENIM_MSG_EXT_HTTP_SVC_GET_KEY_VALUES,
    &command::OPENIM_MSG_EXT_HTTP_SVC_GROUP_GET_KEY_VALUES,
];

fn change(
    state: &mut State,
    args: &Args,
    operation: u64,
    pairs: Vec<(&String, &String)>,
) -> Result<Plan, Error> {
    let fields = args.message_fields();
    let mut fill = members![("OperateType", operation)];
    if operation != CLEAR {
        let pairs = pairs.into_iter().take(AT_MOST);
        let list = state.extensions.with(text(fields, "ID"), |known| {
            let pair = |(key, value): (&String, &String)| {
                object(members![("Key", key), ("Value", value), ("Seq", known.seq(key))])
            };
            pairs.map(pair).collect()
        });
        fill.push(("ExtensionList", list));
    }
    Ok(Plan::Ask(about(fields, CHANGE, fill)))
}

/// `setMessageExtensions(message, [{key, value}])`.
pub static SET_PAIRS: Question = Question {
    command: &command::OPENIM_MSG_EXT_HTTP_SVC_SET_KEY_VALUES,
    plan: |state, args| {
        let given = args.second();
        let pairs = given.as_array().into_iter().flatten();
        change(state, args, SET, pairs.map(|pair| (text(pair, "key"), text(pair, "value"))).gather())
    },
    done: changed,
};

/// `deleteMessageExtensions(message, keys?)`: these, or all of them.
pub static DELETE_PAIRS: Question = Question {
    command: &command::OPENIM_MSG_EXT_HTTP_SVC_SET_KEY_VALUES,
    plan: |state, args| {
        let given = args.second();
        let keys = given.as_array().map(Vec::as_slice).unwrap_or_default();
        let pairs = keys.iter().filter_map(Value::as_string).map(|key| (key, &NO_TEXT)).gather();
        change(state, args, if keys.is_empty() { CLEAR } else { DELETE }, pairs)
    },
    done: |state, args, answer| {
        if args.second().as_array().is_none_or(Vec::is_empty) {
            let until = number(&answer, "Seq");
            state.extensions.with(text(args.message_fields(), "ID"), |known| known.clear(until));
        }
        changed(state, args, answer)
    },
};

/// Each pair with a code of its own: a pair that somebody else has changed first comes back as it is now.
fn changed(state: &mut State, args: &Args, answer: Value) -> Result<Out, Error> {
    let results = list(&answer, "ExtensionList").iter();
    let pairs = results.filter_map(|result| Some((result.get("ErrorCode")?, result.get("Extension")?)));
    state.extensions.with(text(args.message_fields(), "ID"), |known| {
        pairs.clone().for_each(|(_, pair)| known.take(pair));
    });
    let shown = pairs.map(|(code, pair)| {
        object(members![("code", code.clone()), ("key", text(pair, "Key")), ("value", text(pair, "Value"))])
    });
    Ok(extensions(shown.collect()))
}

/// `getMessageExtensions(message)`: what has changed since the last time is fetched, all that is known is returned.
pub async fn get(ctx: Ctx, args: &Args) -> Result<Out, Error> {
    let result = fetch(ctx, args.message_fields()).await;
    ctx.with(|state| state.release_all(args.messages().iter().map(|given| given.object).gather()));
    result
}

async fn fetch(ctx: Ctx, fields: &Value) -> Result<Out, Error> {
    let id = text(fields, "ID");
    let mut from = ctx.with(|state| state.extensions.with(id, |known| known.fetched));
    for _ in 0..PAGES {
        let from_here = members![("startSeq", from.map_or(Value::NULL, Value::from))];
        let page = ctx.request(about(fields, GET, from_here)).await?;
        let pairs = list(&page, "ExtensionList");
        let more = pairs.last().map(|pair| number(pair, "Seq")).filter(|_| !flag(&page, "CompleteFlag"));
        let latest = number_at(&page, "LatestSeq").filter(|_| more.is_none());
        ctx.with(|state| {
            state.extensions.with(id, |known| {
                pairs.iter().for_each(|pair| known.take(pair));
                known.clear(number(&page, "ClearSeq"));
                known.fetched = latest.or(known.fetched);
            });
        });
        let Some(last) = more else { break };
        from = Some(last.saturating_add(1));
    }
    Ok(ctx.with(|state| state.extensions.with(id, |known| known.shown())))
}

impl State {
    /// An item of a push, `MsgExtensionNotify`: somebody has changed the extensions of a message.
    pub fn extensions_pushed(&mut self, item: &Value) {
        let Some(notice) = item.get("MsgExtensionNotify") else { return };
        let kinds = ["ExtensionC2cMsgInfo", "ExtensionGroupMsgInfo"];
        let Some(message) = kinds.iter().find_map(|kind| notice.get(kind)) else { return };
        let id = id_of(&object(members![
            ("TinyId", text(notice, "TinyId")),
            ("MsgClientTime", number(message, "MsgClientTime")),
            ("MsgRandom", number(message, "MsgRandom"))
        ]));
        let kind = number(notice, "MsgOptType");
        let changes = words("SetKVInfo DeleteKVInfo ClearKVInfo").flat_map(|key| list(notice, key));
        let mut shown: Vec<Value> = Vec::new();
        for changes in changes {
            for pair in list(changes, "MsgKeyValue") {
                let key = Value::from(text(pair, "Key"));
                shown.push(match kind {
                    SET => object(members![("key", key), ("value", text(pair, "Value"))]),
                    _ => key,
                });
            }
            // What was never fetched is fetched when it is asked for.
            if let Some(known) = self.extensions.known.iter_mut().find(|known| known.id == id) {
                match kind {
                    SET | DELETE => list(changes, "MsgKeyValue").iter().for_each(|pair| known.take(pair)),
                    _ => known.clear(at(changes, "ClearMsgSeq").and_then(Value::as_u64).unwrap_or(0)),
                }
            }
        }
        let (event, key) = match kind {
            SET => (event::MESSAGE_EXTENSIONS_UPDATED, "extensions"),
            _ => (event::MESSAGE_EXTENSIONS_DELETED, "keyList"),
        };
        self.emit(event, object(members![("messageID", id), (key, Value::from(shown))]));
    }
}
