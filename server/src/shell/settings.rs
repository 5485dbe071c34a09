//! `tim.toml`: the operator's settings. The sections of [`crate::config`] and what only the shell needs.

use std::path::PathBuf;

use serde::Deserialize;

use crate::config::{
    Account, App, Cloud, Config, Conversation, DEFAULT_SDKAPPID, Filter, Group, Login, Media, Message, Rate,
    Session, Translate, UserSig,
};
use crate::shell::media::Files;

/// Everything that can stand in `tim.toml`. A name that is not here is an error, not a silent typo.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
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
    pub files: Files,
    pub translate: Translate,
    pub cloud: Cloud,
    pub socket: Socket,
    pub http: Http,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Socket {
    /// Bytes that may wait for a client that reads slowly; beyond it the client is disconnected.
    pub queue_bytes: usize,
    /// Seconds of silence after which a client is pinged.
    pub ping_interval: u64,
    pub compress: Compress,
}

impl Default for Socket {
    fn default() -> Socket {
        Socket { queue_bytes: 4 << 20, ping_interval: 20, compress: Compress::Remote }
    }
}

/// Which clients get their large frames compressed, provided that they asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compress {
    Never,
    /// Those on other machines: on the same one it costs more than it brings.
    Remote,
    Always,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Http {
    /// Directory of the built demo page, served under `/`. Relative to the working directory.
    pub www: PathBuf,
    /// Directory of the built package, served under `/pkg/`.
    pub pkg: PathBuf,
}

impl Default for Http {
    fn default() -> Http {
        Http { www: PathBuf::from("www/dist"), pkg: PathBuf::from("pkg") }
    }
}

impl Settings {
    /// Reads the text of a settings file. The error names the line and what is wrong.
    pub fn parse(text: &str) -> Result<Settings, String> {
        let settings: Settings = toml::from_str(text).map_err(|error| error.to_string())?;
        settings.check()?;
        Ok(settings)
    }

    /// Values that would make a server nobody can use.
    fn check(&self) -> Result<(), String> {
        if self.app.keys.iter().all(String::is_empty) {
            return Err("app.keys: at least one key is needed to check UserSigs".to_owned());
        }
        if self.app.sdkappid == 0 {
            return Err("app.sdkappid must not be 0".to_owned());
        }
        if !(1..=10).contains(&self.login.web_instances) {
            return Err("login.web_instances must be 1 to 10".to_owned());
        }
        if !(1024..=65_536).contains(&self.message.max_bytes) {
            return Err("message.max_bytes must be 1024 to 65536".to_owned());
        }
        if self.message.recall_seconds > 604_800 {
            return Err("message.recall_seconds must be at most 604800".to_owned());
        }
        if self.message.retention_days > 3650 {
            return Err("message.retention_days must be at most 3650".to_owned());
        }
        if !self.translate.url.is_empty() && !self.translate.url.starts_with("http://") {
            return Err("translate.url must start with http://".to_owned());
        }
        let url = &self.media.public_url;
        if !url.is_empty() && !url.starts_with("http://") && !url.starts_with("https://") {
            return Err("media.public_url must start with http:// or https://".to_owned());
        }
        self.files.check()?;
        if self.session.hello_interval == 0 || self.session.a2_ttl == 0 {
            return Err("session.hello_interval and session.a2_ttl must not be 0".to_owned());
        }
        if self.session.idle_timeout < 30 {
            return Err("session.idle_timeout must be at least 30: clients are silent for 10 s".to_owned());
        }
        // Twice: silence is noticed at the second look.
        if !(1..=self.session.idle_timeout / 2).contains(&self.socket.ping_interval) {
            return Err("socket.ping_interval must be 1 to half of session.idle_timeout".to_owned());
        }
        if serde_json::from_str::<serde_json::Map<_, _>>(&self.cloud.config).is_err() {
            return Err("cloud.config must be the text of a JSON object".to_owned());
        }
        Ok(())
    }

