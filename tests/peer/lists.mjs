// The story of one account open in both clients at once: whatever one of them does to the conversation list, both
// show the same afterwards, member by member, in every form of `getConversationList`, and again after a new login.

import { same } from '../checks.mjs'
import { cast, closeAll, nextSecond } from './cast.mjs'
import { Client, E } from './client.mjs'
import { differing } from './compare.mjs'

const PATIENCE = 10_000 // ms until both have heard of a change

/**
 * What an instance knows depends on what it has asked for and been told: `_isInfoCompleted` says whether it asked for the
 * whole profile, `peerReadTime` is that of the list, of which ours is told more often. After a login both know the same.
 */
const KNOWLEDGE = ['_isInfoCompleted', 'peerReadTime']

/** The forms of `getConversationList`. */
const WAYS = ({ B, C, D }) => [
  [],
  [[B, D]],
  [[]],
  [['C2Cnobody']],
  [{ type: 'C2C' }],
  [{ type: 'GROUP' }],
  [{ markType: 1 }],
  [{ markType: 4 }],
  [{ groupName: 'friends' }],
  [{ groupName: 'none' }],
  [{ type: 'C2C', markType: 1, groupName: 'friends' }],
  [{}],
  [[C, C]],
]

/** All that a client shows of its conversations. */
async function view(client, all) {
  const lists = []
  for (const way of WAYS(all)) lists.push((await client.call('getConversationList', ...way)).data)
  const groups = (await client.call('getConversationGroupList')).data
  return { lists, groups, total: await client.call('getTotalUnreadMessageCount') }
}

/** Waits until both show the same; says what they do not agree on. */
async function agree(all, what, skip = []) {
  const { official, ours } = all
  const limit = Date.now() + PATIENCE
  for (;;) {
    const mark = await ours.mark()
    const lines = differing(await view(official, all), await view(ours, all), skip)
    if (lines.length === 0) return
    if (Date.now() > limit) throw new Error(`after ${what} (official | ours):\n${lines.slice(0, 40).join('\n')}`)
    await ours.event(E.list, [], mark, 500).catch(() => undefined)
  }
}

export async function both(stage) {
  const [anna, boris] = cast()
  const [carla, dora] = [`carla-of-${anna}`, `dora-of-${anna}`]
  const open = (kind, user) => Client.ready(stage, kind, user)
  const all = { official: await open('official', anna), ours: await open('ours', anna) }
  const friends = [await open('ours', boris), await open('official', carla), await open('ours', dora)]
  const [b, c, d] = friends
  const [B, C, D] = [boris, carla, dora].map((user) => `C2C${user}`)
  Object.assign(all, { B, C, D })
  const { official, ours } = all
  const step = async (what, act) => {
    // Conversations of the same second have no order of their own.
    await nextSecond()
    await act()
    await agree(all, what, KNOWLEDGE)
  }

  await step('nothing', () => undefined)
  for (const friend of friends) {
    await step('a first message', () => friend.send(anna, 'Text', { text: `from ${friend.user}` }))
  }
  await step('a second one', () => b.send(anna, 'Custom', { data: '{}', description: 'd', extension: 'e' }))
  await step('a message of one', () => official.send(carla, 'Text', { text: 'from the official client' }))
  await step('a message of the other', () => ours.send(dora, 'Text', { text: 'from ours' }))
  await step('a message that was read', () => c.call('setMessageRead', { conversationID: `C2C${anna}` }))
  await step('reading', () => official.call('setMessageRead', { conversationID: B }))
  await step('pinning', () => ours.call('pinConversation', { conversationID: C, isPinned: true }))
  await step('pinning two', () => official.call('pinConversation', { conversationID: D, isPinned: true }))
  await step('unpinning', () => ours.call('pinConversation', { conversationID: C, isPinned: false }))
  const star = { conversationIDList: [B, C], markType: 1, enableMark: true }
  await step('marking', () => official.call('markConversation', star))
  await step('another mark', () => ours.call('markConversation', { ...star, conversationIDList: [B], markType: 4 }))
  await step('unmarking', () => ours.call('markConversation', { ...star, conversationIDList: [C], enableMark: false }))
  const custom = (text) => ({ conversationIDList: [C, D], customData: text })
  await step('custom data', () => official.call('setConversationCustomData', custom('{"draft":"待续"}')))
  await step('other custom data', () => ours.call('setConversationCustomData', custom('')))
  const group = (name, ids) => ({ conversationIDList: ids, groupName: name })
  await step('a group', () => official.call('createConversationGroup', group('friends', [B])))
  await step('another group', () => ours.call('createConversationGroup', group('work', [C, D])))
  await step('adding to a group', () => ours.call('addConversationsToGroup', group('friends', [D])))
  await step('taking out of a group', () => official.call('deleteConversationsFromGroup', group('work', [D])))
  await step('renaming a group', () => ours.call('renameConversationGroup', { oldName: 'work', newName: '工作' }))
  await step('deleting a group', () => official.call('deleteConversationGroup', '工作'))
  // Who is muted stays so when the conversation is deleted and comes back; the official client shows that at the next
  // login only. Carla's does not come back here.
  const remind = (users, type) => ({ userIDList: users, messageRemindType: type })
  await step('muting', () => ours.call('setMessageRemindType', remind([carla], 'AcceptNotNotify')))
  await step('a muted message', () => c.send(anna, 'Text', { text: 'hush' }))
  await step('muting more', () => official.call('setMessageRemindType', remind([carla], 'Discard')))
  await step('muting no more', () => ours.call('setMessageRemindType', remind([carla], 'AcceptAndNotify')))
  await step('a new nick', () => b.call('updateMyProfile', { nick: 'Boris', avatar: 'https://example.com/b.png' }))
  let label
  await step('a message with it', async () => (label = await b.send(anna, 'Text', { text: 'renamed' })))
  await step('an edited message', async () => {
    await b.edit(label, { text: 'edited' })
    await b.call('modifyMessage', label)
  })
  await step('a revoked message', () => b.call('revokeMessage', label))
  await step('the whole profile', async () => {
    for (const client of [official, ours]) await client.call('getConversationProfile', B)
  })
  await step('reading everything', () => ours.call('setAllMessageRead'))
  await step('clearing a history', () => official.call('clearHistoryMessage', C))
  await step('deleting one', () => ours.call('deleteConversation', D))
  await step('a message in the deleted one', () => d.send(anna, 'Text', { text: 'back' }))
  const several = { conversationIDList: [B, C], clearHistoryMessage: false }
  await step('deleting several', () => official.call('deleteConversation', several))
  await step('a message to one of them', () => ours.send(boris, 'Text', { text: 'again' }))

  for (const kind of ['official', 'ours']) {
    await all[kind].close()
    all[kind] = await open(kind, anna)
  }
  await all.ours.settled(dora, (conversation) => conversation.unreadCount === 1, 'an unread message')
  await agree(all, 'a new login')
  same((await all.ours.conversations()).length, 2, 'conversations')
  await closeAll(all.official, all.ours, ...friends)
}
