// `npm run build`: the Rust SDK becomes pkg/, what npm and web pages get.
//
//   cargo (profile wasm) → wasm-bindgen → traps → wasm-opt → order → parts → esbuild → pkg/{tim.js, tim.mjs, slim.mjs, tim_bg.wasm}
//
// Also builds the demo page and the server for `npm start` and `npm test` (`--all` does so by hand).
// A step runs only when what it reads has changed; why each step is as it is: docs/decisions/0002-packaging.md.

import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { SECTION as PACKED, unpack } from '../pkg/src/unpack.mjs'
import { shortened } from './names.mjs'
import { ordered } from './order.mjs'
import { parts } from './parts.mjs'
import { ROOT, Stop, main, must, say } from './process.mjs'
import { nativeToolchain, nodePackages, preparePath, wasmBindgen, wasmToolchain } from './setup.mjs'
import { digest, once } from './stamp.mjs'
import { silenced, withoutPlaces } from './traps.mjs'
import { SECTION, encodeText, exporting, sized } from './wasm.mjs'

/** Intermediate files, for `npm run size`; bindgen/ holds the module and glue before optimisation, with function names. */
const RESULT = 'target/package'
/** Where they are made: two builds at the same time must not mix their files. */
const WORK = `${RESULT}.${process.pid}`
const MODULE = 'target/wasm32-unknown-unknown/wasm/tim_wasm.wasm'
const UNPACKER = 'target/wasm32-unknown-unknown/wasm/tim_unpack.wasm'
const OUTPUTS = [
  'pkg/tim.js',
  'pkg/tim.mjs',
  'pkg/slim.mjs',
  'pkg/tim_bg.wasm',
  'pkg/index.d.cts',
  'pkg/README.md',
  'pkg/LICENSE-MIT',
  'pkg/LICENSE-APACHE',
]

/** The oldest engines the bundles are written for: chrome114 is the first that compiles synchronously. */
const TARGET = ['chrome114', 'firefox113', 'safari16.4', 'node20']

const BARE = ['--strip-debug', '--strip-producers']

/**
 * Runs binaryen's wasm-opt. No feature flags: it reads the module's own list of features. The lowest kilobyte of memory
 * is the end of the stack (linkers for this target put it first), so no address of data is that low.
 */
export async function optimise(from, to, options) {
  const program = join(ROOT, 'node_modules/binaryen/bin/wasm-opt')
  // Larger bodies of functions that are called once stay where they are, and a repeated expression stays repeated: a few
  // kilobytes more, but of small functions that look alike, which is what packs well (docs/decisions/0001-size.md).
  const alike = ['--one-caller-inline-max-function-size', '15', '--skip-pass=local-cse']
  const addresses = ['--low-memory-unused', '--optimize-added-constants-propagate']
  const passes = [...alike, '-Oz', '--type-merging', ...addresses, '-Oz', '--reorder-functions', '--reorder-locals']
  await must(process.execPath, [program, from, ...passes, ...options, '-o', to], { limit: 5 * 60_000 })
}

/** Compiles the SDK and makes pkg/. Returns whether anything had to be made. */
export async function buildPackage() {
  await nodePackages()
  await nativeToolchain()
  const env = await wasmToolchain()
  const bindgen = await wasmBindgen()

  say('cargo build --profile wasm (the SDK)')
  // Panic messages name source files: without this they would carry the builder's own folders. The standard library's, where
  // they are installed, get the names that it has on a machine without them.
  const crates = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry/src')
  const rustc = async (...query) => (await must('rustc', query, { env })).stdout
  const library = join((await rustc('--print', 'sysroot')).trim(), 'lib/rustlib/src/rust')
  const release = /^commit-hash: (.*)$/m.exec(await rustc('--version', '--verbose'))[1]
  const names = [`${crates}=crates`, `${library}=/rustc/${release}`].map((name) => `--remap-path-prefix=${name}`)
  // A quarter of the usual stack, because every address of data, which lies behind the stack, is a byte shorter. A case with
  // JSON 120 levels deep (tests/conformance/messages/receive-deep) runs on it.
  const STACK = '-Clink-arg=-zstack-size=262144'
  const RUSTFLAGS = [process.env.RUSTFLAGS, STACK, ...names].filter(Boolean).join(' ')
  const profile = ['--profile', 'wasm', '--target', 'wasm32-unknown-unknown']
  await must('cargo', ['build', ...profile, '--lib', '-p', 'tim-wasm', '-p', 'tim-unpack'], { env: { ...env, RUSTFLAGS } })

  const inputs = digest(
    [MODULE, UNPACKER, 'src/api', 'src/browser', 'pkg/src', 'pkg/package.json', 'pkg/index.d.ts', 'tools/build.mjs', 'tools/names.mjs', 'tools/order.mjs', 'tools/parts.mjs', 'tools/traps.mjs', 'tools/wasm.mjs', 'README.md', 'LICENSE-MIT', 'LICENSE-APACHE', 'package-lock.json'],
    [bindgen],
  )
  const made = await once('package', inputs, OUTPUTS, async () => {
    say('wasm-bindgen, wasm-opt, esbuild → pkg/')
    try {
      mkdirSync(join(ROOT, WORK), { recursive: true })
      await bind()
      await bundle()
      copyRest()
      rmSync(join(ROOT, RESULT), { recursive: true, force: true })
      renameSync(join(ROOT, WORK), join(ROOT, RESULT))
    } finally {
      rmSync(join(ROOT, WORK), { recursive: true, force: true })
    }
  })
  if (!made) say('pkg/ is up to date')
  return made
}

