// The stories of groups: who comes in and how, what is said, who may do what, and how it ends. Each takes the stage and
// which clients are used, and throws where something is not as it should be.

import { holds, same } from '../checks.mjs'
import { cast, closeAll } from './cast.mjs'
import { Client, E } from './client.mjs'

const inGroup = { create: { conversationType: 'GROUP' } }
const ids = (list) => list.map(({ groupID }) => groupID)
const texts = (list) => list.map((m) => (m.type === 'TIMTextElem' ? m.payload.text : `${m.type} ${m.payload.operationType ?? ''}`))

const groups = async (client) => ids((await client.call('getGroupList')).data.groupList)

/** The first tip or notice with this operation of this member, as the application gets it. */
async function told(client, type, operation, user, from = 0) {
  const messages = await client.event(E.received, [`"type":"${type}"`, `"operationType":${operation}`, user], from)
  return messages.find((m) => m.type === type && m.payload.operationType === operation)
}
const tip = (client, ...rest) => told(client, 'TIMGroupTipElem', ...rest)
const notice = (client, ...rest) => told(client, 'TIMGroupSystemNoticeElem', ...rest)

/** Waits until the list of groups is as it should be; events tell when to look again. */
async function listed(client, expected) {
  for (let turn = 0; turn < 15; turn++) {
    const mark = await client.mark()
    const found = await groups(client)
    if (JSON.stringify(found) === JSON.stringify(expected)) return
    await client.event('onGroupListUpdated', [], mark, 1_000).catch(() => undefined)
  }
  same(await groups(client), expected, `groups of ${client}`)
}

async function history(client, groupID) {
  const all = []
  for (let next = ''; ; ) {
    const cursor = next ? { nextReqMessageID: next } : {}
    const { data } = await client.call('getMessageList', { conversationID: `GROUP${groupID}`, count: 15, ...cursor })
    all.unshift(...data.messageList)
    if (data.isCompleted || !data.nextReqMessageID) return all
    next = data.nextReqMessageID
  }
}

