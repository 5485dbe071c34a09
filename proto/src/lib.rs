//! TIM's wire protocol: what the SDK and the server must agree on, and nothing else.
//!
//! | module | what |
//! |---|---|
//! | [`frame`] | one WebSocket message: `{head, body}`, perhaps compressed |
//! | [`head`] | the members of a request's head |
//! | [`command`] | every command: its name, head variant, request template and key map |
//! | [`keys`] | wire names ↔ names that applications see |
//! | [`element`] | the parts of a message |
//! | [`json`] | JSON values, reading and writing them |
//! | [`id`] | the ids of users, groups, conversations and messages |
//! | [`constants`] | `TIM.EVENT` and `TIM.TYPES` |
//! | [`code`] | error codes: names, texts, kinds |
//! | `usersig` | the ticket of a login (feature `usersig`) |
//!
//! No IO, no clock, no random source. Wire data stays a [`json::Value`]: typed structs exist for
//! what a reader decides on, because every derived type costs kilobytes in a page. Names, codes and
//! constants are generated from `data/` by the build script. Nothing that arrives from the network can
//! make this crate panic or allocate more than it was told to.
//!
//! Features, all for native code: `compress` reads and writes compressed frames, `usersig` makes and checks tickets,
//! `serde` turns values into those of serde_json and back.

pub mod code;
pub mod command;
pub mod constants;
pub mod element;
pub mod frame;
pub mod head;
pub mod id;
pub mod json;
pub mod keys;

#[cfg(any(feature = "compress", feature = "usersig"))]
mod inflate;
#[cfg(feature = "usersig")]
pub mod usersig;

/// For the macro [`json!`].
#[cfg(any(test, feature = "serde"))]
#[doc(hidden)]
pub use serde_json;
