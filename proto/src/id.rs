//! The ids of the protocol as types of their own, so that texts of the same shape cannot be swapped.
//! Each is parsed once where it enters. What an id refers to is not known here.

use std::fmt;

/// Why a text is no id of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdError {
    Empty,
    TooLong,
    /// A character that the id must not contain, or the wrong form.
    Malformed,
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            IdError::Empty => "the id is empty",
            IdError::TooLong => "the id is too long",
            IdError::Malformed => "the id is malformed",
        })
    }
}

impl std::error::Error for IdError {}

/// A non-empty text as a type of its own.
macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<&str> for $name {
            type Error = IdError;

            fn try_from(text: &str) -> Result<$name, IdError> {
                if text.is_empty() { Err(IdError::Empty) } else { Ok($name(text.into())) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

text_id! {
    /// A user's id, chosen by the application. A client takes what a server sends; what may be registered
    /// is [`UserId::registered`]'s to say.
    UserId
}
text_id! {
    /// A group's id, such as `@TGS#1ABC`, or one that an application chose.
    GroupId
}
text_id! {
    /// The server's own id of a user: decimal digits, too large for a JavaScript number.
    TinyId
}

impl UserId {
    /// Longest id of a registered user, in bytes.
    pub const MAX_BYTES: usize = 32;

    /// An id that a server accepts for a new user: 1 to 32 bytes of printable ASCII, blanks included.
    pub fn registered(text: &str) -> Result<UserId, IdError> {
        let id = UserId::try_from(text)?;
        if text.len() > UserId::MAX_BYTES {
            return Err(IdError::TooLong);
        }
        if text.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) { Ok(id) } else { Err(IdError::Malformed) }
    }
}

const C2C: &str = "C2C";
const GROUP: &str = "GROUP";
const SYSTEM: &str = "@TIM#SYSTEM";

/// What a message belongs to: `C2C<user>`, `GROUP<group>` or `@TIM#SYSTEM`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConversationId {
    C2C(UserId),
    Group(GroupId),
    /// Notices of groups; nobody can write there.
    System,
}

impl ConversationId {
    pub fn parse(text: &str) -> Result<ConversationId, IdError> {
        if text == SYSTEM {
            Ok(ConversationId::System)
        } else if let Some(user) = text.strip_prefix(C2C) {
            UserId::try_from(user).map(ConversationId::C2C)
        } else if let Some(group) = text.strip_prefix(GROUP) {
            GroupId::try_from(group).map(ConversationId::Group)
        } else if text.is_empty() {
            Err(IdError::Empty)
        } else {
            Err(IdError::Malformed)
        }
    }

    /// `TIM.TYPES.CONV_C2C`, `CONV_GROUP` or `CONV_SYSTEM`.
    pub fn type_name(&self) -> &'static str {
        match self {
            ConversationId::C2C(_) => C2C,
            ConversationId::Group(_) => GROUP,
            ConversationId::System => SYSTEM,
        }
    }
}

impl TryFrom<&str> for ConversationId {
    type Error = IdError;

    fn try_from(text: &str) -> Result<ConversationId, IdError> {
        ConversationId::parse(text)
    }
}

impl fmt::Display for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.type_name())?;
        match self {
            ConversationId::C2C(user) => f.write_str(user.as_str()),
            ConversationId::Group(group) => f.write_str(group.as_str()),
            ConversationId::System => Ok(()),
        }
    }
}

impl fmt::Debug for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A message's ID, `<tiny id of the sender>-<client time in seconds>-<random>`: the same on every instance
/// and in history.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId {
    pub tiny_id: TinyId,
    pub client_time: u64,
    pub random: u64,
}

impl MessageId {
    pub fn parse(text: &str) -> Result<MessageId, IdError> {
        if text.is_empty() {
            return Err(IdError::Empty);
        }
        // From the right: nothing says that a tiny id has no dash.
        let mut parts = text.rsplitn(3, '-');
        let mut number = || parts.next().and_then(decimal).ok_or(IdError::Malformed);
        let (random, client_time) = (number()?, number()?);
        let tiny_id = parts.next().and_then(|part| TinyId::try_from(part).ok()).ok_or(IdError::Malformed)?;
        Ok(MessageId { tiny_id, client_time, random })
    }
}

/// Digits only, unlike `str::parse`, which takes a sign, and without leading zeros, so that text and id stay one to one.
fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

impl TryFrom<&str> for MessageId {
    type Error = IdError;

    fn try_from(text: &str) -> Result<MessageId, IdError> {
        MessageId::parse(text)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.tiny_id, self.client_time, self.random)
    }
}

