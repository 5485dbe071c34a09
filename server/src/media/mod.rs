//! Media: who may upload what, and where to. The files themselves never come here: a client asks for a ticket, and puts
//! the bytes to `/f/` ([`crate::shell`]) with it.

pub(crate) mod link;
mod ticket;
mod upload;

pub(crate) use link::Links;
pub(crate) use ticket::{Ticket, TicketFault};
pub(crate) use upload::{cos_token, pre_sign, video_cover};

use crate::config;

/// What a file is, as the client says. It decides how large it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Image,
    Video,
    Audio,
    File,
}

impl Kind {
    const ALL: [Kind; 4] = [Kind::Image, Kind::Video, Kind::Audio, Kind::File];

    /// The number of the wire.
    fn number(self) -> u64 {
        match self {
            Kind::Image => 1,
            Kind::Video => 2,
            Kind::Audio => 3,
            Kind::File => 255,
        }
    }

    /// Bytes that a file of this kind may have.
    pub(crate) fn limit(self, rules: &config::Media) -> u64 {
        match self {
            Kind::Image => rules.image_bytes,
            Kind::Video => rules.video_bytes,
            Kind::Audio => rules.audio_bytes,
            Kind::File => rules.file_bytes,
        }
    }

    fn of_number(number: u64) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

#[cfg(test)]
mod tests;
