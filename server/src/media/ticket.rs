//! Upload tickets: leave to put one file to one path, for a while. A ticket is signed with the application's secret, so
//! that nothing has to be remembered between handing it out and taking it back.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Kind;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub(crate) kind: Kind,
    /// Seconds since 1970.
    pub(crate) expires: u64,
}

/// Why a ticket opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TicketFault {
    /// Not made by this server for this path.
    Forged,
    Expired,
}

impl Ticket {
    /// The ticket for a path as it goes into the URL.
    pub(crate) fn sign(self, path: &str, key: &str) -> String {
        let signature = match mac(self, path, key) {
            Some(mac) => mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect(),
            None => String::new(),
        };
        format!("{}.{}.{signature}", self.expires, self.kind.number())
    }

    /// Reads the ticket for a path; any of the keys may have signed it. `now`: seconds.
    pub(crate) fn verify(text: &str, path: &str, keys: &[String], now: u64) -> Result<Ticket, TicketFault> {
        let (ticket, signature) = parse(text).ok_or(TicketFault::Forged)?;
        let signed = keys
            .iter()
            .filter(|key| !key.is_empty())
            .any(|key| mac(ticket, path, key).is_some_and(|mac| mac.verify_slice(&signature).is_ok()));
        if !signed {
            return Err(TicketFault::Forged);
        }
        if ticket.expires < now {
            return Err(TicketFault::Expired);
        }
        Ok(ticket)
    }
}

fn parse(text: &str) -> Option<(Ticket, Vec<u8>)> {
    let mut parts = text.split('.');
    let expires = parts.next()?.parse().ok()?;
    let kind = Kind::of_number(parts.next()?.parse().ok()?)?;
    let signature = unhex(parts.next()?)?;
    parts.next().is_none().then_some((Ticket { kind, expires }, signature))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// An HMAC takes keys of any length, so there always is one.
fn mac(ticket: Ticket, path: &str, key: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?;
    // The first line keeps this from being a signature of anything else under the same key.
    for part in ["upload", path, &ticket.expires.to_string(), &ticket.kind.number().to_string()] {
        mac.update(part.as_bytes());
        mac.update(b"\n");
    }
    Some(mac)
}
