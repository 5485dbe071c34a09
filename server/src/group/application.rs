//! Requests to join and invitations that wait for whoever runs the group: `get_pendency` lists them,
//! `handle_apply_join_group` and `handle_invite_join_permission_group` decide. The first decision counts.

use serde_json::{Value, json};

use super::create::named;
use super::dismiss::caller;
use super::info::short_text;
use super::invite::welcome;
use super::join::{MAX_WORDS, admit, is_full};
use super::notice::{Notice, Report};
use super::permission::Operation;
use super::seat::Seat;
use super::tip::{Tip, Way};
use crate::core::{Call, Fault, Refusal, Reply, code, integer, text};
use crate::store::{Account, Application, ApplicationKind, Group, Role, Store};

const DEFAULT_PAGE: u64 = 20;
const MAX_PAGE: u64 = 100;

/// `Handled` of an application: not yet, by somebody else, by the one who asks.
const OPEN: u8 = 0;
const BY_OTHERS: u8 = 1;
const BY_ME: u8 = 2;

/// Remembers that `applicant` wants `subject` to join. Asking again replaces nothing: the first request still waits.
pub(super) fn add(
    call: &mut Call<'_>,
    group: &Group,
    kind: ApplicationKind,
    applicant: &Account,
    subject: &Account,
    words: &str,
    store: &mut dyn Store,
) -> Result<Application, Fault> {
    if let Some(waiting) = store.waiting_application(group.no, subject.id)? {
        return Ok(waiting);
    }
    let application = Application {
        id: call.now.ms().saturating_mul(1000),
        group: group.no,
        kind,
        applicant: applicant.id,
        subject: subject.id,
        text: words.to_owned(),
        authentication: call.keys.token("application"),
        handler: None,
    };
    let id = store.add_application(&application)?;
    Ok(Application { id, ..application })
}

/// Tells everybody who may decide.
pub(super) fn ask_admins(
    call: &mut Call<'_>,
    reply: Reply,
    group: &Group,
    applicant: &Account,
    application: &Application,
    store: &mut dyn Store,
) -> Result<Reply, Fault> {
    let mut reply = reply;
    let own = text(call.body, "UserDefinedField").unwrap_or_default();
    for to in store.admins(group.no)? {
        let notice = Notice {
            report: Report::WantsToJoin,
            group,
            topic: None,
            operator: applicant,
            to: &to,
            body: vec![
                ("RemarkInfo", application.text.as_str().into()),
                ("MsgKey", application.id.into()),
                ("Authentication", application.authentication.as_str().into()),
                ("UserDefinedField", own.into()),
            ],
        };
        reply = notice.tell(call, reply, store)?;
    }
    Ok(reply)
}

pub(crate) fn pendency(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    list(call, false, store)
}

pub(crate) fn pendency_of_communities(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    list(call, true, store)
}

fn list(call: &Call<'_>, communities: bool, store: &mut dyn Store) -> Result<Reply, Fault> {
    let me = call.session;
    if text(call.body, "Handle_Account").is_some_and(|account| account != me.user_id) {
        return Err(Refusal::new(code::GROUP_NOT_ALLOWED, "Handle_Account is somebody else").into());
    }
    let from = integer(call.body, "StartTime").unwrap_or(0);
    let limit = integer(call.body, "Limit").unwrap_or(DEFAULT_PAGE).clamp(1, MAX_PAGE);
    let limit = usize::try_from(limit).unwrap_or(1);
    // One more than asked for tells where to go on; 0 is the end.
    let mut found = store.applications(me.account, communities, from, limit.saturating_add(1))?;
    let next = found.get(limit).map_or(0, |application| application.id);
    found.truncate(limit);
    let mut items: Vec<Value> = Vec::with_capacity(found.len());
    for application in &found {
        let (Some(group), Some(applicant), Some(subject)) = (
            store.group(application.group)?,
            store.account(application.applicant)?,
            store.account(application.subject)?,
        ) else {
            continue;
        };
        let (kind, to) = match application.kind {
            ApplicationKind::Join => (0, me.user_id.as_str()),
            ApplicationKind::Invite => (2, subject.user_id.as_str()),
        };
        let handled = match application.handler {
            None => OPEN,
            Some(handler) if handler == me.account => BY_ME,
            Some(_) => BY_OTHERS,
        };
        items.push(json!({
            "GroupId": group.group_id,
            "GroupName": group.name,
            "From_Account": applicant.user_id,
            "FromUserNickName": applicant.nick,
            "FromUserFaceUrl": applicant.avatar,
            "To_Account": to,
            "AddTime": application.id,
            "PendencyType": kind,
            "Handled": handled,
            "Authentication": application.authentication,
            "ApplyInviteMsg": application.text,
        }));
    }
    Ok(Reply::with(json!({ "NextStartTime": next, "PendencyList": items })))
}

