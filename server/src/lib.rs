//! A self-contained server of TIM's wire protocol over SQLite: for development, tests, demos and small
//! deployments.
//!
//! * [`core`] is the server as a pure machine: inputs and a time in, frames to send out. By area, the
//!   handlers of the commands: `account`, `message`, `conversation`, `profile`, `relation`, `status`,
//!   `group`, `room`, `media`, `cloud`.
//! * [`store`] is what it remembers; [`config`] what an operator may set.
//! * [`shell`] is the rest of the binary: sockets, HTTP, the core's thread, files, metrics.

pub mod config;
pub mod core;
pub mod shell;
pub mod store;

mod account;
mod cloud;
mod conversation;
mod group;
mod media;
mod message;
mod profile;
mod relation;
mod room;
mod status;
#[cfg(test)]
mod testkit;
