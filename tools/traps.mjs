// Leaves out of a WebAssembly module what Rust's panics say: nobody hears it. A panic ends in the instruction `unreachable`,
// which JavaScript sees as an error without words, and what stands before it only makes texts for a hook that is not set.
// (The engine does not panic on purpose; src/api/bridge.js reports a trap, whatever caused it.)

import { Reader, SECTION, contentOf, counted, functionsOf, importedFunctions, remade, segments, sized } from './wasm.mjs'

const [UNREACHABLE, BLOCK, LOOP, IF, ELSE, END] = [0x00, 0x02, 0x03, 0x04, 0x05, 0x0b]
const [BRANCH, BRANCH_IF, BRANCH_TABLE, RETURN, CALL] = [0x0c, 0x0d, 0x0e, 0x0f, 0x10]
const CONSTANT = 0x41
const [FIRST_LOAD, LAST_STORE] = [0x28, 0x3e]

/**
 * The same module, in which every function that never returns, and tells JavaScript nothing before it stops, stops at once.
 * @param {Buffer} module before it is optimised, which then leaves out what led there
 */
export function silenced(module) {
  const imported = importedFunctions(contentOf(module, SECTION.imports))
  const functions = functionsOf(contentOf(module, SECTION.code))
  const talks = reach(functions, imported)
  const ends = new Set()
  for (let found = -1; found < ends.size; ) {
    found = ends.size
    functions.forEach(({ instructions }, index) => {
      if (!talks.has(imported + index) && !returns(instructions, ends)) ends.add(imported + index)
    })
  }
  const stop = sized([Buffer.of(0, UNREACHABLE, END)])
  const bodies = new Reader(contentOf(module, SECTION.code)).list((from) => sized([from.copy(from.number())]))
  return remade(module, {
    [SECTION.code]: () => counted(bodies.map((body, index) => (ends.has(imported + index) ? stop : body))),
  })
}

/** The functions that call an imported one, or one that does, by its name. */
function reach(functions, imported) {
  const talks = new Set(Array.from({ length: imported }, (_, index) => index))
  const called = functions.map(({ instructions }) => instructions.filter(({ code }) => code === CALL).map(target))
  for (let found = -1; found < talks.size; ) {
    found = talks.size
    called.forEach((numbers, index) => {
      if (numbers.some((number) => talks.has(number))) talks.add(imported + index)
    })
  }
  return talks
}

const target = ({ immediates }) => new Reader(immediates).number()

/** Whether the end of a function can be reached, where calls of some functions have none. */
function returns(instructions, ends) {
  let reached = true
  // From the outermost block, which is the function, to the innermost: whether something goes to its end.
  const blocks = [{ left: false }]
  const leave = (depth) => {
    if (reached) blocks.at(-1 - depth).left ||= !blocks.at(-1 - depth).loop
  }
  for (const instruction of instructions) {
    const { code, immediates } = instruction
    if (code === BLOCK || code === LOOP || code === IF) blocks.push({ left: false, loop: code === LOOP, entered: reached, open: code === IF })
    else if (code === ELSE) {
      leave(0)
      reached = blocks.at(-1).entered
      blocks.at(-1).open = false
    } else if (code === END) {
      const { left, open, entered } = blocks.pop()
      reached ||= left || (open && entered)
      if (blocks.length === 0) return reached
    } else if (code === BRANCH || code === BRANCH_IF) leave(target(instruction))
    else if (code === BRANCH_TABLE) {
      const from = new Reader(immediates)
      for (let count = from.number() + 1; count > 0; count--) leave(from.number())
    } else if (code === RETURN) leave(blocks.length - 1)
    if ([UNREACHABLE, BRANCH, BRANCH_TABLE, RETURN].includes(code) || (code === CALL && ends.has(target(instruction)))) reached = false
  }
  throw new Error('a function without an end')
}

/**
 * The same module with zeros for the places in the source that nothing refers to any more, and for their files' names.
 * @param {Buffer} module after it is optimised
 */
export function withoutPlaces(module) {
  const copy = Buffer.from(module)
  const data = new Data(segments(contentOf(copy, SECTION.data)))
  const places = data.words().flatMap(({ address }) => data.place(address) ?? [])
  const ofPlaces = new Set(places.map(({ address }) => address))
  const used = new Set(named(functionsOf(contentOf(copy, SECTION.code))))
  for (const { address, value } of data.words()) if (!ofPlaces.has(address)) used.add(value)
  const isUsed = (from, length) => Array.from({ length }, (_, index) => from + index).some((address) => used.has(address))
  const unused = places.filter(({ address }) => !isUsed(address, PLACE))
  for (const place of places) if (!unused.includes(place)) used.add(place.name)
  for (const { address, name, length } of unused) {
    data.clear(address, PLACE)
    if (!isUsed(name, length)) data.clear(name, length)
  }
  return copy
}

/** What a place in the source is in memory: the address and the length of a file's name, line, column. */
const PLACE = 16

/** What is in memory at the start. */
class Data {
  #segments
  #from
  #bytes

  constructor(pieces) {
    this.#segments = pieces
    this.#from = Math.min(...pieces.map(({ address }) => address)) & ~3
    this.#bytes = Buffer.alloc(Math.max(...pieces.map(({ address, bytes }) => address + bytes.length)) + PLACE - this.#from)
    for (const { address, bytes } of pieces) bytes.copy(this.#bytes, address - this.#from)
  }

  words() {
    const count = (this.#bytes.length - PLACE) >> 2
    return Array.from({ length: count }, (_, index) => ({ address: this.#from + 4 * index, value: this.#bytes.readUInt32LE(4 * index) }))
  }

  /** The place in the source that stands there, if one does. */
  place(address) {
    const [name, length, line, column] = [0, 4, 8, 12].map((at) => this.#bytes.readUInt32LE(address - this.#from + at))
    const text = this.#bytes.toString('latin1', name - this.#from, name - this.#from + Math.min(length, 300))
    return /^[\w/.-]+\.rs$/.test(text) && text.length === length && line > 0 && column > 0 && column < 1000 ? { address, name, length } : null
  }

  clear(address, length) {
    for (const { address: start, bytes } of this.#segments) {
      const [from, to] = [address - start, address + length - start]
      if (to > 0 && from < bytes.length) bytes.fill(0, Math.max(from, 0), Math.min(to, bytes.length))
    }
  }
}

/** Every number in code that may be an address. */
function named(functions) {
  return functions.flatMap(({ instructions }) =>
    instructions.flatMap(({ code, immediates }) => {
      const from = new Reader(immediates)
      if (code === CONSTANT) return from.signed()
      if (code < FIRST_LOAD || code > LAST_STORE) return []
      from.numbers(1)
      return from.number()
    }),
  )
}
