// Conversations: what can be done with them, and their groups.

import TIM, { type Conversation, type ConversationOutcome } from 'tim-wasm'

const tim = TIM.create({ SDKAppID: 1400000000 })
const some = { conversationIDList: ['C2Cbob'] }

const unread: number = tim.getTotalUnreadMessageCount()
void unread

export async function one(): Promise<Conversation> {
  const deleted: string = (await tim.deleteConversation('C2Cbob')).data.conversationID
  const several: string[] = (await tim.deleteConversation(some)).data.conversationIDList
  const cleared: string = (await tim.clearHistoryMessage('C2Cbob')).data.conversationID
  const pinned: string = (await tim.pinConversation({ conversationID: 'C2Cbob', isPinned: true })).data.conversationID
  // @ts-expect-error: pinned or not
  await tim.pinConversation({ conversationID: 'C2Cbob' })
  // @ts-expect-error: a list has a name
  await tim.deleteConversation(['C2Cbob'])
  void [deleted, several, cleared, pinned]
  return (await tim.getConversationProfile('C2Cbob')).data.conversation
}

export async function settings(): Promise<ConversationOutcome[]> {
  const messageRemindType = TIM.TYPES.MSG_REMIND_DISCARD
  const { data } = await tim.setMessageRemindType({ userIDList: ['bob'], messageRemindType })
  const failed: number | undefined = data.failureUserIDList[0]?.code
  // @ts-expect-error: no such type
  await tim.setMessageRemindType({ userIDList: ['bob'], messageRemindType: 'Never' })
  // @ts-expect-error: a text
  await tim.setConversationCustomData({ ...some, customData: 5 })
  void failed
  const markType = TIM.TYPES.CONV_MARK_TYPE_STAR
  const outcomes = await Promise.all([
    tim.markConversation({ ...some, markType, enableMark: true }),
    tim.setConversationCustomData({ ...some, customData: '' }),
    tim.createConversationGroup({ ...some, groupName: 'work' }),
    tim.addConversationsToGroup({ ...some, groupName: 'work' }),
    tim.deleteConversationsFromGroup({ ...some, groupName: 'work' }),
  ])
  return outcomes.map((outcome) => outcome.data)
}

export async function groups(): Promise<string[]> {
  await tim.renameConversationGroup({ oldName: 'work', newName: 'play' })
  await tim.deleteConversationGroup('play')
  // @ts-expect-error: the name is missing
  await tim.deleteConversationGroup()
  return (await tim.getConversationGroupList()).data
}

tim.on(TIM.EVENT.CONVERSATION_GROUP_LIST_UPDATED, ({ data }) => data.map((name) => name.trim()))
tim.on(TIM.EVENT.CONVERSATION_IN_GROUP_UPDATED, ({ data }) => {
  const first: Conversation | undefined = data.conversationList[0]
  void [data.groupName.trim(), first]
})
