//! `send_group_msg`: one message to all members of a group, or to some.
//!
//! Checks in this order: rate of the sender, group, membership, who may write, shape, words, size, sent before, rate of the
//! group. A stored message gets the group's next number; one for who is online now, and everything in a room, is stored
//! nowhere.

use std::sync::Arc;

use serde_json::{Value, json};

use super::wire::group_item;
use crate::core::{
    Admission, Audience, Call, Event, Fault, Note, Rated, Refusal, Reply, array, code, integer, text,
    too_fast_in_group, unsigned,
};
use crate::group::{Operation, Rank, Seat, keep_notice, notice_about, tell_members};
use crate::message::online::SENT_BEFORE_S;
use crate::message::{content, long, send};
use crate::store::{
    Account, AccountId, GroupKind, GroupMessage, Member, Mentioned, MessageNo, NewGroupMessage, NewMessage,
    Store, StoreError,
};

/// Members that one message may name, and whom it may be for.
const MAX_MENTIONS: usize = 30;
const MAX_TARGETS: usize = 50;
const PRIORITIES: [&str; 4] = ["High", "Normal", "Low", "Lowest"];
const NORMAL: u8 = 2;
/// Who a mention is for.
const AT_ME: u8 = 1;
const AT_ALL: u8 = 2;

/// A request that has the right shape.
struct Sending<'a> {
    client_seq: u32,
    random: u32,
    body: Vec<Value>,
    body_text: String,
    cloud_custom_data: &'a str,
    client_time: u64,
    flags: u32,
    priority: u8,
    mentions: Vec<Mention<'a>>,
    targets: Vec<AccountId>,
    online_only: bool,
}

enum Mention<'a> {
    All,
    One(&'a str),
}

pub(crate) fn send_group(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    call.rates.take(call.session.account, Rated::Message, call.config.rate.messages, call.now)?;
    let seat = Seat::find(call, Operation::Send, store)?;
    check_voice(call, &seat, store)?;
    let sending = read(call, &seat, store)?;
    if seat.place().kind == GroupKind::AvChatRoom || sending.online_only {
        send_online(call, &seat, &sending, store)
    } else {
        send_stored(call, &seat, &sending, store)
    }
}

/// Whether the caller may write at all.
fn check_voice(call: &Call<'_>, seat: &Seat, store: &mut dyn Store) -> Result<(), Fault> {
    if seat.group.topics && seat.topic.is_none() {
        return Err(
            Refusal::new(code::GROUP_NOT_ALLOWED, "messages of this community belong into a topic").into()
        );
    }
    if seat.rank >= Rank::Admin {
        return Ok(());
    }
    let everybody = seat.group.muted || seat.place().muted;
    let mut until = seat.me.as_ref().map_or(0, |me| me.muted_until);
    if let Some(topic) = &seat.topic {
        until = until.max(store.muted_until(topic.no, call.session.account)?);
    }
    if everybody || until > call.now.seconds() {
        return Err(Refusal::new(code::MUTED, "you may not write in this group now").into());
    }
    Ok(())
}

fn send_stored(
    call: &mut Call<'_>,
    seat: &Seat,
    sending: &Sending<'_>,
    store: &mut dyn Store,
) -> Result<Reply, Fault> {
    let me = call.session;
    let now = call.now.seconds();
    let place = seat.place();
    let before = store.sent_group_message(
        me.account,
        place.no,
        sending.client_seq,
        sending.random,
        now.saturating_sub(SENT_BEFORE_S),
    )?;
    if let Some((seq, time)) = before {
        return Ok(answer(seq, time).note(Note::MessageDuplicate));
    }
    // What is in the history is refused rather than lost.
    if admit(call, seat, sending)? == Admission::Dropped {
        return Err(too_fast_in_group(call.config.group.messages).into());
    }
    long::touch(&sending.body, call, store)?;
    let mentions = wire_mentions(&sending.mentions).to_string();
    let audience = if sending.targets.is_empty() {
        seat.group.members.saturating_sub(1)
    } else {
        u64::try_from(sending.targets.len()).unwrap_or(u64::MAX)
    };
    let new = new_message(call, seat, sending, &mentions, audience);
    let (seq, no) = store.add_group_message(&new)?;
    if let Some(reader) = seat.reader(me, store)? {
        store.save_member(place.no, &Member { last_sent: now, ..reader })?;
    }
    let message = new.placed(seq, no);
    let reply = answer(seq, now).note(Note::MessageStored);
    let reply = fan_out(call, seat, sending, &message, reply, store)?;
    Ok(tell_mentioned(call, seat, sending, seq, reply, store)?)
}

