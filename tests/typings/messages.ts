// Making, sending and reading messages.

import TIM, { type CustomMessage, type IMError, type Message, type TextMessage, type UnknownMessage } from 'tim-wasm'

const tim = TIM.create({ SDKAppID: 1400000000 })
const to = { to: 'bob', conversationType: TIM.TYPES.CONV_C2C }

const text: TextMessage = tim.createTextMessage({ ...to, payload: { text: 'Hello' }, cloudCustomData: '{}' })
const custom: CustomMessage = tim.createCustomMessage({ ...to, payload: { data: '1' } })
const face = tim.createFaceMessage({ ...to, payload: { index: 1, data: 'x', pack: 'birds' } })
const place = tim.createLocationMessage({ ...to, payload: { description: '', longitude: 9.9, latitude: 53.5 } })
const input = document.querySelector('input')!
const picture = tim.createImageMessage({ ...to, payload: { file: input }, onProgress: (part) => part.toFixed() })
const link: string | undefined = picture.payload.imageInfoArray[0]?.url
tim.createAudioMessage({ ...to, payload: { file: new Blob() } }).payload.second.toFixed()
tim.createVideoMessage({ ...to, payload: { file: new File([], 'a.mp4') } }).payload.thumbUrl?.trim()
tim.createFileMessage({ ...to, payload: { file: input } }).payload.fileName.trim()
tim.sendMessage(picture, { signal: new AbortController().signal })
// @ts-expect-error the file is in the payload
tim.createFileMessage({ ...to, file: input })
// @ts-expect-error the id of an element is no file
tim.createFileMessage({ ...to, payload: { file: 'picker' } })
const length: number = text.payload.text.length + custom.payload.extension.length + face.payload.index
const kind: 'TIMLocationElem' = place.type

// @ts-expect-error: the payload is missing
tim.createTextMessage(to)
// @ts-expect-error: a text is a string
tim.createTextMessage({ ...to, payload: { text: 5 } })
// @ts-expect-error: no such conversation type
tim.createTextMessage({ to: 'bob', conversationType: 'C2B', payload: { text: 'Hello' } })
// @ts-expect-error: latitude is missing
tim.createLocationMessage({ ...to, payload: { description: '', longitude: 9.9 } })
// @ts-expect-error: index is missing
tim.createFaceMessage({ ...to, payload: { data: 'x' } })
// @ts-expect-error: no such priority
tim.createTextMessage({ ...to, payload: { text: '' }, priority: 'Urgent' })

export async function send(): Promise<TextMessage> {
  try {
    const { code, data } = await tim.sendMessage(text, { onlineUserOnly: true, offlinePushInfo: { title: 'Hi' } })
    const zero: 0 = code
    void zero
    return data.message
  } catch (caught) {
    const error = caught as IMError
    if (error.kind === 'network') await tim.resendMessage(text, { signal: AbortSignal.timeout(60_000) })
    // @ts-expect-error: no such kind
    if (error.kind === 'offline') return text
    const failed: Message | undefined = error.data.message
    void failed
    throw error
  }
}

// @ts-expect-error: a copy of some members is no message
tim.sendMessage({ ID: text.ID, payload: text.payload })
// @ts-expect-error: no such option
tim.sendMessage(text, { onlineOnly: true })

export async function page(): Promise<string> {
  const { data } = await tim.getMessageList({ conversationID: 'C2Cbob', count: 15 })
  const first = data.messageList[0]
  // @ts-expect-error: there may be none
  first.ID
  // @ts-expect-error: which payload is known only after a look at the type
  first?.payload.text
  // @ts-expect-error: the conversation is missing
  await tim.getMessageList({ count: 15 })
  return data.isCompleted ? '' : data.nextReqMessageID
}

