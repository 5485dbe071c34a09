// What is measured in the browser, and how often. Each function measures one part and gives its rows.
// The clients take turns in every round, so that whatever else the machine does meets both.

import { userSig } from '../../tests/browser.mjs'
import { HISTORY, ROOM, pushes, roomPushes } from './frames.mjs'
import { LONG_TASK, atMost, faster, neverOver, noMore, row, timesAsFast, timesTheRate } from './report.mjs'
import { CROWDED, farAway, register, uploadPlace } from './servers.mjs'
import { Visit } from './visit.mjs'

const BOTH = ['ours', 'official']
const MAIN_THREAD = 'ms of main thread'
const ROOM_SECONDS = 5
/** Milliseconds between messages that come one by one. */
const EVERY = 10

/** Fewer rounds on a slow machine; every client has been measured equally often then. */
const TURNS_LIMIT = 40_000 // ms

/**
 * @param {number} rounds
 * @param {string[]} clients
 * @param {(client: string) => Promise<any>} measure
 * @returns {Promise<Record<string, any[]>>} by client, one result for each round
 */
async function takeTurns(rounds, clients, measure) {
  const results = Object.fromEntries(clients.map((client) => [client, []]))
  const end = Date.now() + TURNS_LIMIT
  for (let round = 0; round < rounds; round++) {
    for (const client of clients) results[client].push(await measure(client))
    if (Date.now() > end) break
  }
  return results
}

/** Opens a page that is logged in, measures in it, closes it. */
async function inVisit(stage, client, measure) {
  const visit = await Visit.ready(stage, client, stage.scripted.url)
  try {
    return await measure(visit)
  } finally {
    await visit.close()
  }
}

/** A page without an SDK that only takes so many frames from its socket: what no client can go below. */
async function bare(stage, frames) {
  const visit = await Visit.open(stage, 'ours')
  await visit.drive('listen', stage.scripted.url, frames)
  return visit
}

/** What the clients need more than the page without an SDK, round by round. */
function beyond({ bare, ...clients }, member) {
  const more = (list) => list.map((result, round) => result[member] - bare[round][member])
  return Object.fromEntries(Object.entries(clients).map(([client, list]) => [client, more(list)]))
}

/** From the request for the SDK until TIM.create has returned. */
export async function load(stage, { rounds }) {
  const clients = ['ours', 'slim', 'official']
  const visit = async (client, context) => {
    const page = await Visit.open(stage, client, context)
    try {
      const worked = await page.mainThread()
      return { took: await page.create(stage.scripted.url), worked: await worked() }
    } finally {
      await page.close()
    }
  }
  await takeTurns(1, clients, (client) => visit(client))
  const first = await takeTurns(rounds, clients, (client) => visit(client))
  // The browser keeps compiled code from the second or third visit on.
  const kept = stage.browser.defaultBrowserContext()
  await takeTurns(3, clients, (client) => visit(client, kept))
  const again = await takeTurns(rounds, clients, (client) => visit(client, kept))
  const pair = (results, client, member) => {
    const { [client]: ours, official } = column(results, member)
    return { ours, official }
  }
  return [
    row('load + TIM.create, first visit', 'ms', { ...pair(first, 'ours', 'took'), budget: faster }),
    row('load + TIM.create, first visit', MAIN_THREAD, pair(first, 'ours', 'worked')),
    row('load + TIM.create, first visit, slim', 'ms', { ...pair(first, 'slim', 'took'), budget: faster }),
    row('load + TIM.create, cached', 'ms', { ...pair(again, 'ours', 'took'), budget: faster }),
    row('load + TIM.create, cached', MAIN_THREAD, pair(again, 'ours', 'worked')),
    row('load + TIM.create, cached, slim', 'ms', { ...pair(again, 'slim', 'took'), budget: faster }),
  ]
}

const LATENCY = 50 // ms, each frame, each way
/** What a server tells of the list at once. */
const FIRST_PAGE = 100

/** From login() until SDK_READY through a connection with latency, on the real server: a short list, and a long one. */
export async function login(stage, { rounds }) {
  const few = await logins(stage, rounds, 'reader', 30)
  const many = await logins(stage, rounds, 'collector', 500)
  const name = `login → SDK_READY, ${LATENCY} ms per frame`
  return [
    row(name, 'ms', { ...column(few, 'took'), budget: noMore(0.03) }),
    row(`${name}, 500 conversations`, 'ms', { ...column(many, 'took'), budget: noMore(0.03) }),
    row('login until 500 conversations are listed', MAIN_THREAD, { ...column(many, 'worked'), budget: noMore(0) }),
  ]
}

