//! What comes before the SDK's module in a page: tim_bg.wasm carries that module in parts (`join.rs`), and `tim.js` and
//! `tim.mjs` carry the parts packed by LZMA, which this decodes, as small as it can be (docs/decisions/0002-packaging.md).
//!
//! Reads only what the build packs: three bits of literal context, none of literal position, two of position
//! (the properties 0x5d), no end mark, the length known. No std on wasm32, no allocator, no formatting.

#![cfg_attr(target_arch = "wasm32", no_std)]

mod join;
mod range;

pub use join::join;
use range::Range;

/// Where each family of probabilities begins in one flat list.
mod at {
    use super::{LENGTH, POSITIONS, STATES};

    pub const MATCH: usize = 0;
    pub const REPEAT: usize = MATCH + STATES * POSITIONS;
    pub const REPEAT_0: usize = REPEAT + STATES;
    pub const REPEAT_1: usize = REPEAT_0 + STATES;
    pub const REPEAT_2: usize = REPEAT_1 + STATES;
    pub const REPEAT_0_LONG: usize = REPEAT_2 + STATES;
    pub const SLOT: usize = REPEAT_0_LONG + STATES * POSITIONS;
    pub const DISTANCE: usize = SLOT + 4 * 64;
    pub const ALIGN: usize = DISTANCE + 128;
    pub const MATCH_LENGTH: usize = ALIGN + 16;
    pub const REPEAT_LENGTH: usize = MATCH_LENGTH + LENGTH;
    pub const LITERAL: usize = REPEAT_LENGTH + LENGTH;
    pub const END: usize = LITERAL + (0x300 << super::LITERAL_CONTEXT);
}

const LITERAL_CONTEXT: usize = 3;
const POSITIONS: usize = 1 << 2;
const STATES: usize = 12;
/// Two choices, then trees of 3 bits for each position, the same again, and one of 8 bits.
const LENGTH: usize = 2 + 2 * 8 * POSITIONS + 256;

/// Fills `output` from `input`, the stream without its header. False when the stream is damaged.
pub fn unpack(input: &[u8], output: &mut [u8]) -> bool {
    decode(input, output).is_some()
}

fn decode(input: &[u8], output: &mut [u8]) -> Option<()> {
    let mut range = Range::<{ at::END }>::new(input);
    let mut state = 0;
    // How far back the four latest matches began, less one; the latest first.
    let mut back = [0_usize; 4];
    let mut here = 0;
    while here < output.len() {
        let position = here & (POSITIONS - 1);
        if range.bit(at::MATCH + state * POSITIONS + position) == 0 {
            let before = here.checked_sub(1).and_then(|at| output.get(at)).copied().unwrap_or(0);
            let base = at::LITERAL + 0x300 * usize::from(before >> (8 - LITERAL_CONTEXT));
            let byte = if state < 7 {
                range.tree(base, 8)
            } else {
                let matched = *here.checked_sub(back[0] + 1).and_then(|at| output.get(at))?;
                range.matched_literal(base, matched)
            };
            *output.get_mut(here)? = byte as u8;
            here += 1;
            state = match state {
                0..4 => 0,
                4..10 => state - 3,
                _ => state - 6,
            };
            continue;
        }
        let after_literal = state < 7;
        let length;
        if range.bit(at::REPEAT + state) == 0 {
            length = range.length(at::MATCH_LENGTH, position);
            back = [range.distance(length)?, back[0], back[1], back[2]];
            state = if after_literal { 7 } else { 10 };
        } else {
            let mut short = false;
            if range.bit(at::REPEAT_0 + state) == 0 {
                short = range.bit(at::REPEAT_0_LONG + state * POSITIONS + position) == 0;
            } else if range.bit(at::REPEAT_1 + state) == 0 {
                back.swap(0, 1);
            } else {
                let [first, second, third, fourth] = back;
                back = match range.bit(at::REPEAT_2 + state) {
                    0 => [third, first, second, fourth],
                    _ => [fourth, first, second, third],
                };
            }
            if short {
                length = 1;
                state = if after_literal { 9 } else { 11 };
            } else {
                length = range.length(at::REPEAT_LENGTH, position);
                state = if after_literal { 8 } else { 11 };
            }
        }
        let from = here.checked_sub(back[0] + 1)?;
        for at in 0..length {
            *output.get_mut(here + at)? = *output.get(from + at)?;
        }
        here += length;
    }
    Some(())
}

/// What JavaScript calls: `room`, and one of the others, which the build exports as `unpack`. The memory after the
/// module's own is the input, then the output.
#[cfg(target_arch = "wasm32")]
mod page {
    use core::arch::wasm32::{memory_grow, memory_size, unreachable};
    use core::slice::{from_raw_parts, from_raw_parts_mut};

    const PAGE: usize = 0x1_0000;

    /// Room for so many bytes: the address of the first, or -1 when the page has no memory left.
    #[unsafe(no_mangle)]
    extern "C" fn room(bytes: usize) -> usize {
        let address = memory_size(0) * PAGE;
        if memory_grow(0, bytes.div_ceil(PAGE)) == usize::MAX { usize::MAX } else { address }
    }

    /// Unpacks the `packed` bytes at `from` into the `parts` bytes behind them, and joins those to the `size` bytes of
    /// the module behind these: whether they were whole.
    ///
    /// # Safety
    /// All stand in what `room` gave.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn unpack_and_join(from: *mut u8, packed: usize, parts: usize, size: usize) -> bool {
        // SAFETY: the caller's promise; the two do not overlap, and nothing else uses this memory.
        let (input, output) =
            unsafe { (from_raw_parts(from, packed), from_raw_parts_mut(from.add(packed), parts)) };
        // SAFETY: as above.
        super::unpack(input, output) && unsafe { join(from.add(packed), parts, 0, size) }
    }

    /// The same with parts that are not packed, so that none are unpacked: `packed` of them, and `unpacked` is 0.
    ///
    /// # Safety
    /// As above.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn join(from: *mut u8, packed: usize, unpacked: usize, size: usize) -> bool {
        // SAFETY: as above.
        let (parts, output) =
            unsafe { (from_raw_parts(from, packed), from_raw_parts_mut(from.add(packed + unpacked), size)) };
        super::join(parts, output).is_some()
    }

    #[panic_handler]
    fn panicked(_: &core::panic::PanicInfo<'_>) -> ! {
        unreachable()
    }
}
