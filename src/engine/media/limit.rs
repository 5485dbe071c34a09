//! Which files may be sent: kinds, endings, sizes, and what a refusal is called. The service may set other sizes; they
//! are asked for after a login.

use tim_proto::constants::types;
use tim_proto::json::{self, Value};
use tim_proto::{code, command};

use super::super::error::Error;
use super::super::link::request::Request;
use super::super::state::State;
use super::super::value::{number, text, words};
use super::{ending, subtype};

const MIB: u64 = 1 << 20;

/// What files of one kind may be, and how refusals are called.
pub struct Sort {
    pub msg_type: &'static str,
    /// `file_type` of the upload service.
    pub number: u64,
    missing: i64,
    /// The largest size in MiB, unless the service says otherwise, and the name under which it would.
    limit: u64,
    setting: &'static str,
    /// Whether the limit itself is allowed.
    inclusive: bool,
    too_large: i64,
    /// Endings of names, or what follows the slash of the media type; none: any.
    allowed: &'static str,
    by_name: bool,
    not_allowed: i64,
    /// How often the whole upload is tried, and the code after the last time.
    pub attempts: usize,
    pub failed: i64,
}

pub static SORTS: [Sort; 4] = [
    Sort {
        msg_type: types::MSG_IMAGE,
        number: 1,
        missing: code::MESSAGE_IMAGE_SELECT_FILE_FIRST,
        limit: 20,
        setting: "i",
        inclusive: false,
        too_large: code::MESSAGE_IMAGE_SIZE_LIMIT,
        allowed: "jpg jpeg gif png bmp image webp",
        by_name: true,
        not_allowed: code::MESSAGE_IMAGE_TYPES_LIMIT,
        attempts: 1,
        failed: code::MESSAGE_FILE_UPLOAD_FAIL,
    },
    Sort {
        msg_type: types::MSG_SOUND,
        number: 3,
        missing: code::MESSAGE_AUDIO_UPLOAD_FAIL,
        limit: 20,
        setting: "a",
        inclusive: true,
        too_large: code::MESSAGE_AUDIO_SIZE_LIMIT,
        allowed: "",
        by_name: true,
        not_allowed: 0,
        attempts: 1,
        failed: code::MESSAGE_FILE_UPLOAD_FAIL,
    },
    Sort {
        msg_type: types::MSG_VIDEO,
        number: 2,
        missing: code::MESSAGE_VIDEO_UPLOAD_FAIL,
        limit: 100,
        setting: "v",
        inclusive: true,
        too_large: code::MESSAGE_VIDEO_SIZE_LIMIT,
        allowed: "mp4 quicktime mov",
        by_name: false,
        not_allowed: code::MESSAGE_VIDEO_TYPES_LIMIT,
        attempts: 2,
        failed: code::MESSAGE_VIDEO_UPLOAD_FAIL,
    },
    Sort {
        msg_type: types::MSG_FILE,
        number: 255,
        missing: code::MESSAGE_FILE_SELECT_FILE_FIRST,
        limit: 100,
        setting: "f",
        inclusive: true,
        too_large: code::MESSAGE_FILE_SIZE_LIMIT,
        allowed: "",
        by_name: true,
        not_allowed: 0,
        attempts: 1,
        failed: code::MESSAGE_FILE_UPLOAD_FAIL,
    },
];

/// What the service allows, in MiB by the order of [`SORTS`]; 0: what is usual.
#[derive(Default)]
pub struct Limits([u64; 4]);

impl Limits {
    /// Of the service's settings: the text of an object, in whose `upload_size_limit` there is the text of another one,
    /// `{a, f, i, v}`. Values are numbers, or texts that begin with one.
    fn read(settings: &str) -> Limits {
        let parse = |text: &str| json::parse(text.as_bytes()).unwrap_or_default();
        let limits = parse(text(&parse(settings), "upload_size_limit"));
        Limits(SORTS.each_ref().map(|sort| match limits.get(sort.setting).and_then(Value::as_string) {
            Some(text) => leading_number(text),
            _ => number(&limits, sort.setting),
        }))
    }

    fn allows(&self, sort: &Sort, size: u64) -> bool {
        let set = SORTS.iter().zip(self.0).find(|(known, _)| known.number == sort.number);
        let mib = set.map(|(_, mib)| mib).filter(|mib| *mib > 0).unwrap_or(sort.limit);
        let limit = mib.saturating_mul(MIB);
        if sort.inclusive { size <= limit } else { size < limit }
    }

    /// Whether a file of this kind may be sent. It is `{name, size, type, carrier?}`, as JavaScript tells it.
    pub fn check(&self, sort: &Sort, file: &Value) -> Result<(), Error> {
        if !file.is_object() {
            return Err(Error::client(sort.missing));
        }
        let given = if sort.by_name { ending(text(file, "name")) } else { subtype(text(file, "type")) };
        let size = number(file, "size");
        let allowed =
            sort.allowed.is_empty() || words(sort.allowed).any(|allowed| given.eq_ignore_ascii_case(allowed));
        match size {
            _ if !allowed => Err(Error::client(sort.not_allowed)),
            0 => Err(Error::client(code::MESSAGE_FILE_IS_EMPTY)),
            _ if !self.allows(sort, size) => Err(Error::client(sort.too_large)),
            _ if file.get("carrier").and_then(Value::as_bool) == Some(false) => {
                Err(Error::client(code::COS_UNDETECTED))
            }
            _ => Ok(()),
        }
    }
}

