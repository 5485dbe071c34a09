//! Applications to join groups, and invitations that wait for an administrator.

use tim_proto::command;
use tim_proto::json::Value;
use tim_proto::keys::translate;

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::effect::Out;
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::method::{Plan, Question};
use super::super::value::{at, list, number, object, text};

const PAGE: u64 = 20;
const AT_MOST: usize = 100;
/// `applicationType` of an invitation.
const INVITATION: u64 = 2;

/// `getGroupApplicationList()`: those that wait.
pub async fn get_list(ctx: Ctx, _: &Args) -> Result<Out, Error> {
    let all = fetch(ctx, true).await?;
    let waiting = all.iter().filter(|item| number(item, "handled") == 0);
    let applications = waiting.map(application).collect::<Value>();
    Ok(Out::Value(object(members![("applicationList", applications)])))
}

/// After a login: what was decided elsewhere needs no decision, so its notice goes. Where the server does not say,
/// nothing does.
pub async fn forget_decided(ctx: Ctx) {
    let all = fetch(ctx, false).await.unwrap_or_default();
    ctx.with(|state| {
        for (key, notice) in std::mem::take(&mut state.groups.undecided) {
            if all.iter().any(|item| number(item, "handled") > 0 && number(item, "time") == key) {
                state.forget_notice(&notice);
            }
        }
    });
}

/// All applications that the user can decide or could have.
async fn fetch(ctx: Ctx, of_communities: bool) -> Result<Vec<Value>, Error> {
    let mut all: Vec<Value> = Vec::new();
    let services = if of_communities { &[false, true][..] } else { &[false] };
    for &communities in services {
        let mut from: u64 = 0;
        match ctx.with(|state| state.count_request(&command::GROUP_OPEN_HTTP_SVC_GET_PENDENCY)) {
            Err(_) if communities => break,
            counted => counted?,
        }
        for _ in 0..AT_MOST {
            let fill = members![
                ("StartTime", from),
                ("Limit", PAGE),
                ("Handle_Account", ctx.with(|state| state.me().to_owned())),
            ];
            let request = Request::new(&command::GROUP_OPEN_HTTP_SVC_GET_PENDENCY, fill);
            let request = if communities { request.about_communities() } else { request };
            let page = match ctx.request(request).await {
                Ok(page) => translate(page, &command::GROUP_OPEN_HTTP_SVC_GET_PENDENCY.keys),
                // A server may have no communities, and says so.
                Err(_) if communities => break,
                Err(error) => return Err(error),
            };
            all.extend_from_slice(list(&page, "pendencyList"));
            from = number(&page, "nextStartTime");
            if from == 0 {
                break;
            }
        }
    }
    Ok(all)
}

fn application(item: &Value) -> Value {
    let member = |key| item.get(key).cloned().unwrap_or_default();
    object(members![
        ("applicant", member("from")),
        ("applicantNick", member("fromUserNickName")),
        ("groupName", member("groupName")),
        ("groupID", member("groupID")),
        ("authentication", member("authentication")),
        ("messageKey", member("time")),
        ("applicationType", member("applicationType")),
        ("userID", member("userID")),
    ])
}

/// `handleGroupApplication({handleAction, handleMessage?, message? | application?})`: the notice that told of the
/// application, or an item of the list.
pub static HANDLE: Question = Question {
    command: &command::GROUP_OPEN_HTTP_SVC_HANDLE_APPLY_JOIN_GROUP,
    plan: |_, args| {
        let member = |path: &str| args.get(path).cloned().unwrap_or_default();
        let of = |notice: &str, application: &str| {
            let application = member(&format!("application.{application}"));
            if application.is_null() { member(&format!("message.payload.{notice}")) } else { application }
        };
        let mut fill = members![
            ("GroupId", of("groupProfile.groupID", "groupID")),
            ("Applicant_Account", of("operatorID", "applicant")),
            ("HandleMsg", member("handleAction")),
            ("ApprovalMsg", member("handleMessage")),
            ("Authentication", of("authentication", "authentication")),
        ];
        if args.get("application.applicationType").and_then(Value::as_u64) == Some(INVITATION) {
            fill.push(("Invited_Account", member("application.userID")));
            let command = &command::GROUP_OPEN_HTTP_SVC_HANDLE_INVITE_JOIN_PERMISSION_GROUP;
            return Ok(Plan::Ask(Request::new(command, fill)));
        }
        fill.push(("MsgKey", of("messageKey", "messageKey")));
        Ok(Plan::Send(fill))
    },
    done: |state, args, _| {
        let options = args.first();
        let by_notice = at(&options, "message.payload.groupProfile.groupID").and_then(Value::as_str);
        let id = by_notice.unwrap_or_else(|| args.text("application.groupID"));
        if let Some(notice) = options.get("message") {
            state.forget_notice(text(notice, "ID"));
        }
        Ok(state.group_out(id))
    },
};
