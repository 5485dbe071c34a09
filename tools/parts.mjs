// Takes a WebAssembly module apart, so that it packs better; what puts it together in the page, and says what the parts
// are, is pkg/unpack/src/join.rs.

import { PREAMBLE, Reader, SECTION, contentOf, encode, functionsOf, sectionsOf, segments } from './wasm.mjs'

/** The codes of instructions that this looks at. */
const BLOCKS = [0x02, 0x03, 0x04]
const [GET, SET, TEE, GET_GLOBAL, SET_GLOBAL] = [0x20, 0x21, 0x22, 0x23, 0x24]
const [FIRST_LOAD, FIRST_STORE, LAST_STORE] = [0x28, 0x36, 0x3e]
const [I32, I64, ADD, SUBTRACT] = [0x41, 0x42, 0x6a, 0x6b]

/** What is left out where it is usual: a block's type (without a value), a global's number, and the alignment of each
 * load and store. */
const NO_VALUE = 0x40
const STACK = 0
const ALIGNMENTS = [2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2]

/** Codes that no instruction has: one with all that it has in full, two kinds of constants. */
const [IN_FULL, ADDRESS, FRAME] = [0xc5, 0xc6, 0xc7]
/** The same for pairs of neighbours. */
const [FIRST_PAIR, PAIRS] = [0xd8, 35]

/**
 * @param {Buffer} module
 * @returns {Buffer} its parts
 */
export function parts(module) {
  const data = extent(segments(contentOf(module, SECTION.data)))
  const rows = new Rows()
  const functions = functionsOf(contentOf(module, SECTION.code)).map((body) => takeApart(body, data, rows))
  const pairs = pairUp(functions)
  for (const { locals, symbols, inline } of functions) {
    rows.instructions.push(locals, ...symbols.flatMap((symbol, index) => [Buffer.of(symbol), inline[index]]))
  }
  const last = rows.all().map((pieces) => Buffer.concat(pieces))
  return Buffer.concat([Buffer.from(pairs.flat()), ...last.map(({ length }) => encode(length)), ...frame(module), ...last])
}

/** What numbers are put into, by what they are and by what comes after them. */
class Rows {
  instructions = []
  read = Array.from({ length: 0x100 }, () => [])
  written = []
  constants = Array.from({ length: 0x100 }, () => [])
  loaded = []
  stored = []
  addresses = []

  all() {
    return [this.instructions, ...this.read, this.written, ...this.constants, this.loaded, this.stored, this.addresses]
  }
}

/** Everything but the bodies of functions, of which only the number is left. */
function frame(module) {
  const sections = sectionsOf(module).map(({ id, content }) => {
    const kept = id === SECTION.code ? new Reader(content).numbers(1) : content
    return [Buffer.of(id), encode(content.length), kept]
  })
  return [module.subarray(0, PREAMBLE), ...sections.flat()]
}

/** From where to where data lies in memory. */
function extent(data) {
  const from = Math.min(...data.map(({ address }) => address))
  const to = Math.max(...data.map(({ address, bytes }) => address + bytes.length))
  return { has: (address) => address >= from && address < to }
}

/** One function: its instructions by what stands for them, what follows each in its place, and the rest in rows. */
function takeApart({ locals, instructions }, data, rows) {
  const stack = stackFrame(instructions)
  const symbols = instructions.map(({ code, immediates }, index) => {
    if (inFull(code, immediates)) return IN_FULL
    if (code !== I32) return code
    if (data.has(new Reader(immediates).signed())) return ADDRESS
    return index > stack.at && immediates.equals(stack.size) && instructions[index + 1].code === ADD ? FRAME : code
  })
  const inline = instructions.map(({ code, immediates }, index) => {
    const from = new Reader(immediates)
    const symbol = symbols[index]
    const next = symbols[index + 1]
    const name = symbol === IN_FULL ? Buffer.of(code) : Buffer.alloc(0)
    if (symbol === FRAME) return name
    if (symbol === ADDRESS) rows.addresses.push(immediates)
    else if (code === GET) rows.read[next].push(immediates)
    else if (code === SET || code === TEE) rows.written.push(immediates)
    else if (code === I32 || code === I64) rows.constants[next].push(immediates)
    else if (code >= FIRST_LOAD && code <= LAST_STORE) {
      const alignment = from.numbers(1)
      const row = code < FIRST_STORE ? rows.loaded : rows.stored
      row.push(from.numbers(1))
      if (symbol === IN_FULL) return Buffer.concat([name, alignment])
    } else if (symbol === IN_FULL || usual(code) === undefined) return Buffer.concat([name, immediates])
    return name
  })
  return { locals, symbols, inline }
}

/** What usually follows first, of instructions that have something usual. */
function usual(code) {
  if (BLOCKS.includes(code)) return NO_VALUE
  if (code === GET_GLOBAL || code === SET_GLOBAL) return STACK
  return ALIGNMENTS[code - FIRST_LOAD]
}

const inFull = (code, immediates) => usual(code) !== undefined && usual(code) !== immediates[0]

/** A function that needs room on the stack takes it first, and gives it back at each of its ends. */
function stackFrame(instructions) {
  const ofStack = (instruction) => instruction?.code === GET_GLOBAL && instruction.immediates[0] === STACK
  const takes = ({ code }, index) => code === I32 && ofStack(instructions[index - 1]) && instructions[index + 1].code === SUBTRACT
  const at = instructions.findIndex(takes)
  return at < 0 ? { at: instructions.length } : { at, size: instructions[at].immediates }
}

/** Has one symbol stand for the two that are neighbours most often, and again. */
function pairUp(functions) {
  return Array.from({ length: PAIRS }, (_, number) => {
    const often = new Uint32Array(0x10000)
    for (const { symbols } of functions) {
      for (let at = 1; at < symbols.length; at++) often[symbols[at - 1] * 0x100 + symbols[at]] += 1
    }
    const most = often.reduce((best, count, pair) => (count > often[best] ? pair : best), 0)
    const pair = [most >> 8, most & 0xff]
    functions.forEach((body) => replace(body, pair, FIRST_PAIR + number))
    return pair
  })
}

function replace(body, [first, second], symbol) {
  const symbols = []
  const inline = []
  for (let at = 0; at < body.symbols.length; at++) {
    const found = body.symbols[at] === first && body.symbols[at + 1] === second
    symbols.push(found ? symbol : body.symbols[at])
    inline.push(found ? Buffer.concat([body.inline[at], body.inline[at + 1]]) : body.inline[at])
    if (found) at += 1
  }
  Object.assign(body, { symbols, inline })
}
