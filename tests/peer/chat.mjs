// The stories of two people who write to each other. Each takes the stage and which client the left and the
// right one use, and throws where something is not as it should be.

import { holds, same } from '../checks.mjs'
import { cast, closeAll, MESSAGES, nextSecond } from './cast.mjs'
import { Client, E } from './client.mjs'
import { equal, sameHistory } from './compare.mjs'

/** Both are online and exchange one message of each kind, both ways. */
export async function talk(stage, left, right) {
  const [anna, boris] = cast()
  const a = await Client.ready(stage, left, anna)
  const b = await Client.ready(stage, right, boris)
  for (const [from, to] of [[a, b], [b, a]]) {
    for (const [kind, payload, text] of MESSAGES) {
      const mark = await to.mark()
      const label = await from.send(to.user, kind, payload)
      const [received] = await to.event(E.received, [text], mark)
      const sent = await from.read(label)
      sameHistory([sent], [received], `${kind} from ${from} to ${to}`)
      same([sent.status, received.status, received.flow, received.isRead], ['success', 'success', 'in', false])
      equal(received.payload, payload, `payload of ${kind}`)
    }
  }
  const histories = [await a.history(boris), await b.history(anna)]
  same(histories[0].length, 2 * MESSAGES.length, 'length of the history')
  sameHistory(...histories, 'histories')
  const [x, y] = [await a.conversation(boris), await b.conversation(anna)]
  same([x.unreadCount, y.unreadCount], [MESSAGES.length, MESSAGES.length], 'unread counts')
  equal(x.lastMessage, y.lastMessage, 'last messages', ['isPeerRead'])
  await closeAll(a, b)
}

/** One writes while the other is away; the other finds everything, reads it, and the first sees that. */
export async function away(stage, left, right) {
  const [anna, boris] = cast()
  const first = await Client.ready(stage, right, boris) // The account must exist.
  await first.call('logout')
  await first.close()
  const a = await Client.ready(stage, left, anna)
  const labels = []
  for (let n = 1; n <= 20; n += 1) labels.push(await a.send(boris, 'Text', { text: `number ${n}` }))

  const b = await Client.ready(stage, right, boris)
  const found = await b.settled(anna, (c) => c.unreadCount === 20, '20 unread messages')
  same([found.lastMessage.messageForShow, found.lastMessage.fromAccount], ['number 20', anna], 'last message')
  await b.event(E.total, ['20'])
  const history = await b.history(anna)
  same(history.map((m) => m.payload.text), labels.map((_, i) => `number ${i + 1}`), 'texts, oldest first')
  sameHistory(await a.history(boris), history, 'histories')

  const mark = await a.mark()
  await b.call('setMessageRead', { conversationID: `C2C${anna}` })
  await b.settled(anna, (c) => c.unreadCount === 0, 'nothing unread')
  const read = await a.event(E.readByPeer, ['number 20'], mark)
  same(read.length, 20, 'messages that were read')
  for (const label of labels) same((await a.read(label)).isPeerRead, true, `isPeerRead of ${label}`)
  await a.settled(boris, (c) => c.lastMessage.isPeerRead === true, 'the last message to be read')
  await closeAll(a, b)
}

/** Read state survives a new login on both sides. */
export async function remembered(stage, left, right) {
  const [anna, boris] = cast()
  let [a, b] = [await Client.ready(stage, left, anna), await Client.ready(stage, right, boris)]
  const mark = await b.mark()
  await a.send(boris, 'Text', { text: 'read this' })
  await b.event(E.received, ['read this'], mark)
  await b.settled(anna, (c) => c.unreadCount === 1, 'one unread message')
  const before = await a.mark()
  await b.call('setMessageRead', { conversationID: `C2C${anna}` })
  await a.event(E.readByPeer, ['read this'], before)
  await nextSecond()
  await a.send(boris, 'Text', { text: 'and not this' })
  await closeAll(a, b)

  ;[a, b] = [await Client.ready(stage, left, anna), await Client.ready(stage, right, boris)]
  await b.settled(anna, (c) => c.unreadCount === 1, 'one unread message')
  same((await b.history(anna)).map((m) => m.isRead), [true, false], 'isRead of the receiver')
  same((await a.history(boris)).map((m) => m.isPeerRead), [true, false], 'isPeerRead of the sender')
  await closeAll(a, b)
}

