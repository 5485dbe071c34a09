//! UserSig, the ticket of a login (version 2.0, symmetric key): who may log in to which app, from when, for how long.
//!
//! A ticket is JSON, deflated into a zlib container, in base64 with `+ / =` written as `* - _`. Its signature is the
//! HMAC-SHA256 of its members under the app's secret key. Whether the app, the account and the key exist, and whether
//! the account was kicked or banned since, is asked elsewhere.

use crate::json::{Map, Value, parse};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::Key;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::inflate;

/// Longest ticket that is looked at, in bytes; real ones have 150 to 300.
const MAX_TICKET_BYTES: usize = 4096;
/// Most that a ticket may inflate to.
const MAX_JSON_BYTES: usize = 8192;
/// How far ahead of this clock the signer's may be, in seconds.
const CLOCK_TOLERANCE_S: u64 = 600;

/// What a ticket says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claims<'a> {
    pub sdkappid: u64,
    pub identifier: &'a str,
    /// Unix time in seconds at which it was made.
    pub time: u64,
    /// Seconds of validity from then on.
    pub expire: u64,
    /// Opaque bytes for another product; signed along, otherwise unused.
    pub userbuf: Option<&'a [u8]>,
}

/// A ticket that passed every check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    pub time: u64,
    pub expire: u64,
}

/// Why a ticket was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Empty,
    /// Too long, undecodable, a member missing or of the wrong type, another version, or made in the future.
    Malformed,
    WrongSdkAppId,
    WrongIdentifier,
    /// There is no key to check it with.
    NoKey,
    /// Signed with another key, or changed after signing.
    BadSignature,
    Expired,
}

impl Fault {
    /// The error code of the wire.
    pub fn code(self) -> i64 {
        match self {
            Fault::Empty => 70002,
            Fault::Malformed => 70003,
            Fault::WrongSdkAppId => 70014,
            Fault::WrongIdentifier => 70013,
            Fault::NoKey => 70016,
            Fault::BadSignature => 70009,
            Fault::Expired => 70001,
        }
    }
}

/// Makes a ticket. `key` is used as its text's bytes, also when it looks like hexadecimal.
pub fn create(claims: &Claims<'_>, key: &str) -> String {
    let userbuf = claims.userbuf.map(|bytes| STANDARD.encode(bytes));
    let mut mac = keyed(key);
    mac.update(
        signed_text(claims.identifier, claims.sdkappid, claims.time, claims.expire, userbuf.as_deref())
            .as_bytes(),
    );
    let signature = STANDARD.encode(mac.finalize().into_bytes());

    let mut ticket = Map::new();
    let mut put = |key: &'static str, value: Value| ticket.insert(key, value);
    put("TLS.ver", "2.0".into());
    put("TLS.identifier", claims.identifier.into());
    put("TLS.sdkappid", claims.sdkappid.into());
    put("TLS.time", claims.time.into());
    put("TLS.expire", claims.expire.into());
    if let Some(userbuf) = userbuf {
        put("TLS.userbuf", userbuf.into());
    }
    put("TLS.sig", signature.into());
    let stream = inflate::deflate(Value::from(ticket).to_string().as_bytes());
    STANDARD.encode(stream).chars().map(|c| replaced(c, PLAIN, TICKET)).collect()
}

