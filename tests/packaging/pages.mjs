// Opens a fixture's page and says what it saw: each fixture leaves its finding in `window.seen`.

import { WebSocketServer } from 'ws'

/**
 * A chat server that lets everybody connect and says nothing: an instance opens its connection as soon
 * as it is created, and no test may reach for a public service.
 * @returns {Promise<{url: string, close: () => void}>}
 */
export async function silentServer() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await new Promise((done, fail) => server.once('listening', done).once('error', fail))
  return {
    url: `ws://127.0.0.1:${server.address().port}`,
    close: () => {
      for (const client of server.clients) client.terminate()
      server.close()
    },
  }
}

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} url the fixture's URL
 * @param {string} server the chat server's URL, which the fixture gives to TIM.create
 * @returns {Promise<object>} the finding as plain data: what TIM has, whether `create` gave an instance,
 *   and the faults of the page
 */
export async function visit(browser, url, server) {
  const page = await browser.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(error.message))
  try {
    await page.goto(`${url}?server=${encodeURIComponent(server)}`, { timeout: 60_000 })
    try {
      await page.waitForFunction(() => window.seen !== undefined, { timeout: 30_000 })
    } catch {
      throw new Error(`the page left no finding; its errors: ${JSON.stringify(faults)}`)
    }
    const seen = await page.evaluate(() => {
      const { TIM, tim, fault, ...more } = window.seen
      const read = (body) => {
        try {
          return body()
        } catch (error) {
          return `threw ${error.message}`
        }
      }
      const result = {
        ...more,
        members: TIM && Object.keys(TIM),
        ready: read(() => TIM.EVENT.SDK_READY),
        text: read(() => TIM.TYPES.MSG_TEXT),
        version: read(() => TIM.VERSION),
        methods: tim && ['login', 'logout', 'on', 'off', 'sendMessage'].filter((name) => typeof tim[name] === 'function'),
        again: tim && TIM.create({ SDKAppID: 1400000000 }) === tim,
        fault: fault && fault.message,
      }
      return JSON.parse(JSON.stringify(result))
    })
    return { ...seen, faults }
  } finally {
    await page.close()
  }
}
