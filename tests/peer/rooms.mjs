// The story of a room with guests of both clients: messages of every priority both ways, and what its owner does. Members
// are pushed to, guests ask again and again; both have to see the same.

import { same } from '../checks.mjs'
import { cast, closeAll } from './cast.mjs'
import { Client, E } from './client.mjs'

const PRIORITIES = ['High', 'Normal', 'Low', 'Lowest']

export async function guests(stage, left, right) {
  const [anna, boris] = cast()
  const a = await Client.ready(stage, left, anna)
  const b = await Client.ready(stage, right, boris)
  const { groupID } = (await a.call('createGroup', { type: 'AVChatRoom', name: 'Hall' })).data.group
  const listeners = [await Client.open(stage, left, `left-of-${anna}`), await Client.open(stage, right, `right-of-${anna}`)]
  for (const client of [a, b, ...listeners]) {
    same((await client.call('joinGroup', { groupID })).data.status, 'JoinedSuccess', `${client}: joining`)
  }
  same((await b.call('getGroupOnlineMemberCount', groupID)).data.memberCount, 4, 'how many are there')

  const said = []
  for (const [from, name] of [[a, anna], [b, boris]]) {
    for (const priority of PRIORITIES) {
      said.push([name, priority])
      await from.send(groupID, 'Text', { text: `${name} ${priority}` }, { create: { conversationType: 'GROUP', priority } })
    }
  }
  for (const [client, own] of [[a, anna], [b, boris], ...listeners.map((guest) => [guest, ''])]) {
    for (const [from, priority] of said.filter(([from]) => from !== own)) {
      const messages = await client.event(E.received, [`"${from} ${priority}"`])
      const message = messages.find(({ payload }) => payload.text === `${from} ${priority}`)
      same([message.from, message.priority, message.to], [from, priority, groupID], `${client}: a message`)
    }
  }

  await a.call('updateGroupProfile', { groupID, muteAllMembers: true })
  for (const client of [b, ...listeners]) await client.event(E.received, ['"muteAllMembers":true'])
  await b.hold('@mute', 'createTextMessage', { to: groupID, conversationType: 'GROUP', payload: { text: 'hm' } })
  same((await b.refusal('sendMessage', '@mute')).code, 10017, 'code where nobody may write')
  await a.send(groupID, 'Text', { text: 'good night' }, { create: { conversationType: 'GROUP' } })
  for (const client of [b, ...listeners]) await client.event(E.received, ['good night'])

  await listeners[1].call('quitGroup', groupID)
  await a.call('dismissGroup', groupID)
  for (const client of [b, listeners[0]]) {
    await client.event(E.received, ['"type":"TIMGroupSystemNoticeElem"', '"operationType":5', groupID])
  }
  await closeAll(a, b, ...listeners)
}
