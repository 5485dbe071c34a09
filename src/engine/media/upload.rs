//! Uploading: checks, the place that the server gives, the way there (JavaScript's), and what the message
//! then says of its file.

use tim_proto::constants::types;
use tim_proto::element::image::{LARGE, THUMBNAIL, scaled};
use tim_proto::json::{Members, Value};
use tim_proto::{code, command};

use super::super::context::Ctx;
use super::super::effect::{Effect, Fields, ObjectId, Out};
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::outcome::{Awaited, Owed, owed};
use super::super::state::State;
use super::super::tasks::Work;
use super::super::value::{is_true, list, number, object, text};
use super::limit::{Limits, SORTS, Sort};
use super::link::behind;
use super::subtype;

/// How often the server is asked for a place.
const SIGNATURES: usize = 2;
const NAME_NUMBERS: u64 = 1_000_000;

/// What is under way, by number.
#[derive(Default)]
pub struct Uploads {
    running: Vec<(u32, Owed)>,
    last: u32,
}

/// Which of a message's files: its own, or the picture that stands for a video.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    File,
    Cover,
}

/// A message whose file is on its way.
struct Job {
    sort: &'static Sort,
    object: ObjectId,
    content: Value,
    file: Value,
    part: Part,
    attempt: usize,
    /// What the browser knows of the picture of a video.
    cover: Value,
}

/// What to do after a part was carried, or was not.
enum Next {
    Go,
    Done,
    Fail(Error),
}

/// The job that a message is; `None` when it has no file, or has it uploaded already.
fn job(limits: &Limits, object: ObjectId, fields: &Value) -> Result<Option<Job>, Error> {
    let Some(element) = list(fields, "_elements").first() else { return Ok(None) };
    let content = element.get("content").cloned().unwrap_or_default();
    let sort = SORTS.iter().find(|sort| sort.msg_type == text(element, "type"));
    let Some(sort) = sort.filter(|sort| !is_uploaded(sort.msg_type, &content)) else { return Ok(None) };
    let file = fields.get("file").cloned().unwrap_or_default();
    limits.check(sort, &file)?;
    Ok(Some(Job { sort, object, content, file, part: Part::File, attempt: 1, cover: Value::NULL }))
}

/// Has the file of a message uploaded, if it has one that is not: the message's elements with what is known
/// then. `None`: there is nothing to upload. (Boxed: it must not be copied into every way of sending.)
pub fn deliver_file(
    ctx: Ctx,
    object: ObjectId,
    fields: &Value,
) -> Work<'static, Result<Option<Value>, Error>> {
    let (ctx, job) = (ctx, ctx.with(|state| job(&state.limits, object, fields)));
    Box::pin(async move {
        let Some(mut job) = job? else { return Ok(None) };
        loop {
            let carried = to_a_place(ctx, &job).await;
            match ctx.with(|state| job.carried(state, carried)) {
                Next::Go => {}
                Next::Done => return Ok(Some(job.elements())),
                Next::Fail(error) => return Err(error),
            }
        }
    })
}

impl Job {
    fn carried(&mut self, state: &mut State, carried: Result<(String, Value), Error>) -> Next {
        let failed = self.sort.failed;
        let fault = match carried {
            Ok((place, outcome)) => match outcome.get("fault").and_then(Value::as_str) {
                None => return self.arrived(state, &place, &outcome),
                Some(_) if is_true(&outcome, "cancelled") => {
                    return Next::Fail(Error::because(failed, "the upload was cancelled"));
                }
                Some(fault) => Error::because(failed, format!("{}: {fault}", code::text(failed))),
            },
            Err(error) => error,
        };
        // A video without a picture is a video all the same.
        if self.part == Part::Cover {
            return Next::Done;
        }
        if fault.code == code::LOGGED_OUT || self.attempt >= self.sort.attempts {
            let last = if self.attempt > 1 { Error::because(failed, fault.message.clone()) } else { fault };
            return Next::Fail(last);
        }
        self.attempt = self.attempt.saturating_add(1);
        Next::Go
    }

    /// A part is where it belongs: the message shows it.
    fn arrived(&mut self, state: &mut State, place: &str, outcome: &Value) -> Next {
        let changes = match self.part {
            Part::File => uploaded(self.sort.msg_type, &self.content, &self.file, place, outcome),
            Part::Cover => covered(&self.cover, place),
        };
        let mut shown = Fields::new();
        for (name, value) in changes {
            if let Some(members) = self.content.as_object_mut() {
                members.insert(name, value.clone());
            }
            shown.push((name, Out::Value(value)));
        }
        state.effect(Effect::Patch { object: self.object, at: Some("payload"), fields: shown });
        match outcome.get("cover").filter(|_| self.part == Part::File) {
            Some(cover) if cover.is_object() => {
                self.cover = cover.clone();
                self.part = Part::Cover;
                Next::Go
            }
            _ => Next::Done,
        }
    }

