//! Tickets, names, and the commands that hand them out.

use serde_json::{Value, json};

use super::upload::{owner, safe_name};
use super::{Kind, Ticket, TicketFault};
use crate::config::DEFAULT_SDKAPPID;
use crate::testkit::{Client, KEY, START_S, World};

fn pre_sign(world: &mut World, client: Client, user: &str, members: Value) -> Value {
    let mut body = json!({ "file_type": 1, "file_name": "0f-1.png", "upload_method": 0, "Duration": 900 });
    body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    // As clients send it: no key, even when logged in.
    let head = json!({ "sdkappid": DEFAULT_SDKAPPID, "identifier": user, "usersig": "whatever" });
    world.request_with(client, "im_cos_msg.pre_sig", body, head)
}

#[test]
fn a_ticket_opens_its_path_until_it_expires_with_any_key() {
    let keys = ["new".to_owned(), "old".to_owned()];
    let ticket = Ticket { kind: Kind::Audio, expires: 100 };
    let text = ticket.sign("/f/1/o/a.mp3", "old");
    let verify = |text: &str, path, now| Ticket::verify(text, path, &keys, now);
    assert_eq!(verify(&text, "/f/1/o/a.mp3", 100), Ok(ticket));
    assert_eq!(verify(&text, "/f/1/o/a.mp3", 101), Err(TicketFault::Expired));
    assert_eq!(verify(&text, "/f/1/o/b.mp3", 100), Err(TicketFault::Forged));
    for forged in [
        text.replacen("100", "101", 1),
        text.replacen(".3.", ".255.", 1),
        text.replacen(".3.", ".4.", 1),
        format!("{text}00"),
        format!("{text}."),
        text[..text.len() - 2].to_owned(),
        text[..text.len() - 1].to_owned(),
        ticket.sign("/f/1/o/a.mp3", "another"),
        ticket.sign("/f/1/o/a.mp3", ""),
        "100.3.".to_owned(),
        "100.3.é".to_owned(),
        String::new(),
    ] {
        assert_eq!(verify(&forged, "/f/1/o/a.mp3", 1), Err(TicketFault::Forged), "{forged}");
    }
    let none: [String; 1] = [String::new()];
    assert_eq!(
        Ticket::verify(&ticket.sign("/p", ""), "/p", &none, 1),
        Err(TicketFault::Forged),
        "an empty key"
    );
}

#[test]
fn names_keep_only_harmless_letters() {
    for (name, safe) in [
        ("67ee-280091.PNG", Some("67ee-280091.PNG")),
        ("../../tim.toml", Some("tim.toml")),
        ("..%2f..%2ftim.toml", Some("2f.2ftim.toml")),
        (".htaccess", Some("htaccess")),
        ("a..b...c", Some("a.b.c")),
        ("图片 1.png", Some("1.png")),
        ("a/b\\c\0d\"e'.svg", Some("abcde.svg")),
        ("文件", None),
        ("...", None),
        ("", None),
    ] {
        assert_eq!(safe_name(name).as_deref(), safe, "{name}");
    }
    for (letters, kept) in [(195, 195), (196, 195), (500, 195)] {
        let long = format!("{}.jpeg", "x".repeat(letters));
        assert_eq!(safe_name(&long), Some(format!("{}.jpeg", "x".repeat(kept))), "{letters}");
    }
}

#[test]
fn a_client_learns_where_to_put_a_file_and_where_it_will_be() {
    let mut world = World::new();
    let alice = world.login("alice");
    let answer = pre_sign(&mut world, alice, "alice", json!({}));
    assert_eq!(answer["ErrorCode"], 0, "{answer}");
    let path = format!("/f/{DEFAULT_SDKAPPID}/{}/0f-1.png", owner("alice"));
    assert_eq!(answer["download_url"], format!("http://test{path}"));
    assert_eq!(answer["expired_time"], START_S + 900);
    let upload = answer["upload_url"].as_str().unwrap();
    let ticket = upload.strip_prefix(&format!("http://test{path}?sign=")).unwrap();
    let expected = Ticket { kind: Kind::Image, expires: START_S + 900 };
    assert_eq!(Ticket::verify(ticket, &path, &[KEY.to_owned()], START_S), Ok(expected));
    for (asked, given) in
        [(json!(60), 60), (json!(3600), 3600), (json!(3601), 3600), (json!(0), 900), (json!("x"), 900)]
    {
        let answer = pre_sign(&mut world, alice, "alice", json!({ "Duration": asked }));
        assert_eq!(answer["expired_time"], START_S + given, "{asked}");
    }
    let bob = world.login("bob");
    let answer = pre_sign(&mut world, bob, "bob", json!({}));
    assert_ne!(answer["download_url"], format!("http://test{path}"), "everybody has a folder of his own");
}

