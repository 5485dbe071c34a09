//! Joining a group.

use tim_proto::constants::types;
use tim_proto::json::Value;
use tim_proto::keys::request as names;
use tim_proto::{code, command};

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::effect::Out;
use super::super::error::Error;
use super::super::event::ListEvent;
use super::super::link::request::Request;
use super::super::value::{flag, object, text};
use super::list::fetch_profile;
use super::room;

/// `joinGroup({groupID, type?, applyMessage?})`: resolves with `{status, group?}`.
pub async fn join(ctx: Ctx, args: &Args) -> Result<Out, Error> {
    if args.text("type") == types::GRP_PRIVATE {
        return Err(Error::client(code::CANNOT_JOIN_WORK));
    }
    let id = args.text("groupID");
    let (is_logged_in, is_in) =
        ctx.with(|state| (state.session.is_logged_in(), state.groups.joined(id).is_some()));
    if !is_logged_in {
        if is_in {
            return Ok(status(types::JOIN_STATUS_ALREADY_IN_GROUP, None));
        }
        return room::join_anonymously(ctx, args).await;
    }
    if is_in {
        // The user may have been removed while nobody told.
        match fetch_profile(ctx, id, Value::NULL).await {
            Ok(_) => return Ok(status(types::JOIN_STATUS_ALREADY_IN_GROUP, None)),
            Err(error) if error.answer.is_null() => return Err(error),
            Err(_) => {}
        }
        ctx.with(|state| state.forget_group(id));
    }
    let fill = members![("HugeGroupHistoryMsgFlag", 1)];
    let command = &command::GROUP_OPEN_HTTP_SVC_APPLY_JOIN_GROUP;
    let answer = ctx.request(Request::asked(command, args.first(), &names::APPLY_JOIN_GROUP, fill)).await?;
    match text(&answer, "JoinedStatus").as_str() {
        types::JOIN_STATUS_SUCCESS => {}
        types::JOIN_STATUS_WAIT_APPROVAL => return Ok(status(types::JOIN_STATUS_WAIT_APPROVAL, None)),
        _ => return Err(Error::client(code::JOIN_GROUP_FAIL)),
    }
    let is_room = flag(&answer, "HugeGroupFlag");
    if is_room {
        let kind = object(members![("type", types::GRP_AVCHATROOM)]);
        ctx.with(|state| state.renew_group(id, kind, &Value::NULL));
    }
    ctx.with(|state| state.groups.joining.push(id.clone()));
    let fetched = fetch_profile(ctx, id, Value::NULL).await;
    let is_in = ctx.with(|state| state.groups.take_joining(id));
    if let Err(error) = &fetched
        && !is_in
    {
        // It was dismissed meanwhile, or the user thrown out.
        return Err(error.clone());
    }
    if is_room {
        room::enter(ctx, id, &answer).await;
    }
    Ok(ctx.with(|state| {
        // The group is there, even where its profile is not to be had.
        if fetched.is_err() {
            state.renew_group(id, Value::NULL, &Value::NULL);
        }
        state.raise(ListEvent::Groups);
        let group = state.groups.get(id).map_or(Out::Undefined, |group| Out::Object(group.object));
        status(types::JOIN_STATUS_SUCCESS, Some(group))
    }))
}

fn status(status: &str, group: Option<Out>) -> Out {
    let mut fields = members![("status", Out::Value(status.into()))];
    fields.extend(group.map(|group| ("group", group)));
    Out::Fields(fields)
}
