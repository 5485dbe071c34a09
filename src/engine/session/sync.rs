//! What is fetched after a login until SDK_READY and beyond, and what is caught up with after the
//! connection broke: recent contacts, unread messages, and per conversation what was missed. What the
//! answers mean for a conversation is in `conversation` and `message`.

use tim_proto::command;
use tim_proto::constants::event;
use tim_proto::json::Gather;
use tim_proto::json::Value;

use super::super::context::Ctx;
use super::super::effect::Out;
use super::super::error::Error;
use super::super::event::ListEvent;
use super::super::group;
use super::super::link::request::Request;
use super::super::message::{News, recover};
use super::super::profile;
use super::super::state::State;
use super::super::value::{list, number, number_at, text};
use super::Phase;

/// Bit 0: pinned ones, 1: those without messages, 2: pinned ones are paged, too, 3: marks and groups.
/// The template of the command carries it; only the order is given here.
const NEWEST_FIRST: u64 = 1;
/// An answer that says so is the last page.
const COMPLETE: u64 = 1;
/// `SyncFlag` of the last batch of unread messages.
const SYNC_DONE: u64 = 2;
/// More pages or batches than any user has: a server that never says "complete" is left alone.
const AT_MOST: usize = 1_000;

/// Where the list of recent contacts continues: opaque numbers of the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    time: u64,
    index: u64,
    top_time: u64,
    top_index: u64,
}

impl State {
    /// After a login. The requests leave at once and in this order; SDK_READY waits for the first page
    /// of contacts alone, however it ends.
    pub(super) fn synchronise(&mut self) {
        self.spawn(async move |ctx| profile::fetch_own(ctx).await);
        self.fetch_blacklist(State::blacklist_listed);
        self.spawn(async move |ctx| {
            // Failures show in the next getConversationList, which fetches again.
            let _ = fetch_contacts(ctx, Fetched::AtLogin).await;
        });
        self.spawn(async move |ctx| {
            let _ = fetch_unread(ctx, Fetched::AtLogin).await;
        });
        self.fetch_limits();
    }

    /// After logging in again on a new connection: contacts and groups first, because they tell where something
    /// was missed; then what was missed; then the unread counts, which are absolute.
    pub(super) fn synchronise_again(&mut self) {
        self.fetch_blacklist(State::blacklist_listed_again);
        self.spawn(async move |ctx| {
            if fetch_contacts(ctx, Fetched::Again).await.is_err() {
                return;
            }
            match group::sync(ctx, Fetched::Again).await {
                Err(error) if error.answer.is_null() => return,
                _ => {}
            }
            if !recover(ctx).await {
                return;
            }
            let read = ctx.with(|state| state.conversations.groups_were_read());
            if read && fetch_contacts(ctx, Fetched::Again).await.is_err() {
                return;
            }
            if fetch_unread(ctx, Fetched::Again).await.is_ok() {
                ctx.with(|state| state.conversations.caught_up());
            }
        });
    }

    fn become_ready(&mut self) {
        match &mut self.session.phase {
            phase @ Phase::Synchronising => {
                *phase = Phase::Ready;
                self.emit(event::SDK_READY, Out::Undefined);
            }
            // Kicked or logged out in between: there is nothing to be ready for.
            Phase::Out { .. } | Phase::LoggingIn { .. } | Phase::Ready | Phase::Leaving { .. } => {}
        }
    }
}

