//! Marks of the members of chat rooms: numbers by which the list of members can be asked for.

use tim_proto::command;
use tim_proto::json::Value;

use super::super::effect::Out;
use super::super::method::{Plan, Question};
use super::super::value::{list, object, text};

/// So many members are marked at once; what is beyond is left out.
const AT_MOST: usize = 500;
/// What is done with the marks.
const SET: u64 = 1;
const CLEAR: u64 = 2;

/// `markGroupMemberList({groupID, userIDList, markType, enableMark})`: resolves with whom that was done to.
pub static MARK: Question = Question {
    command: &command::GROUP_OPEN_AVCHATROOM_HTTP_SVC_MODIFY_USER_INFO,
    plan: |_, args| {
        let mark = args.get("markType").cloned().unwrap_or_default();
        let mut members: Vec<Value> = Vec::new();
        for user in args.texts("userIDList", AT_MOST) {
            let marks = Value::from(vec![mark.clone()]);
            members.push(object(members![("Member_Account", user), ("Marks", marks)]));
        }
        Ok(Plan::Send(members![
            ("GroupId", args.text("groupID")),
            ("CommandType", if args.flag("enableMark") { SET } else { CLEAR }),
            ("MemberList", members),
        ]))
    },
    done: |_, args, answer| {
        let named = list(&answer, "MemberList");
        let (mut done, mut failed): (Vec<Value>, Vec<Value>) = Default::default();
        for user in args.texts("userIDList", usize::MAX) {
            let is_done = named.iter().any(|member| *text(member, "Member_Account") == user);
            if is_done { &mut done } else { &mut failed }.push(user.into());
        }
        Ok(Out::Value(object(members![("successUserIDList", done), ("failureUserIDList", failed)])))
    },
};
