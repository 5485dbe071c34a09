// Without a mouse: from the sign-in page to a sent message and back, on a desktop and on a phone's width.

import { holds, same } from '../../checks.mjs'
import { PHONE } from '../person.mjs'

/** What has the focus, in words a screen reader would use. */
const focused = () => {
  const element = document.activeElement
  return element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent.trim()
}

async function press(person, ...keys) {
  for (const key of keys) await person.page.keyboard.press(key)
}

/** Presses Tab until the focus is on something with this name; fails when it is nowhere. */
async function tabTo(person, name) {
  const passed = []
  for (let steps = 0; steps < 40; steps += 1) {
    const here = await person.page.evaluate(focused)
    if (here.startsWith(name)) {
      const ring = await person.page.evaluate(() => {
        const element = document.activeElement
        // A radio button is invisible itself; its label carries the ring.
        const seen = element.type === 'radio' ? element.closest('label') : element
        return getComputedStyle(seen).outlineStyle
      })
      same(ring, 'solid', `the focus ring of "${name}"`)
      return
    }
    passed.push(here)
    await press(person, 'Tab')
  }
  throw new Error(`no "${name}" among the stops of the Tab key: ${passed.join(' | ')}`)
}

export const keyboard = {
  async 'everything can be done with the keyboard'({ person }) {
    await person('bob')
    const alice = await person('')
    await alice.look()
    await tabTo(alice, 'A') // Alice's card: the letter of her picture, then her name.
    await press(alice, 'Enter')
    await alice.sees('.chat')
    await tabTo(alice, 'Start a chat with this user ID')
    await alice.page.keyboard.type('bob')
    await press(alice, 'Enter')
    await alice.until('the focus in the composer', () => document.activeElement?.tagName === 'TEXTAREA')
    await alice.say('typed\nin two lines')
    await alice.seesMessage('typed\nin two lines', 'sent')

    // Emoji: open, walk, choose two, close; the focus comes back to the button.
    await alice.page.keyboard.down('Shift')
    await press(alice, 'Tab')
    await alice.page.keyboard.up('Shift')
    same(await alice.page.evaluate(focused), 'Emoji and stickers', 'the focus')
    await press(alice, 'Enter')
    await alice.until('the focus in the picker', () => document.activeElement?.closest('.picker') !== null)
    same(await alice.page.evaluate(focused), 'grinning', 'the first emoji')
    await press(alice, 'ArrowRight', 'ArrowDown')
    same(await alice.page.evaluate(focused), 'thinking', 'one to the right, one down')
    await press(alice, 'Enter', 'End', 'Home', 'Enter', 'Escape')
    await alice.seesNo('.picker')
    same(await alice.page.evaluate(focused), 'Emoji and stickers', 'the focus after closing')
    await tabTo(alice, 'Message to bob')
    await press(alice, 'Enter')
    await alice.seesMessage('🤔😀', 'sent')

    // The messages can be reached and scrolled; the theme and the profile can be reached.
    await alice.page.reload()
    await alice.seesMessage('🤔😀', 'sent')
    await alice.page.evaluate(() => {
      document.activeElement.blur()
      getSelection().setPosition(document.body, 0) // Tab starts at the top, not where the focus was.
    })
    await tabTo(alice, 'AaliceEdit profile')
    await press(alice, 'Enter')
    await alice.sees('dialog[open]')
    await press(alice, 'Escape')
    await alice.seesNo('dialog')
    holds((await alice.page.evaluate(focused)).startsWith('Aalice'), 'the focus back on the profile button')
    await tabTo(alice, 'As the system')
    await press(alice, 'ArrowRight', 'ArrowRight')
    same(await alice.page.evaluate(() => document.documentElement.dataset.theme), 'dark', 'the theme')
    await tabTo(alice, 'Messages with bob')
  },

  async 'new messages are announced, history is not'({ person }) {
    const bob = await person('bob', { peer: 'alice' })
    const alice = await person('alice', { peer: 'bob' })
    await alice.look()
    await alice.say('psst')
    await bob.seesText('[role=log]', 'alice: psst')
    await bob.page.reload()
    await bob.seesMessage('psst', 'received')
    same(await bob.page.$eval('[role=log]', (log) => log.textContent), '', 'the announcement after a reload')
  },

  async 'on a phone there is one pane, and a way back'({ person }) {
    await person('bob')
    const alice = await person('alice', { size: PHONE })
    await alice.look()
    const shown = () =>
      alice.page.$$eval('.sidebar, .pane', (panes) =>
        panes.filter((pane) => getComputedStyle(pane).display !== 'none').map((pane) => pane.className),
      )
    const wide = () => alice.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    same(await shown(), ['sidebar'], 'what is shown at first')
    await alice.page.type('.new-chat input', 'bob')
    await press(alice, 'Enter')
    await alice.sees('.composer')
    same(await shown(), ['pane'], 'what is shown in a chat')
    await alice.say(`a word without end: ${'endless'.repeat(40)}`)
    await alice.sees('.message.sent')
    await alice.seesText('.conversations .name', 'bob')
    same(await wide(), 0, 'pixels that stick out')
    await alice.click('[aria-label="Emoji and stickers"]')
    same(await wide(), 0, 'pixels that stick out with the emoji')
    await press(alice, 'Escape')
    await alice.click('.back')
    await alice.sees('.in-list')
    same(await shown(), ['sidebar'], 'what is shown after going back')
    await alice.until(
      'the focus on the chat that was left',
      () => document.activeElement?.getAttribute('href') === '#/alice/bob',
    )
    await press(alice, 'Enter')
    await alice.sees('.in-thread')
    await alice.page.goBack()
    await alice.sees('.in-list', "the list after the browser's Back")
    same(await wide(), 0, 'pixels that stick out of the list')
  },
}
