//! Links of files, and the proxies that take the place of their hosts.

use tim_proto::json::Value;

use super::super::value::words;

/// The members that show where a file is. Those that keep the original are left as they are.
const SHOWN_LINKS: &str = "url fileUrl videoUrl thumbUrl snapshotUrl";

/// Shows the files of received elements through the proxy for downloads: its address takes the place of
/// `http(s)://host`.
pub fn through_proxy(elements: &mut [Value], proxy: &str) {
    for element in elements {
        let Some(content) = element.as_object_mut().and_then(|members| members.get_mut("content")) else {
            continue;
        };
        redirect(content, proxy);
        let forms = content.as_object_mut().and_then(|members| members.get_mut("imageInfoArray"));
        if let Some(forms) = forms.and_then(Value::as_array_mut) {
            forms.iter_mut().for_each(|form| redirect(form, proxy));
        }
    }
}

fn redirect(content: &mut Value, proxy: &str) {
    let Some(members) = content.as_object_mut() else { return };
    for name in words(SHOWN_LINKS) {
        if let Some(link) = members.get(name).and_then(Value::as_str).and_then(|link| behind(link, proxy)) {
            members.insert(name, link.into());
        }
    }
}

/// A link with another address in front of its path; `None` for what is no link.
pub fn behind(link: &str, proxy: &str) -> Option<String> {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"))?;
    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default();
    Some(format!("{proxy}{path}"))
}
