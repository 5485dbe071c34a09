// One visit of a page by a user with one of the clients.

/** Where the files of each client are, as the bench's site serves them. */
export const CLIENTS = {
  ours: { script: '/ours/tim.js' },
  slim: { module: '/ours/slim.mjs' },
  official: { script: '/official/tim-js-friendship.js' },
}

const SDKAppID = 1400000000
const LIMIT = 60_000 // ms for one call

export class Visit {
  /**
   * A new page, in a profile of its own unless a context is given, with the bench's driver and no SDK yet.
   * @param {{browser: object, site: {url: string}}} stage
   * @param {'ours' | 'slim' | 'official'} client
   */
  static async open({ browser, site }, client, context) {
    const visit = new Visit()
    visit.client = client
    visit.own = context ? undefined : await browser.createBrowserContext()
    visit.page = await (context ?? visit.own).newPage()
    await visit.page.goto(`${site.url}/bench.html`, { waitUntil: 'load' })
    return visit
  }

  /** Opens a page, creates the instance and logs in; ready when it returns. */
  static async ready(stage, client, proxyServer, user = { userID: 'reader', userSig: 'any' }) {
    const visit = await Visit.open(stage, client)
    try {
      await visit.create(proxyServer)
      await visit.drive('login', user)
      return visit
    } catch (error) {
      await visit.close()
      throw error
    }
  }

  /** Milliseconds until TIM.create has returned. */
  create(proxyServer) {
    return this.drive('create', CLIENTS[this.client], { SDKAppID, proxyServer })
  }

  /** Calls one of the driver's functions. */
  async drive(name, ...args) {
    const late = new Promise((_, fail) => {
      this.timer = setTimeout(() => fail(new Error(`${this.client}: ${name} took more than ${LIMIT / 1000} s`)), LIMIT)
    })
    try {
      return await Promise.race([this.page.evaluate((name, args) => window.bench[name](...args), name, args), late])
    } finally {
      clearTimeout(this.timer)
    }
  }

  /** Starts to count what the page's main thread works; the result gives it: milliseconds of processor time, not of the clock. */
  async mainThread() {
    const session = await this.page.createCDPSession()
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    const worked = async () => {
      const { metrics } = await session.send('Performance.getMetrics')
      return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value
    }
    const before = await worked()
    return async () => (await worked()) - before
  }

  /** The same for everything that the browser does for pages, their workers and helper threads included. */
  async processors() {
    const session = await this.page.browser().target().createCDPSession()
    const worked = async () => {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo')
      return processInfo.reduce((sum, { type, cpuTime }) => (type === 'renderer' ? sum + 1000 * cpuTime : sum), 0)
    }
    const before = await worked()
    return async () => (await worked()) - before
  }

  async close() {
    await this.page.close()
    await this.own?.close()
  }
}