/** A complete look at a message: nothing is left over. */
export function show(message: Message): string {
  switch (message.type) {
    case TIM.TYPES.MSG_TEXT:
      return message.payload.text
    case TIM.TYPES.MSG_CUSTOM:
      return message.payload.description
    case TIM.TYPES.MSG_FACE:
      return `[${message.payload.index}]`
    case TIM.TYPES.MSG_LOCATION:
      return `${message.payload.latitude}, ${message.payload.longitude}`
    case TIM.TYPES.MSG_IMAGE:
      return message.payload.imageInfoArray.map(({ width, height }) => `${width}x${height}`).join()
    case TIM.TYPES.MSG_AUDIO:
      return `${message.payload.second} s`
    case TIM.TYPES.MSG_VIDEO:
      return message.payload.videoFormat
    case TIM.TYPES.MSG_FILE:
      return message.payload.fileName
    case TIM.TYPES.MSG_MERGER:
      return message.payload.abstractList.join()
    case TIM.TYPES.MSG_GRP_TIP:
      return message.payload.userIDList.join()
    case TIM.TYPES.MSG_GRP_SYS_NOTICE:
      return message.payload.groupProfile.groupID
    case undefined:
      return '?'
    default: {
      const never: never = message
      return never
    }
  }
}

const unknown: UnknownMessage['payload'] = undefined
export { length, kind, unknown }

export async function after(): Promise<string> {
  const { data } = await tim.revokeMessage(text)
  await tim.deleteMessage([text, custom])
  // @ts-expect-error: a list of messages
  await tim.deleteMessage(text)
  text.payload.text = 'Bye'
  await tim.modifyMessage(text)
  tim.on(TIM.EVENT.MESSAGE_REVOKED, ({ data }) => data.map((message) => message.revoker))
  tim.on(TIM.EVENT.MESSAGE_MODIFIED, ({ data }) => data.map((message) => message.version + 1))
  return data.message.payload.text
}

export async function more(): Promise<number> {
  const at: TextMessage = tim.createTextAtMessage({ ...to, payload: { text: 'a', atUserList: ['bob'] } })
  const merger = tim.createMergerMessage({ ...to, payload: { messageList: [text], compatibleText: 'update' } })
  // @ts-expect-error: what old versions show is missing
  tim.createMergerMessage({ ...to, payload: { messageList: [text] } })
  const forwarded: TextMessage = tim.createForwardMessage({ ...to, payload: at })
  const full = await tim.downloadMergerMessage(merger)
  const found: Message | null = tim.findMessage(forwarded.ID)
  const hop = await tim.getMessageListHopping({ conversationID: 'C2Cbob', time: 1, direction: 1 })
  // @ts-expect-error: no such direction
  await tim.getMessageListHopping({ conversationID: 'C2Cbob', direction: 2 })
  await tim.setAllMessageRead()
  await tim.setAllMessageRead({ scope: TIM.TYPES.READ_ALL_MSG })
  // @ts-expect-error: no such scope
  await tim.setAllMessageRead({ scope: 'all' })
  await tim.sendMessageReadReceipt([text])
  const receipts = await tim.getMessageReadReceiptList([text])
  const set = await tim.setMessageExtensions(text, [{ key: 'a', value: '1' }])
  const got = await tim.getMessageExtensions(text)
  await tim.deleteMessageExtensions(text)
  const { data } = await tim.translateText({ sourceTextList: ['a'], sourceLanguage: 'en', targetLanguage: 'zh' })
  tim.on(TIM.EVENT.MESSAGE_EXTENSIONS_DELETED, ({ data }) => data.keyList.length)
  tim.on(TIM.EVENT.MESSAGE_READ_RECEIPT_RECEIVED, ({ data }) =>
    data.map((receipt) => ('userID' in receipt ? receipt.isPeerRead : receipt.readCount > 0)),
  )
  const numbers = [full.payload.messageList.length, hop.data.messageList.length, set.data.extensions[0]?.code ?? 0]
  const texts = [...data.translatedTextList, ...got.data.extensions.map(({ value }) => value), found?.ID ?? '']
  return numbers.length + texts.length + receipts.data.messageList.length
}
