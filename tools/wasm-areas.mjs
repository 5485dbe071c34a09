// Which part of the source costs how many bytes of a WebAssembly module: reads the function bodies and
// the names section. Inlined code counts for the function that it went into.

import { Reader, SECTION, functionNames, importedFunctions, sectionsOf } from './wasm.mjs'

/**
 * @param {Buffer} module with a names section
 * @returns {{functions: {name: string, size: number}[], data: Buffer}}
 */
export function readModule(module) {
  const sections = sectionsOf(module)
  const content = (id) => sections.find((section) => section.id === id)?.content ?? Buffer.of(0)
  const names = functionNames(module)
  const first = importedFunctions(content(SECTION.imports))
  const sizes = new Reader(content(SECTION.code)).list((from) => {
    const start = from.at
    from.copy(from.number())
    return from.at - start
  })
  const functions = sizes.map((size, index) => ({ name: names.get(first + index) ?? '', size }))
  return { functions, data: content(SECTION.data) }
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
