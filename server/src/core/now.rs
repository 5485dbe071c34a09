//! The time of a batch.

/// Milliseconds since 1970, as told by whoever feeds the core.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Now(u64);

impl Now {
    pub const fn from_ms(ms: u64) -> Now {
        Now(ms)
    }

    pub fn ms(self) -> u64 {
        self.0
    }

    /// Whole seconds, the unit of nearly everything on the wire.
    pub fn seconds(self) -> u64 {
        self.0 / 1000
    }
}
