//! Telling subscribers that a user came or went. Done once at the end of every batch, so that a reconnect within one is
//! no news.

use std::collections::BTreeSet;

use super::pushes;
use crate::core::{Connections, Push};
use crate::store::{AccountId, Store, StoreError};

/// Who is online, as subscribers have been told.
#[derive(Default)]
pub(crate) struct Announced {
    online: BTreeSet<AccountId>,
    /// Told by the running batch, which may still be taken back.
    in_batch: BTreeSet<AccountId>,
}

impl Announced {
    /// The batch before this one was committed.
    pub(crate) fn begin_batch(&mut self) {
        self.in_batch.clear();
    }

    /// The running batch is taken back: the users whose status nobody has been told after all.
    pub(crate) fn take_back(&mut self) -> BTreeSet<AccountId> {
        let told = std::mem::take(&mut self.in_batch);
        for account in &told {
            self.flip(*account);
        }
        told
    }

    fn flip(&mut self, account: AccountId) {
        if !self.online.remove(&account) {
            self.online.insert(account);
        }
    }
}

/// Pushes for everybody whose state has changed, of the users whose connections did.
pub(crate) fn announce(
    announced: &mut Announced,
    changed: BTreeSet<AccountId>,
    connections: &Connections,
    store: &mut dyn Store,
) -> Result<Vec<Push>, StoreError> {
    let mut told = Vec::new();
    for id in changed {
        let online = connections.is_anybody_online(id);
        if online == announced.online.contains(&id) {
            continue;
        }
        announced.flip(id);
        announced.in_batch.insert(id);
        if let Some(account) = store.account(id)? {
            let presence = store.presence(id)?;
            told.extend(pushes(&account, online, &presence, store)?);
        }
    }
    Ok(told)
}
