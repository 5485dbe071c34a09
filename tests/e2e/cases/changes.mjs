// What happens to messages after they were sent: replies, edits, recalls, deletions.

import { holds, same } from '../../checks.mjs'

const two = async ({ person }) => {
  const bob = await person('bob', { peer: 'alice' })
  const alice = await person('alice', { peer: 'bob' })
  await alice.look()
  return { alice, bob }
}

export const changes = {
  async 'a reply quotes the message it answers'(world) {
    const { alice, bob } = await two(world)
    await alice.say('Tea or coffee?')
    await bob.seesMessage('Tea or coffee?', 'received')
    await bob.look()
    await bob.choose('.message .more', 'Reply')
    await bob.seesText('.intention', 'Reply to alice')
    await bob.page.keyboard.press('Escape')
    await bob.seesNo('.intention')
    await bob.choose('.message .more', 'Reply')
    await bob.say('Tea')
    await alice.seesMessage('Tea', 'received')
    await alice.seesText('.quote', 'Tea or coffee?')
    await alice.seesText('.quote .author', 'You')
    await bob.seesNo('.intention')
    await bob.say('please')
    await alice.seesMessage('please', 'received')
    same(await alice.page.$$eval('.quote', (all) => all.length), 1, 'quotes')
    await bob.page.reload()
    await bob.seesText('.quote', 'Tea or coffee?')
  },

  async 'a message is forwarded to another chat'(world) {
    const { alice } = await two(world)
    const carol = await world.person('carol', { peer: 'alice' })
    await carol.look()
    await carol.say('hello')
    await alice.seesText('.conversations .name', 'carol')
    await alice.look()
    await alice.say('worth telling')
    await alice.sees('.message.sent')
    await alice.choose('.message .more', 'Forward')
    await alice.sees('.people')
    const [first] = await alice.page.$$eval('.people bdi', (all) => all.map((name) => name.textContent))
    await alice.click(`.people li:nth-child(${first === 'carol' ? 1 : 2}) button`)
    await carol.seesMessage('worth telling', 'received')
    await alice.seesText('.peer h2', 'carol')
  },

  async 'an edited message changes on both sides'(world) {
    const { alice, bob } = await two(world)
    await alice.say('See you at tne')
    await bob.seesMessage('See you at tne', 'received')
    await alice.choose('.message .more', 'Edit')
    same(await alice.page.$eval('textarea', (area) => area.value), 'See you at tne', 'the text to edit')
    await alice.page.$eval('textarea', (area) => area.select())
    await alice.say('See you at ten')
    await bob.seesMessage('See you at ten', 'received')
    await bob.seesText('.message .meta', 'edited')
    await bob.seesText('.conversations .last', 'See you at ten')
    await alice.seesText('.message .meta', 'edited')
    same(await alice.texts(), ['See you at ten'], 'what Alice has')
    await bob.page.reload()
    await bob.seesMessage('See you at ten', 'received')
  },

  async 'a recalled message is gone for both and can be written again'(world) {
    const { alice, bob } = await two(world)
    await alice.say('first thoughts')
    await bob.seesMessage('first thoughts', 'received')
    await alice.choose('.message .more', 'Recall for both')
    await bob.seesText('.message', 'alice recalled a message')
    await bob.seesText('.conversations .last', 'Message recalled')
    await alice.click('.message .again')
    await alice.page.keyboard.type(', better')
    await alice.page.keyboard.press('Enter')
    await bob.seesMessage('first thoughts, better', 'received')
    same(await bob.texts(), ['first thoughts, better'], 'what Bob has')
    await bob.page.reload()
    await bob.seesMessage('first thoughts, better', 'received')
    same(await bob.texts(), ['first thoughts, better'], 'what Bob has after a reload')
  },

  async 'a deleted message is gone for one, and only for one'(world) {
    const { alice, bob } = await two(world)
    await alice.say('one')
    await alice.say('two')
    await bob.seesMessage('two', 'received')
    await bob.look()
    // A right click opens the same menu; it is worked with the keyboard.
    await bob.page.click('.message:last-child .bubble', { button: 'right' })
    await bob.sees('.menu:popover-open')
    const items = await bob.page.$$eval('.menu button', (all) => all.map((item) => item.textContent))
    same(items, ['Reply', 'Copy text', 'Forward', 'Select', 'Delete for me'], "the menu of another's message")
    await bob.page.keyboard.press('ArrowUp')
    await bob.page.keyboard.press('Enter')
    await bob.until('one message', () => document.querySelectorAll('.message').length === 1)
    holds((await bob.page.$('.menu:popover-open')) === null, 'the menu closed')
    await bob.page.reload()
    await bob.seesMessage('one', 'received')
    same(await bob.texts(), ['one'], 'what Bob has')
    same(await alice.texts(), ['one', 'two'], 'what Alice has')
  },
}
