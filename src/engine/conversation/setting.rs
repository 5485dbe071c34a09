//! What a user sets on a conversation for all of their instances: whether it is pinned, and how its messages
//! are announced. Marks and custom data are in [`super::mark`].

use tim_proto::code;
use tim_proto::command;
use tim_proto::constants::types;
use tim_proto::json::Gather;
use tim_proto::json::Value;

use super::super::effect::Out;
use super::super::error::Error;
use super::super::event::ListEvent;
use super::super::link::request::Request;
use super::super::message::in_group;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{list, number, object, text};
use super::contact::contact;

/// So many remind types can be set at once; what is beyond is left out.
const AT_MOST: usize = 30;

/// The remind types by their numbers on the wire.
pub static REMIND_TYPES: [&str; 3] =
    [types::MSG_REMIND_ACPT_AND_NOTE, types::MSG_REMIND_DISCARD, types::MSG_REMIND_ACPT_NOT_NOTE];

/// How messages of a conversation are announced: an index into [`REMIND_TYPES`].
pub type Remind = usize;

/// What is said of peers' remind types: by the server, and by whom it was told. Kept by user, because it holds
/// for conversations that begin later, too.
#[derive(Default)]
pub struct Reminds {
    known: Vec<(String, Remind)>,
    /// How far the server's list is known.
    sequence: u64,
}

impl Reminds {
    pub fn of(&self, peer: &str) -> Option<Remind> {
        self.known.iter().find(|(known, _)| known == peer).map(|(_, remind)| *remind)
    }
}

/// `pinConversation({conversationID, isPinned})`: without a request if it is so already.
pub static PIN: Question = Question {
    command: &command::RECENTCONTACT_TOP,
    plan: |state, args| {
        let id = args.text("conversationID");
        let conversation = state.conversations.listed_as(id);
        let conversation = conversation.ok_or_else(|| Error::client(code::CONVERSATION_NOT_FOUND))?;
        if conversation.pinned == args.flag("isPinned") {
            return Ok(Plan::Done(named(id)));
        }
        Ok(Plan::Send(members![
            ("From_Account", state.me()),
            ("OperationType", if args.flag("isPinned") { 1 } else { 2 }),
            ("RecentContactItem", Value::from(vec![object(contact(conversation, "GroupId"))]))
        ]))
    },
    done: |state, args, _| {
        let id = args.text("conversationID");
        state.set_pinned(vec![id.clone()], args.flag("isPinned"));
        Ok(named(id))
    },
};

fn named(id: &String) -> Out {
    Out::Value(object(members![("conversationID", id)]))
}

/// `setMessageRemindType({userIDList | groupID, messageRemindType})`.
pub static REMIND: Question = Question {
    command: &command::OPENIM_SET_C2C_PEER_MUTE_NOTIFICATIONS,
    plan: |state, args| {
        if args.get("groupID").is_some() {
            let fill = members![("Member_Account", state.me()), ("MsgFlag", args.text("messageRemindType"))];
            let fill = in_group(args.text("groupID"), fill);
            return Ok(Plan::Ask(Request::new(&command::GROUP_OPEN_HTTP_SVC_MODIFY_GROUP_MEMBER_INFO, fill)));
        }
        if args.get("userIDList").is_none() {
            return Ok(Plan::Done(Out::Undefined));
        }
        Ok(Plan::Send(members![
            ("Peer_Account", args.texts("userIDList", AT_MOST).into_iter().collect::<Value>()),
            ("Mute_Notifications", Value::from(remind_type(args.text("messageRemindType"))))
        ]))
    },
    done: |state, args, answer| {
        if args.get("groupID").is_some() {
            return Ok(state.remind_set(args.text("groupID"), args.text("messageRemindType")));
        }
        let remind = remind_type(args.text("messageRemindType"));
        let failures = list(&answer, "ErrorList");
        let mut set = args.texts("userIDList", AT_MOST);
        set.retain(|user| !failures.iter().any(|failure| text(failure, "Peer_Account") == user));
        state.set_reminds(set.iter().map(|user| (user.as_str(), remind)).gather());
        let set = set.into_iter().map(|user| object(members![("userID", user)]));
        let failed = failures.iter().map(|failure| {
            object(members![
                ("userID", text(failure, "Peer_Account")),
                ("code", number(failure, "ErrorCode"))
            ])
        });
        Ok(Out::Value(object(members![
            ("successUserIDList", set.collect::<Value>()),
            ("failureUserIDList", failed.collect::<Value>())
        ])))
    },
};

pub fn remind_type(name: &str) -> Remind {
    REMIND_TYPES.iter().position(|known| *known == name).unwrap_or_default()
}

impl State {
    /// Here or by another instance.
    pub(super) fn set_pinned(&mut self, ids: Vec<String>, pinned: bool) {
        let mut changed = false;
        for id in ids {
            let found = self.conversations.get_mut(&id).filter(|found| found.pinned != pinned);
            if let Some(conversation) = found {
                conversation.pinned = pinned;
                let object = conversation.object;
                self.patch_value(object, "isPinned", pinned);
                changed = true;
            }
        }
        if changed {
            self.raise(ListEvent::Conversations);
        }
    }

    fn set_reminds(&mut self, reminds: Vec<(&str, Remind)>) {
        let mut changed = false;
        for (peer, remind) in reminds {
            if remind >= REMIND_TYPES.len() {
                continue;
            }
            let known = &mut self.conversations.reminds.known;
            match known.iter_mut().find(|(known, _)| known == peer) {
                Some(known) => known.1 = remind,
                None => known.push((peer.to_owned(), remind)),
            }
            changed |= self.set_remind(&format!("{}{peer}", types::CONV_C2C), remind);
        }
        if changed {
            self.raise_conversations();
        }
    }

    /// How the messages of a conversation are announced. Whether that is news.
    pub(super) fn set_remind(&mut self, id: &str, remind: Remind) -> bool {
        let Some(name) = REMIND_TYPES.get(remind) else { return false };
        let found = self.conversations.get_mut(id).filter(|found| found.remind != Some(remind));
        let Some(conversation) = found else { return false };
        conversation.remind = Some(remind);
        let object = conversation.object;
        self.patch_value(object, "messageRemindType", *name);
        true
    }

    /// After the list is complete: asks for what it does not tell.
    pub fn fetch_settings(&mut self) {
        self.fetch_groups_from(0);
        self.fetch_reminds();
    }

    /// Asks for the remind types that were set since it was asked last.
    fn fetch_reminds(&mut self) {
        let fill = members![("UpdateSeq", self.conversations.reminds.sequence)];
        let request = Request::new(&command::OPENIM_GET_C2C_PEER_MUTE_NOTIFICATIONS, fill);
        self.fetch(request, |state, answer| {
            state.conversations.reminds.sequence = number(&answer, "UpdateSeq");
            let listed = list(&answer, "MuteNotificationsList").iter();
            state.set_reminds(listed.map(|item| remind(item, "Peer_Account")).gather());
        });
    }

    /// `MuteNotificationsSync`: another instance has set the remind type of a peer.
    pub fn remind_pushed(&mut self, notice: &Value) {
        self.set_reminds(vec![remind(notice, "To_Account")]);
    }
}

fn remind<'a>(item: &'a Value, who: &str) -> (&'a str, Remind) {
    (text(item, who), usize::try_from(number(item, "MuteNotifications")).unwrap_or(usize::MAX))
}
