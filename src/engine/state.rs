//! Everything one instance knows, put together from the areas, and what all of them need: the time,
//! effects, object names, timers, tasks. What an area knows and does stands in the area's own module.

use std::collections::VecDeque;

use tim_proto::json::Value;

use super::context::Ctx;
use super::conversation::Conversations;
use super::effect::{CallId, Class, Effect, Fields, Millis, ObjectId, Out};
use super::error::Error;
use super::event::Events;
use super::group::Groups;
use super::link::Link;
use super::link::request::Request;
use super::media::{Limits, Uploads};
use super::message::{Extensions, Outgoing};
use super::options::Options;
use super::profile::Profiles;
use super::random::Random;
use super::relation::Relation;
use super::session::Session;
use super::tasks::Work;
use super::timer::Timers;

pub struct State {
    pub now: Millis,
    pub options: Options,
    pub random: Random,
    pub timers: Timers,
    pub events: Events,
    pub link: Link,
    pub session: Session,
    pub conversations: Conversations,
    pub groups: Groups,
    pub outgoing: Outgoing,
    pub extensions: Extensions,
    pub profiles: Profiles,
    pub uploads: Uploads,
    pub limits: Limits,
    pub relation: Relation,
    /// Set by `destroy`: the instance answers nothing but errors.
    pub destroyed: bool,
    effects: VecDeque<Effect>,
    tasks: Vec<Work<'static, ()>>,
    next_object: u32,
}

impl State {
    pub fn new(options: Options, seed: u64) -> State {
        let mut random = Random::new(seed);
        State {
            now: 0,
            link: Link::new(&mut random),
            options,
            random,
            timers: Timers::default(),
            events: Events::default(),
            session: Session::default(),
            conversations: Conversations::default(),
            groups: Groups::default(),
            outgoing: Outgoing::default(),
            extensions: Extensions::default(),
            profiles: Profiles::default(),
            uploads: Uploads::default(),
            limits: Limits::default(),
            relation: Relation::default(),
            destroyed: false,
            effects: VecDeque::new(),
            tasks: Vec::new(),
            next_object: 0,
        }
    }

    pub fn effect(&mut self, effect: Effect) {
        self.effects.push_back(effect);
    }

    pub fn next_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Starts a task after the current input has been taken in.
    pub fn spawn<Fut: Future<Output = ()> + 'static>(&mut self, task: impl FnOnce(Ctx) -> Fut) {
        self.tasks.push(Ctx::task(task));
    }

    /// Sends a request that no method waits for. Refused or unanswered, nothing happens; what it asks for is
    /// asked again after the next login or reconnect.
    pub fn fetch(&mut self, request: Request, take: fn(&mut State, Value)) {
        self.spawn(async move |ctx| {
            if let Ok(answer) = ctx.request(request).await {
                ctx.with(|state| take(state, answer));
            }
        });
    }

    pub fn take_tasks(&mut self) -> Vec<Work<'static, ()>> {
        std::mem::take(&mut self.tasks)
    }

    /// A name for an object that exists already (an argument).
    pub fn adopt(&mut self) -> ObjectId {
        self.next_object = self.next_object.wrapping_add(1);
        ObjectId(self.next_object)
    }

    /// Makes a live object.
    pub fn create(&mut self, class: Class, fields: Fields) -> ObjectId {
        let object = self.adopt();
        self.effect(Effect::Create { object, class, fields });
        object
    }

    pub fn patch(&mut self, object: ObjectId, fields: Fields) {
        self.effect(Effect::Patch { object, at: None, fields });
    }

    /// Patches one member with plain data.
    pub fn patch_value(&mut self, object: ObjectId, key: &'static str, value: impl Into<Value>) {
        self.patch(object, members![(key, value.into())]);
    }

    pub fn settle(&mut self, call: CallId, result: Result<Out, Error>) {
        self.effect(match result {
            Ok(out) => Effect::Resolve { call, out },
            Err(error) => Effect::Reject { call, error },
        });
    }

    pub fn log(&mut self, level: i8, text: impl Into<String>) {
        self.effect(Effect::Log { level, text: text.into() });
    }

    /// Seconds of the server's clock: what message times are made of.
    pub fn server_seconds(&self) -> u64 {
        let offset = self.session.clock_offset_ms;
        self.now.saturating_add_signed(offset) / 1000
    }

    /// The user who is logged in or logging in.
    pub fn me(&self) -> &str {
        self.session.user()
    }
}
