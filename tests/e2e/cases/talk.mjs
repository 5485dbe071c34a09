// Two people talk: both ways, unread counts, read marks, history after a reload.

import { holds, same } from '../../checks.mjs'

export const talk = {
  async 'two people talk, see what is unread and what was read'({ person }) {
    const bob = await person('bob') // Signs in first: an account exists from its first sign-in on.
    const alice = await person('alice')
    await alice.look()
    await alice.page.type('.new-chat input', 'bob')
    await alice.page.keyboard.press('Enter')
    await alice.sees('.composer')
    await alice.say('Hello Bob')
    await alice.seesMessage('Hello Bob', 'sent')

    // Bob has not opened the chat: he sees one unread message, in the list and in the title.
    await bob.seesText('.conversations .badge', '1')
    await bob.seesText('.conversations .last', 'Hello Bob')
    await bob.seesTitle('(1) bob')
    same(await alice.page.$$eval('.message.read', (all) => all.length), 0, "messages of Alice's that are read")

    await bob.look()
    await bob.click('.conversations a')
    await bob.seesMessage('Hello Bob', 'received')
    await alice.seesMessage('Hello Bob', 'read')
    await bob.seesNo('.badge')
    await bob.seesTitle('bob')

    await bob.say('Hi Alice,\nhow are you?')
    await bob.seesMessage('Hi Alice,\nhow are you?', 'sent')
    await alice.seesMessage('Hi Alice,\nhow are you?', 'received')
    await alice.look()
    await bob.seesMessage('Hi Alice,\nhow are you?', 'read')

    // A reload signs in again, opens the same chat and finds its history.
    await alice.page.reload()
    await alice.seesMessage('Hi Alice,\nhow are you?', 'received')
    await alice.seesMessage('Hello Bob', 'read')
    same(await alice.texts(), ['Hello Bob', 'Hi Alice,\nhow are you?'], 'the history')
  },

  async 'a message is not read while nobody looks at the page'({ person }) {
    const bob = await person('bob')
    const alice = await person('alice', { peer: 'bob' })
    await bob.look()
    await bob.page.goto(`${bob.server.url}/#/bob/alice`)
    await bob.sees('.composer')
    await alice.look() // Bob's chat stays open in a tab in the background.
    await alice.say('Are you there?')
    await bob.seesMessage('Are you there?', 'received')
    await bob.seesText('.badge', '1')
    // Were the first one read by now, the second could not make two.
    await alice.say('Hello?')
    await bob.seesMessage('Hello?', 'received')
    await bob.seesText('.badge', '2')
    await bob.seesTitle('(2) bob')
    same(await alice.page.$$eval('.message.read', (all) => all.length), 0, 'messages that are read')
    await bob.look()
    await alice.seesMessage('Are you there?', 'read')
    await bob.seesTitle('bob')
  },

  async 'long texts, links, emoji, stickers'({ person }) {
    const bob = await person('bob', { peer: 'alice' })
    const alice = await person('alice', { peer: 'bob' })
    await alice.look()
    const long = 'A long story. '.repeat(200).trim()
    await alice.paste(long)
    await bob.sees('.unfold', 'a folded long text')
    await bob.look()
    await bob.page.click('.unfold')
    await bob.seesMessage(long, 'received')

    await alice.look()
    await alice.say('See https://example.org/a?b=c#d. And javascript:alert(1)')
    await bob.seesMessage('See https://example.org/a?b=c#d. And javascript:alert(1)', 'received')
    const links = await bob.page.$$eval('.message a', (all) => all.map((a) => [a.href, a.rel, a.target]))
    same(links, [['https://example.org/a?b=c#d', 'noopener noreferrer', '_blank']], 'the links')

    await alice.page.click('[aria-label="Emoji and stickers"]')
    await alice.page.click('.picker [aria-label="rainbow"]')
    await alice.page.keyboard.press('Escape')
    await alice.page.focus('.composer textarea')
    await alice.page.keyboard.press('Enter')
    await bob.seesMessage('🌈', 'received')
    await alice.page.click('[aria-label="Emoji and stickers"]')
    await alice.page.click('.picker [aria-label="rocket"]')
    await bob.sees('.message .sticker [aria-label="Sticker: rocket"]')
    await bob.seesText('.conversations .last', 'Sticker 🚀')

    await alice.page.evaluate(() => {
      navigator.geolocation.getCurrentPosition = (found) =>
        found({ coords: { latitude: 48.85837, longitude: 2.29448 } })
    })
    await alice.choose('[aria-label="Attach"]', 'My location')
    await bob.seesText('.message .card', '48.85837, 2.29448')
    await bob.seesText('.conversations .last', 'Location: My location')
  },

  async 'messages are grouped by day'({ person }) {
    const alice = await person('alice', { peer: 'alice' })
    await alice.look()
    await alice.say('a note')
    await alice.seesMessage('a note', 'sent')
    await alice.seesText('.day', 'Today')
    // The page's clock is a day ahead from now on.
    await alice.page.evaluateOnNewDocument(() => {
      const RealDate = Date
      globalThis.Date = class extends RealDate {
        constructor(...when) {
          super(...(when.length > 0 ? when : [RealDate.now() + 86_400_000]))
        }
        static now() {
          return RealDate.now() + 86_400_000
        }
      }
    })
    await alice.page.reload()
    await alice.seesMessage('a note', 'sent')
    await alice.seesText('.day', 'Yesterday')
    await alice.seesText('.conversations .time', 'Yesterday')
  },

  async 'an Enter that ends a composition does not send'({ person }) {
    const alice = await person('alice', { peer: 'alice' })
    await alice.look()
    await alice.write('にほん')
    await alice.page.$eval('.composer textarea', (area) => {
      const composing = { key: 'Enter', bubbles: true, cancelable: true, isComposing: true }
      area.dispatchEvent(new KeyboardEvent('keydown', composing))
    })
    holds((await alice.texts()).length === 0, 'nothing sent')
    same(await alice.page.$eval('textarea', (area) => area.value), 'にほん', 'the text in the composer')
    await alice.page.keyboard.press('Enter')
    await alice.seesMessage('にほん', 'sent')
  },
}
