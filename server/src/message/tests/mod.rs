//! What happens to messages, one file per command.

mod history;
mod read;
mod send;
mod sync;
