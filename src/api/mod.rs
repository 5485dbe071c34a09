//! What JavaScript sees: the statics of `TIM`, its instances, their methods and live objects. It knows
//! what a value looks like on either side and when code of the application may run; what a method does
//! is the engine's business, its name and rules stand in `engine::method`.
//!
//! Exported are `create`, `EVENT`, `TYPES` and `VERSION`; the entries of the package put them together
//! as `TIM`.

mod arguments;
mod bridge;
mod instance;
mod program;
mod statics;
#[cfg(feature = "trap-test")]
mod trap;

pub use instance::create;
pub use statics::{event, types, version};
#[cfg(feature = "trap-test")]
pub use trap::trap_in_next_entry;
