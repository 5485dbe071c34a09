// The stories of what a user settles about others and about conversations: who is blocked, what is pinned, marked,
// grouped, muted or deleted, and who is online. Each takes the stage and which clients are used, and throws where
// something is not as it should be.

import { holds, same } from '../checks.mjs'
import { cast, closeAll, nextSecond } from './cast.mjs'
import { Client, E } from './client.mjs'

const names = (list) => list.map(({ conversationID }) => conversationID)

/** The blocker hears nothing more, but may still write; afterwards all is as before. */
export async function blacklist(stage, left, right) {
  const [anna, boris] = cast()
  const a = await Client.ready(stage, left, anna)
  const b = await Client.ready(stage, right, boris)
  await a.send(boris, 'Text', { text: 'hello' })
  const mark = await a.mark()
  same((await a.call('addToBlacklist', { userIDList: [boris] })).data, [boris], 'the list after adding')
  same(await a.event(E.blacklist, [boris], mark), [boris], 'BLACKLIST_UPDATED')
  await b.hold('@refused', 'createTextMessage', { to: anna, conversationType: 'C2C', payload: { text: 'refused' } })
  const refusal = await b.refusal('sendMessage', '@refused')
  same(refusal.code, 20007, 'code of a message to the blocker')
  holds(refusal.message, 'a text with the refusal')
  await a.send(boris, 'Text', { text: 'I may' })
  await b.event(E.received, ['I may'])
  await a.close()

  const later = await Client.ready(stage, left, anna)
  await later.event(E.blacklist, [boris])
  same((await later.call('getBlacklist')).data, [boris], 'the list after a new login')
  same((await later.call('removeFromBlacklist', { userIDList: [boris] })).data, [], 'the list after removing')
  await b.send(anna, 'Text', { text: 'again' })
  await later.event(E.received, ['again'])
  same((await later.history(boris)).map((m) => m.payload.text), ['hello', 'I may', 'again'], 'history')
  await closeAll(later, b)
}

/** Two instances of one user, and two others who have each written a message, the first of them earlier. */
async function scene(stage, left, right) {
  const [anna, boris] = cast()
  const carla = `carla-of-${anna}`
  const one = await Client.ready(stage, left, anna)
  const two = await Client.ready(stage, right, anna)
  const [b, c] = [await Client.ready(stage, left, boris), await Client.ready(stage, right, carla)]
  await b.send(anna, 'Text', { text: 'from boris' })
  await nextSecond() // Conversations of the same second have no order of their own.
  await c.send(anna, 'Text', { text: 'from carla' })
  for (const client of [one, two]) await client.settled(carla, () => true, 'a conversation')
  const [B, C] = [`C2C${boris}`, `C2C${carla}`]
  const all = { anna, boris, carla, one, two, b, c, B, C }
  all.close = () => closeAll(one, all.two, b, c)
  return all
}

/** The same user later, in the place of the second instance. */
async function anew(scene, listed = scene.carla) {
  await scene.two.close()
  scene.two = await Client.ready(scene.one.stage, scene.two.kind, scene.anna)
  await scene.two.settled(listed, () => true, 'a conversation')
  return scene.two
}

export async function pins(stage, left, right) {
  const all = await scene(stage, left, right)
  const { one, two, boris, B, C } = all
  same(names(await one.conversations()), [C, B], 'newest first')
  await one.call('pinConversation', { conversationID: B, isPinned: true })
  same(names(await one.conversations()), [B, C], 'the pinned one first')
  await two.settled(boris, (conversation) => conversation.isPinned, 'a pinned conversation in the other instance')
  same(names(await two.conversations()), [B, C], 'the pinned one first in the other instance')
  const later = await anew(all)
  same((await later.conversations()).map((one) => one.isPinned), [true, false], 'isPinned after a new login')
  same(names(await later.conversations()), [B, C], 'the pinned one first after a new login')
  await later.call('pinConversation', { conversationID: B, isPinned: false })
  await one.settled(boris, (conversation) => !conversation.isPinned, 'no pinned conversation')
  await all.close()
}

