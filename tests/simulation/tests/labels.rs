//! Marks, custom data and groups of conversations that one page sets while another one deletes the conversation: what
//! both show then, and a page that is opened afterwards.

use tim_proto::json;
use tim_proto::json::Value;
use tim_simulation::{ClientId, World};

const BOB: &str = "C2Cbob";

/// Methods that label the conversation with bob, their options, and what it shows then.
fn labels() -> [(&'static str, Value, Value); 4] {
    let among = |more: Value| {
        let mut options = json!({"conversationIDList": [BOB]});
        let members = options.as_object_mut().expect("an object");
        more.into_object()
            .expect("an object")
            .into_iter()
            .for_each(|(name, value)| members.insert(name, value));
        options
    };
    [
        ("markConversation", among(json!({"markType": 1, "enableMark": true})), json!([[1], "", []])),
        ("setConversationCustomData", among(json!({"customData": "mine"})), json!([[], "mine", []])),
        ("createConversationGroup", among(json!({"groupName": "new"})), json!([[], "", ["new"]])),
        ("addConversationsToGroup", among(json!({"groupName": "old"})), json!([[], "", ["old"]])),
    ]
}

fn shown(world: &mut World, page: ClientId) -> Vec<Value> {
    let list = world.result(page, "getConversationList", &[]);
    let conversations = list["conversationList"].as_array().into_iter().flatten();
    let of_bob = conversations.filter(|conversation| conversation["conversationID"] == BOB);
    of_bob
        .map(|conversation| {
            let label = |name: &str| conversation[name].clone();
            json!([label("markList"), label("customData"), label("conversationGroupList")])
        })
        .collect()
}

/// Two pages of alice, who has heard of bob and has a group of conversations without any.
fn pages() -> (World, ClientId, ClientId) {
    let mut world = World::with_config(1, |config| config.login.web_instances = 3);
    let (here, there) = (world.login("alice"), world.login("alice"));
    // A list without any conversation would be fetched anew whenever it is looked at.
    for user in ["bob", "carol"] {
        let user = world.login(user);
        world.send_text(user, "alice", "hello");
    }
    for page in [here, there] {
        world.until(page, "both messages", |page| page.log.received.len() == 2);
    }
    world.result(
        here,
        "createConversationGroup",
        &[json!({"conversationIDList": [BOB], "groupName": "old"})],
    );
    world.result(
        here,
        "deleteConversationsFromGroup",
        &[json!({"conversationIDList": [BOB], "groupName": "old"})],
    );
    world.until(there, "the group", |page| page.count("onConversationInGroupUpdated") == 1);
    (world, here, there)
}

#[test]
fn what_is_labelled_after_another_page_has_deleted_it_comes_back_at_all_pages() {
    for (method, options, expected) in labels() {
        let (mut world, here, there) = pages();
        let expected = [expected];
        // Neither page knows of what the other one does when it asks.
        let deleting = world.call(there, "deleteConversation", &[BOB.into()]);
        let labelling = world.call(here, method, &[options]);
        world.settle(there, deleting);
        world.settle(here, labelling);
        // All that was pushed has arrived.
        world.run(5_000);
        let late = world.login("alice");
        world.run(5_000);
        for page in [late, here, there] {
            assert_eq!(shown(&mut world, page), expected, "{method}: page {page:?}, late is {late:?}");
        }
    }
}

#[test]
fn what_is_labelled_before_another_page_deletes_it_is_gone_at_all_pages() {
    for (method, options, _) in labels() {
        let (mut world, here, there) = pages();
        let labelling = world.call(here, method, &[options]);
        let deleting = world.call(there, "deleteConversation", &[BOB.into()]);
        world.settle(here, labelling);
        world.settle(there, deleting);
        world.run(5_000);
        let late = world.login("alice");
        world.run(5_000);
        for page in [late, here, there] {
            assert!(shown(&mut world, page).is_empty(), "{method}: page {page:?}, late is {late:?}");
        }
    }
}
