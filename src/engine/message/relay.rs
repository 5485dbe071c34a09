//! Messages made of other messages: merged ones and forwarded ones. Lists too long for one message are stored at the
//! server first, and fetched from there.

use tim_proto::constants::types;
use tim_proto::element::relay;
use tim_proto::json::Value;
use tim_proto::{code, command};

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::effect::Out;
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{empty_list, list, object, text};

/// Bytes of the whole Message as JSON up to which a merged one carries its list. (In `_elements` and `payload` it has the
/// list twice.)
const INLINE: usize = 11_264;
/// The bytes of those members of a Message, with their commas, that do not cross when it is sent, but for the tiny ID's
/// text. They are the same in every message that has not been sent.
const REST: usize = 333;

/// `createMergerMessage(options)`: the messages as they are now.
pub fn create_merger(state: &mut State, args: &Args) -> Result<Out, Error> {
    let given =
        args.get("payload.messageList").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if given.iter().any(|message| text(message, "status") == "fail") {
        return Err(Error::argument(
            "createMergerMessage: payload.messageList must hold messages that were sent (one has failed)",
        ));
    }
    let member = |path: &str, default: Value| args.get(path).cloned().unwrap_or(default);
    let content = object(members![
        ("downloadKey", ""),
        ("pbDownloadKey", ""),
        ("messageList", given.iter().map(relay::merged).collect::<Value>()),
        ("title", member("payload.title", "".into())),
        ("abstractList", member("payload.abstractList", empty_list())),
        ("compatibleText", args.text("payload.compatibleText")),
        ("version", 0),
        ("layersOverLimit", false)
    ]);
    let mut message = state.new_message(args, types::MSG_MERGER, content, None)?;
    message.is_relayed = true;
    Ok(state.made(message))
}

/// `createForwardMessage({to, conversationType, payload: message})`: says what the other message says.
pub fn create_forward(state: &mut State, args: &Args) -> Result<Out, Error> {
    if [types::MSG_GRP_TIP, types::MSG_GRP_SYS_NOTICE].contains(&args.text("payload.type").as_str()) {
        return Err(Error::client(code::MESSAGE_FORWARD_TYPE_INVALID));
    }
    let elements = args.get("payload._elements").and_then(Value::as_array);
    let Some(element) = elements.and_then(|elements| elements.first()) else {
        return Err(Error::argument("createForwardMessage: payload must be a Message that says something"));
    };
    let content = element.get("content").cloned().unwrap_or_default();
    let mut message = state.new_message(args, text(element, "type"), content, None)?;
    if args.get("cloudCustomData").is_none() {
        message.cloud_custom_data = args.text("payload.cloudCustomData").clone();
    }
    message.is_relayed = true;
    Ok(state.made(message))
}

/// A merged message, of which these members are given, is stored when it is too long: what is sent in its place.
pub async fn store(ctx: Ctx, fields: &Value, elements: Value) -> Result<Value, Error> {
    let first = elements.as_array().and_then(|elements| elements.first()).cloned().unwrap_or_default();
    let content = first.get("content").cloned().unwrap_or_default();
    let is_stored = !text(&content, "downloadKey").is_empty();
    if text(&first, "type") != types::MSG_MERGER || is_stored {
        return Ok(elements);
    }
    let tiny_id = ctx.with(|state| state.session.tiny_id().len());
    if fields.to_string().len().saturating_add(REST).saturating_add(tiny_id) <= INLINE {
        return Ok(elements);
    }
    let messages = relay::messages_to_wire(content.get("messageList"));
    let request = Request::new(&command::IM_LONG_MSG_SAVE_RELAY_JSON_MSG, members![("MsgList", messages)]);
    let answer = ctx.request(request).await?;
    let mut content = content;
    if let Some(members) = content.as_object_mut() {
        members.insert("downloadKey", text(&answer, "JsonMsgKey").into());
        members.insert("pbDownloadKey", text(&answer, "PbMsgKey").into());
    }
    Ok(Value::from(vec![object(members![("type", types::MSG_MERGER), ("content", content)])]))
}

/// `downloadMergerMessage(message)`: resolves with the message itself, its list filled.
pub static DOWNLOAD: Question =
    Question { command: &command::IM_LONG_MSG_GET_RELAY_JSON_MSG, plan: download, done: downloaded };

/// A Message, or an element of a merged one, which is plain data.
fn given(args: &Args) -> Value {
    match args.message() {
        Some(_) => args.message_fields().clone(),
        None => args.first(),
    }
}

fn download(_: &mut State, args: &Args) -> Result<Plan, Error> {
    let given = given(args);
    if text(&given, "type") != types::MSG_MERGER {
        return Err(Error::client(code::MESSAGE_MERGER_TYPE_INVALID));
    }
    let key = given.get("payload").map_or("", |payload| text(payload, "downloadKey"));
    if key.is_empty() {
        return Err(Error::client(code::MESSAGE_MERGER_KEY_INVALID));
    }
    let failed = |_: &mut State, _: &Args, _| Error::client(code::MESSAGE_MERGER_DOWNLOAD_FAIL);
    Ok(Plan::SendOr(members![("JsonMsgKey", key)], failed))
}

fn downloaded(state: &mut State, args: &Args, answer: Value) -> Result<Out, Error> {
    if list(&answer, "MsgList").is_empty() {
        return Err(Error::client(code::MESSAGE_MERGER_DOWNLOAD_FAIL));
    }
    let mut given = given(args);
    let mut payload = given.get("payload").cloned().unwrap_or_default();
    if let Some(members) = payload.as_object_mut() {
        let messages = relay::messages(answer.get("MsgList"), &command::IM_OPEN_PUSH_MSG_PUSH.keys);
        members.insert("downloadKey", "".into());
        members.insert("pbDownloadKey", "".into());
        members.insert("messageList", messages);
    }
    Ok(match args.message() {
        Some(message) => {
            let element = object(members![("type", types::MSG_MERGER), ("content", payload)]);
            state.patch_value(message, "_elements", Value::from(vec![element]));
            Out::Itself(Box::new(Out::Object(message)))
        }
        None => {
            if let Some(members) = given.as_object_mut() {
                members.insert("payload", payload);
            }
            Out::Itself(Box::new(Out::Value(given)))
        }
    })
}
