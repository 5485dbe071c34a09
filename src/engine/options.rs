//! What `TIM.create` takes, checked. Where the hosts of the public service are: `link::endpoint`.

use tim_proto::json::{Node, Value};

use super::value::is_true;

/// The options of one instance.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    sdk_app_id: u64,
    instance_key: String,
    /// Base URL of the socket in place of the public service's hosts, without trailing slash.
    pub proxy_server: Option<String>,
    /// Addresses without trailing slash that take the place of `https://host` of links: where files are sent
    /// to, and where files of received messages are shown from (by default the first one).
    pub file_upload_proxy: Option<String>,
    pub file_download_proxy: Option<String>,
    /// Text frames on `/info` instead of binary frames on `/binfo`.
    pub dev_mode: bool,
    /// The international hosts, for an application id of the Chinese site.
    pub oversea: bool,
    /// Whether the user may be in several chat rooms at a time.
    pub unlimited_rooms: bool,
    /// Whether the texts that stand for pictures and the like are English.
    english: bool,
    /// The operating system as the socket's URL names it: `windows`, `mac`, `ios`, `android`, `unknown`.
    pub host: String,
}

impl Options {
    /// `TIM.create` needs an object with a numeric `SDKAppID` (a number, or its digits as a string:
    /// what stands after the digits' decimal point is dropped).
    pub fn parse(value: &Value) -> Result<Options, String> {
        let Some(members) = value.as_object() else {
            return Err(format!("TIM.create: expected an object of options (got {})", type_name(value)));
        };
        let sdk_app_id = match members.get("SDKAppID") {
            Some(number) if number.is_number() => app_id_from_text(&number.to_string()),
            given => given.and_then(Value::as_str).and_then(app_id_from_text),
        };
        let Some(sdk_app_id) = sdk_app_id else {
            let got = members.get("SDKAppID").map_or("undefined", type_name);
            return Err(format!("TIM.create: SDKAppID must be a number or its digits (got {got})"));
        };
        let text = |key: &str| match members.get(key) {
            None | Some(&Value::NULL) => Ok(None),
            Some(value) => match value.as_string() {
                Some(text) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
                None => Err(format!("TIM.create: {key} must be a string (got {})", type_name(value))),
            },
        };
        let flag = |key| is_true(value, key);
        let address = |key| Ok::<_, String>(text(key)?.map(|url| url.trim_end_matches('/').to_owned()));
        let proxy_server = address("proxyServer")?;
        if let Some(url) = &proxy_server
            && !(url.starts_with("ws://") || url.starts_with("wss://"))
        {
            return Err(format!("TIM.create: proxyServer must start with ws:// or wss:// (got {url})"));
        }
        let file_upload_proxy = address("fileUploadProxy")?;
        let file_download_proxy = address("fileDownloadProxy")?.or_else(|| file_upload_proxy.clone());
        let english = match text("language")?.as_deref() {
            None => is_international(sdk_app_id),
            Some("en") => true,
            Some("zh") => false,
            Some(other) => {
                return Err(format!("TIM.create: language must be \"zh\" or \"en\" (got \"{other}\")"));
            }
        };
        Ok(Options {
            english,
            sdk_app_id,
            instance_key: text("instanceKey")?.unwrap_or_default(),
            proxy_server,
            file_upload_proxy,
            file_download_proxy,
            dev_mode: flag("devMode"),
            oversea: flag("oversea"),
            unlimited_rooms: flag("unlimitedAVChatRoom"),
            host: "unknown".to_owned(),
        })
    }

    pub fn sdk_app_id(&self) -> u64 {
        self.sdk_app_id
    }

    pub fn instance_key(&self) -> &str {
        &self.instance_key
    }

    /// Whether the texts that stand for messages without text are those of the international site.
    pub fn is_international(&self) -> bool {
        self.english
    }
}

/// Application ids of the international site.
fn is_international(sdk_app_id: u64) -> bool {
    matches!(sdk_app_id, 0 | 20_000_000..=79_999_999 | 1_720_000_000..=1_779_999_999)
}

/// Digits, and perhaps a fraction that is dropped; anything else is no number.
fn app_id_from_text(text: &str) -> Option<u64> {
    let (digits, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    fraction.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

/// How error messages name the type of a value.
pub fn type_name(value: &Value) -> &'static str {
    match value.node() {
        None => "null",
        Some(Node::Bool(_)) => "boolean",
        Some(Node::Number(_)) => "number",
        Some(Node::String(_)) => "string",
        Some(Node::Array(_)) => "array",
        Some(Node::Object(_)) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tim_proto::json;

    #[test]
    fn application_ids() {
        let id = |value: Value| {
            Options::parse(&json!({ "SDKAppID": value })).map(|options| options.sdk_app_id).ok()
        };
        assert_eq!(id(json!(1400000000)), Some(1_400_000_000));
        assert_eq!(id(json!("1400000002")), Some(1_400_000_002));
        assert_eq!(id(json!("1400000002.7")), Some(1_400_000_002));
        assert_eq!(id(json!(0)), Some(0));
        for wrong in
            [json!("abc"), json!("12abc"), json!(""), json!(null), json!(-1), json!([1]), json!(true)]
        {
            assert_eq!(id(wrong.clone()), None, "{wrong}");
        }
    }

    #[test]
    fn texts_are_in_the_language_chosen_or_that_of_the_application_id() {
        let english = |value: Value| Options::parse(&value).map(|options| options.is_international()).ok();
        for (app, language, expected) in [
            (1_400_000_000, json!(null), Some(false)),
            (1_720_000_000, json!(null), Some(true)),
            (20_000_000, json!(null), Some(true)),
            (80_000_000, json!(null), Some(false)),
            (1_400_000_000, json!("en"), Some(true)),
            (1_720_000_000, json!("zh"), Some(false)),
            (1_400_000_000, json!("fr"), None),
            (1_400_000_000, json!(1), None),
        ] {
            assert_eq!(english(json!({"SDKAppID": app, "language": language})), expected, "{app} {language}");
        }
    }

    #[test]
    fn faults_name_the_option() {
        let fault = |value: Value| Options::parse(&value).unwrap_err();
        assert!(fault(json!({})).contains("SDKAppID"));
        assert!(fault(json!("x")).contains("object"));
        assert!(fault(json!({"SDKAppID": 1, "proxyServer": 5})).contains("proxyServer"));
        assert!(fault(json!({"SDKAppID": 1, "proxyServer": "http://x"})).contains("ws://"));
    }

    #[test]
    fn a_trailing_slash_of_the_proxy_is_dropped() {
        let options =
            Options::parse(&json!({"SDKAppID": 1, "proxyServer": "ws://h:1/p/", "devMode": true})).unwrap();
        assert_eq!(options.proxy_server.as_deref(), Some("ws://h:1/p"));
        assert!(options.dev_mode && !options.oversea);
    }
}
