//! What an operator may set and the core obeys. Each section is one table of `tim.toml`; the file itself,
//! its comments and what only the shell needs are in [`crate::shell::settings`].

use serde::Deserialize;

/// SDKAppID of a server that nobody has configured.
pub const DEFAULT_SDKAPPID: u64 = 1_400_000_000;

/// The rules of the core.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    pub app: App,
    pub account: Account,
    pub usersig: UserSig,
    pub session: Session,
    pub login: Login,
    pub message: Message,
    pub conversation: Conversation,
    pub group: Group,
    pub rate: Rate,
    pub filter: Filter,
    pub media: Media,
    pub translate: Translate,
    pub cloud: Cloud,
}

impl Config {
    /// The defaults for one application and its secret key.
    pub fn with_key(sdkappid: u64, key: &str) -> Config {
        Config { app: App { sdkappid, keys: vec![key.to_owned()], ..App::default() }, ..Config::default() }
    }
}

/// The one application hosted here.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct App {
    pub sdkappid: u64,
    /// Secrets that sign UserSigs. The first signs, all of them verify, so that a key can be replaced.
    pub keys: Vec<String>,
    /// `false` answers every login with 60016.
    pub enabled: bool,
    /// Users who may do everything in every group.
    pub admins: Vec<String>,
}

impl Default for App {
    fn default() -> App {
        App {
            sdkappid: DEFAULT_SDKAPPID,
            keys: Vec::new(),
            enabled: true,
            admins: vec!["administrator".to_owned()],
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Account {
    /// The first login with a good UserSig makes the account.
    pub auto_register: bool,
    /// Most accounts; 0 is no limit.
    pub max: u64,
}

impl Default for Account {
    fn default() -> Account {
        Account { auto_register: true, max: 0 }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UserSig {
    /// Seconds; UserSigs that are valid for longer are refused. 0 is no limit.
    pub max_expire: u64,
    /// Failed checks that an account may have within a minute.
    pub fail_limit: usize,
}

impl Default for UserSig {
    fn default() -> UserSig {
        UserSig { max_expire: 15_552_000, fail_limit: 10 }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Session {
    /// Seconds that an A2 key lives after its last login.
    pub a2_ttl: u64,
    /// Seconds between the client's hellos.
    pub hello_interval: u64,
    /// Seconds without any frame after which a socket counts as dead. Clients send a heartbeat after
    /// 10 s of silence.
    pub idle_timeout: u64,
    /// Bytes of the largest frame accepted.
    pub max_frame_bytes: usize,
}

impl Default for Session {
    fn default() -> Session {
        Session { a2_ttl: 604_800, hello_interval: 120, idle_timeout: 60, max_frame_bytes: 1 << 20 }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Login {
    /// Web instances that one account may have logged in; a further login throws the oldest out.
    pub web_instances: usize,
}

impl Default for Login {
    fn default() -> Login {
        Login { web_instances: 1 }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Message {
    /// Bytes of `MsgBody` as JSON plus `CloudCustomData`.
    pub max_bytes: usize,
    /// Seconds within which a message can be revoked; 0 switches revoking off.
    pub recall_seconds: u64,
    /// Days that messages are kept; 0 is for ever. The last message of a conversation stays until there is a newer one.
    pub retention_days: u64,
}

impl Default for Message {
    fn default() -> Message {
        Message { max_bytes: 12_288, recall_seconds: 120, retention_days: 7 }
    }
}

/// What one account may do per second; 0 is no limit. As much may come at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rate {
    /// Commands of any kind.
    pub requests: u64,
    /// Messages sent.
    pub messages: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Filter {
    /// Words that messages must not hold, whatever their case.
    pub words: Vec<String>,
    pub mode: FilterMode,
}

/// What happens to a message with a listed word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FilterMode {
    /// It is refused with 80001.
    #[default]
    Reject,
    /// The word is replaced by asterisks.
    Mask,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Conversation {
    /// Conversations that a client is told of at login; those that are pinned or have unread messages come on top.
    pub max: usize,
}

impl Default for Conversation {
    fn default() -> Conversation {
        Conversation { max: 500 }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Group {
    /// Groups that a user may be in, rooms not counted.
    pub max_joined: u64,
    /// Members of a group of each kind; 0 is no limit. Rooms have none.
    pub private_members: u64,
    pub public_members: u64,
    pub chat_room_members: u64,
    pub community_members: u64,
    /// Messages that all members of a group together may send per second; 0 is no limit.
    pub messages: u64,
    /// Bytes of a group's texts.
    pub name_bytes: usize,
    pub introduction_bytes: usize,
    pub notification_bytes: usize,
    pub avatar_bytes: usize,
    /// Bytes of a member's name in a group.
    pub name_card_bytes: usize,
    /// Days that notices and requests to join are kept.
    pub notice_days: u64,
}

impl Default for Group {
    fn default() -> Group {
        Group {
            max_joined: 500,
            private_members: 200,
            public_members: 2000,
            chat_room_members: 6000,
            community_members: 100_000,
            messages: 40,
            name_bytes: 100,
            introduction_bytes: 400,
            notification_bytes: 400,
            avatar_bytes: 500,
            name_card_bytes: 50,
            notice_days: 7,
        }
    }
}

/// Who translates. Without an address nobody does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Translate {
    /// Where a server with LibreTranslate's interface takes texts, like `http://127.0.0.1:5000/translate`. Plain HTTP.
    pub url: String,
    /// Sent with every question, when there is one.
    pub api_key: String,
}

/// Uploaded files. Sizes are bytes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Media {
    /// Address of this server in links to files, like `https://chat.example`. Empty: the address by which the client
    /// reached it.
    pub public_url: String,
    pub image_bytes: u64,
    pub audio_bytes: u64,
    pub video_bytes: u64,
    pub file_bytes: u64,
    /// What all files of one user may take; 0 is no limit.
    pub quota_bytes: u64,
}

impl Default for Media {
    fn default() -> Media {
        Media {
            public_url: String::new(),
            image_bytes: 20 << 20,
            audio_bytes: 20 << 20,
            video_bytes: 100 << 20,
            file_bytes: 100 << 20,
            quota_bytes: 1 << 30,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cloud {
    /// JSON object as text that clients fetch after login, for example
    /// `{"upload_size_limit":"{\"a\":20,\"f\":100,\"i\":20,\"v\":100}"}`.
    pub config: String,
}

impl Default for Cloud {
    fn default() -> Cloud {
        Cloud { config: "{}".to_owned() }
    }
}