/** From asking to be let in until the end of the group. */
export async function life(stage, left, right) {
  const [anna, boris] = cast()
  const a = await Client.ready(stage, left, anna)
  const b = await Client.ready(stage, right, boris)
  const made = await a.call('createGroup', { type: 'Public', name: 'Hikers', joinOption: 'NeedPermission', introduction: 'up' })
  const { groupID } = made.data.group
  same([made.data.group.name, made.data.group.ownerID, made.data.group.joinOption], ['Hikers', anna, 'NeedPermission'], 'the new group')
  same(await groups(a), [groupID], 'groups of its owner')

  const found = (await b.call('searchGroupByID', groupID)).data.group
  same([found.groupID, found.name, found.introduction, found.memberCount], [groupID, 'Hikers', 'up', 1], 'what is found')
  same((await b.call('joinGroup', { groupID, applyMessage: 'please' })).data, { status: 'WaitAdminApproval' }, 'joining')
  const asked = await notice(a, 1, boris)
  same(asked.payload.handleMessage, 'please', 'what the applicant says')
  same(asked.conversationID, '@TIM#SYSTEM', 'the conversation of notices')
  const { applicationList } = (await a.call('getGroupApplicationList')).data
  same(applicationList.map((one) => [one.applicant, one.groupID, one.messageKey]), [[boris, groupID, asked.payload.messageKey]], 'applications')
  await a.call('handleGroupApplication', { handleAction: 'Agree', handleMessage: 'welcome', application: applicationList[0] })
  same((await notice(b, 2, groupID)).payload.handleMessage, 'welcome', 'what the applicant hears')
  for (const client of [a, b]) {
    const { payload } = await tip(client, 1, boris)
    same([payload.userIDList, payload.groupJoinType, payload.memberCount], [[boris], 1, 2], 'who joined')
  }
  await listed(b, [groupID])
  same((await a.call('getGroupApplicationList')).data.applicationList, [], 'applications afterwards')

  await a.send(groupID, 'Text', { text: 'first' }, inGroup)
  await b.event(E.received, ['first'])
  await b.send(groupID, 'Text', { text: 'second' }, inGroup)
  await a.event(E.received, ['second'])
  const [mine, theirs] = [texts(await history(a, groupID)), texts(await history(b, groupID))]
  same(mine.slice(-2), ['first', 'second'], 'the end of the history of its owner')
  same(theirs, ['TIMGroupTipElem 1', 'first', 'second'], 'the history of who joined')

  await a.call('setGroupMemberMuteTime', { groupID, userID: boris, muteTime: 600 })
  same((await tip(b, 7, boris)).payload.memberList[0].muteTime, 600, 'for how long')
  await b.hold('@mute', 'createTextMessage', { to: groupID, conversationType: 'GROUP', payload: { text: 'hm' } })
  same((await b.refusal('sendMessage', '@mute')).code, 10017, 'code of a muted member')
  const unmuted = await b.mark()
  await a.call('setGroupMemberMuteTime', { groupID, userID: boris, muteTime: 0 })
  await tip(b, 7, boris, unmuted)
  await b.call('resendMessage', '@mute')
  await a.event(E.received, ['"hm"'])

  await a.call('updateGroupProfile', { groupID, name: 'Climbers', notification: 'Sunday', joinOption: 'FreeAccess' })
  same((await tip(b, 6, 'Climbers')).payload.newGroupProfile, { groupName: 'Climbers', notification: 'Sunday', joinOption: 'FreeAccess' }, 'what has changed')
  await a.call('setGroupMemberRole', { groupID, userID: boris, role: 'Admin' })
  await notice(b, 9, groupID)
  await tip(a, 4, boris)
  const { memberList } = (await b.call('getGroupMemberList', { groupID })).data
  same(memberList.map((one) => [one.userID, one.role]), [[anna, 'Owner'], [boris, 'Admin']], 'members')

  await a.call('deleteGroupMember', { groupID, userIDList: [boris], reason: 'noise' })
  same((await notice(b, 4, groupID)).payload.operatorID, anna, 'who threw him out')
  await tip(a, 3, boris)
  await listed(b, [])
  const again = await a.mark()
  same((await b.call('joinGroup', { groupID })).data.status, 'JoinedSuccess', 'joining again')
  await tip(a, 1, boris, again)

  await a.call('changeGroupOwner', { groupID, newOwnerID: boris })
  same((await tip(b, 6, '"ownerID"')).payload.newGroupProfile.ownerID, boris, 'the new owner')
  await a.call('quitGroup', groupID)
  await tip(b, 2, anna)
  await listed(a, [])
  await b.call('dismissGroup', groupID)
  await listed(b, [])
  same((await a.refusal('joinGroup', { groupID })).code, 10010, 'code of a group that is gone')
  await closeAll(a, b)
}

/** What was said while a member was away is counted, listed and found, and he learns that he was named. */
export async function away(stage, left, right) {
  const [anna, boris] = cast()
  const first = await Client.ready(stage, right, boris)
  await first.close()
  const a = await Client.ready(stage, left, anna)
  const made = await a.call('createGroup', { type: 'Private', name: 'Away', memberList: [{ userID: boris }] })
  const { groupID } = made.data.group
  await a.send(groupID, 'Text', { text: 'one' }, inGroup)
  await a.send(groupID, 'TextAt', { text: 'two', atUserList: [boris] }, inGroup)
  const revoked = await a.send(groupID, 'Text', { text: 'three' }, inGroup)
  await a.call('revokeMessage', revoked)

  const b = await Client.ready(stage, right, boris)
  await listed(b, [groupID])
  const conversation = (await b.conversations()).find((one) => one.conversationID === `GROUP${groupID}`)
  holds(conversation, 'the conversation with the group')
  same(conversation.groupProfile.name, 'Away', 'its name')
  same(conversation.lastMessage.isRevoked, true, 'its last message')
  const named = conversation.groupAtInfoList.map(({ from, messageSequence, atTypeArray }) => [from, messageSequence, atTypeArray])
  same(named, [[anna, 3, [1]]], 'who has named him')
  const said = await history(b, groupID)
  same(said.map((m) => [m.payload.text ?? m.payload.data, m.isRevoked]), [['group_create', false], ['one', false], ['two', false], ['three', true]], 'history')
  await b.call('setMessageRead', { conversationID: `GROUP${groupID}` })
  await b.close()
  const later = await Client.ready(stage, right, boris)
  await listed(later, [groupID])
  const read = (await later.conversations()).find((one) => one.conversationID === `GROUP${groupID}`)
  same([read.unreadCount, read.groupAtInfoList], [0, []], 'what is left to read')
  await closeAll(a, later)
}

