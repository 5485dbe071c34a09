//! What the files of a user may take. The store knows how much they do; it is asked once per user, and from then on the
//! uploads are added up.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, Result};

pub(super) struct Quota {
    /// Bytes; 0 is no limit.
    limit: u64,
    used: Mutex<BTreeMap<String, u64>>,
}

/// Room for an upload. What was not kept of it is given back when this is dropped.
pub(super) struct Room<'a> {
    quota: &'a Quota,
    owner: String,
    bytes: u64,
}

impl Quota {
    pub(super) fn new(limit: u64) -> Quota {
        Quota { limit, used: Mutex::default() }
    }

    /// Room for so many bytes; `None` when there is not enough.
    pub(super) async fn reserve(
        &self,
        store: &dyn ObjectStore,
        folder: &Path,
        owner: &str,
        bytes: u64,
    ) -> Result<Option<Room<'_>>> {
        if self.limit != 0 && !self.used().contains_key(owner) {
            let stored: u64 = store
                .list(Some(folder))
                .try_fold(0_u64, |sum, file| async move { Ok(sum.saturating_add(file.size)) })
                .await?;
            self.used().entry(owner.to_owned()).or_insert(stored);
        }
        let mut used = self.used();
        let used = used.entry(owner.to_owned()).or_default();
        let after = used.saturating_add(bytes);
        if self.limit != 0 && after > self.limit {
            return Ok(None);
        }
        *used = after;
        Ok(Some(Room { quota: self, owner: owner.to_owned(), bytes }))
    }

    /// A file is gone.
    pub(super) fn give_back(&self, owner: &str, bytes: u64) {
        if let Some(used) = self.used().get_mut(owner) {
            *used = used.saturating_sub(bytes);
        }
    }

    fn used(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Room<'_> {
    /// The upload is stored, and took so many bytes.
    pub(super) fn keep(mut self, bytes: u64) {
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        self.quota.give_back(&self.owner, self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use object_store::ObjectStoreExt;
    use object_store::memory::InMemory;

    use super::*;

    #[tokio::test]
    async fn room_is_what_the_stored_and_the_reserved_leave() {
        let store = InMemory::new();
        let folder = Path::from("f/1/o");
        store.put(&Path::from("f/1/o/a"), vec![0; 60].into()).await.unwrap();
        store.put(&Path::from("f/1/other/b"), vec![0; 99].into()).await.unwrap();
        let quota = Quota::new(100);
        let reserve = |bytes| quota.reserve(&store, &folder, "o", bytes);
        assert!(reserve(41).await.unwrap().is_none());
        let room = reserve(40).await.unwrap().unwrap();
        assert!(reserve(1).await.unwrap().is_none());
        assert!(reserve(u64::MAX).await.unwrap().is_none());
        drop(room);
        reserve(35).await.unwrap().unwrap().keep(30);
        assert!(reserve(11).await.unwrap().is_none());
        assert!(reserve(10).await.unwrap().is_some());
        assert!(Quota::new(0).reserve(&store, &folder, "o", 1 << 40).await.unwrap().is_some(), "no limit");
    }
}
