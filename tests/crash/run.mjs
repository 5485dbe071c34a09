// Crash: the server is killed while people write, and nothing is lost, doubled or left hanging.
//
//   node tests/crash/run.mjs [--seed=NUMBER] [--grep=TEXT]
//
// The seed (printed; a new one for each run) decides when the server is killed and for how long it is away; what
// the network does meanwhile is its own affair. What passed on every socket is left in target/crash.
// Last line: passed=N failed=N.

import { launch, serveFolder } from '../browser.mjs'
import { checks, same } from '../checks.mjs'
import { exactlyOnce, none, sameOrder, story } from './compare.mjs'
import { group } from './group.mjs'
import { lostAnswers } from './lost-answers.mjs'
import { pages, randomness } from './stage.mjs'
import { storm, streams } from './storm.mjs'

const given = process.argv.find((word) => word.startsWith('--seed='))?.slice('--seed='.length)
const seed = given === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(given)
if (!Number.isInteger(seed)) throw new Error(`--seed must be a whole number, not ${given}`)
console.log(`seed ${seed}`)

const { check, finish } = checks()
const browser = await launch('chromium')
const site = await serveFolder(pages)

/** Each play happens once, when the first check asks for what it left behind. */
const once = (play, seed) => {
  let evidence
  return () => (evidence ??= play(browser, site, randomness(seed)))
}
const stormy = once(storm, seed)
const lost = once(lostAnswers, seed + 1)
const together = once(group, seed + 2)