async function bind() {
  await must('wasm-bindgen', [
    ...['--target', 'web', '--omit-default-module-path', '--no-typescript'],
    ...['--out-dir', `${WORK}/bindgen`, '--out-name', 'tim', MODULE],
  ])
  const bound = join(ROOT, WORK, 'bindgen/tim_bg.wasm')
  const glue = join(ROOT, WORK, 'bindgen/tim.js')
  const named = shortened(silenced(readFileSync(bound)), readFileSync(glue, 'utf8'))
  writeFileSync(bound, named.module)
  writeFileSync(glue, named.glue)
  const module = join(ROOT, WORK, 'tim_bg.wasm')
  await optimise(bound, module, BARE)
  writeFileSync(module, ordered(withoutPlaces(readFileSync(module))))
}

/** The length of the header that the packer writes, and what it says first: the properties that ../pkg/unpack knows. */
const HEADER = 13
const PROPERTIES = 0x5d

async function packed(parts) {
  const { compress } = await import('lzma1')
  const whole = compress(parts, 9)
  if (whole[0] !== PROPERTIES) throw new Stop('the packer chose properties that pkg/unpack does not know')
  return Buffer.from(whole.slice(HEADER))
}

/**
 * What a page makes the SDK's module of, as pkg/src/unpack.mjs will: that is done here first.
 * @param {string} name which function of the unpacker is to be its only one
 * @param {Buffer} content what it gets, and of how many bytes its parts are if they are packed
 */
async function unpacking(wasm, name, content, parts) {
  const file = `${WORK}/${name}.wasm`
  const exported = { memory: 'memory', room: 'room', [name]: 'unpack' }
  writeFileSync(join(ROOT, file), exporting(readFileSync(join(ROOT, UNPACKER)), (old) => exported[old]))
  await optimise(file, file, BARE)
  const sizes = Buffer.alloc(8)
  sizes.writeUInt32LE(parts, 0)
  sizes.writeUInt32LE(wasm.length, 4)
  const section = sized([encodeText(PACKED), sizes, content])
  const bytes = Buffer.concat([readFileSync(join(ROOT, file)), Buffer.of(SECTION.custom), section])
  const module = new WebAssembly.Module(bytes)
  if (!wasm.equals(unpack(module, new WebAssembly.Instance(module)))) throw new Stop('the module does not come out as it went in')
  return bytes
}

