//! The methods of this area, one row each; see [`super::super::method`].

use super::super::argument::{Kind, Rule, Shape, optional, required};
use super::super::method::{Gate, Method, Run};
use super::{blacklist, status};

const USERS: &[Rule] = &[required("userIDList", Kind::Texts)];

pub static METHODS: &[Method] = &[
    Method {
        name: "getBlacklist",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Free,
        run: Run::Now(blacklist::get),
    },
    Method {
        name: "addToBlacklist",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[USERS]),
        run: Run::Ask(&blacklist::ADD),
    },
    Method {
        name: "removeFromBlacklist",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[USERS]),
        run: Run::Ask(&blacklist::REMOVE),
    },
    Method {
        name: "setSelfStatus",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[&[required("customStatus", Kind::AnyText)]]),
        run: Run::Ask(&status::SET),
    },
    Method {
        name: "getUserStatus",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[USERS]),
        run: Run::Ask(&status::GET),
    },
    Method {
        name: "subscribeUserStatus",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::Options(&[USERS]),
        run: Run::Ask(&status::SUBSCRIBE),
    },
    Method {
        name: "unsubscribeUserStatus",
        promise: true,
        gate: Gate::Ready,
        takes: Shape::MaybeOptions(&[optional("userIDList", Kind::AnyTexts)]),
        run: Run::Ask(&status::UNSUBSCRIBE),
    },
];
