// Plays one case against one SDK: opens a page, takes the steps, and gives back what was recorded,
// phase by phase. What a step can be is the table STEPS; what the record means is record.mjs.

import { THROTTLED } from './record.mjs'

// When a phase is over: so many ms without anything happening. List events are held back for up to 1000 ms
// after one of them came.
const QUIET = 250
const QUIET_AFTER_LISTS = 1150
const WAIT = 30_000 // ms for a condition
const READY = 'sdkStateReady'

/** The options that every case starts from. */
const OPTIONS = { SDKAppID: 1400000000 }
const USER = { userID: 'alice', userSig: 'signature-of-alice' }

/** What may happen before the first recorded phase. */
const BEGINNINGS = {
  nothing: [],
  created: [{ create: {} }, { wait: { open: true } }],
  ready: [{ create: {} }, { login: {} }, { wait: { event: READY } }],
}

/**
 * @param {object} test a case of cases.mjs
 * @param {{page: object, url: string, wire: object, answers: object}} stage `page` may have played other cases
 * @returns {Promise<{phases: object[], uncaught: unknown[], times: number[]}>}
 */
export async function play(test, { page, url, wire, answers }) {
  const server = wire.session({ ...answers, ...test.answers })
  const started = Date.now()
  try {
    await page.goto(url, { waitUntil: 'load' })
    const player = new Player(page, server)
    const beginning = BEGINNINGS[test.begin ?? 'ready']
    const phases = []
    for (const step of beginning) await player.step(step)
    if (beginning.length) await player.finish()
    for (const phase of test.phases) {
      for (const step of phase.steps) await player.step(step)
      phases.push({ name: phase.name, entries: await player.finish(phase.quiet) })
    }
    return { phases, uncaught: player.uncaught, times: [started, Date.now()] }
  } finally {
    server.close()
  }
}

class Player {
  uncaught = []
  #calls = 0

  constructor(page, server) {
    this.page = page
    this.server = server
  }

  async step(step) {
    const kind = Object.keys(step).find((key) => key in STEPS)
    if (!kind) throw new Error(`no such step: ${JSON.stringify(step)}`)
    try {
      await STEPS[kind](this, step[kind], step)
    } catch (error) {
      const seen = await this.page.evaluate(() => conformance.take())
      const lines = seen.map((entry) => JSON.stringify(entry).slice(0, 300)).join('\n')
      throw new Error(`step ${JSON.stringify(step)}: ${error.message}\nin this phase so far:\n${lines}`)
    }
  }

  /** Calls one of the driver's functions. */
  drive(name, ...args) {
    return this.page.evaluate((name, args) => conformance[name](...args), name, args)
  }

  /** A name for a call that was given none. */
  label(method) {
    this.#calls += 1
    return `${method} ${this.#calls}`
  }

  async until(match, count = 1, limit = WAIT) {
    if (!(await this.drive('until', match, count, limit))) {
      throw new Error(`not seen within ${limit} ms: ${JSON.stringify(match)}`)
    }
  }

  /** Waits until everything has come to rest, on both sides. */
  async rest(quiet = QUIET) {
    const limit = Date.now() + WAIT
    for (;;) {
      const { received, sentFrames } = await this.drive('quiet', Math.max(quiet, QUIET_AFTER_LISTS), quiet, THROTTLED)
      // Frames on the way count as well; a connection that was cut may have swallowed some.
      const { lost } = this.server
      if (this.server.received >= sentFrames - lost && received >= this.server.sent - lost) return
      if (Date.now() > limit) throw new Error('the client does not come to rest')
    }
  }

  /** Ends a phase: its entries, once everything has come to rest. */
  async finish(quiet) {
    await this.rest(quiet)
    const entries = await this.drive('take')
    this.uncaught.push(...entries.filter((entry) => entry.kind === 'uncaught'))
    return entries.filter((entry) => entry.kind !== 'uncaught')
  }
}

const STEPS = {
  /** `{"create": {options}, "as": "tim"}`; `"args"` replaces the whole argument list. */
  async create(player, options, { as = 'tim', args }) {
    const proxyServer = player.server.url
    await player.drive('create', as, args ?? [{ ...OPTIONS, proxyServer, ...options }])
  },
  /** `{"login": {…}}`: calls login and goes on. */
  login: (player, user, { on = 'tim', as }) =>
    player.drive('call', on, 'login', [{ ...USER, ...user }], as ?? player.label('login')),
  /** `{"call": "sendMessage", "args": ["@m"], "as": "sent"}`; `"await": true` waits for the outcome. */
  async call(player, method, { on = 'tim', args = [], as, await: wait = false }) {
    const label = as ?? player.label(method)
    await player.drive('call', on, method, args, label)
    if (wait) await player.until({ kind: 'result', call: label })
  },
  read: (player, what) => player.drive('read', what),
  same: (player, what) => player.drive('identity', what),
  set: (player, what, { to }) => player.drive('set', what, to),
  run: (player, source) => player.drive('run', Array.isArray(source) ? source.join('\n') : source),
  /** `{"push": [items of EventArray]}`, or with `"servcmd"` and the whole body. */
  push(player, what, { servcmd = 'im_open_push.msg_push' }) {
    player.server.push(servcmd, Array.isArray(what) ? { EventArray: what } : what)
  },
  answers: (player, table) => player.server.answer(table),
  release: (player, servcmd, { with: answer = {} }) => player.server.release(servcmd, answer),
  encode(player, encoding) {
    player.server.encoding = encoding ?? undefined
  },
  raw: (player, text, { binary = true }) => player.server.raw(text, binary),
  drop: (player) => player.server.drop(),
  network: (player, state) => player.drive('network', state === 'online'),
  /** `{"wait": {"event": …}}`, `request`, `settled`, `open`, each with an optional `count`; `limit` in ms. Or `rest`. */
  async wait(player, { event, request, settled, open, rest, count = 1, limit }) {
    if (rest) await player.rest()
    if (event) await player.until({ kind: 'event', name: event }, count, limit)
    if (settled) await player.until({ kind: 'result', call: settled }, count, limit)
    if (open) await player.until({ kind: 'socket', open: true }, count, limit)
    if (request) await player.until({ kind: 'request', servcmd: request }, count, limit)
  },
}
