// Groups, their members, and what they tell.

import TIM, { type Group, type GroupMember, type GroupNoticeMessage, type Message, type Topic } from 'tim-wasm'

const tim = TIM.create({ SDKAppID: 1400000000 })

export async function groups(): Promise<Group[]> {
  // @ts-expect-error: the name is missing
  await tim.createGroup({ type: TIM.TYPES.GRP_PUBLIC })
  // @ts-expect-error: there is no such type
  await tim.createGroup({ name: 'friends', type: 'Party' })
  const { group, overLimitUserIDList } = (await tim.createGroup({ name: 'friends', memberList: [{ userID: 'bob' }] })).data
  void overLimitUserIDList.length
  const joined = (await tim.joinGroup({ groupID: group.groupID })).data
  if (joined.status === TIM.TYPES.JOIN_STATUS_SUCCESS) void joined.group?.memberNum
  // @ts-expect-error: an object of options
  await tim.updateGroupProfile('friends')
  const updated: Group | undefined = (await tim.updateGroupProfile({ groupID: 'friends', muteAllMembers: true })).data.group
  void updated
  const quit: string = (await tim.quitGroup('friends')).data.groupID
  void quit
  return (await tim.getGroupList({ groupProfileFilter: [TIM.TYPES.GRP_PROFILE_OWNER_ID] })).data.groupList
}

export async function members(): Promise<GroupMember[]> {
  const { memberList, offset } = (await tim.getGroupMemberList({ groupID: 'friends', count: 100 })).data
  void offset
  // @ts-expect-error: the time is missing
  await tim.setGroupMemberMuteTime({ groupID: 'friends', userID: 'bob' })
  const { member } = (await tim.setGroupMemberRole({ groupID: 'friends', userID: 'bob', role: 'Admin' })).data
  const added: string[] = (await tim.addGroupMember({ groupID: 'friends', userIDList: ['carol'] })).data.successUserIDList
  void added
  return member ? [...memberList, member] : memberList
}

export async function applications(notice: GroupNoticeMessage): Promise<void> {
  await tim.handleGroupApplication({ handleAction: 'Agree', message: notice })
  const { applicationList } = (await tim.getGroupApplicationList()).data
  for (const application of applicationList) await tim.handleGroupApplication({ handleAction: 'Reject', application })
}

export async function topics(): Promise<Topic[]> {
  const { groupList } = (await tim.getJoinedCommunityList()).data
  const groupID: string = groupList[0]?.groupID ?? ''
  // @ts-expect-error: the name is missing
  await tim.createTopicInCommunity({ groupID })
  const { topicID } = (await tim.createTopicInCommunity({ groupID, topicName: 'News', customData: 'c' })).data
  // @ts-expect-error: a flag
  await tim.updateTopicProfile({ groupID, topicID, muteAllMembers: 'On' })
  const { topic } = (await tim.updateTopicProfile({ groupID, topicID, muteAllMembers: true })).data
  const read: number = topic.selfInfo.readedSequence
  const { failureTopicList } = (await tim.deleteTopicFromCommunity({ groupID, topicIDList: [topicID] })).data
  void [read, failureTopicList.map(({ code, message }) => code.toFixed() + message)]
  return (await tim.getTopicList({ groupID })).data.successTopicList
}

export function told(message: Message): string {
  switch (message.type) {
    case TIM.TYPES.MSG_GRP_TIP:
      return `${message.payload.operatorID}: ${message.payload.userIDList.join()}`
    case TIM.TYPES.MSG_GRP_SYS_NOTICE:
      return message.payload.groupProfile.groupName ?? message.payload.groupProfile.groupID
    default:
      return ''
  }
}

tim.on(TIM.EVENT.GROUP_LIST_UPDATED, ({ data }) => data.map((group) => group.selfInfo.role))
tim.on(TIM.EVENT.GROUP_SYSTEM_NOTICE_RECEIVED, ({ data }) => [data.type, data.message.payload.operationType])

export async function shared(): Promise<number | undefined> {
  const { groupAttributes } = (await tim.initGroupAttributes({ groupID: 'friends', groupAttributes: { topic: 'tea' } })).data
  void groupAttributes.topic?.trim()
  // @ts-expect-error: an attribute is text
  await tim.setGroupAttributes({ groupID: 'friends', groupAttributes: { topic: 1 } })
  // @ts-expect-error: the keys are missing; [] means all
  await tim.getGroupAttributes({ groupID: 'friends' })
  const deleted: string[] = (await tim.deleteGroupAttributes({ groupID: 'friends', keyList: [] })).data.keyList
  void deleted
  await tim.setGroupCounters({ groupID: 'friends', counters: { likes: 0 } })
  // @ts-expect-error: a counter is a number
  await tim.increaseGroupCounter({ groupID: 'friends', key: 'likes', value: '1' })
  await tim.decreaseGroupCounter({ groupID: 'friends', key: 'likes', value: 1 })
  return (await tim.getGroupCounters({ groupID: 'friends' })).data.counters.likes
}

export async function marked(): Promise<string[]> {
  // @ts-expect-error: nothing says whether the mark is set or taken away
  await tim.markGroupMemberList({ groupID: 'room', userIDList: ['bob'], markType: 1000 })
  await tim.getGroupMemberList({ groupID: 'room', filter: 1000 })
  const marks = { groupID: 'room', userIDList: ['bob'], markType: 1000, enableMark: true }
  return (await tim.markGroupMemberList(marks)).data.failureUserIDList
}

tim.on(TIM.EVENT.GROUP_ATTRIBUTES_UPDATED, ({ data }) => data.updatedKeyList.map((key) => data.groupAttributes[key]))
tim.on(TIM.EVENT.GROUP_COUNTER_UPDATED, ({ data }) => `${data.key} ${data.value.toFixed()}`)
tim.on(TIM.EVENT.TOPIC_CREATED, ({ data }) => data.topicID.trim())
tim.on(TIM.EVENT.TOPIC_DELETED, ({ data }) => data.topicIDList.map((topicID) => topicID.trim()))
tim.on(TIM.EVENT.TOPIC_UPDATED, ({ data }) => `${data.groupID}: ${data.topic.unreadCount.toFixed()}`)
