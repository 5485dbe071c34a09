//! Mentions: who has named the user, or everybody, in a group since its conversation was read.

use tim_proto::command;
use tim_proto::json::Value;

use super::super::link::request::Request;
use super::super::state::State;
use super::super::value::{number, object, text};

impl State {
    /// Somebody has mentioned the user: `{from, groupID, messageSequence, atTypeArray, __random, __sequence}`.
    pub fn add_mention(&mut self, id: &str, mention: Value) {
        let Some(conversation) = self.conversations.get_mut(id) else { return };
        conversation.mentions.push(mention);
        self.show_mentions(id);
        self.conversation_changed(id);
    }

    /// They are seen: what tells the server so, if there were any. What is unread is read next.
    pub fn forget_mentions(&mut self, id: &str) -> Option<Request> {
        let me = self.me().to_owned();
        let conversation = self.conversations.get_mut(id).filter(|known| !known.mentions.is_empty())?;
        let seen = std::mem::take(&mut conversation.mentions);
        let named = seen.iter().map(|mention| {
            object(members![
                ("From_Account", text(mention, "from")),
                ("To_Account", me.as_str()),
                ("MsgSeq", number(mention, "__sequence")),
                ("MsgRandom", number(mention, "__random")),
                ("GroupId", conversation.peer.user_id.as_str()),
            ])
        });
        let request =
            Request::new(&command::OPENIM_DELETEMSG, members![("DelMsgList", named.collect::<Value>())]);
        let is_read = conversation.unread == 0;
        self.show_mentions(id);
        if is_read {
            self.conversation_changed(id);
        }
        Some(request)
    }

    fn show_mentions(&mut self, id: &str) {
        let Some(conversation) = self.conversations.get(id) else { return };
        let mentions = conversation.mentions.iter().cloned().collect::<Value>();
        self.show(id, "groupAtInfoList", mentions);
    }
}
