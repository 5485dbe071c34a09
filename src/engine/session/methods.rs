//! The methods of this area, one row each; see [`super::super::method`].

use super::super::argument::{Kind, Shape, required};
use super::super::method::{Gate, Method, Run, task};
use super::{destroy, login, logout};

pub static METHODS: &[Method] = &[
    Method {
        name: "login",
        promise: true,
        gate: Gate::Always,
        takes: Shape::Options(&[&[required("userID", Kind::Text), required("userSig", Kind::Text)]]),
        run: Run::Task(|ctx, args| task(login(ctx, args))),
    },
    Method {
        name: "logout",
        promise: true,
        gate: Gate::Always,
        takes: Shape::Free,
        run: Run::Task(|ctx, args| task(logout(ctx, args))),
    },
    Method {
        name: "destroy",
        promise: true,
        gate: Gate::Always,
        takes: Shape::Free,
        run: Run::Task(|ctx, args| task(destroy(ctx, args))),
    },
];
