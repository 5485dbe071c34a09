//! Members of an object that is being made: names that the program has, each with what is put there. Of what kind, a
//! value or something else that becomes a member, is the user's business.

use std::ops::{Deref, DerefMut};

/// One pointer, as values are: what makes an object hands it from call to call.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::box_collection, reason = "a list is three words, of which a function returns none")]
pub struct Members<T>(Box<Vec<(&'static str, T)>>);

impl<T> Members<T> {
    pub fn new() -> Members<T> {
        Members::room(0)
    }

    /// For so many.
    #[inline(never)]
    pub fn room(members: usize) -> Members<T> {
        Members(Box::new(Vec::with_capacity(members)))
    }
}

impl<T> Default for Members<T> {
    fn default() -> Members<T> {
        Members::new()
    }
}

impl<T> Deref for Members<T> {
    type Target = Vec<(&'static str, T)>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T> DerefMut for Members<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<T> IntoIterator for Members<T> {
    type Item = (&'static str, T);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Members<T> {
    type Item = &'a (&'static str, T);
    type IntoIter = std::slice::Iter<'a, (&'static str, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T> From<Vec<(&'static str, T)>> for Members<T> {
    fn from(members: Vec<(&'static str, T)>) -> Members<T> {
        Members(Box::new(members))
    }
}
