//! What a method of an instance is, as the row of a table: name, whether it may be used before SDK_READY,
//! what it takes, what it does. The rows stand in each area's `methods.rs`. (`on`, `once`, `off`, `setLogLevel` and
//! `registerPlugin` hold functions: they live where JavaScript is.)

use std::future::Future;

use futures::future::LocalBoxFuture;

use tim_proto::command::Command;
use tim_proto::json::{Members, Value};

use super::argument::{Args, Shape};
use super::context::Ctx;
use super::effect::Out;
use super::error::Error;
use super::link::request::Request;
use super::state::State;
use super::{conversation, group, media, message, profile, relation, session};

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
    /// Answers at once: what it returns, or what its promise has.
    Now(fn(&mut State, &Args) -> Result<Out, Error>),
    /// Sends one request and answers with what is made of its answer. (Plain functions: an async function
    /// of its own costs a kilobyte for each method.)
    Ask(&'static Question),
    /// Answers when it is done.
    Task(fn(Ctx, Args) -> LocalBoxFuture<'static, Result<Out, Error>>),
}

/// One request of a method and what follows.
pub(super) struct Question {
    pub command: &'static Command,
    pub plan: fn(&mut State, &Args) -> Result<Plan, Error>,
    /// What the method resolves with.
    pub done: fn(&mut State, &Args, Value) -> Result<Out, Error>,
}

/// What a failure becomes: an error that says more, or is of the method's own kind.
pub(super) type Failed = fn(&mut State, &Args, Error) -> Error;

/// What a method does about its one request.
pub(super) enum Plan {
    /// Sends it, with these members of the body beyond the command's template.
    Send(Members<Value>),
    /// The same, and what a failure becomes.
    SendOr(Members<Value>, Failed),
    /// Sends this instead of the row's command.
    Ask(Request),
    AskOr(Request, Failed),
    /// Needs none: resolves with this.
    Done(Out),
}

/// The rows of every area.
static AREAS: [&[Method]; 7] = [
    session::METHODS,
    message::METHODS,
    media::METHODS,
    conversation::METHODS,
    profile::METHODS,
    relation::METHODS,
    group::METHODS,
];

/// Every method, in an order that stays the same.
pub fn all() -> impl Iterator<Item = &'static Method> {
    AREAS.iter().copied().flatten()
}

pub(super) fn task<F>(run: F) -> LocalBoxFuture<'static, Result<Out, Error>>
where
    F: Future<Output = Result<Out, Error>> + 'static,
{
    Box::pin(run)
}
