//! UserSig against the project's vectors, and against everything a ticket must not get away with.

use crate::json;
use crate::json::parse;

use super::*;

const APP: u64 = 1_400_000_000;
const NOW: u64 = 1_700_000_000;
const KEY: &str = "secret";

fn claims() -> Claims<'static> {
    Claims { sdkappid: APP, identifier: "alice", time: NOW, expire: 3600, userbuf: None }
}

/// A ticket with any content.
fn wrapped(json: &str) -> String {
    let stream = STANDARD.encode(inflate::deflate(json.as_bytes()));
    stream.chars().map(|c| replaced(c, PLAIN, TICKET)).collect()
}

/// What is inside a ticket.
fn unwrapped(ticket: &str) -> Value {
    let base64: String = ticket.chars().map(|c| replaced(c, TICKET, PLAIN)).collect();
    let json = inflate::zlib(&STANDARD.decode(base64).unwrap(), MAX_JSON_BYTES).unwrap();
    parse(&json).unwrap()
}

fn vectors() -> Value {
    parse(include_bytes!("../../data/usersig-vectors.json")).unwrap()
}

fn text<'a>(row: &'a Value, member: &str) -> &'a str {
    row[member].as_str().unwrap()
}

fn number(row: &Value, member: &str) -> u64 {
    row[member].as_u64().unwrap()
}

