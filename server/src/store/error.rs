//! Why the store could not do its work.

use std::error::Error;
use std::fmt;

/// A failure of the store itself: disk full, file damaged, a statement that does not fit the schema.
/// "There is no such row" is never an error, it is `None`.
#[derive(Debug)]
pub struct StoreError {
    doing: &'static str,
    source: Box<dyn Error + Send + Sync>,
}

impl StoreError {
    /// `doing` says what was tried, in the form "storing a message".
    pub fn new(doing: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> StoreError {
        StoreError { doing, source: source.into() }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.doing, self.source)
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.source.as_ref())
    }
}
