//! Messages with a file: making them ([`create`]) and having the file uploaded before they are sent
//! ([`upload`]), if it is one that may be sent ([`limit`]). The bytes never come here: JavaScript holds the file and carries it, the engine knows its
//! name, size and type, decides whether it may go, asks the server where to, and writes into the message
//! where it is. Links and proxies are in [`link`].

mod create;
mod limit;
mod link;
mod upload;

pub use create::METHODS;
pub use limit::Limits;
pub use link::through_proxy;
pub use upload::{Uploads, deliver_file, sent_fields};

/// What stands behind the last dot, or the whole text.
fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, ending)| ending)
}

/// What stands behind the slash of a media type.
fn subtype(media_type: &str) -> &str {
    let (_, subtype) = media_type.split_once('/').unwrap_or_default();
    subtype.split(';').next().unwrap_or_default().trim()
}
