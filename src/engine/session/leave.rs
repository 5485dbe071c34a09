//! Every way out: logout, destroy, kicked by another instance or an administrator, login expired.
//! All of them end in one reset.

use tim_proto::constants::{event, types};
use tim_proto::json::{Members, Value};
use tim_proto::{code, command};

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::effect::{Effect, Out};
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::link::{CLOSE_TO_LEAVE, CLOSE_TO_RECONNECT};
use super::super::state::State;
use super::super::value::{number, object};
use super::{Phase, Session};

/// Why the server is told goodbye.
const LOGOUT_BY_USER: u64 = 0;
const LOGOUT_KICKED: u64 = 1;

/// `logout()`: resolves when the instance is reset, whatever the server says.
pub async fn logout(ctx: Ctx, _: &Args) -> Result<Out, Error> {
    ctx.with(|state| {
        if !state.session.is_logged_in() {
            return Err(Error::client(code::USER_NOT_LOGGED_IN));
        }
        state.begin_leaving(code::LOGGED_OUT);
        Ok(())
    })?;
    say_goodbye(ctx, LOGOUT_BY_USER).await;
    ctx.with(|state| state.end_login(code::LOGGED_OUT));
    Ok(Out::Value(object(Members::new())))
}

/// `destroy()`: logs out and leaves a dead instance behind, even if nobody was logged in; the promise
/// has the outcome of the logout.
pub async fn destroy(ctx: Ctx, args: &Args) -> Result<Out, Error> {
    let result = logout(ctx, args).await;
    ctx.with(|state| {
        if state.destroyed {
            return;
        }
        state.destroyed = true;
        state.end_login(code::LOGGED_OUT);
        state.drop_requests(code::LOGGED_OUT);
        state.close_socket(CLOSE_TO_LEAVE);
        state.timers.clear();
        let id = state.options.sdk_app_id();
        state.emit(event::SDK_DESTROY, object(members![("SDKAppID", id)]));
        state.effect(Effect::Destroyed);
    });
    result
}

async fn say_goodbye(ctx: Ctx, kind: u64) {
    let request = Request::new(&command::IM_OPEN_STATUS_WSLOGOUT, members![("wslogout_type", kind)]);
    // Refused, unanswered or interrupted: this side leaves all the same.
    let _ = ctx.request(request).await;
}

impl State {
    fn begin_leaving(&mut self, because: i64) {
        let was_ready = self.session.is_ready();
        self.session.phase = Phase::Leaving { because, was_ready };
    }

    /// Back to the state before the login: user data, requests and times are dropped; handlers, the
    /// socket and the user's name stay. Does nothing when nobody is logged in.
    fn end_login(&mut self, because: i64) {
        if !self.session.is_logged_in() {
            return;
        }
        self.drop_requests(because);
        self.start_hello(0);
        self.forget_throttled();
        self.forget_conversations();
        self.forget_groups();
        self.forget_profiles();
        self.relation = Default::default();
        self.outgoing = Default::default();
        self.extensions = Default::default();
        self.allow_connecting();
        let old = std::mem::take(&mut self.session);
        self.session = Session { phase: Phase::Out { because }, user: old.user, ..Session::default() };
        self.emit(event::SDK_NOT_READY, Out::Undefined);
    }

    /// The server has thrown this instance out. 1: by another page of the same user, 2: by another
    /// kind of device, 3: by an administrator.
    pub fn kicked_out(&mut self, kick: &Value) {
        let kind = number(kick, "KickType");
        match kind {
            1 => self.kicked_by_instance(types::KICKED_OUT_MULT_ACCOUNT, code::KICKED_OUT_MULT_ACCOUNT),
            2 => self.kicked_by_instance(types::KICKED_OUT_MULT_DEVICE, code::KICKED_OUT_MULT_DEVICE),
            3 if self.session.is_logged_in() => {
                self.emit(event::KICKED_OUT, object(members![("type", types::KICKED_OUT_REST_API)]));
                self.end_login(code::KICKED_OUT_REST_API);
                self.replace_socket(CLOSE_TO_LEAVE);
            }
            _ => {}
        }
    }

    fn kicked_by_instance(&mut self, kind: &'static str, because: i64) {
        if !self.session.is_logged_in() || matches!(self.session.phase, Phase::Leaving { .. }) {
            return;
        }
        self.begin_leaving(because);
        self.spawn(async move |ctx| {
            say_goodbye(ctx, LOGOUT_KICKED).await;
            ctx.with(|state| {
                // A destroy may have ended the login in the meantime.
                if state.session.is_logged_in() {
                    state.emit(event::KICKED_OUT, object(members![("type", kind)]));
                    state.end_login(because);
                }
            });
        });
    }

    /// The server does not accept the login any more.
    pub fn login_expired(&mut self) {
        if self.session.instance != 0 && self.session.is_logged_in() {
            self.emit(event::KICKED_OUT, object(members![("type", types::KICKED_OUT_USERSIG_EXPIRED)]));
            self.end_login(code::KICKED_OUT_USERSIG_EXPIRED);
            self.replace_socket(CLOSE_TO_RECONNECT);
        }
    }
}
