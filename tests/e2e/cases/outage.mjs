// The server goes away and comes back.

import { same } from '../../checks.mjs'

export const outage = {
  async 'a message into a dead connection fails, and is sent when tried again'(world) {
    const bob = await world.person('bob', { peer: 'alice' })
    const alice = await world.person('alice', { peer: 'bob' })
    await alice.look()
    await alice.say('before')
    await bob.seesMessage('before', 'received')

    await world.server.kill9()
    await alice.sees('.banner p', 'the banner about the connection')
    await alice.say('into the dark')
    await alice.seesMessage('into the dark', 'sending')
    // Meanwhile she opens another chat, whose history cannot be loaded either.
    await alice.page.type('.new-chat input', 'carol')
    await alice.page.keyboard.press('Enter')
    await alice.seesText('.peer h2', 'carol')
    await alice.seesText('.start button', 'Load older messages')
    await alice.click('.conversations a[href="#/alice/bob"]')
    await alice.seesMessage('into the dark', 'failed')
    await alice.seesText('.failed-note', 'Code 2801')

    await world.restart()
    await alice.seesNo('.banner p')
    await alice.page.click('.failed-note button')
    await alice.seesMessage('into the dark', 'sent')
    await alice.seesNo('.failed-note')
    await bob.seesMessage('into the dark', 'received')
    await bob.seesNo('.banner p')
    await alice.say('after')
    await bob.seesMessage('after', 'received')
    same(await bob.texts(), ['before', 'into the dark', 'after'], 'what Bob has')
    same(await alice.texts(), ['before', 'into the dark', 'after'], 'what Alice has')

    await alice.page.type('.new-chat input', 'carol')
    await alice.page.keyboard.press('Enter')
    await alice.click('.start button')
    await alice.seesText('.start', 'Say hello to carol')
  },

  async 'a short outage needs no hand: what was written meanwhile arrives once'(world) {
    const bob = await world.person('bob', { peer: 'alice' })
    const alice = await world.person('alice', { peer: 'bob' })
    await alice.look()
    await alice.say('one')
    await bob.seesMessage('one', 'received')
    await world.server.kill9()
    await alice.say('two')
    await alice.seesMessage('two', 'sending')
    await world.restart()
    await alice.seesMessage('two', 'sent')
    await bob.seesMessage('two', 'received')
    same(await bob.texts(), ['one', 'two'], 'what Bob has')
  },
}
