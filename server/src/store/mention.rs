//! Where something is mentioned, whatever it is that mentions it.

use super::StoreError;

pub trait Mentions {
    /// Hands over every stored text that holds `part`: bodies of messages, profiles, whatever there is. Reads
    /// everything, so it is for rare work outside the core.
    fn texts_with(&mut self, part: &str, found: &mut dyn FnMut(&str)) -> Result<(), StoreError>;
}
