//! The range decoder: bits from their adaptive probabilities, and the small trees that numbers are made of.
//! What the numbers mean is in `lib.rs`.

use super::{POSITIONS, at};

/// Probabilities are of a 0, in parts of 2^11; each bit moves its own by a 32nd of what is missing.
const PRECISION: u32 = 11;
const ADAPTATION: u32 = 5;
/// Below this the range takes in the next byte.
const NARROW: u32 = 1 << 24;

pub struct Range<'a, const N: usize> {
    input: core::slice::Iter<'a, u8>,
    range: u32,
    code: u32,
    likely: [u16; N],
}

impl<'a, const N: usize> Range<'a, N> {
    /// The first byte of a stream is always 0, the next four are the first of the code.
    pub fn new(input: &'a [u8]) -> Self {
        let mut range =
            Self { input: input.iter(), range: u32::MAX, code: 0, likely: [1 << (PRECISION - 1); N] };
        for _ in 0..5 {
            range.code = range.code << 8 | range.next();
        }
        range
    }

    /// A stream that is too short goes on with zeros, and ends in a distance that does not exist or in wrong
    /// bytes: the module that they make does not compile.
    fn next(&mut self) -> u32 {
        self.input.next().copied().unwrap_or(0).into()
    }

    fn shift(&mut self) {
        if self.range < NARROW {
            self.range <<= 8;
            self.code = self.code << 8 | self.next();
        }
    }

    pub fn bit(&mut self, index: usize) -> usize {
        // Every index is made of constants and masked numbers: there is none outside.
        let Some(likely) = self.likely.get_mut(index) else { return 0 };
        let bound = (self.range >> PRECISION) * u32::from(*likely);
        let bit = if self.code < bound {
            self.range = bound;
            *likely += ((1 << PRECISION) - *likely) >> ADAPTATION;
            0
        } else {
            self.range -= bound;
            self.code -= bound;
            *likely -= *likely >> ADAPTATION;
            1
        };
        self.shift();
        bit
    }

    /// A number of so many bits, the highest first.
    pub fn tree(&mut self, base: usize, bits: u32) -> usize {
        let mut node = 1;
        for _ in 0..bits {
            node = node << 1 | self.bit(base + node);
        }
        node - (1 << bits)
    }

    /// The same, the lowest bit first.
    fn reversed(&mut self, base: usize, bits: u32) -> usize {
        let mut node = 1;
        let mut number = 0;
        for shift in 0..bits {
            let bit = self.bit(base + node);
            node = node << 1 | bit;
            number |= bit << shift;
        }
        number
    }

    /// A literal after a match: predicted by the byte that the match would have gone on with, until they differ.
    pub fn matched_literal(&mut self, base: usize, matched: u8) -> usize {
        let mut node = 1;
        let mut expected = usize::from(matched);
        let mut same = true;
        while node < 0x100 {
            expected <<= 1;
            let predicted = expected >> 8 & 1;
            let index = if same { base + ((1 + predicted) << 8) + node } else { base + node };
            let bit = self.bit(index);
            node = node << 1 | bit;
            same &= bit == predicted;
        }
        node & 0xff
    }

    pub fn length(&mut self, base: usize, position: usize) -> usize {
        let short = base + 2;
        let middle = short + 8 * POSITIONS;
        if self.bit(base) == 0 {
            2 + self.tree(short + 8 * position, 3)
        } else if self.bit(base + 1) == 0 {
            10 + self.tree(middle + 8 * position, 3)
        } else {
            18 + self.tree(middle + 8 * POSITIONS, 8)
        }
    }

    /// How far back a match of this length begins, less one. Nothing for the end mark, which is never packed.
    pub fn distance(&mut self, length: usize) -> Option<usize> {
        let slot = self.tree(at::SLOT + 64 * (length - 2).min(3), 6);
        if slot < 4 {
            return Some(slot);
        }
        let bits = (slot >> 1) as u32 - 1;
        let base = (2 | slot & 1) << bits;
        if slot < 14 {
            return Some(base + self.reversed(at::DISTANCE + base - slot, bits));
        }
        let mut number = 0;
        for _ in 4..bits {
            self.range >>= 1;
            let bit = usize::from(self.code >= self.range);
            if bit == 1 {
                self.code -= self.range;
            }
            self.shift();
            number = number << 1 | bit;
        }
        let distance = base + (number << 4) + self.reversed(at::ALIGN, 4);
        (distance < u32::MAX as usize).then_some(distance)
    }
}
