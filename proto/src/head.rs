//! The head of a request: what a client writes and what a server reads of it.
//! Heads of answers are in [`crate::frame`]; who may send what is the server's business.

use serde_json::{Map, Value};

/// Which members the head of a command has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// Identifier and UserSig until the A2 ticket is known, from then on A2 and tiny id.
    Common,
    /// Always identifier and UserSig: the upload services.
    Signed,
    /// Names nobody: statistics.
    Report,
    /// As common, but never with A2 and tiny id: reading a room without a login.
    Anonymous,
}

/// Who sends. Text members are empty, numbers 0, as long as they are not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// Kind of client: 7 for a browser.
    pub platform: u32,
    pub sdkappid: u64,
    pub identifier: String,
    pub usersig: String,
    pub a2: String,
    pub tinyid: String,
    /// Number that the server gave this instance at login.
    pub status_instid: u64,
}

/// Identifies the web generation of the SDK to the server.
const WEB_SDK_APP_ID: u64 = 537_048_168;
const WEB_SDK_VERSION: &str = "1.7.3";
/// Bit set of what the client can do; the bits' meanings are not public.
const SDK_ABILITY: u64 = 192_371;

/// The head of a request, members in the order of the wire.
///
/// * `reqtime`: the client's clock in seconds.
/// * `tjg_id`: `<tiny id>-<random>` for message sends, else empty; left out where the variant has no such member.
pub fn request(
    variant: Variant,
    identity: &Identity,
    servcmd: &str,
    seq: u64,
    reqtime: u64,
    tjg_id: &str,
) -> Map<String, Value> {
    let logged_in = !identity.a2.is_empty();
    let ticket = logged_in && variant == Variant::Common;
    let credentials = match variant {
        Variant::Common | Variant::Anonymous if logged_in => None,
        Variant::Common | Variant::Anonymous | Variant::Signed => {
            Some((identity.identifier.as_str(), identity.usersig.as_str()))
        }
        Variant::Report => Some(("", "")),
    };

    let mut head = Map::new();
    let mut put = |key: &str, value: Value| head.insert(key.to_owned(), value);
    put("ver", "v4".into());
    put("platform", identity.platform.into());
    put("websdkappid", WEB_SDK_APP_ID.into());
    put("websdkversion", WEB_SDK_VERSION.into());
    if ticket {
        put("a2", identity.a2.as_str().into());
        put("tinyid", identity.tinyid.as_str().into());
    }
    put("status_instid", identity.status_instid.into());
    put("sdkappid", identity.sdkappid.into());
    put("contenttype", if variant == Variant::Report { "" } else { "json" }.into());
    put("reqtime", reqtime.into());
    if let Some((identifier, usersig)) = credentials {
        put("identifier", identifier.into());
        put("usersig", usersig.into());
    }
    put("sdkability", SDK_ABILITY.into());
    if matches!(variant, Variant::Common | Variant::Anonymous) {
        put("tjgID", tjg_id.into());
    }
    put("servcmd", servcmd.into());
    put("seq", seq.into());
    head
}

/// What a server reads of a request's head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestHead {
    pub servcmd: String,
    pub seq: u64,
    pub sdkappid: u64,
    pub identifier: String,
    pub usersig: String,
    pub a2: String,
    pub tinyid: String,
    pub status_instid: u64,
    pub platform: u32,
}

impl RequestHead {
    /// Never fails: what is missing or of another type is empty or 0. A number may come as decimal text,
    /// and the texts may come as whole numbers.
    pub fn parse(head: &Map<String, Value>) -> RequestHead {
        RequestHead {
            servcmd: text(head, "servcmd"),
            seq: number(head, "seq"),
            sdkappid: number(head, "sdkappid"),
            identifier: text(head, "identifier"),
            usersig: text(head, "usersig"),
            a2: text(head, "a2"),
            tinyid: text(head, "tinyid"),
            status_instid: number(head, "status_instid"),
            platform: u32::try_from(number(head, "platform")).unwrap_or(0),
        }
    }
}

fn text(head: &Map<String, Value>, key: &str) -> String {
    match head.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.as_u64().map_or_else(String::new, |whole| whole.to_string()),
        _ => String::new(),
    }
}

fn number(head: &Map<String, Value>, key: &str) -> u64 {
    head.get(key).and_then(whole).unwrap_or(0)
}

/// A whole number, also when it is written as decimal text.
pub(crate) fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
