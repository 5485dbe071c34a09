//! `add_group_member`: members bring others in, as far as the group lets them.

use serde_json::{Value, json};

use super::application;
use super::dismiss::caller;
use super::info::{accounts, members};
use super::join::{admit, is_full};
use super::notice::{Notice, Report};
use super::permission::{Operation, Rank};
use super::seat::Seat;
use super::tip::{Tip, Way};
use crate::core::{Call, Fault, Refusal, Reply, code, integer};
use crate::store::{Access, Account, ApplicationKind, Group, Role, Store};

/// Users that one request may name.
const MAX_INVITED: usize = 500;

/// What became of one of them.
const FAILED: u8 = 0;
const ADDED: u8 = 1;
const ALREADY_IN: u8 = 2;
const WAITING: u8 = 3;
const IN_TOO_MANY: u8 = 4;

pub(crate) fn invite(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::Invite, store)?;
    if seat.group.invite_access == Access::Closed && seat.rank < Rank::App {
        return Err(Refusal::new(code::GROUP_NOT_ALLOWED, "members of this group cannot invite").into());
    }
    let waits = seat.group.invite_access == Access::Approval && seat.rank < Rank::Admin;
    let operator = caller(call, store)?;
    if is_full(&seat.group, 0) {
        return Err(Refusal::new(code::GROUP_FULL, "the group is full").into());
    }
    let (mut results, mut added): (Vec<Value>, Vec<Account>) = (Vec::new(), Vec::new());
    for name in accounts(call.body, "MemberList", Some("Member_Account"), MAX_INVITED)? {
        let result = match store.account_named(name)? {
            None => FAILED,
            Some(account) if store.member(seat.group.no, account.id)?.is_some() => ALREADY_IN,
            Some(_) if is_full(&seat.group, added.len()) => FAILED,
            Some(account) if store.joined_count(account.id)? >= call.config.group.max_joined => IN_TOO_MANY,
            Some(account) if waits => {
                let (group, kind) = (&seat.group, ApplicationKind::Invite);
                application::add(call, group, kind, &operator, &account, "", store)?;
                WAITING
            }
            Some(account) => {
                admit(call, &seat.group, account.clone(), Role::Member, store)?;
                added.push(account);
                ADDED
            }
        };
        results.push(json!({ "Member_Account": name, "Result": result }));
    }
    let now = members(&seat.group, store)?;
    let reply = Reply::with(json!({ "MemberList": results, "MemberNum": now }));
    let silent = integer(call.body, "Silence") == Some(1) && seat.rank == Rank::App;
    welcome(call, reply, &seat.group, &operator, &added, silent, store)
}

/// Tells those who were brought in, and then everybody, unless that is to happen silently.
pub(super) fn welcome(
    call: &mut Call<'_>,
    reply: Reply,
    group: &Group,
    operator: &Account,
    added: &[Account],
    silent: bool,
    store: &mut dyn Store,
) -> Result<Reply, Fault> {
    let mut reply = reply;
    for to in added {
        let notice = Notice { report: Report::Invited, group, topic: None, operator, to, body: Vec::new() };
        reply = notice.tell(call, reply, store)?;
    }
    if added.is_empty() || silent {
        return Ok(reply);
    }
    Ok(Tip::joined(group, operator, added, Way::Invited).tell(call, reply, store)?)
}
