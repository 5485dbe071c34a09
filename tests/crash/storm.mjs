// The storm: two users write 200 messages a second between them, and the server is killed three times while they
// do. Alice writes to Bob and Carol, Bob to Alice and Carol: so there is one who only receives, from two, and two
// who send and receive in one conversation at the same time. Here: what happens, and the evidence that it leaves
// behind. What has to be true of the evidence is in run.mjs.

import { setTimeout as pause } from 'node:timers/promises'
import { Stage } from './stage.mjs'

const NAMES = ['alice', 'bob', 'carol']
const RECEIVERS = { alice: ['bob', 'carol'], bob: ['alice', 'carol'] }
/** Messages a second of each sender. */
const RATE = 100
/** Milliseconds before each crash, at random from … to …: well under way, in the middle of catching up, anywhere. */
const BEFORE = [
  [1_500, 4_000],
  [0, 500],
  [500, 5_000],
]
/** So long after the last one they go on writing. */
const AFTERWARDS_MS = 2_000
/** Milliseconds without a server. */
const DOWN = [500, 2_000]

/**
 * @typedef {object} Evidence
 * @property {Record<string, object>} lived what each user's page says, which was there all the time (page.js, evidence)
 * @property {Record<string, Record<string, object[]>>} shown user → peer → the history in that page
 * @property {Record<string, object>} fresh the same of pages that were opened afterwards
 * @property {Record<string, Record<string, object[]>>} kept user → peer → the history in the fresh page
 * @property {Record<string, Record<string, string[]>>} served user → peer → the texts that the server gave for it
 * @property {object[][][]} outages for each crash, for each user, how the connection was meanwhile
 */

/** @returns {Promise<Evidence>} */
export function storm(browser, site, random) {
  return Stage.play('storm', browser, site, random, unfold)
}

async function unfold(stage, random) {
  const users = await Promise.all(NAMES.map((name) => stage.enter(name)))
  const senders = users.filter(({ name }) => RECEIVERS[name])
  const began = performance.now()
  const seconds = () => ((performance.now() - began) / 1000).toFixed(1)
  const sum = async (what) => (await Promise.all(senders.map((user) => user.ask(what)))).reduce((a, b) => a + b)

  await Promise.all(senders.map((user) => user.ask('start', RECEIVERS[user.name], RATE)))
  const marks = [await Promise.all(users.map((user) => user.ask('statesSoFar')))]
  for (let crash = 1; crash <= BEFORE.length; crash += 1) {
    await pause(random.between(...BEFORE[crash - 1]))
    const downMs = random.between(...DOWN)
    const [written, unanswered] = [await sum('writtenSoFar'), await sum('unanswered')]
    const words = `storm: crash ${crash} at ${seconds()} s: ${written} messages written, ${unanswered} of them on their way`
    await stage.kill()
    await pause(downMs)
    await stage.restart()
    console.log(`      ${words}; ${Math.round(downMs)} ms without a server, all connected at ${seconds()} s`)
    marks.push(await Promise.all(users.map((user) => user.ask('statesSoFar'))))
  }
  await pause(AFTERWARDS_MS)
  await Promise.all(senders.map((user) => user.ask('stop')))
  const written = await sum('writtenSoFar')
  console.log(`      storm: the end at ${seconds()} s: ${written} messages, ${Math.round(written / Number(seconds()))} a second`)
  for (const user of senders) await user.waits('for all its messages to be sent', 'allDelivered')
  await stage.quiet()

  const lived = await each(users, (user) => user.ask('evidence'))
  const outages = marks.slice(1).map((_, crash) => NAMES.map((name, i) => lived[name].states.slice(marks[crash][i], marks[crash + 1][i])))
  const shown = await each(users, (user) => histories(user))
  const log = await stage.keep('storm')
  await Promise.all(users.map((user) => user.close()))

  const late = await Promise.all(NAMES.map((name) => stage.enter(name)))
  await stage.quiet()
  const fresh = await each(late, (user) => user.ask('evidence'))
  const kept = await each(late, (user) => histories(user))
  const served = await each(late, (user) => histories(user, 'served'))
  await stage.close()
  console.log(`      storm: quiet, and everything read again, at ${seconds()} s; ${stage.duplicates} messages reached the server more than once; ${log}`)
  return { lived, shown, fresh, kept, served, outages }
}

/** `{alice: …, bob: …}` */
async function each(users, body) {
  return Object.fromEntries(await Promise.all(users.map(async (user) => [user.name, await body(user)])))
}

/** A user's history with each of the others. */
async function histories(user, what = 'history') {
  const found = {}
  for (const peer of NAMES.filter((name) => name !== user.name)) found[peer] = await user.ask(what, peer)
  return found
}

/** Who received something from whom, with the messages as the sender has them. */
export function streams({ lived }) {
  return Object.entries(RECEIVERS).flatMap(([from, receivers]) =>
    receivers.map((to) => ({ from, to, messages: lived[from].written.filter((message) => message.to === to) })),
  )
}
