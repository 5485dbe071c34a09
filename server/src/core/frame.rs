//! The way of one frame: decode, find the row, check who asks, run the handler inside a mark of the store, keep or undo,
//! answer, and only then change memory and push.

use std::sync::Arc;

use serde_json::{Map, Value};
use tim_proto::frame;
use tim_proto::head::RequestHead;

use super::call::{Call, Desk, Effect, Guest, Push, Question, Reply};
use super::connections::Session;
use super::fault::{Fault, Refusal, code};
use super::rate::Rated;
use super::table::{self, Handler, Run};
use super::{ConnId, Core, Now, Output, Translation, door};
use crate::cloud::translate;
use crate::media::link;
use crate::store::{Store, StoreError};

impl Core {
    pub(super) fn frame(
        &mut self,
        conn: ConnId,
        bytes: &[u8],
        now: Now,
        store: &mut dyn Store,
        out: &mut Vec<Output>,
    ) -> Result<(), StoreError> {
        if !self.connections.heard(conn, now) {
            return Ok(());
        }
        self.touched.insert(conn);
        let decoded = frame::decode(bytes, &self.limits).ok().and_then(|frame| Some((frame.seq?, frame)));
        let Some((seq, frame)) = decoded else {
            // Nobody could be answered: an answer needs servcmd and seq.
            self.tally.bad_frames = self.tally.bad_frames.saturating_add(1);
            return Ok(());
        };
        let head = RequestHead::parse(&frame.head);
        let row = table::find(&frame.servcmd);
        let outcome = match row {
            None => {
                self.tally.unknown(&frame.servcmd);
                Err(Refusal::new(
                    code::UNKNOWN_COMMAND,
                    format!("{} is not built in this server", frame.servcmd),
                )
                .into())
            }
            Some(row) => {
                store.mark()?;
                let outcome = self.dispatch(&row.run, conn, &head, &frame.body.into(), now, store);
                // What is refused half-way leaves nothing behind either.
                match outcome {
                    Err(_) => store.undo()?,
                    Ok(_) => store.keep()?,
                }
                outcome
            }
        };
        if let Ok(Reply { later: Some(question), .. }) = outcome {
            let Question { texts, source, target } = question;
            out.push(Output::Translate(Translation { conn, seq, texts, source, target }));
            return Ok(());
        }
        let known = row.map(|row| row.servcmd);
        for effect in self.answer(known, &frame.servcmd, conn, seq, outcome, out) {
            self.apply(effect, conn, now, out);
        }
        Ok(())
    }

    /// The answer that a client has been waiting for, if it still does.
    pub(super) fn translated(
        &mut self,
        conn: ConnId,
        seq: u64,
        texts: Result<Vec<String>, String>,
        out: &mut Vec<Output>,
    ) {
        if self.connections.session(conn).is_some() {
            let servcmd = translate::SERVCMD;
            self.answer(Some(servcmd), servcmd, conn, seq, Ok(translate::answer(texts)), out);
        }
    }

    /// Sends the answer; what is left to do after it.
    fn answer(
        &mut self,
        known: Option<&'static str>,
        servcmd: &str,
        conn: ConnId,
        seq: u64,
        mut outcome: Result<Reply, Fault>,
        out: &mut Vec<Output>,
    ) -> Vec<Effect> {
        if let Ok(reply) = &mut outcome {
            for push in std::mem::take(&mut reply.ahead) {
                self.push(push, out);
            }
        }
        let (code, body, effects) = self.settle(outcome);
        if let Some(known) = known {
            self.tally.command(known, code);
        }
        let frame = frame::encode(&frame::reply_head(servcmd, seq), &body.into());
        self.send(conn, frame, out);
        effects
    }

    /// Every client gets links to this server's files with the address by which it came.
    fn send(&self, conn: ConnId, frame: String, out: &mut Vec<Output>) {
        let base_url = self.connections.base_url(conn);
        let frame = link::complete(frame, link::address(&self.config, &base_url));
        out.push(Output::Send { conn, frame: frame.into() });
    }

    fn dispatch(
        &mut self,
        run: &Run,
        conn: ConnId,
        head: &RequestHead,
        body: &Value,
        now: Now,
        store: &mut dyn Store,
    ) -> Result<Reply, Fault> {
        match run {
            Run::Anyone(handler) => handler(body, &self.config),
            Run::Desk(handler) => {
                let mut desk = Desk {
                    instance: self.connections.instance(conn),
                    head,
                    body,
                    now,
                    config: &self.config,
                    keys: &mut self.keys,
                    failed_checks: &mut self.failed_checks,
                    connections: &self.connections,
                };
                handler(&mut desk, store)
            }
            Run::Guest(handler) => {
                if head.sdkappid != self.config.app.sdkappid {
                    return Err(door::unknown_app(head.sdkappid).into());
                }
                let mut guest = Guest { body, now, keys: &mut self.keys, rooms: &mut self.rooms };
                handler(&mut guest, store)
            }
            Run::Session(handler) => {
                let session = self.admit(conn, head, now, store)?;
                self.serve(*handler, &session, conn, body, now, store)
            }
            Run::Signed(handler) => {
                let session = self.connections.session(conn).filter(|s| s.user_id == head.identifier);
                let session = session.ok_or_else(|| {
                    Refusal::new(
                        code::LOGIN_PARAMETER,
                        "log in first: nobody of that name is on this connection",
                    )
                })?;
                door::check_expiry(session.expires, now)?;
                self.serve(*handler, &session, conn, body, now, store)
            }
        }
    }

