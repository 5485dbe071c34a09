//! Puts a module together from its parts. In a module instructions alternate with numbers of different kinds, each of
//! which resembles those before it of its own kind: apart from each other they pack a sixth smaller. What takes
//! modules apart is `tools/parts.mjs`; both know which numbers an instruction has, and nothing else about it.
//!
//! The parts, in this order:
//! * the pairs: two symbols each;
//! * the lengths of the rows;
//! * everything but function bodies;
//! * the rows (`row`): of instructions, each in the form of a symbol, with what follows it and is in no other row, and of
//!   numbers, by what they are and by the symbol that comes next.
//!
//! A symbol is the code of an instruction, or one that none has: for an instruction whose first number is not the usual
//! one, which is left out otherwise (`usual`), for a constant of a special kind, or for a pair of symbols.

/// What a module begins with: that it is one, and its version.
const PREAMBLE: usize = 8;
const CODE: u8 = 10;
/// How many numbers an instruction with the prefix 0xfc has: saturating conversions none, what moves or fills memories
/// and tables one or two.
const PREFIXED: [u8; 18] = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];
/// The usual alignment of each load and store.
const ALIGNMENTS: [u8; 23] = [2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2];

mod row {
    pub const INSTRUCTIONS: usize = 0;
    /// Locals that are read; the symbol that comes next is added.
    pub const READ: usize = 1;
    /// Locals that are written.
    pub const WRITTEN: usize = READ + 0x100;
    /// Constants; the symbol that comes next is added.
    pub const CONSTANTS: usize = WRITTEN + 1;
    /// Offsets in memory.
    pub const LOADED: usize = CONSTANTS + 0x100;
    pub const STORED: usize = LOADED + 1;
    /// Constants that are addresses of data.
    pub const ADDRESSES: usize = STORED + 1;
    pub const ROWS: usize = ADDRESSES + 1;
}

mod code {
    pub const END: u8 = 0x0b;
    pub const GET: u8 = 0x20;
    pub const SET: u8 = 0x21;
    pub const TEE: u8 = 0x22;
    pub const GET_GLOBAL: u8 = 0x23;
    pub const FIRST_STORE: u8 = 0x36;
    pub const CONSTANT: u8 = 0x41;
    pub const LONG_CONSTANT: u8 = 0x42;
    pub const SUBTRACT: u8 = 0x6b;
    /// The code of an instruction follows, then all of its numbers.
    pub const IN_FULL: u8 = 0xc5;
    /// A constant that is the address of data.
    pub const ADDRESS: u8 = 0xc6;
    /// The constant that this function has taken off the stack.
    pub const FRAME: u8 = 0xc7;
    pub const FIRST_PAIR: u8 = 0xd8;
}

const PAIRS: usize = 35;

