// Short names for what the module and wasm-bindgen's glue call each other: names as long as those of wasm-bindgen, with a
// hash in each, are in both files and in no source.

import { FUNCTION, Reader, SECTION, counted, encodeText, exporting, remade } from './wasm.mjs'

const IMPORTS = 'i'

/** Where the glue has what JavaScript gives the module, and what of it comes from files of our own. */
const GIVEN = /const import0 = \{\n\s*__proto__: null,\n/
const MODULES = /\n\s*"[^"]*": import\d+,/g
const WHOLE = /import \* as import\d+ from .*\n/g

/**
 * @param {Buffer} module as wasm-bindgen leaves it
 * @param {string} glue its glue
 * @returns {{module: Buffer, glue: string}}
 */
export function shortened(module, glue) {
  const given = []
  const wanted = []
  const importing = (from) => {
    const [file, name] = [from.text(), from.text()]
    if (from.bytes[from.at] !== FUNCTION) throw new Error('only functions are expected to be imported')
    given.push({ file, name })
    return Buffer.concat([encodeText(IMPORTS), encodeText(short(given.length)), from.copy(1), from.numbers(1)])
  }
  const renamed = remade(module, { [SECTION.imports]: (content) => counted(new Reader(content).list(importing)) })
  const changed = exporting(renamed, (name) => {
    const use = new RegExp(`\\bwasm\\.${name}\\b`, 'g')
    return use.test(glue) ? short(wanted.push(use)) : undefined
  })

  let result = glue.replace(WHOLE, '').replace(MODULES, '').replace('return {', `return {\n        ${IMPORTS}: import0,`)
  const files = []
  given.forEach(({ file, name }, index) => {
    const own = `\n        ${name}: function(`
    const key = short(index + 1)
    if (result.includes(own)) result = once(result, own, `\n        ${key}: function(`)
    else {
      files.push(`import { ${name} as ${IMPORTS}${key} } from ${JSON.stringify(file)}\n`)
      result = once(result, GIVEN, (start) => `${start}        ${key}: ${IMPORTS}${key},\n`)
    }
  })
  wanted.forEach((use, index) => (result = result.replaceAll(use, `wasm.${short(index + 1)}`)))
  return { module: changed, glue: files.join('') + result }
}

/** Replaces what has to be there exactly once. */
function once(whole, part, by) {
  const parts = whole.split(part)
  if (parts.length !== 2) throw new Error(`wasm-bindgen's glue is not as expected: ${part} is there ${parts.length - 1} times`)
  return whole.replace(part, by)
}

/** a, b … z, aa, ab … */
function short(number) {
  const rest = Math.floor((number - 1) / 26)
  return (rest > 0 ? short(rest) : '') + String.fromCharCode(97 + ((number - 1) % 26))
}
