//! A self-contained server of the wire protocol.
