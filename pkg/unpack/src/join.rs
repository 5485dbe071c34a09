//! Puts a module together from its parts. In a module instructions alternate with numbers of different kinds, each of
//! which resembles those before it of its own kind: apart from each other they pack a twelfth smaller. What takes
//! modules apart is `tools/parts.mjs`; both know which numbers an instruction has, and nothing else about it.
//!
//! The parts: the lengths of the last five (four bytes each, the lowest first); everything but function bodies;
//! instructions, with their other numbers; locals that are read; locals that are written; constants; offsets of memory.

use core::slice::Iter;

/// What a module begins with: that it is one, and its version.
const PREAMBLE: usize = 8;
const CODE: u8 = 10;
/// How many numbers an instruction with the prefix 0xfc has: saturating conversions none, what moves or fills memories
/// and tables one or two.
const PREFIXED: [u8; 18] = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];

/// Fills `output` with the module. None when these are no parts of one, or of one of another length.
pub fn join(parts: &[u8], output: &mut [u8]) -> Option<()> {
    let (lengths, mut rest) = parts.split_first_chunk::<20>()?;
    let mut last = [const { [].as_slice() }; 5];
    for (part, length) in last.iter_mut().zip(lengths.as_chunks::<4>().0).rev() {
        let length = u32::from_le_bytes(*length) as usize;
        (rest, *part) = rest.split_at_checked(rest.len().checked_sub(length)?)?;
    }
    let [instructions, read, written, constants, offsets] = last.map(<[u8]>::iter);
    let mut functions = Functions { instructions, read, written, constants, offsets };
    let mut rest = rest.iter();
    let mut module = Module { bytes: output, end: 0 };
    module.copy(&mut rest, PREAMBLE)?;
    while let Some(&section) = rest.next() {
        module.push(section)?;
        let size = module.number(&mut rest)?;
        if section == CODE {
            for _ in 0..module.number(&mut rest)? {
                functions.next(&mut module)?;
            }
        } else {
            module.copy(&mut rest, size)?;
        }
    }
    (module.end == module.bytes.len()).then_some(())
}

/// The module as far as it is made.
struct Module<'a> {
    bytes: &'a mut [u8],
    end: usize,
}

impl Module<'_> {
    fn push(&mut self, byte: u8) -> Option<()> {
        *self.bytes.get_mut(self.end)? = byte;
        self.end += 1;
        Some(())
    }

    fn copy(&mut self, from: &mut Iter<'_, u8>, bytes: usize) -> Option<()> {
        (0..bytes).try_for_each(|_| self.push(*from.next()?))
    }

    /// Copies a number in its form of seven bits a byte, and says what it is if it is a size or a count.
    fn number(&mut self, from: &mut Iter<'_, u8>) -> Option<usize> {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let byte = *from.next()?;
            self.push(byte)?;
            number |= usize::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }

    fn numbers(&mut self, from: &mut Iter<'_, u8>, count: usize) -> Option<()> {
        (0..count).try_for_each(|_| self.number(from).map(drop))
    }

    /// Puts the size of what has come since `start` in front of it.
    fn measure(&mut self, start: usize) -> Option<()> {
        let mut left = self.end.checked_sub(start)?;
        let mut end = start;
        loop {
            let byte = (left & 0x7f) as u8;
            left >>= 7;
            self.push(0)?;
            // A byte of the size takes its place, and what stood there moves on.
            let moved = self.bytes.get_mut(end..self.end)?;
            moved.iter_mut().fold(if left > 0 { byte | 0x80 } else { byte }, |carried, place| {
                core::mem::replace(place, carried)
            });
            end += 1;
            if left == 0 {
                return Some(());
            }
        }
    }
}

/// What is left of the parts of function bodies.
struct Functions<'a> {
    instructions: Iter<'a, u8>,
    read: Iter<'a, u8>,
    written: Iter<'a, u8>,
    constants: Iter<'a, u8>,
    offsets: Iter<'a, u8>,
}

