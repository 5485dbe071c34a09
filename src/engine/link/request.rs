//! Requests on their way: numbering, the table of what waits for an answer, time-outs, sending again
//! after a reconnect. What a request asks for is the business of the area that sends it.

use std::borrow::Cow;

use tim_proto::code;
use tim_proto::command::Command;
use tim_proto::constants::types;
use tim_proto::frame;
use tim_proto::head::{self, Identity};
use tim_proto::json::{Map, Members, Value};
use tim_proto::keys::KeyMap;

use super::super::effect::{Effect, Millis};
use super::super::error::Error;
use super::super::outcome::{Awaited, Outcome, Owed, owed};
use super::super::state::State;
use super::super::timer::Timer;
use super::super::value::{list, text};
use super::endpoint::PLATFORM_WEB;

/// How long an answer may take.
const ANSWER_MS: Millis = 15_000;
/// The login is given longer: it may have to wait for a connection.
pub const LOGIN_ANSWER_MS: Millis = 90_000;
/// Sequence numbers start below this …
const FIRST_SEQ_BELOW: u64 = 100_000_000;
/// … and start anew here.
const LAST_SEQ: u64 = 2_415_919_103;
/// How the IDs of communities begin.
pub const COMMUNITIES: &str = "@TGS#_";
/// So many frames without an answer are kept while there is no connection.
const FIRE_AND_FORGET_KEPT: usize = 100;

/// One request: what to send and how to treat it.
pub struct Request(Box<Details>);

struct Details {
    command: &'static Command,
    servcmd: Cow<'static, str>,
    body: Value,
    /// Trace id in the head; message sends carry `<tinyID>-<random>`.
    trace: String,
    timeout: Millis,
    /// Whether it is sent again on the next connection when this one breaks.
    survives: bool,
}

impl Request {
    /// The command's template with these members of the body.
    pub fn new(command: &'static Command, fill: Members<Value>) -> Request {
        Request::with_body(command, command.body(fill))
    }

    /// What an application asks for with its options, by their names on the wire, and these members.
    pub fn asked(command: &'static Command, options: Value, names: &KeyMap, fill: Members<Value>) -> Request {
        Request::with_body(command, command.body_from(options, names, fill))
    }

    fn with_body(command: &'static Command, body: Value) -> Request {
        let first = list(&body, "GroupIdList").first().and_then(Value::as_str);
        let is_about = |id: &str| id.starts_with(COMMUNITIES);
        let communities = is_about(text(&body, "GroupId"))
            || first.is_some_and(is_about)
            || text(&body, "Type") == types::GRP_COMMUNITY;
        let servcmd = Cow::Borrowed(command.servcmd());
        let (trace, timeout, survives) = (String::new(), ANSWER_MS, true);
        let request = Request(Box::new(Details { command, servcmd, body, trace, timeout, survives }));
        if communities { request.about_communities() } else { request }
    }

    pub fn command(&self) -> &'static Command {
        self.0.command
    }

    /// Communities have a service of their own for the commands of groups.
    pub fn about_communities(mut self) -> Request {
        let name = self.0.command.servcmd();
        let service = ["group_open_http_svc.", "group_open_attr_http_svc."];
        if let Some(part) = service.iter().find_map(|service| name.strip_prefix(service)) {
            self.0.servcmd = Cow::Owned(format!("million_group_open_http_svc.{part}"));
        }
        self
    }

    pub fn trace(mut self, trace: String) -> Request {
        self.0.trace = trace;
        self
    }

    pub fn timeout(mut self, timeout: Millis) -> Request {
        self.0.timeout = timeout;
        self
    }

    /// Belongs to one connection: rejected when that breaks.
    pub fn for_this_connection(mut self) -> Request {
        self.0.survives = false;
        self
    }
}

struct Pending {
    seq: u64,
    servcmd: Cow<'static, str>,
    /// The frame as sent: a repetition is the same to the byte.
    frame: String,
    timeout: Millis,
    /// When the answer is overdue.
    deadline: Millis,
    survives: bool,
    answer: Owed,
}

/// What waits for an answer, in the order of sending. Answers mostly come in that order, too: the one
/// looked for is near the front.
#[derive(Default)]
pub struct Requests {
    pending: Vec<Pending>,
    next_seq: u64,
    /// Frames without an answer, kept for the next connection.
    kept: Vec<String>,
    /// Commands that an overloaded server does not want until then.
    blocked: Vec<(String, Millis)>,
}

impl Requests {
    pub fn new(random: &mut super::super::random::Random) -> Requests {
        Requests { next_seq: random.below(FIRST_SEQ_BELOW), ..Requests::default() }
    }

    /// An overload notice: this command is refused locally until `until`.
    pub fn block(&mut self, servcmd: &str, until: Millis) {
        self.blocked.retain(|(blocked, _)| blocked != servcmd);
        self.blocked.push((servcmd.to_owned(), until));
    }

    fn is_blocked(&self, servcmd: &str, now: Millis) -> bool {
        self.blocked.iter().any(|(blocked, until)| blocked == servcmd && *until > now)
    }
}

