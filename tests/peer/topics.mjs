// The story of a community with topics: made, joined, written in, read, changed, and deleted.

import { same } from '../checks.mjs'
import { cast, closeAll } from './cast.mjs'
import { Client, E } from './client.mjs'

const UPDATED = 'onTopicUpdated'
const inGroup = { create: { conversationType: 'GROUP' } }
const conversationOf = (topicID) => ({ conversationID: `GROUP${topicID}` })

const communities = async (client) => (await client.call('getJoinedCommunityList')).data.groupList.map(({ groupID }) => groupID)

async function topic(client, groupID, topicID) {
  const { successTopicList, failureTopicList } = (await client.call('getTopicList', { groupID, topicIDList: [topicID] })).data
  same(failureTopicList, [], `topics that ${client} does not get`)
  return successTopicList[0]
}

/** Waits until the topic is as it should be; events tell when to look again. */
async function settled(client, groupID, topicID, pick, expected, what) {
  for (let turn = 0; turn < 10; turn++) {
    const mark = await client.mark()
    if (JSON.stringify(pick(await topic(client, groupID, topicID))) === JSON.stringify(expected)) return
    await client.event(UPDATED, [topicID], mark, 1_000).catch(() => undefined)
  }
  same(pick(await topic(client, groupID, topicID)), expected, `${what} (${client})`)
}

const unread = ({ unreadCount }) => unreadCount
const named = ({ groupAtInfoList }) => groupAtInfoList.map(({ from, atTypeArray }) => [from, atTypeArray])
const last = ({ lastMessage }) => [lastMessage.fromAccount, lastMessage.messageForShow]

export async function life(stage, left, right) {
  const [anna, boris] = cast()
  const b = await Client.ready(stage, right, boris)
  const a = await Client.ready(stage, left, anna)
  const made = (await a.call('createGroup', { type: 'Community', name: 'Town', isSupportTopic: true })).data.group
  const { groupID } = made
  same([made.type, made.isSupportTopic, groupID.startsWith('@TGS#_')], ['Community', true, true], 'the new community')
  same(await communities(a), [groupID], 'communities of its owner')
  same((await b.call('joinGroup', { groupID })).data.status, 'JoinedSuccess', 'joining')
  same(await communities(b), [groupID], 'communities of who joined')

  const { topicID } = (await a.call('createTopicInCommunity', { groupID, topicName: 'square', customData: 'c' })).data
  for (const client of [a, b]) same(await client.event('onTopicCreated', [topicID]), { groupID, topicID }, 'a new topic')
  const own = `${groupID}@TOPIC#_market`
  same((await a.call('createTopicInCommunity', { groupID, topicName: 'market', topicID: own })).data.topicID, own, 'an ID of its own')
  await b.event('onTopicCreated', [own])
  same((await a.refusal('createTopicInCommunity', { groupID, topicName: 'x', topicID: 'x' })).code, 3021, 'code of an ID that is none')
  same((await b.refusal('createTopicInCommunity', { groupID, topicName: 'x' })).code, 10007, 'code of who may not')
  const all = (await b.call('getTopicList', { groupID })).data.successTopicList
  same(all.map(({ topicID, topicName, unreadCount }) => [topicID, topicName, unreadCount]), [[topicID, 'square', 0], [own, 'market', 0]], 'topics')
  same(all[0].customData, 'c', 'custom data')

  await a.hold('@outside', 'createTextMessage', { to: groupID, conversationType: 'GROUP', payload: { text: 'hm' } })
  same((await a.refusal('sendMessage', '@outside')).code, 2115, 'code of what is said outside of topics')
  const first = await a.send(topicID, 'Text', { text: 'hello square' }, inGroup)
  const [got] = await b.event(E.received, ['hello square'])
  same([got.to, got.conversationID], [topicID, `GROUP${topicID}`], 'where it was said')
  await settled(b, groupID, topicID, unread, 1, 'unread messages')
  await settled(b, groupID, topicID, last, [anna, 'hello square'], 'the last message')
  await b.call('setMessageRead', conversationOf(topicID))
  await settled(b, groupID, topicID, unread, 0, 'unread messages that were read')
  await b.send(topicID, 'TextAt', { text: '@anna', atUserList: [anna] }, inGroup)
  await a.event(E.received, ['@anna'])
  await settled(a, groupID, topicID, named, [[boris, [1]]], 'mentions')
  for (const client of [a, b]) {
    const { data } = await client.call('getMessageList', conversationOf(topicID))
    same(data.messageList.map((m) => [m.payload.text, m.conversationID]), [['hello square', `GROUP${topicID}`], ['@anna', `GROUP${topicID}`]], 'history')
    same((await client.conversations()).map(({ type }) => type).filter((type) => type !== '@TIM#SYSTEM'), [], 'conversations')
  }
  await a.call('revokeMessage', first)
  same((await b.event(E.revoked, ['hello square']))[0].isRevoked, true, 'a revoked message')

  await b.call('setMessageRemindType', { groupID: topicID, messageRemindType: 'AcceptNotNotify' })
  same((await topic(b, groupID, topicID)).selfInfo.messageRemindType, 'AcceptNotNotify', 'how it is announced')
  await a.call('updateTopicProfile', { groupID, topicID, topicName: 'forum', introduction: 'old' })
  await settled(b, groupID, topicID, ({ topicName, introduction }) => [topicName, introduction], ['forum', 'old'], 'what it says of itself')
  await a.call('updateTopicProfile', { groupID, topicID, muteAllMembers: true })
  await settled(b, groupID, topicID, ({ muteAllMembers }) => muteAllMembers, true, 'whether it is muted')
  await b.hold('@mute', 'createTextMessage', { to: topicID, conversationType: 'GROUP', payload: { text: 'hm' } })
  same((await b.refusal('sendMessage', '@mute')).code, 10017, 'code of who is muted')

  await b.close()
  await a.send(topicID, 'TextAt', { text: 'while away', atUserList: [boris] }, inGroup)
  const again = await Client.ready(stage, right, boris)
  same(await communities(again), [groupID], 'communities after a reload')
  await settled(again, groupID, topicID, last, [anna, 'while away'], 'what was said while away')
  const { data } = await again.call('getMessageList', conversationOf(topicID))
  const end = data.messageList.at(-1)
  // The official client forgets mentions in topics that it does not know yet.
  if (right === 'ours') await settled(again, groupID, topicID, named, [[anna, [1]]], 'mentions while away')
  same([end.payload.text, end.conversationID], ['while away', `GROUP${topicID}`], 'the end of the history')

  const deleted = (await a.call('deleteTopicFromCommunity', { groupID, topicIDList: [own, `${own}x`] })).data
  same(deleted.successTopicList, [{ topicID: own }], 'what was deleted')
  same(deleted.failureTopicList.map(({ topicID, code }) => [topicID, code]), [[`${own}x`, 10010]], 'what was not')
  for (const client of [a, again]) same(await client.event('onTopicDeleted', [own]), { groupID, topicIDList: [own] }, 'what is gone')
  await again.call('quitGroup', groupID)
  same(await communities(again), [], 'communities of who left')
  await a.call('dismissGroup', groupID)
  await closeAll(a, again)
}