impl Functions<'_> {
    /// One function: its size, how many locals of which types, its instructions.
    fn next(&mut self, module: &mut Module<'_>) -> Option<()> {
        let here = &mut self.instructions;
        let start = module.end;
        let kinds = module.number(here)?;
        module.numbers(here, kinds.checked_mul(2)?)?;
        let mut depth = 0_usize;
        loop {
            let instruction = *here.next()?;
            module.push(instruction)?;
            match instruction {
                0x0b if depth == 0 => return module.measure(start), // end
                0x0b => depth -= 1,
                0x02..=0x04 => {
                    // block, loop, if: their type
                    depth += 1;
                    module.numbers(here, 1)?;
                }
                // br, br_if, call, globals, tables, memory.size and memory.grow, ref.null
                0x0c | 0x0d | 0x10 | 0x23..=0x26 | 0x3f | 0x40 | 0xd0 => module.numbers(here, 1)?,
                0x0e => {
                    // br_table: how many, those, and one for all else
                    let count = module.number(here)?;
                    module.numbers(here, count.checked_add(1)?)?;
                }
                0x11 => module.numbers(here, 2)?,           // call_indirect
                0x20 => module.numbers(&mut self.read, 1)?, // local.get
                0x21 | 0x22 => module.numbers(&mut self.written, 1)?, // local.set, local.tee
                0x28..=0x3e => {
                    // loads and stores: alignment, offset
                    module.numbers(here, 1)?;
                    module.numbers(&mut self.offsets, 1)?;
                }
                0x41 | 0x42 => module.numbers(&mut self.constants, 1)?, // i32.const, i64.const
                0x43 => module.copy(here, 4)?,                          // f32.const
                0x44 => module.copy(here, 8)?,                          // f64.const
                0xfc => {
                    let which = module.number(here)?;
                    module.numbers(here, usize::from(*PREFIXED.get(which)?))?;
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::join;

    /// A module with two functions; what `tools/parts.mjs` makes of it.
    const MODULE: &[u8] = &[
        0, b'a', b's', b'm', 1, 0, 0, 0, // preamble
        1, 4, 1, 0x60, 0, 0, // one type
        3, 3, 2, 0, 0, // two functions of it
        10, 26, 2, // code
        20, 1, 1, 0x7f, 0x41, 0xe4, 0, 0x21, 0, 0x02, 0x40, 0x20, 0, 0x28, 2, 0x90, 1, 0x1a, 0x0b, 0xa7,
        0x0b, //
        3, 0, 0x1a, 0x0b, //
        11, 1, 0, // no data
    ];
    const PARTS: &[u8] = &[
        17, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, // lengths
        0, b'a', b's', b'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 3, 2, 0, 0, 10, 26, 2, 11, 1,
        0, // not functions
        1, 1, 0x7f, 0x41, 0x21, 0x02, 0x40, 0x20, 0x28, 2, 0x1a, 0x0b, 0xa7, 0x0b, 0, 0x1a,
        0x0b, // instructions
        0, 0, 0xe4, 0, 0x90, 1, // read, written, constant, offset
    ];

    #[test]
    fn parts_are_put_together() {
        let mut module = [0; MODULE.len()];
        assert!(join(PARTS, &mut module).is_some());
        assert_eq!(module, MODULE);
    }

    #[test]
    fn a_function_of_many_instructions_has_a_long_size() {
        let many = vec![0x01_u8; 300]; // nop
        let body = [&[0][..], &many, &[0x0b]].concat();
        let begin = [0, b'a', b's', b'm', 1, 0, 0, 0, 10, 0xb1, 2, 1];
        let parts = [&[0x2e, 1, 0, 0][..], &[0; 16], &begin, &body].concat();
        let expected = [&begin[..], &[0xae, 2], &body].concat();
        let mut module = vec![0; expected.len()];
        assert!(join(&parts, &mut module).is_some());
        assert_eq!(module, expected);
    }

    #[test]
    fn what_is_damaged_is_refused() {
        for length in 0..PARTS.len() {
            assert!(join(&PARTS[..length], &mut [0; MODULE.len()]).is_none(), "cut to {length}");
        }
        assert!(join(PARTS, &mut [0; MODULE.len() - 1]).is_none());
        assert!(join(PARTS, &mut [0; MODULE.len() + 1]).is_none());
        for at in 0..PARTS.len() {
            let mut damaged = PARTS.to_vec();
            damaged[at] ^= 0xff;
            join(&damaged, &mut [0; MODULE.len()]); // Whatever it makes of it, it ends.
        }
    }
}
