//! Elements of media and merged messages in the form that clients read. Clients send more, and less, than they
//! understand themselves: they take pictures by their place in the list, throw away links of sounds and files without a
//! download flag, and keep links of their own page (`blob:`) that nobody else can open.

use serde_json::{Map, Value, json};

use crate::media::Links;

/// Merged messages inside merged messages.
const MAX_DEPTH: usize = 100;
/// Original, large, thumbnail.
const PICTURES: [u64; 3] = [1, 2, 3];
/// "Download by the link."
const BY_LINK: u8 = 2;

/// Puts an element in order. The error says what nobody could show.
pub(super) fn normalise(element: &mut Value, links: &Links<'_>) -> Result<(), String> {
    at_depth(element, 0, links)
}

/// The items of a list of merged messages.
pub(super) fn normalise_items(items: &mut [Value], links: &Links<'_>) -> Result<(), String> {
    items.iter_mut().try_for_each(|item| item_at_depth(item, 0, links))
}

fn at_depth(element: &mut Value, depth: usize, links: &Links<'_>) -> Result<(), String> {
    let kind = element.get("MsgType").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(Value::Object(content)) = element.get_mut("MsgContent") else {
        return Ok(());
    };
    match kind.as_str() {
        "TIMImageElem" => image(content, links),
        "TIMSoundElem" => {
            set_missing_number(content, "Second");
            content.insert("Download_Flag".to_owned(), BY_LINK.into());
            link(content, "Url", links)
        }
        "TIMFileElem" => {
            content.insert("Download_Flag".to_owned(), BY_LINK.into());
            link(content, "Url", links)
        }
        "TIMVideoFileElem" => {
            // Copies of the Thumb members that nobody reads.
            content.retain(|key, _| !key.starts_with("Snapshot"));
            set_missing_number(content, "VideoSecond");
            content.insert("VideoDownloadFlag".to_owned(), BY_LINK.into());
            content.insert("ThumbDownloadFlag".to_owned(), BY_LINK.into());
            link(content, "VideoUrl", links)?;
            link(content, "ThumbUrl", links)
        }
        "TIMRelayElem" => relay(content, depth, links),
        _ => Ok(()),
    }
}

fn relay(content: &mut Map<String, Value>, depth: usize, links: &Links<'_>) -> Result<(), String> {
    if depth >= MAX_DEPTH {
        content.remove("MsgList");
        content.insert("LayersOverLimit".to_owned(), 1.into());
        return Ok(());
    }
    match content.get_mut("MsgList") {
        Some(Value::Array(items)) => {
            items.iter_mut().try_for_each(|item| item_at_depth(item, depth.saturating_add(1), links))
        }
        _ => Ok(()),
    }
}

fn item_at_depth(item: &mut Value, depth: usize, links: &Links<'_>) -> Result<(), String> {
    match item.get_mut("MsgBody") {
        Some(Value::Array(elements)) => {
            elements.iter_mut().try_for_each(|element| at_depth(element, depth, links))
        }
        _ => Ok(()),
    }
}

/// Some clients send null for what they do not know.
fn set_missing_number(content: &mut Map<String, Value>, key: &str) {
    if !content.get(key).is_some_and(Value::is_number) {
        content.insert(key.to_owned(), 0.into());
    }
}

fn image(content: &mut Map<String, Value>, links: &Links<'_>) -> Result<(), String> {
    if let Some(Value::String(name)) = content.get("ImageFormat") {
        let number = image_format(name);
        content.insert("ImageFormat".to_owned(), number.into());
    }
    let pictures: Vec<Map<String, Value>> = match content.get("ImageInfoArray") {
        Some(Value::Array(pictures)) => pictures.iter().filter_map(picture).collect(),
        _ => Vec::new(),
    };
    let of_kind = |kind: u64| pictures.iter().find(|picture| picture.get("Type") == Some(&kind.into()));
    let [original, ..] = PICTURES;
    let Some(source) = of_kind(original).or(pictures.first()) else {
        return Err("ImageInfoArray holds no picture".to_owned());
    };
    let mut ordered = Vec::with_capacity(PICTURES.len());
    for kind in PICTURES {
        let mut picture = of_kind(kind).unwrap_or(source).clone();
        picture.insert("Type".to_owned(), kind.into());
        link(&mut picture, "URL", links)?;
        ordered.push(Value::Object(picture));
    }
    content.insert("ImageInfoArray".to_owned(), ordered.into());
    Ok(())
}

