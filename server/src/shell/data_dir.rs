//! The data directory: settings, database, uploaded files, and the lock that keeps a second server out.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::settings::{Settings, template};

const SETTINGS: &str = "tim.toml";
const DATABASE: &str = "tim.db";
const FILES: &str = "files";
const LOCK: &str = "tim.lock";
/// Bytes of a new secret.
const KEY_BYTES: usize = 32;

/// A data directory that is ours until this is dropped.
pub(super) struct DataDir {
    path: PathBuf,
    /// Holding the file holds the lock; the system lets go of it when the process ends, however it ends.
    _lock: File,
}

impl DataDir {
    /// Opens the directory, making it if needed, and locks it.
    pub(super) fn open(path: &Path) -> Result<DataDir, String> {
        let shown = path.display();
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .map_err(|error| format!("cannot make the data directory {shown}: {error}"))?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join(LOCK))
            .map_err(|error| format!("cannot open the lock file in {shown}: {error}"))?;
        match lock.try_lock() {
            Ok(()) => Ok(DataDir { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(format!(
                "another tim-server is running on the data directory {shown}: stop it, or use another --data"
            )),
            Err(TryLockError::Error(error)) => {
                Err(format!("cannot lock the data directory {shown}: {error}"))
            }
        }
    }

    pub(super) fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// The folder of uploaded files.
    pub(super) fn files(&self) -> PathBuf {
        self.path.join(FILES)
    }

    /// The settings, from `file` when one is given, else from `tim.toml` here, which is made if it is missing.
    pub(super) fn settings(&self, file: Option<&Path>) -> Result<Settings, String> {
        match file {
            Some(file) => read_settings(file),
            None => {
                let file = self.path.join(SETTINGS);
                create_settings(&file)?;
                read_settings(&file)
            }
        }
    }
}

/// The settings of a data directory, without opening it: also while a server runs on it.
pub(super) fn settings_of(data: &Path) -> Result<Settings, String> {
    let file = data.join(SETTINGS);
    if !file.exists() {
        return Err(format!(
            "{} does not exist: start `tim-server serve --data {}` once to make it",
            file.display(),
            data.display()
        ));
    }
    read_settings(&file)
}

pub(super) fn read_settings(file: &Path) -> Result<Settings, String> {
    let text =
        fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    Settings::parse(&text).map_err(|fault| format!("{}: {fault}", file.display()))
}

/// Writes the settings of a new server with a key of its own, readable for its user alone. Leaves an existing file alone.
fn create_settings(file: &Path) -> Result<(), String> {
    let failed = |error: &dyn std::fmt::Display| format!("cannot make {}: {error}", file.display());
    let created = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    let mut created = match created {
        Ok(created) => created,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(failed(&error)),
    };
    let mut secret = [0; KEY_BYTES];
    getrandom::fill(&mut secret).map_err(|error| failed(&error))?;
    let key: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    created
        .write_all(template(&key).as_bytes())
        .and_then(|()| created.sync_all())
        .map_err(|error| failed(&error))
}
