//! Turns the fact files of `data/` into Rust tables, so that no wire name, code or constant is typed twice.
//! One file of `build/` per fact file; what the tables are for is said where they are included (`src/`).

#[path = "build/code.rs"]
mod code;
#[path = "build/command.rs"]
mod command;
#[path = "build/constants.rs"]
mod constants;
#[path = "build/facts.rs"]
mod facts;
#[path = "build/keys.rs"]
mod keys;

use std::path::Path;
use std::{env, fs};

use facts::Fallible;

fn main() -> Fallible<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=data");
    let out = env::var("OUT_DIR")?;
    let write = |name: &str, text: String| fs::write(Path::new(&out).join(name), text);
    write("command.rs", command::tables()?)?;
    write("keys.rs", keys::tables()?)?;
    write("constants.rs", constants::tables()?)?;
    write("code.rs", code::tables()?)?;
    Ok(())
}