/// The members of a picture that mean something to others.
fn picture(sent: &Value) -> Option<Map<String, Value>> {
    let sent = sent.as_object()?;
    let number = |key: &str| sent.get(key).and_then(Value::as_u64).unwrap_or(0);
    let picture = json!({
        "Type": number("Type"),
        "Size": number("Size"),
        "Width": number("Width"),
        "Height": number("Height"),
        "URL": sent.get("URL").and_then(Value::as_str).unwrap_or_default(),
    });
    match picture {
        Value::Object(picture) => Some(picture),
        _ => None,
    }
}

fn image_format(name: &str) -> u8 {
    match name.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => 1,
        "gif" => 2,
        "png" => 3,
        "bmp" => 4,
        _ => 255,
    }
}

/// A link that others can open: http, https, or none at all. One to this server is stored without the address.
fn link(content: &mut Map<String, Value>, key: &str, links: &Links<'_>) -> Result<(), String> {
    let Some(Value::String(link)) = content.get_mut(key) else {
        return Ok(());
    };
    let scheme = link.split(['/', '?', '#']).next().and_then(|start| start.split_once(':'));
    if let Some((scheme, _)) = scheme
        && !["http", "https"].contains(&scheme.to_ascii_lowercase().as_str())
    {
        return Err(format!("{key} is a {scheme}: link, which nobody else can open"));
    }
    if let Some(short) = links.shorten(link) {
        *link = short;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn normalise(element: &mut Value) -> Result<(), String> {
        super::normalise(element, &Links::new(&Config::with_key(1, "key"), "http://here"))
    }

    #[track_caller]
    fn check(kind: &str, content: Value, expected: Value) {
        let mut element = json!({ "MsgType": kind, "MsgContent": content });
        normalise(&mut element).unwrap();
        assert_eq!(element["MsgContent"], expected);
    }

    fn picture_of(kind: u64, url: &str) -> Value {
        json!({ "Type": kind, "Size": 1, "Width": 2, "Height": 3, "URL": url })
    }

    #[test]
    fn pictures_come_in_order_with_what_others_can_use() {
        let sent = |kind: u64, url: &str| {
            let mut picture = picture_of(kind, url);
            picture["InstanceId"] = 5.into();
            picture["MsgType"] = 2.into();
            picture["Url"] = "blob:x".into();
            picture
        };
        let all =
            json!([picture_of(1, "http://h/1"), picture_of(2, "http://h/2"), picture_of(3, "http://h/3")]);
        for order in [[1, 2, 3], [1, 3, 2], [3, 2, 1]] {
            let pictures: Vec<Value> =
                order.iter().map(|kind| sent(*kind, &format!("http://h/{kind}"))).collect();
            check(
                "TIMImageElem",
                json!({ "ImageFormat": 3, "UUID": "u", "ImageInfoArray": pictures }),
                json!({ "ImageFormat": 3, "UUID": "u", "ImageInfoArray": all }),
            );
        }
        check(
            "TIMImageElem",
            json!({ "ImageFormat": "PNG", "ImageInfoArray": [sent(1, "http://h/1")] }),
            json!({ "ImageFormat": 3, "ImageInfoArray": [
                picture_of(1, "http://h/1"), picture_of(2, "http://h/1"), picture_of(3, "http://h/1"),
            ]}),
        );
        // None says that it is the original: the first one stands for all.
        check(
            "TIMImageElem",
            json!({ "ImageInfoArray": [{ "URL": "http://h/a", "Width": null }] }),
            json!({ "ImageInfoArray": PICTURES.map(|kind| json!({
                "Type": kind, "Size": 0, "Width": 0, "Height": 0, "URL": "http://h/a",
            }))}),
        );
    }

    #[test]
    fn names_of_picture_formats_become_their_numbers() {
        for (name, number) in
            [("jpg", 1), ("JPEG", 1), ("gif", 2), ("png", 3), ("bmp", 4), ("webp", 255), ("", 255)]
        {
            assert_eq!(image_format(name), number, "{name}");
        }
    }

    #[test]
    fn sounds_files_and_videos_get_their_flags() {
        check(
            "TIMSoundElem",
            json!({ "Second": null, "Url": "" }),
            json!({ "Second": 0, "Url": "", "Download_Flag": 2 }),
        );
        check(
            "TIMSoundElem",
            json!({ "Second": 7, "Download_Flag": 0 }),
            json!({ "Second": 7, "Download_Flag": 2 }),
        );
        check(
            "TIMFileElem",
            json!({ "Url": "https://h/f" }),
            json!({ "Url": "https://h/f", "Download_Flag": 2 }),
        );
        check(
            "TIMVideoFileElem",
            json!({ "VideoUrl": "http://h/v", "SnapshotUrl": "blob:x", "SnapshotSize": 1, "VideoSecond": 3 }),
            json!({ "VideoUrl": "http://h/v", "VideoSecond": 3, "VideoDownloadFlag": 2, "ThumbDownloadFlag": 2 }),
        );
        check(
            "TIMCustomElem",
            json!({ "Url": "blob:x", "Second": null }),
            json!({ "Url": "blob:x", "Second": null }),
        );
    }

    #[test]
    fn links_that_nobody_else_can_open_are_refused() {
        for (link, opens) in [
            ("http://h/a", true),
            ("HTTPS://h/a", true),
            ("//h/a", true),
            ("/f/a:b", true),
            ("", true),
            ("blob:http://h/a", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
            ("javascript:alert(1)", false),
        ] {
            for (kind, content) in [
                ("TIMFileElem", json!({ "Url": link })),
                ("TIMSoundElem", json!({ "Url": link })),
                ("TIMVideoFileElem", json!({ "VideoUrl": link })),
                ("TIMVideoFileElem", json!({ "ThumbUrl": link })),
                ("TIMImageElem", json!({ "ImageInfoArray": [{ "Type": 1, "URL": link }] })),
            ] {
                let mut element = json!({ "MsgType": kind, "MsgContent": content });
                assert_eq!(normalise(&mut element).is_ok(), opens, "{kind} {link}");
                let mut merged = json!({ "MsgType": "TIMRelayElem", "MsgContent": {
                    "MsgList": [{ "MsgBody": [{ "MsgType": kind, "MsgContent": content }] }],
                }});
                assert_eq!(normalise(&mut merged).is_ok(), opens, "merged {kind} {link}");
            }
        }
        let mut empty = json!({ "MsgType": "TIMImageElem", "MsgContent": { "ImageInfoArray": [] } });
        assert!(normalise(&mut empty).is_err());
    }

    #[test]
    fn merged_messages_end_at_a_depth() {
        let nested = |depth: usize| {
            let mut element = json!({ "MsgType": "TIMTextElem", "MsgContent": { "Text": "deep" } });
            for _ in 0..depth {
                element = json!({ "MsgType": "TIMRelayElem", "MsgContent": { "MsgList": [{ "MsgBody": [element] }] } });
            }
            element
        };
        let mut fits = nested(100);
        normalise(&mut fits).unwrap();
        assert_eq!(fits, nested(100));
        let mut deep = nested(101);
        normalise(&mut deep).unwrap();
        let text = deep.to_string();
        assert!(text.contains(r#""MsgContent":{"LayersOverLimit":1}"#) && !text.contains("deep"));
    }

    #[test]
    fn only_links_to_this_servers_files_lose_their_address() {
        let mut config = Config::with_key(1, "key");
        config.media.public_url = "https://chat.example/tim/".to_owned();
        let links = Links::new(&config, "http://here:9000");
        for (link, is_ours) in [
            ("http://here:9000/f/1/o/a.png?imageView2/3/w/198/h/198", true),
            ("https://chat.example/tim/f/1/o/a.png", true),
            ("http://here:9000/f/2/o/a.png", false),
            ("http://here:9000/pkg/a.png", false),
            ("http://here:90001/f/1/o/a.png", false),
            ("https://here:9000/f/1/o/a.png", false),
            ("http://elsewhere/f/1/o/a.png", false),
            ("/f/1/o/a.png", false),
            ("", false),
        ] {
            let mut element = json!({ "MsgType": "TIMFileElem", "MsgContent": { "Url": link } });
            super::normalise(&mut element, &links).unwrap();
            let stored = element["MsgContent"]["Url"].as_str().unwrap();
            assert_eq!(stored != link, is_ours, "{link}");
            if is_ours {
                assert!(stored.contains("/f/1/o/a.png") && !stored.contains("http"), "{stored}");
            }
        }
        assert_eq!(Links::new(&Config::with_key(1, "key"), "").shorten("/f/1/o/a"), None, "no name, no link");
    }
}
