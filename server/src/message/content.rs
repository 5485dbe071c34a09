//! What a message says, as it comes from a client: checked, put into the form that clients expect, and filtered. For
//! new messages and for changed ones.

use serde_json::Value;

use super::element;
use crate::config::Config;
use crate::core::{Call, Refusal, code, text};
use crate::media::Links;

/// Elements that only the server makes.
const SYSTEM_ELEMENTS: [&str; 2] = ["TIMGroupTipElem", "TIMGroupSystemNoticeElem"];

/// `MsgBody` ready to be stored.
pub(super) fn elements(body: &[Value], call: &Call<'_>) -> Result<Vec<Value>, Refusal> {
    if body.is_empty() {
        return Err(Refusal::new(code::EMPTY_BODY, "MsgBody is empty"));
    }
    let links = Links::new(call.config, call.base_url);
    let mut elements = Vec::with_capacity(body.len());
    for sent in body {
        if !is_element(sent) {
            return Err(Refusal::new(
                code::BAD_ELEMENT,
                "an element needs a MsgType that users may send and an object as MsgContent",
            ));
        }
        let mut element = sent.clone();
        element::normalise(&mut element, &links).map_err(|info| Refusal::new(code::BAD_ELEMENT, info))?;
        call.filter.apply(&mut element)?;
        elements.push(element);
    }
    Ok(elements)
}

fn is_element(element: &Value) -> bool {
    text(element, "MsgType").is_some_and(|name| !name.is_empty() && !SYSTEM_ELEMENTS.contains(&name))
        && element.get("MsgContent").is_some_and(Value::is_object)
}

/// `CloudCustomData` as it stands in a request.
pub(super) fn cloud_custom_data(given: Option<&Value>) -> Result<&str, Refusal> {
    match given {
        None | Some(Value::Null) => Ok(""),
        Some(Value::String(data)) => Ok(data),
        Some(_) => Err(Refusal::new(code::MALFORMED_MESSAGE, "CloudCustomData is no text")),
    }
}

pub(super) fn check_size(body: &str, cloud_custom_data: &str, config: &Config) -> Result<(), Refusal> {
    let bytes = body.len().saturating_add(cloud_custom_data.len());
    let max = config.message.max_bytes;
    if bytes > max {
        return Err(Refusal::new(
            code::TOO_LARGE,
            format!("the message has {bytes} bytes, this server takes at most {max}"),
        ));
    }
    Ok(())
}
