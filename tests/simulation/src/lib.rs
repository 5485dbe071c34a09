//! Client engines and the server's core in one process, on simulated time and a simulated network that
//! delays and cuts, from a seed. Hours of reconnects run in milliseconds, and a failing seed fails again.
//!
//! [`World`] is the clock, the network and the server; [`Client`] is one page with one engine in it and
//! does what the browser's shell does: it keeps the live objects, the promises and the handlers' log, and
//! fails the test when the engine breaks a promise of its own (settles a call twice, patches an object
//! that it released, sends without a socket).

mod client;
mod exchange;
mod model;
mod network;
mod object;
mod world;

pub use client::{Client, ClientId, Settled};
pub use exchange::Exchange;
pub use model::{LastShown, Model, Shown};
pub use world::{Faults, World};

/// The seeds of random runs: so many, or as the environment says. `TIM_SEEDS=10000` is a long run, `TIM_SEED=n` one
/// seed.
pub fn seeds(usual: u64) -> std::ops::Range<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match number("TIM_SEED") {
        Some(seed) => seed..seed + 1,
        None => 1000..1000 + number("TIM_SEEDS").unwrap_or(usual),
    }
}