export async function deletion(stage, left, right) {
  const all = await scene(stage, left, right)
  const { anna, boris, carla, one, two, b, B, C } = all
  const mark = await two.mark()
  const { data } = await one.call('deleteConversation', B)
  same(data, { conversationID: B }, 'the answer')
  same(names(await one.conversations()), [C], 'conversations')
  await two.event(E.list, [], mark)
  same(names(await two.conversations()), [C], 'conversations of the other instance')
  await b.event(E.readByPeer, ['from boris'])
  await b.send(anna, 'Text', { text: 'once more' })
  await one.settled(boris, (conversation) => conversation.unreadCount === 1, 'one unread message')
  same((await one.history(boris)).map((m) => m.payload.text), ['once more'], 'history of the one who deleted it')
  same((await b.history(anna)).map((m) => m.payload.text), ['from boris', 'once more'], 'history of the other')

  await one.call('deleteConversation', { conversationIDList: [C], clearHistoryMessage: false })
  same(names(await one.conversations()), [B], 'conversations')
  await one.call('clearHistoryMessage', B)
  same((await one.conversation(boris)).lastMessage.messageForShow, '', 'last message of a cleared conversation')
  const later = await anew(all, boris)
  const listed = await later.settled(boris, () => true, 'the cleared conversation')
  same([listed.unreadCount, listed.lastMessage.messageForShow], [0, ''], 'the cleared conversation after a new login')
  same(names(await later.conversations()), [B], 'conversations after a new login')
  same(await later.history(boris), [], 'its history')
  same((await later.history(carla)).map((m) => m.payload.text), ['from carla'], 'history that was to stay')
  await all.close()
}

/** Marks, custom data and groups, in both instances and after a new login. */
export async function labels(stage, left, right) {
  const all = await scene(stage, left, right)
  const { one, two, boris, B, C } = all
  const marking = { conversationIDList: [B], markType: 1, enableMark: true }
  const marked = (await one.call('markConversation', marking)).data
  same([marked.successConversationIDList, marked.failureConversationIDList], [[B], []], 'marked conversations')
  await one.call('markConversation', { ...marking, markType: 4 })
  await one.call('setConversationCustomData', { conversationIDList: [B], customData: 'custom 字' })
  const mark = await two.mark()
  const made = (await one.call('createConversationGroup', { conversationIDList: [B, C], groupName: 'friends' })).data
  same([...made.successConversationIDList].sort(), [B, C].sort(), 'grouped conversations')
  same(await two.event(E.groups, ['friends'], mark), ['friends'], 'CONVERSATION_GROUP_LIST_UPDATED')
  const complete = ({ markList, customData, conversationGroupList }) =>
    JSON.stringify([markList, customData, conversationGroupList]) === '[[1,4],"custom 字",["friends"]]'
  for (const client of [one, two]) await client.settled(boris, complete, 'two marks, custom data and a group')

  await one.call('renameConversationGroup', { oldName: 'friends', newName: '朋友' })
  await two.event(E.groups, ['朋友'])
  await one.call('deleteConversationsFromGroup', { conversationIDList: [C], groupName: '朋友' })
  await one.call('markConversation', { ...marking, enableMark: false })
  const changed = ({ markList, customData, conversationGroupList }) =>
    JSON.stringify([markList, customData, conversationGroupList]) === '[[4],"custom 字",["朋友"]]'
  await two.settled(boris, changed, 'one mark and the renamed group')
  const later = await anew(all)
  await later.settled(boris, changed, 'one mark and the renamed group after a new login')
  same((await later.call('getConversationGroupList')).data, ['朋友'], 'groups after a new login')
  same((await later.conversation(all.carla)).conversationGroupList, [], 'groups of the one that was taken out')

  const before = await later.mark()
  await one.call('deleteConversationGroup', '朋友')
  same(await later.event(E.groups, [], before), [], 'groups')
  await later.settled(boris, (conversation) => conversation.conversationGroupList.length === 0, 'no group')
  await all.close()
}

/** Everything is read at once, in both instances and for good; the others see it. */
export async function reading(stage, left, right) {
  const all = await scene(stage, left, right)
  const { anna, boris, carla, one, two, b, c } = all
  const unread = async (client, count) => {
    for (const peer of [boris, carla]) await client.settled(peer, (one) => one.unreadCount === count, `${count} unread`)
  }
  for (const client of [one, two]) await unread(client, 1)
  const [atB, atC] = [await b.mark(), await c.mark()]
  await one.call('setAllMessageRead')
  for (const client of [one, two]) await unread(client, 0)
  await b.event(E.readByPeer, ['from boris'], atB)
  await c.event(E.readByPeer, ['from carla'], atC)
  const later = await anew(all)
  await unread(later, 0)
  same((await later.history(boris)).map((m) => m.isRead), [true], `isRead for ${anna}`)
  await all.close()
}

