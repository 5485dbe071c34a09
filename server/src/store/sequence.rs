//! Numbers that grow with every change of something that an account has.

use super::{AccountId, StoreError};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Blacklist,
    /// The profile fields of the protocol.
    StandardProfile,
    /// The profile fields of the operator's application.
    CustomProfile,
    /// Whom the account does not want to be told of.
    Mutes,
}

pub trait Sequences {
    /// 0 as long as nothing has changed.
    fn sequence(&mut self, account: AccountId, subject: Subject) -> Result<u64, StoreError>;

    /// Counts a change and gives the new number.
    fn advance(&mut self, account: AccountId, subject: Subject) -> Result<u64, StoreError>;
}
