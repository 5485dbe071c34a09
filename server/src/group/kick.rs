//! `delete_group_member`: whoever runs a group throws others out.

use serde_json::json;

use super::dismiss::caller;
use super::info::{accounts, members, short_text};
use super::join::{MAX_WORDS, leave};
use super::notice::{Notice, Report};
use super::permission::{Operation, Rank};
use super::seat::Seat;
use super::tip::{Done, Tip};
use crate::core::{Call, Fault, Refusal, Reply, code, integer};
use crate::store::{Account, Store};

/// Users that one request may name.
const MAX_KICKED: usize = 500;

pub(crate) fn kick(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::Kick, store)?;
    let reason = short_text(call.body, "Reason", MAX_WORDS)?.unwrap_or_default();
    let operator = caller(call, store)?;
    let mut kicked: Vec<Account> = Vec::new();
    for name in accounts(call.body, "MemberToDel_Account", None, MAX_KICKED)? {
        if name == operator.user_id {
            return Err(Refusal::new(code::GROUP_PARAMETER, "nobody throws himself out: quit instead").into());
        }
        let Some(account) = store.account_named(name)? else { continue };
        // Who is not in need not be thrown out.
        let Some(member) = store.member(seat.group.no, account.id)? else { continue };
        seat.check_above(&member)?;
        kicked.push(account);
    }
    for to in &kicked {
        leave(&seat.group, to, store)?;
    }
    // Whoever was not in does not make them fewer.
    let mut reply = Reply::with(json!({ "MemberNum": members(&seat.group, store)? }));
    for to in &kicked {
        let notice = Notice {
            report: Report::Kicked,
            group: &seat.group,
            topic: None,
            operator: &operator,
            to,
            body: vec![("RemarkInfo", reason.into())],
        };
        reply = notice.tell(call, reply, store)?;
    }
    let silent = integer(call.body, "Silence") == Some(1) && seat.rank == Rank::App;
    if kicked.is_empty() || silent {
        return Ok(reply);
    }
    Ok(Tip::done(&seat.group, &operator, &kicked, Done::Kicked).tell(call, reply, store)?)
}
