//! Who has been away for so long that he has left his rooms. Clients do not join again after a reconnect, so that a short
//! absence must not end anything.

use super::Rooms;
use crate::core::{Connections, Now};
use crate::store::{Store, StoreError};

/// How long a member may be without a connection.
const GRACE_MS: u64 = 60_000;

/// Takes those out of their rooms who have been away for too long.
pub(crate) fn leave_for_good(
    rooms: &mut Rooms,
    connections: &Connections,
    now: Now,
    store: &mut dyn Store,
) -> Result<(), StoreError> {
    if !rooms.known {
        // After a start nobody is connected yet: all have the same time to come back.
        for account in store.room_members()? {
            if !connections.is_anybody_online(account) {
                rooms.away.entry(account).or_insert(now);
            }
        }
        rooms.known = true;
    }
    let gone: Vec<_> = rooms
        .away
        .iter()
        .filter(|(_, since)| now.ms().saturating_sub(since.ms()) >= GRACE_MS)
        .map(|(account, _)| *account)
        .collect();
    for account in gone {
        for room in store.rooms_of(account)? {
            store.remove_member(room, account)?;
        }
        rooms.away.remove(&account);
    }
    Ok(())
}
