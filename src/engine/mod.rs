//! The chat client as a pure machine: `(input, now) → effects`. No sockets, no clock, no randomness of
//! its own, no JavaScript.
//!
//! [`Engine::call`] and [`Engine::input`] are the only ways in, [`Engine::next_effect`] is the only way
//! out, [`Engine::next_deadline`] is the only timer. Operations of several steps are async functions
//! on the engine's own executor, which runs only inside those two ways in; so a whole day of lost
//! connections runs in milliseconds in a test, and the same seed and inputs always give the same effects.

#[macro_use]
mod value;

pub mod effect;
pub mod error;
pub mod message;
pub mod method;
pub mod options;

mod args;
mod argument;
mod context;
mod conversation;
mod event;
mod group;
mod link;
mod media;
mod outcome;
mod profile;
mod random;
mod relation;
mod session;
mod state;
mod tasks;
mod timer;

use tim_proto::code;
use tim_proto::constants::event as events;
use tim_proto::json::Gather;

use self::argument::Args;
use self::context::Ctx;
use self::effect::{Arg, CallId, Effect, Input, Millis, ObjectId};
pub use self::error::Error;
use self::link::request::Request;
use self::method::{Failed, Method, Plan, Run};
pub use self::options::Options;
use self::state::State;
use self::tasks::Tasks;
use self::timer::Timer;
use self::value::object;

/// A page's clock may be put back by this much without anybody noticing.
const CLOCK_JITTER_MS: Millis = 1_000;

/// One instance of the SDK.
pub struct Engine {
    /// None while its tasks have it.
    state: Option<Box<State>>,
    tasks: Tasks,
}

impl Engine {
    /// `seed` feeds everything random: it should be different for each instance.
    pub fn new(options: Options, seed: u64) -> Engine {
        Engine { state: Some(Box::new(State::new(options, seed))), tasks: Tasks::default() }
    }

    /// Opens the first socket. It stays open, whoever is logged in.
    pub fn start(&mut self, now: Millis) {
        self.at(now, State::open_socket);
    }

    /// Names a Message that an application passes in. The name is valid until its
    /// [`Effect::Release`], which always comes.
    pub fn adopt(&mut self) -> ObjectId {
        self.state.as_deref_mut().map_or(ObjectId(0), State::adopt)
    }

    /// A method was called. It is answered by effects that name `call`.
    pub fn call(&mut self, call: CallId, method: &'static Method, args: Vec<Arg>, now: Millis) {
        self.at(now, |state| {
            let refused = state.check_gate(method).map_err(|error| Effect::Reject { call, error });
            let refused = refused.and_then(|()| {
                method.check(&args).map_err(|error| {
                    state.log(3, error.message.clone());
                    Effect::Throw { call, error }
                })
            });
            match refused {
                Err(effect) => {
                    state.effect(effect);
                    state.release_all(Args::objects(&args));
                }
                Ok(()) => {
                    // No method has a use for a Message behind the first argument.
                    state.release_all(Args::objects(args.get(1..).unwrap_or_default()));
                    state.run(call, &method.run, Args::new(args));
                }
            }
        });
    }

    /// Something happened.
    pub fn input(&mut self, input: Input, now: Millis) {
        self.at(now, |state| {
            if state.destroyed {
                return;
            }
            match input {
                Input::SocketOpened => state.socket_opened(),
                Input::SocketFrame(bytes) => state.socket_frame(&bytes),
                Input::SocketClosed => state.socket_closed(),
                Input::Deadline => {}
                Input::UploadEnded(outcome) => state.upload_ended(outcome),
                Input::Online => state.browser_online(),
                Input::Offline => state.browser_offline(),
            }
        });
    }

    /// What the shell has to do next.
    pub fn next_effect(&mut self) -> Option<Effect> {
        self.state.as_mut()?.next_effect()
    }

    /// When [`Input::Deadline`] is due.
    pub fn next_deadline(&self) -> Option<Millis> {
        self.state.as_ref()?.timers.next()
    }

    /// Sets the time, lets what is due happen, then `act`, then lets the tasks run until all of them wait.
    fn at(&mut self, now: Millis, act: impl FnOnce(&mut State)) {
        let Some(mut state) = self.state.take() else { return };
        state.set_now(now);
        state = self.run_tasks(state);
        act(&mut state);
        self.state = Some(self.run_tasks(state));
    }

