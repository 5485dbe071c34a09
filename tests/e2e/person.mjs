// One user in front of one page of the demo: what they do and what they see, in the words of a reader.
// Waiting is always for something to become true, never for time to pass.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../browser.mjs'

export const SHOTS = join(ROOT, 'target/screenshots')

/** How long to wait for what should happen soon; sending into a dead connection takes 15 s to fail. */
const SOON_MS = 30_000

const FAULTS = 'faults seen by the tests'

/** The two widths everything is looked at: a phone and a desktop window. */
export const PHONE = { width: 360, height: 720 }
export const DESKTOP = { width: 1100, height: 760 }

export class Person {
  /** @param {import('puppeteer-core').Page} page */
  constructor(page, server, user) {
    this.page = page
    this.server = server
    this.user = user
    // Whatever opens a dialog box is a hole: the page never does.
    this.dialogs = []
    page.on('dialog', async (dialog) => {
      this.dialogs.push(`a dialog box: ${dialog.message()}`)
      await dialog.dismiss()
    })
  }

  /** What went wrong in the page, over all its reloads: exceptions, rejections, what the CSP refused. */
  async faults() {
    const thrown = await this.page.evaluate((key) => JSON.parse(sessionStorage.getItem(key) ?? '[]'), FAULTS)
    return [...thrown, ...this.dialogs]
  }

  /** Opens a page and signs in; with `peer` or `group`, with that chat open. `user` '' stops at the sign-in page. */
  static async open(browser, server, user, { peer = '', group = '', size = DESKTOP } = {}) {
    const page = await browser.newPage()
    const person = new Person(page, server, user)
    // Collected in the page, because a driver's own error event mixes in failed network requests.
    await page.evaluateOnNewDocument((key) => {
      const note = (error) => {
        const before = JSON.parse(sessionStorage.getItem(key) ?? '[]')
        sessionStorage.setItem(key, JSON.stringify([...before, String(error?.stack ?? error)]))
      }
      addEventListener('error', (event) => note(event.error ?? event.message))
      addEventListener('securitypolicyviolation', (event) => note(`${event.violatedDirective}: ${event.blockedURI}`))
      addEventListener('unhandledrejection', (event) => note(event.reason))
    }, FAULTS)
    await page.setViewport(size)
    const parts = [user, ...(group ? ['group', group] : peer ? [peer] : [])]
    await page.goto(`${server.url}/#/${parts.map(encodeURIComponent).join('/')}`)
    if (user) await person.sees('.chat', 'the chat after signing in')
    else await person.sees('.sign-in', 'the sign-in page')
    if (peer || group) await person.sees('.composer', 'the open chat')
    return person
  }

  /** Waits until `condition`, run in the page, is true. */
  async until(what, condition, ...args) {
    try {
      // An interval, because frames are not drawn in a tab that is in the background.
      await this.page.waitForFunction(condition, { timeout: SOON_MS, polling: 50 }, ...args)
    } catch (error) {
      throw new Error(`${this.user || 'the page'} waited in vain for ${what} (${error.message})`)
    }
  }

  sees(selector, what = selector) {
    return this.until(what, (s) => document.querySelector(s) !== null, selector)
  }

  seesNo(selector, what = `no ${selector}`) {
    return this.until(what, (s) => document.querySelector(s) === null, selector)
  }

  /** Waits until an element's text contains `text`. */
  seesText(selector, text) {
    return this.until(
      `"${text}" in ${selector}`,
      (s, t) => [...document.querySelectorAll(s)].some((element) => element.textContent.includes(t)),
      selector,
      text,
    )
  }

  /** Brings the page to the front, as clicking its tab does. */
  async look() {
    await this.page.bringToFront()
    await this.until('the focus', () => document.hasFocus() && document.visibilityState === 'visible')
  }

  async click(selector) {
    await this.sees(selector)
    await this.page.click(selector)
  }

  /** Writes into a field in the place of what stands there. */
  async fill(selector, value) {
    const field = await this.page.waitForSelector(selector, { visible: true, timeout: SOON_MS })
    await field.evaluate((element) => element.select())
    await field.type(value)
  }

  /** Opens the menu of a button and takes the entry with this name. */
  async choose(selector, entry) {
    await this.click(selector)
    await this.sees('.menu:popover-open [role=menuitem]')
    const items = await this.page.$$('.menu [role=menuitem]')
    for (const item of items) {
      if ((await item.evaluate((element) => element.textContent)) === entry) return await item.click()
    }
    throw new Error(`${this.user}: no "${entry}" in the menu`)
  }

  /** Writes into the composer; a line break is Shift+Enter. */
  async write(text) {
    await this.page.focus('.composer textarea')
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) {
        await this.page.keyboard.down('Shift')
        await this.page.keyboard.press('Enter')
        await this.page.keyboard.up('Shift')
      }
      await this.page.keyboard.type(line)
    }
  }

  /** Puts a text into the composer at once, as pasting does, and sends it. */
  async paste(text) {
    await this.page.focus('.composer textarea')
    await this.page.evaluate((value) => document.execCommand('insertText', false, value), text)
    await this.page.keyboard.press('Enter')
  }

  /** Writes and sends; does not wait for the outcome. */
  async say(text) {
    await this.write(text)
    await this.page.keyboard.press('Enter')
  }

  /** Waits until the newest bubble with this text is `sending`, `sent`, `read`, `failed` or `received`. */
  seesMessage(text, state) {
    return this.until(
      `the message "${text.slice(0, 60)}" as ${state}`,
      (t, s) => {
        const bubbles = [...document.querySelectorAll('.message')]
        return bubbles.findLast((b) => b.querySelector('.text')?.textContent === t)?.classList.contains(s) === true
      },
      text,
      state,
    )
  }

  /** The texts of the open chat, oldest first. */
  texts() {
    return this.page.$$eval('.message .text', (all) => all.map((element) => element.textContent))
  }

  title() {
    return this.page.title()
  }

  seesTitle(start) {
    return this.until(`a title that starts with "${start}"`, (t) => document.title.startsWith(t), start)
  }

  async shot(name) {
    mkdirSync(SHOTS, { recursive: true })
    await this.page.bringToFront()
    await this.page.screenshot({ path: join(SHOTS, `${name}.png`) })
  }

  async close() {
    await this.page.close()
  }
}
