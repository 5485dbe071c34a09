// Installs what is missing on a machine with Node, npm and rustup, and does nothing on one that has it.
// Each function is idempotent and says what it installs. Only Node built-ins here: this runs first.
//
// Programs go where the user has them already: system packages through apt-get (Debian, with root or
// passwordless sudo), cargo's programs through `cargo install`. A wasm-bindgen of another version is
// left alone; ours is then installed under target/tools.

import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

import { ROOT, Stop, must, run, say, which } from './process.mjs'

const TOOLS = join(ROOT, 'target/tools')

// Programs one of which must be there, and the Debian packages that bring it.
const COMPILER = [['cc'], 'gcc', 'libc6-dev']
const BROWSERS = [
  [['chromium', 'chromium-browser', 'google-chrome'], 'chromium'],
  [['chromedriver'], 'chromium-driver'],
  [['firefox-esr', 'firefox'], 'firefox-esr'],
]

/** Puts cargo's programs on PATH, ours first. To be called before anything else here. */
export function preparePath() {
  const folders = [join(TOOLS, 'bin'), join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'bin')]
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folders.includes(folder))
  process.env.PATH = [...folders, ...path].join(delimiter)
  process.env.CARGO_TARGET_DIR = join(ROOT, 'target') // Where these scripts look for what was built.
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Stop(`Node 20.19 or newer is needed, this is ${process.versions.node}`)
  }
}

/** The packages in package-lock.json that node_modules does not have, or has in another version. */
function missingPackages() {
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages
  const record = join(ROOT, 'node_modules/.package-lock.json')
  const present = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')).packages : {}
  return Object.entries(wanted).filter(([path, entry]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return false
    const have = present[path]
    if (have === undefined || !existsSync(join(ROOT, path))) return !entry.optional && !entry.devOptional
    return have.version !== entry.version
  })
}

/** The npm packages of package-lock.json, exactly. */
export async function nodePackages() {
  const missing = missingPackages()
  if (missing.length === 0) return
  say(`npm ci (${missing.length} packages are missing or of another version)`)
  await must('npm', ['ci', '--no-audit', '--no-fund'], { limit: 10 * 60_000 })
}

let toolchain

/** The environment for cargo commands that build for wasm32-unknown-unknown. */
export async function wasmToolchain() {
  toolchain ??= must(join(ROOT, 'tools/setup-wasm.sh'), []).then(({ stdout }) => ({
    RUSTUP_TOOLCHAIN: stdout.trimEnd().split('\n').at(-1),
  }))
  return await toolchain
}

/**
 * cargo, a C compiler and linker (for SQLite), rustfmt and clippy.
 * @param {{browsers?: boolean}} [options] `browsers`: they will be needed too, so that all that is
 *   missing is named at once
 */
export async function nativeToolchain({ browsers: alsoBrowsers = false } = {}) {
  if (!which('cargo')) throw new Stop('Rust is not installed: see https://rustup.rs (toolchain stable)')
  await systemPackages([COMPILER, ...(alsoBrowsers ? BROWSERS : [])])
  for (const [command, component] of [['fmt', 'rustfmt'], ['clippy', 'clippy']]) {
    if ((await run('cargo', [command, '--version'])).code === 0) continue
    say(`rustup component add ${component}`)
    await must('rustup', ['component', 'add', component], { limit: 2 * 60_000 })
  }
}

/** wasm-bindgen's command line of the version that Cargo.lock has: the two must be equal. */
export async function wasmBindgen() {
  const lock = readFileSync(join(ROOT, 'Cargo.lock'), 'utf8')
  const version = /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(lock)?.[1]
  if (!version) throw new Stop('Cargo.lock does not name wasm-bindgen')
  const present = which('wasm-bindgen') && (await run('wasm-bindgen', ['--version'])).stdout.trim()
  if (present === `wasm-bindgen ${version}` && which('wasm-bindgen-test-runner')) return version
  const apart = present ? ['--root', TOOLS] : []
  await cargoInstall('wasm-bindgen-cli', ['--version', version, ...apart])
  return version
}

/** wasm-pack, both browsers and their drivers. */
export async function browsers() {
  await systemPackages(BROWSERS)
  // Debian 12 has no package of either.
  if (!which('geckodriver')) await cargoInstall('geckodriver')
  if (!which('wasm-pack')) await cargoInstall('wasm-pack')
}

async function cargoInstall(crate, options = []) {
  say(`cargo install ${[crate, ...options].join(' ')} (takes minutes, once)`)
  // Not --locked: the registry in use may lack a version that the crate's lock file names.
  await must('cargo', ['install', crate, ...options], {
    limit: 30 * 60_000,
    // Away from the project: its settings and its target folder are for its own crates.
    cwd: homedir(),
    env: { CARGO_TARGET_DIR: undefined, RUSTFLAGS: undefined },
  })
}

async function systemPackages(rows) {
  const missing = rows.filter(([programs]) => !programs.some((name) => which(name)))
  if (missing.length === 0) return
  const packages = missing.flatMap(([, ...names]) => names)
  const root = process.getuid?.() === 0
  if (!which('apt-get') || !(root || (which('sudo') && (await run('sudo', ['-n', 'true'])).code === 0))) {
    throw new Stop(`please install ${missing.map(([[program]]) => program).join(', ')} (on Debian: apt-get install ${packages.join(' ')})`)
  }
  say(`apt-get install ${packages.join(' ')}`)
  const apt = (args) => {
    const words = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args]
    return root ? must(words[0], words.slice(1)) : must('sudo', ['-n', ...words])
  }
  await apt(['update'])
  await apt(['install', '-y', '--no-install-recommends', ...packages])
}
