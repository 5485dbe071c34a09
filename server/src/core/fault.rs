//! Why a command is not done: refused with a code that the client understands, or failed in the store.

use serde_json::{Map, Value};

use crate::store::StoreError;

/// The codes this server answers with. Their meaning is public: `proto/data/server-errors.json`.
pub(crate) mod code {
    /// Body carries KickType: this instance was thrown out.
    pub(crate) const KICKED: i64 = 1002;
    pub(crate) const GROUP_PARAMETER: i64 = 10004;
    pub(crate) const GROUP_TOO_MANY_ACCOUNTS: i64 = 10005;
    /// The role does not allow it, or the caller is no member, or groups of this kind do not have it.
    pub(crate) const GROUP_NOT_ALLOWED: i64 = 10007;
    pub(crate) const OWNER_MAY_NOT_QUIT: i64 = 10009;
    pub(crate) const NO_SUCH_GROUP: i64 = 10010;
    pub(crate) const ALREADY_MEMBER: i64 = 10013;
    pub(crate) const GROUP_FULL: i64 = 10014;
    pub(crate) const BAD_GROUP_ID: i64 = 10015;
    pub(crate) const MUTED: i64 = 10017;
    pub(crate) const GROUP_NO_ACCOUNT: i64 = 10019;
    pub(crate) const GROUP_ID_TAKEN: i64 = 10021;
    pub(crate) const GROUP_TOO_FAST: i64 = 10023;
    pub(crate) const ALREADY_HANDLED: i64 = 10024;
    pub(crate) const GROUP_ID_YOURS: i64 = 10025;
    pub(crate) const NO_SUCH_GROUP_MESSAGE: i64 = 10030;
    pub(crate) const RECALLED_TOO_LATE: i64 = 10031;
    pub(crate) const NOT_TO_BE_RECALLED: i64 = 10032;
    pub(crate) const ROOM_HAS_NO_HISTORY: i64 = 10035;
    pub(crate) const TOO_MANY_GROUPS: i64 = 10037;
    pub(crate) const ATTRIBUTE_KEY_TOO_LONG: i64 = 10045;
    pub(crate) const ATTRIBUTE_TOO_LONG: i64 = 10046;
    pub(crate) const TOO_MANY_ATTRIBUTES: i64 = 10047;
    pub(crate) const ATTRIBUTES_TOO_LARGE: i64 = 10048;
    pub(crate) const NO_SUCH_ATTRIBUTE: i64 = 10050;
    pub(crate) const TOO_MANY_MENTIONS: i64 = 10053;
    pub(crate) const ATTRIBUTE_CONFLICT: i64 = 10056;
    pub(crate) const REVOKING_OFF: i64 = 10041;
    pub(crate) const MALFORMED_MESSAGE: i64 = 20001;
    pub(crate) const A2_INVALID: i64 = 20002;
    pub(crate) const UNKNOWN_RECEIVER: i64 = 20003;
    /// The receiver has the sender on the blacklist.
    pub(crate) const BLOCKED_BY_RECEIVER: i64 = 20007;
    /// The time in which a message can be revoked is over.
    pub(crate) const REVOKED_TOO_LATE: i64 = 20016;
    pub(crate) const NO_SUCH_MESSAGE: i64 = 20022;
    pub(crate) const ALREADY_REVOKED: i64 = 20023;
    /// Body carries the state that the client did not know.
    pub(crate) const MODIFY_CONFLICT: i64 = 20027;
    pub(crate) const EXTENSION_CONFLICT: i64 = 23001;
    pub(crate) const NO_SUCH_EXTENSION: i64 = 23004;
    /// Also: on the blacklist already, or not on it.
    pub(crate) const RELATION_PARAMETER: i64 = 30001;
    pub(crate) const RELATION_NO_ACCOUNT: i64 = 30003;
    pub(crate) const RELATION_NOT_SELF: i64 = 30004;
    pub(crate) const BLACKLIST_FULL: i64 = 30013;
    pub(crate) const PROFILE_PARAMETER: i64 = 40001;
    pub(crate) const PROFILE_NOT_SELF: i64 = 40004;
    pub(crate) const PROFILE_NOT_WRITABLE: i64 = 40008;
    pub(crate) const PROFILE_UNKNOWN_TAG: i64 = 40009;
    pub(crate) const PROFILE_TOO_LONG: i64 = 40601;
    pub(crate) const PROFILE_BAD_VALUE: i64 = 40605;
    pub(crate) const PROFILE_BAD_TYPE: i64 = 40610;
    pub(crate) const CONTACT_NO_ACCOUNT: i64 = 50001;
    pub(crate) const CONTACT_PARAMETER: i64 = 50002;
    pub(crate) const CONTACT_NOT_SELF: i64 = 50003;
    pub(crate) const TOO_MANY_CONTACTS: i64 = 51006;
    /// Also: there is no such group.
    pub(crate) const CONTACT_FAILED: i64 = 51007;
    pub(crate) const TOO_MANY_LABELLED: i64 = 51008;
    pub(crate) const NO_CONTACT_GROUP: i64 = 51009;
    pub(crate) const TOO_MANY_CONTACT_GROUPS: i64 = 51010;
    pub(crate) const CONTACT_GROUP_NAME: i64 = 51011;
    pub(crate) const TOO_FAST: i64 = 60007;
    pub(crate) const INTERNAL: i64 = 60008;
    pub(crate) const UNKNOWN_COMMAND: i64 = 60009;
    pub(crate) const NO_SDKAPPID: i64 = 60012;
    pub(crate) const APP_DISABLED: i64 = 60016;
    /// Of a UserSig, or of a session.
    pub(crate) const EXPIRED: i64 = 70001;
    pub(crate) const NO_TICKET: i64 = 70002;
    pub(crate) const BAD_TICKET: i64 = 70003;
    pub(crate) const UNKNOWN_SDKAPPID: i64 = 70020;
    pub(crate) const TOO_MANY_FAILURES: i64 = 70050;
    pub(crate) const NO_SUCH_ACCOUNT: i64 = 70107;
    pub(crate) const TOO_MANY_ACCOUNTS: i64 = 70398;
    pub(crate) const LOGIN_PARAMETER: i64 = 70402;
    /// A word of the operator's list.
    pub(crate) const FILTERED: i64 = 80001;
    pub(crate) const TOO_LARGE: i64 = 80002;
    pub(crate) const EMPTY_BODY: i64 = 90002;
    pub(crate) const BAD_RANDOM: i64 = 90005;
    pub(crate) const BODY_NOT_ARRAY: i64 = 90007;
    pub(crate) const MESSAGE_NOT_SELF: i64 = 90009;
    pub(crate) const BAD_ELEMENT: i64 = 90010;
    pub(crate) const BAD_LIFE_TIME: i64 = 90044;
    pub(crate) const MEDIA_PARAMETER: i64 = 114_011;
    pub(crate) const BAD_MESSAGE_KEY: i64 = 90054;
}

/// A refusal: the code, and an English sentence that is never empty, because some clients show it as is.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) code: i64,
    pub(crate) info: String,
    /// Further members of the answer.
    pub(crate) fields: Map<String, Value>,
}

impl Refusal {
    pub(crate) fn new(code: i64, info: impl Into<String>) -> Refusal {
        Refusal { code, info: info.into(), fields: Map::new() }
    }
}

#[derive(Debug)]
pub(crate) enum Fault {
    Refused(Refusal),
    Store(StoreError),
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Fault {
        Fault::Refused(refusal)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        Fault::Store(error)
    }
}
