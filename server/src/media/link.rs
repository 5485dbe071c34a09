//! Links to this server's own files inside messages. They are stored without the server's address, and every client gets
//! them with the address by which it came: a picture sent from `localhost` opens on a phone, and a server that moves
//! keeps its history. Links to anywhere else stay as they are.

use crate::config::Config;

/// Stands for the address in what is stored. Starts with a letter that no alphabet has, so that people's texts do not
/// hold it by chance.
const HERE: &str = "\u{f8ff}tim-files";

/// What this server is called, by the one client and by its operator.
pub(crate) struct Links<'a> {
    names: [&'a str; 2],
    /// Where this server's files begin, behind the address.
    files: String,
}

impl<'a> Links<'a> {
    pub(crate) fn new(config: &'a Config, base_url: &'a str) -> Links<'a> {
        let public = config.media.public_url.trim_end_matches('/');
        Links { names: [base_url, public], files: format!("/f/{}/", config.app.sdkappid) }
    }

    /// The link as it is stored; `None` for a link to elsewhere.
    pub(crate) fn shorten(&self, link: &str) -> Option<String> {
        self.names.iter().filter(|name| !name.is_empty()).find_map(|name| {
            let path = link.strip_prefix(name)?;
            path.starts_with(&self.files).then(|| format!("{HERE}{path}"))
        })
    }
}

/// The address in links for a client that came by `base_url`.
pub(crate) fn address<'a>(config: &'a Config, base_url: &'a str) -> &'a str {
    match config.media.public_url.trim_end_matches('/') {
        "" => base_url,
        public => public,
    }
}

/// A frame with all links complete.
pub(crate) fn complete(frame: String, address: &str) -> String {
    if is_complete(&frame) { frame } else { frame.replace(HERE, address) }
}

/// Whether a frame is the same for everybody, because it has no links to this server's files.
pub(crate) fn is_complete(frame: &str) -> bool {
    !frame.contains(HERE)
}
