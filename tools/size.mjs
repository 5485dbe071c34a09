// `npm run size`: what a page downloads, against the budget and the official bundles, and which part
// of the source costs what. Exits non-zero over budget. KB are 1000 bytes.
//
//   npm run size -- --functions=40     also the largest functions, with their areas

import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

import { buildPackage, optimise } from './build.mjs'
import { ROOT, Stop, main } from './process.mjs'
import { preparePath } from './setup.mjs'
import { digest, once } from './stamp.mjs'
import { DATA, areaOf, areas, readModule } from './wasm-areas.mjs'

// For the API of 2.27.6. (That of 2.7.0 alone had 100 and 110: docs/decisions/0001-size.md.)
const BUDGETS = { slim: { brotli: 130_000 }, 'tim.js': { gzip: 135_000 } }

const OFFICIAL = 'node_modules/tim-js-sdk'
const ROWS = [
  ['slim', ['pkg/slim.mjs', 'pkg/tim_bg.wasm'], 'tim-wasm/slim: slim.mjs + tim_bg.wasm'],
  ['tim.mjs', ['pkg/tim.mjs'], 'tim-wasm: tim.mjs'],
  ['tim.js', ['pkg/tim.js'], 'tim-wasm: tim.js'],
  ['', [`${OFFICIAL}/tim-js-friendship.js`], 'official: tim-js-friendship.js'],
  ['', [`${OFFICIAL}/tim-js-friendship.es.js`], 'official: tim-js-friendship.es.js'],
  ['', [`${OFFICIAL}/tim-js.js`], 'official: tim-js.js'],
  ['', [`${OFFICIAL}/tim-js.es.js`], 'official: tim-js.es.js'],
]

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length

/** Each file is compressed by itself, as a server would. */
function measure(paths) {
  const sum = { raw: 0, gzip: 0, brotli: 0 }
  for (const path of paths) {
    const bytes = readFileSync(join(ROOT, path))
    sum.raw += bytes.length
    sum.gzip += gzipSync(bytes, { level: 9 }).length
    sum.brotli += brotli(bytes)
  }
  return sum
}

const kb = (bytes) => (bytes / 1000).toFixed(1)
const line = (name, cells) => console.log(name.padEnd(42) + cells.map((cell) => String(cell).padStart(10)).join(''))

/** The module as shipped, but with its function names. */
async function namedModule() {
  const named = 'target/package-named/tim_bg.wasm'
  const source = 'target/package/bindgen/tim_bg.wasm'
  await once('named-module', digest([source, 'package-lock.json']), [named], async () => {
    mkdirSync(join(ROOT, 'target/package-named'), { recursive: true })
    await optimise(source, named, ['--debuginfo', '--strip-producers'])
  })
  return readModule(readFileSync(join(ROOT, named)))
}

/** Returns what is over its budget. */
function printDownloads() {
  const over = []
  console.log('\nWhat a page downloads (KB)\n')
  line('', ['raw', 'gzip -9', 'brotli 11', 'budget'])
  for (const [key, paths, name] of ROWS) {
    if (!paths.every((path) => existsSync(join(ROOT, path)))) throw new Stop(`${paths.join(' or ')} is missing: npm ci && npm run build`)
    const size = measure(paths)
    const [[kind, budget] = []] = Object.entries(BUDGETS[key] ?? {})
    line(name, [kb(size.raw), kb(size.gzip), kb(size.brotli), budget ? `${kind === 'gzip' ? 'gz' : 'br'} ${kb(budget)}` : ''])
    if (size[kind] > budget) over.push(`${name}: ${kind} ${kb(size[kind])} KB is over ${kb(budget)} KB`)
  }
  return over
}

async function printAreas(functions) {
  const module = await namedModule()
  const file = readFileSync(join(ROOT, 'target/package/tim_bg.wasm'))
  const shipped = file.length
  // Texts compress otherwise than code: data is compressed by itself, what remains of the whole module's
  // brotli is spread evenly over the rest. Good enough to see where the weight is.
  const whole = brotli(file)
  const data = brotli(module.data)
  const ratio = (whole - data) / (shipped - module.data.length)
  const row = (area, bytes, compressed, count) =>
    line(area, [bytes, `${((100 * bytes) / shipped).toFixed(1)} %`, kb(compressed), count || ''])

  console.log('\nWhere the bytes of the module come from, which tim_bg.wasm has packed\n')
  line('area', ['bytes', 'share', 'br, about', 'functions'])
  let counted = 0
  for (const { area, bytes, functions: count } of areas(module)) {
    counted += bytes
    row(area, bytes, area === DATA ? data : bytes * ratio, count)
  }
  row('types, imports, exports, tables', shipped - counted, (shipped - counted) * ratio)
  row('the module', shipped, whole, module.functions.length)
  if (functions > 0) {
    console.log('\nThe largest functions\n')
    for (const { name, size } of module.functions.sort((a, b) => b.size - a.size).slice(0, functions)) {
      console.log(`${String(size).padStart(8)}  ${areaOf(name).padEnd(30)}  ${name.slice(0, 150)}`)
    }
  }
}

await main(async () => {
  preparePath()
  await buildPackage()
  const over = printDownloads()
  const wanted = process.argv.find((word) => word.startsWith('--functions='))
  await printAreas(wanted ? Number(wanted.slice('--functions='.length)) : 0)
  console.log('')
  for (const text of over) console.error(`✗ ${text}`)
  return over.length > 0 ? 1 : 0
})
