// Which part of the source costs how many bytes of a WebAssembly module: reads the function bodies and
// the names section. Inlined code counts for the function that it went into.

const SECTION = { custom: 0, import: 2, code: 10, data: 11 }
const FUNCTION_NAMES = 1

/** Reads the binary format's integers and strings in order. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  number() {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++]
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }

  text() {
    const length = this.number()
    this.at += length
    return Buffer.from(this.bytes.subarray(this.at - length, this.at)).toString('utf8')
  }

  limits() {
    const flags = this.number()
    this.number()
    if (flags & 1) this.number()
  }
}

/** How many of the imports are functions: bodies are numbered after them. */
function importedFunctions(reader) {
  let functions = 0
  for (let left = reader.number(); left > 0; left--) {
    reader.text()
    reader.text()
    const kind = reader.bytes[reader.at++]
    if (kind === 0) {
      functions += 1
      reader.number()
    } else if (kind === 1) {
      reader.at += 1
      reader.limits()
    } else if (kind === 2) {
      reader.limits()
    } else if (kind === 3) {
      reader.at += 2
    } else {
      throw new Error(`unknown kind of import: ${kind}`)
    }
  }
  return functions
}

function readNames(reader, end) {
  const names = new Map()
  while (reader.at < end) {
    const kind = reader.bytes[reader.at++]
    const size = reader.number()
    const next = reader.at + size
    if (kind === FUNCTION_NAMES) {
      for (let left = reader.number(); left > 0; left--) names.set(reader.number(), reader.text())
    }
    reader.at = next
  }
  return names
}

/**
 * @param {Uint8Array} bytes a module with a names section
 * @returns {{functions: {name: string, size: number}[], code: number, data: Uint8Array}}
 */
export function readModule(bytes) {
  const reader = new Reader(bytes, 8)
  const bodies = []
  let [first, code, data, names] = [0, 0, new Uint8Array(), new Map()]
  while (reader.at < bytes.length) {
    const kind = reader.bytes[reader.at++]
    const size = reader.number()
    const end = reader.at + size
    if (kind === SECTION.import) first = importedFunctions(reader)
    if (kind === SECTION.data) data = bytes.subarray(reader.at, end)
    if (kind === SECTION.code) {
      code = size
      for (let left = reader.number(); left > 0; left--) {
        const from = reader.at
        const length = reader.number()
        reader.at += length
        bodies.push(reader.at - from)
      }
    }
    if (kind === SECTION.custom && reader.text() === 'name') names = readNames(reader, end)
    reader.at = end
  }
  const functions = bodies.map((size, index) => ({ name: names.get(first + index) ?? '', size }))
  return { functions, code, data }
}

/** The first rule whose pattern occurs in a function's name gives its area; a function gives it from the match. */
const RULES = [
  [/tim_wasm::engine::([a-z]\w*)/, (m) => `engine::${m[1]}`],
  [/tim_wasm::engine/, () => 'engine'],
  [/tim_wasm::(api|browser)\b/, (m) => m[1]],
  [/tim_proto::(\w+)/, (m) => `proto::${m[1]}`],
  [/tim_wasm\b/, () => 'api'],
  [/\bserde_core\b/, () => 'serde_json'],
  [/\bzmij\b|core::num::(?:flt2dec|dec2flt|bignum|imp)|float_to/, () => 'float text'],
  [/\b(serde_json|gloo_net|gloo_timers|gloo_utils|hashbrown|dlmalloc|indexmap|serde_wasm_bindgen)\b/, (m) => m[1]],
  [/\b(?:wasm_bindgen_futures)\b/, () => 'wasm_bindgen_futures'],
  [/\b(?:wasm_bindgen|js_sys|web_sys)\b|__wbindgen|__externref| shim$|^__wbg/, () => 'wasm_bindgen, js_sys, web_sys'],
  [/\bfutures_?\w*::/, () => 'futures'],
  [/core::fmt|alloc::fmt/, () => 'core: fmt'],
  [/core::slice::sort/, () => 'core: sort'],
  [/core::unicode|core::str|core::char|alloc::str|alloc::string|<(?:char|str)(?: as|>)/, () => 'core: strings'],
  [/\b(?:core|alloc)::/, () => 'core, alloc (rest)'],
  [/\bstd::|rust_panic|__rust|rdl_/, () => 'std'],
  [/^(?:memcpy|memmove|memset|memcmp|compiler_builtins)/, () => 'compiler_builtins'],
  // What wasm-bindgen exports under its JavaScript name.
  [/^\w+$/, () => 'api'],
  [/\bitoa\b|from_ascii_radix/, () => 'core, alloc (rest)'],
]

export function areaOf(mangled) {
  // The standard library's crates come with a hash: `core[5c4930c8]::fmt`.
  const name = mangled.replace(/\[[0-9a-f]{6,}\]/g, '')
  for (const [pattern, area] of RULES) {
    const match = pattern.exec(name)
    if (match) return area(match)
  }
  return 'unattributed'
}

/** What the static data is called among the areas. */
export const DATA = 'static data (texts, tables)'

/** Bytes and number of functions by area, largest first. */
export function areas(module) {
  const table = new Map()
  const add = (area, bytes, functions) => {
    const row = table.get(area) ?? { area, bytes: 0, functions: 0 }
    row.bytes += bytes
    row.functions += functions
    table.set(area, row)
  }
  for (const { name, size } of module.functions) add(areaOf(name), size, 1)
  add(DATA, module.data.length, 0)
  return [...table.values()].sort((a, b) => b.bytes - a.bytes)
}
