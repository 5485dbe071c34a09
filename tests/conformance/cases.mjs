// Finds the cases and reads their files. A case is a folder `<area>/<case>` with
//   case.json         what happens: see README.md
//   expected.json     what the official client does then, recorded and checked in every run
//   differences.json  where ours does something else on purpose, each with its reason (optional)

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const AREAS = ['connection', 'messages', 'conversations', 'profiles', 'relation', 'groups']
const KEYS = ['about', 'covers', 'begin', 'answers', 'phases', 'watch', 'full', 'known_failure']

const json = (path) => JSON.parse(readFileSync(path, 'utf8'))

export const answers = json(join(HERE, 'answers.json'))
export const globalDifferences = json(join(HERE, 'differences.json'))

/** All cases whose name contains one of the texts (all cases when there are none), in a stable order. */
export function cases(only = []) {
  const names = AREAS.flatMap((area) => {
    const folder = join(HERE, area)
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .sort()
      .map((name) => `${area}/${name}`)
  })
  return names.filter((name) => only.length === 0 || only.some((text) => name.includes(text))).map(read)
}

function read(name) {
  const folder = join(HERE, name)
  const test = json(join(folder, 'case.json'))
  const strange = Object.keys(test).filter((key) => !KEYS.includes(key))
  if (strange.length) throw new Error(`${name}/case.json: unknown members ${strange.join(', ')}`)
  if (!test.about || !test.covers?.length || !test.phases?.length) {
    throw new Error(`${name}/case.json needs about, covers and phases`)
  }
  for (const { name: phase, steps } of test.phases) {
    const early = tooEarly(steps)
    if (early) throw new Error(`${name}/case.json, ${phase}: wait before ${JSON.stringify(early)}`)
  }
  const optional = (file, otherwise) => (existsSync(join(folder, file)) ? json(join(folder, file)) : otherwise)
  return {
    ...test,
    name,
    expected: optional('expected.json', undefined),
    differences: optional('differences.json', []),
  }
}

const ARRIVING = ['push', 'raw', 'release', 'drop', 'network']
const LOOKING = ['read', 'same', 'call', 'run', 'set']

/** The step that looks at the client while something may still be on its way to it: it would see either state. */
function tooEarly(steps) {
  let arriving = false
  return steps.find((step) => {
    if (ARRIVING.some((kind) => kind in step)) arriving = true
    else if ('wait' in step) arriving = false
    return arriving && LOOKING.some((kind) => kind in step)
  })
}

export function writeExpected(name, recorded) {
  writeFileSync(join(HERE, name, 'expected.json'), `${pretty(recorded)}\n`)
}

const WIDTH = 110

/** JSON with everything on one line that fits on one. */
export function pretty(value, indent = '', used = 0) {
  const line = flat(value)
  if (typeof value !== 'object' || value === null || indent.length + used + line.length <= WIDTH) return line
  const deeper = `${indent}  `
  const items = Array.isArray(value)
    ? value.map((item) => deeper + pretty(item, deeper))
    : present(value).map(([key, item]) => {
        const name = `${JSON.stringify(key)}: `
        return deeper + name + pretty(item, deeper, name.length)
      })
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${items.join(',\n')}\n${indent}${close}`
}

const present = (value) => Object.entries(value).filter(([, item]) => item !== undefined)

function flat(value) {
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = present(value).map(([key, item]) => `${JSON.stringify(key)}: ${flat(item)}`)
  return members.length ? `{ ${members.join(', ')} }` : '{}'
}
