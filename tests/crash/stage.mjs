// The stage of a crash: one server that can be killed and started again where it was, and users in pages of
// their own. What the users do there is in storm.mjs and lost-answers.mjs.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, startServer, temporaryFolder, userSig } from '../browser.mjs'

/** How long anything may take that should happen soon; the machine may be busy with other things. */
const SOON_MS = 40_000
/** So long nothing may pass on a socket to call it quiet: longer than the SDK holds anything back (1 s). */
const CALM_MS = 1_200

/** Numbers from a seed, the same for the same seed (mulberry32). `between(a, b)`: from a up to b. */
export function randomness(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { between: (low, high) => low + next() * (high - low) }
}

/** The page of every user, for `serveFolder`. */
export const pages = {
  '/user.html': {
    body: `<!doctype html><meta charset="utf-8"><title>user</title>${['/crash/wire.js', '/crash/page.js', '/pkg/tim.js']
      .map((src) => `<script src="${src}"></script>`)
      .join('')}`,
  },
  '/crash/': 'tests/crash',
  '/pkg/': 'pkg',
}

export class Stage {
  #entered = []
  /** How often each server that lived here was sent a message that it had. */
  duplicates = 0

  /** Those whose pages are open. */
  get users() {
    return this.#entered.filter(({ page }) => !page.isClosed())
  }

  /** Lets a play unfold on a stage of its own; where it fails, what the server said is kept under the play's name. */
  static async play(name, browser, site, random, unfold) {
    const stage = await Stage.open(browser, site, random)
    try {
      return await unfold(stage, random)
    } catch (error) {
      error.message += `\n${await stage.keep(name)}`
      throw error
    }
  }

  /** A stage with a server that has just begun. */
  static async open(browser, site, random) {
    const stage = Object.assign(new Stage(), { browser, site, data: temporaryFolder('crash') })
    // A port that no outgoing connection gets by chance while the server is away: they begin at 32768.
    for (let attempt = 1; !stage.server; attempt += 1) {
      const listen = `127.0.0.1:${Math.floor(random.between(10_000, 32_000))}`
      try {
        stage.server = await startServer({ data: stage.data, listen })
      } catch (error) {
        if (attempt === 10 || !/in use/i.test(error.message)) throw error
      }
    }
    return stage
  }

  /** Opens a page of its own for the user and logs in. */
  async enter(name) {
    const context = await this.browser.createBrowserContext()
    const page = await context.newPage()
    await page.goto(`${this.site.url}/user.html`, { waitUntil: 'load' })
    const user = new User(name, context, page)
    await user.ask('login', await userSig(this.server, name), this.server.wsUrl)
    this.#entered.push(user)
    return user
  }

  /** No more than a process that is gone: nothing is flushed, nobody is told. */
  async kill() {
    await this.#count()
    for (const user of this.users) user.heard = await user.ask('statesSoFar')
    await this.server.kill9()
  }

  /** Starts the server where it was, and waits until every user is connected again. */
  async restart() {
    this.server = await startServer({ data: this.data, listen: this.server.address })
    await Promise.all(this.users.map((user) => user.waits('to be connected again', 'connectedSince', user.heard)))
  }

  /** Waits until nobody's connection has anything to say any more. */
  async quiet() {
    await Promise.all(this.users.map((user) => user.waits('for its connection to become quiet', 'quiet', CALM_MS)))
  }

  /** Closes everything; a server that is still there must end cleanly. */
  async close() {
    await this.#count()
    await Promise.all(this.users.map((user) => user.close()))
    const code = await this.server.stop()
    if (code !== 0) throw new Error(`tim-server ended with ${code}:\n${this.server.log()}`)
  }

  /** Writes what everybody saw on the wire, and the server's words, into target/crash. */
  async keep(purpose) {
    const folder = join(ROOT, 'target/crash')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${purpose}-server.log`), this.server.log())
    for (const { name, page } of this.users) {
      const lines = await page.evaluate(() => window.wire.lines())
      const text = lines.map(([at, line]) => `${new Date(at).toISOString().slice(14, 23)} ${line}\n`).join('')
      writeFileSync(join(folder, `${purpose}-${name}.log`), text)
    }
    return `what passed on every socket: target/crash/${purpose}-*.log`
  }

  async #count() {
    const metrics = await (await fetch(`${this.server.url}/metrics`)).text()
    this.duplicates += Number(/^\S*messages_duplicate\S* (\d+)/m.exec(metrics)?.[1] ?? 0)
  }
}

/** One user in one page: `ask` is a function of page.js. */
class User {
  constructor(name, context, page) {
    Object.assign(this, { name, context, page })
  }

  ask(what, ...args) {
    return this.page.evaluate((what, args) => window.user[what](...args), what, args)
  }

  /** The same for the functions that wait: throws when it does not happen. */
  async waits(purpose, what, ...args) {
    if (await this.ask(what, ...args, SOON_MS)) return
    throw new Error(`${this.name} waited in vain ${purpose} (${SOON_MS / 1000} s)`)
  }

  deafen(whether) {
    return this.page.evaluate((whether) => window.wire.deafen(whether), whether)
  }

  async close() {
    await this.context.close()
  }
}
