//! `profile.portrait_set`: a user changes his own fields, all of the request or none. What has changed is pushed to all
//! of his instances, the acting one included: that push is what makes clients rewrite the nick on messages they show.

use serde_json::{Value, json};

use super::tag::{self, AVATAR, NICK};
use crate::core::{Audience, Call, Event, Fault, Refusal, Reply, array, code, text};
use crate::store::{Account, FieldValue, Store, StoreError, Subject};

pub(crate) fn set(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let request = call.body;
    if text(request, "From_Account").is_some_and(|from| from != call.session.user_id) {
        return Err(Refusal::new(code::PROFILE_NOT_SELF, "users change no profile but their own").into());
    }
    let items = array(request, "ProfileItem")
        .filter(|items| !items.is_empty())
        .ok_or_else(|| Refusal::new(code::PROFILE_PARAMETER, "ProfileItem is empty"))?;
    let mut fields = Vec::with_capacity(items.len());
    for item in items {
        let (tag, value) = text(item, "Tag").zip(item.get("Value")).ok_or_else(|| {
            Refusal::new(code::PROFILE_PARAMETER, "an item of ProfileItem needs Tag and Value")
        })?;
        let value = tag::check(tag, value)?;
        // A field named twice takes the later value.
        fields.retain(|(named, _)| *named != tag);
        fields.push((tag, value));
    }
    let Some(account) = store.account(call.session.account)? else {
        return Err(Refusal::new(code::PROFILE_PARAMETER, "the account is gone").into());
    };
    let before = store.profile_fields(account.id)?;
    let mut changed = Vec::new();
    let (mut standard, mut custom) = (false, false);
    for (tag, value) in &fields {
        if is_set(&account, &before, tag, value) {
            continue;
        }
        write(&account, tag, value, store)?;
        changed.push(pushed(tag, value));
        *if tag::is_custom(tag) { &mut custom } else { &mut standard } = true;
    }
    for (subject, changed) in [(Subject::StandardProfile, standard), (Subject::CustomProfile, custom)] {
        if changed {
            store.advance(account.id, subject)?;
        }
    }
    if changed.is_empty() {
        return Ok(Reply::default());
    }
    Ok(Reply::default().push(
        Audience::Account(account.id),
        Event::profiles(vec![json!({ "Profile_Account": account.user_id, "ProfileList": changed })]),
    ))
}

fn is_set(account: &Account, fields: &[(String, FieldValue)], tag: &str, value: &FieldValue) -> bool {
    match (tag, value) {
        (NICK, FieldValue::Text(nick)) => account.nick == *nick,
        (AVATAR, FieldValue::Text(avatar)) => account.avatar == *avatar,
        _ => fields.iter().any(|(set, now)| set == tag && now == value),
    }
}

fn write(account: &Account, tag: &str, value: &FieldValue, store: &mut dyn Store) -> Result<(), StoreError> {
    match (tag, value) {
        (NICK, FieldValue::Text(nick)) => store.set_nick(account.id, nick),
        (AVATAR, FieldValue::Text(avatar)) => store.set_avatar(account.id, avatar),
        _ => store.set_profile_field(account.id, tag, value),
    }
}

/// Pushes name texts and numbers apart, unlike answers.
fn pushed(tag: &str, value: &FieldValue) -> Value {
    match value {
        FieldValue::Text(text) => json!({ "Tag": tag, "ValueBytes": text }),
        FieldValue::Number(number) => json!({ "Tag": tag, "ValueNum": number }),
    }
}
