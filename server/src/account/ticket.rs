//! Checking the UserSig of a login: the order of the checks and their codes are those of the public service.

use tim_proto::id::UserId;
use tim_proto::usersig;

use crate::core::{Desk, Refusal, code, unknown_app};

/// Lets nobody in but the owner of a good UserSig for this application.
pub(super) fn check(desk: &mut Desk<'_>) -> Result<(), Refusal> {
    let head = desk.head;
    let config = desk.config;
    if head.sdkappid == 0 {
        return Err(Refusal::new(code::NO_SDKAPPID, "the frame has no sdkappid"));
    }
    if head.identifier.is_empty() {
        return Err(Refusal::new(code::LOGIN_PARAMETER, "the frame has no identifier (userID)"));
    }
    if head.sdkappid != config.app.sdkappid {
        return Err(unknown_app(head.sdkappid));
    }
    if !config.app.enabled {
        return Err(Refusal::new(
            code::APP_DISABLED,
            "this SDKAppID is disabled by the server's configuration",
        ));
    }
    if head.usersig.is_empty() {
        return Err(Refusal::new(code::NO_TICKET, "the userSig is empty"));
    }
    if desk.failed_checks.count(&head.identifier, desk.now) > config.usersig.fail_limit {
        return Err(Refusal::new(
            code::TOO_MANY_FAILURES,
            "too many logins with a bad userSig: wait a minute",
        ));
    }
    let verdict = verify(desk);
    if let Err(refusal) = &verdict {
        // An expired ticket is no guess; counting it would lock out pages that merely slept.
        if refusal.code != code::EXPIRED {
            desk.failed_checks.note(&head.identifier, desk.now);
        }
    }
    verdict
}

fn verify(desk: &Desk<'_>) -> Result<(), Refusal> {
    let config = desk.config;
    let keys: Vec<&str> = config.app.keys.iter().map(String::as_str).collect();
    let verified = usersig::verify(
        &desk.head.usersig,
        desk.head.sdkappid,
        &desk.head.identifier,
        &keys,
        desk.now.seconds(),
    )
    .map_err(|fault| Refusal::new(fault.code(), explain(fault.code())))?;
    let longest = config.usersig.max_expire;
    if longest != 0 && verified.expire > longest {
        return Err(Refusal::new(
            code::BAD_TICKET,
            format!("the userSig is valid for {} s, this server takes at most {longest} s", verified.expire),
        ));
    }
    Ok(())
}

fn explain(code: i64) -> String {
    tim_proto::code::server_meaning(code).map_or_else(
        || "the userSig is not valid".to_owned(),
        |meaning| format!("the userSig is not valid: {meaning}"),
    )
}

/// Prefixes of names by which clients know the system itself.
const RESERVED: [&str; 2] = ["@TIM#", "@TLS#"];

/// A name that an account may have: 1 to 32 bytes of printable ASCII, none of the system's.
pub(super) fn check_name(identifier: &str) -> Result<(), Refusal> {
    if RESERVED.iter().any(|prefix| identifier.starts_with(prefix)) {
        return Err(Refusal::new(
            code::LOGIN_PARAMETER,
            "userIDs that start with @TIM# or @TLS# belong to the system",
        ));
    }
    UserId::registered(identifier)
        .map(drop)
        .map_err(|_| Refusal::new(code::LOGIN_PARAMETER, "a userID has 1 to 32 bytes of printable ASCII"))
}
