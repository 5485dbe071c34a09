//! The methods of this area, one row each; see [`super::super::method`].

use super::super::method::{Method, Run, row};
use super::{blacklist, status};

pub static METHODS: &[Method] = &[
    row("getBlacklist()", Run::Known(blacklist::get)),
    row("addToBlacklist({userIDList:texts})", Run::Ask(&blacklist::ADD)),
    row("removeFromBlacklist({userIDList:texts})", Run::Ask(&blacklist::REMOVE)),
    row("setSelfStatus({customStatus:anyText})", Run::Ask(&status::SET)),
    row("getUserStatus({userIDList:texts})", Run::Ask(&status::GET)),
    row("subscribeUserStatus({userIDList:texts})", Run::Ask(&status::SUBSCRIBE)),
    row("unsubscribeUserStatus(options?:options|{userIDList?:anyTexts})", Run::Ask(&status::UNSUBSCRIBE)),
];