impl State {
    fn identity(&self) -> Identity {
        let session = &self.session;
        Identity {
            platform: PLATFORM_WEB,
            sdkappid: self.options.sdk_app_id(),
            identifier: session.user().to_owned(),
            usersig: session.user_sig.clone(),
            a2: session.a2.clone(),
            tinyid: session.tiny_id().to_owned(),
            status_instid: session.instance,
        }
    }

    fn next_seq(&mut self) -> u64 {
        let requests = &mut self.link.requests;
        if requests.next_seq >= LAST_SEQ {
            requests.next_seq = self.random.below(FIRST_SEQ_BELOW);
        }
        requests.next_seq = requests.next_seq.saturating_add(1);
        requests.next_seq
    }

    fn frame(&mut self, request: &Request) -> (u64, String) {
        let seq = self.next_seq();
        let Details { command, servcmd, body, trace, .. } = &*request.0;
        let head: Map = head::request(command.head(), &self.identity(), servcmd, seq, self.now / 1000, trace);
        (seq, frame::encode(&head, body))
    }

    /// Sends a request, or keeps it until there is a connection. What is awaited is its result.
    pub fn send_request(&mut self, request: Request) -> Awaited {
        let (answer, awaited) = owed();
        if self.link.requests.is_blocked(&request.0.servcmd, self.now) {
            answer.settle(Err(Error::client(code::OPEN_SERVICE_OVERLOAD_ERROR)));
            return awaited;
        }
        let (seq, frame) = self.frame(&request);
        let Details { servcmd, timeout, survives, .. } = *request.0;
        if self.link.is_open() {
            self.effect(Effect::SendFrame(frame.clone()));
        } else {
            self.connect_on_request();
        }
        let deadline = self.now.saturating_add(timeout);
        self.timers.set_earlier(deadline, Timer::Requests);
        self.link.requests.pending.push(Pending { seq, servcmd, frame, timeout, deadline, survives, answer });
        awaited
    }

    /// Sends a frame that gets no answer.
    pub fn send_and_forget(&mut self, command: &'static Command, fill: Members<Value>) {
        let (_, frame) = self.frame(&Request::new(command, fill));
        if self.link.is_open() {
            self.effect(Effect::SendFrame(frame));
        } else if self.link.requests.kept.len() < FIRE_AND_FORGET_KEPT {
            self.link.requests.kept.push(frame);
        }
    }

    /// Whether a frame answers a request: by command and number. All others are pushes.
    pub(super) fn is_pending(&self, servcmd: &str, seq: u64) -> bool {
        self.link.requests.pending.iter().any(|pending| pending.seq == seq && pending.servcmd == servcmd)
    }

    pub(super) fn settle_request(&mut self, seq: u64, result: Outcome) {
        let pending = &mut self.link.requests.pending;
        let at = pending.iter().position(|pending| pending.seq == seq);
        if let Some(at) = at {
            pending.remove(at).answer.settle(result);
        }
    }

    /// Fails the requests that `fails` says of.
    fn fail_requests(&mut self, code: i64, fails: &dyn Fn(&Pending) -> bool) {
        for pending in std::mem::take(&mut self.link.requests.pending) {
            if fails(&pending) {
                pending.answer.settle(Err(Error::client(code)));
            } else {
                self.link.requests.pending.push(pending);
            }
        }
    }

    /// Some deadline has come: fails what is overdue and waits for the next.
    pub(in super::super) fn requests_due(&mut self) {
        let now = self.now;
        self.fail_requests(code::NETWORK_TIMEOUT, &|pending| pending.deadline <= now);
        self.await_next_deadline();
    }

    fn await_next_deadline(&mut self) {
        self.timers.cancel(Timer::Requests);
        let next = self.link.requests.pending.iter().map(|pending| pending.deadline).min();
        if let Some(next) = next {
            self.timers.set(next, Timer::Requests);
        }
    }

    /// A new connection: everything that waits is sent again, the same to the byte, in its order.
    pub(super) fn send_pending_again(&mut self) {
        let mut frames: Vec<String> = Vec::new();
        for pending in &mut self.link.requests.pending {
            pending.deadline = self.now.saturating_add(pending.timeout);
            frames.push(pending.frame.clone());
        }
        frames.append(&mut self.link.requests.kept);
        for frame in frames {
            self.effect(Effect::SendFrame(frame));
        }
        self.await_next_deadline();
    }

    /// The connection broke: what belonged to it alone fails now.
    pub(super) fn fail_requests_of_connection(&mut self) {
        self.fail_requests(code::NETWORK_TIMEOUT, &|pending| !pending.survives);
    }

    /// The login has ended for this reason: nothing that was asked under it is answered any more.
    pub fn drop_requests(&mut self, because: i64) {
        self.fail_requests(because, &|_| true);
        self.stop_uploads();
        self.link.requests.kept.clear();
        self.link.requests.blocked.clear();
    }
}
