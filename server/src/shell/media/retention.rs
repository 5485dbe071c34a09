//! How long files are kept: for a number of days, or as long as something that is stored mentions them. A message can be
//! forwarded on its last day, and the last one of a conversation outlives all others, so their age alone does not tell.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{Error, ObjectStoreExt};
use serde::Deserialize;

use super::{Media, PREFIX, Place, is_letter, thumbnail};
use crate::shell::ticket::now_ms;
use crate::store::Mentions;
use crate::store::sqlite::SqliteStore;

const DAY_S: u64 = 86_400;
/// From one look at all files to the next.
const EVERY: Duration = Duration::from_secs(3600);

/// What `files.retention_days` may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Retention {
    While(Needed),
    /// 0 is for ever.
    Days(u64),
}

/// Who needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Needed {
    Messages,
}

/// Removes what need not be kept any longer.
pub(in crate::shell) struct Cleaner {
    pub(in crate::shell) media: Arc<Media>,
    pub(in crate::shell) retention: Retention,
    /// Days that messages are kept; 0 is for ever.
    pub(in crate::shell) message_days: u64,
    pub(in crate::shell) database: PathBuf,
}

/// Paths of files, and their sizes.
type Files = BTreeMap<String, u64>;

impl Cleaner {
    /// Never ends.
    pub(in crate::shell) async fn run(self) {
        let mut clock = tokio::time::interval(EVERY);
        loop {
            clock.tick().await;
            match self.round(now_ms() / 1000).await {
                Ok(0) => {}
                Ok(files) => tracing::info!(files, "removed files that nobody needs any more"),
                Err(error) => tracing::warn!(%error, "old files could not be removed"),
            }
        }
    }

    /// Looks at all files once. How many were removed.
    async fn round(&self, now_s: u64) -> Result<usize, String> {
        let days = match self.retention {
            Retention::While(Needed::Messages) => self.message_days,
            Retention::Days(days) => days,
        };
        if days == 0 {
            return Ok(0);
        }
        let before = now_s.saturating_sub(days.saturating_mul(DAY_S));
        let mut old = self.older_than(before).await.map_err(|error| error.to_string())?;
        if !old.is_empty() && self.retention == Retention::While(Needed::Messages) {
            let (database, app) = (self.database.clone(), self.media.app.sdkappid);
            let looking = tokio::task::spawn_blocking(move || without_mentioned(old, database, app));
            old = looking.await.map_err(|error| error.to_string())??;
        }
        for (path, size) in &old {
            self.media.remove(path, *size).await.map_err(|error| error.to_string())?;
        }
        Ok(old.len())
    }

    async fn older_than(&self, before: u64) -> object_store::Result<Files> {
        let before = i64::try_from(before).unwrap_or(i64::MAX);
        let files = self.media.store.objects.list(Some(&Path::from(PREFIX)));
        let old = files.try_filter(|file| std::future::ready(file.last_modified.timestamp() < before));
        old.map_ok(|file| (file.location.to_string(), file.size)).try_collect().await
    }
}

/// Leaves those that no stored text mentions.
fn without_mentioned(mut files: Files, database: PathBuf, app: u64) -> Result<Files, String> {
    let folder = format!("/{PREFIX}/{app}/");
    let mut store = SqliteStore::read(database).map_err(|error| error.to_string())?;
    store
        .texts_with(&folder, &mut |text| {
            for (at, _) in text.match_indices(&folder) {
                if let Some(path) = path_at(text, at) {
                    files.remove(path);
                }
            }
        })
        .map_err(|error| error.to_string())?;
    Ok(files)
}

/// The path of a file that begins at the slash at `at`, without that slash.
fn path_at(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at.checked_add(1)?..)?;
    let end = rest.find(|letter| letter != '/' && !is_letter(letter)).unwrap_or(rest.len());
    // A link may end a sentence; no name that a client makes ends like that.
    Some(rest.get(..end)?.trim_end_matches('.'))
}

impl Media {
    /// Removes a file with its smaller versions, and gives its owner the room back.
    async fn remove(&self, path: &str, size: u64) -> object_store::Result<()> {
        let file = Path::from(path);
        for smaller in thumbnail::paths(&file) {
            gone(self.store.objects.delete(&smaller).await)?;
        }
        gone(self.store.objects.delete(&file).await)?;
        if let Some(place) = Place::read(&format!("/{path}")) {
            self.quota.give_back(&place.owner, size);
        }
        Ok(())
    }
}