/** Silent messages come; discarded ones are in history only. */
export async function muting(stage, left, right) {
  const all = await scene(stage, left, right)
  const { anna, one, two, b, boris } = all
  const remind = (messageRemindType) => one.call('setMessageRemindType', { userIDList: [boris], messageRemindType })
  const type = (wanted) => (conversation) => conversation.messageRemindType === wanted
  const { data } = await remind('AcceptNotNotify')
  same([data.successUserIDList, data.failureUserIDList], [[{ userID: boris }], []], 'muted users')
  for (const client of [one, two]) await client.settled(boris, type('AcceptNotNotify'), 'AcceptNotNotify')
  await b.send(anna, 'Text', { text: 'silent' })
  await two.event(E.received, ['silent'])
  const later = await anew(all)
  await later.settled(boris, type('AcceptNotNotify'), 'AcceptNotNotify after a new login')

  await remind('Discard')
  await later.settled(boris, type('Discard'), 'Discard')
  const marks = [await one.mark(), await later.mark()]
  await b.send(anna, 'Text', { text: 'unheard' })
  await remind('AcceptAndNotify')
  await later.settled(boris, type('AcceptAndNotify'), 'AcceptAndNotify')
  await b.send(anna, 'Text', { text: 'heard' })
  for (const [client, from] of [[one, marks[0]], [later, marks[1]]]) {
    await client.event(E.received, ['heard'], from)
    const received = (await client.since(from)).filter((event) => event.name === E.received)
    same(received.length, 1, 'messages that arrived')
  }
  const texts = (await later.history(boris)).map((m) => m.payload.text)
  same(texts, ['from boris', 'silent', 'unheard', 'heard'], 'history')
  await all.close()
}

/** Who subscribes learns when the other comes, goes, and says something. */
export async function presence(stage, left, right) {
  const [anna, boris] = cast()
  const a = await Client.ready(stage, left, anna)
  let b = await Client.ready(stage, right, boris)
  const statuses = async () => (await a.call('getUserStatus', { userIDList: [boris, 'nobody-at-all'] })).data
  let { successUserList, failureUserList } = await statuses()
  same(successUserList, [{ userID: boris, statusType: 1, customStatus: '' }], 'status of who is online')
  same(failureUserList.map(({ userID, code }) => [userID, code]), [['nobody-at-all', 70107]], 'status of nobody')
  same((await a.call('subscribeUserStatus', { userIDList: [boris] })).data.failureUserList, [], 'failures')

  const told = async (from) => (await a.event(E.status, [boris], from))[0]
  let mark = await a.mark()
  const own = (await b.call('setSelfStatus', { customStatus: 'busy 忙' })).data
  same([own.userID, own.statusType, own.customStatus], [boris, 1, 'busy 忙'], 'own status')
  same(await told(mark), { userID: boris, statusType: 1, customStatus: 'busy 忙' }, 'status of who says something')
  mark = await a.mark()
  await b.close()
  same(await told(mark), { userID: boris, statusType: 2, customStatus: 'busy 忙' }, 'status of who went away')
  mark = await a.mark()
  b = await Client.ready(stage, right, boris)
  same((await told(mark)).statusType, 1, 'status of who is back')
  mark = await a.mark()
  await b.call('logout')
  same(await told(mark), { userID: boris, statusType: 3, customStatus: '' }, 'status of who logged out')
  ;({ successUserList } = await statuses())
  same(successUserList, [{ userID: boris, statusType: 3, customStatus: '' }], 'status of who logged out, asked for')
  same((await a.call('unsubscribeUserStatus', { userIDList: [boris] })).data.failureUserList, [], 'failures')
  mark = await a.mark()
  await b.login()
  await b.send(anna, 'Text', { text: 'here I am' })
  await a.event(E.received, ['here I am'], mark)
  same((await a.since(mark)).filter((event) => event.name === E.status), [], 'what is told without a subscription')
  await closeAll(a, b)
}
