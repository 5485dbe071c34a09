//! Profiles: which members they have and what may be in them ([`field`]), the own one and changes of it
//! ([`own`]), those of others ([`other`]). Whose profile a conversation shows is the conversation's business.

mod field;
mod methods;
mod other;
mod own;

use tim_proto::command;
use tim_proto::json::Gather;
use tim_proto::json::{Members, Value};

use super::context::Ctx;
use super::effect::{Fields, ObjectId};
use super::error::Error;
use super::link::request::Request;
use super::value::{list, object};

pub use field::{Found, blank};
pub use methods::METHODS;
pub use own::fetch_own;
use own::{get_own, update_own};

/// The own profile: its object and what it holds, to tell whether an update changes anything.
#[derive(Default)]
pub struct Profiles {
    own: Option<Own>,
}

struct Own {
    object: ObjectId,
    found: Found,
}

impl Profiles {
    /// What goes into the messages that are made here.
    pub fn own_nick_and_avatar(&self) -> (String, String) {
        let text = |key| self.own.as_ref().map_or("", |own| own.found.text(key)).to_owned();
        (text("nick"), text("avatar"))
    }
}

/// Fetches profiles; users who do not exist are missing in the result.
pub async fn fetch(ctx: Ctx, user_ids: &[String]) -> Result<Vec<(String, Found)>, Error> {
    let fill = ctx.with(|state| asked(state.me(), user_ids));
    let answer = ctx.request(Request::new(&command::PROFILE_PORTRAIT_GET_ALL, fill)).await?;
    Ok(answered(&answer))
}

/// The body of the question for profiles.
pub fn asked(me: &str, user_ids: &[String]) -> Members<Value> {
    let users = user_ids.iter().map(|id| {
        object(members![("To_Account", id.as_str()), ("StandardSequence", 0), ("CustomSequence", 0)])
    });
    members![("From_Account", me), ("UserItem", users.collect::<Value>())]
}

/// What its answer says; users who do not exist are missing.
pub fn answered(answer: &Value) -> Vec<(String, Found)> {
    list(answer, "UserProfileItem").iter().filter_map(Found::from_wire).gather()
}

/// The members of a new profile object.
fn members(found: &Found, user_id: &str, updated: u64) -> Fields {
    let mut fields = blank(user_id);
    for (key, value) in found.members() {
        if let Some(field) = fields.iter_mut().find(|(known, _)| *known == key) {
            field.1 = value;
        }
    }
    if let Some(field) = fields.iter_mut().find(|(known, _)| *known == "lastUpdatedTime") {
        field.1 = super::effect::Out::Value(updated.into());
    }
    fields
}
