// What every browser test needs: a browser, a server, a user's signature, a folder over HTTP.
// Everything started here is stopped with the process, whatever way it ends. What is *not* here:
// assertions and reporting (tests/checks.mjs), and anything that knows the SDK.

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, normalize, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the project. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

const PROGRAMS = {
  chromium: [process.env.CHROME_BIN, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  firefox: [process.env.FIREFOX_BIN, '/usr/bin/firefox-esr', '/usr/bin/firefox'],
}

// Without these Chromium keeps asking for its vendor's hosts, which costs seconds where there is no network.
const CHROMIUM_FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A test with two pages has one of them in the background; its timers must not be throttled.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
]

const FIREFOX_PREFS = {
  'datareporting.policy.dataSubmissionEnabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'app.normandy.enabled': false,
  'dom.min_background_timeout_value': 4,
  'dom.timeout.enable_budget_timer_throttling': false,
}

/** Running children and temporary folders; both go when the process goes. */
const children = new Set()
const folders = new Set()
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130))

/** A new empty folder that is removed when the process ends. */
export function temporaryFolder(purpose) {
  const folder = mkdtempSync(join(tmpdir(), `tim-wasm-${purpose}-`))
  folders.add(folder)
  return folder
}

/**
 * Where a browser is installed. Throws an error that names what to install.
 * @param {'chromium' | 'firefox'} name
 */
export function browserPath(name) {
  const found = PROGRAMS[name]?.find((path) => path && existsSync(path))
  if (!found) throw new Error(`${name} is not installed (looked for ${PROGRAMS[name]?.filter(Boolean).join(', ')})`)
  return found
}

/**
 * Starts a headless browser with an empty profile: a puppeteer Browser.
 * Chromium is driven over CDP, Firefox over WebDriver BiDi; close it with `browser.close()`.
 * @param {'chromium' | 'firefox'} name
 * @param {{args?: string[], headless?: boolean}} [options]
 */
export async function launch(name, { args = [], headless = true } = {}) {
  const { default: puppeteer } = await import('puppeteer-core')
  const common = { executablePath: browserPath(name), headless, protocolTimeout: 120_000 }
  if (name === 'firefox') {
    return await puppeteer.launch({ ...common, browser: 'firefox', args, extraPrefsFirefox: FIREFOX_PREFS })
  }
  const root = process.getuid?.() === 0 // Chromium's sandbox refuses to run as root.
  return await puppeteer.launch({ ...common, args: [...CHROMIUM_FLAGS, ...(root ? ['--no-sandbox'] : []), ...args] })
}

/**
 * Starts the release build of `tim-server` and waits until it listens.
 *
 * `data` is its data folder: given, it stays (and can be started on again); otherwise a temporary one
 * is made and removed by `stop()`. `listen` defaults to a free port; give `server.address` of a
 * stopped server to start again on the port it had.
 *
 * @param {{dev?: boolean, args?: string[], data?: string, listen?: string}} [options]
 * @returns {Promise<{url: string, wsUrl: string, address: string, data: string, pid: number,
 *   log: () => string, exited: Promise<number | string>,
 *   stop: () => Promise<number | string>, kill9: () => Promise<void>}>}
 *   `log()` is what it wrote to stderr so far; `exited` and `stop()` give the exit code, or the signal's name.
 */
export async function startServer({ dev = true, args = [], data, listen = '127.0.0.1:0' } = {}) {
  const program = process.env.TIM_SERVER ?? join(ROOT, 'target/release/tim-server')
  if (!existsSync(program)) throw new Error(`${program} is not built: cargo build --release -p tim-server`)
  const folder = data ?? temporaryFolder('data')
  const child = spawn(program, ['serve', '--listen', listen, '--data', folder, ...(dev ? ['--dev'] : []), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (log = (log + text).slice(-1_000_000)))
  const exited = new Promise((done) => child.once('exit', (code, signal) => done(code ?? signal)))
  exited.then(() => children.delete(child))

  const address = await new Promise((done, fail) => {
    const limit = setTimeout(() => {
      child.kill('SIGKILL')
      fail(new Error(`tim-server did not listen within 15 s:\n${log}`))
    }, 15_000)
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text
      const ready = /^listening on http:\/\/(\S+)$/m.exec(out)
      if (!ready) return
      clearTimeout(limit)
      done(ready[1])
    })
    child.once('error', (error) => {
      clearTimeout(limit)
      fail(error)
    })
    exited.then((code) => {
      clearTimeout(limit)
      fail(new Error(`tim-server ended with ${code} before it listened:\n${log}`))
    })
  })

  const end = async (signal) => {
    child.kill(signal)
    const stubborn = setTimeout(() => child.kill('SIGKILL'), 15_000)
    const code = await exited
    clearTimeout(stubborn)
    return code
  }
  return {
    url: `http://${address}`,
    wsUrl: `ws://${address}`,
    address,
    data: folder,
    pid: child.pid,
    log: () => log,
    exited,
    /** SIGTERM, as an operator would. Exit code 0 is the server's promise. */
    async stop() {
      const code = await end('SIGTERM')
      if (data === undefined) {
        rmSync(folder, { recursive: true, force: true })
        folders.delete(folder)
      }
      return code
    },
    /** Power cut: nothing is flushed. The data folder stays. */
    async kill9() {
      await end('SIGKILL')
    },
  }
}

/**
 * What a user needs to sign in, from a server started with `dev`.
 * @returns {Promise<{SDKAppID: number, userID: string, userSig: string}>}
 */
export async function userSig(server, user) {
  const answer = await fetch(`${server.url}/usersig?user=${encodeURIComponent(user)}`)
  if (!answer.ok) throw new Error(`GET /usersig answered ${answer.status}: ${await answer.text()}`)
  return await answer.json()
}

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/**
 * Serves a folder, or several: `{'/': 'www/dist', '/pkg/': 'pkg'}` (the longest prefix wins).
 * A value may also be a page's own text: `{'/index.html': {body: '<!doctype html>…'}}`.
 * `/` of a folder is its index.html. Nothing is cached.
 * @param {string | Record<string, string | {body: string, type?: string}>} source
 * @param {{headers?: Record<string, string>}} [options] sent with every answer, e.g. a Content-Security-Policy
 * @returns {Promise<{url: string, close: () => Promise<void>}>} `url` has no trailing slash
 */
export async function serveFolder(source, { headers = {} } = {}) {
  const map = typeof source === 'string' ? { '/': source } : source
  const prefixes = Object.keys(map).sort((a, b) => b.length - a.length)
  const server = createServer(async (request, answer) => {
    const send = (status, type, body) => {
      answer.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers })
      answer.end(request.method === 'HEAD' ? undefined : body)
    }
    try {
      const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname)
      const prefix = prefixes.find((p) => path === p || (typeof map[p] === 'string' && path.startsWith(p)))
      if (prefix === undefined) return send(404, 'text/plain', `nothing at ${path}`)
      const target = map[prefix]
      if (typeof target !== 'string') return send(200, target.type ?? TYPES['.html'], target.body)
      const folder = resolve(ROOT, target)
      let file = normalize(join(folder, path.slice(prefix.length)))
      if (file !== folder && !file.startsWith(folder + sep)) return send(403, 'text/plain', 'outside of the folder')
      if ((await stat(file)).isDirectory()) file = join(file, 'index.html')
      send(200, TYPES[extname(file)] ?? 'application/octet-stream', await readFile(file))
    } catch (error) {
      if (error.code === 'ENOENT') send(404, 'text/plain', `nothing at ${request.url}`)
      else send(500, 'text/plain', String(error))
    }
  })
  await new Promise((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
