//! The methods of this area, one row each; see [`super::super::method`].

use super::super::argument::{Kind, Rule, Shape, optional, required};
use super::super::method::{Gate, Method, Run, task};
use super::{create_custom, create_face, create_location, create_text, get_list, resend, send, set_read};
use super::{delete, modify, revoke};

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
];
