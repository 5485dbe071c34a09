// The binary format of WebAssembly as far as the build reads and writes it: numbers, sections, instructions. What is done
// with a module is in traps.mjs, order.mjs, parts.mjs and wasm-areas.mjs.

/** What a module begins with: that it is one, and its version. */
export const PREAMBLE = 8

export const SECTION = { custom: 0, imports: 2, functions: 3, exports: 7, start: 8, elements: 9, code: 10, data: 11 }

/** What is imported; the limits of a table or a memory. */
export const FUNCTION = 0
const [TABLE, GLOBAL] = [1, 3]
const HAS_MAXIMUM = 1

/** The part of the section of names that has those of functions. */
const FUNCTION_NAMES = 1

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

  get ended() {
    return this.at >= this.bytes.length
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
    return decode(this.numbers(1))
  }

  /** A number that may be below 0. */
  signed() {
    const bytes = this.numbers(1)
    return decode(bytes) - (bytes.at(-1) & 0x40 ? 0x80 ** bytes.length : 0)
  }

  text() {
    return Buffer.from(this.copy(this.number())).toString('utf8')
  }

  /** What follows an instruction. */
  immediates(code) {
    const from = this.at
    if (code === 0x0e) this.numbers(this.number() + 1)
    else if (code === 0x43) this.copy(4)
    else if (code === 0x44) this.copy(8)
    else if (code === 0xfc) this.numbers(PREFIXED[this.number()])
    else this.numbers(NUMBERS.get(code) ?? 0)
    return this.bytes.subarray(from, this.at)
  }

  /** The items of a list with its length in front. */
  list(item) {
    return Array.from({ length: this.number() }, () => item(this))
  }
}

const decode = (bytes) => bytes.reduceRight((number, byte) => number * 0x80 + (byte & 0x7f), 0)

/** A size or a count as the format writes it. */
export function encode(number) {
  const bytes = []
  for (let left = number; ; left >>>= 7) {
    if (left < 0x80) return Buffer.from([...bytes, left])
    bytes.push((left & 0x7f) | 0x80)
  }
}

export const counted = (items) => Buffer.concat([encode(items.length), ...items])

export function sized(pieces) {
  const bytes = Buffer.concat(pieces)
  return Buffer.concat([encode(bytes.length), bytes])
}

export const encodeText = (text) => sized([Buffer.from(text)])

/** @returns {{id: number, content: Buffer}[]} */
export function sectionsOf(module) {
  const from = new Reader(module)
  from.copy(PREAMBLE)
  const sections = []
  while (!from.ended) {
    const [id] = from.copy(1)
    sections.push({ id, content: from.copy(from.number()) })
  }
  return sections
}

/** The content of a section that the module has. */
export const contentOf = (module, id) => sectionsOf(module).find((section) => section.id === id).content

/** The same module with other contents of some sections: `made` has them by the section's number. */
export function remade(module, made) {
  const sections = sectionsOf(module).map(({ id, content }) => [Buffer.of(id), sized([made[id]?.(content) ?? content])])
  return Buffer.concat([module.subarray(0, PREAMBLE), ...sections.flat()])
}

/** How many of the imports are functions, which are numbered before the module's own. */
export function importedFunctions(content) {
  const kinds = new Reader(content).list((from) => {
    from.text()
    from.text()
    const [kind] = from.copy(1)
    if (kind === FUNCTION) from.numbers(1)
    else if (kind === GLOBAL) from.copy(2)
    else {
      if (kind === TABLE) from.copy(1)
      from.numbers(from.number() & HAS_MAXIMUM ? 2 : 1)
    }
    return kind
  })
  return kinds.filter((kind) => kind === FUNCTION).length
}

/** The same module with other exports: `rename` says what each is called now, and nothing of those that go. */
export function exporting(module, rename) {
  const renamed = (content) =>
    new Reader(content).list((from) => {
      const name = rename(from.text())
      const what = Buffer.concat([from.copy(1), from.numbers(1)])
      return name ? [Buffer.concat([encodeText(name), what])] : []
    })
  return remade(module, { [SECTION.exports]: (content) => counted(renamed(content).flat()) })
}

/**
 * Where data is put in memory: each segment has its address as a constant.
 * @returns {{address: number, bytes: Buffer}[]}
 */
export function segments(content) {
  return new Reader(content).list((from) => {
    const [flags, constant] = from.copy(2)
    const address = from.signed()
    const [end] = from.copy(1)
    if (flags !== 0 || constant !== 0x41 || end !== 0x0b) throw new Error('data at constant addresses is expected')
    return { address, bytes: from.copy(from.number()) }
  })
}

/** The names of functions, by their numbers. */
export function functionNames(module) {
  const names = new Map()
  for (const { id, content } of sectionsOf(module)) {
    const from = new Reader(content)
    if (id !== SECTION.custom || from.text() !== 'name') continue
    while (!from.ended) {
      const [kind] = from.copy(1)
      const part = new Reader(from.copy(from.number()))
      if (kind === FUNCTION_NAMES) part.list(() => names.set(part.number(), part.text()))
    }
  }
  return names
}

/** The bodies of functions: their locals, and each instruction with what follows it. */
export function functionsOf(content) {
  return new Reader(content).list((from) => {
    const end = from.number() + from.at
    const start = from.at
    from.numbers(2 * from.number())
    const locals = from.bytes.subarray(start, from.at)
    const instructions = []
    while (from.at < end) {
      const [code] = from.copy(1)
      instructions.push({ code, immediates: from.immediates(code) })
    }
    return { locals, instructions }
  })
}
