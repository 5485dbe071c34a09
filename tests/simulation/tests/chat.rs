//! Two people, each on a page, through the real server core: what each side sees.

use tim_proto::json;
use tim_simulation::{Settled, World};

#[test]
fn a_message_reaches_the_other_side_and_both_conversations() {
    let mut world = World::new(1);
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let (message, sending) = world.send_text(alice, "bob", "hello");
    assert!(matches!(world.settle(alice, sending), Settled::Resolved(_)));
    assert_eq!(world.client(alice).objects.object(message)["status"], "success");
    world.until(bob, "the message", |bob| !bob.log.received.is_empty());

    let list = world.result(bob, "getConversationList", &[]);
    let conversation = &list["conversationList"][0];
    assert_eq!(conversation["conversationID"], "C2Calice");
    assert_eq!(conversation["unreadCount"], 1);
    assert_eq!(conversation["lastMessage"]["messageForShow"], "hello");
    assert_eq!(conversation["lastMessage"]["payload"], json!({"text": "hello"}));

    let mine = world.client(alice).objects.object(message);
    let theirs = world.result(bob, "getMessageList", &[json!({"conversationID": "C2Calice"})]);
    assert_eq!(theirs["messageList"][0]["ID"], mine["ID"]);
    assert_eq!(theirs["messageList"][0]["flow"], "in");
    assert_eq!(theirs["isCompleted"], true);
}

#[test]
fn reading_tells_the_sender() {
    let mut world = World::new(2);
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let (message, sending) = world.send_text(alice, "bob", "read me");
    world.settle(alice, sending);
    world.until(bob, "the message", |bob| !bob.log.received.is_empty());
    world.result(bob, "setMessageRead", &[json!({"conversationID": "C2Calice"})]);
    world.until(alice, "the receipt", |alice| alice.count("onMessageReadByPeer") == 1);
    assert_eq!(world.client(alice).objects.object(message)["isPeerRead"], true);
    let list = world.result(bob, "getConversationList", &[]);
    assert_eq!(list["conversationList"][0]["unreadCount"], 0);
}

#[test]
fn who_was_away_finds_unread_messages_and_their_history() {
    let mut world = World::new(3);
    let bob = world.login("bob");
    world.result(bob, "logout", &[]);
    let alice = world.login("alice");
    for n in 0..40 {
        let (_, sending) = world.send_text(alice, "bob", &format!("message {n}"));
        world.settle(alice, sending);
    }
    let bob = world.login("bob");
    world.until(bob, "unread counts", |bob| bob.count("onTotalUnreadMessageCountUpdated") > 0);
    let list = world.result(bob, "getConversationList", &[]);
    assert_eq!(list["conversationList"][0]["unreadCount"], 40);
    assert_eq!(list["conversationList"][0]["lastMessage"]["messageForShow"], "message 39");

    let mut texts: Vec<String> = Vec::new();
    let mut before = json!("");
    loop {
        let page = world.result(
            bob,
            "getMessageList",
            &[json!({"conversationID": "C2Calice", "nextReqMessageID": before})],
        );
        let page_texts = page["messageList"].as_array().expect("a list").iter();
        texts.splice(
            0..0,
            page_texts.map(|message| message["payload"]["text"].as_str().expect("a text").to_owned()),
        );
        if page["isCompleted"] == true {
            break;
        }
        before = page["nextReqMessageID"].clone();
    }
    let expected: Vec<String> = (0..40).map(|n| format!("message {n}")).collect();
    assert_eq!(texts, expected);
}

#[test]
fn a_second_page_of_the_same_user_throws_the_first_out() {
    let mut world = World::new(4);
    let first = world.login("alice");
    let second = world.login("alice");
    world.until(first, "the kick", |first| first.count("kickedOut") == 1);
    world.until(first, "the end", |first| first.count("sdkStateNotReady") == 1);
    assert_eq!(world.client(second).count("kickedOut"), 0);
    let refused = world.call(first, "getMyProfile", &[]);
    assert!(matches!(world.settle(first, refused), Settled::Rejected { code: 3003, .. }));
    world.login_on(first, "alice");
}

#[test]
fn what_one_page_changes_of_the_profile_the_other_user_sees_on_the_next_message() {
    let mut world = World::new(5);
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let profile = world.result(alice, "updateMyProfile", &[json!({"nick": "Alice L."})]);
    assert_eq!(profile["nick"], "Alice L.");
    assert_eq!(world.client(alice).count("onProfileUpdated"), 1);
    let (_, sending) = world.send_text(alice, "bob", "hi");
    world.settle(alice, sending);
    world.until(bob, "the message", |bob| !bob.log.received.is_empty());
    let list = world.result(bob, "getConversationList", &[]);
    assert_eq!(list["conversationList"][0]["userProfile"]["nick"], "Alice L.");
}

#[test]
fn logging_in_and_out_in_any_order_settles_every_promise() {
    let mut world = World::new(6);
    let page = world.page();
    let sig = world.user_sig("alice");
    let login = json!({"userID": "alice", "userSig": sig});
    let early = world.call(page, "logout", &[]);
    let first = world.call(page, "login", std::slice::from_ref(&login));
    let twice = world.call(page, "login", std::slice::from_ref(&login));
    assert!(matches!(world.settle(page, early), Settled::Rejected { code: 2024, .. }));
    assert!(matches!(world.settle(page, twice), Settled::Rejected { code: 2025, .. }));
    assert!(matches!(world.settle(page, first), Settled::Resolved(_)));
    let out = world.call(page, "logout", &[]);
    let again = world.call(page, "login", std::slice::from_ref(&login));
    assert!(matches!(world.settle(page, out), Settled::Resolved(_)));
    assert!(matches!(world.settle(page, again), Settled::Resolved(_)), "waits for the logout, then logs in");
    let gone = world.call(page, "destroy", &[]);
    assert!(matches!(world.settle(page, gone), Settled::Resolved(_)));
    assert!(world.client(page).destroyed);
    let dead = world.call(page, "login", &[login]);
    assert!(matches!(world.settle(page, dead), Settled::Rejected { code: 2024, .. }));
    assert_eq!(world.client(page).pending(), 0);
}
