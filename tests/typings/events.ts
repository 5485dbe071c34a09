// Handlers: what `data` is follows from the name.

import TIM, { type Conversation, type EventMap, type EventName, type Message, type TIMEvent } from 'tim-wasm'

const tim = TIM.create({ SDKAppID: 1400000000 })

tim.on(TIM.EVENT.MESSAGE_RECEIVED, (event) => {
  const name: 'onMessageReceived' = event.name
  const payload = event.data[0]?.payload
  for (const message of event.data) {
    if (message.type === TIM.TYPES.MSG_TEXT) {
      const text: string = message.payload.text
      // @ts-expect-error: a text has no index
      message.payload.index
      void text
    } else if (message.type === TIM.TYPES.MSG_GEO) {
      const degrees: number = message.payload.longitude
      void degrees
    }
  }
  void [name, payload]
})

tim.on(TIM.EVENT.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, ({ data }) => {
  const count: number = data
  void count
})
tim.on(TIM.EVENT.CONVERSATION_LIST_UPDATED, ({ data }) => {
  const list: Conversation[] = data
  void list
})
tim.on(TIM.EVENT.KICKED_OUT, ({ data }) => {
  if (data.type === TIM.TYPES.KICKED_OUT_MULT_ACCOUNT) return
  // @ts-expect-error: no such reason
  if (data.type === 'bored') return
})
tim.on(TIM.EVENT.NET_STATE_CHANGE, ({ data }) => data.state === TIM.TYPES.NET_STATE_CONNECTED)
tim.on(TIM.EVENT.BLACKLIST_UPDATED, ({ data }) => data.map((userID) => userID.trim()))
tim.on(TIM.EVENT.USER_STATUS_UPDATED, ({ data }) => {
  for (const { userID, statusType, customStatus } of data) {
    const online: boolean = statusType === TIM.TYPES.USER_STATUS_ONLINE
    // @ts-expect-error: no such status
    if (statusType === 7) return
    void [userID, online, customStatus.trim()]
  }
})
tim.once(TIM.EVENT.SDK_READY, ({ data }) => {
  const nothing: undefined = data
  void nothing
})
tim.on(TIM.EVENT.ERROR, ({ data: { code, message } }) => `${code.toFixed()} ${message.trim()}`)

// A name whose event a later version publishes: known, but nothing is known of its data.
tim.on(TIM.EVENT.SDK_RELOAD, ({ data }) => {
  // @ts-expect-error: unknown
  data.length
})

// @ts-expect-error: a misspelt name
tim.on('onMessageRecieved', () => {})
// @ts-expect-error: no handler
tim.on(TIM.EVENT.SDK_READY)
// @ts-expect-error: no handler
tim.off(TIM.EVENT.SDK_READY)
// @ts-expect-error: the data of this event is a list
tim.on(TIM.EVENT.MESSAGE_RECEIVED, (event: { data: number }) => event.data)

// `this` is the context.
class Inbox {
  messages: Message[] = []
  listen() {
    tim.on(TIM.EVENT.MESSAGE_RECEIVED, this.add, this)
    tim.off(TIM.EVENT.MESSAGE_RECEIVED, this.add, this)
  }
  add(this: Inbox, event: TIMEvent<'onMessageReceived'>) {
    this.messages.push(...event.data)
  }
}
// @ts-expect-error: the handler needs its context
tim.on(TIM.EVENT.MESSAGE_RECEIVED, new Inbox().add)

// Every name of the map is one of TIM.EVENT.
type Strange = Exclude<keyof EventMap, EventName>
const none: [Strange] extends [never] ? true : false = true
export { none }
