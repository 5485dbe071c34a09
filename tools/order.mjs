// Puts the functions of a WebAssembly module in the order in which it packs best. What a packer finds is cheaper the
// nearer it lies, so functions that look alike should be neighbours; but the number of a function is part of every call
// of it, and takes one byte only below 128: those called most come first, by how often. The module does the same in
// any order.

import { Reader, SECTION, contentOf, counted, encode, functionsOf, importedFunctions, remade, sized } from './wasm.mjs'

const CALL = 0x10
const REFERENCE = 0xd2
const ONE_BYTE = 0x80
/** Bytes in a row that two functions must share to be alike in them. */
const ALIKE = 6
/** What more functions than this share says nothing about any two of them. */
const COMMON = 60
/** How much less a function counts with each one behind it. */
const FADING = 0.9

/**
 * @param {Buffer} module as wasm-opt writes it: no start section, elements in the first table, nothing custom that
 *   names functions
 * @returns {Buffer} the same with its functions in another order
 */
export function ordered(module) {
  const imported = importedFunctions(contentOf(module, SECTION.imports))
  const types = new Reader(contentOf(module, SECTION.functions)).list((from) => from.numbers(1))
  const bodies = functionsOf(contentOf(module, SECTION.code)).map(pieces)
  const order = bestOrder(bodies, imported)

  const numbers = Array.from({ length: imported }, (_, index) => index)
  order.forEach((old, index) => (numbers[imported + old] = imported + index))
  const written = (number) => encode(numbers[number])
  return remade(module, {
    [SECTION.functions]: () => counted(order.map((old) => types[old])),
    [SECTION.code]: () =>
      counted(order.map((old) => sized(bodies[old].map((piece) => (typeof piece === 'number' ? written(piece) : piece))))),
    [SECTION.exports]: (bytes) => counted(new Reader(bytes).list((from) => renumberedExport(from, written))),
    [SECTION.elements]: (bytes) => counted(new Reader(bytes).list((from) => renumberedElements(from, written))),
    [SECTION.start]: () => {
      throw new Error('a start section is not expected')
    },
  })
}

/** A function's body in pieces: bytes, and the numbers of the functions that it names. */
function pieces({ locals, instructions }) {
  const names = (code) => code === CALL || code === REFERENCE
  const after = ({ code, immediates }) => (names(code) ? new Reader(immediates).number() : immediates)
  return [locals, ...instructions.flatMap((instruction) => [Buffer.of(instruction.code), after(instruction)])]
}

function renumberedExport(from, written) {
  const start = from.at
  from.copy(from.number())
  const [kind] = from.copy(1)
  const name = from.bytes.subarray(start, from.at)
  return Buffer.concat([name, kind === 0 ? written(from.number()) : from.numbers(1)])
}

function renumberedElements(from, written) {
  const start = from.at
  const [flags, constant] = from.copy(2)
  from.numbers(1)
  const [end] = from.copy(1)
  if (flags !== 0 || constant !== 0x41 || end !== 0x0b) throw new Error('elements of the first table are expected')
  const place = from.bytes.subarray(start, from.at)
  return Buffer.concat([place, counted(from.list(() => written(from.number())))])
}

/** The old places of functions in their new order. */
function bestOrder(bodies, imported) {
  const calls = bodies.map(() => 0)
  for (const piece of bodies.flat()) if (typeof piece === 'number' && piece >= imported) calls[piece - imported] += 1
  const places = bodies.map((_, index) => index)
  const first = [...places].sort((a, b) => calls[b] - calls[a]).slice(0, ONE_BYTE - imported)
  const rest = places.filter((place) => !first.includes(place))
  return [...first, ...chain(rest, bodies.map(shared))]
}

/** All that stands in a function for so many bytes, whatever it calls. */
function shared(pieces) {
  const bytes = Buffer.concat(pieces.map((piece) => (typeof piece === 'number' ? Buffer.of(0) : piece)))
  const found = new Set()
  for (let at = 0; at + ALIKE <= bytes.length; at++) found.add(bytes.toString('latin1', at, at + ALIKE))
  return found
}

/** Behind each function the one of the rest that is most like it and those before it. */
function chain(places, found) {
  const having = new Map()
  for (const place of places) {
    for (const bytes of found[place]) {
      if (having.has(bytes)) having.get(bytes).push(place)
      else having.set(bytes, [place])
    }
  }
  const left = new Set(places)
  const order = []
  const likeness = new Map()
  for (let here = places[0]; here !== undefined; ) {
    left.delete(here)
    likeness.delete(here)
    order.push(here)
    for (const [other, alike] of likeness) likeness.set(other, alike * FADING)
    for (const bytes of found[here]) {
      const sharing = having.get(bytes)
      if (sharing.length >= COMMON) continue
      for (const other of sharing) if (left.has(other)) likeness.set(other, (likeness.get(other) ?? 0) + 1 / sharing.length)
    }
    const score = ([place, alike]) => alike / Math.sqrt(20 + found[place].size)
    here = [...likeness].reduce((best, one) => (best && score(best) >= score(one) ? best : one), undefined)?.[0] ?? [...left][0]
  }
  return order
}
