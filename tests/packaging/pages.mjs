// Opens a fixture's page and says what it saw: each fixture leaves its finding in `window.seen`.

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} url
 * @returns {Promise<object>} the finding as plain data: what TIM has, whether `create` gave an instance,
 *   and the faults of the page
 */
export async function visit(browser, url) {
  const page = await browser.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(error.message))
  try {
    await page.goto(url, { timeout: 60_000 })
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
