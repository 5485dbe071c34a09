//! Groups over the wire.
