//! The engine and the protocol have no clock, no randomness, no sockets and no JavaScript of their own.

use std::fs;
use std::path::{Path, PathBuf};

const FORBIDDEN: &[&str] = &[
    "js_sys",
    "web_sys",
    "wasm_bindgen",
    "tokio",
    "SystemTime",
    "Instant",
    "getrandom",
    "rand::",
    "thread_rng",
    "std::net",
    "std::thread",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn engine_and_protocol_know_neither_clock_nor_chance_nor_the_outside() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    sources(&root.join("src/engine"), &mut found);
    sources(&root.join("proto/src"), &mut found);
    assert!(found.len() > 20, "only {} sources: the folders have moved", found.len());
    for path in found {
        let source = fs::read_to_string(&path).expect("a source");
        // Comments may name what is absent.
        for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for word in FORBIDDEN {
                assert!(!line.contains(word), "{}: {word} in {line:?}", path.display());
            }
        }
    }
}
