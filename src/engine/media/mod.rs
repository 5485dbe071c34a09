//! Messages with a file: making them ([`create`]) and having the file uploaded before they are sent
//! ([`upload`]). The bytes never come here: JavaScript holds the file and carries it, the engine knows its
//! name, size and type, decides whether it may go, asks the server where to, and writes into the message
//! where it is. Links and proxies are in [`link`].

mod create;
mod link;
mod upload;

use tim_proto::code;
use tim_proto::constants::types;

pub use create::METHODS;
pub use link::through_proxy;
pub use upload::{Uploads, deliver_file, sent_fields};

const MIB: u64 = 1 << 20;

/// What files of one kind may be, and how refusals are called.
pub struct Sort {
    msg_type: &'static str,
    /// `file_type` of the upload service.
    number: u64,
    missing: i64,
    /// The largest size in bytes.
    limit: u64,
    too_large: i64,
    /// Endings of names, or what follows the slash of the media type; none: any.
    allowed: &'static [&'static str],
    by_name: bool,
    not_allowed: i64,
    /// How often the whole upload is tried, and the code after the last time.
    attempts: usize,
    failed: i64,
}

static SORTS: [Sort; 4] = [
    Sort {
        msg_type: types::MSG_IMAGE,
        number: 1,
        missing: code::MESSAGE_IMAGE_SELECT_FILE_FIRST,
        // The limit itself is too large.
        limit: 20 * MIB - 1,
        too_large: code::MESSAGE_IMAGE_SIZE_LIMIT,
        allowed: &["jpg", "jpeg", "gif", "png", "bmp", "image", "webp"],
        by_name: true,
        not_allowed: code::MESSAGE_IMAGE_TYPES_LIMIT,
        attempts: 1,
        failed: code::MESSAGE_FILE_UPLOAD_FAIL,
    },
    Sort {
        msg_type: types::MSG_SOUND,
        number: 3,
        missing: code::MESSAGE_AUDIO_UPLOAD_FAIL,
        limit: 20 * MIB,
        too_large: code::MESSAGE_AUDIO_SIZE_LIMIT,
        allowed: &[],
        by_name: true,
        not_allowed: 0,
        attempts: 1,
        failed: code::MESSAGE_FILE_UPLOAD_FAIL,
    },
    Sort {
        msg_type: types::MSG_VIDEO,
        number: 2,
        missing: code::MESSAGE_VIDEO_UPLOAD_FAIL,
        limit: 100 * MIB,
        too_large: code::MESSAGE_VIDEO_SIZE_LIMIT,
        allowed: &["mp4", "quicktime", "mov"],
        by_name: false,
        not_allowed: code::MESSAGE_VIDEO_TYPES_LIMIT,
        attempts: 2,
        failed: code::MESSAGE_VIDEO_UPLOAD_FAIL,
    },
    Sort {
        msg_type: types::MSG_FILE,
        number: 255,
        missing: code::MESSAGE_FILE_SELECT_FILE_FIRST,
        limit: 100 * MIB,
        too_large: code::MESSAGE_FILE_SIZE_LIMIT,
        allowed: &[],
        by_name: true,
        not_allowed: 0,
        attempts: 1,
        failed: code::MESSAGE_FILE_UPLOAD_FAIL,
    },
];

/// What stands behind the last dot, or the whole text.
fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, ending)| ending)
}

/// What stands behind the slash of a media type.
fn subtype(media_type: &str) -> &str {
    let (_, subtype) = media_type.split_once('/').unwrap_or_default();
    subtype.split(';').next().unwrap_or_default().trim()
}