/// Reaches whoever is online now and leaves no trace. In a room every message does.
fn send_online(
    call: &mut Call<'_>,
    seat: &Seat,
    sending: &Sending<'_>,
    store: &mut dyn Store,
) -> Result<Reply, Fault> {
    let place = seat.place();
    let room = place.kind == GroupKind::AvChatRoom;
    let sent = (call.session.account, place.no.as_peer(), sending.client_seq, sending.random);
    if let Some(time) = call.recent_online.time(&sent, call.now) {
        let seq = if room { place.next_seq.saturating_sub(1) } else { 0 };
        return Ok(answer(seq, time.seconds()).note(Note::MessageDuplicate));
    }
    call.recent_online.note(sent, call.now);
    if admit(call, seat, sending)? == Admission::Dropped {
        return Ok(answer(place.next_seq.saturating_sub(1), call.now.seconds()).note(Note::MessageDropped));
    }
    // Clients put a room's messages in order by number, too.
    let seq = if room { store.take_seq(place.no, call.now.seconds())? } else { 0 };
    let message = new_message(call, seat, sending, "[]", 0).placed(seq, MessageNo::default());
    let reply = answer(seq, call.now.seconds()).note(Note::MessageOnlineOnly);
    Ok(fan_out(call, seat, sending, &message, reply, store)?)
}

/// Who runs the group is more urgent than any priority.
fn admit(call: &mut Call<'_>, seat: &Seat, sending: &Sending<'_>) -> Result<Admission, Refusal> {
    let urgency = if seat.rank >= Rank::Admin { 0 } else { sending.priority.into() };
    call.rates.admit(seat.place().no, urgency, call.config.group.messages, call.now)
}

fn new_message<'a>(
    call: &Call<'_>,
    seat: &Seat,
    sending: &'a Sending<'_>,
    mentions: &'a str,
    audience: u64,
) -> NewGroupMessage<'a> {
    let place = seat.place();
    NewGroupMessage {
        message: NewMessage {
            sender: call.session.account,
            receiver: place.no.as_peer(),
            seq: sending.client_seq,
            random: sending.random,
            time: call.now.seconds(),
            client_time: sending.client_time,
            body: &sending.body_text,
            cloud_custom_data: sending.cloud_custom_data,
            flags: sending.flags,
            origin: call.session.inst,
        },
        group: place.no,
        priority: sending.priority,
        mentions,
        targets: &sending.targets,
        audience,
    }
}

fn answer(seq: u32, time: u64) -> Reply {
    Reply::with(json!({ "MsgTime": time, "MsgSeq": seq }))
}

fn fan_out(
    call: &Call<'_>,
    seat: &Seat,
    sending: &Sending<'_>,
    message: &GroupMessage,
    reply: Reply,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    let mut item = group_item(message, &seat.group, seat.topic.as_ref(), store)?;
    if sending.online_only {
        item.insert("OnlineOnlyFlag".to_owned(), 1.into());
    }
    let event = Event::group_message(item.into());
    if sending.targets.is_empty() {
        return tell_members(reply, &seat.group, seat.topic.as_ref(), event, Some(call.session), store);
    }
    let listeners = store.listeners(seat.place())?;
    let reached: Arc<[AccountId]> = listeners
        .into_iter()
        .filter(|account| *account == call.session.account || sending.targets.contains(account))
        .collect();
    Ok(reply.push(Audience::Crowd(reached, Some(call.session.inst)), event))
}

/// Everybody who is named learns it, now or when he comes back.
fn tell_mentioned(
    call: &mut Call<'_>,
    seat: &Seat,
    sending: &Sending<'_>,
    seq: u32,
    reply: Reply,
    store: &mut dyn Store,
) -> Result<Reply, StoreError> {
    let me = call.session.account;
    let mention = Mentioned { group: seat.place().no, seq, sender: me };
    let all = sending.mentions.iter().any(|mention| matches!(mention, Mention::All));
    let mut named: Vec<Account> = Vec::new();
    for mention in &sending.mentions {
        let Mention::One(user_id) = mention else { continue };
        let Some(account) = store.account_named(user_id)?.filter(|account| account.id != me) else {
            continue;
        };
        let for_him = sending.targets.is_empty() || sending.targets.contains(&account.id);
        if for_him && store.member(seat.group.no, account.id)?.is_some() {
            named.push(account);
        }
    }
    let mut reply = reply;
    for account in &named {
        let id = store.next_notice()?;
        let random = call.keys.number();
        let kinds: &[u8] = if all { &[AT_ME, AT_ALL] } else { &[AT_ME] };
        let event = Event::mention(mention_item(call, seat, seq, id, random, kinds));
        keep_notice(call, account.id, (id, random), &event, Some(mention), store)?;
        reply = reply.push(Audience::Account(account.id), event);
    }
    if !all || !sending.targets.is_empty() {
        return Ok(reply);
    }
    // One notice for all the others, however many they are.
    let mut others = store.listeners(seat.place())?;
    others.retain(|account| *account != me && named.iter().all(|named| named.id != *account));
    let id = store.next_notice()?;
    let random = call.keys.number();
    let event = Event::mention(mention_item(call, seat, seq, id, random, &[AT_ALL]));
    keep_notice(call, mention.group.as_peer(), (id, random), &event, Some(mention), store)?;
    Ok(reply.push(Audience::Crowd(others.into(), None), event))
}

