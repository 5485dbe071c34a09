//! Every method of an instance that the engine answers, one row each: name, whether it may be used
//! before SDK_READY, what it takes, what it does. (`on`, `once`, `off`, `setLogLevel` and
//! `registerPlugin` hold functions: they live where JavaScript is.)

use std::future::Future;

use futures::future::LocalBoxFuture;

use super::argument::{Args, Kind, Rule, Shape, optional, required};
use super::context::Ctx;
use super::effect::Out;
use super::error::Error;
use super::state::State;
use super::{conversation, message, profile, session};

/// One method.
pub struct Method {
    pub name: &'static str,
    /// Whether it returns a promise.
    pub promise: bool,
    pub(super) gate: Gate,
    pub(super) takes: Shape,
    pub(super) run: Run,
}

/// When a method may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    Always,
    /// From SDK_READY to SDK_NOT_READY.
    Ready,
}

pub(super) enum Run {
    /// Answers at once.
    Now(fn(&mut State, &Args) -> Result<Out, Error>),
    /// Answers when it is done.
    Task(fn(Ctx, Args) -> LocalBoxFuture<'static, Result<Out, Error>>),
}

const COMMON: &[Rule] = &[
    required("to", Kind::Text),
    required("conversationType", Kind::Text),
    required("payload", Kind::Object),
    optional("priority", Kind::Text),
    optional("cloudCustomData", Kind::Text),
    optional("needReadReceipt", Kind::Flag),
    optional("isSupportExtension", Kind::Flag),
    optional("receiverList", Kind::Array),
];

pub static TABLE: &[Method] = &[
    Method {
        name: "login",
        promise: true,
        gate: Gate::Always,
        takes: Shape::Options(&[&[required("userID", Kind::Text), required("userSig", Kind::Text)]]),
        run: Run::Task(|ctx, args| task(session::login(ctx, args))),
    },
    Method {
        name: "logout",
        promise: true,
        gate: Gate::Always,
        takes: Shape::Free,
        run: Run::Task(|ctx, args| task(session::logout(ctx, args))),
    },
    Method {
        name: "destroy",
        promise: true,
        gate: Gate::Always,
        takes: Shape::Free,
        run: Run::Task(|ctx, args| task(session::destroy(ctx, args))),
    },
    Method {
        name: "createTextMessage",
        promise: false,
        gate: Gate::Ready,
        takes: Shape::Options(&[COMMON, &[required("payload.text", Kind::Text)]]),
        run: Run::Now(message::create_text),
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
        run: Run::Now(message::create_custom),
    },
    Method {
        name: "createFaceMessage",
        promise: false,
        gate: Gate::Ready,
        takes: Shape::Options(&[
            COMMON,
            &[required("payload.index", Kind::Number), required("payload.data", Kind::AnyText)],
        ]),
        run: Run::Now(message::create_face),
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
        run: Run::Now(message::create_location),
    },
    Method {
        name: "sendMessage",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Message,
        run: Run::Task(|ctx, args| task(message::send(ctx, args))),
    },
    Method {
        name: "resendMessage",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Message,
        run: Run::Task(|ctx, args| task(message::resend(ctx, args))),
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
        run: Run::Task(|ctx, args| task(message::get_list(ctx, args))),
    },
    Method {
        name: "setMessageRead",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[&[required("conversationID", Kind::ConversationId)]]),
        run: Run::Task(|ctx, args| task(message::set_read(ctx, args))),
    },
    Method {
        name: "getConversationList",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Free,
        run: Run::Task(|ctx, args| task(conversation::get_list(ctx, args))),
    },
    Method {
        name: "getMyProfile",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Free,
        run: Run::Task(|ctx, args| task(profile::get_own(ctx, args))),
    },
    Method {
        name: "updateMyProfile",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[&[optional("profileCustomField", Kind::Array)]]),
        run: Run::Task(|ctx, args| task(profile::update_own(ctx, args))),
    },
];

fn task<F>(run: F) -> LocalBoxFuture<'static, Result<Out, Error>>
where
    F: Future<Output = Result<Out, Error>> + 'static,
{
    Box::pin(run)
}
