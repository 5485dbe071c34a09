//! `msg_read_report`: how far a member has read. His other instances learn it, nobody else does.

use serde_json::json;

use super::{named, notice};
use crate::conversation::renew_group;
use crate::core::{Audience, Call, Event, Fault, Refusal, Reply, code, unsigned};
use crate::group::{Operation, Seat};
use crate::store::{Member, Store, StoreError};

pub(crate) fn mark_group_read(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SeeHistory, store)?;
    let seq = unsigned(call.body, "MsgReadedSeq")
        .ok_or_else(|| Refusal::new(code::GROUP_PARAMETER, "MsgReadedSeq is no whole number of 32 bits"))?;
    let me = call.session;
    Ok(match move_group_mark(call, &seat, seq, store)? {
        Some(seq) => {
            let item =
                notice(&seat, "GroupReadInfoArray", vec![named(&seat, json!({ "LastReadMsgSeq": seq }))]);
            let others = Audience::OtherInstances(me.account, me.inst);
            let reply = Reply::default().push(others, Event::group_notice(item));
            tell_left(call, reply, &seat, seq, store)?
        }
        None => Reply::default(),
    })
}

/// A mark before the newest message leaves some unread, which an instance may know the number of and nothing else.
pub(crate) fn tell_left(
    call: &Call<'_>,
    reply: Reply,
    seat: &Seat,
    seq: u32,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    if seq.saturating_add(1) >= seat.place().next_seq {
        return Ok(reply);
    }
    renew_group(reply, call.session.account, seat.place().no, store)
}

/// Moves the caller's mark forward, never back and not beyond the newest message. Where it is now, when it has moved.
pub(crate) fn move_group_mark(
    call: &Call<'_>,
    seat: &Seat,
    seq: u32,
    store: &mut dyn Store,
) -> Result<Option<u32>, Fault> {
    let seq = seq.min(seat.place().next_seq.saturating_sub(1));
    match seat.reader(call.session, store)? {
        Some(me) if me.read_seq < seq => {
            store.save_member(seat.place().no, &Member { read_seq: seq, ..me })?;
            Ok(Some(seq))
        }
        _ => Ok(None),
    }
}
