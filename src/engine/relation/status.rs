//! User status: online or not, and a text of the user's own. The server is told the text as it is, and
//! tells it in base64.

use tim_proto::command;
use tim_proto::constants::{event, types};
use tim_proto::json::Gather;
use tim_proto::json::Value;

use super::super::effect::Out;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{list, number, object, text};

/// So many users can be asked for at once; what is beyond is left out.
const ASKED: usize = 500;
const SUBSCRIBED: usize = 100;

/// `setSelfStatus({customStatus})`.
pub static SET: Question = Question {
    command: &command::IM_OPEN_STATUS_WS_SET_CUSTOM_STATUS,
    plan: |_, args| Ok(Plan::Send(members![("CustomStatus", args.text("customStatus"))])),
    done: |state, args, _| {
        state.relation.own_status = args.text("customStatus").clone();
        Ok(Out::Value(state.own_status()))
    },
};

/// `getUserStatus({userIDList})`: the user's own is known here, and comes first.
pub static GET: Question = Question {
    command: &command::IM_OPEN_STATUS_WS_GET_USER_STATUS,
    plan: |state, args| {
        let mut users = args.texts("userIDList", ASKED);
        users.retain(|user| user != state.me());
        if users.is_empty() {
            return Ok(Plan::Done(outcome(vec![state.own_status()], &Value::NULL)));
        }
        Ok(Plan::Send(members![("To_Account", users.into_iter().collect::<Value>())]))
    },
    done: |state, args, answer| {
        let mine = args.texts("userIDList", ASKED).iter().any(|user| user == state.me());
        let mut found: Vec<Value> = mine.then(|| state.own_status()).into_iter().gather();
        found.extend(list(&answer, "UserStatusList").iter().map(from_wire));
        Ok(outcome(found, &answer))
    },
};

/// `subscribeUserStatus({userIDList})`.
pub static SUBSCRIBE: Question = Question {
    command: &command::IM_OPEN_STATUS_WS_STATUS_SUBSCRIBE,
    plan: |_, args| {
        Ok(Plan::Send(members![(
            "To_Account",
            args.texts("userIDList", SUBSCRIBED).into_iter().collect::<Value>()
        )]))
    },
    done: |_, _, answer| Ok(Out::Value(object(members![("failureUserList", failures(&answer))]))),
};

/// `unsubscribeUserStatus({userIDList}?)`: without users, from all.
pub static UNSUBSCRIBE: Question = Question {
    command: &command::IM_OPEN_STATUS_WS_STATUS_UNSUBSCRIBE,
    plan: |_, args| {
        let users = args.texts("userIDList", SUBSCRIBED);
        Ok(Plan::Send(match users.is_empty() {
            true => members![("UnsubscribeAll", 1)],
            false => members![("To_Account", Value::from_iter(users))],
        }))
    },
    done: |_, _, answer| Ok(Out::Value(object(members![("failureUserList", failures(&answer))]))),
};

impl State {
    fn own_status(&self) -> Value {
        status(self.me(), types::USER_STATUS_ONLINE.into(), &self.relation.own_status)
    }

    /// What the login answer says of the own status.
    pub fn take_own_status(&mut self, encoded: &str) {
        self.relation.own_status = decoded(encoded);
    }

    /// `UserStatusList`: of those subscribed to, and of the user at another instance.
    pub fn statuses_pushed(&mut self, item: &Value) {
        let changed = list(item, "UserStatusList");
        if let Some(mine) = changed.iter().find(|status| text(status, "To_Account") == self.me()) {
            self.take_own_status(text(mine, "CustomStatus"));
        }
        self.emit(event::USER_STATUS_UPDATED, changed.iter().map(from_wire).collect::<Value>());
    }
}

fn outcome(found: Vec<Value>, answer: &Value) -> Out {
    Out::Value(object(members![
        ("successUserList", Value::from(found)),
        ("failureUserList", failures(answer))
    ]))
}

fn from_wire(item: &Value) -> Value {
    let known = decoded(text(item, "CustomStatus"));
    status(text(item, "To_Account"), number(item, "Status").into(), &known)
}

fn status(user: &str, kind: Value, custom: &str) -> Value {
    object(members![("userID", user), ("statusType", kind), ("customStatus", custom)])
}

/// Those of whom the server says why not.
fn failures(answer: &Value) -> Value {
    let failures = list(answer, "ErrorList").iter().map(|item| {
        let user = match text(item, "To_Account") {
            user if user.is_empty() => text(item, "Invalid_Account"),
            user => user,
        };
        object(members![
            ("userID", user),
            ("code", number(item, "ErrorCode")),
            ("message", text(item, "ErrorInfo"))
        ])
    });
    failures.collect()
}

/// The text whose UTF-8 this is in base64. (A dozen lines; the crate that the server uses would cost a page
/// kilobytes.)
fn decoded(base64: &str) -> String {
    let mut bytes = Vec::new();
    // What has not made a whole byte yet, and how many bits it is.
    let (mut rest, mut bits) = (0_u32, 0_u32);
    for value in base64.bytes().filter_map(sextet) {
        rest = (rest << 6 | value) & 0xffff;
        bits = bits.saturating_add(6);
        if let Some(left) = bits.checked_sub(8) {
            bytes.extend((rest >> left).to_le_bytes().first());
            bits = left;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn sextet(letter: u8) -> Option<u32> {
    let ranges =
        [(b'A'..=b'Z', 0), (b'a'..=b'z', 26), (b'0'..=b'9', 52), (b'+'..=b'+', 62), (b'/'..=b'/', 63)];
    let (range, base) = ranges.into_iter().find(|(range, _)| range.contains(&letter))?;
    Some(u32::from(letter.saturating_sub(*range.start())).saturating_add(base))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_any_length() {
        for (encoded, expected) in [
            ("", ""),
            ("YQ==", "a"),
            ("YWI=", "ab"),
            ("YWJj", "abc"),
            ("8J+NnA==", "🍜"),
            ("Z3LDvGV6aQ", "grüezi"),
            ("////", "\u{fffd}\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(decoded(encoded), expected, "{encoded}");
        }
    }
}
