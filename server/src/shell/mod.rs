//! The binary round the core: HTTP and sockets on tokio, the core on a thread of its own, settings, the data
//! directory, metrics.
//!
//! ```text
//!  socket task ──Input──▶ ┌─────────────┐ ──Output──▶ socket task
//!  socket task ──Input──▶ │ core thread │ ──Output──▶ socket task
//!  clock       ──Tick───▶ └──────┬──────┘
//!                             SQLite
//! ```
//!
//! What happens on a command is not here: [`crate::core`].

mod core_thread;
mod data_dir;
mod http;
mod media;
mod metrics;
mod outbox;
mod serve;
pub mod settings;
mod socket;
mod ticket;
mod translator;

pub use serve::{ServeError, ServeOptions, serve};
pub use ticket::usersig;
