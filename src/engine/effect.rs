//! What goes into the engine and what comes out of it.
//!
//! Inputs are things that happened (a method was called, a frame arrived, a deadline passed); effects
//! are things that the shell has to do, in the order given. Nothing here knows sockets, clocks or
//! JavaScript: objects that an application holds are named by [`ObjectId`], promises by [`CallId`].

use tim_proto::json::{Members, Value};

use super::error::Error;

/// Milliseconds since the Unix epoch, by the page's clock.
pub type Millis = u64;

/// Names the promise that a method call returned. The shell picks it, the engine settles it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(pub u32);

/// Names a live object (a message, a conversation, a profile) that JavaScript may hold.
/// The engine picks it; the shell keeps the object from [`Effect::Create`] (or an adopted argument)
/// until [`Effect::Release`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(pub u32);

/// The kinds of live objects; the shell gives each its JavaScript prototype.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Message,
    Conversation,
    Profile,
    Group,
    GroupMember,
    Topic,
}

/// One argument of a method call, as the shell saw it.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    /// Plain data, by its JSON meaning (`undefined` members, functions and symbols are gone).
    Value(Value),
    /// A Message object made by this SDK.
    Message(Given),
    /// A list with Message objects in it: those; what else was in it is left out.
    Messages(Vec<Given>),
    /// `undefined`.
    Undefined,
    /// A function, a symbol, or an object that has no JSON form (cyclic, a DOM node …), with the
    /// name of its type for the error message.
    Opaque(&'static str),
}

/// A Message that an application passed in. `object` was got from [`super::Engine::adopt`] and stays
/// valid for the call; `fields` are those of [`super::message::GIVEN_FIELDS`] that it has.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    pub object: ObjectId,
    pub fields: Value,
}

/// Things that happen to the engine, apart from method calls.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The socket asked for by the newest [`Effect::OpenSocket`] is open.
    SocketOpened,
    /// It delivered a frame: one whole WebSocket message, already inflated.
    SocketFrame(Vec<u8>),
    /// It is gone, or never opened. Not given for a socket that the engine closed itself.
    SocketClosed,
    /// The time that [`super::Engine::next_deadline`] named has come (or passed).
    Deadline,
    /// What came of an [`Effect::Upload`]: `{upload, location?, width?, height?, duration?, cover?}` (pixels,
    /// milliseconds, `cover` as `{size, width, height}`), or `{upload, fault, cancelled?}`.
    UploadEnded(Value),
    /// The browser says that there is a network again, or no network any more.
    Online,
    Offline,
}

/// A value on its way to JavaScript: plain data with references to live objects in it.
#[derive(Clone, Debug, PartialEq)]
pub enum Out {
    Undefined,
    Value(Value),
    /// A live object itself.
    Object(ObjectId),
    /// A member of a live object, by reference (`lastMessage.payload` is the message's `payload`), or a
    /// member of a member: `payload.text`.
    Member(ObjectId, &'static str),
    /// A new array of live objects.
    Objects(Vec<ObjectId>),
    /// Only as a result: what a promise resolves with as it is, not as the `data` of the usual shape.
    Itself(Box<Out>),
    /// A new plain object with these members, in this order.
    Fields(Fields),
}

pub type Fields = Members<Out>;

impl From<Value> for Out {
    fn from(value: Value) -> Self {
        Out::Value(value)
    }
}

/// What the shell has to do. The order of effects is the order in which it must show.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Open a socket to this URL and report [`Input::SocketOpened`] or [`Input::SocketClosed`].
    /// At most one socket lives at a time: the one before was closed, or reported closed.
    OpenSocket {
        url: String,
        text_frames: bool,
    },
    /// Send one frame. Only while the socket is open.
    SendFrame(String),
    /// Close the socket with this code, and report nothing of it any more.
    CloseSocket {
        code: u16,
    },
    /// Make a live object with these own properties, in this order.
    Create {
        object: ObjectId,
        class: Class,
        fields: Fields,
    },
    /// Set members of a live object, or of the object in its member `at`, in place.
    Patch {
        object: ObjectId,
        at: Option<&'static str>,
        fields: Fields,
    },
    /// The engine will not name this object again; an application may still hold it.
    Release(ObjectId),
    /// The value that a synchronous method returns. Exactly one per call that is not a promise.
    Return {
        call: CallId,
        out: Out,
    },
    /// The error that a call throws instead of returning. Only from [`super::Engine::call`].
    Throw {
        call: CallId,
        error: Error,
    },
    /// Settle a promise. Exactly one of both per call.
    Resolve {
        call: CallId,
        out: Out,
    },
    Reject {
        call: CallId,
        error: Error,
    },
    /// Publish an event: handlers get `{name, data}`.
    Emit {
        event: &'static str,
        data: Out,
    },
    /// A line for the console. Levels as in `setLogLevel`: -1 debug, 0 log, 1 info, 2 warn, 3 error.
    Log {
        level: i8,
        text: String,
    },
    /// Carry a file of a message to a place. `request` is `{upload, cover, url, location, name, kind}`; what
    /// comes of it is reported as [`Input::UploadEnded`].
    Upload {
        object: ObjectId,
        request: Value,
    },
    /// Nobody waits for the uploads under way any more.
    StopUploads,
    /// The instance is dead: forget it, so that `TIM.create` makes a new one.
    Destroyed,
}
