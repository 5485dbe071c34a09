//! The methods of this area, one row each; see [`super::super::method`].

use super::super::argument::{Kind, Shape, optional, required};
use super::super::method::{Gate, Method, Run, task};
use super::{get_own, other, update_own};

pub static METHODS: &[Method] = &[
    Method {
        name: "getMyProfile",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Free,
        run: Run::Task(|ctx, args| task(get_own(ctx, args))),
    },
    Method {
        name: "getUserProfile",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[&[required("userIDList", Kind::AnyTexts)]]),
        run: Run::Ask(&other::GET),
    },
    Method {
        name: "updateMyProfile",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[&[optional("profileCustomField", Kind::Array)]]),
        run: Run::Task(|ctx, args| task(update_own(ctx, args))),
    },
];