async function logins(stage, rounds, user, conversations) {
  const { server } = stage
  for (let peer = 0; peer < conversations; peer++) await register(server, `peer${peer}`)
  const seeding = await Visit.ready(stage, 'ours', server.wsUrl, await userSig(server, user))
  await seeding.drive('sendAtOnce', conversations, conversations)
  await seeding.close()
  const far = await farAway(server, LATENCY)
  try {
    const measure = async (client) => {
      const visit = await Visit.open(stage, client)
      try {
        await visit.create(far.url)
        const worked = await visit.mainThread()
        const took = await visit.drive('login', await userSig(server, user))
        await visit.drive('conversations', Math.min(conversations, FIRST_PAGE))
        await visit.drive('conversations', conversations)
        return { took, worked: await worked() }
      } finally {
        await visit.close()
      }
    }
    await takeTurns(1, BOTH, measure)
    return await takeTurns(rounds, BOTH, measure)
  } finally {
    await far.close()
  }
}

/** Single messages, now and then, while the list is long: each moves its conversation to the front of it. */
export async function list(stage, { rounds, singles }) {
  const { user, contacts } = CROWDED
  const frames = pushes({ count: singles, conversations: contacts, perSecond: 50 })
  const prepared = async (client) => {
    if (client !== 'bare') {
      const visit = await Visit.ready(stage, client, stage.scripted.url, { userID: user, userSig: 'any' })
      await visit.drive('conversations', contacts)
      await visit.drive('expect', singles)
      return visit
    }
    return await bare(stage, singles)
  }
  const results = await takeTurns(rounds, [...BOTH, 'bare'], async (client) => {
    const visit = await prepared(client)
    try {
      const worked = await visit.mainThread()
      await stage.scripted.pushEach(frames, EVERY)
      await visit.drive('received')
      return { worked: (1000 * (await worked())) / singles }
    } finally {
      await visit.close()
    }
  })
  const name = `a message among ${contacts.toLocaleString('en')} conversations`
  return [
    row(name, 'µs of main thread', both(results, 'worked')),
    row(`${name}, beyond an empty page's`, 'µs of main thread', { ...beyond(results, 'worked'), budget: timesAsFast(2) }),
  ]
}

/** Messages pushed as fast as the page takes them. */
export async function receive(stage, { rounds, messages }) {
  const bytes = pushes({ count: messages, conversations: 20, perSecond: 50 })
  const results = await takeTurns(rounds, BOTH, (client) =>
    inVisit(stage, client, async (visit) => {
      await visit.drive('expect', messages)
      const worked = await visit.mainThread()
      const began = stage.scripted.push(bytes)
      const { at, longest } = await visit.drive('received')
      return { rate: (1000 * messages) / (at - began), longest, worked: await worked() }
    }),
  )
  const name = `${messages.toLocaleString('en')} messages pushed`
  return [
    row(name, 'messages/s', { ...column(results, 'rate'), budget: timesTheRate(2) }),
    row(name, LONG_TASK, { ...column(results, 'longest'), budget: neverOver(50) }),
    row(name, MAIN_THREAD, column(results, 'worked')),
  ]
}

/** A flood of messages in a chat room, at a steady rate. */
export async function room(stage, { rounds }) {
  const perSecond = 1000
  const count = perSecond * ROOM_SECONDS
  const frames = roomPushes({ count, perSecond })
  const prepared = async (client) => {
    if (client === 'bare') return await bare(stage, count)
    const visit = await Visit.ready(stage, client, stage.scripted.url)
    await visit.drive('join', ROOM)
    await visit.drive('expect', count)
    return visit
  }
  const results = await takeTurns(rounds, [...BOTH, 'bare'], async (client) => {
    const visit = await prepared(client)
    try {
      const worked = await visit.mainThread()
      const all = await visit.processors()
      await stage.scripted.pushEvenly(frames, perSecond)
      const { longest } = await visit.drive('received')
      return { longest, worked: (await worked()) / ROOM_SECONDS, all: (await all()) / ROOM_SECONDS }
    } finally {
      await visit.close()
    }
  })
  const name = `a room with ${perSecond.toLocaleString('en')} messages/s`
  const threads = 'ms of all threads of the page, each second'
  return [
    row(name, threads, { ...both(results, 'all'), budget: timesAsFast(2) }),
    row(`${name}, beyond an empty page's`, threads, beyond(results, 'all')),
    row(name, `${MAIN_THREAD}, each second`, both(results, 'worked')),
    row(`${name}, beyond an empty page's`, `${MAIN_THREAD}, each second`, beyond(results, 'worked')),
    row(name, LONG_TASK, { ...both(results, 'longest'), budget: neverOver(50) }),
  ]
}

