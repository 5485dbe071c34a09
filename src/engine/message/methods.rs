//! The methods of this area, one row each; see [`super::super::method`].

use super::super::argument::{Kind, Rule, Shape, optional, required};
use super::super::method::{Gate, Method, Run, task};
use super::history::find;
use super::{create_custom, create_face, create_location, create_text, get_list, resend, send, set_read};
use super::{delete, extension, hopping, modify, read, receipt, relay, revoke, translate};

/// Of every `create…Message`.
pub const COMMON: &[Rule] = &[
    required("to", Kind::Text),
    required("conversationType", Kind::Text),
    required("payload", Kind::Object),
    optional("priority", Kind::Text),
    optional("cloudCustomData", Kind::Text),
    optional("needReadReceipt", Kind::Flag),
    optional("isSupportExtension", Kind::Flag),
    optional("receiverList", Kind::Array),
];

pub static METHODS: &[Method] = &[
    Method {
        name: "createTextMessage",
        promise: false,
        gate: Gate::Ready,
        takes: Shape::Options(&[COMMON, &[required("payload.text", Kind::Text)]]),
        run: Run::Now(create_text),
    },
    Method {
        name: "createCustomMessage",
        promise: false,
        gate: Gate::Ready,
        takes: Shape::Options(&[
            COMMON,
            &[
                optional("payload.data", Kind::Text),
                optional("payload.description", Kind::Text),
                optional("payload.extension", Kind::Text),
            ],
        ]),
        run: Run::Now(create_custom),
    },
    Method {
        name: "createFaceMessage",
        promise: false,
        gate: Gate::Ready,
        takes: Shape::Options(&[
            COMMON,
            &[required("payload.index", Kind::Number), required("payload.data", Kind::AnyText)],
        ]),
        run: Run::Now(create_face),
    },
    Method {
        name: "createLocationMessage",
        promise: false,
        gate: Gate::Ready,
        takes: Shape::Options(&[
            COMMON,
            &[
                required("payload.description", Kind::AnyText),
                required("payload.longitude", Kind::Number),
                required("payload.latitude", Kind::Number),
            ],
        ]),
        run: Run::Now(create_location),
    },
    Method {
        name: "sendMessage",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Message,
        run: Run::Task(|ctx, args| task(send(ctx, args))),
    },
    Method {
        name: "resendMessage",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Message,
        run: Run::Task(|ctx, args| task(resend(ctx, args))),
    },
    Method {
        name: "revokeMessage",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::MessageThat(revoke::refused),
        run: Run::Ask(&revoke::REVOKE),
    },
    Method {
        name: "deleteMessage",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Messages,
        run: Run::Ask(&delete::DELETE),
    },
    Method {
        name: "modifyMessage",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::MessageThat(modify::refused),
        run: Run::Ask(&modify::MODIFY),
    },
    Method {
        name: "getMessageList",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[&[
            required("conversationID", Kind::ConversationId),
            optional("nextReqMessageID", Kind::Text),
            optional("count", Kind::Count),
        ]]),
        run: Run::Task(|ctx, args| task(get_list(ctx, args))),
    },
    Method {
        name: "setMessageRead",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[&[required("conversationID", Kind::ConversationId)]]),
        run: Run::Task(|ctx, args| task(set_read(ctx, args))),
    },
    Method {
        name: "createTextAtMessage",
        promise: false,
        gate: Gate::Ready,
        takes: Shape::Options(&[
            COMMON,
            &[required("payload.text", Kind::Text), optional("payload.atUserList", Kind::Array)],
        ]),
        run: Run::Now(create_text),
    },
    Method {
        name: "createMergerMessage",
        promise: false,
        gate: Gate::Ready,
        takes: Shape::Options(&[
            COMMON,
            &[
                required("payload.messageList", Kind::Array),
                required("payload.compatibleText", Kind::Text),
                optional("payload.title", Kind::AnyText),
                optional("payload.abstractList", Kind::Texts),
            ],
        ]),
        run: Run::Now(relay::create_merger),
    },
    Method {
        name: "createForwardMessage",
        promise: false,
        gate: Gate::Ready,
        takes: Shape::Options(&[COMMON]),
        run: Run::Now(relay::create_forward),
    },
    Method {
        name: "downloadMergerMessage",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Free,
        run: Run::Ask(&relay::DOWNLOAD),
    },
    Method {
        name: "findMessage",
        promise: false,
        gate: Gate::Ready,
        takes: Shape::Free,
        run: Run::Now(find),
    },
    Method {
        name: "getMessageListHopping",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[&[
            required("conversationID", Kind::ConversationId),
            optional("count", Kind::Count),
            optional("direction", Kind::Direction),
            optional("time", Kind::Number),
            optional("sequence", Kind::Number),
        ]]),
        run: Run::Ask(&hopping::HOP),
    },
    Method {
        name: "setAllMessageRead",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::MaybeOptions(&[optional(
            "scope",
            Kind::OneOf(read::SCOPES, "one of TIM.TYPES.READ_ALL_…_MSG"),
        )]),
        run: Run::Ask(&read::READ_ALL),
    },
    Method {
        name: "sendMessageReadReceipt",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Messages,
        run: Run::Ask(&receipt::SEND),
    },
    Method {
        name: "getMessageReadReceiptList",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Messages,
        run: Run::Ask(&receipt::GET_LIST),
    },
    Method {
        name: "getGroupMessageReadMemberList",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[&[required("message", Kind::Object)]]),
        run: Run::Ask(&receipt::READERS_OF),
    },
    Method {
        name: "setMessageExtensions",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Checked(extension::check_pairs),
        run: Run::Ask(&extension::SET_PAIRS),
    },
    Method {
        name: "deleteMessageExtensions",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Checked(extension::check_keys),
        run: Run::Ask(&extension::DELETE_PAIRS),
    },
    Method {
        name: "getMessageExtensions",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::MessageThat(extension::refused),
        run: Run::Task(|ctx, args| task(extension::get(ctx, args))),
    },
    Method {
        name: "translateText",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[&[
            required("sourceTextList", Kind::Texts),
            required("sourceLanguage", Kind::Text),
            required("targetLanguage", Kind::Text),
        ]]),
        run: Run::Ask(&translate::TRANSLATE),
    },
];
