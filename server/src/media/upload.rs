//! The commands with which clients prepare an upload.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::link::address;
use super::{Kind, Ticket};
use crate::core::{Call, Fault, Refusal, Reply, code, integer, text};
use crate::store::Store;

/// Seconds that a ticket is good for, when the client does not say, and at most.
const DEFAULT_DURATION_S: u64 = 900;
const MAX_DURATION_S: u64 = 3600;
/// Bytes of a file's name.
const MAX_NAME: usize = 200;

/// `im_cos_msg.pre_sig`: where to put a file, and where it will be found.
pub(crate) fn pre_sign(call: &mut Call<'_>, _: &mut dyn Store) -> Result<Reply, Fault> {
    let refused = |info: &str| Refusal::new(code::MEDIA_PARAMETER, info);
    let kind = integer(call.body, "file_type")
        .and_then(Kind::of_number)
        .ok_or_else(|| refused("file_type must be 1 (image), 2 (video), 3 (audio) or 255 (file)"))?;
    let name = text(call.body, "file_name")
        .and_then(safe_name)
        .ok_or_else(|| refused("file_name holds no character that a name may have"))?;
    let duration = match integer(call.body, "Duration") {
        None | Some(0) => DEFAULT_DURATION_S,
        Some(duration) => duration.min(MAX_DURATION_S),
    };
    let base = address(call.config, call.base_url);
    if base.is_empty() {
        return Err(refused("the server does not know its address: set media.public_url").into());
    }
    let path = format!("/f/{}/{}/{name}", call.config.app.sdkappid, owner(&call.session.user_id));
    let ticket = Ticket { kind, expires: call.now.seconds().saturating_add(duration) };
    let key = call.config.app.keys.first().map(String::as_str).unwrap_or_default();
    Ok(Reply::with(json!({
        "upload_url": format!("{base}{path}?sign={}", ticket.sign(&path, key)),
        "download_url": format!("{base}{path}"),
        "expired_time": ticket.expires,
        "request_id": "",
    })))
}

/// `im_cos_msg.video_cover`: this server makes no covers, and `pre_sig` announces none.
pub(crate) fn video_cover(_: &mut Call<'_>, _: &mut dyn Store) -> Result<Reply, Fault> {
    Err(Refusal::new(code::MEDIA_PARAMETER, "this server makes no covers of videos").into())
}

/// `im_cos_sign_svr.cos`: credentials for a store of another company. Clients that have nothing else report that no
/// upload plugin is usable.
pub(crate) fn cos_token(_: &mut Call<'_>, _: &mut dyn Store) -> Result<Reply, Fault> {
    Err(Refusal::new(code::MEDIA_PARAMETER, "uploads go to this server: use im_cos_msg.pre_sig").into())
}

/// The folder of a user's files: says nothing about the user to who sees the link.
pub(super) fn owner(user_id: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(user_id.as_bytes()).into();
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// What is left of a client's name for a file: harmless letters, not starting with a dot. The end is kept, because
/// that is where the type stands.
pub(super) fn safe_name(name: &str) -> Option<String> {
    let letters: String =
        name.chars().filter(|letter| letter.is_ascii_alphanumeric() || "._-".contains(*letter)).collect();
    let start = letters.len().saturating_sub(MAX_NAME);
    let mut name = letters.get(start..)?.to_owned();
    while name.contains("..") {
        name = name.replace("..", ".");
    }
    let name = name.trim_start_matches('.');
    (!name.is_empty()).then(|| name.to_owned())
}