pub(crate) fn handle_application(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let applicant = text(call.body, "Applicant_Account").unwrap_or_default();
    handle(call, ApplicationKind::Join, applicant, store)
}

pub(crate) fn handle_invitation(call: &mut Call<'_>, store: &mut dyn Store) -> Result<Reply, Fault> {
    let invited = text(call.body, "Invited_Account").unwrap_or_default();
    handle(call, ApplicationKind::Invite, invited, store)
}

fn handle(
    call: &mut Call<'_>,
    kind: ApplicationKind,
    subject: &str,
    store: &mut dyn Store,
) -> Result<Reply, Fault> {
    let wrong = |info: &str| Refusal::new(code::GROUP_PARAMETER, info);
    let seat = Seat::find(call, Operation::HandleApplication, store)?;
    let agrees = match text(call.body, "HandleMsg") {
        Some("Agree") => true,
        Some("Reject") => false,
        _ => return Err(wrong("HandleMsg is neither Agree nor Reject").into()),
    };
    let words = short_text(call.body, "ApprovalMsg", MAX_WORDS)?.unwrap_or_default();
    let subject = named(subject, store)?;
    let found = match key(call.body) {
        Some(id) => store.application(id)?,
        None => store.waiting_application(seat.group.no, subject.id)?,
    };
    let group = &seat.group;
    let application = found
        .filter(|found| found.group == group.no && found.kind == kind && found.subject == subject.id)
        .filter(|found| found.handler.is_none())
        .ok_or_else(|| {
            Refusal::new(code::ALREADY_HANDLED, "the request was handled before, or there was none")
        })?;
    if text(call.body, "Authentication") != Some(application.authentication.as_str()) {
        return Err(wrong("Authentication is not that of the request").into());
    }
    store.handle_application(application.id, call.session.account)?;
    let operator = caller(call, store)?;
    let is_in = store.member(group.no, subject.id)?.is_some();
    if agrees && !is_in {
        if is_full(group, 0) {
            return Err(Refusal::new(code::GROUP_FULL, "the group is full").into());
        }
        if store.joined_count(subject.id)? >= call.config.group.max_joined {
            return Err(
                Refusal::new(code::TOO_MANY_GROUPS, "the user is in as many groups as he may be").into()
            );
        }
        admit(call, group, subject.clone(), Role::Member, store)?;
    }
    if kind == ApplicationKind::Invite {
        let Some(inviter) = store.account(application.applicant)?.filter(|_| agrees && !is_in) else {
            return Ok(Reply::default());
        };
        return welcome(call, Reply::default(), group, &inviter, &[subject], false, store);
    }
    let notice = Notice {
        report: if agrees { Report::Accepted } else { Report::Refused },
        group,
        topic: None,
        operator: &operator,
        to: &subject,
        body: vec![("RemarkInfo", words.into())],
    };
    let reply = notice.tell(call, Reply::default(), store)?;
    if !agrees || is_in {
        return Ok(reply);
    }
    Ok(Tip::joined(group, &subject, std::slice::from_ref(&subject), Way::Applied).tell(call, reply, store)?)
}

/// Clients hand the key back as a number or as text.
fn key(request: &Value) -> Option<u64> {
    match request.get("MsgKey")? {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64(),
    }
}
