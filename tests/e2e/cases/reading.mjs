// Where the reader is in a chat: older history comes without a jump, new messages do not pull away.

import { holds, same } from '../../checks.mjs'
import { text, wireClient } from '../wire.mjs'

async function chatOf(world, count) {
  const bob = await world.person('bob')
  const writer = await wireClient(world.server, 'carol')
  for (let n = 1; n <= count; n += 1) {
    const { ErrorCode, ErrorInfo } = await writer.send('bob', [text(`line ${n}`)])
    if (ErrorCode !== 0) throw new Error(`sendmsg: ${ErrorCode} ${ErrorInfo}`)
  }
  await bob.look()
  await bob.seesText('.conversations .last', `line ${count}`)
  await bob.click('.conversations a')
  await bob.seesMessage(`line ${count}`, 'received')
  return { bob, writer }
}

const place = () => {
  const box = document.querySelector('.scroller')
  return { top: box.scrollTop, toEnd: Math.round(box.scrollHeight - box.scrollTop - box.clientHeight) }
}

export const reading = {
  async 'older history comes in above without a jump, down to the first message'(world) {
    const { bob, writer } = await chatOf(world, 70)
    same((await bob.page.evaluate(place)).toEnd, 0, 'pixels from the end after opening')
    const total = () => bob.page.$$eval('.message', (all) => all.length)
    for (let before = await total(); before < 70; before = await total()) {
      // In one go: scroll to the top, remember where a message stands, wait for more, compare.
      const moved = await bob.page.evaluate(async () => {
        const box = document.querySelector('.scroller')
        const count = document.querySelectorAll('.message').length
        box.scrollTop = 100
        const anchor = document.querySelectorAll('.message')[3]
        const stood = anchor.getBoundingClientRect().top
        await new Promise((done, fail) => {
          const watcher = new MutationObserver(() => {
            if (document.querySelectorAll('.message').length > count) {
              watcher.disconnect()
              requestAnimationFrame(done)
            }
          })
          watcher.observe(box, { childList: true, subtree: true })
          setTimeout(() => fail(new Error('no older messages came')), 20_000)
        })
        return anchor.getBoundingClientRect().top - stood
      })
      holds(Math.abs(moved) <= 1, `the messages to stay where they were (moved by ${moved} px)`)
    }
    same(
      await bob.texts(),
      Array.from({ length: 70 }, (_, n) => `line ${n + 1}`),
      'the history',
    )
    await bob.page.evaluate(() => (document.querySelector('.scroller').scrollTop = 0))
    await bob.seesText('.start', 'This is where your chat with carol begins')
    writer.close()
  },

  async 'new messages do not pull the reader away from older ones'(world) {
    const { bob, writer } = await chatOf(world, 40)
    await bob.page.evaluate(() => (document.querySelector('.scroller').scrollTop -= 300))
    await bob.seesText('.to-end', 'Latest')
    const { top } = await bob.page.evaluate(place)
    await writer.send('bob', [text('news one')])
    await bob.seesText('.to-end', '1 new message')
    await writer.send('bob', [text('news two')])
    await bob.seesText('.to-end', '2 new messages')
    // Older messages may have come in above meanwhile; the pill must not have moved the place.
    holds((await bob.page.evaluate(place)).top >= top, 'the reader to stay where he was')
    await bob.click('.to-end')
    await bob.seesNo('.to-end')
    same((await bob.page.evaluate(place)).toEnd, 0, 'pixels from the end')
    // At the end new messages are followed.
    await writer.send('bob', [text('news three')])
    await bob.seesMessage('news three', 'received')
    await bob.until('the end', () => {
      const box = document.querySelector('.scroller')
      return box.scrollHeight - box.scrollTop - box.clientHeight < 2
    })
    writer.close()
  },
}
