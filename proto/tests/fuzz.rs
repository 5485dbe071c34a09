//! A short fuzz run that needs no special compiler: seeded mutations of the files in `corpus/`, the same on every
//! machine. An input that ever broke a property stays there as a file. `fuzz/` runs the same properties for longer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod properties;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Mutated inputs per property.
const INPUTS: usize = 20_000;
/// Longest input; above the frame limit of the properties.
const MAX_BYTES: usize = 80 << 10;

#[test]
fn frames() {
    run("frame", 1, properties::frame);
}

#[test]
fn tickets() {
    run("usersig", 2, properties::usersig);
}

#[test]
fn keys() {
    run("keys", 3, properties::keys);
}

/// Every file of the corpus, then mutations of them. A property returns whether it liked the input: some must be liked
/// and some not, else the run has only scratched the surface.
fn run(corpus: &str, seed: u64, property: fn(&[u8]) -> bool) {
    let files = read_corpus(corpus);
    assert!(!files.is_empty());
    let mut liked = 0;
    let mut attempt = |input: &[u8], origin: &str| match catch_unwind(AssertUnwindSafe(|| property(input))) {
        Ok(like) => liked += usize::from(like),
        Err(_) => panic!("broken by {origin}: {:?}", input.escape_ascii().to_string()),
    };
    for (name, bytes) in &files {
        attempt(bytes, name);
    }
    let mut random = Random(seed);
    for number in 0..INPUTS {
        let input = mutated(&files, &mut random);
        attempt(&input, &format!("input {number} of seed {seed}; keep it in tests/corpus/{corpus}/"));
    }
    assert!(liked > files.len() / 2 && liked < INPUTS, "{liked} inputs of {corpus} were liked");
}

fn read_corpus(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name);
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// One file, changed in one to four ways.
fn mutated(files: &[(String, Vec<u8>)], random: &mut Random) -> Vec<u8> {
    let mut input = random.pick(files).1.clone();
    for _ in 0..=random.below(4) {
        mutate(&mut input, &random.pick(files).1, random);
    }
    input.truncate(MAX_BYTES);
    input
}

/// Pieces that mean something to a parser of frames, tickets or keys.
const PIECES: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b":",
    b",",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"null",
    b"true",
    b"-0",
    b"1e999",
    b"-1",
    b"18446744073709551616",
    b"0.1",
    b"COMP",
    b"COMPCOMP",
    b"\x78\x9c",
    b"\x1f\x8b\x08\x00",
    b"\"head\":",
    b"\"body\":",
    b"\"servcmd\":",
    b"openim.sendmsg",
    b"im_open_push.msg_push",
    b"\"MsgBody\":",
    b"TIMFaceElem",
    b"TIMTextElem",
    b"\"MsgContent\":{}",
    b"_",
    b"__",
    b"-",
    b".",
    b" ",
    b"=",
    b"*",
    b"+",
    b"\xff",
    b"\xc3",
    b"\xe2\x80\xa8",
    b"\xef\xbb\xbf",
    b"[[[[[[[[[[[[[[[[",
    b"{\"a\":{\"a\":{\"a\":",
    b"To_Account",
    b"MsgSeq",
    b"URL",
    b"Ab12cD",
];

fn mutate(input: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let at = random.below(input.len() + 1);
    match random.below(10) {
        // A bit.
        0 | 1 => {
            if let Some(byte) = input.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        // Any byte.
        2 => {
            if let Some(byte) = input.get_mut(at) {
                *byte = random.next() as u8;
            }
        }
        3 => input.truncate(at),
        // A stretch goes, or comes twice.
        4 => {
            let to = at + random.below(input.len() - at + 1);
            input.drain(at..to);
        }
        5 => {
            let to = at + random.below(input.len() - at + 1);
            let copy = input[at..to].to_vec();
            input.splice(at..at, copy);
        }
        // The beginning of this and the end of another.
        6 => {
            input.truncate(at);
            input.extend_from_slice(&other[random.below(other.len() + 1)..]);
        }
        // Something with a meaning is put in, or takes the place of as many bytes.
        7 | 8 => {
            let piece = *random.pick(PIECES);
            let to = if random.below(2) == 0 { at } else { input.len().min(at + piece.len()) };
            input.splice(at..to, piece.iter().copied());
        }
        // Something many times: nesting, long names, long texts.
        _ => {
            let piece = random.pick(PIECES).repeat(1 << random.below(10));
            input.splice(at..at, piece);
        }
    }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}
