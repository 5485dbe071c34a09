//! How often the methods of an instance may send some commands. What is beyond is refused here, without a request, as the
//! official client does.

use tim_proto::code;
use tim_proto::command::{self, Command};

use super::super::effect::Millis;
use super::super::error::Error;
use super::super::state::State;

/// So many requests from the first one on, until its time is over.
struct Limit {
    command: &'static Command,
    times: u32,
    within_ms: Millis,
}

const fn often(command: &'static Command, times: u32) -> Limit {
    Limit { command, times, within_ms: 5_000 }
}

static LIMITS: [Limit; 15] = [
    Limit { within_ms: 1_000, ..often(&command::OPENIM_READ_ALL_UNREAD_MSG, 1) },
    Limit { within_ms: 3_000, ..often(&command::GROUP_OPEN_AVCHATROOM_HTTP_SVC_GET_MEMBERS, 1) },
    often(&command::IM_OPEN_STATUS_WS_GET_USER_STATUS, 20),
    often(&command::IM_OPEN_STATUS_WS_STATUS_SUBSCRIBE, 20),
    often(&command::IM_OPEN_STATUS_WS_STATUS_UNSUBSCRIBE, 20),
    often(&command::GROUP_OPEN_HTTP_SVC_SET_GROUP_ATTR, 10),
    often(&command::GROUP_OPEN_HTTP_SVC_MODIFY_GROUP_ATTR, 10),
    often(&command::GROUP_OPEN_HTTP_SVC_DELETE_GROUP_ATTR, 10),
    often(&command::GROUP_OPEN_HTTP_SVC_CLEAR_GROUP_ATTR, 10),
    often(&command::GROUP_OPEN_ATTR_HTTP_SVC_GET_GROUP_ATTR, 20),
    often(&command::GROUP_OPEN_HTTP_SVC_UPDATE_GROUP_COUNTER, 20),
    often(&command::GROUP_OPEN_HTTP_SVC_GET_GROUP_COUNTER, 20),
    Limit { within_ms: 1_000, ..often(&command::MILLION_GROUP_OPEN_HTTP_SVC_GET_TOPIC, 10) },
    Limit { within_ms: 1_000, ..often(&command::GROUP_OPEN_HTTP_SVC_GET_GROUP_SELF_MEMBER_INFO, 20) },
    Limit { within_ms: 1_000, ..often(&command::GROUP_OPEN_HTTP_SVC_GET_PENDENCY, 15) },
];

/// When the time of each limit began, and the requests since.
#[derive(Default)]
pub struct Frequencies([(Millis, u32); LIMITS.len()]);

impl State {
    /// Counts a request that is about to be sent; fails when there were too many.
    pub fn count_request(&mut self, command: &Command) -> Result<(), Error> {
        let limited = LIMITS.iter().zip(&mut self.link.frequencies.0);
        for (limit, (since, sent)) in limited.filter(|(limit, _)| std::ptr::eq(limit.command, command)) {
            if *sent == 0 || self.now >= since.saturating_add(limit.within_ms) {
                (*since, *sent) = (self.now, 0);
            }
            if *sent >= limit.times {
                return Err(Error::client(code::OVER_FREQUENCY_LIMIT));
            }
            *sent = sent.saturating_add(1);
        }
        Ok(())
    }
}
