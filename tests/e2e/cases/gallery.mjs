// Every view of the page, one after the other, light and dark: for the accessibility check, and as
// pictures for people (`--screenshots`).

import { bring, choose, FILM, fileOnDisk } from '../files.mjs'
import { DESKTOP, PHONE } from '../person.mjs'
import { text, wireClient } from '../wire.mjs'
import { groupViews } from './group-gallery.mjs'

/** What Bob tells of himself. */
const BOB = [
  ['Nick', 'Bob Builder'],
  ['SelfSignature', 'Can we fix it? It depends on what you mean by “it”, and on the weather.'],
  ['Gender', 'Gender_Type_Male'],
  ['Location', 'Sunflower Valley'],
].map(([name, Value]) => ({ Tag: `Tag_Profile_IM_${name}`, Value }))

/** Calls `visit(person, name)` in every view, in both themes. */
export async function views(world, size, visit) {
  const both = async (person, name) => {
    for (const theme of ['light', 'dark']) {
      await person.page.evaluate((value) => (document.documentElement.dataset.theme = value), theme)
      await visit(person, `${name}-${theme}`)
    }
  }

  const stranger = await world.person('', { size })
  await both(stranger, 'sign-in')
  await stranger.close()

  const alice = await world.person('alice', { size })
  await alice.look()
  await both(alice, 'nothing-yet')
  const [bob, carol] = [await wireClient(world.server, 'bob'), await wireClient(world.server, 'carol')]
  await carol.send('alice', [text('Lunch on Friday?')])
  await carol.send('alice', [text('The new place by the river, they say it is good ☕')])
  for (const line of [
    'Good morning!',
    'The plan is here: https://example.org/plan',
    'Shall we go through it at ten?',
  ]) {
    await bob.send('alice', [text(line)])
  }
  const place = { Desc: 'The café', Latitude: 52.5163, Longitude: 13.3777 }
  await bob.send('alice', [{ MsgType: 'TIMLocationElem', MsgContent: place }])
  await bob.send('alice', [
    { MsgType: 'TIMCustomElem', MsgContent: { Data: '{"order":17}', Desc: 'Order 17', Ext: '' } },
  ])
  await bob.send('alice', [{ MsgType: 'TIMHologramElem', MsgContent: {} }])
  await alice.seesText('.badge', '6')
  await both(alice, 'list')

  await alice.click('.conversations a[href="#/alice/bob"]')
  await alice.seesText('.message', 'unknown kind')
  await alice.say('Good morning Bob! Ten is fine.')
  await alice.seesMessage('Good morning Bob! Ten is fine.', 'sent')
  await alice.say('👍')
  await alice.seesMessage('👍', 'sent')
  await alice.say(`I would rather meet outside, if the weather ${'really '.repeat(12)}holds.`)
  await alice.sees('.message:last-child.sent')
  await both(alice, 'chat')

  await alice.click('[aria-label="Emoji and stickers"]')
  await both(alice, 'emoji')
  await alice.page.keyboard.press('Escape')

  await bring(alice, 'paste', { name: 'harbour.png', width: 1200, height: 800 })
  await choose(alice, fileOnDisk('The plan, second version (final).pdf', '%PDF-1.7 '.repeat(40_000)), FILM)
  await alice.seesText('.attachments', 'film.mp4')
  await both(alice, 'attached')
  await alice.click('[aria-label="Send"]')
  await alice.sees('.film video[poster]')
  await alice.until('all sent', () => !document.querySelector('.message.sending'))
  await alice.click('[aria-label="Emoji and stickers"]')
  await alice.click('.picker [aria-label="cat"]')
  await alice.sees('.message .drawing')
  await both(alice, 'files')
  await alice.choose('.message.in .more', 'Reply')
  await alice.say('A very good morning to you, too')
  await alice.sees('.quote')
  await alice.choose('.message:last-child .more', 'Recall for both')
  await alice.sees('.again')
  await alice.choose('.message.in .more', 'Reply')
  await alice.say('Good morning!')
  await alice.sees('.message:last-child .quote')
  await alice.sees('.message:last-child.sent')
  await alice.choose('.message:last-child .more', 'Edit')
  await alice.click('.message:last-child .more')
  await alice.sees('.menu:popover-open')
  await both(alice, 'menu')
  await alice.page.keyboard.press('Escape')
  await alice.click('[aria-label="Stop editing"]')
  await alice.click('.message .picture')
  await alice.sees('.viewer[open]')
  await both(alice, 'viewer')
  await alice.page.keyboard.press('Escape')
  await alice.seesNo('.viewer')

  await alice.choose('.message.in .more', 'Forward')
  await alice.sees('dialog[open]')
  await both(alice, 'forward')
  await alice.page.keyboard.press('Escape')
  await alice.seesNo('dialog')

  const more = '.peer [aria-haspopup=menu]'
  for (const entry of ['Pin', 'Star', 'Mute', 'Block']) await alice.choose(more, entry)
  await alice.sees('.blocked')
  await both(alice, 'settled')
  await alice.click(more)
  await alice.sees('.menu:popover-open')
  await both(alice, 'conversation-menu')
  await alice.page.keyboard.press('Escape')
  await bob.call('profile.portrait_set', { From_Account: 'bob', ProfileItem: BOB })
  await alice.click('.peer .who')
  await alice.seesText('.card', 'Bob Builder')
  await both(alice, 'card')
  await alice.page.keyboard.press('Escape')
  await alice.seesNo('dialog')
  for (const entry of ['Unpin', 'Unstar', 'Unmute', 'Unblock']) await alice.choose(more, entry)
  await alice.seesNo('.blocked')

  await alice.choose('.message:nth-of-type(2) .more', 'Select')
  for (const place of [3, 5, 8]) await alice.click(`.message:nth-of-type(${place}) .bubble`)
  await both(alice, 'selecting')
  await alice.page.click('.selection .primary')
  await alice.click('.people li:last-child button')
  await alice.sees('.message:last-child .merged')
  await alice.sees('.message:last-child.sent')
  await alice.click('.message:last-child .merged')
  await alice.sees('.merged-view li')
  await both(alice, 'merged')
  await alice.page.keyboard.press('Escape')
  await alice.seesNo('.merged-view')
  if (size.width < 720) await alice.click('.back')
  await alice.click('.conversations a[href="#/alice/bob"]')
  await alice.sees('.message .quote')

  await alice.paste('Far too long. '.repeat(1500)) // Longer than any server takes.
  await alice.sees('.failed-note')
  await both(alice, 'failed')

  if (size.width < 720) await alice.click('.back')
  await alice.click('.me .profile')
  await alice.sees('dialog[open]')
  await both(alice, 'profile')
  await alice.page.keyboard.press('Escape')
  await alice.seesNo('dialog')

  const elsewhere = await wireClient(world.server, 'alice')
  await alice.sees('dialog[open]', 'the notice that somebody else signed in')
  await both(alice, 'kicked')
  elsewhere.close()

  const next = await world.person('dave', { peer: 'bob', size })
  await world.server.kill9()
  await next.sees('.banner p')
  await both(next, 'no-connection')
  await world.restart()
  bob.close()
  carol.close()
}

/** Pictures of every view into target/screenshots. */
export async function gallery(world, browserName) {
  for (const [name, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    const shoot = (person, view) => person.shot(`${browserName}-${name}-${view}`)
    await views(world, size, shoot)
    await groupViews(world, size, shoot)
  }
}
