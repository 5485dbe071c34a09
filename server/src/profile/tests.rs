//! Profiles.

use serde_json::{Value, json};

use crate::testkit::{Client, World};

fn get(world: &mut World, client: Client, users: &[&str]) -> Value {
    let items: Vec<Value> = users
        .iter()
        .map(|user| json!({ "To_Account": user, "StandardSequence": 0, "CustomSequence": 0 }))
        .collect();
    let answer = world.request(
        client,
        "profile.portrait_get_all",
        json!({ "From_Account": "alice", "UserItem": items }),
    );
    assert_eq!(answer["ErrorCode"], 0, "{answer}");
    answer["UserProfileItem"].clone()
}

fn set(world: &mut World, client: Client, fields: &[(&str, Value)]) -> i64 {
    let items: Vec<Value> = fields.iter().map(|(tag, value)| json!({ "Tag": tag, "Value": value })).collect();
    let answer = world.request(client, "profile.portrait_set", json!({ "ProfileItem": items }));
    answer["ErrorCode"].as_i64().unwrap()
}

#[test]
fn a_new_user_has_no_fields_and_an_unknown_one_is_left_out() {
    let mut world = World::new();
    let alice = world.login("alice");
    world.login("bob");
    let profiles = get(&mut world, alice, &["bob", "nobody", "alice"]);
    let expected = json!([
        { "To_Account": "bob", "ProfileItem": [], "StandardSequence": 0, "CustomSequence": 0,
          "ResultCode": 0, "ResultInfo": "" },
        { "To_Account": "alice", "ProfileItem": [], "StandardSequence": 0, "CustomSequence": 0, "ResultCode": 0, "ResultInfo": "" },
    ]);
    assert_eq!(profiles, expected);
}

#[test]
fn what_is_set_is_read_back_by_everybody_and_pushed_to_all_own_instances() {
    let mut world = World::with(|config| config.login.web_instances = 2);
    let (here, there) = (world.login_at("alice", "here"), world.login_at("alice", "there"));
    let bob = world.login("bob");
    let fields = [
        ("Tag_Profile_IM_Nick", json!("Älice 😀")),
        ("Tag_Profile_IM_BirthDay", json!(20_000_101)),
        ("Tag_Profile_IM_AllowType", json!("AllowType_Type_DenyAny")),
        ("Tag_Profile_Custom_Mood1", json!("")),
    ];
    assert_eq!(set(&mut world, here, &fields), 0);
    let expected = json!({ "Event": 8, "ProfileDataMod": [{
        "Profile_Account": "alice",
        "ProfileList": [
            { "Tag": "Tag_Profile_IM_Nick", "ValueBytes": "Älice 😀" },
            { "Tag": "Tag_Profile_IM_BirthDay", "ValueNum": 20_000_101 },
            { "Tag": "Tag_Profile_IM_AllowType", "ValueBytes": "AllowType_Type_DenyAny" },
            { "Tag": "Tag_Profile_Custom_Mood1", "ValueBytes": "" },
        ],
    }]});
    for client in [here, there] {
        assert_eq!(world.push(client), expected);
    }
    assert!(world.is_silent(bob));
    let read: Vec<(String, Value)> = get(&mut world, bob, &["alice"])[0]["ProfileItem"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["Tag"].as_str().unwrap().to_owned(), item["Value"].clone()))
        .collect();
    assert_eq!(read.len(), fields.len());
    for (tag, value) in fields {
        assert!(read.contains(&(tag.to_owned(), value)), "{tag} in {read:?}");
    }
}

#[test]
fn only_what_changes_is_pushed() {
    let mut world = World::new();
    let alice = world.login("alice");
    let nick = |nick: &str| ("Tag_Profile_IM_Nick", json!(nick));
    let level = |level: u32| ("Tag_Profile_IM_Level", json!(level));
    set(&mut world, alice, &[nick("A"), level(1)]);
    world.push(alice);
    assert_eq!(set(&mut world, alice, &[nick("A"), level(1)]), 0);
    assert!(world.is_silent(alice));
    set(&mut world, alice, &[nick("A"), level(2)]);
    let push = world.push(alice);
    assert_eq!(
        push["ProfileDataMod"][0]["ProfileList"],
        json!([{ "Tag": "Tag_Profile_IM_Level", "ValueNum": 2 }])
    );
    set(&mut world, alice, &[nick("B"), nick("C")]);
    assert_eq!(world.push(alice)["ProfileDataMod"][0]["ProfileList"][0]["ValueBytes"], "C");
    set(&mut world, alice, &[nick("")]);
    assert_eq!(world.push(alice)["ProfileDataMod"][0]["ProfileList"][0]["ValueBytes"], "");
}

