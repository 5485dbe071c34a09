//! Translations, by the server.

use tim_proto::json::Value;
use tim_proto::{code, command};

use super::super::argument::Args;
use super::super::effect::Out;
use super::super::error::Error;
use super::super::method::{Plan, Question};
use super::super::state::State;
use super::super::value::at;

/// `translateText({sourceTextList, sourceLanguage, targetLanguage})`: whatever goes wrong, it has failed.
pub static TRANSLATE: Question =
    Question { command: &command::IM_OPEN_TRANSLATE_WS_BATCH_TRANS_TEXT, plan: translate, done: translated };

fn failure() -> Error {
    Error::client(code::TRANSLATE_TEXT_FAIL)
}

fn translate(state: &mut State, args: &Args) -> Result<Plan, Error> {
    let fill = members![
        ("SourceText", args.get("sourceTextList").cloned().unwrap_or_default()),
        ("SdkAppId", state.options.sdk_app_id()),
        ("FromAccount", state.session.tiny_id()),
        ("Source", args.text("sourceLanguage")),
        ("Target", args.text("targetLanguage"))
    ];
    Ok(Plan::SendOr(fill, |_, _, _| failure()))
}

fn translated(_: &mut State, _: &Args, answer: Value) -> Result<Out, Error> {
    let refused = at(&answer, "CmdErrorCode.ErrorCode").and_then(Value::as_i64).unwrap_or(0) != 0;
    match answer.get("TargetText") {
        Some(texts) if texts.is_array() && !refused => {
            Ok(Out::Fields(members![("translatedTextList", texts.clone())]))
        }
        _ => Err(failure()),
    }
}
