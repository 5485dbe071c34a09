// The list of conversations: pinned, muted, searched, emptied, deleted; who is online, who is blocked.

import { same } from '../../checks.mjs'
import { text, wireClient } from '../wire.mjs'

const MORE = '.peer [aria-haspopup=menu]'
const names = (person) => person.page.$$eval('.conversations .name bdi', (all) => all.map((name) => name.textContent))

async function listOfTwo(world) {
  const alice = await world.person('alice')
  const [bob, carol] = [await wireClient(world.server, 'bob'), await wireClient(world.server, 'carol')]
  await bob.send('alice', [text('from Bob')])
  await alice.seesText('.conversations .last', 'from Bob')
  await carol.send('alice', [text('from Carol')])
  await alice.seesText('.conversations .last', 'from Carol')
  await alice.look()
  return { alice, bob, carol }
}

export const conversations = {
  async 'a pinned conversation stands first, a muted one is silent, a search finds'(world) {
    const { alice, bob, carol } = await listOfTwo(world)
    await alice.seesTitle('(2) alice')
    await alice.click('.conversations a[href="#/alice/bob"]')
    await alice.seesTitle('(1) alice')
    await alice.choose(MORE, 'Pin')
    await alice.until('Bob first', () => document.querySelector('.conversations .name')?.textContent.includes('pinned'))
    same(await names(alice), ['bob', 'carol'], 'the order')
    await alice.choose(MORE, 'Mute')
    await alice.seesText('.conversations .name', 'muted')
    await alice.choose(MORE, 'Star')
    await alice.seesText('.conversations .name', 'starred, pinned, muted')
    await alice.click('.search-line button')
    await alice.until('one', () => document.querySelectorAll('.conversations li').length === 1)
    same(await names(alice), ['bob'], 'the starred one')
    await alice.click('.search-line button')
    await alice.until('both', () => document.querySelectorAll('.conversations li').length === 2)
    await alice.page.type('.search', 'CAR')
    await alice.until('one', () => document.querySelectorAll('.conversations li').length === 1)
    same(await names(alice), ['carol'], 'what was found')
    await alice.page.type('.search', 'x')
    await alice.seesText('.sidebar [role=status]', 'Nobody of that name')
    bob.close()
    carol.close()
  },

  async 'a history is cleared, a conversation deleted, a person blocked and unblocked'(world) {
    const { alice, bob, carol } = await listOfTwo(world)
    await alice.click('.conversations a[href="#/alice/bob"]')
    await alice.seesMessage('from Bob', 'received')
    await alice.seesText('.peer .presence', 'online')
    await alice.choose(MORE, 'Clear history')
    await alice.seesNo('.message')
    await alice.choose(MORE, 'Block')
    await alice.sees('.blocked')
    const refused = await bob.send('alice', [text('let me in')])
    same(refused.ErrorCode, 20007, 'what Bob is told')
    await alice.choose(MORE, 'Unblock')
    await alice.seesNo('.blocked')
    await bob.send('alice', [text('thank you')])
    await alice.seesMessage('thank you', 'received')
    await alice.choose(MORE, 'Delete conversation')
    await alice.until('the list', () => location.hash === '#/alice')
    await alice.until('one', () => document.querySelectorAll('.conversations li').length === 1)
    same(await names(alice), ['carol'], 'what is left')
    bob.close()
    carol.close()
  },
}