/// Fills `output` with the module. None when these are no parts of one, or of one of another length.
pub fn join(parts: &[u8], output: &mut [u8]) -> Option<()> {
    let (pairs, mut rest) = parts.split_at_checked(2 * PAIRS)?;
    let mut lengths = [0; row::ROWS];
    for length in &mut lengths {
        *length = number(&mut rest, |_| Some(()))?;
    }
    let rows = [const { [].as_slice() }; row::ROWS];
    let mut functions = Functions { pairs: pairs.as_chunks().0, rows, waiting: [0; PAIRS], count: 0 };
    for (row, length) in functions.rows.iter_mut().zip(lengths).rev() {
        (rest, *row) = rest.split_at_checked(rest.len().checked_sub(length)?)?;
    }
    let mut module = Module { bytes: output, end: 0 };
    module.copy(&mut rest, PREAMBLE)?;
    while let Some(&section) = rest.split_off_first() {
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

/// Reads a number in its form of seven bits a byte, and says what it is if it is a size or a count.
fn number(from: &mut &[u8], mut each: impl FnMut(u8) -> Option<()>) -> Option<usize> {
    let mut number = 0;
    let mut shift = 0;
    loop {
        let byte = *from.split_off_first()?;
        each(byte)?;
        number |= usize::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte < 0x80 {
            return Some(number);
        }
        shift += 7;
    }
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

    fn copy(&mut self, from: &mut &[u8], bytes: usize) -> Option<()> {
        (0..bytes).try_for_each(|_| self.push(*from.split_off_first()?))
    }

    /// Copies a number in its form of seven bits a byte, and says what it is if it is a size or a count.
    fn number(&mut self, from: &mut &[u8]) -> Option<usize> {
        number(from, |byte| self.push(byte))
    }

    /// Copies the number that stands there once more.
    fn again(&mut self, mut from: usize) -> Option<()> {
        loop {
            let byte = *self.bytes.get(from)?;
            self.push(byte)?;
            if byte < 0x80 {
                return Some(());
            }
            from += 1;
        }
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
    pairs: &'a [[u8; 2]],
    rows: [&'a [u8]; row::ROWS],
    /// Second symbols of pairs whose first ones came already.
    waiting: [u8; PAIRS],
    count: usize,
}

impl Functions<'_> {
    fn symbol(&mut self) -> Option<u8> {
        let mut symbol = match self.count.checked_sub(1) {
            Some(last) => {
                self.count = last;
                *self.waiting.get(last)?
            }
            None => *self.rows[row::INSTRUCTIONS].split_off_first()?,
        };
        while let Some(number) = symbol.checked_sub(code::FIRST_PAIR)
            && let Some(&[first, second]) = self.pairs.get(usize::from(number))
        {
            *self.waiting.get_mut(self.count)? = second;
            self.count += 1;
            symbol = first;
        }
        Some(symbol)
    }

    /// Copies so many numbers of a row.
    fn copy(&mut self, module: &mut Module<'_>, row: usize, count: usize) -> Option<()> {
        let row = self.rows.get_mut(row)?;
        (0..count).try_for_each(|_| module.number(row).map(drop))
    }

    /// One function: its size, how many locals of which types, its instructions.
    fn next(&mut self, module: &mut Module<'_>) -> Option<()> {
        let start = module.end;
        let kinds = module.number(&mut self.rows[row::INSTRUCTIONS])?;
        self.copy(module, row::INSTRUCTIONS, kinds.checked_mul(2)?)?;
        let mut depth = 0_usize;
        // Where the constant stands that the function takes off the stack.
        let mut frame = 0;
        let mut before = 0;
        let mut symbol = self.symbol()?;
        loop {
            let instruction = match symbol {
                code::IN_FULL => *self.rows[row::INSTRUCTIONS].split_off_first()?,
                code::ADDRESS | code::FRAME => code::CONSTANT,
                instruction => instruction,
            };
            module.push(instruction)?;
            if symbol == code::IN_FULL {
                self.copy(module, row::INSTRUCTIONS, 1)?;
            } else if let Some(usual) = usual(instruction) {
                module.push(usual)?;
            }
            match instruction {
                0x02..=0x04 => depth += 1, // block, loop, if
                code::END if depth == 0 => return module.measure(start),
                code::END => depth -= 1,
                _ => {}
            }
            let mut next = None;
            let (row, count) = match instruction {
                code::CONSTANT if symbol == code::ADDRESS => (row::ADDRESSES, 1),
                code::CONSTANT if symbol == code::FRAME => {
                    module.again(frame)?;
                    (row::INSTRUCTIONS, 0)
                }
                code::GET | code::CONSTANT | code::LONG_CONSTANT => {
                    let coming = *next.insert(self.symbol()?);
                    if before == code::GET_GLOBAL && coming == code::SUBTRACT && frame == 0 {
                        frame = module.end;
                    }
                    let row = if instruction == code::GET { row::READ } else { row::CONSTANTS };
                    (row + usize::from(coming), 1)
                }
                code::SET | code::TEE => (row::WRITTEN, 1),
                0x28..code::FIRST_STORE => (row::LOADED, 1),
                code::FIRST_STORE..=0x3e => (row::STORED, 1),
                _ => (row::INSTRUCTIONS, self.others(instruction, module)?),
            };
            self.copy(module, row, count)?;
            before = symbol;
            symbol = match next {
                Some(next) => next,
                None => self.symbol()?,
            };
        }
    }

    /// How many numbers follow an instruction in the row of instructions.
    fn others(&mut self, instruction: u8, module: &mut Module<'_>) -> Option<usize> {
        let here = &mut self.rows[row::INSTRUCTIONS];
        Some(match instruction {
            // br, br_if, call, tables, memory.size and memory.grow, ref.null
            0x0c | 0x0d | 0x10 | 0x25 | 0x26 | 0x3f | 0x40 | 0xd0 => 1,
            0x11 => 2, // call_indirect
            // br_table: how many, those, and one for all else
            0x0e => module.number(here)?.checked_add(1)?,
            // f32.const, f64.const: no numbers, but bytes
            0x43 | 0x44 => {
                module.copy(here, if instruction == 0x43 { 4 } else { 8 })?;
                0
            }
            0xfc => {
                let which = module.number(here)?;
                usize::from(*PREFIXED.get(which)?)
            }
            _ => 0,
        })
    }
}

/// The first number of an instruction, where it has a usual one: no value for a block, the stack for a global.
fn usual(instruction: u8) -> Option<u8> {
    match instruction {
        0x02..=0x04 => Some(0x40),
        0x23 | 0x24 => Some(0),
        _ => ALIGNMENTS.get(usize::from(instruction.checked_sub(0x28)?)).copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::{PAIRS, code, join, row};

    /// A module with two functions, of which the second is empty.
    const MODULE: &[u8] = &[
        0, b'a', b's', b'm', 1, 0, 0, 0, // preamble
        1, 4, 1, 0x60, 0, 0, // one type
        3, 3, 2, 0, 0, // two functions of it
        10, 44, 2, // code
        39, 1, 1, 0x7f, // one local
        0x23, 0, 0x41, 16, 0x6b, 0x22, 0, 0x24, 0, // takes 16 bytes off the stack
        0x02, 0x7f, // a block with a value
        0x41, 0x80, 0x80, 0x10, 0x28, 2, 0x90, 1, // loads what is at an address of data
        0x0b, 0x1a, //
        0x20, 0, 0x20, 0, 0x36, 0, 4, // stores with an unusual alignment
        0x20, 0, 0x41, 16, 0x6a, 0x24, 0,    // gives the stack back
        0x0b, //
        2, 0, 0x0b, //
        11, 1, 0, // no data
    ];
    const FRAME: &[u8] =
        &[0, b'a', b's', b'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 3, 2, 0, 0, 10, 44, 2, 11, 1, 0];
    const INSTRUCTIONS: &[u8] = &[
        1, 1, 0x7f, 0x23, 0x41, 0xd8, 0x24, 0xc5, 0x02, 0x7f, 0xc6, 0x28, 0x0b, 0x1a, 0xd9, 0xc5, 0x36, 0,
        0x20, 0xc7, 0x6a, 0x24, 0x0b, 0, 0x0b,
    ];

    fn parts(pairs: &[[u8; 2]], frame: &[u8], rows: &[(usize, &[u8])]) -> Vec<u8> {
        let mut parts = pairs.concat();
        parts.resize(2 * PAIRS, 0);
        let of =
            |row| rows.iter().find(|(number, _)| *number == row).map_or([].as_slice(), |(_, bytes)| bytes);
        for row in 0..row::ROWS {
            match of(row).len() {
                length @ 0..0x80 => parts.push(length as u8),
                length => parts.extend([(length & 0x7f) as u8 | 0x80, (length >> 7) as u8]),
            }
        }
        parts.extend(frame);
        (0..row::ROWS).for_each(|row| parts.extend(of(row)));
        parts
    }

    /// What `tools/parts.mjs` makes of the module, but for the pairs.
    fn parts_of_module() -> Vec<u8> {
        let rows: &[(usize, &[u8])] = &[
            (row::INSTRUCTIONS, INSTRUCTIONS),
            (row::READ + 0x20, &[0]),
            (row::READ + usize::from(code::IN_FULL), &[0]),
            (row::READ + usize::from(code::FRAME), &[0]),
            (row::WRITTEN, &[0]),
            (row::CONSTANTS + 0x6b, &[16]),
            (row::LOADED, &[0x90, 1]),
            (row::STORED, &[4]),
            (row::ADDRESSES, &[0x80, 0x80, 0x10]),
        ];
        parts(&[[0x6b, 0x22], [0x20, 0x20]], FRAME, rows)
    }

    #[test]
    fn parts_are_put_together() {
        let mut module = [0; MODULE.len()];
        assert!(join(&parts_of_module(), &mut module).is_some());
        assert_eq!(module, MODULE);
    }

    #[test]
    fn a_function_of_many_instructions_has_a_long_size() {
        let many = vec![0x01_u8; 300]; // nop
        let body = [&[0][..], &many, &[0x0b]].concat();
        let begin = [0, b'a', b's', b'm', 1, 0, 0, 0, 10, 0xb1, 2, 1];
        let expected = [&begin[..], &[0xae, 2], &body].concat();
        let mut module = vec![0; expected.len()];
        assert!(join(&parts(&[], &begin, &[(row::INSTRUCTIONS, &body)]), &mut module).is_some());
        assert_eq!(module, expected);
    }

    #[test]
    fn what_is_damaged_is_refused() {
        let whole = parts_of_module();
        for length in 0..whole.len() {
            assert!(join(&whole[..length], &mut [0; MODULE.len()]).is_none(), "cut to {length}");
        }
        assert!(join(&whole, &mut [0; MODULE.len() - 1]).is_none());
        assert!(join(&whole, &mut [0; MODULE.len() + 1]).is_none());
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0xff;
            join(&damaged, &mut [0; MODULE.len()]); // Whatever it makes of it, it ends.
        }
        // A pair that begins with itself.
        let endless = parts(&[[0xd8, 0xd8]], FRAME, &[(row::INSTRUCTIONS, &[0, 0xd8, 0x0b])]);
        assert!(join(&endless, &mut [0; MODULE.len()]).is_none());
    }
}
