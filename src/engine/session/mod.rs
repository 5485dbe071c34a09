//! Who is logged in, and whether the instance may be used. Logging in is in [`login`], the
//! synchronisation until SDK_READY and after a reconnect in [`sync`], every way out in [`leave`].

mod leave;
mod login;
mod methods;
mod sync;

use tim_proto::code;
use tim_proto::id::{TinyId, UserId};

use super::effect::Millis;
use super::outcome::Owed;

use leave::{destroy, logout};
use login::login;
pub use methods::METHODS;
pub use sync::{Fetched, fetch_contacts};

/// The life of a login. Failure states remember, as the code that calls are refused with, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nobody is logged in, because of this.
    Out {
        because: i64,
    },
    /// The login request is on its way.
    LoggingIn {
        since: Millis,
    },
    /// Logged in; the conversation list is being fetched.
    Synchronising,
    Ready,
    /// `logout` (or the answer to a kick) is on its way. Whether methods may still be used.
    Leaving {
        because: i64,
        was_ready: bool,
    },
}

pub struct Session {
    pub phase: Phase,
    /// Kept after a logout, until the next login.
    pub user: Option<UserId>,
    pub user_sig: String,
    /// The key that stands for the UserSig once logged in.
    pub a2: String,
    pub tiny_id: Option<TinyId>,
    /// This login's number at the server; 0 while there is none.
    pub instance: u64,
    /// Seconds between signs of life.
    pub hello_interval: u64,
    /// What has to be added to this page's clock to get the server's.
    pub clock_offset_ms: i64,
    /// Seconds of the server's clock at the login.
    logged_in_at: u64,
    /// The unread synchronisation continues from here; empty before its first answer.
    cookie: String,
    /// The pause before the next attempt to log in again, when the one under way fails.
    again_after_ms: Millis,
    /// Where the list of recent contacts continues.
    contacts: sync::Cursor,
    /// Logins that wait for the end of a logout.
    after_leaving: Vec<Owed>,
}

impl Default for Session {
    fn default() -> Session {
        Session {
            phase: Phase::Out { because: code::USER_NOT_LOGGED_IN },
            user: None,
            user_sig: String::new(),
            a2: String::new(),
            tiny_id: None,
            instance: 0,
            hello_interval: 0,
            clock_offset_ms: 0,
            logged_in_at: 0,
            cookie: String::new(),
            again_after_ms: 0,
            contacts: sync::Cursor::default(),
            after_leaving: Vec::new(),
        }
    }
}

impl Session {
    pub fn user(&self) -> &str {
        self.user.as_ref().map_or("", UserId::as_str)
    }

    pub fn tiny_id(&self) -> &str {
        self.tiny_id.as_ref().map_or("", TinyId::as_str)
    }

    pub fn is_ready(&self) -> bool {
        matches!(self.phase, Phase::Ready | Phase::Leaving { was_ready: true, .. })
    }

    pub fn is_logged_in(&self) -> bool {
        matches!(self.phase, Phase::Synchronising | Phase::Ready | Phase::Leaving { .. })
    }

    /// Since when the server cannot tell what is new: there is no cookie yet. Later, the unread synchronisation
    /// brings changes, and messages of conversations of which nothing is held.
    pub fn unsynchronised_since(&self) -> Option<u64> {
        self.cookie.is_empty().then_some(self.logged_in_at)
    }

    /// The code that a method is refused with while the instance is not ready.
    pub fn refusal(&self) -> i64 {
        match self.phase {
            Phase::Out { because } | Phase::Leaving { because, .. } => because,
            Phase::LoggingIn { .. } | Phase::Synchronising => code::LOGGING_IN,
            Phase::Ready => code::SDK_IS_NOT_READY,
        }
    }
}