fn leading_number(text: &str) -> u64 {
    let digits = text.trim_start();
    let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    digits.get(..end).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

impl State {
    /// Asks the service for its settings.
    pub fn fetch_limits(&mut self) {
        let fill = members![("uint32_sdkappid", self.options.sdk_app_id())];
        self.fetch(Request::new(&command::IM_SDK_CONFIG_MGR_FETCH_CONFIG, fill), State::take_limits);
    }

    fn take_limits(&mut self, answer: Value) {
        self.limits = Limits::read(text(&answer, "str_json_config"));
    }
}

#[cfg(test)]
mod tests {
    use tim_proto::json;

    use super::*;

    /// The code of the refusal, 0 when there is none.
    fn refusal(limits: &Limits, kind: &str, name: &str, media_type: &str, size: u64) -> i64 {
        let sort = SORTS.iter().find(|sort| sort.msg_type == kind).unwrap();
        let file = json!({"name": name, "type": media_type, "size": size});
        limits.check(sort, &file).err().map_or(0, |error| error.code)
    }

    #[test]
    fn sizes_end_at_the_byte() {
        let usual = Limits::default();
        let set = Limits::read(r#"{"upload_size_limit":"{\"i\":\"1\",\"a\":2,\"v\":\"3\",\"f\":4}"}"#);
        let image = (types::MSG_IMAGE, "a.png", "image/png", 2253);
        let sound = (types::MSG_SOUND, "a.mp3", "audio/mpeg", 2301);
        let video = (types::MSG_VIDEO, "a.mp4", "video/mp4", 2351);
        let file = (types::MSG_FILE, "a", "", 2402);
        for (limits, (kind, name, media_type, code), largest) in [
            (&usual, image, 20 * MIB - 1),
            (&usual, sound, 20 * MIB),
            (&usual, video, 100 * MIB),
            (&usual, file, 100 * MIB),
            (&set, image, MIB - 1),
            (&set, sound, 2 * MIB),
            (&set, video, 3 * MIB),
            (&set, file, 4 * MIB),
        ] {
            for (size, expected) in [(0, 2108), (1, 0), (largest, 0), (largest + 1, code), (u64::MAX, code)] {
                assert_eq!(refusal(limits, kind, name, media_type, size), expected, "{kind}, {size} bytes");
            }
        }
    }

    #[test]
    fn pictures_are_known_by_name_and_films_by_type() {
        for (kind, name, media_type, expected) in [
            (types::MSG_IMAGE, "a.jpg", "", 0),
            (types::MSG_IMAGE, "a.JPEG", "", 0),
            (types::MSG_IMAGE, "a.gif", "", 0),
            (types::MSG_IMAGE, "a.Png", "", 0),
            (types::MSG_IMAGE, "a.bmp", "", 0),
            (types::MSG_IMAGE, "a.image", "", 0),
            (types::MSG_IMAGE, "a.webp", "", 0),
            (types::MSG_IMAGE, "png", "", 0),
            (types::MSG_IMAGE, "a.b.png", "text/html", 0),
            (types::MSG_IMAGE, "a.svg", "image/svg+xml", 2252),
            (types::MSG_IMAGE, "a.png.exe", "image/png", 2252),
            (types::MSG_IMAGE, "a.", "image/png", 2252),
            (types::MSG_IMAGE, "", "image/png", 2252),
            (types::MSG_VIDEO, "a", "video/mp4", 0),
            (types::MSG_VIDEO, "a", "video/MP4", 0),
            (types::MSG_VIDEO, "a", "video/quicktime", 0),
            (types::MSG_VIDEO, "a", "video/mov", 0),
            (types::MSG_VIDEO, "a", "video/mp4; codecs=avc1", 0),
            (types::MSG_VIDEO, "a.mp4", "video/webm", 2352),
            (types::MSG_VIDEO, "a.mp4", "", 2352),
            (types::MSG_SOUND, "a.anything", "text/plain", 0),
            (types::MSG_FILE, "../../a b\"'<>.html", "text/html", 0),
        ] {
            assert_eq!(
                refusal(&Limits::default(), kind, name, media_type, 1),
                expected,
                "{name} {media_type}"
            );
        }
    }

    #[test]
    fn without_a_file_or_a_way_to_carry_it_the_code_says_so() {
        let codes =
            SORTS.each_ref().map(|sort| Limits::default().check(sort, &Value::NULL).unwrap_err().code);
        assert_eq!(codes, [2251, 2300, 2350, 2401]);
        let [.., file] = &SORTS;
        let stuck = json!({"name": "a", "size": 1, "carrier": false});
        assert_eq!(Limits::default().check(file, &stuck).unwrap_err().code, 2040);
    }

    #[test]
    fn settings_that_make_no_sense_change_nothing() {
        for settings in [
            "",
            "{}",
            "[]",
            "no json",
            r#"{"upload_size_limit":5}"#,
            r#"{"upload_size_limit":"no json"}"#,
            r#"{"upload_size_limit":"{\"i\":0,\"a\":-1,\"v\":\"x\",\"f\":null}"}"#,
        ] {
            assert_eq!(Limits::read(settings).0, [0; 4], "{settings}");
        }
        assert_eq!(Limits::read(r#"{"upload_size_limit":"{\"i\":\" 28 MB\"}"}"#).0, [28, 0, 0, 0]);
    }
}