/// What is not there need not be removed.
fn gone(removed: object_store::Result<()>) -> object_store::Result<()> {
    match removed {
        Err(Error::NotFound { .. }) => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use object_store::memory::InMemory;
    use tokio::sync::Semaphore;

    use super::super::quota::Quota;
    use super::super::store::Store;
    use super::*;
    use crate::config::{App, Media as Rules};
    use crate::core::Now;
    use crate::store::LongMessages;

    const APP: &str = "f/1400000000";

    /// A cleaner over files that are written now, and a database with one text.
    async fn cleaner(name: &str, retention: Retention, text: &str) -> Cleaner {
        let database = std::env::temp_dir().join(format!("tim-retention-{name}-{}.db", std::process::id()));
        let mut store = SqliteStore::open(&database).unwrap();
        store.add_long_message("key", text, Now::from_ms(1)).unwrap();
        let media = Media {
            store: Store { objects: Arc::new(InMemory::new()), piece: 1 },
            app: App::default(),
            rules: Rules::default(),
            quota: Quota::new(1000),
            under_way: Mutex::default(),
            decoders: Semaphore::new(1),
            metrics: Arc::default(),
        };
        for path in [format!("{APP}/o/a.png"), format!("{APP}/o/b.png"), format!("smaller/198/{APP}/o/a.png")]
        {
            media.store.objects.put(&Path::from(path), vec![0; 400].into()).await.unwrap();
        }
        Cleaner { media: Arc::new(media), retention, message_days: 7, database }
    }

    async fn left(cleaner: &Cleaner) -> Vec<String> {
        let files = cleaner.media.store.objects.list(None);
        let mut left: Vec<String> =
            files.map_ok(|file| file.location.to_string()).try_collect().await.unwrap();
        left.sort();
        left
    }

    fn in_days(days: u64) -> u64 {
        now_ms() / 1000 + days * DAY_S
    }

    #[tokio::test]
    async fn files_go_after_their_days_and_their_room_comes_back() {
        let cleaner = cleaner("days", Retention::Days(30), &format!("/{APP}/o/a.png")).await;
        let quota = &cleaner.media.quota;
        let folder = Path::from(format!("{APP}/o"));
        let reserve = |bytes| quota.reserve(&*cleaner.media.store.objects, &folder, "1400000000/o", bytes);
        assert!(reserve(201).await.unwrap().is_none());
        assert_eq!(cleaner.round(in_days(29)).await, Ok(0));
        assert_eq!(left(&cleaner).await.len(), 3);
        assert_eq!(cleaner.round(in_days(31)).await, Ok(2));
        assert_eq!(left(&cleaner).await, [""; 0]);
        assert!(reserve(1000).await.unwrap().is_some());
        std::fs::remove_file(&cleaner.database).unwrap();
    }

    #[tokio::test]
    async fn files_stay_while_something_mentions_them() {
        let text = format!("[\"look: http://h/{APP}/o/a.png.\"]");
        let cleaner = cleaner("messages", Retention::While(Needed::Messages), &text).await;
        assert_eq!(cleaner.round(in_days(6)).await, Ok(0));
        assert_eq!(cleaner.round(in_days(8)).await, Ok(1));
        let kept = [format!("{APP}/o/a.png"), format!("smaller/198/{APP}/o/a.png")];
        assert_eq!(left(&cleaner).await, kept);
        let mut store = SqliteStore::open(&cleaner.database).unwrap();
        store.expire_long_messages(u64::MAX, 9).unwrap();
        assert_eq!(cleaner.round(in_days(8)).await, Ok(1), "the message has gone");
        assert_eq!(left(&cleaner).await, [""; 0]);
        std::fs::remove_file(&cleaner.database).unwrap();
    }

    #[tokio::test]
    async fn zero_is_for_ever() {
        for (retention, message_days) in [(Retention::Days(0), 7), (Retention::While(Needed::Messages), 0)] {
            let cleaner = Cleaner { message_days, ..cleaner("ever", retention, "").await };
            assert_eq!(cleaner.round(in_days(9999)).await, Ok(0));
            std::fs::remove_file(&cleaner.database).unwrap();
        }
    }

    #[tokio::test]
    async fn without_the_database_nothing_is_removed() {
        let cleaner = cleaner("broken", Retention::While(Needed::Messages), "").await;
        std::fs::remove_file(&cleaner.database).unwrap();
        assert!(cleaner.round(in_days(8)).await.is_err());
        assert_eq!(left(&cleaner).await.len(), 3);
    }
}