#[test]
fn the_address_can_be_set() {
    let mut world = World::with(|config| config.media.public_url = "https://chat.example/tim/".to_owned());
    let alice = world.login("alice");
    let answer = pre_sign(&mut world, alice, "alice", json!({}));
    assert!(answer["download_url"].as_str().unwrap().starts_with("https://chat.example/tim/f/"), "{answer}");
}

/// None of the codes may be 20002 or 70001: clients would take their session for expired.
#[test]
fn what_cannot_be_uploaded_is_refused() {
    let mut world = World::new();
    let alice = world.login("alice");
    for (user, members, code) in [
        ("alice", json!({ "file_type": 4 }), 114_011),
        ("alice", json!({ "file_type": "1" }), 114_011),
        ("alice", json!({ "file_name": "文件" }), 114_011),
        ("alice", json!({ "file_name": 5 }), 114_011),
        ("bob", json!({}), 70_402),
    ] {
        let answer = pre_sign(&mut world, alice, user, members);
        assert_eq!(answer["ErrorCode"], code, "{answer}");
    }
    let nobody = world.connect("alice", "other page");
    assert_eq!(pre_sign(&mut world, nobody, "alice", json!({}))["ErrorCode"], 70_402, "not logged in here");
    let head = json!({ "sdkappid": DEFAULT_SDKAPPID, "identifier": "alice", "usersig": "" });
    for command in ["im_cos_msg.video_cover", "im_cos_sign_svr.cos"] {
        let answer = world.request_with(alice, command, json!({}), head.clone());
        assert_eq!(answer["ErrorCode"], 114_011, "{command}");
    }
}

#[test]
fn a_file_is_found_by_whatever_address_one_comes() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    world.move_to(bob, "http://192.168.1.7:9000");
    world.reconnect(bob);
    world.log_in_again(bob);
    let file = |base: &str| {
        json!([{ "MsgType": "TIMFileElem", "MsgContent": {
            "Url": format!("{base}/f/{DEFAULT_SDKAPPID}/o/a.zip"), "Download_Flag": 2,
        }}])
    };
    let sent = file("http://test");
    world.send_with(alice, "bob", "", json!({ "MsgBody": sent }));
    assert_eq!(world.messages(bob)[0]["MsgBody"], file("http://192.168.1.7:9000"));
    let shown = |world: &mut World, client, peer| {
        let body = json!({ "Peer_Account": peer, "MaxCnt": 1 });
        let history = world.request(client, "openim.getroammsg", body)["MsgList"][0]["MsgBody"].clone();
        let list = world.request(client, "recentcontact.page_get", json!({}));
        assert_eq!(list["SessionItem"][0]["LastMsg"]["MsgBody"], history);
        history
    };
    assert_eq!(shown(&mut world, bob, "alice"), file("http://192.168.1.7:9000"));
    assert_eq!(shown(&mut world, alice, "bob"), sent);
    world.move_to(alice, "https://chat.example");
    world.reconnect(alice);
    world.log_in_again(alice);
    assert_eq!(shown(&mut world, alice, "bob"), file("https://chat.example"));
    // What Bob passes on is the same file.
    world.send_with(bob, "alice", "", json!({ "MsgBody": file("http://192.168.1.7:9000"), "MsgRandom": 2 }));
    assert_eq!(world.messages(alice)[0]["MsgBody"], file("https://chat.example"));
}