    #[inline(never)]
    fn run_tasks(&mut self, state: Box<State>) -> Box<State> {
        Ctx::lend(state, |ctx| {
            loop {
                self.tasks.run();
                let new = ctx.with(State::take_tasks);
                if new.is_empty() {
                    break;
                }
                for task in new {
                    self.tasks.start(task);
                }
            }
        })
    }
}

impl State {
    fn set_now(&mut self, now: Millis) {
        if now.saturating_add(CLOCK_JITTER_MS) < self.now {
            self.timers.shift_back(self.now.saturating_sub(now));
        }
        self.now = now;
        while let Some(timer) = self.timers.expired(self.now) {
            match timer {
                Timer::Requests => self.requests_due(),
                Timer::Heartbeat => self.heartbeat_due(),
                Timer::Hello => self.hello_due(),
                Timer::Reconnect => self.reconnect_due(),
                Timer::Throttle(index) => self.publish_throttled(index),
                Timer::LogInAgain => self.log_in_again(),
                Timer::Poll => self.poll_due(),
            }
        }
    }

    fn check_gate(&mut self, method: &Method) -> Result<(), Error> {
        if self.destroyed {
            let message =
                format!("{}: this instance was destroyed; make a new one with TIM.create", method.name());
            return Err(Error::because(code::USER_NOT_LOGGED_IN, message));
        }
        if method.is_for_any_time() || self.session.is_ready() {
            return Ok(());
        }
        let reason = self.session.refusal();
        let (why, rule) = (code::text(reason), code::text(code::SDK_IS_NOT_READY));
        let message = format!("{why} | {} | {rule}", method.name());
        self.emit(
            events::ERROR,
            effect::Out::Value(object(members![
                ("code", tim_proto::json::Value::from(reason)),
                ("message", message.as_str())
            ])),
        );
        Err(Error::because(reason, message))
    }

    fn run(&mut self, call: CallId, run: &'static Run, args: Args) {
        let run = if let Run::Checked((_, run)) = run { run } else { run };
        match run {
            // A check in a check is none.
            Run::Checked(_) => {}
            Run::Known(run) => {
                let result = run(self, &args);
                self.answer(call, &args, result);
            }
            Run::Now(run) => {
                let result = run(self, &args);
                self.effect(match result {
                    Ok(out) => Effect::Return { call, out },
                    // The official client rejects where it names a code.
                    Err(error) if error.code != 0 => Effect::Reject { call, error },
                    Err(error) => Effect::Throw { call, error },
                });
            }
            Run::Ask(question) => self.spawn(async move |ctx| {
                let ask = |fill| Request::new(question.command, fill);
                let as_it_is: Failed = |_, _, error| error;
                let plan = ctx.with(|state| {
                    let planned = match (question.plan)(state, &args).map_err(Err)? {
                        Plan::Send(fill) => (ask(fill), as_it_is),
                        Plan::SendOr(fill, failed) => (ask(fill), failed),
                        Plan::Ask(request) => (request, as_it_is),
                        Plan::AskOr(request, failed) => (request, failed),
                        Plan::Done(out) => return Err(Ok(out)),
                    };
                    state.count_request(planned.0.command()).map_err(Err)?;
                    Ok(planned)
                });
                let (request, failed) = match plan {
                    Ok(planned) => planned,
                    Err(known) => return ctx.with(|state| state.answer(call, &args, known)),
                };
                let answer = ctx.request(request).await;
                ctx.with(|state| {
                    let result = match answer {
                        Ok(answer) => (question.done)(state, &args, answer),
                        Err(error) => Err(failed(state, &args, error)),
                    };
                    state.answer(call, &args, result);
                });
            }),
            Run::Task(run) => self.spawn(async move |ctx| {
                let result = run(ctx, &args).await;
                ctx.with(|state| state.settle(call, result));
            }),
        }
    }

    /// Settles the call of a method that keeps none of its arguments.
    fn answer(&mut self, call: CallId, args: &Args, result: Result<effect::Out, Error>) {
        self.settle(call, result);
        self.release_all(args.messages().iter().map(|given| given.object).gather());
    }

    pub fn release_all(&mut self, objects: Vec<ObjectId>) {
        objects.into_iter().for_each(|object| self.effect(Effect::Release(object)));
    }
}
