//! `modify_group_member_info`: one thing about one member is changed: his role, his name card, his custom fields, how long
//! he may not write, or whether he wants to hear of messages.

use serde_json::Value;

use super::create::{filtered, named};
use super::dismiss::caller;
use super::info::{MAX_MEMBER_FIELDS, merge_fields, read_fields, short_text};
use super::kind::{remind_named, role_named};
use super::notice::{Notice, Report};
use super::permission::Operation;
use super::seat::Seat;
use super::tip::{Done, Tip};
use crate::core::{Audience, Call, Fault, Refusal, Reply, code, integer, text};
use crate::store::{Account, Member, Mute, Role, Store};

enum Change<'a> {
    Remind(Mute),
    Role(Role),
    NameCard(&'a str),
    Fields(Vec<(String, String)>),
    /// Seconds; 0 lets him write again.
    Mute(u64),
}

impl Change<'_> {
    fn read<'a>(call: &Call<'a>) -> Result<Change<'a>, Refusal> {
        let request = call.body;
        let given = |member: &str| request.get(member).is_some_and(|value| !value.is_null());
        let all = ["MsgFlag", "Role", "NameCard", "AppMemberDefinedData", "ShutUpTime"];
        if all.iter().filter(|member| given(member)).count() != 1 {
            return Err(wrong(
                "exactly one of MsgFlag, Role, NameCard, AppMemberDefinedData, ShutUpTime is set",
            ));
        }
        if given("MsgFlag") {
            let remind = text(request, "MsgFlag").and_then(remind_named);
            return remind.map(Change::Remind).ok_or_else(|| wrong("MsgFlag has no such value"));
        }
        if given("Role") {
            let role = text(request, "Role").and_then(role_named).filter(|role| *role != Role::Owner);
            return role.map(Change::Role).ok_or_else(|| wrong("Role is neither Admin nor Member"));
        }
        if let Some(card) = short_text(request, "NameCard", call.config.group.name_card_bytes)? {
            return Ok(Change::NameCard(card));
        }
        if given("ShutUpTime") {
            let seconds = integer(request, "ShutUpTime");
            return seconds.map(Change::Mute).ok_or_else(|| wrong("ShutUpTime is no number of seconds"));
        }
        Ok(Change::Fields(read_fields(request, "AppMemberDefinedData")?))
    }

    fn operation(&self) -> Operation {
        match self {
            Change::Remind(_) => Operation::SetRemind,
            Change::Role(_) => Operation::SetRole,
            Change::NameCard(_) | Change::Fields(_) => Operation::SetMember,
            Change::Mute(_) => Operation::MuteMember,
        }
    }
}

pub(crate) fn modify_member(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let change = Change::read(call)?;
    let seat = Seat::find(call, change.operation(), store)?;
    let target = text(call.body, "Member_Account").unwrap_or(&call.session.user_id);
    let own = target == call.session.user_id;
    let target = named(target, store)?;
    let member = store.member(seat.group.no, target.id)?.ok_or_else(|| {
        Refusal::new(code::GROUP_PARAMETER, format!("{} is no member of the group", target.user_id))
    })?;
    match change {
        Change::Remind(remind) => {
            if !own {
                return Err(
                    Refusal::new(code::GROUP_NOT_ALLOWED, "everybody settles that for himself").into()
                );
            }
            set_remind(call, &seat, remind, store)
        }
        Change::Role(role) => {
            if own || member.role == Role::Owner {
                return Err(wrong("the owner's role changes when the group gets another owner").into());
            }
            set_role(call, &seat, member, role, store)
        }
        Change::NameCard(card) => {
            if !own {
                seat.check_above(&member)?;
            }
            let [name_card] = filtered(call, [card])?;
            store.save_member(seat.group.no, &Member { name_card, ..member })?;
            Ok(Reply::default())
        }
        Change::Fields(changes) => {
            if !own {
                seat.check_above(&member)?;
            }
            let fields = merge_fields(&member.fields, &changes, MAX_MEMBER_FIELDS)?;
            store.save_member(seat.group.no, &Member { fields, ..member })?;
            Ok(Reply::default())
        }
        Change::Mute(seconds) => {
            if own {
                return Err(wrong("nobody mutes himself").into());
            }
            seat.check_above(&member)?;
            mute(call, &seat, &target, seconds, store)
        }
    }
}

fn set_remind(call: &mut Call<'_>, seat: &Seat, remind: Mute, store: &mut dyn Store) -> Result<Reply, Fault> {
    let Some(me) = seat.reader(call.session, store)? else { return Ok(Reply::default()) };
    let account = me.account.clone();
    store.save_member(seat.place().no, &Member { remind, ..me })?;
    let notice = Notice {
        report: Report::Remind,
        group: &seat.group,
        topic: seat.topic.as_ref(),
        operator: &account,
        to: &account,
        body: vec![("MsgFlag", Value::from(super::kind::remind_name(remind)))],
    };
    let others = Audience::OtherInstances(call.session.account, call.session.inst);
    Ok(notice.tell_to(others, call, Reply::default(), store)?)
}

fn set_role(
    call: &mut Call<'_>,
    seat: &Seat,
    member: Member,
    role: Role,
    store: &mut dyn Store,
) -> Result<Reply, Fault> {
    if member.role == role {
        return Ok(Reply::default());
    }
    let (report, done) = match role {
        Role::Admin | Role::Owner => (Report::MadeAdmin, Done::MadeAdmin),
        Role::Member => (Report::UnmadeAdmin, Done::UnmadeAdmin),
    };
    let target = member.account.clone();
    store.save_member(seat.group.no, &Member { role, ..member })?;
    let operator = caller(call, store)?;
    let notice = Notice {
        report,
        group: &seat.group,
        topic: None,
        operator: &operator,
        to: &target,
        body: Vec::new(),
    };
    let reply = notice.tell(call, Reply::default(), store)?;
    Ok(Tip::done(&seat.group, &operator, &[target], done).tell(call, reply, store)?)
}

fn mute(
    call: &mut Call<'_>,
    seat: &Seat,
    target: &Account,
    seconds: u64,
    store: &mut dyn Store,
) -> Result<Reply, Fault> {
    let until = if seconds == 0 { 0 } else { call.now.seconds().saturating_add(seconds) };
    store.set_muted_until(seat.place().no, target.id, until)?;
    let operator = caller(call, store)?;
    let tip = Tip::muted(&seat.group, seat.topic.as_ref(), &operator, target, seconds);
    Ok(tip.tell(call, Reply::default(), store)?)
}

fn wrong(info: &str) -> Refusal {
    Refusal::new(code::GROUP_PARAMETER, info)
}
