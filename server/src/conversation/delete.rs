//! `recentcontact.batch_delete`: conversations leave the list, with their history or without. `recentcontact.clear_msg`:
//! the history goes, the conversation stays. For the one who asks, and for nobody else.

use serde_json::Value;

use super::contact::Contact;
use super::entry::renew;
use super::group_entry::renew_group;
use super::{check_own, contact};
use crate::core::{Audience, Call, Event, Fault, Reply, integer};
use crate::group::Seat;
use crate::message::read_out;
use crate::store::{Member, Store, StoreError};

/// What is deleted is read: the peer sees that, and no count is left behind.
pub(crate) fn batch_delete(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    check_own(call)?;
    let me = call.session;
    let with_history = integer(call.body, "ClearRamble") == Some(1);
    let (mut results, mut deleted): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    let mut reply = Reply::default();
    for item in contact::items(call.body, "ContactItem")? {
        let found = contact::find(call, item, store)?;
        if let Ok(contact) = &found {
            match contact {
                Contact::User(peer) => {
                    reply = read_out(call, reply, peer, store)?;
                    if with_history {
                        let (newest, _) = store.newest_message()?;
                        store.clear_history(me.account, peer.id, newest)?;
                    }
                }
                Contact::Group(seat) => hide(call, seat, true, with_history, store)?,
            }
            store.unlist(me.account, contact.peer())?;
            deleted.push(contact.name());
        }
        let name = item.as_object().cloned().unwrap_or_default();
        results.push(contact::result(name, found.err()));
    }
    reply.fields = [("ResultItem".to_owned(), results.into())].into_iter().collect();
    Ok(if deleted.is_empty() {
        reply
    } else {
        reply.push(Audience::OtherInstances(me.account, me.inst), Event::deleted(deleted))
    })
}

/// Other instances show the messages that they hold until they are loaded again; their list shows that there are none.
pub(crate) fn clear_history(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    check_own(call)?;
    let me = call.session.account;
    let peer = match contact::find_only(call, call.body, store)? {
        Contact::User(peer) => peer,
        Contact::Group(seat) => {
            hide(call, &seat, false, true, store)?;
            store.list(me, seat.group.no.as_peer())?;
            return Ok(renew_group(Reply::default(), me, seat.group.no, store)?);
        }
    };
    let (newest, _) = store.newest_message()?;
    store.clear_history(me, peer.id, newest)?;
    store.recount_unread(me, peer.id, call.now)?;
    Ok(renew(Reply::default(), me, peer.id, store)?)
}

/// All that a group has said so far is read, and perhaps no reason any more to list it, and perhaps no history.
fn hide(
    call: &Call<'_>,
    seat: &Seat,
    unlisted: bool,
    cleared: bool,
    store: &mut dyn Store,
) -> Result<(), StoreError> {
    let newest = seat.group.next_seq.saturating_sub(1);
    if let Some(me) = seat.reader(call.session, store)? {
        let upto = |wanted: bool, before: u32| if wanted { newest } else { before };
        let me = Member {
            read_seq: newest,
            unlisted_upto: upto(unlisted, me.unlisted_upto),
            cleared_upto: upto(cleared, me.cleared_upto),
            ..me
        };
        store.save_member(seat.group.no, &me)?;
    }
    Ok(())
}
