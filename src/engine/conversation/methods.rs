//! The methods of this area, one row each; see [`super::super::method`].

use super::super::argument::{Kind, Rule, Shape, optional, required};
use super::super::method::{Gate, Method, Run, task};
use super::setting::REMIND_TYPES;
use super::{group, info, list, mark, remove, setting};

/// Of every method that is about several conversations.
const CONVERSATIONS: &[Rule] = &[required("conversationIDList", Kind::Texts)];
const GROUP: &[Rule] = &[required("groupName", Kind::Text)];
const NEW_NAME: Kind = Kind::Sized(1, 32, "a string of 1 to 32 characters");
const REMIND: Kind = Kind::OneOf(&REMIND_TYPES, "one of TIM.TYPES.MSG_REMIND_…");

pub static METHODS: &[Method] = &[
    Method {
        name: "getConversationList",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Free,
        run: Run::Task(|ctx, args| task(list::get_list(ctx, args))),
    },
    Method {
        name: "getConversationProfile",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::One("conversationID", Kind::ConversationId),
        run: Run::Ask(&info::PROFILE),
    },
    Method {
        name: "getTotalUnreadMessageCount",
        promise: false,
        gate: Gate::Ready,
        takes: Shape::Free,
        run: Run::Now(list::total_unread),
    },
    Method {
        name: "deleteConversation",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::OneOr(
            "conversationID",
            Kind::ConversationId,
            &[&[
                required("conversationIDList", Kind::ConversationIds),
                optional("clearHistoryMessage", Kind::Flag),
            ]],
        ),
        run: Run::Ask(&remove::DELETE),
    },
    Method {
        name: "clearHistoryMessage",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::One("conversationID", Kind::ConversationId),
        run: Run::Task(|ctx, args| task(remove::clear_history(ctx, args))),
    },
    Method {
        name: "pinConversation",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[&[
            required("conversationID", Kind::ConversationId),
            required("isPinned", Kind::Flag),
        ]]),
        run: Run::Ask(&setting::PIN),
    },
    Method {
        name: "setMessageRemindType",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[&[
            optional("userIDList", Kind::Texts),
            optional("groupID", Kind::Text),
            required("messageRemindType", REMIND),
        ]]),
        run: Run::Ask(&setting::REMIND),
    },
    Method {
        name: "setConversationCustomData",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[
            CONVERSATIONS,
            &[required("customData", Kind::Sized(0, 256, "a string of at most 256 characters"))],
        ]),
        run: Run::Ask(&mark::CUSTOM_DATA),
    },
    Method {
        name: "markConversation",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[
            CONVERSATIONS,
            &[required("markType", Kind::Bit), required("enableMark", Kind::Flag)],
        ]),
        run: Run::Ask(&mark::MARK),
    },
    Method {
        name: "getConversationGroupList",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Free,
        run: Run::Now(group::get),
    },
    Method {
        name: "createConversationGroup",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[CONVERSATIONS, &[required("groupName", NEW_NAME)]]),
        run: Run::Ask(&group::CREATE),
    },
    Method {
        name: "deleteConversationGroup",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::One("groupName", Kind::Text),
        run: Run::Ask(&group::DELETE),
    },
    Method {
        name: "renameConversationGroup",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[&[required("oldName", Kind::Text), required("newName", NEW_NAME)]]),
        run: Run::Ask(&group::RENAME),
    },
    Method {
        name: "addConversationsToGroup",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[CONVERSATIONS, GROUP]),
        run: Run::Ask(&group::ADD),
    },
    Method {
        name: "deleteConversationsFromGroup",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[CONVERSATIONS, GROUP]),
        run: Run::Ask(&group::REMOVE),
    },
];