    fn elements(self) -> Value {
        let element = object(members![("type", self.sort.msg_type), ("content", self.content)]);
        Value::from(vec![element])
    }
}

/// Whether others can get the file already: of a forwarded message, or one whose sending failed later.
fn is_uploaded(kind: &str, content: &Value) -> bool {
    let link = match kind {
        types::MSG_IMAGE => list(content, "imageInfoArray").first().map_or("", |form| text(form, "imageUrl")),
        types::MSG_SOUND => text(content, "remoteAudioUrl"),
        types::MSG_VIDEO => text(content, "remoteVideoUrl"),
        _ => text(content, "fileUrl"),
    };
    !link.is_empty() && !link.starts_with("blob:")
}

/// Asks for a place and has the file carried there: where it then is, and how it went.
async fn to_a_place(ctx: Ctx, job: &Job) -> Result<(String, Value), Error> {
    let name = ctx.with(|state| state.stored_name(job));
    let mut asked = 1;
    let answer = loop {
        match ctx.request(signature(job, &name)).await {
            Ok(answer) => break answer,
            Err(_) if asked < SIGNATURES => asked += 1,
            Err(error) => return Err(no_signature(&error)),
        }
    };
    let started = ctx.with(|state| state.start_upload(job, name, &answer));
    let outcome = started.await?;
    let place = ctx.with(|state| state.place(text(&outcome, "location")));
    if place.is_empty() && outcome.get("fault").is_none() {
        return Err(Error::client(code::MESSAGE_FILE_URL_IS_EMPTY));
    }
    Ok((place, outcome))
}

fn signature(job: &Job, name: &str) -> Request {
    let fill =
        members![("file_type", job.kind()), ("file_name", name), ("upload_method", 0), ("Duration", 900)];
    Request::new(&command::IM_COS_MSG_PRE_SIG, fill)
}

fn no_signature(error: &Error) -> Error {
    let why = format!("{} ({} {})", code::text(code::COS_GET_SIG_FAIL), error.code, error.message);
    Error::because(code::COS_GET_SIG_FAIL, why)
}

impl Job {
    /// `file_type` of the part.
    fn kind(&self) -> u64 {
        if self.part == Part::Cover { 1 } else { self.sort.number }
    }
}

/// From the last dot on; of a name without one, its last character.
fn suffix(name: &str) -> &str {
    let from = name.rfind('.').or_else(|| name.char_indices().next_back().map(|(at, _)| at));
    from.and_then(|from| name.get(from..)).unwrap_or_default()
}

impl State {
    /// Links of the public service are always secure ones; those of a server of one's own stay as they are.
    fn place(&self, link: &str) -> String {
        match link.strip_prefix("http://").filter(|_| self.options.proxy_server.is_none()) {
            Some(rest) => format!("https://{rest}"),
            None => link.to_owned(),
        }
    }

    /// The name of the file on the server: nobody can guess it, and it ends as the file's own name.
    fn stored_name(&mut self, job: &Job) -> String {
        let name = if job.part == Part::Cover { "cover.jpg" } else { text(&job.file, "name") };
        let start = self.random.hex(32);
        format!("{start}-{}{}", self.random.below(NAME_NUMBERS), suffix(name))
    }

    fn start_upload(&mut self, job: &Job, name: String, answer: &Value) -> Awaited {
        let (done, wait) = owed();
        self.uploads.last = self.uploads.last.wrapping_add(1);
        let upload = self.uploads.last;
        self.uploads.running.push((upload, done));
        let given = text(answer, "upload_url");
        let proxy = self.options.file_upload_proxy.as_ref().filter(|_| given.starts_with("https://"));
        let url = proxy.and_then(|proxy| behind(given, proxy)).unwrap_or_else(|| given.to_owned());
        let request = object(members![
            ("upload", Value::from(upload)),
            ("cover", job.part == Part::Cover),
            ("url", url),
            ("location", text(answer, "download_url")),
            ("name", name),
            ("kind", job.kind())
        ]);
        self.effect(Effect::Upload { object: job.object, request });
        wait
    }

