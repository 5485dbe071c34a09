//! Sending: what a Message object holds becomes a request; the answer, or its absence, becomes the
//! object's status and its place in the conversation.

use tim_proto::constants::types;
use tim_proto::json::Value;
use tim_proto::{code, command, element};

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::conversation::LastMessage;
use super::super::effect::{Effect, Fields, ObjectId, Out};
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::media;
use super::super::state::State;
use super::super::value::{number, number_at, object, text};
use super::News;
use super::object::Message;
use super::relay;

/// `sendMessage(message, options?)`: resolves with `{message}`, the object that was given.
pub async fn send(ctx: Ctx, args: Args) -> Result<Out, Error> {
    let options = args.second();
    deliver(ctx, &args, &options).await
}

/// `resendMessage(message)`: as sending, with the same identity, so that the server can tell that it
/// has the message already. Options of the first attempt do not apply.
pub async fn resend(ctx: Ctx, args: Args) -> Result<Out, Error> {
    ctx.with(|state| {
        if let Some(object) = args.message() {
            state.patch(object, members![("isResend", true), ("status", "unSend")]);
        }
    });
    deliver(ctx, &args, &Value::Null).await
}

async fn deliver(ctx: Ctx, args: &Args, options: &Value) -> Result<Out, Error> {
    // Not a Message made by this SDK.
    let object = args.message().ok_or_else(|| Error::client(code::MESSAGE_SEND_NEED_MESSAGE_INSTANCE))?;
    let result = carry(&ctx, object, args.message_fields(), options).await;
    ctx.with(|state| match result {
        Ok((message, answer)) => {
            state.sent(object, message, &answer);
            Ok(Out::Fields(members![("message", Out::Object(object))]))
        }
        Err(error) => {
            let untouched = error.code == code::MESSAGE_SEND_INVALID_CONVERSATION_TYPE;
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
    ctx: &Ctx,
    object: ObjectId,
    fields: &Value,
    options: &Value,
) -> Result<(Message, Value), Error> {
    check_conversation(fields)?;
    let with_file = media::deliver_file(ctx, object, fields).await?;
    let elements = with_file.or_else(|| fields.get("_elements").cloned()).unwrap_or_default();
    let elements = relay::store(ctx, fields, elements).await?;
    let (message, request) = ctx.with(|state| state.prepare(fields, elements, options))?;
    Ok((message, ctx.request(request).await?))
}

fn check_conversation(fields: &Value) -> Result<(), Error> {
    match text(fields, "conversationType") {
        types::CONV_C2C => Ok(()),
        types::CONV_GROUP => Err(Error::client(code::CANNOT_FIND_GROUP)),
        _ => Err(Error::client(code::MESSAGE_SEND_INVALID_CONVERSATION_TYPE)),
    }
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
        let flag = |key: &str| fields.get(key).and_then(Value::as_bool).unwrap_or(false);
        let chosen = |key: &str| options.get(key).and_then(Value::as_bool) == Some(true);
        let control_info = options.get("messageControlInfo").unwrap_or(&Value::Null);
        let control = |key: &str| control_info.get(key) == Some(&Value::Bool(true));
        let elements = match elements {
            Value::Array(elements) => elements,
            _ => Vec::new(),
        };
        let message = Message {
            tiny_id: self.session.tiny_id().to_owned(),
            conversation_id: text("conversationID").to_owned(),
            sequence: number("sequence"),
            random: number("random"),
            nick: text("nick").to_owned(),
            avatar: text("avatar").to_owned(),
            elements,
            from: text("from").to_owned(),
            to: text("to").to_owned(),
            out: true,
            is_read: true,
            online_only: chosen("onlineUserOnly"),
            cloud_custom_data: text("cloudCustomData").to_owned(),
            uncounted: control("excludedFromUnreadCount"),
            not_last: control("excludedFromLastMessage"),
            client_time: number("clientTime"),
            need_read_receipt: flag("needReadReceipt"),
            supports_extension: flag("isSupportExtension"),
            ..Message::empty()
        };
        let body: Vec<Value> = message.elements.iter().filter_map(element::to_wire).collect();
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
        let fill = members![
            ("From_Account", self.me()),
            ("To_Account", message.to.as_str()),
            ("MsgSeq", message.sequence),
            ("MsgRandom", message.random),
            ("MsgBody", Value::Array(body)),
            ("CloudCustomData", message.cloud_custom_data.as_str()),
            ("From_AccountNick", message.nick.as_str()),
            ("From_AccountHeadurl", message.avatar.as_str()),
            ("MsgLifeTime", if online_only { 0.into() } else { Value::Null }),
            (
                "OfflinePushInfo",
                push_info(options.get("offlinePushInfo").unwrap_or(&Value::Null), online_only)
            ),
            ("SendMsgControl", if online_only { Value::Null } else { Value::Array(kept_from) }),
            ("MsgClientTime", message.client_time),
            ("IsNeedReadReceipt", u64::from(message.need_read_receipt)),
            ("SupportMessageExtension", u64::from(message.supports_extension))
        ];
        let trace = format!("{}-{}", self.session.tiny_id(), message.random);
        let request = Request::new(&command::OPENIM_SENDMSG, fill).trace(trace);
        self.outgoing.sending(message.random);
        Ok((message, request))
    }

    /// The server has it: the object shows so, and the conversation has a new last message.
    fn sent(&mut self, object: ObjectId, mut message: Message, answer: &Value) {
        message.time = number_at(answer, "MsgTime").unwrap_or_else(|| self.server_seconds());
        self.outgoing.answered(message.random);
        let mut fields: Fields = members![("status", "success"), ("time", message.time)];
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
        self.raise_conversations();
    }
}

/// A custom message needs at least one of its three texts.
fn is_empty_custom(message: &Message) -> bool {
    message.first_element().is_some_and(|(kind, content)| {
        let empty = |key| text(content, key).is_empty();
        kind == types::MSG_CUSTOM && ["data", "description", "extension"].iter().all(|key| empty(key))
    })
}

/// What a phone would show; the members are always there.
fn push_info(info: &Value, online_only: bool) -> Value {
    let text = |key| Value::from(text(info, key));
    let flag = |key: &str| info.get(key).and_then(Value::as_bool).unwrap_or(false);
    let bit = |key: &str| Value::from(u64::from(flag(key)));
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
        ("AndroidInfo", object(vec![("OPPOChannelID", text("androidOPPOChannelID"))]))
    ])
}
