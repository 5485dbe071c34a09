//! `im_open_translate.ws_batch_trans_text`: texts in another language, when the operator has named a translator. The
//! server itself knows no languages: it asks, and answers when the translator has.

use serde_json::{Value, json};

use crate::core::{Call, Fault, Refusal, Reply, array, code, text};
use crate::store::Store;

/// Texts that one request may hold.
const MAX_TEXTS: usize = 100;

pub(crate) fn translate(call: &mut Call<'_>, _: &mut dyn Store) -> Result<Reply, Fault> {
    if call.config.translate.url.is_empty() {
        return Ok(answer(Err("no translator is configured on this server".to_owned())));
    }
    let texts: Option<Vec<String>> = array(call.body, "SourceText")
        .filter(|texts| (1..=MAX_TEXTS).contains(&texts.len()))
        .and_then(|texts| texts.iter().map(|text| text.as_str().map(str::to_owned)).collect());
    let (Some(texts), Some(source), Some(target)) =
        (texts, text(call.body, "Source"), text(call.body, "Target"))
    else {
        return Err(Refusal::new(
            code::MALFORMED_MESSAGE,
            format!("a translation needs Source, Target, and SourceText with 1 to {MAX_TEXTS} texts"),
        )
        .into());
    };
    Ok(Reply::later(texts, source, target))
}

/// What the client gets. It reads the inner error, not the outer one.
pub(crate) fn answer(translated: Result<Vec<String>, String>) -> Reply {
    let (code, info, texts) = match translated {
        Ok(texts) => (0, String::new(), texts),
        Err(info) => (code::UNKNOWN_COMMAND, info, Vec::new()),
    };
    let texts: Vec<Value> = texts.into_iter().map(Value::String).collect();
    Reply::with(json!({
        "CmdErrorCode": { "ErrorCode": code, "ErrorInfo": info },
        "RequestId": "",
        "TargetText": texts,
    }))
}

/// The command, for answers that come later.
pub(crate) const SERVCMD: &str = "im_open_translate.ws_batch_trans_text";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{Input, Translation};
    use crate::testkit::World;

    fn request(texts: Value) -> Value {
        json!({ "SourceText": texts, "SdkAppId": 1, "FromAccount": 1, "Source": "en", "Target": "de" })
    }

    #[test]
    fn without_a_translator_the_inner_error_says_so() {
        let mut world = World::new();
        let alice = world.login("alice");
        let answer = world.request(alice, SERVCMD, request(json!(["a"])));
        assert_eq!(answer["ErrorCode"], 0);
        assert_ne!(answer["CmdErrorCode"]["ErrorCode"], 0);
        assert_eq!(answer["TargetText"], json!([]));
    }

    #[test]
    fn with_one_the_answer_waits_for_it_and_others_do_not() {
        let mut world = World::with(|config| config.translate.url = "http://translator".to_owned());
        let alice = world.login("alice");
        for (texts, translated) in [
            (json!(["a", "b"]), Ok(vec!["x".to_owned(), "y".to_owned()])),
            (json!(["c"]), Err("no".to_owned())),
        ] {
            let asked = world.ask(alice, SERVCMD, request(texts.clone()));
            assert_eq!(world.request(alice, "openim.getmsg", json!({ "Cookie": "" }))["ErrorCode"], 0);
            assert!(world.is_silent(alice), "not answered yet");
            let translation = world.translations.pop().unwrap();
            assert_eq!(json!(translation.texts), texts);
            assert_eq!((translation.source.as_str(), translation.target.as_str()), ("en", "de"));
            let Translation { conn, seq, .. } = translation;
            world.run(vec![Input::Translated { conn, seq, texts: translated.clone() }]);
            let answer = world.take_answer(alice, SERVCMD, asked);
            assert_eq!(answer["TargetText"], json!(translated.clone().unwrap_or_default()));
            assert_eq!(answer["CmdErrorCode"]["ErrorCode"] == 0, translated.is_ok());
        }
        // Nobody is left to be answered.
        world.ask(alice, SERVCMD, request(json!(["d"])));
        let Translation { conn, seq, .. } = world.translations.pop().unwrap();
        world.disconnect(alice);
        world.run(vec![Input::Translated { conn, seq, texts: Ok(Vec::new()) }]);
        assert!(world.is_silent(alice));
        for bad in [json!([]), json!([1]), json!("a"), json!(vec!["a"; 101])] {
            let bob = world.login("bob");
            assert_eq!(world.request(bob, SERVCMD, request(bad.clone()))["ErrorCode"], 20001, "{bad}");
        }
    }
}
