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
use super::super::value::text;
use super::list::fetch_profile;

/// `joinGroup({groupID, type?, applyMessage?})`: resolves with `{status, group?}`.
pub async fn join(ctx: Ctx, args: Args) -> Result<Out, Error> {
    if args.text("type") == types::GRP_PRIVATE {
        return Err(Error::client(code::CANNOT_JOIN_WORK));
    }
    let id = args.text("groupID");
    if ctx.with(|state| state.groups.joined(&id).is_some()) {
        // The user may have been removed while nobody told.
        if fetch_profile(&ctx, &id, Value::Null).await.is_ok() {
            return Ok(status(types::JOIN_STATUS_ALREADY_IN_GROUP, None));
        }
        ctx.with(|state| state.forget_group(&id));
    }
    let fill = vec![("HugeGroupHistoryMsgFlag", 1.into())];
    let command = &command::GROUP_OPEN_HTTP_SVC_APPLY_JOIN_GROUP;
    let answer = ctx.request(Request::asked(command, args.first(), &names::APPLY_JOIN_GROUP, fill)).await?;
    match text(&answer, "JoinedStatus") {
        types::JOIN_STATUS_SUCCESS => {}
        types::JOIN_STATUS_WAIT_APPROVAL => return Ok(status(types::JOIN_STATUS_WAIT_APPROVAL, None)),
        _ => return Err(Error::client(code::JOIN_GROUP_FAIL)),
    }
    // The group is there, even where its profile is not to be had.
    let fetched = fetch_profile(&ctx, &id, Value::Null).await;
    Ok(ctx.with(|state| {
        if fetched.is_err() {
            state.renew_group(&id, Value::Null, &Value::Null);
        }
        state.raise(ListEvent::Groups);
        let group = state.groups.get(&id).map_or(Out::Undefined, |group| Out::Object(group.object));
        status(types::JOIN_STATUS_SUCCESS, Some(group))
    }))
}

fn status(status: &str, group: Option<Out>) -> Out {
    let mut fields = vec![("status", Out::Value(status.into()))];
    fields.extend(group.map(|group| ("group", group)));
    Out::Fields(fields)
}
