//! `delete_group_ramble_msg_by_seq`: messages of a group vanish for the one who asks, and for nobody else. Which ones is not
//! pushed: what the conversation list shows then, is.

use serde_json::Value;

use crate::conversation::renew_group;
use crate::core::{Call, Fault, Refusal, Reply, array, code, text};
use crate::group::{Operation, Seat};
use crate::store::{GroupKind, Store};

/// Messages that one request may name.
const MAX_MESSAGES: usize = 30;

pub(crate) fn delete_group(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let seat = Seat::find(call, Operation::SeeHistory, store)?;
    if seat.place().kind == GroupKind::AvChatRoom {
        return Err(Refusal::new(code::ROOM_HAS_NO_HISTORY, "rooms keep no messages").into());
    }
    if text(call.body, "Deleter_Account").is_some_and(|deleter| deleter != call.session.user_id) {
        return Err(Refusal::new(code::GROUP_PARAMETER, "Deleter_Account is somebody else").into());
    }
    let seqs: Option<Vec<u32>> = array(call.body, "Seqs")
        .filter(|seqs| (1..=MAX_MESSAGES).contains(&seqs.len()))
        .and_then(|seqs| seqs.iter().map(seq).collect());
    let seqs = seqs.ok_or_else(|| {
        Refusal::new(code::GROUP_PARAMETER, format!("Seqs is no list of 1 to {MAX_MESSAGES} MsgSeq"))
    })?;
    let (me, no) = (call.session.account, seat.place().no);
    let listed = store.recent_group(me, no)?.is_some();
    for seq in seqs {
        // What is not there need not be deleted.
        if let Some(found) = store.group_message(no, seq)? {
            store.delete_message(me, found.message.no)?;
        }
    }
    // A list that has the group keeps it, also when nothing is left to show of it.
    if !listed {
        return Ok(Reply::default());
    }
    store.list(me, no.as_peer())?;
    Ok(renew_group(Reply::default(), me, no, store)?)
}

/// Clients write the number as text.
fn seq(value: &Value) -> Option<u32> {
    match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64().and_then(|seq| u32::try_from(seq).ok()),
    }
}
