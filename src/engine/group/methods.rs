//! The methods of this area, one row each; see [`super::super::method`].

use super::super::argument::{Kind, Rule, Shape, optional, required};
use super::super::method::{Gate, Method, Run, task};
use super::{application, attribute, change, counter, join, list, mark, member, room, topic};

const GROUP: &[Rule] = &[required("groupID", Kind::Text)];
/// What makers and changers of a group say of it.
const PROFILE: &[Rule] = &[
    optional("introduction", Kind::AnyText),
    optional("notification", Kind::AnyText),
    optional("avatar", Kind::AnyText),
    optional("maxMemberNum", Kind::Number),
    optional("joinOption", Kind::Text),
    optional("inviteOption", Kind::Text),
    optional("groupCustomField", Kind::Array),
];
/// What makers and changers of a topic say of it.
const TOPIC: &[Rule] = &[
    optional("avatar", Kind::AnyText),
    optional("introduction", Kind::AnyText),
    optional("notification", Kind::AnyText),
    optional("customData", Kind::AnyText),
];
const TOPICS: &[Rule] = &[optional("topicIDList", Kind::AnyTexts)];
const USERS: &[Rule] = &[required("userIDList", Kind::Texts)];
/// Nobody named is the user.
const MEMBER: &[Rule] = &[optional("userID", Kind::AnyText)];
const ATTRIBUTES: Shape = Shape::Options(&[GROUP, &[required("groupAttributes", Kind::TextsByKey)]]);
const KEYS: Shape = Shape::Options(&[GROUP, &[required("keyList", Kind::AnyTexts)]]);
const COUNTER: Shape =
    Shape::Options(&[GROUP, &[required("key", Kind::Text), required("value", Kind::Step)]]);
const ID: Shape = Shape::One("groupID", Kind::Text);

/// A method that needs a login and sends one request.
const fn asks(name: &'static str, takes: Shape, run: Run) -> Method {
    Method { name, promise: true, gate: Gate::Ready, takes, run }
}

