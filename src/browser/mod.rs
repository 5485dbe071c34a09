//! What the engine needs from a page: the socket, the one timer, online and offline, time and chance.
//! Nothing here knows what a frame means or what an application sees.

pub mod outside;
pub mod page;
