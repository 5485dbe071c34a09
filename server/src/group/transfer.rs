//! `change_group_owner`: the owner passes the group on to a member.

use super::create::named;
use super::dismiss::caller;
use super::permission::Operation;
use super::seat::Seat;
use super::tip::{Changes, Tip};
use crate::core::{Call, Fault, Refusal, Reply, code, text};
use crate::store::{Group, Member, Role, Store};

pub(crate) fn transfer(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::Transfer, store)?;
    let wrong = |info: &str| Refusal::new(code::GROUP_PARAMETER, info);
    let heir = text(call.body, "NewOwner_Account").ok_or_else(|| wrong("NewOwner_Account is missing"))?;
    let heir = named(heir, store)?;
    if seat.group.owner == Some(heir.id) {
        return Err(wrong("NewOwner_Account owns the group already").into());
    }
    let member = store
        .member(seat.group.no, heir.id)?
        .ok_or_else(|| wrong("NewOwner_Account is no member of the group"))?;
    let former = match seat.group.owner {
        Some(owner) => store.member(seat.group.no, owner)?,
        None => None,
    };
    if let Some(former) = former {
        store.save_member(seat.group.no, &Member { role: Role::Member, ..former })?;
    }
    store.save_member(seat.group.no, &Member { role: Role::Owner, ..member })?;
    let after = Group {
        owner: Some(heir.id),
        info_seq: seat.group.info_seq.saturating_add(1),
        info_time: call.now.seconds(),
        ..seat.group.clone()
    };
    store.save_group(&after)?;
    let operator = caller(call, store)?;
    let changes = Changes::between(&seat.group, &after, Some(&heir));
    Ok(Tip::profile(&after, &operator, changes).tell(call, Reply::default(), store)?)
}
