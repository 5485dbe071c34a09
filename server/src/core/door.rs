//! Who may in: A2 keys, what they open, and who has guessed too often. The UserSig of a login is checked
//! in [`crate::account`].

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::{Digest, Sha256};
use tim_proto::head::RequestHead;

use super::Now;
use super::connections::Session;
use super::fault::{Fault, Refusal, code};
use crate::config::Config;
use crate::store::{KickType, Store};

/// Longest `instanceid` that is taken as it is; clients send 32 hex digits.
const MAX_INSTANCE_BYTES: usize = 64;

/// Makes A2 keys without a random source of its own: an HMAC, under the application's secret, of numbers
/// that never come twice. Who does not know the secret cannot tell it from chance.
pub(crate) struct KeyMaker {
    secret: String,
    seed: u64,
    made: u64,
}

impl KeyMaker {
    pub(super) fn new(config: &Config, seed: u64) -> KeyMaker {
        KeyMaker { secret: config.app.keys.first().cloned().unwrap_or_default(), seed, made: 0 }
    }

    /// A new key: 64 hex digits.
    pub(crate) fn a2(&mut self, identifier: &str, now: Now) -> String {
        self.next(&["a2", identifier, &now.ms().to_string()])
    }

    /// The key of a long message: who was not told it cannot guess it.
    pub(crate) fn long_message(&mut self, now: Now) -> String {
        self.next(&["long", &now.ms().to_string()])
    }

    /// 32 bits that nobody can foresee.
    pub(crate) fn number(&mut self) -> u32 {
        let digits = self.next(&["number"]);
        digits.get(..8).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or(0)
    }

    /// Text that nobody can guess: 64 hex digits.
    pub(crate) fn token(&mut self, of: &str) -> String {
        self.next(&["token", of])
    }

    /// The instance to use for a socket: what it says, or a made-up one when it says nothing usable.
    pub(super) fn instance(&mut self, said: &str) -> String {
        if said.is_empty() || said.len() > MAX_INSTANCE_BYTES {
            self.next(&["instance"])
        } else {
            said.to_owned()
        }
    }

    fn next(&mut self, parts: &[&str]) -> String {
        self.made = self.made.wrapping_add(1);
        // An HMAC takes keys of any length, so the error cannot occur; an empty key would be wrong but safe
        // from panics.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()) else {
            return String::new();
        };
        mac.update(&self.seed.to_le_bytes());
        mac.update(&self.made.to_le_bytes());
        for part in parts {
            mac.update(part.as_bytes());
            mac.update(b"\n");
        }
        hex(&mac.finalize().into_bytes())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the store keeps of a key.
pub(crate) fn key_hash(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

/// The session that the head's A2 key opens. The codes make clients act: 20002 and 70001 end their login,
/// 1002 tells them who threw them out.
pub(crate) fn open_with_key(
    head: &RequestHead,
    config: &Config,
    now: Now,
    store: &mut dyn Store,
) -> Result<Session, Fault> {
    if head.a2.is_empty() {
        return Err(Refusal::new(code::A2_INVALID, "not logged in: the frame has no A2 key").into());
    }
    let unknown = || Refusal::new(code::A2_INVALID, "the A2 key is unknown: log in again");
    let stored = store.session_by_key(&key_hash(&head.a2))?.ok_or_else(unknown)?;
    let account = store.account(stored.account)?.ok_or_else(unknown)?;
    let session = Session {
        inst: stored.inst,
        account: account.id,
        tiny_id: account.id.tiny_id(),
        user_id: account.user_id,
        expires: stored.expires,
    };
    check_identity(&session, head, config)?;
    check_expiry(session.expires, now)?;
    match stored.kicked {
        Some(kick) => Err(kicked(kick).into()),
        None => Ok(session),
    }
}

/// The key must come with the tiny id it was given to, and for the application hosted here.
pub(super) fn check_identity(session: &Session, head: &RequestHead, config: &Config) -> Result<(), Refusal> {
    if head.tinyid != session.tiny_id {
        return Err(Refusal::new(code::A2_INVALID, "the A2 key belongs to another tiny id"));
    }
    if head.sdkappid != config.app.sdkappid {
        return Err(unknown_app(head.sdkappid));
    }
    Ok(())
}

pub(super) fn check_expiry(expires: u64, now: Now) -> Result<(), Refusal> {
    if now.ms() >= expires {
        return Err(Refusal::new(code::EXPIRED, "the session has expired: log in again"));
    }
    Ok(())
}

pub(crate) fn unknown_app(sdkappid: u64) -> Refusal {
    Refusal::new(code::UNKNOWN_SDKAPPID, format!("SDKAppID {sdkappid} is not hosted here"))
}

fn kicked(kick: KickType) -> Refusal {
    let mut refusal =
        Refusal::new(code::KICKED, "this instance was logged out because the account logged in elsewhere");
    if let serde_json::Value::Object(fields) = kick_notice(kick) {
        refusal.fields = fields;
    }
    refusal
}

/// What a kicked instance is told, in the push and in the answer to its hello.
pub(crate) fn kick_notice(kick: KickType) -> serde_json::Value {
    json!({ "KickType": kick.code(), "NewInstInfo": { "Platform": "Web" } })
}

/// How long a failed check counts.
const FAILURE_WINDOW_MS: u64 = 60_000;
/// Names that are watched at once. Beyond it the oldest failure is forgotten, so that made-up names cannot
/// fill the memory.
const MAX_WATCHED: usize = 10_000;

/// Failed UserSig checks per user id within the last minute.
#[derive(Default)]
pub(crate) struct FailedChecks {
    times: BTreeMap<String, Vec<Now>>,
}

impl FailedChecks {
    pub(crate) fn count(&self, identifier: &str, now: Now) -> usize {
        self.times.get(identifier).map_or(0, |times| times.iter().filter(|time| recent(**time, now)).count())
    }

    pub(crate) fn note(&mut self, identifier: &str, now: Now) {
        if self.times.len() >= MAX_WATCHED && !self.times.contains_key(identifier) {
            let oldest = self
                .times
                .iter()
                .min_by_key(|(_, times)| times.last().copied())
                .map(|(name, _)| name.clone());
            if let Some(oldest) = oldest {
                self.times.remove(&oldest);
            }
        }
        let times = self.times.entry(identifier.to_owned()).or_default();
        times.retain(|time| recent(*time, now));
        times.push(now);
    }

    pub(super) fn forget_old(&mut self, now: Now) {
        self.times.retain(|_, times| {
            times.retain(|time| recent(*time, now));
            !times.is_empty()
        });
    }
}

fn recent(time: Now, now: Now) -> bool {
    now.ms().saturating_sub(time.ms()) < FAILURE_WINDOW_MS
}
