//! The content of an image element: a list of the same image in three sizes, which the wire has in the
//! order original, large, thumbnail and applications see as original, thumbnail, large.

use crate::json::Gather;
use crate::json::{Map, Value};

use super::pairs;

/// What the wire and applications call the members before the list.
const NAMES: &str = "ImageFormat imageFormat,UUID uuid";

/// The shorter edge of the large and of the thumbnail form.
pub const LARGE: u64 = 720;
pub const THUMBNAIL: u64 = 198;

/// How many forms an image has.
const FORMS: usize = 3;

/// Width and height of a form whose shorter edge is `edge`; the original's where that is smaller.
pub fn scaled(width: u64, height: u64, edge: u64) -> (u64, u64) {
    let (short, long) = (width.min(height), width.max(height));
    if short <= edge {
        return (width, height);
    }
    let scaled = long.saturating_mul(edge).div_ceil(short);
    if width < height { (edge, scaled) } else { (scaled, edge) }
}

pub(super) fn to_js(sent: &Map) -> Map {
    let items = sent.get("ImageInfoArray").and_then(Value::as_array);
    let item = |at: usize| items.and_then(|items| items.get(at));
    let original = (member(item(0), "Width"), member(item(0), "Height"));
    let mut forms: Vec<Map> = (0..FORMS).map(|at| form(item(at), at, sent.get("UUID"))).gather();
    if original.0 != 0 && original.1 != 0 {
        forms.swap(1, 2);
        if let Some(large) = forms.get_mut(2) {
            let (width, height) = scaled(original.0, original.1, LARGE);
            large.insert("width", width.into());
            large.insert("height", height.into());
        }
    }
    for (at, form) in forms.iter_mut().enumerate() {
        form.insert("type", at.into());
    }
    let mut content = Map::new();
    for (wire_key, key) in pairs(NAMES) {
        if let Some(value) = sent.get(wire_key) {
            content.insert(key, value.clone());
        }
    }
    content.insert("imageInfoArray", forms.into_iter().map(Value::from).collect());
    content
}

fn form(item: Option<&Value>, at: usize, uuid: Option<&Value>) -> Map {
    let url = item.and_then(|item| item.get("URL")).and_then(Value::as_str);
    let mut form = Map::new();
    form.insert("instanceID", instance(uuid, at).into());
    form.insert("sizeType", at.saturating_add(1).into());
    form.insert("type", at.into());
    for (wire_key, key) in pairs("Size size,Width width,Height height") {
        form.insert(key, member(item, wire_key).into());
    }
    let Some(url) = url else {
        form.insert("imageUrl", "".into());
        return form;
    };
    let secure = url.strip_prefix("http://").map(|rest| format!("https://{rest}"));
    form.insert("imageUrl", secure.as_deref().unwrap_or(url).into());
    form.insert("url", url.into());
    form
}

fn member(item: Option<&Value>, key: &str) -> u64 {
    item.and_then(|item| item.get(key)).and_then(Value::as_u64).unwrap_or(0)
}

/// A number that tells forms apart; the same for the same image.
fn instance(uuid: Option<&Value>, at: usize) -> u64 {
    let text = uuid.and_then(Value::as_str).unwrap_or_default();
    let seed = 17_u64.wrapping_add(u64::try_from(at).unwrap_or(0));
    text.bytes().fold(seed, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte))) % 10_000_000
}

pub(super) fn to_wire(given: &Map) -> Map {
    let forms = given.get("imageInfoArray").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut content = Map::new();
    for (wire_key, key) in pairs(NAMES) {
        if let Some(value) = given.get(key) {
            content.insert(wire_key, value.clone());
        }
    }
    let items = forms.iter().map(|form| {
        let mut item = Map::new();
        for (wire_key, key) in
            pairs("InstanceId instanceID,Type sizeType,MsgType type,Size size,Width width,Height height")
        {
            item.insert(wire_key, form.get(key).cloned().unwrap_or_default());
        }
        item.insert("URL", link(form).into());
        Value::from(item)
    });
    content.insert("ImageInfoArray", items.collect());
    content
}

/// Where the form is for others: of a received one the link as it came, of an own one the link that it was
/// uploaded to.
fn link(form: &Value) -> &str {
    let text = |key: &str| form.get(key).and_then(Value::as_str).unwrap_or_default();
    if text("url").starts_with("http") { text("url") } else { text("imageUrl") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn forms_keep_the_ratio_and_are_never_larger() {
        #[track_caller]
        fn check(original: (u64, u64), edge: u64, expected: (u64, u64)) {
            assert_eq!(scaled(original.0, original.1, edge), expected);
        }
        check((1000, 1500), LARGE, (720, 1080));
        check((1000, 1500), THUMBNAIL, (198, 297));
        check((199, 400), THUMBNAIL, (198, 398));
        check((199, 400), LARGE, (199, 400));
        check((3000, 1000), LARGE, (2160, 720));
        check((3000, 1000), THUMBNAIL, (594, 198));
        check((198, 5000), THUMBNAIL, (198, 5000));
        // An edge of the size itself stays, one pixel more does not.
        check((720, 800), LARGE, (720, 800));
        check((721, 800), LARGE, (720, 799));
        check((800, 721), LARGE, (799, 720));
        check((198, 198), THUMBNAIL, (198, 198));
        check((199, 199), THUMBNAIL, (198, 198));
        check((0, 0), LARGE, (0, 0));
    }

    #[test]
    fn three_forms_are_seen_whatever_was_sent() {
        let object = |value: Value| value.as_object().unwrap().clone();
        let item = |kind: u64, edge: u64| json!({"Type": kind, "Size": 9, "Width": edge, "Height": edge, "URL": format!("http://h/{kind}")});
        let seen = to_js(&object(
            json!({"UUID": "u", "ImageFormat": 3, "ImageInfoArray": [item(1, 1000), item(2, 720), item(3, 198)]}),
        ));
        let forms = Value::from(seen)["imageInfoArray"].clone();
        let shape = |at: usize| {
            let form = &forms[at];
            (
                form["sizeType"].as_u64(),
                form["type"].as_u64(),
                form["width"].as_u64(),
                form["url"].as_str().map(str::to_owned),
            )
        };
        assert_eq!(shape(0), (Some(1), Some(0), Some(1000), Some("http://h/1".to_owned())));
        assert_eq!(shape(1), (Some(3), Some(1), Some(198), Some("http://h/3".to_owned())));
        assert_eq!(shape(2), (Some(2), Some(2), Some(720), Some("http://h/2".to_owned())));
        assert_eq!(forms[0]["imageUrl"], "https://h/1");
        let seen = Value::from(to_js(&object(json!({"ImageInfoArray": "none"}))));
        assert_eq!(seen["imageInfoArray"].as_array().unwrap().len(), 3);
        assert!(seen["imageInfoArray"][1]["url"].is_null());
    }
}
