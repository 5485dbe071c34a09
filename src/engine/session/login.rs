//! Logging in, and logging in again on a new connection. What is fetched afterwards: [`super::sync`].

use tim_proto::id::{TinyId, UserId};
use tim_proto::json::{Members, Value};
use tim_proto::{code, command, keys};

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::effect::{Millis, Out};
use super::super::error::Error;
use super::super::link::CLOSE_TO_RECONNECT;
use super::super::link::request::{LOGIN_ANSWER_MS, Request};
use super::super::outcome::{Awaited, owed};
use super::super::state::State;
use super::super::timer::Timer;
use super::super::value::{number_at, object, text};
use super::Phase;

/// A second login is refused while the first is younger than this.
const LOGIN_PENDING_MS: Millis = 15_000;
/// Pauses between attempts to log in again on a connection.
const AGAIN_AFTER_MS: Millis = 1_000;
const AGAIN_AFTER_AT_MOST_MS: Millis = 30_000;

/// `login({userID, userSig})`: resolves with the login answer. SDK_READY follows when the first page
/// of conversations is there.
pub async fn login(ctx: Ctx, args: &Args) -> Result<Out, Error> {
    let (user_id, user_sig) = (args.text("userID"), args.text("userSig"));
    while let Some(left) = ctx.with(wait_for_leaving) {
        let _ = left.await;
    }
    let started = match ctx.with(|state| state.begin_login(user_id, user_sig))? {
        Some(repeated) => return Ok(repeated),
        None => ctx.with(|state| state.now),
    };
    let answer = ctx
        .request(Request::new(&command::IM_OPEN_STATUS_WSLOGIN, Members::new()).timeout(LOGIN_ANSWER_MS))
        .await;
    ctx.with(|state| match answer.and_then(|body| state.logged_in(&body, started).map(|()| body)) {
        Ok(body) => Ok(Out::Value(keys::translate(body, &command::IM_OPEN_STATUS_WSLOGIN.keys))),
        Err(error) => {
            state.login_failed(error.code);
            Err(error)
        }
    })
}

/// A logout on its way has to end first.
fn wait_for_leaving(state: &mut State) -> Option<Awaited> {
    matches!(state.session.phase, Phase::Leaving { .. }).then(|| {
        let (left, wait) = owed();
        state.session.after_leaving.push(left);
        wait
    })
}

impl State {
    /// `Some`: there is nothing to do, and this is the result.
    fn begin_login(&mut self, user_id: &str, user_sig: &str) -> Result<Option<Out>, Error> {
        match self.session.phase {
            Phase::Synchronising | Phase::Ready | Phase::Leaving { .. } => {
                let user = self.session.user();
                let info = format!("{user} is logged in already: log out before you log in as somebody else");
                let data = object(members![
                    ("actionStatus", "OK"),
                    ("errorCode", 0),
                    ("errorInfo", info),
                    ("repeatLogin", true)
                ]);
                return Ok(Some(Out::Value(data)));
            }
            Phase::LoggingIn { since } if self.now < since.saturating_add(LOGIN_PENDING_MS) => {
                return Err(Error::client(code::REPEAT_LOGIN));
            }
            Phase::LoggingIn { .. } | Phase::Out { .. } => {}
        }
        if self.options.sdk_app_id() == 0 {
            return Err(Error::client(code::NO_SDKAPPID));
        }
        let user = UserId::try_from(user_id).map_err(|_| Error::client(code::NO_IDENTIFIER))?;
        self.session.phase = Phase::LoggingIn { since: self.now };
        self.session.clock_offset_ms = 0;
        self.session.user = Some(user);
        self.session.user_sig = user_sig.to_owned();
        self.allow_connecting();
        Ok(None)
    }

    fn logged_in(&mut self, body: &Value, started: Millis) -> Result<(), Error> {
        let text = |key| text(body, key);
        let tiny_id =
            TinyId::try_from(text("TinyId").as_str()).map_err(|_| Error::client(code::NO_TINYID))?;
        let a2 = text("A2Key");
        if a2.is_empty() {
            return Err(Error::client(code::NO_A2KEY));
        }
        self.session.tiny_id = Some(tiny_id);
        self.session.a2 = a2.to_owned();
        self.session.phase = Phase::Synchronising;
        let round_trip = self.now.saturating_sub(started);
        if let Some(seconds) = number_at(body, "TimeStamp") {
            let server = seconds.saturating_mul(1000).saturating_add(round_trip / 2);
            self.session.clock_offset_ms = signed(server).saturating_sub(signed(self.now));
        }
        self.session.logged_in_at = self.server_seconds();
        self.take_instance(body);
        self.take_own_status(text("CustomStatus"));
        self.synchronise();
        Ok(())
    }

    /// What both kinds of login answers carry for the time of the login.
    fn take_instance(&mut self, body: &Value) {
        if let Some(instance) = number_at(body, "InstId").filter(|instance| *instance != 0) {
            self.session.instance = instance;
        }
        if let Some(every) = number_at(body, "HelloInterval") {
            self.session.hello_interval = every;
        }
        self.start_hello(self.session.hello_interval);
    }

    fn login_failed(&mut self, because: i64) {
        // A later login may have succeeded, or its user logged out, while this one was waiting.
        if matches!(self.session.phase, Phase::LoggingIn { .. }) {
            self.session.phase = Phase::Out { because: code::LOGIN_FAILED };
        }
        if matches!(because, code::MESSAGE_A2KEY_EXPIRED | code::ACCOUNT_A2KEY_EXPIRED)
            && !self.session.is_logged_in()
        {
            self.replace_socket(CLOSE_TO_RECONNECT);
        }
    }

    /// On a new connection: the server has to know again whose it is. The A2 key stands for the
    /// UserSig; readiness and everything in memory stay as they are.
    pub fn log_in_again(&mut self) {
        if self.session.is_logged_in()
            && !matches!(self.session.phase, Phase::Leaving { .. })
            && self.link.is_open()
        {
            self.spawn(async move |ctx| {
                let request =
                    Request::new(&command::IM_OPEN_STATUS_WSLOGIN, Members::new()).for_this_connection();
                let answer = ctx.request(request).await;
                ctx.with(|state| state.logged_in_again(answer));
            });
        }
    }

    fn logged_in_again(&mut self, answer: Result<Value, Error>) {
        // Kicked or logged out in between, or the connection broke: the next one tries itself.
        if !self.session.is_logged_in() || !self.link.is_open() {
            return;
        }
        match answer {
            Ok(body) => {
                self.session.again_after_ms = AGAIN_AFTER_MS;
                self.take_instance(&body);
                self.synchronise_again();
            }
            // Tickets that are wrong for good; 70001 and 20002 were dealt with where answers arrive.
            Err(error) if (70_000..71_000).contains(&error.code) => self.login_expired(),
            Err(_) => {
                let pause = self.session.again_after_ms.clamp(AGAIN_AFTER_MS, AGAIN_AFTER_AT_MOST_MS);
                self.session.again_after_ms = pause.saturating_mul(2);
                self.timers.set(self.now.saturating_add(pause), Timer::LogInAgain);
            }
        }
    }
}

fn signed(millis: Millis) -> i64 {
    i64::try_from(millis).unwrap_or(i64::MAX)
}
