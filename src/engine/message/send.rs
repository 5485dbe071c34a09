//! Sending: what a Message object holds becomes a request; the answer, or its absence, becomes the
//! object's status and its place in the conversation.

use tim_proto::constants::types;
use tim_proto::json::Gather;
use tim_proto::json::Value;
use tim_proto::keys::{EMPTY, translate_request};
use tim_proto::{code, command, element};

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::conversation::LastMessage;
use super::super::effect::{Arg, Class, Effect, Fields, Given, ObjectId, Out};
use super::super::error::Error;
use super::super::group::fetch_profile;
use super::super::link::request::Request;
use super::super::media;
use super::super::state::State;
use super::super::value::{empty_list, is_true, number, number_at, object, text, words};
use super::News;
use super::name::{in_group, root};
use super::object::Message;
use super::relay;

/// `sendMessage(message, options?)`: resolves with `{message}`, the object that was given.
pub async fn send(ctx: Ctx, args: &Args) -> Result<Out, Error> {
    let options = args.second();
    deliver(ctx, args, &options).await
}

/// `resendMessage(message)`: as sending, with the same identity, so that the server can tell that it
/// has the message already. Options of the first attempt do not apply.
pub async fn resend(ctx: Ctx, args: &Args) -> Result<Out, Error> {
    ctx.with(|state| {
        if let Some(object) = args.message() {
            state.patch(object, members![("isResend", true), ("status", "unSend")]);
        }
    });
    deliver(ctx, args, &Value::NULL).await
}

/// What is refused before it concerns the message.
const UNTOUCHED: [i64; 2] =
    [code::MESSAGE_SEND_INVALID_CONVERSATION_TYPE, code::MESSAGE_SEND_GROUP_WITH_TOPIC_FAIL];

/// So many members can a message be for, if it is not for all.
const RECEIVERS: usize = 50;

async fn deliver(ctx: Ctx, args: &Args, options: &Value) -> Result<Out, Error> {
    // Not a Message made by this SDK.
    let object = args.message().ok_or_else(|| Error::client(code::MESSAGE_SEND_NEED_MESSAGE_INSTANCE))?;
    let result = carry(ctx, object, args.message_fields(), options).await;
    ctx.with(|state| match result {
        Ok((message, answer)) => {
            state.sent(object, message, &answer);
            Ok(Out::Fields(members![("message", Out::Object(object))]))
        }
        Err(error) => {
            let untouched = UNTOUCHED.contains(&error.code);
            if !untouched {
                state.patch_value(object, "status", "fail");
            }
            // A logout ends what is under way, but its code is about the instance, not the message.
            let error = if untouched { error } else { error.with("message", Out::Object(object)) };
            state.effect(Effect::Release(object));
            Err(error)
        }
    })
}

/// Has the message's file uploaded, if it has one, then sends the message: what was sent, and the answer.
async fn carry(
    ctx: Ctx,
    object: ObjectId,
    fields: &Value,
    options: &Value,
) -> Result<(Message, Value), Error> {
    check_conversation(ctx, fields).await?;
    let with_file = media::deliver_file(ctx, object, fields).await?;
    let elements = with_file.or_else(|| fields.get("_elements").cloned()).unwrap_or_default();
    let elements = relay::store(ctx, fields, elements).await?;
    let (message, request) = ctx.with(|state| state.prepare(fields, elements, options))?;
    Ok((message, ctx.request(request).await?))
}

async fn check_conversation(ctx: Ctx, fields: &Value) -> Result<(), Error> {
    match text(fields, "conversationType").as_str() {
        types::CONV_C2C => Ok(()),
        types::CONV_GROUP => check_group(ctx, text(fields, "to")).await,
        _ => Err(Error::client(code::MESSAGE_SEND_INVALID_CONVERSATION_TYPE)),
    }
}

/// The user is in the group, as far as is known, or the server says so.
async fn check_group(ctx: Ctx, to: &str) -> Result<(), Error> {
    let group = root(to);
    if !ctx.with(|state| state.is_in(group)) {
        // What is told of it is the message.
        let refused = |error: Error| Error::server(error.code, error.answer.clone());
        fetch_profile(ctx, group, Value::NULL).await.map_err(refused)?;
        if !ctx.with(|state| state.is_in(group)) {
            return Err(Error::client(code::MESSAGE_SEND_FAIL_NOT_IN_AVCHATROOM));
        }
    }
    if ctx.with(|state| state.groups.has_topics(to)) {
        return Err(Error::client(code::MESSAGE_SEND_GROUP_WITH_TOPIC_FAIL));
    }
    Ok(())
}

