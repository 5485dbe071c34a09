//! `im_open_status.ws_set_custom_status`: the text that a user gives himself. It is plain in the request and base64
//! wherever the server tells it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{item, pushes};
use crate::core::{Audience, Call, Event, Fault, Refusal, Reply, code, text};
use crate::store::{Presence, Store};

/// Bytes of the text.
const MAX_BYTES: usize = 500;

pub(crate) fn encoded(custom_status: &str) -> String {
    STANDARD.encode(custom_status)
}

pub(crate) fn set_custom(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let custom_status =
        text(call.body, "CustomStatus").filter(|text| text.len() <= MAX_BYTES).ok_or_else(|| {
            Refusal::new(
                code::LOGIN_PARAMETER,
                format!("CustomStatus is no text of at most {MAX_BYTES} bytes"),
            )
        })?;
    let me = call.session;
    let before = store.presence(me.account)?;
    let after = Presence { logged_in: true, custom_status: custom_status.to_owned() };
    if after == before {
        return Ok(Reply::default());
    }
    store.set_presence(me.account, &after)?;
    let Some(account) = store.account(me.account)? else {
        return Ok(Reply::default());
    };
    let own = Event::status(item(&account, true, &after));
    let mut reply = Reply::default().push(Audience::OtherInstances(me.account, me.inst), own);
    for push in pushes(&account, true, &after, store)? {
        // An instance that has subscribed to its own user is told once.
        if !matches!(push.audience, Audience::Instance(subscriber, _) if subscriber == me.account) {
            reply = reply.push(push.audience, push.event);
        }
    }
    Ok(reply)
}
