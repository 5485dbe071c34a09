//! The other party of a C2C conversation: who it is, as far as lists, messages, pushes and profiles tell.

use tim_proto::command;
use tim_proto::constants::types;
use tim_proto::json::Gather;
use tim_proto::json::Value;

use super::super::context::Ctx;
use super::super::effect::{Fields, ObjectId};
use super::super::link::request::Request;
use super::super::message::Stored;
use super::super::profile::{self, Found};
use super::super::state::State;
use super::super::value::list;
use super::Conversation;

pub struct Peer {
    /// Or the group's ID.
    pub user_id: String,
    /// The Profile object in the conversation's `userProfile`; groups have none.
    pub(super) profile: Option<ObjectId>,
    /// What it holds.
    pub(super) found: Found,
}

impl Peer {
    pub fn nick(&self) -> &str {
        self.found.text("nick")
    }

    pub fn avatar(&self) -> &str {
        self.found.text("avatar")
    }
}

impl Conversation {
    fn messages_of(&self, out: bool) -> impl Iterator<Item = ObjectId> {
        let of = move |message: &&Stored| message.out == out;
        self.timeline.messages().iter().filter(of).map(|message| message.object)
    }
}

impl State {
    /// Asks for what a message does not tell of its conversation: until when the peer has read, and who
    /// the peer is.
    pub(super) fn introduce(&mut self, peer: String) {
        if self.conversations.strangers.is_empty() {
            // The tasks run when this input is dealt with: they ask for all that it brought.
            self.spawn(async move |ctx| {
                let strangers = ctx.with(|state| std::mem::take(&mut state.conversations.strangers));
                let peers = strangers.clone();
                ctx.with(|state| state.spawn(async move |ctx| fetch_peers(ctx, &peers).await));
                fetch_read_times(ctx, &strangers).await;
            });
        }
        self.conversations.strangers.push(peer);
    }

    /// News of a peer: the conversation's `userProfile` changes in place, and with a new nick or avatar the
    /// messages, too. The Profile object, if it is a change.
    pub fn peer_changed(&mut self, peer: &str, news: Found) -> Option<ObjectId> {
        let conversation = self.conversations.get_mut(&format!("{}{peer}", types::CONV_C2C))?;
        let known = &mut conversation.peer;
        let (nick, avatar) = (known.nick().to_owned(), known.avatar().to_owned());
        if !known.found.merge(news) {
            return None;
        }
        let (object, fields) = (known.profile?, known.found.members());
        let names =
            (known.nick() != nick || known.avatar() != avatar).then(|| names(known.nick(), known.avatar()));
        let messages: Vec<ObjectId> = conversation.messages_of(false).gather();
        self.patch(object, fields);
        if let Some(names) = names {
            self.patch_all(messages, &names);
        }
        Some(object)
    }

    /// My nick or avatar has changed: the messages that I sent show the new ones.
    pub fn rename_own_messages(&mut self) {
        let (nick, avatar) = self.profiles.own_nick_and_avatar();
        let mine = self.conversations.list.iter().flat_map(|conversation| conversation.messages_of(true));
        let mine = mine.gather();
        self.patch_all(mine, &names(&nick, &avatar));
    }

    fn patch_all(&mut self, objects: Vec<ObjectId>, fields: &Fields) {
        for object in objects {
            self.patch(object, fields.clone());
        }
    }
}

fn names(nick: &str, avatar: &str) -> Fields {
    members![("nick", nick), ("avatar", avatar)]
}

async fn fetch_read_times(ctx: Ctx, peers: &[String]) {
    let fill = members![("To_Account", peers.iter().map(String::as_str).collect::<Value>())];
    if let Ok(answer) = ctx.request(Request::new(&command::OPENIM_GET_PEER_READ_TIME, fill)).await {
        let times = list(&answer, "ReadTime").iter().map(|time| time.as_u64().unwrap_or(0));
        ctx.with(|state| {
            for (peer, until) in peers.iter().zip(times) {
                state.peer_has_read(&format!("{}{peer}", types::CONV_C2C), until);
            }
        });
    }
}

async fn fetch_peers(ctx: Ctx, peers: &[String]) {
    let Ok(found) = profile::fetch(ctx, peers).await else { return };
    ctx.with(|state| {
        for (peer, found) in found {
            state.peer_changed(&peer, found);
        }
    });
}
