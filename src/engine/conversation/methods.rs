//! The methods of this area, one row each; see [`super::super::method`].

use super::super::argument::Shape;
use super::super::method::{Gate, Method, Run, task};
use super::get_list;

pub static METHODS: &[Method] = &[Method {
    name: "getConversationList",
    promise: true,
    gate: Gate::Ready,
    takes: Shape::Free,
    run: Run::Task(|ctx, args| task(get_list(ctx, args))),
}];
