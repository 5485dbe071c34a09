//! The head of a request: what a client writes and what a server reads of it.
//! Heads of answers are in [`crate::frame`]; who may send what is the server's business.

use crate::json::{Map, Node, Value};

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
) -> Map {
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
    let signed = variant == Variant::Signed;
    if !signed {
        put("status_instid", identity.status_instid.into());
    }
    put("sdkappid", identity.sdkappid.into());
    put("contenttype", if variant == Variant::Report { "" } else { "json" }.into());
    put("reqtime", reqtime.into());
    if let Some((identifier, usersig)) = credentials {
        put("identifier", identifier.into());
        put("usersig", usersig.into());
    }
    if signed {
        put("status_instid", identity.status_instid.into());
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
    pub fn parse(head: &Map) -> RequestHead {
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

fn text(head: &Map, key: &str) -> String {
    match head.get(key).and_then(Value::node) {
        Some(Node::String(text)) => text.clone(),
        Some(Node::Number(number)) => number.as_u64().map_or_else(String::new, |whole| whole.to_string()),
        _ => String::new(),
    }
}

fn number(head: &Map, key: &str) -> u64 {
    head.get(key).and_then(whole).unwrap_or(0)
}

/// A whole number, also when it is written as decimal text.
pub(crate) fn whole(value: &Value) -> Option<u64> {
    match value.node()? {
        Node::Number(number) => number.as_u64(),
        Node::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::json;

    use super::*;

    fn before_login() -> Identity {
        Identity {
            platform: 7,
            sdkappid: 1_400_000_000,
            identifier: "alice".into(),
            usersig: "x".into(),
            ..Identity::default()
        }
    }

    fn after_login() -> Identity {
        Identity {
            a2: "k".into(),
            tinyid: "144115200000000001".into(),
            status_instid: 12345,
            ..before_login()
        }
    }

    /// As text, because the order of members counts.
    #[track_caller]
    fn check(head: Map, expected: &str) {
        assert_eq!(Value::from(head).to_string(), expected);
    }

    #[test]
    fn common_heads_as_the_official_client_sends_them() {
        check(
            request(Variant::Common, &before_login(), "im_open_status.wslogin", 75561729, 1795259278, ""),
            r#"{"ver":"v4","platform":7,"websdkappid":537048168,"websdkversion":"1.7.3","status_instid":0,"sdkappid":1400000000,"contenttype":"json","reqtime":1795259278,"identifier":"alice","usersig":"x","sdkability":192371,"tjgID":"","servcmd":"im_open_status.wslogin","seq":75561729}"#,
        );
        check(
            request(
                Variant::Common,
                &after_login(),
                "openim.sendmsg",
                75561747,
                1795259279,
                "144115200000000001-90306135",
            ),
            r#"{"ver":"v4","platform":7,"websdkappid":537048168,"websdkversion":"1.7.3","a2":"k","tinyid":"144115200000000001","status_instid":12345,"sdkappid":1400000000,"contenttype":"json","reqtime":1795259279,"sdkability":192371,"tjgID":"144115200000000001-90306135","servcmd":"openim.sendmsg","seq":75561747}"#,
        );
    }

    #[test]
    fn the_other_variants() {
        check(
            request(Variant::Signed, &after_login(), "im_cos_sign_svr.cos", 1, 2, "t"),
            r#"{"ver":"v4","platform":7,"websdkappid":537048168,"websdkversion":"1.7.3","sdkappid":1400000000,"contenttype":"json","reqtime":2,"identifier":"alice","usersig":"x","status_instid":12345,"sdkability":192371,"servcmd":"im_cos_sign_svr.cos","seq":1}"#,
        );
        check(
            request(Variant::Report, &after_login(), "imopenstat.tim_web_report_v2", 1, 2, "t"),
            r#"{"ver":"v4","platform":7,"websdkappid":537048168,"websdkversion":"1.7.3","status_instid":12345,"sdkappid":1400000000,"contenttype":"","reqtime":2,"identifier":"","usersig":"","sdkability":192371,"servcmd":"imopenstat.tim_web_report_v2","seq":1}"#,
        );
        check(
            request(
                Variant::Anonymous,
                &Identity { platform: 7, sdkappid: 5, ..Identity::default() },
                "a.b",
                1,
                2,
                "",
            ),
            r#"{"ver":"v4","platform":7,"websdkappid":537048168,"websdkversion":"1.7.3","status_instid":0,"sdkappid":5,"contenttype":"json","reqtime":2,"identifier":"","usersig":"","sdkability":192371,"tjgID":"","servcmd":"a.b","seq":1}"#,
        );
        let anonymous = request(Variant::Anonymous, &after_login(), "a.b", 1, 2, "");
        assert!(["a2", "tinyid", "identifier", "usersig"].iter().all(|key| !anonymous.contains_key(key)));
    }

    #[test]
    fn a_server_reads_what_a_client_writes() {
        let head = request(Variant::Common, &after_login(), "openim.sendmsg", 9, 2, "");
        let read = RequestHead::parse(&head);
        let expected = RequestHead {
            servcmd: "openim.sendmsg".into(),
            seq: 9,
            sdkappid: 1_400_000_000,
            a2: "k".into(),
            tinyid: "144115200000000001".into(),
            status_instid: 12345,
            platform: 7,
            ..RequestHead::default()
        };
        assert_eq!(read, expected);
        let read = RequestHead::parse(&request(Variant::Common, &before_login(), "a.b", 0, 0, ""));
        assert_eq!((read.identifier.as_str(), read.usersig.as_str(), read.a2.as_str()), ("alice", "x", ""));
    }

    #[test]
    fn a_server_is_tolerant() {
        #[track_caller]
        fn check(head: Value, expected: RequestHead) {
            assert_eq!(RequestHead::parse(head.as_object().unwrap()), expected);
        }
        check(json!({}), RequestHead::default());
        check(
            json!({"servcmd": 5, "seq": "17", "sdkappid": " 1400000000 ", "tinyid": 12, "platform": "7", "status_instid": "1"}),
            RequestHead {
                servcmd: "5".into(),
                seq: 17,
                sdkappid: 1_400_000_000,
                tinyid: "12".into(),
                platform: 7,
                status_instid: 1,
                ..RequestHead::default()
            },
        );
        check(
            json!({"servcmd": null, "seq": -1, "sdkappid": 1.5, "a2": ["k"], "identifier": {}, "platform": 4294967296_u64, "status_instid": "18446744073709551616", "usersig": true}),
            RequestHead::default(),
        );
    }
}
