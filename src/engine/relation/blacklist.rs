//! The blacklist: fetched after the login and after each reconnect, changed here and by other instances.

use tim_proto::code;
use tim_proto::command;
use tim_proto::constants::event;
use tim_proto::json::Gather;
use tim_proto::json::Value;

use super::super::argument::Args;
use super::super::effect::Out;
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{list, number, text};

/// What the list is asked for with; the server gives the whole of it.
const PAGE: u64 = 100;

/// `getBlacklist()`: resolves with the userIDs, from what is known here.
pub fn get(state: &mut State, _: &Args) -> Result<Out, Error> {
    Ok(Out::Value(state.blacklist()))
}

/// `addToBlacklist({userIDList})`: nobody can block themselves; among others they are passed over.
pub static ADD: Question = Question {
    command: &command::SNS_BLACK_LIST_ADD,
    plan: |state, args| {
        let mut users = args.texts("userIDList", usize::MAX);
        users.retain(|user| user != state.me());
        if users.is_empty() {
            return Err(Error::client(code::CANNOT_ADD_SELF_TO_BLACKLIST));
        }
        Ok(state.plan_blacklist(users))
    },
    done: |state, _, answer| state.blacklist_answered(&answer, true),
};

/// `removeFromBlacklist({userIDList})`.
pub static REMOVE: Question = Question {
    command: &command::SNS_BLACK_LIST_DELETE,
    plan: |state, args| Ok(state.plan_blacklist(args.texts("userIDList", usize::MAX))),
    done: |state, _, answer| state.blacklist_answered(&answer, false),
};

impl State {
    fn blacklist(&self) -> Value {
        self.relation.blacklist.iter().map(String::as_str).collect()
    }

    fn plan_blacklist(&self, users: Vec<String>) -> Plan {
        let users: Value = users.iter().map(String::as_str).collect();
        Plan::Send(members![("From_Account", self.me()), ("To_Account", users)])
    }

    fn blacklist_answered(&mut self, answer: &Value, blocked: bool) -> Result<Out, Error> {
        let accepted = list(answer, "ResultItem").iter().filter(|item| number(item, "ResultCode") == 0);
        self.set_blocked(accepted.map(|item| text(item, "To_Account").as_str()).gather(), blocked);
        Ok(Out::Value(self.blacklist()))
    }

    fn set_blocked(&mut self, users: Vec<&str>, blocked: bool) {
        let known = &mut self.relation.blacklist;
        let before = known.len();
        if blocked {
            for user in users {
                if !user.is_empty() && !known.iter().any(|known| known == user) {
                    known.push(user.to_owned());
                }
            }
        } else {
            known.retain(|known| !users.contains(&known.as_str()));
        }
        if known.len() != before {
            self.tell_blacklist();
        }
    }

    fn tell_blacklist(&mut self) {
        let list = self.blacklist();
        self.emit(event::BLACKLIST_UPDATED, list);
    }

    /// Asks for the whole list.
    pub fn fetch_blacklist(&mut self, take: fn(&mut State, Value)) {
        let fill = members![("From_Account", self.me()), ("MaxLimited", PAGE)];
        self.fetch(Request::new(&command::SNS_BLACK_LIST_GET, fill), take);
    }

    /// The list of a login: told even if it is empty.
    pub fn blacklist_listed(&mut self, answer: Value) {
        let listed = list(&answer, "BlackListItem").iter().map(|item| text(item, "To_Account").to_owned());
        self.relation.blacklist = listed.gather();
        self.tell_blacklist();
    }

    /// The list after a reconnect: told if it has changed in between.
    pub fn blacklist_listed_again(&mut self, answer: Value) {
        let listed = list(&answer, "BlackListItem").iter().map(|item| text(item, "To_Account"));
        if !listed.eq(self.relation.blacklist.iter()) {
            self.blacklist_listed(answer);
        }
    }

    /// `FriendListMod`: another instance, or this one, has blocked or unblocked somebody.
    pub fn relations_pushed(&mut self, item: &Value) {
        for change in list(item, "FriendListMod") {
            for (key, blocked) in [("BlackListAdd_Account", true), ("BlackListDel_Account", false)] {
                let users = list(change, key).iter().filter_map(Value::as_str).gather();
                self.set_blocked(users, blocked);
            }
        }
    }
}
