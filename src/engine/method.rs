//! What a method of an instance is, as the row of a table: its signature (name, what it takes, whether it may be used
//! before SDK_READY) and what it does. The rows stand in each area's `methods.rs`. (`on`, `once`, `off`, `setLogLevel` and
//! `registerPlugin` hold functions: they live where JavaScript is.)

use tim_proto::command::Command;
use tim_proto::json::{Members, Value};

use super::argument::{self, Args};
use super::context::Ctx;
use super::effect::{Arg, Out};
use super::error::Error;
use super::link::request::Request;
use super::state::State;
use super::tasks::Work;
use super::{conversation, group, media, message, profile, relation, session};

/// One method.
pub struct Method {
    /// Its name, and in brackets what it takes (see [`argument`]). Behind them, ` at any time` for a method that may be
    /// used before SDK_READY and after SDK_NOT_READY.
    signature: &'static str,
    pub(super) run: Run,
}

pub(super) const fn row(signature: &'static str, run: Run) -> Method {
    Method { signature, run }
}

impl Method {
    pub fn name(&self) -> &'static str {
        self.parts().0
    }

    /// Whether it may be used whatever the session is.
    pub(super) fn is_for_any_time(&self) -> bool {
        !self.parts().2.is_empty()
    }

    pub(super) fn check(&self, args: &[Arg]) -> Result<(), Error> {
        let (name, takes, _) = self.parts();
        argument::check(name, takes, args)?;
        match self.run {
            Run::Checked((check, _)) => check(name, args),
            _ => Ok(()),
        }
    }

    /// The name, what stands in the brackets, and what behind them.
    pub(super) fn parts(&self) -> (&'static str, &'static str, &'static str) {
        let (name, rest) = self.signature.split_once('(').unwrap_or_default();
        let (takes, when) = rest.split_once(')').unwrap_or_default();
        (name, takes, when)
    }
}

pub(super) enum Run {
    /// What it returns at once.
    Now(fn(&mut State, &Args) -> Result<Out, Error>),
    /// What its promise has at once.
    Known(fn(&mut State, &Args) -> Result<Out, Error>),
    /// Sends one request and answers with what is made of its answer. (Plain functions: an async function
    /// of its own costs a kilobyte for each method.)
    Ask(&'static Question),
    /// Answers when it is done.
    Task(for<'a> fn(Ctx, &'a Args) -> Work<'a, Result<Out, Error>>),
    /// Runs if the method's own check, which gets its name, has nothing against the arguments. (A reference, because
    /// there are few.)
    Checked(&'static (Check, Run)),
}

type Check = fn(&str, &[Arg]) -> Result<(), Error>;

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

pub(super) fn task<'a>(run: impl Future<Output = Result<Out, Error>> + 'a) -> Work<'a, Result<Out, Error>> {
    Box::pin(run)
}
