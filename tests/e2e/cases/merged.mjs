// Several messages chosen and sent on: one by one, and as one message that is opened again, also one inside
// another.

import { same } from '../../checks.mjs'

/** Alice has three messages with Bob, and knows Carol. */
async function three({ person }) {
  const bob = await person('bob', { peer: 'alice' })
  const alice = await person('alice', { peer: 'bob' })
  const carol = await person('carol', { peer: 'alice' })
  await carol.look()
  await carol.say('hello')
  await alice.seesText('.conversations .name', 'carol')
  await alice.look()
  for (const text of ['one', 'two', 'three']) {
    await alice.say(text)
    await bob.seesMessage(text, 'received')
  }
  await alice.seesNo('.message.sending')
  return { alice, bob, carol }
}

/** Chooses the messages of the open chat at these places. */
async function choose(person, first, ...others) {
  await person.choose(`.message:nth-of-type(${first}) .more`, 'Select')
  for (const place of others) await person.click(`.message:nth-of-type(${place}) .bubble`)
}

async function forward(person, how, to) {
  const [button] = (await Promise.all(
    (await person.page.$$('.selection button')).map(async (button) => [await button.evaluate((b) => b.textContent), button]),
  )).filter(([text]) => text === how).map(([, button]) => button)
  await button.click()
  await person.sees('.people')
  const names = await person.page.$$eval('.people bdi', (all) => all.map((name) => name.textContent))
  await person.click(`.people li:nth-child(${names.indexOf(to) + 1}) button`)
}

const lines = (person) => person.page.$$eval('.merged-view .text', (all) => all.map((line) => line.textContent))

export const merged = {
  async 'chosen messages are forwarded one by one, in their order'(world) {
    const { alice, carol } = await three(world)
    await choose(alice, 4, 2, 3)
    await alice.seesText('.selection', '3 selected')
    await alice.click('.message:nth-of-type(3) .bubble')
    await alice.seesText('.selection', '2 selected')
    await forward(alice, 'Forward one by one', 'carol')
    await carol.seesMessage('three', 'received')
    same(await carol.texts(), ['hello', 'one', 'three'], 'what Carol has')
    await alice.sees('.composer textarea')
  },

  async 'chosen messages are forwarded as one, and opened, one inside another'(world) {
    const { alice, bob, carol } = await three(world)
    await choose(alice, 2, 3, 4)
    await alice.page.keyboard.press('Escape')
    await alice.sees('.composer textarea')
    await choose(alice, 2, 3)
    await forward(alice, 'Forward as one', 'carol')
    await carol.seesText('.merged .title', 'Messages of alice')
    await carol.seesText('.merged', 'alice: one')
    await carol.look()
    await carol.click('.merged')
    await carol.seesText('.merged-view .text', 'two')
    same(await lines(carol), ['one', 'two'], 'what is inside')
    await carol.page.keyboard.press('Escape')
    await carol.seesNo('.merged-view')

    // Carol sends it back with a word of hers and much text, which goes by way of the server's store.
    await carol.paste('word '.repeat(1500))
    await carol.sees('.message:last-child.sent, .message:last-child.read')
    await choose(carol, 3, 4)
    await forward(carol, 'Forward as one', 'alice')
    await alice.look()
    await alice.seesText('.message:last-child .merged', 'Chat of alice and carol')
    await alice.click('.message:last-child .merged')
    await alice.seesText('.merged-view .text', 'word word')
    await alice.click('.merged-view .merged')
    await alice.seesText('.merged-view h2', 'Messages of alice')
    await alice.until('both messages', () => document.querySelectorAll('.merged-view .text').length === 2)
    same(await lines(alice), ['one', 'two'], 'what is inside of what is inside')
    await alice.click('[aria-label="Back to the chat around this one"]')
    await alice.seesText('.merged-view .text', 'word word')
    await alice.page.keyboard.press('Escape')
    await alice.page.reload()
    await alice.click('.message:last-child .merged')
    await alice.seesText('.merged-view .text', 'word word')
    same(await bob.texts(), ['one', 'two', 'three'], 'what Bob has')
  },
}
