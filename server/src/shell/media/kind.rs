//! What a file is, by its first bytes. Names lie, and so do clients; a browser that is told `image/png` and nothing to
//! guess shows a picture or nothing. Everything that is not certainly harmless is for downloading only: pages, scripts
//! and SVG pictures can run code under the server's address.

/// Bytes that are enough to tell.
pub(super) const HEAD_BYTES: u64 = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileKind {
    pub(super) content_type: &'static str,
    /// May be shown in a page.
    pub(super) inline: bool,
    /// Can be made smaller.
    pub(super) picture: bool,
}

const OTHER: FileKind = FileKind { content_type: "application/octet-stream", inline: false, picture: false };

const fn shown(content_type: &'static str) -> FileKind {
    FileKind { content_type, inline: true, picture: false }
}

const fn picture(content_type: &'static str) -> FileKind {
    FileKind { content_type, inline: true, picture: true }
}

/// Bytes, where they stand, and what that means; the first that fits counts.
const MAGIC: [(usize, &[u8], FileKind); 22] = [
    (0, b"\x89PNG\r\n\x1a\n", picture("image/png")),
    (0, b"\xff\xd8\xff", picture("image/jpeg")),
    // Made smaller, a moving picture would stand still; the same goes for WebP, see below.
    (0, b"GIF87a", shown("image/gif")),
    (0, b"GIF89a", shown("image/gif")),
    (8, b"WEBP", picture("image/webp")),
    (0, b"BM", picture("image/bmp")),
    (8, b"WAVE", shown("audio/wav")),
    (8, b"AVI ", shown("video/x-msvideo")),
    (0, b"OggS", shown("audio/ogg")),
    (0, b"fLaC", shown("audio/flac")),
    (0, b"ID3", shown("audio/mpeg")),
    (0, b"\xff\xfb", shown("audio/mpeg")),
    (0, b"\xff\xf3", shown("audio/mpeg")),
    (0, b"\xff\xf1", shown("audio/aac")),
    (0, b"\xff\xf9", shown("audio/aac")),
    (0, b"#!AMR", shown("audio/amr")),
    (4, b"ftypM4A", shown("audio/mp4")),
    (4, b"ftypqt", shown("video/quicktime")),
    (4, b"ftyp", shown("video/mp4")),
    (4, b"moov", shown("video/quicktime")),
    (0, b"\x1a\x45\xdf\xa3", shown("video/webm")),
    (0, b"%PDF-", shown("application/pdf")),
];

pub(super) fn kind(head: &[u8]) -> FileKind {
    let known = MAGIC
        .iter()
        .find(|(at, magic, _)| head.get(*at..).is_some_and(|rest| rest.starts_with(magic)))
        .map_or(OTHER, |(_, _, kind)| *kind);
    FileKind { picture: known.picture && !is_animated_webp(head), ..known }
}

/// A WebP says in its extended header whether it moves.
fn is_animated_webp(head: &[u8]) -> bool {
    const EXTENDED: &[u8] = b"WEBPVP8X";
    const ANIMATED: u8 = 2;
    head.get(8..).is_some_and(|rest| rest.starts_with(EXTENDED))
        && head.get(20).is_some_and(|flags| flags & ANIMATED != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_pictures_are_not_made_smaller() {
        for (head, smaller) in [
            (&b"RIFF\x10\0\0\0WEBPVP8 "[..], true),
            (b"RIFF\x10\0\0\0WEBPVP8X\x0a\0\0\0\x10", true),
            (b"RIFF\x10\0\0\0WEBPVP8X\x0a\0\0\0\x12", false),
            (b"GIF89a", false),
            (b"\x89PNG\r\n\x1a\n", true),
            (b"%PDF-", false),
        ] {
            assert_eq!(kind(head).picture, smaller, "{head:?}");
        }
    }

    #[test]
    fn files_are_known_by_their_first_bytes() {
        let mp4 = b"\0\0\0\x18ftypmp42";
        for (head, content_type, inline) in [
            (&b"\x89PNG\r\n\x1a\n"[..], "image/png", true),
            (b"\xff\xd8\xff\xe1", "image/jpeg", true),
            (b"GIF89a", "image/gif", true),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp", true),
            (b"RIFF\x10\0\0\0WAVEfmt ", "audio/wav", true),
            (b"BM\x10\0", "image/bmp", true),
            (mp4, "video/mp4", true),
            (b"\0\0\0\x14ftypqt  ", "video/quicktime", true),
            (b"\0\0\0\x14ftypM4A ", "audio/mp4", true),
            (b"ID3\x04", "audio/mpeg", true),
            (b"%PDF-1.7", "application/pdf", true),
            (b"<svg xmlns", "application/octet-stream", false),
            (b"<?xml version", "application/octet-stream", false),
            (b"<!DOCTYPE html>", "application/octet-stream", false),
            (b"  <script>", "application/octet-stream", false),
            (b"PK\x03\x04", "application/octet-stream", false),
            (b"plain text", "application/octet-stream", false),
            (b"\x89PN", "application/octet-stream", false),
            (b"", "application/octet-stream", false),
        ] {
            let kind = kind(head);
            assert_eq!((kind.content_type, kind.inline), (content_type, inline), "{head:?}");
        }
    }
}