/** The whole history of a conversation, page by page; the server answers at once. */
export async function history(stage, { rounds }) {
  const results = await takeTurns(rounds, BOTH, (client) =>
    inVisit(stage, client, async (visit) => {
      const worked = await visit.mainThread()
      const { took, count } = await visit.drive('history', 'person0')
      if (count !== HISTORY) throw new Error(`${client}: ${count} messages of ${HISTORY}`)
      return { took, worked: await worked() }
    }),
  )
  const name = `${HISTORY.toLocaleString('en')} messages of history, page by page`
  return [row(name, 'ms', { ...column(results, 'took'), budget: timesAsFast(2) }), row(name, MAIN_THREAD, column(results, 'worked'))]
}

/** A file sent to a real server, beside the bare request that carries as many bytes. */
export async function upload(stage, { rounds, uploaded }) {
  const { server } = stage
  const measure = async (client) => {
    const visit = await Visit.open(stage, 'ours')
    try {
      await visit.create(server.wsUrl)
      await visit.drive('login', await userSig(server, 'reader'))
      const before = await visit.drive('memory')
      const took = await visit.drive('upload', uploaded, client === 'bare' ? await uploadPlace(server, 'reader') : undefined)
      const after = await visit.drive('memory')
      return { took, grown: (after.wasm - before.wasm) / 1e6 }
    } finally {
      await visit.close()
    }
  }
  const results = await takeTurns(rounds, ['ours', 'bare'], measure)
  const took = column(results, 'took')
  const name = `${uploaded / 1e6} MB sent as a file`
  return [
    row(name, 'ms', { ours: took.ours, official: took.bare, note: 'beside it: the bare request', budget: noMore(0.05) }),
    row(name, 'MB, WebAssembly memory grown', { ours: column(results, 'grown').ours, budget: atMost(10) }),
  ]
}

/** Messages sent at once; the server answers at once. */
export async function send(stage, { rounds, sends }) {
  const results = await takeTurns(rounds, BOTH, (client) =>
    inVisit(stage, client, async (visit) => {
      const worked = await visit.mainThread()
      const sent = await visit.drive('sendAtOnce', sends, 10)
      return { ...sent, worked: await worked() }
    }),
  )
  const name = `${sends.toLocaleString('en')} sendMessage at once`
  const both = `${sends.toLocaleString('en')} createTextMessage and sendMessage`
  return [
    row(`${name}, all settled`, 'ms', { ...column(results, 'settle'), budget: timesAsFast(1.5) }),
    row(`${sends.toLocaleString('en')} createTextMessage before that`, 'ms', column(results, 'create')),
    row(both, LONG_TASK, column(results, 'longest')),
    row(both, MAIN_THREAD, column(results, 'worked')),
  ]
}

/** What the page and its workers hold: after login, and after messages in 50 conversations. */
export async function memory(stage, { memoryRounds, kept }) {
  const bytes = pushes({ count: kept, conversations: 50, perSecond: 50 })
  const results = await takeTurns(memoryRounds, BOTH, (client) =>
    inVisit(stage, client, async (visit) => {
      const idle = await visit.drive('memory')
      await visit.drive('expect', kept)
      stage.scripted.push(bytes)
      await visit.drive('received')
      const full = await visit.drive('memory')
      return { idle: megabytes(idle), full: megabytes(full), wasm: full.wasm / 1e6 }
    }),
  )
  const { wasm } = results.ours.at(-1)
  return [
    row('memory after login', 'MB', column(results, 'idle')),
    row(`memory with ${kept.toLocaleString('en')} messages in 50 conversations`, 'MB', {
      ...column(results, 'full'),
      budget: noMore(0),
      note: `of ours, WebAssembly memory: ${wasm.toFixed(1)} MB`,
    }),
  ]
}

/** Chromium's count does not have the memory of a WebAssembly instance: it is added whole. */
function megabytes({ bytes, wasm }) {
  return (bytes + wasm) / 1e6
}

/** One member of the results of the two clients, for `row`. */
function both({ ours, official }, member) {
  return column({ ours, official }, member)
}

/** One member of the results, for `row`. */
function column(results, member) {
  return Object.fromEntries(Object.entries(results).map(([client, list]) => [client, list.map((result) => result[member])]))
}
