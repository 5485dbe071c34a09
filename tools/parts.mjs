// Takes a WebAssembly module apart, so that it packs better; what puts it together in the page, and says what the parts
// are, is pkg/unpack/src/join.rs.

const PREAMBLE = 8
const CODE = 10

const ONE = [0x02, 0x03, 0x04, 0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x3f, 0x40, 0x41, 0x42, 0xd0]
const LOADS_AND_STORES = Array.from({ length: 0x3f - 0x28 }, (_, index) => 0x28 + index)
/** How many numbers follow an instruction; what is not named has none. */
const NUMBERS = new Map([...ONE.map((code) => [code, 1]), ...[0x11, ...LOADS_AND_STORES].map((code) => [code, 2])])
/** The same after the prefix 0xfc: saturating conversions, what moves or fills memories and tables. */
const PREFIXED = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1]

export class Reader {
  constructor(bytes) {
    this.bytes = bytes
    this.at = 0
  }

  /** So many bytes. */
  copy(length) {
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  /** The bytes of so many numbers, of seven bits in each byte. */
  numbers(count) {
    const from = this.at
    for (let left = count; left > 0; left--) while (this.bytes[this.at++] >= 0x80);
    return this.bytes.subarray(from, this.at)
  }

  /** A size or a count. */
  number() {
    return this.numbers(1).reduceRight((number, byte) => number * 0x80 + (byte & 0x7f), 0)
  }
}

/**
 * @param {Buffer} module
 * @returns {Buffer} its parts
 */
export function parts(module) {
  const from = new Reader(module)
  const rest = [from.copy(PREAMBLE)]
  const functions = { instructions: [], read: [], written: [], constants: [], offsets: [] }
  while (from.at < module.length) {
    const start = from.at
    const section = from.copy(1)[0]
    const size = from.number()
    const end = from.at + size
    if (section === CODE) {
      const count = from.number()
      rest.push(module.subarray(start, from.at))
      for (let left = count; left > 0; left--) takeApart(from, functions)
    } else {
      rest.push(module.subarray(start, end))
      from.at = end
    }
  }
  const last = Object.values(functions).map((pieces) => Buffer.concat(pieces))
  const lengths = Buffer.alloc(4 * last.length)
  last.forEach(({ length }, index) => lengths.writeUInt32LE(length, 4 * index))
  return Buffer.concat([lengths, ...rest, ...last])
}

/** One function. Its size is left out: it shows when the function has been put together. */
function takeApart(from, { instructions, read, written, constants, offsets }) {
  const end = from.number() + from.at
  const locals = from.at
  const kinds = from.number()
  from.numbers(2 * kinds)
  instructions.push(from.bytes.subarray(locals, from.at))
  while (from.at < end) {
    const [code] = from.copy(1)
    instructions.push(Buffer.of(code))
    if (code === 0x20) read.push(from.numbers(1))
    else if (code === 0x21 || code === 0x22) written.push(from.numbers(1))
    else if (code === 0x41 || code === 0x42) constants.push(from.numbers(1))
    else if (code >= 0x28 && code <= 0x3e) {
      instructions.push(from.numbers(1))
      offsets.push(from.numbers(1))
    } else instructions.push(others(from, code))
  }
}

/** What follows an instruction. */
export function others(from, code) {
  const start = from.at
  if (code === 0x0e) from.numbers(from.number() + 1)
  else if (code === 0x43) from.copy(4)
  else if (code === 0x44) from.copy(8)
  else if (code === 0xfc) from.numbers(PREFIXED[from.number()])
  else from.numbers(NUMBERS.get(code) ?? 0)
  return from.bytes.subarray(start, from.at)
}