impl fmt::Debug for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A number as a type of its own.
macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

number_id! {
    /// A message's number: in a group given by the server without gaps, in C2C the sender's own and not unique.
    Seq
}
number_id! {
    /// The server's clock, Unix time in seconds.
    ServerTime
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_that_may_register() {
        #[track_caller]
        fn check(text: &str, expected: Result<(), IdError>) {
            assert_eq!(
                UserId::registered(text).map(|id| assert_eq!(id.as_str(), text)),
                expected,
                "{text:?}"
            );
        }
        check("alice", Ok(()));
        check(" ", Ok(()));
        check("~!@#$%^&*()_+ 09azAZ", Ok(()));
        check(&"a".repeat(32), Ok(()));
        check(&"a".repeat(33), Err(IdError::TooLong));
        check("", Err(IdError::Empty));
        check("a\tb", Err(IdError::Malformed));
        check("a\u{7f}", Err(IdError::Malformed));
        check("用户", Err(IdError::Malformed));
    }

    #[test]
    fn clients_take_any_text_that_is_not_empty() {
        assert_eq!(UserId::try_from("用户").unwrap().to_string(), "用户");
        assert_eq!(UserId::try_from(""), Err(IdError::Empty));
        assert_eq!(GroupId::try_from("@TGS#1").unwrap().as_str(), "@TGS#1");
        assert_eq!(TinyId::try_from("").unwrap_err(), IdError::Empty);
    }

    #[test]
    fn conversations() {
        #[track_caller]
        fn check(text: &str, expected: Result<(ConversationId, &str), IdError>) {
            let parsed = ConversationId::parse(text);
            assert_eq!(parsed, expected.clone().map(|(id, _)| id), "{text:?}");
            if let (Ok(parsed), Ok((_, type_name))) = (parsed, expected) {
                assert_eq!(parsed.to_string(), text);
                assert_eq!(parsed.type_name(), type_name);
            }
        }
        let user = |text| ConversationId::C2C(UserId::try_from(text).unwrap());
        let group = |text| ConversationId::Group(GroupId::try_from(text).unwrap());
        check("C2Calice", Ok((user("alice"), "C2C")));
        check("C2CGROUPx", Ok((user("GROUPx"), "C2C")));
        check("C2CC2C", Ok((user("C2C"), "C2C")));
        check("GROUP@TGS#1", Ok((group("@TGS#1"), "GROUP")));
        check("@TIM#SYSTEM", Ok((ConversationId::System, "@TIM#SYSTEM")));
        check("C2C", Err(IdError::Empty));
        check("GROUP", Err(IdError::Empty));
        check("", Err(IdError::Empty));
        check("c2calice", Err(IdError::Malformed));
        check("@TIM#SYSTEM2", Err(IdError::Malformed));
    }

    #[test]
    fn messages() {
        #[track_caller]
        fn check(text: &str, expected: Result<(&str, u64, u64), IdError>) {
            let parsed = MessageId::parse(text);
            if let Ok(id) = &parsed {
                assert_eq!(id.to_string(), text);
            }
            let parts = parsed.map(|id| (id.tiny_id.to_string(), id.client_time, id.random));
            assert_eq!(
                parts,
                expected.map(|(tiny, time, random)| (tiny.to_owned(), time, random)),
                "{text:?}"
            );
        }
        check("144115200000000001-1700000000-555", Ok(("144115200000000001", 1_700_000_000, 555)));
        check("9-0-0", Ok(("9", 0, 0)));
        check("a-b-1-2", Ok(("a-b", 1, 2)));
        check("1-18446744073709551615-1", Ok(("1", u64::MAX, 1)));
        check("", Err(IdError::Empty));
        check("1-18446744073709551616-1", Err(IdError::Malformed));
        check("1700000000-555", Err(IdError::Malformed));
        check("-1-2", Err(IdError::Malformed));
        check("9-+1-2", Err(IdError::Malformed));
        check("9-01-2", Err(IdError::Malformed));
        check("9--2", Err(IdError::Malformed));
        check("undefined", Err(IdError::Malformed));
    }

    #[test]
    fn debug_is_as_short_as_display() {
        assert_eq!(format!("{:?}", ConversationId::parse("C2Calice").unwrap()), "C2Calice");
        assert_eq!(format!("{:?} {:?}", Seq(7), ServerTime(1_700_000_000)), "7 1700000000");
        assert_eq!(format!("{:?}", MessageId::parse("9-1-2").unwrap()), "9-1-2");
    }
}