/// Fetches all pages of recent contacts.
pub async fn fetch_contacts(ctx: Ctx, fetched: Fetched) -> Result<(), Error> {
    ctx.with(|state| {
        let from_beginning = state.session.contacts == Cursor::default();
        state.conversations.contacts_started(from_beginning);
    });
    for _ in 0..AT_MOST {
        let request = ctx.with(|state| {
            let Cursor { time, index, top_time, top_index } = state.session.contacts;
            Request::new(
                &command::RECENTCONTACT_PAGE_GET,
                members![
                    ("From_Account", state.me()),
                    ("TimeStamp", time),
                    ("StartIndex", index),
                    ("TopTimeStamp", top_time),
                    ("TopStartIndex", top_index),
                    ("OrderType", NEWEST_FIRST)
                ],
            )
        });
        let request = match fetched {
            Fetched::AtLogin => request,
            Fetched::Again => request.for_this_connection(),
        };
        let page = match ctx.request(request).await {
            Ok(page) => page,
            Err(error) => {
                ctx.with(|state| {
                    state.conversations.contacts_failed();
                    state.become_ready();
                });
                return Err(error);
            }
        };
        let complete = ctx.with(|state| state.take_page(&page));
        if complete {
            break;
        }
    }
    if fetched == Fetched::AtLogin {
        ctx.with(|state| state.spawn(async move |ctx| drop(group::sync(ctx, fetched).await)));
    }
    Ok(())
}

impl State {
    /// Whether this was the last page.
    fn take_page(&mut self, page: &Value) -> bool {
        if !self.session.is_logged_in() {
            return true;
        }
        let number = |key| number(page, key);
        let cursor = Cursor {
            time: number("TimeStamp"),
            index: number("StartIndex"),
            top_time: number("TopTimeStamp"),
            top_index: number("TopStartIndex"),
        };
        // A cursor that does not move would fetch the same page for ever.
        let complete = number("CompleteFlag") == COMPLETE || cursor == self.session.contacts;
        self.session.contacts = cursor;
        self.add_groups(page);
        for item in list(page, "SessionItem") {
            self.contact_listed(item);
        }
        if complete {
            self.contacts_complete();
        }
        self.raise_conversations();
        self.become_ready();
        if complete {
            self.fetch_settings();
        }
        complete
    }
}

/// What a synchronisation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// A login: messages from before it count, but are no news.
    AtLogin,
    /// A new connection: messages that arrived while there was none are published. It ends with the
    /// connection; the next one starts anew, from the same gaps.
    Again,
}

async fn fetch_unread(ctx: Ctx, fetched: Fetched) -> Result<(), Error> {
    let mut sync_flag = 0;
    for _ in 0..AT_MOST {
        let cookie = ctx.with(|state| state.session.cookie.clone());
        let fill = members![("Cookie", cookie), ("SyncFlag", sync_flag)];
        // Repeated on the next connection it would jump over what was missed in between: there, the cookie is
        // used after everything else.
        let request = Request::new(&command::OPENIM_GETMSG, fill).for_this_connection();
        let batch = ctx.request(request).await?;
        sync_flag = number_at(&batch, "SyncFlag").unwrap_or(SYNC_DONE);
        let go_on = ctx.with(|state| state.take_unread(&batch, fetched));
        if !go_on || sync_flag == SYNC_DONE {
            break;
        }
    }
    Ok(())
}

impl State {
    /// Whether there may be more. An answer without a cookie cannot be continued and is ignored.
    fn take_unread(&mut self, batch: &Value, fetched: Fetched) -> bool {
        let cookie = text(batch, "Cookie");
        if cookie.is_empty() || !self.session.is_logged_in() {
            return false;
        }
        let is_first = std::mem::replace(&mut self.session.cookie, cookie.to_owned()).is_empty();
        if is_first && fetched == Fetched::Again {
            // The login's was lost with its connection. Without a cookie only what is unread is told.
            self.nothing_unread();
        }
        let messages = list(batch, "MsgList");
        match fetched {
            Fetched::AtLogin => self.unread_messages_listed(messages),
            Fetched::Again => self.messages_arrived(&messages.iter().gather(), News::Missed),
        }
        match fetched {
            Fetched::AtLogin => self.notices_listed(batch, None),
            Fetched::Again => self.notices_listed(batch, Some(News::Missed)),
        }
        // Notices stand among the messages.
        for message in messages {
            self.take_events(message);
        }
        for pair in list(batch, "C2CPairUnreadCount") {
            self.unread_counted(pair);
        }
        for rest in list(batch, "C2CRemainingUnreadCount") {
            self.unread_remaining(rest);
        }
        self.raise(ListEvent::TotalUnread);
        self.raise(ListEvent::Conversations);
        true
    }
}
