// Signing in and out, being thrown out, the own profile.

import { startServer } from '../../browser.mjs'
import { holds, same } from '../../checks.mjs'
import { fileOnDisk } from '../files.mjs'

/** A picture of one pixel. */
const DOT = 'R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw=='

export const account = {
  async 'signing in from the start page, and out again'({ person }) {
    const somebody = await person('')
    await somebody.look()
    await somebody.page.type('#own-name', 'erin')
    await somebody.page.keyboard.press('Enter')
    await somebody.seesText('.me .name', 'erin')
    holds((await somebody.page.url()).endsWith('#/erin'), 'the user in the address')
    await somebody.click('[aria-label="Sign out"]')
    await somebody.sees('.sign-in .users')
    await somebody.click('.users a[href="#/carol"]')
    await somebody.seesText('.me .name', 'carol')
    // Another user in the same tab: nothing of the first one may be left.
    await somebody.page.evaluate(() => (location.hash = '#/dave'))
    await somebody.seesText('.me .name', 'dave')
    await somebody.seesTitle('dave')
  },

  async 'a second tab with the same user takes over, and can be taken over again'({ person }) {
    const first = await person('alice', { peer: 'alice' })
    await first.look()
    await first.say('note to myself')
    await first.seesMessage('note to myself', 'sent')
    const second = await person('alice')
    await first.seesText('dialog', 'signed in in another tab')
    await first.look()
    await first.click('dialog .primary')
    await first.seesNo('dialog')
    await first.seesMessage('note to myself', 'sent')
    await second.seesText('dialog', 'signed in in another tab')
    await first.say('still here')
    await first.seesMessage('still here', 'sent')
  },

  async 'a message to somebody who does not exist fails with the reason'({ person }) {
    const alice = await person('alice', { peer: 'nobody-yet' })
    await alice.look()
    await alice.say('hello?')
    await alice.seesMessage('hello?', 'failed')
    await alice.seesText('.failed-note', 'Code 20003')
    // Taking it back puts the text into the composer again.
    await alice.click('.failed-note button:last-child')
    await alice.seesNo('.message')
    holds((await alice.page.$eval('textarea', (area) => area.value)) === 'hello?', 'the text back in the composer')
    // When the account exists, the same text goes through.
    await person('nobody-yet')
    await alice.look()
    await alice.page.focus('textarea')
    await alice.page.keyboard.press('Enter')
    await alice.seesMessage('hello?', 'sent')
  },

  async 'where the server signs nobody in, the page says so'({ person }) {
    const somebody = await person('')
    const strict = await startServer({ dev: false })
    await somebody.page.goto(`${strict.url}/#/alice`)
    await somebody.seesText('[role=alert]', 'Could not sign in as alice. This server does not sign users in')
    await strict.stop()
  },

  async 'a new name and picture are what others see'({ person }) {
    const bob = await person('bob', { peer: 'alice' })
    const alice = await person('alice', { peer: 'bob' })
    await alice.look()
    await alice.click('.me .profile')
    await alice.sees('dialog[open]')
    await alice.page.type('#nick', 'Alice Liddell')
    await alice.page.type('#signature', 'Down the rabbit hole')
    await alice.page.select('#gender', 'Gender_Type_Female')
    const input = await alice.page.$('dialog input[type=file]')
    await input.uploadFile(fileOnDisk('notes.txt', 'no picture'))
    await alice.seesText('dialog [role=alert]', 'no picture')
    await input.uploadFile(fileOnDisk('dot.gif', Buffer.from(DOT, 'base64')))
    await alice.sees('dialog .preview img[src*="/f/"]', 'the uploaded picture')
    await alice.page.focus('#nick')
    await alice.page.keyboard.press('Enter')
    await alice.seesNo('dialog')
    await alice.seesText('.me .name', 'Alice Liddell')
    await alice.sees('.me img[src*="/f/"]', 'her own picture')
    await alice.say('guess who')
    await bob.seesText('.peer h2', 'Alice Liddell')
    await bob.seesText('.conversations .name', 'Alice Liddell')
    await alice.page.reload()
    await alice.seesText('.me .name', 'Alice Liddell')
    await alice.seesMessage('guess who', 'sent')
    same((await alice.texts()).length, 1, 'messages: the picture left none')

    await bob.look()
    await bob.until('her picture', () => document.querySelector('.peer .avatar img')?.naturalWidth === 256)
    await bob.click('.peer .who')
    await bob.seesText('.card', 'Down the rabbit hole')
    await bob.seesText('.card dl', 'Female')
    await bob.seesText('.card dl', 'Online')
    await bob.click('.card .danger')
    await bob.seesText('.card', 'You have blocked this person')
    await bob.sees('.blocked')
    await bob.click('.card .danger')
    await bob.seesNo('.blocked')
    await bob.click('.card .primary')
    await bob.seesNo('dialog')
  },
}
