// What other people can send: text never becomes HTML, and no message breaks the page.

import { same } from '../../checks.mjs'
import { text, wireClient } from '../wire.mjs'

const MARKUP = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script><b>bold</b> &lt;i&gt; {{1+1}}`

export const strangers = {
  async 'markup in texts, names and descriptions stays text'(world) {
    const bob = await world.person('bob')
    const mallory = await wireClient(world.server, 'mallory')
    const named = await mallory.call('profile.portrait_set', {
      From_Account: 'mallory',
      ProfileItem: [
        { Tag: 'Tag_Profile_IM_Nick', Value: MARKUP.slice(0, 60) },
        { Tag: 'Tag_Profile_IM_Image', Value: `javascript:document.title='owned'` },
      ],
    })
    same(named.ErrorCode, 0, 'the answer to portrait_set')
    await mallory.send('bob', [text(MARKUP)])
    await mallory.send('bob', [{ MsgType: 'TIMCustomElem', MsgContent: { Data: MARKUP, Desc: MARKUP, Ext: MARKUP } }])
    await mallory.send('bob', [
      { MsgType: 'TIMLocationElem', MsgContent: { Desc: MARKUP, Latitude: 1.5, Longitude: 2 } },
    ])
    await mallory.send('bob', [{ MsgType: 'TIMFaceElem', MsgContent: { Index: 1, Data: MARKUP } }])
    await bob.look()
    await bob.click('.conversations a')
    await bob.until('four messages', () => document.querySelectorAll('.message').length === 4)
    await bob.seesMessage(MARKUP, 'received')
    same(
      await bob.page.$$eval('.card', (all) => all.map((c) => c.querySelector('.title').textContent)),
      [MARKUP, `📍 ${MARKUP}`],
      'the cards',
    )
    await bob.seesText('.sticker', '#1')
    await bob.seesText('.peer h2', MARKUP.slice(0, 60))
    await bob.seesTitle('bob')
    same(
      await bob.page.$$eval('#app img, #app script, #app b, #app i', (all) => all.length),
      0,
      'elements made of text',
    )
    mallory.close()
  },

  async 'unknown and malformed messages are shown as such and break nothing'(world) {
    const bob = await world.person('bob')
    const mallory = await wireClient(world.server, 'mallory')
    await mallory.send('bob', [text('first')])
    await mallory.send('bob', [{ MsgType: 'TIMHologramElem', MsgContent: { Depth: 3 } }])
    // The server may refuse these; what it lets through must not hurt.
    for (const element of [
      { MsgType: 'TIMTextElem', MsgContent: { Text: 12 } },
      { MsgType: 'TIMTextElem', MsgContent: {} },
      { MsgType: 'TIMLocationElem', MsgContent: { Desc: { a: 1 }, Latitude: 'north', Longitude: null } },
      { MsgType: 'TIMFaceElem', MsgContent: { Index: 'x', Data: [] } },
      { MsgType: 'TIMCustomElem', MsgContent: { Data: { type: 'b', props: {} }, Desc: 7, Ext: null } },
    ]) {
      await mallory.send('bob', [element])
    }
    await mallory.send('bob', [text('last')])
    await bob.look()
    await bob.click('.conversations a')
    await bob.seesMessage('last', 'received')
    await bob.seesMessage('first', 'received')
    await bob.seesText('.message', 'Message of an unknown kind: this page cannot show it.')
    await bob.say('I am fine')
    await bob.seesMessage('I am fine', 'sent')
    mallory.close()
  },
}
