//! Extensions: key-value pairs that the members of a conversation attach to a message.

use super::{MessageNo, StoreError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    pub key: String,
    /// Empty: deleted.
    pub value: String,
    /// Number of the change that made it so, among all changes of the message's extensions.
    pub seq: u32,
}

/// How far the extensions of a message have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExtensionSeq {
    /// The latest change; 0 when there was none.
    pub latest: u32,
    /// The latest change that removed all of them.
    pub cleared: u32,
}

pub trait Extensions {
    fn extension_seq(&mut self, message: MessageNo) -> Result<ExtensionSeq, StoreError>;

    fn set_extension_seq(&mut self, message: MessageNo, seq: ExtensionSeq) -> Result<(), StoreError>;

    fn extension(&mut self, message: MessageNo, key: &str) -> Result<Option<Extension>, StoreError>;

    /// Those changed at or after `from`, in the order of their changes; also the deleted ones.
    fn extensions(&mut self, message: MessageNo, from: u32) -> Result<Vec<Extension>, StoreError>;

    fn set_extension(&mut self, message: MessageNo, extension: &Extension) -> Result<(), StoreError>;

    fn clear_extensions(&mut self, message: MessageNo) -> Result<(), StoreError>;
}
