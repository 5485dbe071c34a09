// Knowing what has not changed. A stamp under target/stamps/ holds the digest of everything a step
// reads and of everything it wrote; the step is skipped while both are still true.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

import { ROOT } from './process.mjs'

const SKIPPED = new Set(['node_modules', 'dist', 'target', '.git'])

function* files(path) {
  if (!existsSync(path)) return
  if (!statSync(path).isDirectory()) return yield path
  for (const name of readdirSync(path).sort()) {
    if (!SKIPPED.has(name)) yield* files(join(path, name))
  }
}

/**
 * SHA-256 over names and contents of files and folders (paths relative to the root), and over words
 * such as the versions of the tools. A path that does not exist counts as such.
 */
export function digest(paths, words = []) {
  const hash = createHash('sha256')
  for (const word of words) hash.update(`${word}\0`)
  for (const path of paths) {
    const full = join(ROOT, path)
    if (!existsSync(full)) hash.update(`missing ${path}\0`)
    for (const file of files(full)) {
      const content = readFileSync(file)
      hash.update(`${relative(ROOT, file)}\0${content.length}\0`).update(content)
    }
  }
  return hash.digest('hex')
}

/**
 * Runs `make` unless it ran before with the same inputs and its outputs are untouched.
 * @param {string} name of the stamp
 * @param {string} inputs a digest
 * @param {string[]} outputs files and folders that `make` writes, relative to the root
 * @returns {Promise<boolean>} whether it ran
 */
export async function once(name, inputs, outputs, make) {
  const stamp = join(ROOT, 'target/stamps', name)
  const present = () => outputs.every((path) => existsSync(join(ROOT, path)))
  const state = () => `${inputs}\n${digest(outputs)}\n`
  if (existsSync(stamp) && present() && readFileSync(stamp, 'utf8') === state()) return false
  await make()
  mkdirSync(join(ROOT, 'target/stamps'), { recursive: true })
  writeFileSync(stamp, state())
  return true
}
