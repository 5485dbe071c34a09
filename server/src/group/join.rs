//! `apply_join_group` and `quit_group`: who comes in by himself, and who goes.

use serde_json::{Map, json};

use super::application;
use super::dismiss::caller;
use super::info::short_text;
use super::kind::traits;
use super::notice::{Notice, Report};
use super::permission::{Operation, Rank};
use super::seat::{Seat, fresh_in};
use super::tip::{Tip, Way};
use crate::core::{Call, Fault, Refusal, Reply, code};
use crate::store::{Access, Account, ApplicationKind, Group, GroupKind, Member, Role, Store, StoreError};

/// Bytes of what an applicant, or who decides, says.
pub(super) const MAX_WORDS: usize = 300;

const JOINED: &str = "JoinedSuccess";
const WAITING: &str = "WaitAdminApproval";

pub(crate) fn apply(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let words = short_text(call.body, "ApplyMsg", MAX_WORDS)?.unwrap_or_default();
    let seat = Seat::find(call, Operation::Apply, store)?;
    let group = &seat.group;
    let room = group.kind == GroupKind::AvChatRoom;
    if seat.me.is_some() {
        // Clients come into a room again without having left it.
        return if room {
            Ok(answer(group, JOINED))
        } else {
            Err(Refusal::new(code::ALREADY_MEMBER, "you are a member of the group already").into())
        };
    }
    let me = caller(call, store)?;
    if store.banned_until(group.no, me.id)? > call.now.seconds() {
        return Err(Refusal::new(code::GROUP_NOT_ALLOWED, "you are banned from this room for a while").into());
    }
    let access = if seat.rank == Rank::App { Access::Free } else { group.join_access };
    if access == Access::Closed {
        return Err(Refusal::new(code::GROUP_NOT_ALLOWED, "nobody can ask to join this group").into());
    }
    if is_full(group, 0) {
        return Err(Refusal::new(code::GROUP_FULL, "the group is full").into());
    }
    if !room && store.joined_count(me.id)? >= call.config.group.max_joined {
        return Err(Refusal::new(code::TOO_MANY_GROUPS, "you are in as many groups as you may be").into());
    }
    if access == Access::Approval {
        let application = application::add(call, group, ApplicationKind::Join, &me, &me, words, store)?;
        return application::ask_admins(call, answer(group, WAITING), group, &me, &application, store);
    }
    let role = if group.owner == Some(me.id) { Role::Owner } else { Role::Member };
    admit(call, group, me.clone(), role, store)?;
    let reply = answer(group, JOINED);
    Ok(Tip::joined(group, &me, std::slice::from_ref(&me), Way::Applied).tell(call, reply, store)?)
}

fn answer(group: &Group, status: &str) -> Reply {
    let room = group.kind == GroupKind::AvChatRoom;
    let mut fields = Map::new();
    fields.insert("JoinedStatus".to_owned(), status.into());
    fields.insert("HugeGroupFlag".to_owned(), u8::from(room).into());
    if room {
        // Clients hand it back with attributes and counters. Without a LongPollingKey they wait for pushes.
        fields.insert("AVChatRoomKey".to_owned(), json!(group.group_id));
    }
    Reply::with(fields.into())
}

/// A member who comes in now.
pub(super) fn newcomer(call: &Call<'_>, group: &Group, account: Account, role: Role) -> Member {
    let traits = traits(group.kind);
    Member {
        account,
        role,
        joined: call.now.seconds(),
        join_seq: if traits.earlier_history { 1 } else { group.next_seq },
        name_card: String::new(),
        fields: "[]".to_owned(),
        remind: traits.remind,
        read_seq: group.next_seq.saturating_sub(1),
        cleared_upto: 0,
        // What was said before does not put the group into his list.
        unlisted_upto: group.next_seq.saturating_sub(1),
        last_sent: 0,
        muted_until: 0,
    }
}

/// Lets somebody in. What was said in a community's topics before counts as read.
pub(super) fn admit(
    call: &Call<'_>,
    group: &Group,
    account: Account,
    role: Role,
    store: &mut dyn Store,
) -> Result<(), StoreError> {
    let member = newcomer(call, group, account, role);
    store.save_member(group.no, &member)?;
    if group.topics {
        for topic in store.topics(group.no)? {
            let read_seq = topic.next_seq.saturating_sub(1);
            store.save_member(topic.no, &Member { read_seq, ..fresh_in(&member) })?;
        }
    }
    Ok(())
}

/// Whether nobody fits in any more after `added` have come.
pub(super) fn is_full(group: &Group, added: usize) -> bool {
    let members = group.members.saturating_add(u64::try_from(added).unwrap_or(u64::MAX));
    group.max_members != 0 && members >= group.max_members
}

pub(crate) fn quit(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::Quit, store)?;
    let me = caller(call, store)?;
    leave(&seat.group, &me, store)?;
    if seat.group.owner == Some(me.id) {
        store.save_group(&Group { owner: None, ..seat.group.clone() })?;
    }
    let notice = Notice {
        report: Report::Quit,
        group: &seat.group,
        topic: None,
        operator: &me,
        to: &me,
        body: Vec::new(),
    };
    let reply = notice.tell(call, Reply::default(), store)?;
    Ok(Tip::quit(&seat.group, &me).tell(call, reply, store)?)
}

/// Takes somebody out of a group, and the group out of his conversation list.
pub(crate) fn leave(group: &Group, member: &Account, store: &mut dyn Store) -> Result<(), Fault> {
    store.remove_member(group.no, member.id)?;
    store.unlist(member.id, group.no.as_peer())?;
    Ok(())
}
