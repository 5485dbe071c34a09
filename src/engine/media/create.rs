//! The `create…Message` methods for files. Of the file JavaScript tells `payload.file`: `{name, size, type,
//! url, bare, duration, width, height}`, with `url` its local address and `bare` for a file that was passed
//! by itself and not in an input element.

use tim_proto::constants::types;
use tim_proto::json::Gather;
use tim_proto::json::Value;

use super::super::argument::Args;
use super::super::effect::Out;
use super::super::error::Error;
use super::super::message::creates;
use super::super::method::{Method, Run, row};
use super::super::state::State;
use super::super::value::{is_true, number, object, text};
use super::{ending, subtype};

/// Random characters of a file's ID.
const ID_LENGTH: usize = 32;
const INSTANCES: u64 = 10_000_000;
/// Of a video that does not say how large it is.
const UNKNOWN_EDGE: u64 = 200;

/// The signature of a `create…Message` with a file.
macro_rules! creates_of_file {
    ($name:literal) => {
        creates!($name, "payload.file:file,onProgress?:function")
    };
}

pub static METHODS: &[Method] = &[
    row(creates_of_file!("createImageMessage"), Run::Now(create_image)),
    row(creates_of_file!("createAudioMessage"), Run::Now(create_audio)),
    row(creates_of_file!("createVideoMessage"), Run::Now(create_video)),
    row(creates_of_file!("createFileMessage"), Run::Now(create_file)),
];

fn file(args: &Args) -> &Value {
    args.get("payload.file").unwrap_or(&Value::NULL)
}

/// An ID of the file: with the ending of its name, except for images and files that were passed bare.
fn uuid(state: &mut State, file: &Value, with_ending: bool) -> String {
    let letters = state.random.letters(ID_LENGTH);
    let mut uuid = format!("{}-{}-{letters}", state.options.sdk_app_id(), state.me());
    let name = text(file, "name");
    if with_ending && !name.is_empty() {
        uuid.push('.');
        uuid.push_str(ending(name));
    }
    uuid
}

fn is_bare(file: &Value) -> bool {
    is_true(file, "bare")
}

fn create_image(state: &mut State, args: &Args) -> Result<Out, Error> {
    let file = file(args);
    let uuid = uuid(state, file, !is_bare(file));
    let forms: Vec<Value> = (0_u64..3)
        .map(|at| {
            object(members![
                ("instanceID", state.random.below(INSTANCES)),
                ("sizeType", at.saturating_add(1)),
                ("type", at),
                ("size", 0),
                ("width", 0),
                ("height", 0),
                ("imageUrl", ""),
                ("url", text(file, "url"))
            ])
        })
        .gather();
    let content = object(members![("imageFormat", 255), ("uuid", uuid), ("imageInfoArray", forms)]);
    state.create_message(args, types::MSG_IMAGE, content, None)
}

fn create_audio(state: &mut State, args: &Args) -> Result<Out, Error> {
    let file = file(args);
    let uuid = uuid(state, file, true);
    // Recorders tell milliseconds.
    let second = number(file, "duration") / 1000;
    let content = object(members![
        ("downloadFlag", 2),
        ("second", second),
        ("size", number(file, "size")),
        ("url", text(file, "url")),
        ("remoteAudioUrl", ""),
        ("uuid", uuid)
    ]);
    state.create_message(args, types::MSG_SOUND, content, None)
}

fn create_video(state: &mut State, args: &Args) -> Result<Out, Error> {
    let file = file(args);
    let (video, thumbnail) = (uuid(state, file, true), uuid(state, file, true));
    let edge = |key| Value::from(Some(number(file, key)).filter(|edge| *edge > 0).unwrap_or(UNKNOWN_EDGE));
    let url = || Value::from(text(file, "url"));
    let content = object(members![
        ("remoteVideoUrl", url()),
        ("videoFormat", subtype(text(file, "type"))),
        ("videoSecond", number(file, "duration")),
        ("videoSize", number(file, "size").max(1)),
        ("videoUrl", url()),
        ("videoDownloadFlag", 2),
        ("videoUUID", video),
        ("thumbUUID", thumbnail),
        ("thumbFormat", ""),
        ("thumbWidth", edge("width")),
        ("snapshotWidth", edge("width")),
        ("thumbHeight", edge("height")),
        ("snapshotHeight", edge("height")),
        ("thumbSize", 0),
        ("snapshotSize", 0),
        ("thumbDownloadFlag", 2)
    ]);
    state.create_message(args, types::MSG_VIDEO, content, None)
}

fn create_file(state: &mut State, args: &Args) -> Result<Out, Error> {
    let file = file(args);
    let uuid = uuid(state, file, !is_bare(file));
    let content = object(members![
        ("downloadFlag", 2),
        ("fileUrl", ""),
        ("uuid", uuid),
        ("fileName", text(file, "name")),
        ("fileSize", number(file, "size"))
    ]);
    state.create_message(args, types::MSG_FILE, content, None)
}
