//! `delete_group_ramble_msg_by_seq`: messages of a group vanish for the one who asks, and for nobody else.

use serde_json::Value;

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
    for seq in seqs {
        // What is not there need not be deleted.
        if let Some(found) = store.group_message(seat.place().no, seq)? {
            store.delete_message(call.session.account, found.message.no)?;
        }
    }
    Ok(Reply::default())
}

/// Clients write the number as text.
fn seq(value: &Value) -> Option<u32> {
    match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64().and_then(|seq| u32::try_from(seq).ok()),
    }
}
