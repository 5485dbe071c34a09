//! The methods of this area, one row each; see [`super::super::method`].

use super::super::argument::check_message;
use super::super::method::{Method, Run, row, task};
use super::history::find;
use super::{create_custom, create_face, create_location, create_text, get_list, resend, send, set_read};
use super::{delete, extension, hopping, modify, read, receipt, relay, revoke, translate};

/// The signature of a `create…Message`: the members of every one, and more.
macro_rules! creates {
    ($name:literal $(, $more:literal)?) => {
        concat!(
            $name,
            "({to:text,conversationType:text,payload:object,priority?:text,cloudCustomData?:text,\
             needReadReceipt?:flag,isSupportExtension?:flag,receiverList?:array",
            $(",", $more,)?
            "})"
        )
    };
}
pub(in super::super) use creates;

pub static METHODS: &[Method] = &[
    row(creates!("createTextMessage", "payload.text:text"), Run::Now(create_text)),
    row(
        creates!(
            "createCustomMessage",
            "payload.data?:text,payload.description?:text,payload.extension?:text"
        ),
        Run::Now(create_custom),
    ),
    row(creates!("createFaceMessage", "payload.index:number,payload.data:anyText"), Run::Now(create_face)),
    row(
        creates!(
            "createLocationMessage",
            "payload.description:anyText,payload.longitude:number,payload.latitude:number"
        ),
        Run::Now(create_location),
    ),
    row("sendMessage(message:message)", Run::Task(|ctx, args| task(send(ctx, args)))),
    row("resendMessage(message:message)", Run::Task(|ctx, args| task(resend(ctx, args)))),
    row(
        "revokeMessage(message:liveMessage)",
        Run::Checked(&(
            |method, args| check_message(method, args, revoke::refused),
            Run::Ask(&revoke::REVOKE),
        )),
    ),
    row("deleteMessage(messageList:messages)", Run::Ask(&delete::DELETE)),
    row(
        "modifyMessage(message:liveMessage)",
        Run::Checked(&(
            |method, args| check_message(method, args, modify::refused),
            Run::Ask(&modify::MODIFY),
        )),
    ),
    row(
        "getMessageList({conversationID:conversation,nextReqMessageID?:text,count?:count})",
        Run::Task(|ctx, args| task(get_list(ctx, args))),
    ),
    row("setMessageRead({conversationID:conversation})", Run::Task(|ctx, args| task(set_read(ctx, args)))),
    row(
        creates!("createTextAtMessage", "payload.text:text,payload.atUserList?:array"),
        Run::Now(create_text),
    ),
    row(
        creates!(
            "createMergerMessage",
            "payload.messageList:array,payload.compatibleText:text,payload.title?:anyText,\
             payload.abstractList?:texts"
        ),
        Run::Now(relay::create_merger),
    ),
    row(creates!("createForwardMessage"), Run::Now(relay::create_forward)),
    row("downloadMergerMessage()", Run::Ask(&relay::DOWNLOAD)),
    row("findMessage()", Run::Now(find)),
    row(
        "getMessageListHopping({conversationID:conversation,count?:count,direction?:direction,\
         time?:number,sequence?:number})",
        Run::Ask(&hopping::HOP),
    ),
    row("setAllMessageRead(options?:options|{scope?:scope})", Run::Ask(&read::READ_ALL)),
    row("sendMessageReadReceipt(messageList:messages)", Run::Ask(&receipt::SEND)),
    row("getMessageReadReceiptList(messageList:messages)", Run::Ask(&receipt::GET_LIST)),
    row("getGroupMessageReadMemberList({message:object})", Run::Ask(&receipt::READERS_OF)),
    row(
        "setMessageExtensions(message:liveMessage)",
        Run::Checked(&(extension::check_pairs, Run::Ask(&extension::SET_PAIRS))),
    ),
    row(
        "deleteMessageExtensions(message:liveMessage)",
        Run::Checked(&(extension::check_keys, Run::Ask(&extension::DELETE_PAIRS))),
    ),
    row(
        "getMessageExtensions(message:liveMessage)",
        Run::Checked(&(
            |method, args| check_message(method, args, extension::refused),
            Run::Task(|ctx, args| task(extension::get(ctx, args))),
        )),
    ),
    row(
        "translateText({sourceTextList:texts,sourceLanguage:text,targetLanguage:text})",
        Run::Ask(&translate::TRANSLATE),
    ),
];