async function bundle() {
  const esbuild = await import('esbuild')
  const wasm = readFileSync(join(ROOT, WORK, 'tim_bg.wasm'))
  const version = JSON.parse(readFileSync(join(ROOT, 'pkg/package.json'), 'utf8')).version
  const apart = parts(wasm)
  const inline = await unpacking(wasm, 'unpack_and_join', await packed(apart), apart.length)
  writeFileSync(join(ROOT, WORK, 'apart.wasm'), await unpacking(wasm, 'join', apart, 0))
  const banner = `/*! tim-wasm ${version} | MIT OR Apache-2.0 */`

  const generated = {
    name: 'generated',
    setup(build) {
      build.onResolve({ filter: /^tim-wasm:glue$/ }, () => ({ path: join(ROOT, WORK, 'bindgen/tim.js') }))
      // Fetching, compiling and instantiating are the entries' own, so of the glue's loader only its ends are needed.
      build.onLoad({ filter: /\/bindgen\/tim\.js$/ }, ({ path }) => ({
        contents: `${readFileSync(path, 'utf8')}\nexport { __wbg_get_imports as imports, __wbg_finalize_init as finish }`,
      }))
      // wasm-bindgen copies the snippets that Rust names, but not what they import: take the originals.
      build.onResolve({ filter: /^\.\/snippets\/tim-wasm-[0-9a-f]+\// }, ({ path }) => ({
        path: join(ROOT, path.replace(/^\.\/snippets\/tim-wasm-[0-9a-f]+\//, '')),
      }))
      build.onResolve({ filter: /^tim-wasm:packed$/ }, () => ({ path: 'packed', namespace: 'generated' }))
      build.onLoad({ filter: /.*/, namespace: 'generated' }, () => ({
        loader: 'json',
        contents: JSON.stringify(inline.toString('base64')),
      }))
    },
  }
  const common = {
    bundle: true,
    minify: true,
    legalComments: 'none',
    target: TARGET,
    plugins: [generated],
    absWorkingDir: ROOT,
    logLevel: 'warning',
    // wasm-bindgen names a snippet once for each function imported from it.
    logOverride: { 'duplicate-object-key': 'silent' },
  }
  const out = (name) => join(ROOT, WORK, name)
  await esbuild.build({
    ...common,
    entryPoints: ['pkg/src/inline.js'],
    format: 'esm',
    banner: { js: banner },
    outfile: out('tim.mjs'),
  })
  await esbuild.build({ ...common, entryPoints: ['pkg/src/slim.js'], format: 'esm', banner: { js: banner }, outfile: out('slim.mjs') })
  // One file for script tags (global TIM), CommonJS and AMD.
  await esbuild.build({
    ...common,
    entryPoints: ['pkg/src/inline.js'],
    format: 'iife',
    globalName: 'entry',
    banner: {
      js:
        `${banner}\n(function(root,make){if(typeof module==="object"&&module.exports)module.exports=make();` +
        'else if(typeof define==="function"&&define.amd)define([],make);else root.TIM=make()' +
        '})(typeof globalThis==="object"?globalThis:self,function(){',
    },
    footer: { js: 'return entry.default});' },
    outfile: out('tim.js'),
  })
  for (const name of ['tim.mjs', 'tim.js', 'slim.mjs']) {
    const text = readFileSync(out(name), 'utf8')
    // A page whose Content-Security-Policy forbids eval must be able to load every one of them.
    // (A template that prints `Function(name)` is not a call.)
    if (/\beval\s*\(|(?<!`)\bFunction\s*\(/.test(text)) throw new Stop(`${name} contains eval or Function(): a strict CSP would stop it`)
  }
  for (const name of ['tim.mjs', 'tim.js', 'slim.mjs']) place(out(name), `pkg/${name}`)
  place(out('apart.wasm'), 'pkg/tim_bg.wasm')
}

/** Puts a finished file where others read it, in one step: a server may be serving the old one. */
function place(from, to) {
  const beside = join(ROOT, `${to}.${process.pid}.new`)
  copyFileSync(from, beside)
  renameSync(beside, join(ROOT, to))
}

function copyRest() {
  for (const name of ['README.md', 'LICENSE-MIT', 'LICENSE-APACHE']) place(join(ROOT, name), `pkg/${name}`)
  writeFileSync(join(ROOT, WORK, 'index.d.cts'), commonTypes(readFileSync(join(ROOT, 'pkg/index.d.ts'), 'utf8')))
  place(join(ROOT, WORK, 'index.d.cts'), 'pkg/index.d.cts')
}

/**
 * The types of `require('tim-wasm')`, which is TIM itself. A namespace holds both its members and the
 * exported types; TypeScript does not merge a constant with a namespace that exports by name.
 */
function commonTypes(source) {
  const names = [...source.matchAll(/^export (?:declare )?(?:abstract )?(?:interface|type|class|enum|namespace) (\w+)/gm)]
  const types = [...new Set(names.map((match) => match[1]))].filter((name) => name !== 'TIM').sort()
  return `// Made from index.d.ts by \`npm run build\`.

import type { TIM as Surface, ${types.join(', ')} } from './index.js'

declare namespace TIM {
  const create: typeof Surface.create
  const EVENT: typeof Surface.EVENT
  const TYPES: typeof Surface.TYPES
  const VERSION: typeof Surface.VERSION
  export { create, EVENT, TYPES, VERSION }
  export type { ${types.join(', ')} }
}
export = TIM
`
}

/** Builds www/dist with the built package. */
export async function buildDemo() {
  await nodePackages()
  if (!existsSync(join(ROOT, 'www/package.json'))) throw new Stop('www/package.json is missing')
  const inputs = digest(['www', 'pkg/package.json', 'pkg/tim.mjs', 'pkg/slim.mjs', 'pkg/tim_bg.wasm', 'package-lock.json'])
  const made = await once('demo', inputs, ['www/dist'], async () => {
    say('building the demo page → www/dist')
    await must('npm', ['run', 'build', '--workspace', 'www'])
  })
  if (!made) say('www/dist is up to date')
  return made
}

/** Builds target/release/tim-server; cargo knows itself what has changed. */
export async function buildServer() {
  await nativeToolchain()
  say('cargo build --release -p tim-server')
  await must('cargo', ['build', '--release', '-p', 'tim-server'])
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    preparePath()
    await buildPackage()
    if (!process.argv.includes('--all')) return
    await buildDemo()
    await buildServer()
  })
}
