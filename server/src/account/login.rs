//! `im_open_status.wslogin`: with a UserSig, or, after a reconnect, with the A2 key of the session.

use std::sync::Arc;

use serde_json::json;

use super::ticket;
use crate::cloud::PURCHASE_BITS;
use crate::config::{self, Config};
use crate::core::{
    Audience, Desk, Effect, Event, Fault, Note, Now, Refusal, Reply, Session, code, key_hash, kick_notice,
    open_with_key,
};
use crate::status;
use crate::store::{Account, AccountId, InstId, KickType, Presence, Store, StoreError};

pub(crate) fn log_in(desk: &mut Desk<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    if desk.head.usersig.is_empty() && !desk.head.a2.is_empty() {
        return log_in_again(desk, store);
    }
    ticket::check(desk)?;
    let account = account(desk, store)?;
    let key = desk.keys.a2(&account.user_id, desk.now);
    let inst = store.open_session(account.id, &desk.instance, &key_hash(&key), desk.now, expires(desk))?;
    let kicked = make_room(desk, account.id, inst, store)?;
    // The application starts anew, and with it its subscriptions.
    store.unsubscribe_all(inst)?;
    let presence = status::log_in(account.id, store)?;
    let session = Session {
        inst,
        account: account.id,
        tiny_id: account.id.tiny_id(),
        user_id: account.user_id,
        expires: expires(desk),
    };
    Ok(welcome(desk, session, key, &presence, kicked).note(Note::Login))
}

/// Takes the session over as it is: same instance number, same key, nobody kicked.
fn log_in_again(desk: &Desk<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let session = open_with_key(desk.head, desk.config, desk.now, store)?;
    let session = Session { expires: expires(desk), ..session };
    store.renew_session(session.inst, desk.now, session.expires)?;
    let presence = status::log_in(session.account, store)?;
    Ok(welcome(desk, session, desk.head.a2.clone(), &presence, Vec::new()).note(Note::Relogin))
}

fn expires(desk: &Desk<'_>) -> u64 {
    let ttl_ms = desk.config.session.a2_ttl.saturating_mul(1000);
    desk.now.ms().saturating_add(ttl_ms)
}

/// The account that logs in; a first login makes it.
fn account(desk: &Desk<'_>, store: &mut dyn Store) -> Result<Account, Fault> {
    let identifier = &desk.head.identifier;
    if let Some(account) = store.account_named(identifier)? {
        return Ok(account);
    }
    let rules = &desk.config.account;
    if !rules.auto_register {
        return Err(Refusal::new(
            code::NO_SUCH_ACCOUNT,
            format!("there is no account {identifier}, and this server makes none at login"),
        )
        .into());
    }
    ticket::check_name(identifier)?;
    make_account(identifier, rules, desk.now, store)
}

fn make_account(
    user_id: &str,
    rules: &config::Account,
    now: Now,
    store: &mut dyn Store,
) -> Result<Account, Fault> {
    if rules.max != 0 && store.account_count()? >= rules.max {
        return Err(Refusal::new(
            code::TOO_MANY_ACCOUNTS,
            format!("this server takes at most {} accounts", rules.max),
        )
        .into());
    }
    Ok(store.register_account(user_id, now)?)
}

/// Makes an account that a first login would make, so that others can write to it before.
pub(crate) fn register(
    user_id: &str,
    config: &Config,
    now: Now,
    store: &mut dyn Store,
) -> Result<(), StoreError> {
    let rules = &config.account;
    let makes = rules.auto_register && ticket::check_name(user_id).is_ok();
    if !makes || store.account_named(user_id)?.is_some() {
        return Ok(());
    }
    match make_account(user_id, rules, now, store) {
        Err(Fault::Store(error)) => Err(error),
        // Made, or refused as a login would be: there is nobody here to be told.
        _ => Ok(()),
    }
}

/// Throws out what exceeds the number of instances an account may have. Who is online is kept before who is
/// not, then who logged in later before who logged in earlier: so it is the oldest online instance that a
/// further login throws out, while pages that were closed long ago are not counted.
fn make_room(
    desk: &Desk<'_>,
    account: AccountId,
    newcomer: InstId,
    store: &mut dyn Store,
) -> Result<Vec<InstId>, Fault> {
    let mut others: Vec<_> = store
        .sessions_of(account)?
        .into_iter()
        .filter(|session| session.inst != newcomer && session.kicked.is_none())
        .collect();
    others.sort_by_key(|session| {
        let online = desk.connections.is_online(account, session.inst);
        std::cmp::Reverse((online, session.last_login, session.inst))
    });
    let room = desk.config.login.web_instances.max(1).saturating_sub(1);
    let mut kicked = Vec::new();
    for session in others.into_iter().skip(room) {
        store.kick_session(session.inst, KickType::OtherInstance)?;
        kicked.push(session.inst);
    }
    Ok(kicked)
}

fn welcome(
    desk: &Desk<'_>,
    session: Session,
    key: String,
    presence: &Presence,
    kicked: Vec<InstId>,
) -> Reply {
    let account = session.account;
    let mut reply = Reply::with(json!({
        "TinyId": session.tiny_id,
        "A2Key": key,
        "InstId": session.inst.0,
        "HelloInterval": desk.config.session.hello_interval,
        "TimeStamp": desk.now.seconds(),
        "Expire": desk.config.session.a2_ttl,
        "PurchaseBits": PURCHASE_BITS,
        "CustomStatus": status::encoded(&presence.custom_status),
    }));
    // A connection that was somebody else's stops being so.
    reply = reply.effect(Effect::LogIn { session: Arc::new(session), key });
    for inst in kicked {
        reply = reply
            .push(Audience::Instance(account, inst), Event::kick(kick_notice(KickType::OtherInstance)))
            .effect(Effect::Forget { account, inst });
    }
    reply
}