    /// The core's part.
    pub fn core(&self) -> Config {
        Config {
            app: self.app.clone(),
            account: self.account.clone(),
            usersig: self.usersig.clone(),
            session: self.session.clone(),
            login: self.login.clone(),
            message: self.message.clone(),
            conversation: self.conversation.clone(),
            group: self.group.clone(),
            rate: self.rate.clone(),
            filter: self.filter.clone(),
            media: self.media.clone(),
            translate: self.translate.clone(),
            cloud: self.cloud.clone(),
        }
    }
}

/// The file that a new data directory gets: the application with its key, and every setting with its default, commented
/// out.
pub(super) fn template(key: &str) -> String {
    format!(
        r#"# Settings of tim-server. Lines that start with # show the defaults. Unknown names are errors.

[app]
# The application that clients name: TIM.create({{SDKAppID: {DEFAULT_SDKAPPID}}}).
sdkappid = {DEFAULT_SDKAPPID}
# Secrets that sign UserSigs. Whoever knows one can log in as anybody. The first signs, all of them verify: to replace a
# key, put the new one first and remove the old one when its UserSigs have expired.
keys = ["{key}"]
# enabled = true                # false refuses all logins (60016)
# admins = ["administrator"]    # users who may do everything in every group

[account]
# auto_register = true          # the first login with a good UserSig makes the account
# max = 0                       # most accounts; 0 is no limit

[usersig]
# max_expire = 15552000         # seconds; UserSigs valid for longer are refused; 0 is no limit
# fail_limit = 10               # failed checks of one account within a minute

[session]
# a2_ttl = 604800               # seconds that a login lasts without the client showing up
# hello_interval = 120          # seconds between a client's hellos
# idle_timeout = 60             # seconds of silence after which a socket is dropped
# max_frame_bytes = 1048576     # largest frame accepted

[login]
# web_instances = 1             # pages (1 to 10) in which an account may be logged in; one more throws the oldest out

[message]
# max_bytes = 12288             # largest message (1024 to 65536), elements as JSON plus cloudCustomData
# recall_seconds = 120          # how long a message can be revoked; 0 switches revoking off
# retention_days = 7            # how long messages are kept; 0 is for ever

[conversation]
# max = 500                     # conversations with users in the list; pinned and unread ones, and groups, come on top

[group]
# max_joined = 500              # groups that a user may be in
# private_members = 200         # most members of a group of each kind; 0 is no limit
# public_members = 2000
# chat_room_members = 6000
# community_members = 100000
# messages = 40                 # messages per second in one group; 0 is no limit
# name_bytes = 100              # longest texts of a group
# introduction_bytes = 400
# notification_bytes = 400
# avatar_bytes = 500
# name_card_bytes = 50          # longest name of a member in a group
# notice_days = 7               # how long notices and requests to join are kept

[rate]
# requests = 0                  # commands that a user may send per second; 0 is no limit
# messages = 0                  # messages that a user may send per second; 0 is no limit

[filter]
# words = []                    # words that messages must not hold, whatever their case
# mode = "reject"               # "reject" refuses such a message (80001), "mask" replaces the word by asterisks

[media]
# public_url = ""               # address of this server in links to files; "" is the one by which the client came
# image_bytes = 20971520        # largest upload of each kind; clients have limits of their own, which the cloud
# audio_bytes = 20971520        # configuration can change (upload_size_limit)
# video_bytes = 104857600
# file_bytes = 104857600
# quota_bytes = 1073741824      # what all files of one user may take; 0 is no limit

[files]
# store = "folder"              # where uploads lie: "folder" is the folder "files" beside this file, "s3" a bucket
# endpoint = ""                 # address of the S3 service, like https://s3.example; "" is Amazon's of the region
# bucket = ""                   # has to exist; clients never reach it, uploads and downloads go through this server
# region = "us-east-1"
# access_key = ""               # "" is AWS_ACCESS_KEY_ID of the environment
# secret_key = ""               # "" is AWS_SECRET_ACCESS_KEY of the environment
# path_style = true             # https://host/bucket; false is https://bucket.host
# allow_http = false            # true allows an endpoint without TLS
# retention_days = "messages"   # how long files are kept: "messages" is until message.retention_days have passed and no
                                # message or profile mentions them, a number is so many days, 0 for ever

[translate]
# url = ""                      # a translator with LibreTranslate's interface, like http://127.0.0.1:5000/translate
# api_key = ""                  # sent to it, when there is one

[cloud]
# config = "{{}}"                 # JSON object that clients fetch as their cloud configuration

[socket]
# queue_bytes = 4194304         # what may wait for a slow client; beyond it the client is disconnected
# ping_interval = 20            # seconds of silence after which a client is pinged
# compress = "remote"           # frames over 1 KiB: "never", "remote" (clients on other machines) or "always"

[http]
# www = "www/dist"              # the demo page, served under /
# pkg = "pkg"                   # the built package, served under /pkg/
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_the_defaults() {
        let settings = Settings::parse(&template("secret")).unwrap();
        let expected = Settings {
            app: App { keys: vec!["secret".to_owned()], ..App::default() },
            ..Settings::default()
        };
        assert_eq!(settings, expected);
    }

    /// Taking the `#` off every default must change nothing: a documented value that is not the default, or a name that
    /// does not exist, shows here.
    #[test]
    fn the_commented_settings_exist_and_are_the_defaults() {
        let text: String = template("secret")
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(setting) if setting.contains(" = ") && setting.contains("  #") => {
                    format!("{setting}\n")
                }
                _ => format!("{line}\n"),
            })
            .collect();
        assert!(text.contains("\nweb_instances = 1"), "{text}");
        assert_eq!(Settings::parse(&text).unwrap(), Settings::parse(&template("secret")).unwrap());
    }

    #[test]
    fn faults_are_named() {
        for (text, named) in [
            ("[app]\nkeys = ['k']\n[login]\nweb_instancs = 2", "web_instancs"),
            ("[app]\nkeys = ['k']\n[logon]", "logon"),
            ("[app]\nkeys = []", "app.keys"),
            ("[app]\nkeys = ['k']\n[login]\nweb_instances = 11", "login.web_instances"),
            ("[app]\nkeys = ['k']\n[socket]\ncompress = 'maybe'", "maybe"),
            ("[app]\nkeys = ['k']\n[socket]\nping_interval = 31", "socket.ping_interval"),
            ("[app]\nkeys = ['k']\n[message]\nrecall_seconds = 604801", "message.recall_seconds"),
            ("[app]\nkeys = ['k']\n[message]\nretention_days = 3651", "message.retention_days"),
            ("[app]\nkeys = ['k']\n[media]\npublic_url = 'chat.example'", "media.public_url"),
            ("[app]\nkeys = ['k']\n[files]\nstore = 'ftp'", "ftp"),
            ("[app]\nkeys = ['k']\n[files]\nretention_days = 'weeks'", "retention_days"),
            ("[app]\nkeys = ['k']\n[files]\nstore = 's3'", "files.bucket"),
            (
                "[app]\nkeys = ['k']\n[files]\nstore = 's3'\nbucket = 'b'\nendpoint = 'http://s'",
                "files.endpoint",
            ),
            (
                "[app]\nkeys = ['k']\n[files]\nstore = 's3'\nbucket = 'b'\naccess_key = 'a'",
                "files.secret_key",
            ),
            ("[app]\nkeys = ['k']\n[translate]\nurl = 'https://translator'", "translate.url"),
            ("[app]\nkeys = ['k']\n[filter]\nmode = 'delete'", "delete"),
            ("[app]\nkeys = ['k']\n[cloud]\nconfig = '[]'", "cloud.config"),
            ("[app]\nkeys = ['k']\nsdkappid = 'x'", "sdkappid"),
        ] {
            let fault = Settings::parse(text).unwrap_err();
            assert!(fault.contains(named), "{text}: {fault}");
        }
    }
}