/// Sends a message that the SDK itself has made; whether it arrives is not told.
pub async fn send_created(ctx: Ctx, message: Message) {
    let object = ctx.with(|state| state.create(Class::Message, message.clone().fields()));
    let plain = message.fields().into_iter().filter_map(|(name, value)| match value {
        Out::Value(value) => Some((name, value)),
        _ => None,
    });
    let given = Given { object, fields: self::object(plain.gather().into()) };
    let _ = deliver(ctx, &Args::new(vec![Arg::Message(given)]), &Value::NULL).await;
}

impl State {
    /// The message that an object holds, and the request that sends it.
    fn prepare(
        &mut self,
        fields: &Value,
        elements: Value,
        options: &Value,
    ) -> Result<(Message, Request), Error> {
        let text = |key| text(fields, key);
        let number = |key| number(fields, key);
        let flag = |key| is_true(fields, key);
        let chosen = |key| is_true(options, key);
        let control_info = options.get("messageControlInfo").unwrap_or(&Value::NULL);
        let control = |key| is_true(control_info, key);
        let elements = elements.into_array().unwrap_or_default();
        let in_a_group = text("conversationType") == types::CONV_GROUP;
        let is_room = in_a_group && self.groups.is_room(text("to"));
        let message = Message {
            tiny_id: self.session.tiny_id().to_owned(),
            conversation_id: text("conversationID").to_owned(),
            conversation_type: if in_a_group { types::CONV_GROUP } else { types::CONV_C2C },
            name_card: text("nameCard").to_owned(),
            sequence: number("sequence"),
            random: number("random"),
            nick: text("nick").to_owned(),
            avatar: text("avatar").to_owned(),
            elements,
            from: text("from").to_owned(),
            to: text("to").to_owned(),
            out: true,
            is_read: true,
            online_only: chosen("onlineUserOnly") && !is_room,
            cloud_custom_data: text("cloudCustomData").to_owned(),
            uncounted: control("excludedFromUnreadCount"),
            not_last: control("excludedFromLastMessage"),
            client_time: number("clientTime"),
            need_read_receipt: flag("needReadReceipt"),
            supports_extension: flag("isSupportExtension"),
            ..Message::empty()
        };
        let body: Vec<Value> = message.elements.iter().filter_map(element::to_wire).gather();
        if body.is_empty() || is_empty_custom(&message) {
            return Err(Error::client(code::MESSAGE_FILE_URL_IS_EMPTY));
        }
        let mut kept_from = Vec::new();
        for (key, name) in [
            ("excludedFromUnreadCount", "NoUnread"),
            ("excludedFromLastMessage", "NoLastMsg"),
            ("excludedFromContentModeration", "NoMsgCheck"),
        ] {
            if control(key) {
                kept_from.push(Value::from(name));
            }
        }
        let online_only = message.online_only;
        let push =
            push_info(options.get("offlinePushInfo").unwrap_or(&Value::NULL), online_only && !in_a_group);
        let control = if online_only { Value::NULL } else { Value::from(kept_from) };
        let trace = format!("{}-{}", self.session.tiny_id(), message.random);
        self.outgoing.sending(message.random);
        if in_a_group {
            let members = |key: &str| fields.get(key).filter(|list| list.is_array());
            let mentions =
                translate_request(members("_groupAtInfoList").cloned().unwrap_or_default(), &EMPTY);
            let receivers =
                members("_receiverList").and_then(Value::as_array).filter(|users| !users.is_empty());
            let receivers: Option<Value> =
                receivers.map(|users| users.iter().take(RECEIVERS).cloned().collect());
            let fill = members![
                ("From_Account", self.me()),
                ("Random", message.random),
                ("ClientSeq", number("clientSequence")),
                ("MsgPriority", text("priority")),
                ("MsgBody", Value::from(body)),
                ("CloudCustomData", message.cloud_custom_data.as_str()),
                ("OnlineOnlyFlag", u64::from(online_only)),
                ("OfflinePushInfo", push),
                ("GroupAtInfo", if mentions.is_array() { mentions } else { empty_list() }),
                ("SendMsgControl", control),
                ("MsgClientTime", message.client_time),
                ("NeedReadReceipt", u64::from(message.need_read_receipt && !is_room)),
                ("To_Account", receivers.unwrap_or_default()),
                ("SupportMessageExtension", u64::from(message.supports_extension))
            ];
            let fill = in_group(&message.to, fill);
            let request = Request::new(&command::GROUP_OPEN_HTTP_SVC_SEND_GROUP_MSG, fill).trace(trace);
            return Ok((message, request));
        }
        let fill = members![
            ("From_Account", self.me()),
            ("To_Account", message.to.as_str()),
            ("MsgSeq", message.sequence),
            ("MsgRandom", message.random),
            ("MsgBody", Value::from(body)),
            ("CloudCustomData", message.cloud_custom_data.as_str()),
            ("From_AccountNick", message.nick.as_str()),
            ("From_AccountHeadurl", message.avatar.as_str()),
            ("MsgLifeTime", if online_only { 0.into() } else { Value::NULL }),
            ("OfflinePushInfo", push),
            ("SendMsgControl", control),
            ("MsgClientTime", message.client_time),
            ("IsNeedReadReceipt", u64::from(message.need_read_receipt)),
            ("SupportMessageExtension", u64::from(message.supports_extension))
        ];
        Ok((message, Request::new(&command::OPENIM_SENDMSG, fill).trace(trace)))
    }

