//! Where files lie: a folder of the data directory, or a bucket of a store that speaks S3. The rest of [`super`] knows
//! neither.

use std::path::Path as FilePath;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ClientOptions, ObjectStore, RetryConfig};
use serde::Deserialize;

use super::PREFIX;
use super::retention::{Needed, Retention};

/// Bytes that are written to a folder at once.
const FOLDER_PIECE: usize = 256 << 10;
/// S3 takes no smaller parts, but for the last one.
const S3_PIECE: usize = 5 << 20;
/// How long a request to a bucket may go without an answer, and how long it is tried again.
const S3_SILENCE: Duration = Duration::from_secs(60);
const S3_RETRY: Duration = Duration::from_secs(10);
const S3_RETRIES: usize = 3;

/// Where files are kept, the section `files` of `tim.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Files {
    pub store: StoreKind,
    /// Address of the S3 service, like `https://s3.example`. Empty: Amazon's of the region.
    pub endpoint: String,
    pub bucket: String,
    pub region: String,
    /// Empty: from the environment, `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`.
    pub access_key: String,
    pub secret_key: String,
    /// The bucket stands in the path, not in the name of the host.
    pub path_style: bool,
    /// The endpoint may be one without TLS.
    pub allow_http: bool,
    /// Days that files are kept, or "messages".
    pub retention_days: Retention,
}

impl Default for Files {
    fn default() -> Files {
        Files {
            store: StoreKind::Folder,
            endpoint: String::new(),
            bucket: String::new(),
            region: "us-east-1".to_owned(),
            access_key: String::new(),
            secret_key: String::new(),
            path_style: true,
            allow_http: false,
            retention_days: Retention::While(Needed::Messages),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoreKind {
    /// The folder `files` of the data directory.
    Folder,
    S3,
}

impl Files {
    /// Settings with which no file could be stored.
    pub(in crate::shell) fn check(&self) -> Result<(), String> {
        if self.store == StoreKind::Folder {
            return Ok(());
        }
        if self.bucket.is_empty() || self.region.is_empty() {
            return Err(
                "files.bucket and files.region must not be empty with files.store = \"s3\"".to_owned()
            );
        }
        let with_tls = self.endpoint.is_empty() || self.endpoint.starts_with("https://");
        let without = self.allow_http && self.endpoint.starts_with("http://");
        if !(with_tls || without) {
            return Err(
                "files.endpoint must start with https://, or with http:// if files.allow_http = true"
                    .to_owned(),
            );
        }
        if self.access_key.is_empty() != self.secret_key.is_empty() {
            return Err("files.access_key and files.secret_key belong together".to_owned());
        }
        Ok(())
    }

    /// The keys of the bucket: those of the settings, or of the environment.
    fn keys(&self) -> Result<(String, String), String> {
        if !self.access_key.is_empty() {
            return Ok((self.access_key.clone(), self.secret_key.clone()));
        }
        let key = |name: &str| {
            std::env::var(name).map_err(|_| {
                format!("files.access_key and files.secret_key are not set, and neither is {name} in the environment")
            })
        };
        Ok((key("AWS_ACCESS_KEY_ID")?, key("AWS_SECRET_ACCESS_KEY")?))
    }
}

/// An open store.
pub(super) struct Store {
    pub(super) objects: Arc<dyn ObjectStore>,
    /// Bytes that are written at once.
    pub(super) piece: usize,
}

impl Store {
    /// Opens what the settings name; `folder` is made if it is needed and missing.
    pub(super) fn open(files: &Files, folder: &FilePath) -> Result<Store, String> {
        match files.store {
            StoreKind::Folder => {
                let store = open_folder(folder)
                    .map_err(|error| format!("cannot use the folder {}: {error}", folder.display()))?;
                Ok(Store { objects: Arc::new(store), piece: FOLDER_PIECE })
            }
            StoreKind::S3 => {
                let store = open_bucket(files)
                    .map_err(|error| format!("cannot use the bucket {}: {error}", files.bucket))?;
                Ok(Store { objects: Arc::new(store), piece: S3_PIECE })
            }
        }
    }

    /// Asks once whether the store answers. One that does not may come back, and messages go on without it: so this
    /// is for the log alone.
    pub(super) async fn greet(&self) {
        if let Some(Err(error)) = self.objects.list(Some(&Path::from(PREFIX))).next().await {
            tracing::error!(%error, "the file store does not answer: no files until it does");
        }
    }
}

fn open_folder(folder: &FilePath) -> Result<LocalFileSystem, Box<dyn std::error::Error>> {
    std::fs::create_dir_all(folder)?;
    remove_half_written(folder)?;
    Ok(LocalFileSystem::new_with_prefix(folder)?)
}

/// The store writes to `<name>#<number>` first, and `#` stands in no name of ours.
fn remove_half_written(folder: &FilePath) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_half_written(&entry.path())?;
        } else if entry.file_name().to_string_lossy().contains('#') {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn open_bucket(files: &Files) -> Result<AmazonS3, String> {
    // There is one provider in this program; a second server of a test finds it installed.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let (access_key, secret_key) = files.keys()?;
    // The time that a whole answer takes is the client's affair: it may be on a slow line.
    let http = ClientOptions::new()
        .with_allow_http(files.allow_http)
        .with_timeout_disabled()
        .with_read_timeout(S3_SILENCE);
    let retry = RetryConfig { max_retries: S3_RETRIES, retry_timeout: S3_RETRY, ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&files.bucket)
        .with_region(&files.region)
        .with_access_key_id(access_key)
        .with_secret_access_key(secret_key)
        .with_virtual_hosted_style_request(!files.path_style)
        // Not every store knows how to delete several at once.
        .with_disable_bulk_delete(true)
        .with_client_options(http)
        .with_retry(retry);
    if !files.endpoint.is_empty() {
        builder = builder.with_endpoint(files.endpoint.trim_end_matches('/'));
    }
    builder.build().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_crash_left_is_removed_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("tim-media-{}", std::process::id()));
        let deep = folder.join("f/1/o");
        std::fs::create_dir_all(&deep).unwrap();
        for name in ["a.png", "b.png#1"] {
            std::fs::write(deep.join(name), "x").unwrap();
        }
        remove_half_written(&folder).unwrap();
        let left = (deep.join("a.png").exists(), deep.join("b.png#1").exists());
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(left, (true, false));
    }

    #[test]
    fn a_bucket_is_opened_with_and_without_tls() {
        for (endpoint, allow_http) in
            [("", false), ("https://s3.example/", false), ("http://127.0.0.1:9", true)]
        {
            let files = Files {
                store: StoreKind::S3,
                endpoint: endpoint.to_owned(),
                bucket: "files".to_owned(),
                access_key: "key".to_owned(),
                secret_key: "secret".to_owned(),
                allow_http,
                ..Files::default()
            };
            files.check().unwrap();
            let store = Store::open(&files, FilePath::new("not/used")).unwrap();
            assert_eq!(store.piece, S3_PIECE, "{endpoint}");
        }
    }
}
