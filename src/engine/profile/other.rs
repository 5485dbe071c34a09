//! The profiles of other users: asked for, and given to the application. Nothing is kept of them here; what a
//! conversation shows of its peer is the conversation's.

use tim_proto::command;
use tim_proto::constants::event;
use tim_proto::json::Gather;
use tim_proto::json::Value;

use super::super::effect::{Class, Effect, ObjectId, Out};
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::{list, text};
use super::{Found, answered, asked, members};

/// So many users can be asked for at once; what is beyond is left out.
const ASKED: usize = 100;

/// `getUserProfile({userIDList})`: resolves with Profile objects, the own one among them the one that
/// `getMyProfile` gives.
pub static GET: Question = Question {
    command: &command::PROFILE_PORTRAIT_GET_ALL,
    plan: |state, args| {
        let users = args.texts("userIDList", ASKED);
        Ok(match users.is_empty() {
            true => Plan::Done(Out::Objects(Vec::new())),
            false => Plan::Send(asked(state.me(), &users)),
        })
    },
    done: |state, _, answer| {
        let found = answered(&answer).into_iter().map(|(user, found)| state.profile_found(&user, found));
        Ok(Out::Objects(found.gather()))
    },
};

impl State {
    fn profile_found(&mut self, user: &str, found: Found) -> ObjectId {
        if user == self.me() {
            return self.own_profile_found(found);
        }
        let object = self.create(Class::Profile, members(&found, user, 0));
        self.effect(Effect::Release(object));
        object
    }

    /// `ProfileDataMod`: the own profile, and those of peers. One event for all that changed.
    pub fn profiles_pushed(&mut self, item: &Value) {
        let mut changed: Vec<ObjectId> = Vec::new();
        for change in list(item, "ProfileDataMod") {
            let (user, found) = (text(change, "Profile_Account"), Found::from_push(change));
            if user == self.me() {
                changed.extend(self.merge_own(found));
                self.rename_own_messages();
            } else {
                self.rename_members(user, &found);
                changed.extend(self.peer_changed(user, found));
            }
        }
        if !changed.is_empty() {
            self.emit(event::PROFILE_UPDATED, Out::Objects(changed));
        }
    }
}
