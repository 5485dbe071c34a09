//! UserSigs for people and scripts: the command line's, and the development endpoint's.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use tim_proto::usersig::{Claims, create};

use super::data_dir;
use crate::config::App;

/// Seconds that a UserSig from `/usersig` is valid: a week of development.
pub(super) const DEV_EXPIRE_S: u64 = 604_800;

/// A UserSig for a user, valid for so many seconds, signed with the first key of the settings: `config`, or
/// `tim.toml` in the data directory. Works while a server runs.
///
/// ```no_run
/// let ticket = tim_server::shell::usersig("data".as_ref(), None, "alice", 3600)?;
/// # Ok::<(), String>(())
/// ```
pub fn usersig(data: &Path, config: Option<&Path>, user: &str, expire: u64) -> Result<String, String> {
    let settings = match config {
        Some(file) => data_dir::read_settings(file)?,
        None => data_dir::settings_of(data)?,
    };
    sign(&settings.app, user, expire)
}

pub(super) fn sign(app: &App, user: &str, expire: u64) -> Result<String, String> {
    let key = app.keys.first().ok_or("app.keys is empty: there is no key to sign with")?;
    let claims =
        Claims { sdkappid: app.sdkappid, identifier: user, time: now_ms() / 1000, expire, userbuf: None };
    Ok(create(&claims, key))
}

/// Milliseconds since 1970. The shell's clock, the only one.
pub(super) fn now_ms() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map(|since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
        .unwrap_or(0)
}
