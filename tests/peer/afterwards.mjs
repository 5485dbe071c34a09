// The stories of what happens to messages after they were sent. Each takes the stage and which client the left and the
// right one use, and throws where something is not as it should be.

import { same } from '../checks.mjs'
import { cast, closeAll } from './cast.mjs'
import { Client, E } from './client.mjs'

/** Anna sends a text that Boris receives and holds under the label `@got`: Anna's label, and the message's ID. */
async function arrived(a, b, text, more) {
  const mark = await b.mark()
  const label = await a.send(b.user, 'Text', { text }, more)
  const [{ ID }] = await b.event(E.received, [text], mark)
  await b.hold('@got', 'findMessage', ID)
  return { label, ID }
}

/** A message is taken back: both sides show it, and it counts as unread no more. */
export async function revoked(stage, left, right) {
  const [anna, boris] = cast()
  const [a, b] = [await Client.ready(stage, left, anna), await Client.ready(stage, right, boris)]
  const { label, ID } = await arrived(a, b, 'a slip')
  await b.settled(anna, (c) => c.unreadCount === 1, 'one unread message')
  const { data } = await a.call('revokeMessage', label)
  same([data.message.isRevoked, data.message.payload.text], [true, 'a slip'], 'the revoked message')
  const [message] = await b.event(E.revoked, [ID])
  same([message.isRevoked, message.revoker], [true, anna], 'the notice')
  const known = (c) => c.lastMessage.isRevoked && c.lastMessage.revoker === anna && c.unreadCount === 0
  await b.settled(anna, known, 'a revoked last message')
  await a.settled(boris, (c) => c.lastMessage.isRevoked, 'a revoked last message')
  same((await b.history(anna)).map((m) => m.isRevoked), [true], 'history')
  await closeAll(a, b)
}

/** A message is deleted: gone for who deleted it, also after a new login, and for nobody else. */
export async function deleted(stage, left, right) {
  const [anna, boris] = cast()
  const [a, b] = [await Client.ready(stage, left, anna), await Client.ready(stage, right, boris)]
  await arrived(a, b, 'stays')
  await arrived(a, b, 'goes')
  const { data } = await b.call('deleteMessage', ['@got'])
  same(data.messageList.map((m) => m.isDeleted), [true], 'what was deleted')
  await b.settled(anna, (c) => c.lastMessage.messageForShow === 'stays', 'the message before')
  await b.close()
  const again = await Client.ready(stage, right, boris)
  same((await again.history(anna)).map((m) => m.payload.text), ['stays'], 'history of who deleted it')
  same((await a.history(boris)).map((m) => m.payload.text), ['stays', 'goes'], 'history of the other')
  await closeAll(a, again)
}

/** A message says something else: both sides show it. */
export async function modified(stage, left, right) {
  const [anna, boris] = cast()
  const [a, b] = [await Client.ready(stage, left, anna), await Client.ready(stage, right, boris)]
  const { label, ID } = await arrived(a, b, 'a tpyo')
  await a.edit(label, { text: 'a typo' })
  const { data } = await a.call('modifyMessage', label)
  same([data.message.payload.text, data.message.isModified], ['a typo', true], 'the modified message')
  const [message] = await b.event(E.modified, [ID])
  same([message.payload.text, message.isModified], ['a typo', true], 'the notice')
  await b.settled(anna, (c) => c.lastMessage.messageForShow === 'a typo', 'the new text in the list')
  await closeAll(a, b)
}

/** Receipts and extensions of one message. */
export async function attached(stage, left, right) {
  const [anna, boris] = cast()
  const [a, b] = [await Client.ready(stage, left, anna), await Client.ready(stage, right, boris)]
  const more = { create: { needReadReceipt: true, isSupportExtension: true } }
  const { ID } = await arrived(a, b, 'do you agree?', more)
  await b.call('sendMessageReadReceipt', ['@got'])
  const [receipt] = await a.event(E.receipt, [ID])
  same([receipt.userID, receipt.isPeerRead], [boris, true], 'the receipt')
  await b.call('setMessageExtensions', '@got', [{ key: boris, value: 'yes' }])
  const set = await a.event(E.extended, [ID])
  same(set.extensions, [{ key: boris, value: 'yes' }], 'the extension')
  await b.call('deleteMessageExtensions', '@got', [boris])
  same((await a.event(E.reduced, [ID])).keyList, [boris], 'the deleted key')
  await closeAll(a, b)
}

/** Messages are forwarded and merged, short and long. */
export async function passedOn(stage, left, right) {
  const [anna, boris] = cast()
  const [a, b] = [await Client.ready(stage, left, anna), await Client.ready(stage, right, boris)]
  const { label } = await arrived(a, b, 'the original')
  const mark = await b.mark()
  const merger = { messageList: [label], title: 'talk', abstractList: ['anna: the original'], compatibleText: 'new' }
  await a.send(boris, 'Merger', merger)
  const [merged] = await b.event(E.received, ['talk'], mark)
  const [inside] = merged.payload.messageList
  same([inside.from, inside.messageBody[0].payload.text], [anna, 'the original'], 'the merged message')

  const { label: long } = await arrived(a, b, 'long '.repeat(2_300))
  await a.send(boris, 'Merger', { ...merger, messageList: [long], title: 'long talk' })
  const [stored] = await b.event(E.received, ['long talk'])
  same([stored.payload.messageList.length, stored.payload.downloadKey !== ''], [0, true], 'the stored message')
  await b.hold('@long', 'findMessage', stored.ID)
  const full = await b.call('downloadMergerMessage', '@long')
  same(full.payload.messageList[0].messageBody[0].payload.text, 'long '.repeat(2_300), 'what was fetched')
  await closeAll(a, b)
}
