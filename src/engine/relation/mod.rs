//! What the user is to other users and they to the user: whom they block ([`blacklist`]), who is online and
//! says what about it ([`status`]). Profiles are in `profile`.

mod blacklist;
mod methods;
mod status;

pub use methods::METHODS;

#[derive(Default)]
pub struct Relation {
    /// Blocked users, in the order of the server.
    blacklist: Vec<String>,
    /// What the user says about their status.
    own_status: String,
}
