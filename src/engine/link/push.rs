//! Frames that answer no request. Control pushes are known by their command; all others carry an
//! `EventArray` whose items are told apart by the first key that this table knows, not by their
//! numbers. What an item does is the business of its area.

use tim_proto::command;
use tim_proto::json::Value;

use super::super::state::State;
use super::super::value::{flag, list, number, text};

/// A kind of item: the key that marks it and the function that takes in the whole item.
struct Item {
    key: &'static str,
    take: fn(&mut State, &Value),
}

static ITEMS: [Item; 14] = [
    Item { key: "C2cMsgArray", take: State::c2c_messages_pushed },
    Item { key: "C2cNotifyMsgArray", take: State::c2c_notices_pushed },
    Item { key: "GroupMsgArray", take: State::group_messages_pushed },
    Item { key: "GroupTips", take: State::group_tips_pushed },
    Item { key: "C2cMsgModNotifys", take: State::modified_by_notice },
    Item { key: "GroupMsgModNotifys", take: State::modified_by_notice },
    Item { key: "C2cMsgInfo", take: State::receipts_pushed },
    Item { key: "MsgExtensionNotify", take: State::extensions_pushed },
    Item { key: "C2CReadAllMsg", take: State::all_read_elsewhere },
    Item { key: "ProfileDataMod", take: State::profiles_pushed },
    Item { key: "RecentContactMod", take: State::contacts_pushed },
    Item { key: "SessionItem", take: State::contacts_renewed },
    Item { key: "FriendListMod", take: State::relations_pushed },
    Item { key: "UserStatusList", take: State::statuses_pushed },
];

impl State {
    pub(super) fn take_push(&mut self, servcmd: &str, body: Value) {
        if flag(&body, "NeedAck") {
            let session_data = body.get("SessionData").cloned().unwrap_or(Value::NULL);
            self.send_and_forget(&command::OPENIM_WS_MSG_PUSH_ACK, members![("SessionData", session_data)]);
        }
        if servcmd == command::OVERLOADPUSH_NOTIFY2.servcmd() {
            self.overloaded(&body);
        } else if servcmd == command::STATSVC_KICKOTHER.servcmd() {
            self.log_in_again();
        } else {
            self.take_events(&body);
        }
    }

    /// The items of an `EventArray`; the unread synchronisation carries the same.
    pub fn take_events(&mut self, body: &Value) {
        list(body, "EventArray").iter().for_each(|item| self.take_event(item));
    }

    pub fn take_event(&mut self, item: &Value) {
        let known = ITEMS.iter().find(|known| item.get(known.key).is_some());
        match known {
            Some(known) => (known.take)(self, item),
            None => self.log(-1, "a push of a kind that this version does not know"),
        }
    }

    fn overloaded(&mut self, body: &Value) {
        let command = text(body, "OverLoadServCmd");
        let seconds = number(body, "DelaySecs");
        let until = self.now.saturating_add(seconds.saturating_mul(1000));
        self.link.requests.block(command, until);
    }

    /// Notices between two users: read receipts, reads by another instance of mine, kicks.
    fn c2c_notices_pushed(&mut self, item: &Value) {
        for notice in list(item, "C2cNotifyMsgArray") {
            if let Some(kick) = notice.get("KickoutMsgNotify") {
                self.kicked_out(kick);
            } else if let Some(receipt) = notice.get("C2cReadedReceipt") {
                self.read_by_peer(receipt);
            } else if let Some(read) = notice.get("ReadC2cMsgNotify") {
                self.read_elsewhere(read);
            } else if let Some(withdrawn) = notice.get("WithdrawC2cMsgNotify") {
                self.revoked_by_notice(withdrawn);
            } else if let Some(remind) = notice.get("MuteNotificationsSync") {
                self.remind_pushed(remind);
            }
        }
    }
}
