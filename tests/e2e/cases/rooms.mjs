// Live rooms: a crowd talks faster than anybody reads, and the page stays smooth.

import { startServer } from '../../browser.mjs'
import { holds, same } from '../../checks.mjs'
import { fileOnDisk } from '../files.mjs'
import { text, wireClient } from '../wire.mjs'

const GROUP = 'group_open_http_svc'
const SPEAKERS = ['bob', 'carol', 'dave', 'erin']
/** Messages in all, and of each speaker at a time. */
const FLOOD = 4000
const BURST = 50

/** A room named `stage`, on a server that lets a crowd talk. */
async function stage(world) {
  await world.server.stop()
  const settings = fileOnDisk('tim.toml', `[app]\nkeys = ["${'k'.repeat(64)}"]\n\n[group]\nmessages = 0\n`)
  world.server = await startServer({ args: ['--config', settings] })
  const owner = await wireClient(world.server, 'olga')
  const room = { Type: 'AVChatRoom', GroupId: 'stage', Name: 'The stage', Owner_Account: 'olga' }
  same((await owner.call(`${GROUP}.create_group`, room)).ErrorCode, 0, 'making the room')
  owner.close()
}

/** Somebody in the room; `say` gives the server's answer. */
async function speaker(world, user) {
  const client = await wireClient(world.server, user)
  same((await client.call(`${GROUP}.apply_join_group`, { GroupId: 'stage' })).ErrorCode, 0, `${user} joining`)
  const say = (line) =>
    client.call(`${GROUP}.send_group_msg`, {
      GroupId: 'stage',
      From_Account: user,
      Random: Math.floor(Math.random() * 1e9),
      MsgPriority: 'Normal',
      MsgBody: [text(line)],
    })
  return { say, close: client.close }
}

/** All speakers at once, each with as many messages on the way as a burst has. */
async function flood(speakers) {
  const share = FLOOD / speakers.length
  await Promise.all(
    speakers.map(async ({ say }, number) => {
      for (let sent = 0; sent < share; sent += BURST) {
        const answers = await Promise.all(Array.from({ length: BURST }, (_, i) => say(`${number}: line ${sent + i}`)))
        for (const { ErrorCode, ErrorInfo } of answers) same(ErrorCode, 0, `a line (${ErrorInfo})`)
      }
    }),
  )
}

/** Counts frames and rows in `window.seen`, with the longest task as the page itself sees it (Chromium). */
function watchFrames(person) {
  return person.page.evaluate(() => {
    window.seen = { longest: 0, rows: 0, frames: 0 }
    if (PerformanceObserver.supportedEntryTypes.includes('longtask')) {
      const observer = new PerformanceObserver((list) => {
        const longest = Math.max(window.seen.longest, ...list.getEntries().map(({ duration }) => duration))
        window.seen.longest = Math.round(longest)
      })
      observer.observe({ type: 'longtask' })
    }
    const frame = () => {
      window.seen.frames += 1
      window.seen.rows = Math.max(window.seen.rows, document.querySelectorAll('.message').length)
      requestAnimationFrame(frame)
    }
    frame()
  })
}

/**
 * Gives a function that tells the most milliseconds of the processor that one task of the page's main thread took; 0
 * where that cannot be measured. Time on the clock would say how busy the machine is.
 */
async function watchTasks(person) {
  if (person.page.browser().process()?.spawnfile.includes('firefox')) return async () => 0
  await person.page.tracing.start({ categories: ['toplevel', '__metadata'] })
  return async () => {
    const { traceEvents } = JSON.parse(new TextDecoder().decode(await person.page.tracing.stop()))
    const mains = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
    const isMain = ({ pid, tid }) => mains.some((main) => main.pid === pid && main.tid === tid)
    const tasks = traceEvents.filter((event) => event.ph === 'X' && event.tdur !== undefined && isMain(event))
    if (tasks.length === 0) throw new Error('the trace has no tasks')
    return Math.round(Math.max(...tasks.map(({ tdur }) => tdur)) / 1000)
  }
}

export const rooms = {
  async 'a live room is made, joined and talked in; who comes in sees nothing older'(world) {
    const alice = await world.person('alice')
    await alice.look()
    await alice.choose('.new-chat [aria-haspopup=menu]', 'New group')
    await alice.fill('#group-name', 'Concert')
    await alice.page.click('.kinds label:nth-of-type(4)')
    same(await alice.page.$('#group-people'), null, 'a live room begins without members')
    await alice.page.keyboard.press('Enter')
    await alice.sees('.composer')
    await alice.say('Welcome!')
    await alice.seesMessage('Welcome!', 'sent')
    const id = decodeURIComponent((await alice.page.url()).split('/').at(-1))
    const bob = await world.person('bob', { group: id })
    await alice.look()
    await alice.seesText('.tip', 'bob joined')
    await bob.look()
    await bob.say('Hello from the back')
    await bob.seesMessage('Hello from the back', 'sent')
    await alice.look()
    await alice.seesMessage('Hello from the back', 'received')
    await bob.look()
    await bob.choose('.peer > [aria-haspopup=menu]', 'Leave group')
    await bob.click('dialog .danger')
    await bob.until('the list', () => location.hash === '#/bob')
    await alice.look()
    await alice.seesText('.tip', 'bob left')
  },

  async 'a flood of messages in a live room does not stop the page'(world) {
    await stage(world)
    const alice = await world.person('alice', { group: 'stage' })
    await alice.look()
    const speakers = await Promise.all(SPEAKERS.map((user) => speaker(world, user)))
    await watchFrames(alice)
    const stop = await watchTasks(alice)
    await flood(speakers)
    same((await speakers[0].say('that was all')).ErrorCode, 0, 'the last line')
    await alice.seesMessage('that was all', 'received')
    const { rows, frames, longest } = await alice.page.evaluate(() => window.seen)
    const busiest = await stop()
    console.log(`      ${FLOOD} messages, ${frames} frames, ${rows} rows, the longest task ${longest} ms, of the processor ${busiest} ms`)
    holds(rows <= 60, `at most 60 rows, not ${rows}`)
    holds(busiest <= 50, `no task of more than 50 ms, not ${busiest}`)
    holds(
      await alice.page.$eval('.scroller', (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 48),
      'the newest message in sight',
    )
    await alice.say('Wow')
    await alice.seesMessage('Wow', 'sent')
    for (const { close } of speakers) close()
  },
}