    /// The server has it: the object shows so, and the conversation has a new last message.
    fn sent(&mut self, object: ObjectId, mut message: Message, answer: &Value) {
        message.time = number_at(answer, "MsgTime").unwrap_or_else(|| self.server_seconds());
        self.outgoing.answered(message.random);
        let mut fields: Fields = members![("status", "success"), ("time", message.time)];
        let sequence = number_at(answer, "MsgSeq").filter(|_| message.conversation_type == types::CONV_GROUP);
        if let Some(sequence) = sequence {
            message.sequence = sequence;
            fields.push(("sequence", Out::Value(sequence.into())));
            self.group_grown(&message.to, sequence.saturating_add(1));
        }
        for (flag, key) in [
            (message.online_only, "_onlineOnlyFlag"),
            (message.uncounted, "_isExcludedFromUnreadCount"),
            (message.not_last, "_isExcludedFromLastMessage"),
        ] {
            if flag {
                fields.push((key, Out::Value(true.into())));
            }
        }
        self.patch(object, fields);
        if let Some(fields) = media::sent_fields(&message.elements) {
            self.effect(Effect::Patch { object, at: Some("payload"), fields });
        }
        if message.online_only {
            self.effect(Effect::Release(object));
            return;
        }
        let mut last = LastMessage::of(&message, self.options.is_international());
        last.refer_to(object);
        let last = (!message.not_last).then_some(last);
        self.join(&message.conversation_id, message.stored(object), last, News::Now);
        self.conversation_changed(&message.conversation_id);
    }
}

/// A custom message needs at least one of its three texts.
fn is_empty_custom(message: &Message) -> bool {
    message.first_element().is_some_and(|(kind, content)| {
        let empty = |key| text(content, key).is_empty();
        kind == types::MSG_CUSTOM && words("data description extension").all(empty)
    })
}

/// What a phone would show; the members are always there.
fn push_info(info: &Value, online_only: bool) -> Value {
    let text = |key| Value::from(text(info, key));
    let flag = |key| is_true(info, key);
    let bit = |key| Value::from(u64::from(flag(key)));
    let mut apns = members![("BadgeMode", bit("ignoreIOSBadge"))];
    if flag("disableVoipPush") {
        apns.push(("IsVoipPush", 0.into()));
    }
    object(members![
        ("PushFlag", u64::from(online_only || flag("disablePush"))),
        ("Title", text("title")),
        ("Desc", text("description")),
        ("Ext", text("extension")),
        ("ApnsInfo", object(apns)),
        ("AndroidInfo", object(members![("OPPOChannelID", text("androidOPPOChannelID"))]))
    ])
}