#[test]
fn fields_take_what_they_are_made_for() {
    let text = |length: usize| json!("x".repeat(length));
    let cases = [
        ("Tag_Profile_IM_Nick", text(500), 0),
        ("Tag_Profile_IM_Nick", text(501), 40601),
        ("Tag_Profile_IM_Nick", json!("字".repeat(167)), 40601),
        ("Tag_Profile_IM_Nick", json!(1), 40610),
        ("Tag_Profile_IM_Nick", json!(null), 40610),
        ("Tag_Profile_IM_Image", text(500), 0),
        ("Tag_Profile_IM_Image", text(501), 40601),
        ("Tag_Profile_IM_SelfSignature", text(500), 0),
        ("Tag_Profile_IM_Location", text(16), 0),
        ("Tag_Profile_IM_Location", text(17), 40601),
        ("Tag_Profile_IM_Gender", json!("Gender_Type_Male"), 0),
        ("Tag_Profile_IM_Gender", json!("Male"), 40605),
        ("Tag_Profile_IM_Gender", json!(1), 40610),
        ("Tag_Profile_IM_AllowType", json!("AllowType_Type_NeedConfirm"), 0),
        ("Tag_Profile_IM_AllowType", json!(""), 40605),
        ("Tag_Profile_IM_BirthDay", json!(u32::MAX), 0),
        ("Tag_Profile_IM_BirthDay", json!(4_294_967_296_u64), 40610),
        ("Tag_Profile_IM_BirthDay", json!(-1), 40610),
        ("Tag_Profile_IM_BirthDay", json!(1.5), 40610),
        ("Tag_Profile_IM_BirthDay", json!("1"), 40610),
        ("Tag_Profile_IM_Language", json!(0), 0),
        ("Tag_Profile_IM_Role", json!(3), 0),
        ("Tag_Profile_IM_MsgSettings", json!(1), 0),
        ("Tag_Profile_IM_MsgSettings", json!(2), 40605),
        ("Tag_Profile_IM_AdminForbidType", json!("AdminForbid_Type_SendOut"), 40008),
        ("Tag_Profile_Custom_a", text(500), 0),
        ("Tag_Profile_Custom_a", text(501), 40601),
        ("Tag_Profile_Custom_a", json!(1), 40610),
        ("Tag_Profile_Custom_Abcd1234", json!("x"), 0),
        ("Tag_Profile_Custom_Abcd12345", json!("x"), 40009),
        ("Tag_Profile_Custom_", json!("x"), 40009),
        ("Tag_Profile_Custom_a-b", json!("x"), 40009),
        ("Tag_Profile_IM_Nothing", json!("x"), 40009),
    ];
    for (tag, value, expected) in cases {
        let mut world = World::new();
        let alice = world.login("alice");
        assert_eq!(set(&mut world, alice, &[(tag, value.clone())]), expected, "{tag} = {value}");
        let kept = get(&mut world, alice, &["alice"])[0]["ProfileItem"].clone();
        let wanted = if expected == 0 { json!([{ "Tag": tag, "Value": value }]) } else { json!([]) };
        assert_eq!(kept, wanted, "{tag} = {value}");
    }
}

#[test]
fn one_bad_field_spoils_all() {
    let mut world = World::new();
    let alice = world.login("alice");
    let fields = [("Tag_Profile_IM_Nick", json!("A")), ("Tag_Profile_IM_Gender", json!("x"))];
    assert_eq!(set(&mut world, alice, &fields), 40605);
    assert_eq!(get(&mut world, alice, &["alice"])[0]["ProfileItem"], json!([]));
    assert!(world.is_silent(alice));
}

#[test]
fn nobody_changes_the_profile_of_somebody_else() {
    let mut world = World::new();
    let alice = world.login("alice");
    let items = json!([{ "Tag": "Tag_Profile_IM_Nick", "Value": "x" }]);
    let code = |answer: Value| answer["ErrorCode"].as_i64().unwrap();
    let other = json!({ "From_Account": "bob", "ProfileItem": items });
    assert_eq!(code(world.request(alice, "profile.portrait_set", other)), 40004);
    let own = json!({ "From_Account": "alice", "ProfileItem": items });
    assert_eq!(code(world.request(alice, "profile.portrait_set", own)), 0);
}

#[test]
fn requests_of_the_wrong_shape_are_refused() {
    let mut world = World::new();
    let alice = world.login("alice");
    let many = vec![json!({ "To_Account": "alice" }); 101];
    for (command, body) in [
        ("profile.portrait_set", json!({})),
        ("profile.portrait_set", json!({ "ProfileItem": [] })),
        ("profile.portrait_set", json!({ "ProfileItem": [{ "Tag": "Tag_Profile_IM_Nick" }] })),
        ("profile.portrait_set", json!({ "ProfileItem": [{ "Value": "x" }] })),
        ("profile.portrait_get_all", json!({})),
        ("profile.portrait_get_all", json!({ "UserItem": ["alice"] })),
        ("profile.portrait_get_all", json!({ "UserItem": many })),
    ] {
        let answer = world.request(alice, command, body.clone());
        assert_eq!(answer["ErrorCode"], 40001, "{command} {body}");
    }
}

#[test]
fn who_knows_the_sequence_of_a_profile_gets_only_what_is_newer() {
    let mut world = World::new();
    let alice = world.login("alice");
    let custom = |text: &str| ("Tag_Profile_Custom_Mood", json!(text));
    set(&mut world, alice, &[("Tag_Profile_IM_Nick", json!("A")), ("Tag_Profile_IM_Level", json!(1))]);
    set(&mut world, alice, &[custom("good")]);
    set(&mut world, alice, &[custom("better")]);
    set(&mut world, alice, &[custom("better")]);
    let mut tags = |standard: u32, custom: u32| -> Vec<String> {
        let known = json!({ "To_Account": "alice", "StandardSequence": standard, "CustomSequence": custom });
        let answer = world.request(alice, "profile.portrait_get_all", json!({ "UserItem": [known] }));
        let item = &answer["UserProfileItem"][0];
        assert_eq!((&item["StandardSequence"], &item["CustomSequence"]), (&json!(1), &json!(2)), "{item}");
        let fields = item["ProfileItem"].as_array().unwrap();
        fields.iter().map(|field| field["Tag"].as_str().unwrap().replace("Tag_Profile_", "")).collect()
    };
    assert_eq!(tags(0, 0), ["IM_Nick", "Custom_Mood", "IM_Level"]);
    assert_eq!(tags(1, 0), ["Custom_Mood"]);
    assert_eq!(tags(1, 1), ["Custom_Mood"]);
    assert_eq!(tags(0, 2), ["IM_Nick", "IM_Level"]);
    assert_eq!(tags(1, 2), [""; 0]);
}