/// Checks a ticket against the request that carries it, in this order: present, readable, made for this app, for this
/// user, a key to check it with, signed by any of `keys`, not expired at `now` (Unix seconds, no grace) and not made
/// more than ten minutes ahead of it.
///
/// ```
/// use tim_proto::usersig::{Claims, Fault, create, verify};
///
/// let claims = Claims { sdkappid: 1, identifier: "alice", time: 1_700_000_000, expire: 60, userbuf: None };
/// let ticket = create(&claims, "secret");
/// assert!(verify(&ticket, 1, "alice", &["secret"], 1_700_000_060).is_ok());
/// assert_eq!(verify(&ticket, 1, "alice", &["secret"], 1_700_000_061), Err(Fault::Expired));
/// assert_eq!(verify(&ticket, 1, "bob", &["secret"], 1_700_000_000), Err(Fault::WrongIdentifier));
/// ```
pub fn verify(
    ticket: &str,
    expected_sdkappid: u64,
    expected_identifier: &str,
    keys: &[&str],
    now: u64,
) -> Result<Verified, Fault> {
    if ticket.is_empty() {
        return Err(Fault::Empty);
    }
    let ticket = read(ticket).ok_or(Fault::Malformed)?;
    if ticket.sdkappid != expected_sdkappid {
        return Err(Fault::WrongSdkAppId);
    }
    if ticket.identifier != expected_identifier {
        return Err(Fault::WrongIdentifier);
    }
    if keys.is_empty() {
        return Err(Fault::NoKey);
    }
    let text = signed_text(
        &ticket.identifier,
        ticket.sdkappid,
        ticket.time,
        ticket.expire,
        ticket.userbuf.as_deref(),
    );
    let signed_by = |key: &&str| {
        let mut mac = keyed(key);
        mac.update(text.as_bytes());
        // Compares in constant time.
        mac.verify_slice(&ticket.signature).is_ok()
    };
    if !keys.iter().any(signed_by) {
        return Err(Fault::BadSignature);
    }
    if ticket.time.saturating_add(ticket.expire) < now {
        return Err(Fault::Expired);
    }
    if ticket.time > now.saturating_add(CLOCK_TOLERANCE_S) {
        return Err(Fault::Malformed);
    }
    Ok(Verified { time: ticket.time, expire: ticket.expire })
}

/// The members of a ticket, not yet checked.
struct Ticket {
    identifier: String,
    sdkappid: u64,
    time: u64,
    expire: u64,
    /// In base64, as it was signed.
    userbuf: Option<String>,
    signature: Vec<u8>,
}

/// Reads a ticket; `None` when anything about its form is wrong.
fn read(ticket: &str) -> Option<Ticket> {
    // Letters that the ticket's alphabet replaces must not be in it.
    if ticket.len() > MAX_TICKET_BYTES || ticket.contains(PLAIN) {
        return None;
    }
    let base64: String = ticket.chars().map(|c| replaced(c, TICKET, PLAIN)).collect();
    let stream = STANDARD.decode(base64).ok()?;
    let json = inflate::zlib(&stream, MAX_JSON_BYTES).ok()?;
    let ticket: Value = parse(&json).ok()?;
    let text = |member: &str| ticket.get(member)?.as_str().map(str::to_owned);
    let number = |member: &str| ticket.get(member)?.as_u64();
    if text("TLS.ver")? != "2.0" {
        return None;
    }
    let identifier = text("TLS.identifier")?;
    // In the signed text a line feed ends the identifier: with one inside, two different tickets would sign alike.
    if identifier.contains('\n') {
        return None;
    }
    Some(Ticket {
        identifier,
        sdkappid: number("TLS.sdkappid")?,
        time: number("TLS.time")?,
        expire: number("TLS.expire")?,
        userbuf: match ticket.get("TLS.userbuf") {
            Some(userbuf) => Some(userbuf.as_str().filter(|text| STANDARD.decode(text).is_ok())?.to_owned()),
            None => None,
        },
        signature: STANDARD.decode(text("TLS.sig")?).ok()?,
    })
}

const PLAIN: [char; 3] = ['+', '/', '='];
const TICKET: [char; 3] = ['*', '-', '_'];

fn replaced(c: char, from: [char; 3], to: [char; 3]) -> char {
    from.into_iter().zip(to).find(|(plain, _)| *plain == c).map_or(c, |(_, replacement)| replacement)
}

fn signed_text(identifier: &str, sdkappid: u64, time: u64, expire: u64, userbuf: Option<&str>) -> String {
    let mut text = format!(
        "TLS.identifier:{identifier}\nTLS.sdkappid:{sdkappid}\nTLS.time:{time}\nTLS.expire:{expire}\n"
    );
    if let Some(userbuf) = userbuf {
        text.push_str("TLS.userbuf:");
        text.push_str(userbuf);
        text.push('\n');
    }
    text
}

/// HMAC takes keys of any length: longer ones than a block are hashed, shorter ones filled up with zeros (RFC 2104).
fn keyed(key: &str) -> Hmac<Sha256> {
    let mut block = Key::<Hmac<Sha256>>::default();
    let hashed = Sha256::digest(key.as_bytes());
    let used = if key.len() > block.len() { hashed.as_slice() } else { key.as_bytes() };
    for (to, from) in block.iter_mut().zip(used) {
        *to = *from;
    }
    Hmac::new(&block)
}

#[cfg(test)]
mod tests;
