#!/usr/bin/env bash
# Finds, or makes, a Rust toolchain that can build for wasm32-unknown-unknown. Idempotent.
# The last line on stdout is the rustup toolchain to build with; the default toolchain is never changed:
#   RUSTUP_TOOLCHAIN="$(tools/setup-wasm.sh | tail -1)" cargo build --target wasm32-unknown-unknown
#
# Three ways, the first that works: the target is there; rustup adds it (its host may be out of reach,
# so there is a time-out); Debian's own compiler with the standard library built from Debian's sources.
set -euo pipefail

target=wasm32-unknown-unknown
fallback_name=${WASM_TOOLCHAIN_NAME:-web}                        # rustup's name of the third way
fallback_root=${WASM_TOOLCHAIN_ROOT:-$HOME/.local/share/rust-web} # and its sysroot
export PATH="$HOME/.cargo/bin:$PATH"

log() { echo "setup-wasm: $*" >&2; }
die() { log "$*"; exit 1; }

# The directory exists even when an installation broke off: look for the library itself.
has_std() { compgen -G "$1/lib/rustlib/$target/lib/libstd-*.rlib" >/dev/null; }
sysroot() { rustc "+$1" --print sysroot; }

use() { # the toolchain that was chosen must really link something
  local dir; dir=$(mktemp -d)
  echo '#[unsafe(no_mangle)] pub extern "C" fn f(a: i32) -> usize { a.to_string().len() }' >"$dir/probe.rs"
  rustc "+$1" --edition 2024 --target $target --crate-type cdylib --out-dir "$dir" "$dir/probe.rs" >&2 \
    || { rm -rf "$dir"; die "toolchain $1 has $target but cannot link for it"; }
  rm -rf "$dir"
  log "using toolchain $1 ($(rustc "+$1" -V))"
  echo "$1"
  exit 0
}

command -v rustup >/dev/null || die "rustup is not installed: see https://rustup.rs"
base=${RUSTUP_TOOLCHAIN:-$(rustup show active-toolchain | cut -d' ' -f1)}
[ -n "$base" ] || die "rustup has no default toolchain: rustup default stable"

# 1. Already there.
if has_std "$(sysroot "$base")"; then use "$base"; fi
if rustup toolchain list | grep -qE "^$fallback_name( |$)" && has_std "$(sysroot "$fallback_name")"; then
  use "$fallback_name"
fi

# 2. From rustup.
log "adding target $target to $base"
if timeout -k 5 "${RUSTUP_TIMEOUT:-20}" rustup target add --toolchain "$base" $target >&2 && has_std "$(sysroot "$base")"; then
  use "$base"
fi

# 3. Debian's compiler and its sources.
log "rustup could not add the target; building the standard library from Debian's packages"
command -v apt-get >/dev/null || die "install the target by hand: rustup target add $target"
if ! [ -d /usr/lib/rustlib/src/rust/library ] || ! [ -x /usr/bin/cargo ] || ! [ -x /usr/bin/rust-lld ]; then
  sudo=
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || die "needs root: apt-get install rustc-web cargo-web rust-web-src rust-web-llvm lld-22"
    sudo="sudo -n"
  fi
  $sudo apt-get update -qq >&2
  $sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends rustc-web cargo-web rust-web-src rust-web-llvm lld-22 >&2
fi

build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
# An empty crate: with any dependency, deps/ would hold more than the standard library.
mkdir "$build/src"
: >"$build/src/lib.rs"
printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[profile.release]\nopt-level = "s"\n' >"$build/Cargo.toml"
# embed-bitcode: without it the project's fat LTO cannot read the library.
( cd "$build" && env -u CARGO_TARGET_DIR -u RUSTC -u CARGO_BUILD_TARGET -u RUSTUP_TOOLCHAIN PATH=/usr/bin:/bin \
  RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes \
  /usr/bin/cargo build -q --release -Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test --target $target >&2 )

rm -rf "$fallback_root"
mkdir -p "$fallback_root/bin" "$fallback_root/lib/rustlib/$target/lib"
cp "$build/target/$target/release/deps/"*.rlib "$fallback_root/lib/rustlib/$target/lib/"
rm "$fallback_root/lib/rustlib/$target/lib/"libempty-*.rlib
host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
ln -s "/usr/lib/rustlib/$host" /usr/lib/rustlib/src "$fallback_root/lib/rustlib/"
ln -s /usr/bin/cargo "$fallback_root/bin/cargo"
for program in rustc rustdoc; do # a symlink would make the compiler look for its libraries in /usr
  printf '#!/bin/sh\nexec /usr/bin/%s --sysroot "%s" "$@"\n' $program "$fallback_root" >"$fallback_root/bin/$program"
  chmod +x "$fallback_root/bin/$program"
done
rustup toolchain link "$fallback_name" "$fallback_root" >&2
use "$fallback_name"