// At the same time, each with a server of its own: the second one mostly waits.
await Promise.all([
  check('under load, three crashes: everybody comes back and everything is sent', stormy),
  check('answers lost in a crash: everything fails, and is sent when tried again', lost),
  check('a group that lives through three crashes: everybody comes back', together),
])
await check('every call has one outcome, and the last one of every message is success', async () => {
  for (const { user, written, faults } of Object.values((await stormy()).lived)) {
    none(`${user}: faults`, faults)
    none(`${user}: outcomes`, written.filter((message) => !endsWell(message)).map(story))
  }
})
await check('no message is left as being sent', async () => {
  const { lived, shown, kept } = await stormy()
  for (const { user, written } of Object.values(lived)) {
    none(`${user}: not "success"`, written.filter(({ status }) => status !== 'success').map(story))
  }
  for (const [user, peer, history] of [...histories(shown), ...histories(kept)]) {
    none(`${user}, history with ${peer}: not "success"`, history.filter(({ status }) => status !== 'success').map(story))
  }
})
await check('history has each message exactly once', async () => {
  const evidence = await stormy()
  for (const [user, peer, history] of histories(evidence.kept)) {
    const written = between(evidence, user, peer)
    exactlyOnce(`${user}'s history with ${peer}`, written, history)
    exactlyOnce(`what the server gave ${user} of it`, written, asServed(written, evidence.served[user][peer]))
  }
})
await check('history has the messages of each sender in the order in which they were written', async () => {
  const { kept, lived } = await stormy()
  for (const [user, peer, history] of histories(kept)) {
    for (const sender of [user, peer]) {
      // One that was tried again stands where it was sent at last.
      const tried = new Set(lived[sender].written.filter(({ calls }) => calls.length > 1).map(({ text }) => text))
      const sent = history.filter(({ from, text }) => from === sender && !tried.has(text))
      const number = ({ text }) => Number(text.split(' ')[1])
      sameOrder(`${user}'s history, what ${sender} wrote`, sent.toSorted((a, b) => number(a) - number(b)), sent)
    }
  }
})
await check('each receiver was told of each message exactly once, and of nothing else', async () => {
  const evidence = await stormy()
  for (const { user, received } of Object.values(evidence.lived)) {
    const expected = streams(evidence).filter(({ to }) => to === user)
    exactlyOnce(`MESSAGE_RECEIVED of ${user}`, expected.flatMap(({ messages }) => messages), received)
  }
})
await check('a page that lived through it shows what a new page shows', async () => {
  const { shown, kept } = await stormy()
  for (const [user, peer, history] of histories(shown)) {
    const where = `${user}'s history with ${peer}`
    sameOrder(`${where}, by time`, history.toSorted((a, b) => a.time - b.time), history)
    // Times are whole seconds: what was missed may stand behind what came live in the same second.
    sameOrder(where, bySecond(kept[user][peer]), bySecond(history))
  }
})
await check('unread counts are what was received', async () => {
  const evidence = await stormy()
  for (const [age, users] of [['the page that was there', evidence.lived], ['a new page', evidence.fresh]]) {
    for (const { user, conversations, total } of Object.values(users)) {
      const unread = Object.fromEntries(conversations.map((one) => [one.conversationID, one.unreadCount]))
      const expected = Object.fromEntries(Object.keys(evidence.kept[user]).map((peer) => [`C2C${peer}`, sentFrom(evidence, peer, user).length]))
      same(sorted(unread), sorted(expected), `${user}, ${age}: unread counts`)
      same(total ?? 0, Object.values(expected).reduce((a, b) => a + b), `${user}, ${age}: the total that was published`)
    }
  }
})
await check('the last message of each conversation is the newest of its history', async () => {
  const evidence = await stormy()
  for (const [age, users] of [['the page that was there', evidence.lived], ['a new page', evidence.fresh]]) {
    for (const { user, conversations } of Object.values(users)) {
      for (const [peer, history] of Object.entries(evidence.kept[user])) {
        const { from, text, time } = history.at(-1)
        const found = conversations.find(({ conversationID }) => conversationID === `C2C${peer}`)?.lastMessage
        same(found, { from, shown: text, text, time }, `${user}, ${age}: last message with ${peer}`)
      }
    }
  }
})
await check('each crash shows in NET_STATE_CHANGE: away, and back', async () => {
  const { outages, lived } = await stormy()
  const complaints = []
  outages.forEach((users, crash) => users.forEach((states, i) => {
    const names = states.map(({ state }) => state)
    const away = names.slice(0, -1)
    if (names.at(-1) !== 'connected' || away.length === 0 || away.includes('connected')) {
      complaints.push(`${Object.keys(lived)[i]}, crash ${crash + 1}: ${names.join(', ') || 'nothing'}`)
    }
  }))
  none('states', complaints)
  for (const [i, { user, states }] of Object.values(lived).entries()) {
    same(states.length, outages.flatMap((users) => users[i]).length, `${user}: changes, all of them during the crashes`)
  }
})

await check('answers lost: what could not be sent says so', async () => {
  const { failed, counts } = await lost()
  const hopeless = failed.written.slice(counts.heard)
  same(hopeless.length, counts.lost + counts.inVain, 'messages that cannot have been answered')
  none('not failed with 2801', hopeless.filter(({ status, calls }) => status !== 'fail' || calls[0].outcomes[0].code !== 2801).map(story))
})
await check('answers lost: the sender is not told of her own messages', async () => {
  const { recovered, alice } = await lost()
  none('MESSAGE_RECEIVED when connected again', recovered.received.map(({ text, ID }) => `${text} ${ID}`))
  none('MESSAGE_RECEIVED in the end', alice.received.map(({ text, ID }) => `${text} ${ID}`))
})
await check('answers lost: every message is sent, and there exactly once', async () => {
  const { alice, bob, shown, kept, served } = await lost()
  none('outcomes', alice.written.filter((message) => !endsWell(message) || message.status !== 'success').map(story))
  none('faults', [...alice.faults, ...bob.faults])
  exactlyOnce("the receiver's history", alice.written, kept)
  exactlyOnce('what the server gave of it', alice.written, asServed(alice.written, served))
  exactlyOnce('MESSAGE_RECEIVED of the receiver', alice.written, bob.received)
  exactlyOnce("the sender's history, in the page that sent", alice.written, shown)
  same(bob.conversations.map(({ unreadCount }) => unreadCount), [alice.written.length], 'unread')
})

