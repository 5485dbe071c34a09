//! The methods of this area, one row each; see [`super::super::method`].

use super::super::method::{Method, Run, row, task};
use super::{get_own, other, update_own};

pub static METHODS: &[Method] = &[
    row("getMyProfile()", Run::Task(|ctx, args| task(get_own(ctx, args)))),
    row("getUserProfile({userIDList:anyTexts})", Run::Ask(&other::GET)),
    row("updateMyProfile({profileCustomField?:array})", Run::Task(|ctx, args| task(update_own(ctx, args)))),
];
