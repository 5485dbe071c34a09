//! Accounts and their sessions: logging in and out, and the hello by which a client asks whether it still
//! is logged in. What keys open afterwards is in [`crate::core`]'s door.

mod hello;
mod login;
mod logout;
mod ticket;

pub(crate) use hello::hello;
pub(crate) use login::{log_in, register};
pub(crate) use logout::log_out;

#[cfg(test)]
mod tests;