await check('a group: its numbers have no gap, and none is there twice', async () => {
  const { fresh } = await together()
  const numbers = fresh.alice.said.map(({ sequence }) => sequence)
  same(numbers, numbers.map((_, i) => i + 1), 'the sequences of the whole history')
})
await check('a group: every message that was acknowledged is there exactly once', async () => {
  const { fresh, written } = await together()
  none('not "success"', written.filter(({ status }) => status !== 'success').map(story))
  const texts = fresh.alice.said.map(({ payload }) => payload.text).filter(Boolean)
  same(texts.toSorted(), written.map(({ text }) => text).toSorted(), 'what was said')
})
await check('a group: every change that was acknowledged was told, and is still true', async () => {
  const { fresh, names, comings, goings } = await together()
  const tips = (kind) => fresh.alice.said.filter(({ payload }) => payload.operationType === kind)
  const named = tips(6).map(({ payload }) => payload.newGroupProfile.groupName)
  none('names that nobody was told of', names.filter((name) => named.filter((told) => told === name).length !== 1))
  const isIn = tips(1).length - tips(3).length
  if (tips(1).length < comings || tips(3).length < goings) throw new Error(`${comings} came and ${goings} went, told of ${tips(1).length} and ${tips(3).length}`)
  same('dora' in fresh.alice.members, isIn === 1, 'whether dora is in')
  same(fresh.alice.name, named.at(-1), 'the name')
  same(fresh.alice.count, Object.keys(fresh.alice.members).length, 'how many there are')
})
await check('a group: who lived through it shows what a new page shows', async () => {
  const { lived, fresh } = await together()
  for (const user of ['alice', 'bob']) same(lived[user], fresh[user], user)
})
await check('a group: who comes and goes is told so, once each time, also when away', async () => {
  const { fresh, notices } = await together()
  const told = (kind) => notices.filter((notice) => notice.kind === kind).length
  const tips = (kind) => fresh.alice.said.filter(({ payload }) => payload.operationType === kind).length
  same([told(7), told(4)], [tips(1), tips(3)], 'notices of invitations and of being thrown out')
  same(new Set(notices.map(({ ID }) => ID)).size, notices.length, 'notices without their copies')
})

await browser.close()
await site.close()
finish()

/** Every call ended once, all but the last in failure, and each said of the message what is true of it. */
function endsWell({ calls }) {
  return calls.every(({ outcomes }, i) => {
    const [outcome] = outcomes
    const isLast = i === calls.length - 1
    const status = isLast ? 'success' : 'fail'
    return outcomes.length === 1 && outcome.same && (outcome.ok === true) === isLast && outcome.status === status
  })
}

/** `[user, peer, history]` of everybody. */
function histories(users) {
  return Object.entries(users).flatMap(([user, peers]) => Object.entries(peers).map(([peer, history]) => [user, peer, history]))
}

/** What one wrote to the other, as the sender has it. */
function sentFrom(evidence, from, to) {
  return streams(evidence).find((stream) => stream.from === from && stream.to === to)?.messages ?? []
}

/** On the wire messages have no ID of their own: they are known by their texts. */
function asServed(written, texts) {
  const ids = new Map(written.map(({ text, ID }) => [text, ID]))
  return texts.map((text) => ({ text, ID: ids.get(text) ?? 'unknown' }))
}

function between(evidence, one, other) {
  return [...sentFrom(evidence, one, other), ...sentFrom(evidence, other, one)]
}

/** By time, and by ID within a second. */
function bySecond(history) {
  return history.toSorted((a, b) => a.time - b.time || (a.ID < b.ID ? -1 : 1))
}

function sorted(object) {
  return Object.fromEntries(Object.entries(object).sort())
}