#[test]
fn all_vectors() {
    let file = vectors();
    let rows = file["vectors"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    for row in rows {
        let name = text(row, "name");
        let userbuf = row.get("userbuf").map(|userbuf| userbuf.as_str().unwrap().as_bytes());
        let claims = Claims {
            sdkappid: number(row, "sdkappid"),
            identifier: text(row, "identifier"),
            time: number(row, "time"),
            expire: number(row, "expire"),
            userbuf,
        };
        let key = text(row, "key");
        let signed = signed_text(
            claims.identifier,
            claims.sdkappid,
            claims.time,
            claims.expire,
            row.get("userbuf_base64").map(|base64| base64.as_str().unwrap()),
        );
        assert_eq!(signed, text(row, "string_to_sign"), "{name}");

        let ticket = create(&claims, key);
        assert_eq!(unwrapped(&ticket).to_string(), text(row, "json_before_compression"), "{name}");
        assert_eq!(unwrapped(&ticket)["TLS.sig"], row["hmac_base64"], "{name}");
        assert_eq!(unwrapped(&ticket), unwrapped(text(row, "usersig_example")), "{name}");

        let until = number(row, "valid_until");
        for ticket in [ticket.as_str(), text(row, "usersig_example")] {
            let verify = |now| verify(ticket, claims.sdkappid, claims.identifier, &[key], now);
            let expected = Verified { time: claims.time, expire: claims.expire };
            assert_eq!(verify(claims.time), Ok(expected), "{name}");
            assert_eq!(verify(until), Ok(expected), "{name}");
            assert_eq!(verify(until + 1), Err(Fault::Expired), "{name}");
        }
    }
}

#[test]
fn all_verification_cases() {
    let file = vectors();
    let apps = file["vectors"].as_array().unwrap();
    let cases = file["verification"].as_array().unwrap();
    assert_eq!(cases.len(), 12);
    for case in cases {
        let sdkappid = number(case, "request_sdkappid");
        // An app that is not hosted is the server's to refuse, before it looks at a ticket.
        let key = apps.iter().find(|app| number(app, "sdkappid") == sdkappid).map(|app| text(app, "key"));
        let code = key.map_or(70020, |key| {
            let identifier = text(case, "request_identifier");
            match verify(text(case, "usersig"), sdkappid, identifier, &[key], number(case, "now")) {
                Ok(_) => 0,
                Err(fault) => fault.code(),
            }
        });
        assert_eq!(code, case["expected_code"].as_i64().unwrap(), "{}", text(case, "name"));
    }
}

#[test]
fn checks_come_in_order() {
    #[track_caller]
    fn check(ticket: &str, sdkappid: u64, identifier: &str, keys: &[&str], now: u64, expected: i64) {
        let found = verify(ticket, sdkappid, identifier, keys, now);
        assert_eq!(found.map_or_else(Fault::code, |_| 0), expected);
    }
    let ticket = create(&claims(), KEY);
    let late = NOW + 3601;
    check("", 1, "bob", &[], late, 70002);
    check("?", 1, "bob", &[], late, 70003);
    check(&ticket, 1, "bob", &[], late, 70014);
    check(&ticket, APP, "bob", &[], late, 70013);
    check(&ticket, APP, "alice", &[], late, 70016);
    check(&ticket, APP, "alice", &["other"], late, 70009);
    check(&ticket, APP, "alice", &[KEY], late, 70001);
    check(&ticket, APP, "alice", &[KEY], NOW, 0);
    // Any of the app's keys, so that keys can be exchanged.
    check(&ticket, APP, "alice", &["other", KEY], NOW, 0);
    // A signer whose clock is ahead.
    check(&ticket, APP, "alice", &[KEY], NOW - 600, 0);
    check(&ticket, APP, "alice", &[KEY], NOW - 601, 70003);
    let endless = create(&Claims { expire: u64::MAX, ..claims() }, KEY);
    check(&endless, APP, "alice", &[KEY], u64::MAX, 0);
    check(&create(&Claims { expire: 0, ..claims() }, ""), APP, "alice", &[""], NOW, 0);
}

#[test]
fn a_ticket_is_bound_to_its_members() {
    let ticket = create(&Claims { userbuf: Some(b"room"), ..claims() }, KEY);
    let changed = |member: &str, value: Value| {
        let mut json = unwrapped(&ticket);
        json.as_object_mut().unwrap().insert(member.to_owned(), value);
        verify(&wrapped(&json.to_string()), APP, "alice", &[KEY], NOW)
    };
    assert!(changed("TLS.ver", "2.0".into()).is_ok());
    for (member, value) in
        [("TLS.time", json!(NOW + 1)), ("TLS.expire", json!(1_u64 << 40)), ("TLS.userbuf", json!("cm9vbg=="))]
    {
        assert_eq!(changed(member, value), Err(Fault::BadSignature), "{member}");
    }
    let mut without_userbuf = unwrapped(&ticket);
    without_userbuf.as_object_mut().unwrap().remove("TLS.userbuf");
    let found = verify(&wrapped(&without_userbuf.to_string()), APP, "alice", &[KEY], NOW);
    assert_eq!(found, Err(Fault::BadSignature));
}

#[test]
fn malformed_tickets() {
    #[track_caller]
    fn check(ticket: &str) {
        assert_eq!(verify(ticket, APP, "alice", &[KEY], NOW), Err(Fault::Malformed), "{ticket}");
    }
    let ticket = create(&claims(), KEY);
    check(&ticket.to_lowercase());
    check(&format!("{ticket}A"));
    check(&format!(" {ticket}"));
    for end in 1..ticket.len() {
        check(&ticket[..end]);
    }
    // Plain base64: the ticket's own alphabet has no plus, slash or equals sign.
    let with_padding =
        (0..40).map(|n| create(&Claims { time: NOW - n, ..claims() }, KEY)).find(|t| t.ends_with('_'));
    check(&with_padding.unwrap().replace('_', "="));
    check(&"A".repeat(MAX_TICKET_BYTES + 1));
    check(&wrapped(&" ".repeat(MAX_JSON_BYTES + 1)));
    check(&wrapped(&"[".repeat(5000)));

    let good = unwrapped(&ticket);
    let members = ["TLS.ver", "TLS.identifier", "TLS.sdkappid", "TLS.time", "TLS.expire", "TLS.sig"];
    for member in members {
        let mut json = good.clone();
        json.as_object_mut().unwrap().remove(member);
        check(&wrapped(&json.to_string()));
        for wrong in [json!(null), json!([]), json!(1.5), json!(-1), json!(true), json!({"a": 1})] {
            json.as_object_mut().unwrap().insert(member.to_owned(), wrong);
            check(&wrapped(&json.to_string()));
        }
    }
    for (member, wrong) in [
        ("TLS.ver", json!("1.0")),
        ("TLS.ver", json!(2.0)),
        ("TLS.sdkappid", json!("1400000000")),
        ("TLS.time", json!(NOW.to_string())),
        ("TLS.sig", json!("?")),
        ("TLS.userbuf", json!("?")),
        ("TLS.userbuf", json!(1)),
        ("TLS.identifier", json!("alice\nTLS.sdkappid:1")),
    ] {
        let mut json = good.clone();
        json.as_object_mut().unwrap().insert(member.to_owned(), wrong);
        check(&wrapped(&json.to_string()));
    }
}

#[test]
fn keys_of_any_length() {
    for length in [0, 1, 63, 64, 65, 1000] {
        let key = "k".repeat(length);
        let ticket = create(&claims(), &key);
        assert!(verify(&ticket, APP, "alice", &[&key], NOW).is_ok(), "{length}");
        assert_eq!(
            verify(&ticket, APP, "alice", &[&format!("{key}x")], NOW),
            Err(Fault::BadSignature),
            "{length}"
        );
    }
}

/// A key shorter than a block (RFC 4231, test case 2) and one that is longer.
#[test]
fn hmac_of_short_and_long_keys() {
    #[track_caller]
    fn check(key: &str, data: &str, expected: &str) {
        let mut mac = keyed(key);
        mac.update(data.as_bytes());
        let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, expected);
    }
    check(
        "Jefe",
        "what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
    // Computed with OpenSSL.
    check(
        &"a".repeat(131),
        "Test Using Larger Than Block-Size Key - Hash Key First",
        "d021303c2f34bf3ae541b4ec9c672691694c6f71c5c0c55781545a66115b14a7",
    );
}
