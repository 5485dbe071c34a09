//! Profiles: reading anybody's, writing one's own.

mod get;
mod set;
mod tag;

pub(crate) use get::get_all;
pub(crate) use set::set;

#[cfg(test)]
mod tests;