pub static METHODS: &[Method] = &[
    asks(
        "getGroupList",
        Shape::MaybeOptions(&[optional("groupProfileFilter", Kind::Array)]),
        Run::Task(|ctx, args| task(list::get(ctx, args, false))),
    ),
    asks("getJoinedCommunityList", Shape::Free, Run::Task(|ctx, args| task(list::get(ctx, args, true)))),
    asks(
        "getGroupProfile",
        Shape::Options(&[
            GROUP,
            &[
                optional("groupCustomFieldFilter", Kind::Array),
                optional("memberCustomFieldFilter", Kind::Array),
            ],
        ]),
        Run::Task(|ctx, args| task(list::get_profile(ctx, args))),
    ),
    asks(
        "createGroup",
        Shape::Options(&[
            &[
                required("name", Kind::Text),
                optional("type", Kind::Text),
                optional("groupID", Kind::Text),
                optional("memberList", Kind::Array),
                optional("isSupportTopic", Kind::Flag),
            ],
            PROFILE,
        ]),
        Run::Task(|ctx, args| task(change::create(ctx, args))),
    ),
    asks("dismissGroup", ID, Run::Ask(&change::DISMISS)),
    asks(
        "updateGroupProfile",
        Shape::Options(&[
            GROUP,
            &[optional("name", Kind::AnyText), optional("muteAllMembers", Kind::Flag)],
            PROFILE,
        ]),
        Run::Ask(&change::UPDATE),
    ),
    Method {
        gate: Gate::Always,
        ..asks(
            "joinGroup",
            Shape::Options(&[
                GROUP,
                &[optional("type", Kind::Text), optional("applyMessage", Kind::AnyText)],
            ]),
            Run::Task(|ctx, args| task(join::join(ctx, args))),
        )
    },
    Method { gate: Gate::Always, ..asks("quitGroup", ID, Run::Ask(&change::QUIT)) },
    Method { gate: Gate::Always, ..asks("getGroupOnlineMemberCount", ID, Run::Ask(&room::COUNT)) },
    asks("searchGroupByID", ID, Run::Ask(&change::SEARCH)),
    asks(
        "changeGroupOwner",
        Shape::Options(&[GROUP, &[required("newOwnerID", Kind::Text)]]),
        Run::Ask(&change::GIVE),
    ),
    asks(
        "getGroupApplicationList",
        Shape::Free,
        Run::Task(|ctx, args| task(application::get_list(ctx, args))),
    ),
    asks("handleGroupApplication", Shape::Free, Run::Ask(&application::HANDLE)),
    asks(
        "getGroupMemberList",
        Shape::Options(&[GROUP, &[optional("count", Kind::Number)]]),
        Run::Task(|ctx, args| task(member::get_list(ctx, args))),
    ),
    asks(
        "getGroupMemberProfile",
        Shape::Options(&[GROUP, USERS, &[optional("memberCustomFieldFilter", Kind::Array)]]),
        Run::Task(|ctx, args| task(member::get_profiles(ctx, args))),
    ),
    asks("addGroupMember", Shape::Options(&[GROUP, USERS]), Run::Ask(&member::ADD)),
    asks(
        "deleteGroupMember",
        Shape::Options(&[
            GROUP,
            USERS,
            &[optional("reason", Kind::AnyText), optional("duration", Kind::Number)],
        ]),
        Run::Ask(&member::DELETE),
    ),
    asks(
        "setGroupMemberMuteTime",
        Shape::Options(&[GROUP, &[required("userID", Kind::Text), required("muteTime", Kind::Size)]]),
        Run::Task(|ctx, args| task(member::set(ctx, args, member::mute_time))),
    ),
    asks(
        "setGroupMemberRole",
        Shape::Options(&[GROUP, &[required("userID", Kind::Text), required("role", Kind::Text)]]),
        Run::Task(|ctx, args| task(member::set(ctx, args, member::role))),
    ),
    asks(
        "setGroupMemberNameCard",
        Shape::Options(&[GROUP, MEMBER, &[required("nameCard", Kind::AnyText)]]),
        Run::Task(|ctx, args| task(member::set(ctx, args, member::name_card))),
    ),
    asks(
        "setGroupMemberCustomField",
        Shape::Options(&[GROUP, MEMBER, &[required("memberCustomField", Kind::Array)]]),
        Run::Task(|ctx, args| task(member::set(ctx, args, member::custom))),
    ),
    asks(
        "markGroupMemberList",
        Shape::Options(&[
            GROUP,
            USERS,
            &[required("markType", Kind::Mark), required("enableMark", Kind::Flag)],
        ]),
        Run::Ask(&mark::MARK),
    ),
    asks("initGroupAttributes", ATTRIBUTES, Run::Ask(&attribute::INIT)),
    asks("setGroupAttributes", ATTRIBUTES, Run::Ask(&attribute::SET)),
    asks("deleteGroupAttributes", KEYS, Run::Ask(&attribute::DELETE)),
    asks("getGroupAttributes", KEYS, Run::Ask(&attribute::GET)),
    asks(
        "setGroupCounters",
        Shape::Options(&[GROUP, &[required("counters", Kind::Object)]]),
        Run::Ask(&counter::SET),
    ),
    asks("increaseGroupCounter", COUNTER, Run::Ask(&counter::UP)),
    asks("decreaseGroupCounter", COUNTER, Run::Ask(&counter::DOWN)),
    asks(
        "getGroupCounters",
        Shape::Options(&[GROUP, &[optional("keyList", Kind::AnyTexts)]]),
        Run::Ask(&counter::GET),
    ),
    asks(
        "createTopicInCommunity",
        Shape::Options(&[GROUP, &[required("topicName", Kind::Text)], TOPIC]),
        Run::Ask(&topic::CREATE),
    ),
    asks("deleteTopicFromCommunity", Shape::Options(&[GROUP, TOPICS]), Run::Ask(&topic::DELETE)),
    asks(
        "updateTopicProfile",
        Shape::Options(&[
            GROUP,
            &[
                required("topicID", Kind::Text),
                optional("topicName", Kind::AnyText),
                optional("muteAllMembers", Kind::Flag),
            ],
            TOPIC,
        ]),
        Run::Ask(&topic::UPDATE),
    ),
    asks("getTopicList", Shape::Options(&[GROUP, TOPICS]), Run::Ask(&topic::LIST)),
];
