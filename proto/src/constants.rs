//! `TIM.EVENT` and `TIM.TYPES`: the union of API levels 2.27.6 and 2.7.0, in the order of the former.
//! What an event carries is not told here.

/// A value of `TIM.TYPES`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant {
    Text(&'static str),
    Number(i64),
}

include!(concat!(env!("OUT_DIR"), "/constants.rs"));
