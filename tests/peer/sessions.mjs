// The stories of sessions: who is logged in where, and what happens when the server goes away. Each takes
// the stage and which clients are used, and throws where something is not as it should be.

import { same } from '../checks.mjs'
import { cast, closeAll } from './cast.mjs'
import { Client, E } from './client.mjs'
import { equal, sameHistory } from './compare.mjs'

/** A second login throws the first one out; the first can come back. */
export async function kicked(stage, left, right) {
  const [anna] = cast()
  const first = await Client.ready(stage, left, anna)
  const mark = await first.mark()
  const second = await Client.ready(stage, right, anna)
  same(await first.event(E.kicked, [], mark), { type: 'multipleAccount' }, 'KICKED_OUT')
  await first.event(E.notReady, [], mark)
  same((await first.refusal('getMyProfile')).code, 3003, 'code of a call of the one thrown out')
  const back = await second.mark()
  await first.login()
  await second.event(E.kicked, [], back)
  await closeAll(first, second)
}

/** Logging out, and in again as the same and as another user on the same page. */
export async function again(stage, left) {
  const [anna, boris] = cast()
  const a = await Client.ready(stage, left, anna)
  const b = await Client.ready(stage, left, boris)
  await b.send(anna, 'Text', { text: 'before' })
  await a.event(E.received, ['before'])
  const mark = await a.mark()
  await a.call('logout')
  await a.event(E.notReady, [], mark)
  same((await a.refusal('getConversationList')).code, 3005, 'code of a call after logout')
  await b.send(anna, 'Text', { text: 'meanwhile' })
  await a.login()
  same((await a.history(boris)).map((m) => m.payload.text), ['before', 'meanwhile'], 'history after the new login')
  await a.settled(boris, (c) => c.unreadCount === 2, 'two unread messages')
  await a.call('logout')
  a.user = `${anna}-sister`
  await a.login()
  same(await a.conversations(), [], 'conversations of another user')
  same((await a.call('getMyProfile')).data.userID, a.user, 'profile of another user')
  await closeAll(a, b)
}

/** The server goes and comes back: both clients find it again; what was written meanwhile arrives, once. */
export async function restarted(stage, left, right) {
  const [anna, boris] = cast()
  const a = await Client.ready(stage, left, anna)
  const b = await Client.ready(stage, right, boris)
  await a.send(boris, 'Text', { text: 'before' })
  await b.event(E.received, ['before'])
  const [atA, atB] = [await a.mark(), await b.mark()]
  await stage.restart(async () => {
    await a.event(E.network, [], atA)
    await b.event(E.network, [], atB)
    // A message written while there is no server waits for it.
    await a.hold('@waiting', 'createTextMessage', { to: boris, conversationType: 'C2C', payload: { text: 'meanwhile' } })
    a.waiting = a.call('sendMessage', '@waiting').then(
      () => undefined,
      (error) => error,
    )
  })
  await Promise.all([a, b].map((client) => stage.connected(client)))
  const failure = await a.waiting
  if (failure) throw failure
  const received = await b.event(E.received, ['meanwhile'], atB)
  same(received.filter((m) => m.payload.text === 'meanwhile').length, 1, 'messages in the event')
  await b.send(anna, 'Text', { text: 'after' })
  await a.event(E.received, ['after'], atA)
  const texts = ['before', 'meanwhile', 'after']
  same((await a.history(boris)).map((m) => m.payload.text), texts, `history of ${a}`)
  same((await b.history(anna)).map((m) => m.payload.text), texts, `history of ${b}`)
  sameHistory(await a.history(boris), await b.history(anna), 'histories')
  const events = (await b.since(atB)).filter((e) => e.name === E.received && JSON.stringify(e.data).includes('meanwhile'))
  same(events.length, 1, 'times that the message was announced')
  await closeAll(a, b)
}

/**
 * One account in two instances (the server allows two here): what one sends, the other shows; what one
 * reads is read in the other.
 */
export async function instances(stage, left, right) {
  const [anna, boris] = cast()
  const one = await Client.ready(stage, left, anna)
  const two = await Client.ready(stage, right, anna)
  const b = await Client.ready(stage, left, boris)
  await one.send(boris, 'Text', { text: 'from the first' })
  const [synced] = await two.event(E.received, ['from the first'])
  same([synced.flow, synced.from, synced.to, synced.isRead], ['out', anna, boris, true], 'the copy')
  await two.send(boris, 'Text', { text: 'from the second' })
  await one.event(E.received, ['from the second'])
  await b.send(anna, 'Text', { text: 'an answer' })
  await one.event(E.received, ['an answer'])
  await two.event(E.received, ['an answer'])
  await one.call('setMessageRead', { conversationID: `C2C${boris}` })
  await one.settled(boris, (c) => c.unreadCount === 0, 'nothing unread')
  await two.settled(boris, (c) => c.unreadCount === 0, 'nothing unread in the other instance')
  equal(await one.history(boris), await two.history(boris), 'histories of both instances', ['isRead'])
  await closeAll(one, two, b)
}
