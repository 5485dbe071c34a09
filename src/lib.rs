//! `tim-wasm`: a chat client for the web that speaks TIM's wire protocol.
//!
//! * [`engine`] is the client as a pure machine. It compiles everywhere and is tested natively.
//! * `api` is what JavaScript sees, `browser` is what the machine needs from a page: both exist on
//!   wasm32 only.
//!
//! Dependencies point one way: `api → engine ← browser`, `engine → tim-proto`.

pub mod engine;

#[cfg(target_arch = "wasm32")]
pub mod api;
#[cfg(target_arch = "wasm32")]
mod browser;

/// Half the code of the default one: docs/decisions/0001-size.md.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