/** Nick and avatar: PROFILE_UPDATED for oneself, and the new nick on the next message. */
export async function profiles(stage, left, right) {
  const [anna, boris] = cast()
  const a = await Client.ready(stage, left, anna)
  const b = await Client.ready(stage, right, boris)
  const [nick, avatar] = ['Anna the first', 'https://example.com/anna.png']
  const mark = await a.mark()
  await a.call('updateMyProfile', { nick, avatar })
  const [profile] = await a.event(E.profile, [nick], mark)
  same([profile.userID, profile.nick, profile.avatar], [anna, nick, avatar], 'my profile')
  await a.send(boris, 'Text', { text: 'who am I' })
  const [received] = await b.event(E.received, ['who am I'])
  same([received.nick, received.avatar], [nick, avatar], 'nick and avatar of the message')
  await b.settled(anna, (c) => c.userProfile.nick === nick && c.userProfile.avatar === avatar, 'the profile in the list')
  await closeAll(a, b)
  const later = await Client.ready(stage, right, anna)
  const { data } = await later.call('getMyProfile')
  same([data.nick, data.avatar], [nick, avatar], 'my profile after a new login')
  await later.close()
}

/** Online-only messages arrive and leave no trace; excluded ones are not counted; refusals carry codes. */
export async function special(stage, left, right) {
  const [anna, boris] = cast()
  const a = await Client.ready(stage, left, anna)
  const b = await Client.ready(stage, right, boris)
  await a.send(boris, 'Custom', { data: 'typing' }, { options: { onlineUserOnly: true } })
  const [typing] = await b.event(E.received, ['typing'])
  same([typing._onlineOnlyFlag, typing.flow], [true, 'in'], 'an online-only message')
  const controlled = { messageControlInfo: { excludedFromUnreadCount: true } }
  await a.send(boris, 'Text', { text: 'not counted' }, { options: controlled })
  await b.event(E.received, ['not counted'])
  await a.send(boris, 'Text', { text: 'counted' }, { create: { cloudCustomData: 'cloud', needReadReceipt: true } })
  const [counted] = await b.event(E.received, ['"counted"'])
  same([counted.cloudCustomData, counted.needReadReceipt], ['cloud', true], 'members of the message')
  await b.settled(anna, (c) => c.unreadCount === 1, 'one unread message')
  same((await b.history(anna)).map((m) => m.payload.text), ['not counted', 'counted'], 'history')

  await a.hold('@lost', 'createTextMessage', { to: 'nobody-at-all', conversationType: 'C2C', payload: { text: 'x' } })
  const refusal = await a.refusal('sendMessage', '@lost')
  same(refusal.code, 20003, 'code of a message to nobody')
  holds(refusal.message, 'a text with the refusal')
  same((await a.read('@lost')).status, 'fail', 'status of the message')
  await a.hold('@long', 'createTextMessage', { to: boris, conversationType: 'C2C', payload: { text: 'x'.repeat(20_000) } })
  same((await a.refusal('sendMessage', '@long')).code, 80002, 'code of a message that is too long')
  await a.send(anna, 'Text', { text: 'note to myself' })
  same((await a.history(anna)).map((m) => [m.flow, m.payload.text]), [['out', 'note to myself']], 'a note to myself')
  await closeAll(a, b)
}

/** Both clients, one after the other, show the same account: conversations, history, profile, member by member. */
export async function views(stage) {
  const [anna, boris] = cast()
  const carla = `carla-of-${anna}`
  const a = await Client.ready(stage, 'official', anna)
  const b = await Client.ready(stage, 'ours', boris)
  const c = await Client.ready(stage, 'official', carla)
  await a.call('updateMyProfile', { nick: 'Anna', avatar: 'https://example.com/anna.png' })
  await c.call('updateMyProfile', { nick: 'Carla', avatar: 'https://example.com/carla.png' })
  for (const [kind, payload] of MESSAGES) await c.send(boris, kind, payload)
  await nextSecond() // Conversations of the same second have no order of their own.
  for (const [kind, payload] of MESSAGES) {
    await a.send(boris, kind, payload)
    await b.send(anna, kind, payload)
  }
  await b.call('setMessageRead', { conversationID: `C2C${carla}` })
  await c.event(E.readByPeer, ['113.941627'])
  for (const client of [a, b, c]) await client.call('logout')
  await closeAll(a, b, c)

  const seen = {}
  for (const kind of ['official', 'ours']) {
    const client = await Client.ready(stage, kind, boris)
    await client.settled(anna, (one) => one.unreadCount === MESSAGES.length, `${MESSAGES.length} unread messages`)
    seen[kind] = {
      conversations: await client.conversations(),
      histories: [await client.history(anna), await client.history(carla)],
      profile: (await client.call('getMyProfile')).data,
    }
    await client.call('logout')
    await client.close()
  }
  const { official, ours } = seen
  equal(official.conversations, ours.conversations, 'conversations (official | ours)')
  equal(official.histories, ours.histories, 'histories (official | ours)')
  equal(official.profile, ours.profile, 'profiles (official | ours)', ['lastUpdatedTime'])
}
