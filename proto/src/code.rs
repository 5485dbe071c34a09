//! Error codes: a constant for each code that the SDK raises or treats specially, a text for its
//! user, and what a caller may do about it. Which code is raised when is not decided here.

/// What can be done about an error. Retry decisions look at nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No answer came: the request may or may not have been carried out.
    Network,
    /// The same call may succeed later.
    Transient,
    /// The same call will fail again.
    Permanent,
    /// The call was refused because of what it was given.
    Argument,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Network => "network",
            Kind::Transient => "transient",
            Kind::Permanent => "permanent",
            Kind::Argument => "argument",
        }
    }
}

/// A short English sentence for a developer; `""` for a code that is not the SDK's own.
pub fn text(code: i64) -> &'static str {
    client_text(code)
}

/// What can be done about a code; [`Kind::Permanent`] for one that is not listed.
pub fn kind(code: i64) -> Kind {
    match code {
        2800 | 2801 | 2805 => Kind::Network,
        2996 | 60022 | 60007 | 60008 => Kind::Transient,
        _ => Kind::Permanent,
    }
}

/// What a code means when a server sends it; for native code, the table is large.
pub fn server_meaning(code: i64) -> Option<&'static str> {
    let behind = SERVER_MEANINGS.partition_point(|(first, ..)| *first <= code);
    let (_, last, meaning) = SERVER_MEANINGS.get(behind.checked_sub(1)?)?;
    (code <= *last).then_some(*meaning)
}

include!(concat!(env!("OUT_DIR"), "/code.rs"));
