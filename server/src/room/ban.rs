//! `ban_group_member`: the owner of a room throws users out, and they cannot come back for a while.

use crate::core::{Call, Fault, Refusal, Reply, code, integer};
use crate::group::{Operation, Seat, Tip, accounts, caller, expel, short_text, tell_banned};
use crate::store::{Account, Store};

/// Users that one request may name, and bytes of the reason.
const MAX_BANNED: usize = 20;
const MAX_REASON: usize = 300;

pub(crate) fn ban(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let wrong = |info: &str| Refusal::new(code::GROUP_PARAMETER, info);
    let seat = Seat::find(call, Operation::Ban, store)?;
    let seconds = integer(call.body, "Duration")
        .filter(|seconds| *seconds > 0)
        .ok_or_else(|| wrong("Duration is no number of seconds"))?;
    let reason = short_text(call.body, "Description", MAX_REASON)?.unwrap_or_default();
    let operator = caller(call, store)?;
    let mut banned: Vec<Account> = Vec::new();
    for name in accounts(call.body, "Members_Account", None, MAX_BANNED)? {
        if name == operator.user_id {
            return Err(wrong("nobody bans himself").into());
        }
        let Some(account) = store.account_named(name)? else { continue };
        banned.push(account);
    }
    let until = call.now.seconds().saturating_add(seconds);
    let mut reply = Reply::default();
    for account in &banned {
        store.set_banned_until(seat.group.no, account.id, until)?;
        expel(&seat.group, account, store)?;
        reply = tell_banned(call, reply, &seat.group, &operator, account, reason, store)?;
    }
    if banned.is_empty() {
        return Ok(reply);
    }
    Ok(Tip::banned(&seat.group, &operator, &banned, seconds, reason).tell(call, reply, store)?)
}
