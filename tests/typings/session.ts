// Signing in and out, conversations, the own profile.

import TIM, { type Profile, type TIMInstance } from 'tim-wasm'

const tim = TIM.create({ SDKAppID: 1400000000 })

export async function session(): Promise<void> {
  const { data } = await tim.login({ userID: 'alice', userSig: 'x' })
  if (data.repeatLogin) {
    // @ts-expect-error: nothing was sent, so there is no server time
    data.timeStamp.toFixed()
  } else {
    data.timeStamp.toFixed()
  }
  // @ts-expect-error: a signature is needed
  await tim.login({ userID: 'alice' })

  const { conversationList, isSyncCompleted } = (await tim.getConversationList()).data
  const open: boolean = isSyncCompleted
  for (const conversation of conversationList) {
    const who: string = conversation.userProfile?.nick ?? conversation.toAccount
    const when: number = conversation.lastMessage.lastTime
    // @ts-expect-error: web conversations have no draft
    conversation.draft
    // @ts-expect-error: only the SDK sets it
    conversation.toAccount = 'x'
    void [who, when]
  }
  await tim.getConversationList(['C2Cbob'])
  await tim.getConversationList({ type: TIM.TYPES.CONV_C2C })
  await tim.setMessageRead({ conversationID: 'C2Cbob' })
  // @ts-expect-error: an object is needed
  await tim.setMessageRead('C2Cbob')

  const me: Profile = (await tim.getMyProfile()).data
  await tim.updateMyProfile({ nick: me.nick, avatar: '', gender: TIM.TYPES.GENDER_FEMALE })
  // @ts-expect-error: a nick is a string
  await tim.updateMyProfile({ nick: 5 })
  // @ts-expect-error: no such member
  await tim.updateMyProfile({ nickname: 'x' })

  tim.setLogLevel(4)
  tim.registerPlugin({ 'tim-upload-plugin': class {} })
  await tim.logout()
  await tim.destroy()
  void open
}

// Methods need no object.
const { login, on, sendMessage } = tim
export const detached: Pick<TIMInstance, 'login' | 'on' | 'sendMessage'> = { login, on, sendMessage }

// @ts-expect-error: not built yet
tim.getFriendList
