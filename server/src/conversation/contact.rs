//! How requests, answers and pushes name a conversation: `{Type: 1, To_Account}` with a user, `{Type: 2, ToGroupid}`,
//! `ToGroupId` or `GroupId` with a group.

use serde_json::{Map, Value, json};

use super::{renew, renew_group};
use crate::core::{Call, Fault, Refusal, Reply, array, code, integer, text};
use crate::group::{Operation, Seat};
use crate::store::{Account, AccountId, Store, StoreError};

/// The kind of a conversation with one user, and with a group.
pub(super) const USER: u8 = 1;
pub(super) const GROUP: u8 = 2;

/// Conversations that one request may name.
const MAX_ITEMS: usize = 100;

/// Why nothing was done for one of the conversations of a request.
pub(super) type Failure = (i64, &'static str);

/// With whom a conversation is.
pub(super) enum Contact {
    User(Account),
    /// As its member.
    Group(Box<Seat>),
}

impl Contact {
    /// The number under which the conversation is stored.
    pub(super) fn peer(&self) -> AccountId {
        match self {
            Contact::User(account) => account.id,
            Contact::Group(seat) => seat.group.no.as_peer(),
        }
    }

    /// The name in pushes. Some clients understand no other key than `User_Account` there.
    pub(super) fn name(&self) -> Value {
        match self {
            Contact::User(account) => json!({ "Type": USER, "User_Account": account.user_id }),
            Contact::Group(seat) => json!({ "Type": GROUP, "GroupId": seat.group.group_id }),
        }
    }

    /// Whether the list of `owner` has it.
    pub(super) fn is_listed(&self, owner: AccountId, store: &mut dyn Store) -> Result<bool, StoreError> {
        Ok(match self {
            Contact::User(account) => store.recent_contact(owner, account.id)?.is_some(),
            Contact::Group(seat) => store.recent_group(owner, seat.group.no)?.is_some(),
        })
    }

    /// Tells all instances of `owner` how the list shows it now. For what has put it back into the list: an instance that has
    /// deleted it, perhaps just now, knows neither the conversation nor what was set on it.
    pub(super) fn renew(
        &self,
        reply: Reply,
        owner: AccountId,
        store: &mut dyn Store,
    ) -> Result<Reply, StoreError> {
        match self {
            Contact::User(account) => renew(reply, owner, account.id, store),
            Contact::Group(seat) => renew_group(reply, owner, seat.group.no, store),
        }
    }
}

/// With whom the conversation is that a request names.
pub(super) fn find(
    call: &Call<'_>,
    item: &Value,
    store: &mut dyn Store,
) -> Result<Result<Contact, Failure>, StoreError> {
    let malformed =
        Ok(Err((code::CONTACT_PARAMETER, "a conversation needs Type and To_Account or ToGroupid")));
    let kind = integer(item, "Type");
    if kind == Some(USER.into()) {
        let Some(user_id) = text(item, "To_Account") else { return malformed };
        let found = store.account_named(user_id)?;
        return Ok(found.map(Contact::User).ok_or((code::CONTACT_NO_ACCOUNT, "there is no such user")));
    }
    let group_id = ["ToGroupid", "ToGroupId", "GroupId"].into_iter().find_map(|key| text(item, key));
    let Some(group_id) = group_id.filter(|_| kind == Some(GROUP.into())) else { return malformed };
    match Seat::named(call, group_id, Operation::SeeHistory, store) {
        Ok(seat) => Ok(Ok(Contact::Group(Box::new(seat)))),
        Err(Fault::Refused(_)) => Ok(Err((code::CONTACT_FAILED, "there is no such group"))),
        Err(Fault::Store(error)) => Err(error),
    }
}

/// The same for a request that is about this conversation alone.
pub(super) fn find_only(call: &Call<'_>, item: &Value, store: &mut dyn Store) -> Result<Contact, Fault> {
    find(call, item, store)?.map_err(|(code, info)| Refusal::new(code, info).into())
}

/// The conversations of a request, or whatever they are wrapped in.
pub(super) fn items<'a>(body: &'a Value, key: &str) -> Result<&'a [Value], Refusal> {
    match array(body, key) {
        Some(items) if items.len() > MAX_ITEMS => Err(Refusal::new(
            code::TOO_MANY_CONTACTS,
            format!("{key} names {} conversations, {MAX_ITEMS} are allowed", items.len()),
        )),
        Some(items) if !items.is_empty() => Ok(items),
        _ => Err(Refusal::new(code::CONTACT_PARAMETER, format!("{key} is no list of conversations"))),
    }
}

/// What the answer says of one conversation, besides its name.
pub(super) fn result(name: Map<String, Value>, failure: Option<Failure>) -> Value {
    let (result, info) = failure.unwrap_or((0, ""));
    let mut item = name;
    item.insert("ResultCode".to_owned(), result.into());
    item.insert("ResultInfo".to_owned(), info.into());
    item.into()
}

/// The result of one of several conversations in most answers.
pub(super) fn contact_result(contact: &Value, failure: Option<Failure>) -> Value {
    let mut name = Map::new();
    name.insert("ContactItem".to_owned(), contact.clone());
    result(name, failure)
}

/// How many conversations an account may have put marks, custom data or groups on.
const MAX_LABELLED: u64 = 1000;

/// Whether `peer` may get a label: it has one, or there is room.
pub(super) fn check_room(
    call: &Call<'_>,
    peer: AccountId,
    store: &mut dyn Store,
) -> Result<Result<(), Failure>, StoreError> {
    let me = call.session.account;
    let labels = store.labels(me, peer)?;
    let has_some = labels.marks != 0 || !labels.custom.is_empty() || !labels.groups.is_empty();
    Ok(if has_some || store.labelled_count(me)? < MAX_LABELLED {
        Ok(())
    } else {
        Err((code::TOO_MANY_LABELLED, "too many conversations are marked or in groups"))
    })
}
