//! `destroy_group`: the group ends, with its messages. Everybody who was in is told.

use super::notice::{Notice, Report};
use super::permission::Operation;
use super::seat::Seat;
use crate::core::{Call, Fault, Reply};
use crate::store::{Account, AccountId, Group, Store, StoreError};

pub(crate) fn dismiss(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::Dismiss, store)?;
    let operator = caller(call, store)?;
    let members = store.member_accounts(seat.group.no)?;
    store.remove_group(seat.group.no)?;
    Ok(told_to_all(call, Reply::default(), &seat.group, &operator, members, store)?)
}

fn told_to_all(
    call: &mut Call<'_>,
    reply: Reply,
    group: &Group,
    operator: &Account,
    members: Vec<AccountId>,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    let mut reply = reply;
    for member in members {
        let Some(to) = store.account(member)? else { continue };
        let notice =
            Notice { report: Report::Dismissed, group, topic: None, operator, to: &to, body: Vec::new() };
        reply = notice.tell(call, reply, store)?;
    }
    Ok(reply)
}

/// The account of whoever asks.
pub(crate) fn caller(call: &Call<'_>, store: &mut dyn Store) -> Result<Account, Fault> {
    super::create::named(&call.session.user_id, store)
}
