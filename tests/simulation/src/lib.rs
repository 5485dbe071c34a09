//! Client engines and the server's core in one process, on simulated time and a simulated network that
//! delays and cuts, from a seed. Hours of reconnects run in milliseconds, and a failing seed fails again.
//!
//! [`World`] is the clock, the network and the server; [`Client`] is one page with one engine in it and
//! does what the browser's shell does: it keeps the live objects, the promises and the handlers' log, and
//! fails the test when the engine breaks a promise of its own (settles a call twice, patches an object
//! that it released, sends without a socket).

use std::time::Instant;

mod client;
mod exchange;
mod group_model;
mod model;
mod network;
mod object;
mod page;
mod world;

pub use client::{Client, ClientId, Settled};
pub use exchange::Exchange;
pub use group_model::{GroupModel, GroupShown, Said, Seen};
pub use model::{LastShown, Model, Shown};
pub use page::{Page, settle};
pub use world::{Faults, World};

/// The seeds of random runs: so many, or as the environment says. `TIM_SEEDS=10000` is a long run, `TIM_SEED=n` one
/// seed.
pub fn seeds(usual: u64) -> std::ops::Range<u64> {
    match number("TIM_SEED") {
        Some(seed) => seed..seed + 1,
        None => 1000..1000 + number("TIM_SEEDS").unwrap_or(usual),
    }
}

/// Runs a test of random seeds: so many, those that have found something, or as the environment says, see [`seeds`]. `fault`
/// tells what went wrong with a seed, if anything.
pub fn search(usual: u64, found: &[u64], fault: impl Fn(u64) -> Option<String>) {
    let many = number("TIM_SEEDS").unwrap_or(usual);
    let seeds: Vec<u64> = match number("TIM_SEED") {
        Some(seed) => vec![seed],
        None => (1..=many).chain(found.iter().copied().filter(|seed| *seed > many)).collect(),
    };
    let started = Instant::now();
    let runs = seeds.len();
    let faults: Vec<String> = seeds.into_iter().filter_map(fault).collect();
    println!("{runs} runs in {:?}", started.elapsed());
    assert!(faults.is_empty(), "{} of {runs}:\n{}", faults.len(), faults[..faults.len().min(10)].join("\n"));
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