/** What happens to a message of a group after it was sent. */
export async function afterwards(stage, left, right) {
  const [anna, boris] = cast()
  const b = await Client.ready(stage, right, boris)
  const a = await Client.ready(stage, left, anna)
  const made = await a.call('createGroup', { type: 'Public', name: 'Later', memberList: [{ userID: boris }] })
  const { groupID } = made.data.group
  await listed(b, [groupID])
  const asking = { create: { conversationType: 'GROUP', needReadReceipt: true, isSupportExtension: true } }
  const label = await a.send(groupID, 'Text', { text: 'draft' }, asking)
  const { ID } = await a.read(label)
  const [got] = await b.event(E.received, ['draft'])
  same(got.ID, ID, 'the message\'s ID')
  await a.edit(label, { text: 'final' })
  await a.call('modifyMessage', label)
  same((await b.event(E.modified, ['final']))[0].ID, ID, 'what was modified')
  await b.hold('@got', 'findMessage', ID)
  await b.call('sendMessageReadReceipt', ['@got'])
  same(await a.event(E.receipt, [groupID]), [{ groupID, messageID: ID, readCount: 1, unreadCount: 0 }], 'receipts')
  const readers = (await a.call('getGroupMessageReadMemberList', { message: label, filter: 0, count: 10, cursor: '' })).data
  same(readers.readUserIDList, [boris], 'who has read')
  await b.call('setMessageExtensions', '@got', [{ key: 'k', value: 'v' }])
  same((await a.event(E.extended, [ID])).extensions, [{ key: 'k', value: 'v' }], 'extensions')
  await a.call('revokeMessage', label)
  same((await b.event(E.revoked, [ID]))[0].revoker, anna, 'who has revoked')
  await closeAll(a, b)
}

/** A room: everybody may come in, nothing is kept, guests listen. */
export async function room(stage, left, right) {
  const [anna, boris] = cast()
  const a = await Client.ready(stage, left, anna)
  const b = await Client.ready(stage, right, boris)
  const { groupID } = (await a.call('createGroup', { type: 'AVChatRoom', name: 'Live' })).data.group
  for (const client of [a, b]) same((await client.call('joinGroup', { groupID })).data.status, 'JoinedSuccess', 'joining')
  const guest = await Client.open(stage, right, `guest-of-${anna}`)
  same((await guest.call('joinGroup', { groupID })).data.status, 'JoinedSuccess', 'joining as a guest')
  await a.send(groupID, 'Text', { text: 'on air' }, inGroup)
  await b.event(E.received, ['on air'])
  await guest.event(E.received, ['on air'])
  await b.call('setGroupAttributes', { groupID, groupAttributes: { seat: 'boris' } })
  same((await a.event('groupAttributesUpdated', ['seat'])).groupAttributes, { seat: 'boris' }, 'attributes')
  same((await a.call('getGroupAttributes', { groupID, keyList: [] })).data.groupAttributes, { seat: 'boris' }, 'attributes, asked for')
  await b.call('increaseGroupCounter', { groupID, key: 'likes', value: 3 })
  same(await a.event('onGroupCounterUpdated', ['likes']), { groupID, key: 'likes', value: 3 }, 'counters')
  same((await b.call('getGroupOnlineMemberCount', groupID)).data.memberCount, 3, 'how many are there')
  const { memberList } = (await a.call('getGroupMemberList', { groupID })).data
  same(memberList.map(({ userID }) => userID).sort(), [anna, boris].sort(), 'members')
  const mark = { groupID, userIDList: [boris, 'nobody'], markType: 1000, enableMark: true }
  same((await a.call('markGroupMemberList', mark)).data, { successUserIDList: [boris], failureUserIDList: ['nobody'] }, 'who is marked')
  const marked = (await b.call('getGroupMemberList', { groupID, filter: 1000 })).data.memberList
  same(marked.map(({ userID }) => userID), [boris], 'members with the mark')
  await a.call('deleteGroupMember', { groupID, userIDList: [boris], reason: 'noise', duration: 60 })
  await notice(b, 21, groupID)
  same((await b.refusal('joinGroup', { groupID })).code, 10007, 'code of somebody who is banned')
  await a.call('dismissGroup', groupID)
  await notice(guest, 5, groupID)
  await closeAll(a, b, guest)
}