fn mention_item(call: &Call<'_>, seat: &Seat, seq: u32, id: u64, random: u32, kinds: &[u8]) -> Value {
    let named = super::named(
        seat,
        json!({ "From_Account": call.session.user_id, "MsgSeq": seq, "GroupAtType": kinds }),
    );
    json!({
        "From_Account": call.session.user_id,
        "ToGroupId": seat.group.group_id,
        "MsgRandom": random,
        "ClientSeq": id,
        "MsgTimeStamp": call.now.seconds(),
        "GroupInfo": notice_about(&seat.group, seat.topic.as_ref(), None),
        "GroupAtTips": named,
    })
}

fn read<'a>(call: &Call<'a>, seat: &Seat, store: &mut dyn Store) -> Result<Sending<'a>, Fault> {
    let request = call.body;
    if text(request, "From_Account").is_some_and(|from| from != call.session.user_id) {
        return Err(wrong("From_Account is somebody else").into());
    }
    let random = unsigned(request, "Random")
        .or_else(|| unsigned(request, "MsgRandom"))
        .ok_or_else(|| wrong("Random is no whole number of 32 bits"))?;
    let body = array(request, "MsgBody").ok_or_else(|| wrong("MsgBody is no array"))?;
    let body = content::elements(body, call).map_err(in_group)?;
    let cloud_custom_data = content::cloud_custom_data(request.get("CloudCustomData")).map_err(in_group)?;
    let body = Value::Array(body);
    let body_text = body.to_string();
    content::check_size(&body_text, cloud_custom_data, call.config)?;
    let Value::Array(body) = body else { return Err(wrong("MsgBody is no array").into()) };
    Ok(Sending {
        client_seq: unsigned(request, "ClientSeq").unwrap_or(0),
        random,
        body,
        body_text,
        cloud_custom_data,
        client_time: integer(request, "MsgClientTime").unwrap_or(call.now.seconds()),
        flags: send::flags(request, "NeedReadReceipt"),
        priority: priority(request)?,
        mentions: mentions(request)?,
        targets: targets(request, seat, store)?,
        online_only: integer(request, "OnlineOnlyFlag") == Some(1),
    })
}

fn wrong(info: &str) -> Refusal {
    Refusal::new(code::GROUP_PARAMETER, info)
}

/// What is wrong with a message's shape has one code in groups.
fn in_group(refusal: Refusal) -> Refusal {
    match refusal.code {
        code::FILTERED | code::TOO_LARGE => refusal,
        _ => Refusal { code: code::GROUP_PARAMETER, ..refusal },
    }
}

fn priority(request: &Value) -> Result<u8, Refusal> {
    let Some(name) = text(request, "MsgPriority").filter(|name| !name.is_empty()) else {
        return Ok(NORMAL);
    };
    (1..)
        .zip(PRIORITIES)
        .find(|(_, known)| *known == name)
        .map(|(number, _)| number)
        .ok_or_else(|| wrong("MsgPriority is none of High, Normal, Low, Lowest"))
}

fn mentions(request: &Value) -> Result<Vec<Mention<'_>>, Refusal> {
    let items = array(request, "GroupAtInfo").unwrap_or_default();
    if items.len() > MAX_MENTIONS {
        return Err(Refusal::new(
            code::TOO_MANY_MENTIONS,
            format!("GroupAtInfo names {} members, {MAX_MENTIONS} are allowed", items.len()),
        ));
    }
    items
        .iter()
        .map(|item| match (integer(item, "GroupAtAllFlag"), text(item, "GroupAt_Account")) {
            (Some(1), _) => Ok(Mention::All),
            (_, Some(user_id)) => Ok(Mention::One(user_id)),
            _ => Err(wrong("an item of GroupAtInfo has GroupAtAllFlag 1 or GroupAt_Account")),
        })
        .collect()
}

fn wire_mentions(mentions: &[Mention<'_>]) -> Value {
    mentions
        .iter()
        .map(|mention| match mention {
            Mention::All => json!({ "GroupAtAllFlag": 1 }),
            Mention::One(user_id) => json!({ "GroupAtAllFlag": 0, "GroupAt_Account": user_id }),
        })
        .collect()
}

/// For whom alone the message is; nobody is everybody. Who is no member does not count.
fn targets(request: &Value, seat: &Seat, store: &mut dyn Store) -> Result<Vec<AccountId>, Fault> {
    let names = match request.get("To_Account") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(names)) if (1..=MAX_TARGETS).contains(&names.len()) => names,
        Some(_) => return Err(wrong("To_Account is a list of 1 to 50 user ids").into()),
    };
    let mut targets = Vec::with_capacity(names.len());
    for name in names {
        let name = name.as_str().ok_or_else(|| wrong("To_Account holds something that is no user id"))?;
        let Some(account) = store.account_named(name)? else { continue };
        if store.member(seat.group.no, account.id)?.is_some() && !targets.contains(&account.id) {
            targets.push(account.id);
        }
    }
    if targets.is_empty() {
        return Err(wrong("nobody in To_Account is a member of the group").into());
    }
    Ok(targets)
}
