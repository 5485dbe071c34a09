//! The methods of this area, one row each; see [`super::super::method`].

use super::super::method::{Method, Run, row, task};
use super::{destroy, login, logout};

pub static METHODS: &[Method] = &[
    row("login({userID:text,userSig:text}) at any time", Run::Task(|ctx, args| task(login(ctx, args)))),
    row("logout() at any time", Run::Task(|ctx, args| task(logout(ctx, args)))),
    row("destroy() at any time", Run::Task(|ctx, args| task(destroy(ctx, args)))),
];