    fn serve(
        &mut self,
        handler: Handler,
        session: &Session,
        conn: ConnId,
        body: &Value,
        now: Now,
        store: &mut dyn Store,
    ) -> Result<Reply, Fault> {
        self.rates.take(session.account, Rated::Request, self.config.rate.requests, now)?;
        let base_url = self.connections.base_url(conn);
        let mut call = Call {
            session,
            body,
            now,
            config: &self.config,
            base_url: &base_url,
            connections: &self.connections,
            filter: &self.filter,
            keys: &mut self.keys,
            rates: &mut self.rates,
            recent_online: &mut self.recent_online,
            rooms: &mut self.rooms,
        };
        handler(&mut call, store)
    }

    /// Whose frame is this? Normally the session of the connection. A client that has just reconnected
    /// sends what is still unanswered before it logs in again; its key opens the session all the same,
    /// but pushes wait for the login.
    fn admit(
        &mut self,
        conn: ConnId,
        head: &RequestHead,
        now: Now,
        store: &mut dyn Store,
    ) -> Result<Arc<Session>, Fault> {
        if let Some(session) = self.connections.session_by_key(conn, &head.a2) {
            door::check_identity(&session, head, &self.config)?;
            door::check_expiry(session.expires, now)?;
            return Ok(session);
        }
        let session = Arc::new(door::open_with_key(head, &self.config, now, store)?);
        if !self.connections.is_bound(conn) {
            self.connections.bind(conn, Arc::clone(&session), &head.a2, false);
        }
        Ok(session)
    }

    /// The answer's body, and what is left to do.
    fn settle(&mut self, outcome: Result<Reply, Fault>) -> (i64, Value, Vec<Effect>) {
        let (code, info, fields, effects) = match outcome {
            Ok(reply) => {
                if let Some(note) = reply.note {
                    self.tally.note(note);
                }
                (0, String::new(), reply.fields, reply.effects)
            }
            Err(Fault::Refused(refusal)) => (refusal.code, refusal.info, refusal.fields, Vec::new()),
            Err(Fault::Store(error)) => {
                self.tally.store_errors.push(error.to_string());
                (
                    code::INTERNAL,
                    "the server could not store or read its data, try again".to_owned(),
                    Map::new(),
                    Vec::new(),
                )
            }
        };
        let mut body = Map::new();
        let status = if code == 0 { "OK" } else { "FAIL" };
        body.insert("ActionStatus".to_owned(), status.into());
        body.insert("ErrorCode".to_owned(), code.into());
        body.insert("ErrorInfo".to_owned(), info.into());
        body.extend(fields);
        (code, Value::Object(body), effects)
    }

    fn apply(&mut self, effect: Effect, conn: ConnId, now: Now, out: &mut Vec<Output>) {
        match effect {
            Effect::Push(push) => self.push(push, out),
            Effect::LogIn { session, key } => {
                // The instance has moved here: what is left of its former socket is dead.
                for former in self.connections.of_instance(session.account, session.inst) {
                    if former != conn {
                        self.touched.insert(former);
                        self.connections.close(former);
                        out.push(Output::Close { conn: former });
                    }
                }
                self.connections.bind(conn, session, &key, true);
                self.connections.heard(conn, now);
            }
            Effect::Room { room, event } => self.rooms.note(room, event, now),
            Effect::Renew { expires } => self.connections.renew(conn, expires),
            Effect::Forget { account, inst } => {
                for conn in self.connections.of_instance(account, inst) {
                    self.touched.insert(conn);
                    self.connections.unbind(conn);
                }
            }
        }
    }

    pub(super) fn push(&mut self, push: Push, out: &mut Vec<Output>) {
        let receivers = self.connections.audience(&push.audience);
        if receivers.is_empty() {
            return;
        }
        self.push_seq = self.push_seq.wrapping_add(1);
        let head = frame::reply_head(push.event.servcmd(), self.push_seq);
        let frame = frame::encode_text(&head, &push.event.into_body().to_string());
        let count = u64::try_from(receivers.len()).unwrap_or(u64::MAX);
        self.tally.pushes = self.tally.pushes.saturating_add(count);
        if link::is_complete(&frame) {
            let frame: Arc<str> = frame.into();
            out.extend(receivers.into_iter().map(|conn| Output::Send { conn, frame: Arc::clone(&frame) }));
            return;
        }
        for conn in receivers {
            self.send(conn, frame.clone(), out);
        }
    }
}