    /// An upload has ended: `{upload, location?, width?, height?, duration?, cover?}` or `{upload, fault,
    /// cancelled?}`.
    pub fn upload_ended(&mut self, outcome: Value) {
        let upload = number(&outcome, "upload");
        let at = self.uploads.running.iter().position(|(running, _)| u64::from(*running) == upload);
        if let Some(at) = at {
            self.uploads.running.remove(at).1.settle(Ok(outcome));
        }
    }

    /// The login has ended, and with it what was under way.
    pub fn stop_uploads(&mut self) {
        if !self.uploads.running.is_empty() {
            self.uploads.running.clear();
            self.effect(Effect::StopUploads);
        }
    }
}

/// What an uploaded file changes in its payload.
fn uploaded(kind: &str, content: &Value, file: &Value, place: &str, outcome: &Value) -> Members<Value> {
    let (width, height) = (number(outcome, "width"), number(outcome, "height"));
    let duration = number(outcome, "duration");
    match kind {
        types::MSG_IMAGE => {
            let format = match subtype(text(file, "type")) {
                "jpg" | "jpeg" => 1,
                "gif" => 2,
                "png" => 3,
                "bmp" => 4,
                _ => 255,
            };
            let forms = list(content, "imageInfoArray").iter().enumerate();
            let forms =
                forms.map(|(at, form)| image_form(at, form, place, number(file, "size"), (width, height)));
            members![("imageFormat", format), ("imageInfoArray", forms.collect::<Value>())]
        }
        types::MSG_SOUND => {
            let mut changes = members![("remoteAudioUrl", place)];
            if number(content, "second") == 0 && duration > 0 {
                changes.push(("second", (duration / 1000).into()));
            }
            changes
        }
        types::MSG_VIDEO => {
            let mut changes = members![("remoteVideoUrl", place)];
            if number(content, "videoSecond") == 0 && duration > 0 {
                changes.push(("videoSecond", (duration.saturating_add(500) / 1000).into()));
            }
            if width > 0 && height > 0 {
                for (name, edge) in [
                    ("thumbWidth", width),
                    ("snapshotWidth", width),
                    ("thumbHeight", height),
                    ("snapshotHeight", height),
                ] {
                    changes.push((name, edge.into()));
                }
            }
            changes
        }
        _ => members![("fileUrl", place)],
    }
}

/// The original, the large form (of 720) or the thumbnail (of 198), by its place in the list.
fn image_form(at: usize, form: &Value, place: &str, size: u64, (width, height): (u64, u64)) -> Value {
    let edge = [0, LARGE, THUMBNAIL].get(at).copied().unwrap_or(0);
    let is_original = at == 0;
    let (form_width, form_height) = if is_original { (width, height) } else { scaled(width, height, edge) };
    let link = if is_original || (form_width, form_height) == (width, height) {
        place.to_owned()
    } else {
        let sign = if place.contains('?') { '&' } else { '?' };
        format!("{place}{sign}imageView2/3/w/{edge}/h/{edge}")
    };
    let mut form = form.clone();
    if let Some(members) = form.as_object_mut() {
        for (name, value) in [
            ("size", Value::from(if is_original { size } else { 0 })),
            ("width", form_width.into()),
            ("height", form_height.into()),
            ("imageUrl", link.into()),
        ] {
            members.insert(name, value);
        }
    }
    form
}

fn covered(cover: &Value, place: &str) -> Members<Value> {
    let of = |key| Value::from(number(cover, key));
    members![
        ("thumbFormat", "jpeg"),
        ("thumbWidth", of("width")),
        ("snapshotWidth", of("width")),
        ("thumbHeight", of("height")),
        ("snapshotHeight", of("height")),
        ("thumbSize", of("size")),
        ("snapshotSize", of("size")),
        ("thumbUrl", place),
        ("snapshotUrl", place)
    ]
}

/// What a message shows once it is sent: the forms of an image in the order original, thumbnail, large.
pub fn sent_fields(elements: &[Value]) -> Option<Fields> {
    let element = elements.first().filter(|element| text(element, "type") == types::MSG_IMAGE)?;
    let mut forms = list(element.get("content")?, "imageInfoArray").to_vec();
    // A forwarded one has that order already.
    if forms.get(1).is_none_or(|form| number(form, "sizeType") != 2) || forms.len() != 3 {
        return None;
    }
    forms.swap(1, 2);
    for (at, form) in forms.iter_mut().enumerate() {
        if let Some(members) = form.as_object_mut() {
            members.insert("type", at.into());
        }
    }
    Some(members![("imageInfoArray", forms)])
}
