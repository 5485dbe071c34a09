//! The methods of this area, one row each; see [`super::super::method`].

use super::super::method::{Method, Run, row, task};
use super::{group, info, list, mark, remove, setting};

pub static METHODS: &[Method] = &[
    row("getConversationList()", Run::Task(|ctx, args| task(list::get_list(ctx, args)))),
    row("getConversationProfile(conversationID:conversation)", Run::Ask(&info::PROFILE)),
    row("getTotalUnreadMessageCount()", Run::Now(list::total_unread)),
    row(
        "deleteConversation(conversationID:conversation|\
         {conversationIDList:conversations,clearHistoryMessage?:flag})",
        Run::Ask(&remove::DELETE),
    ),
    row(
        "clearHistoryMessage(conversationID:conversation)",
        Run::Task(|ctx, args| task(remove::clear_history(ctx, args))),
    ),
    row("pinConversation({conversationID:conversation,isPinned:flag})", Run::Ask(&setting::PIN)),
    row(
        "setMessageRemindType({userIDList?:texts,groupID?:text,messageRemindType:remindType})",
        Run::Ask(&setting::REMIND),
    ),
    row(
        "setConversationCustomData({conversationIDList:texts,customData:customData})",
        Run::Ask(&mark::CUSTOM_DATA),
    ),
    row("markConversation({conversationIDList:texts,markType:bit,enableMark:flag})", Run::Ask(&mark::MARK)),
    row("getConversationGroupList()", Run::Known(group::get)),
    row("createConversationGroup({conversationIDList:texts,groupName:newName})", Run::Ask(&group::CREATE)),
    row("deleteConversationGroup(groupName:text)", Run::Ask(&group::DELETE)),
    row("renameConversationGroup({oldName:text,newName:newName})", Run::Ask(&group::RENAME)),
    row("addConversationsToGroup({conversationIDList:texts,groupName:text})", Run::Ask(&group::ADD)),
    row("deleteConversationsFromGroup({conversationIDList:texts,groupName:text})", Run::Ask(&group::REMOVE)),
];