/** What the members of a group share: either writes, both are told, and who was away finds out. */
export async function shared(stage, left, right) {
  const [anna, boris] = cast()
  const b = await Client.ready(stage, right, boris)
  const a = await Client.ready(stage, left, anna)
  const made = await a.call('createGroup', { type: 'Public', name: 'Shared', memberList: [{ userID: boris }] })
  const { groupID } = made.data.group
  await listed(b, [groupID])
  const all = async (client) => {
    const { groupAttributes } = (await client.call('getGroupAttributes', { groupID, keyList: [] })).data
    return Object.entries(groupAttributes).sort().map((pair) => pair.join(': '))
  }
  const changed = (client, ...texts) => client.event('groupAttributesUpdated', texts)

  await a.call('initGroupAttributes', { groupID, groupAttributes: { topic: 'tea', place: 'here' } })
  const expected = { groupID, groupAttributes: { topic: 'tea', place: 'here' }, updatedKeyList: ['topic', 'place'], deletedKeyList: [] }
  for (const client of [a, b]) same(await changed(client, 'tea'), expected, 'the first attributes')
  await b.call('setGroupAttributes', { groupID, groupAttributes: { place: 'there', time: 'noon' } })
  for (const client of [a, b]) same((await changed(client, 'there')).updatedKeyList, ['place', 'time'], 'what was set')
  await a.call('setGroupAttributes', { groupID, groupAttributes: { place: 'everywhere' } })
  for (const client of [a, b]) same((await changed(client, 'everywhere')).updatedKeyList, ['place'], 'what was set again')
  same((await b.call('deleteGroupAttributes', { groupID, keyList: ['time'] })).data.keyList, ['time'], 'what is deleted')
  for (const client of [a, b]) same((await changed(client, '"deletedKeyList":["time"]')).groupAttributes, { topic: 'tea', place: 'everywhere' }, 'what is left')
  for (const client of [a, b]) same(await all(client), ['place: everywhere', 'topic: tea'], 'all attributes')
  same((await a.refusal('deleteGroupAttributes', { groupID, keyList: ['nothing'] })).code, 10050, 'code of an unknown attribute')

  await b.close()
  await a.call('setGroupAttributes', { groupID, groupAttributes: { topic: 'coffee' } })
  const later = await Client.ready(stage, right, boris)
  await listed(later, [groupID])
  same(await all(later), ['place: everywhere', 'topic: coffee'], 'attributes after an absence')
  await later.call('deleteGroupAttributes', { groupID, keyList: [] })
  for (const client of [a, later]) same((await changed(client, '"groupAttributes":{}')).deletedKeyList.sort(), ['place', 'topic'], 'what was cleared')

  const counted = (client, key, value) => client.event('onGroupCounterUpdated', [`"key":"${key}","value":${value}`])
  const counters = async (client) => (await client.call('getGroupCounters', { groupID })).data.counters
  same((await a.call('setGroupCounters', { groupID, counters: { likes: 5, hearts: -2 } })).data.counters, { likes: 5, hearts: -2 }, 'counters')
  for (const client of [a, later]) await counted(client, 'likes', 5)
  same((await later.call('increaseGroupCounter', { groupID, key: 'likes', value: 3 })).data.counters, { likes: 8 }, 'counted up')
  for (const client of [a, later]) await counted(client, 'likes', 8)
  same((await a.call('decreaseGroupCounter', { groupID, key: 'hearts', value: 1 })).data.counters, { hearts: -3 }, 'counted down')
  for (const client of [a, later]) await counted(client, 'hearts', -3)
  for (const client of [a, later]) same(await counters(client), { likes: 8, hearts: -3 }, 'all counters')
  await closeAll(a, later)
}
