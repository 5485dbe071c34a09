// Live objects and values: Message objects and their members, what arguments may be, what results and
// errors look like.

import { argumentFault, timFault } from './faults.js'
import { check, equal, rejected, same, thrown, turn } from './checks.js'
import { event, instance, readyInstance } from './network.js'

const MEMBERS = [
  ...['ID', 'conversationID', 'conversationType', 'conversationSubType', 'time', 'sequence', 'clientSequence'],
  ...['random', 'priority', 'nick', 'avatar', 'isPeerRead', 'nameCard', '_elements', 'isPlaceMessage', 'isRevoked'],
  ...['from', 'to', 'flow', 'isSystemMessage', 'protocol', 'isResend', 'isRead', 'status', '_onlineOnlyFlag'],
  ...['_groupAtInfoList', '_relayFlag', 'atUserList', 'cloudCustomData', 'isDeleted', 'isModified'],
  ...['_isExcludedFromUnreadCount', '_isExcludedFromLastMessage', 'clientTime', 'senderTinyID', 'readReceiptInfo'],
  ...['needReadReceipt', 'version', 'isBroadcastMessage', '_receiverList', 'isSupportExtension', 'revoker'],
]

const toBob = (TIM, text = 'Hello') => ({ to: 'bob', conversationType: TIM.TYPES.CONV_C2C, payload: { text } })

export const cases = {
  async a_message_has_its_members_in_order(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const message = tim.createTextMessage(toBob(TIM))
    equal(Object.keys(message), [...MEMBERS, 'payload', 'type'])
    equal([message.type, message.payload], ['TIMTextElem', { text: 'Hello' }])
    equal([message.flow, message.status], ['out', 'unSend'])
    // Members that exist and hold nothing.
    for (const name of ['conversationSubType', '_receiverList']) {
      check(Object.hasOwn(message, name) && message[name] === undefined, name)
    }
    equal(Object.keys(message.readReceiptInfo), ['readCount', 'unreadCount', 'isPeerRead'])

    const received = event(tim, TIM.EVENT.MESSAGE_RECEIVED)
    server.pushTexts('bob', ['Hi'])
    const [other] = (await received).data
    equal(Object.keys(other), [...MEMBERS, 'payload', 'type'])
    equal([other.payload.text, other.flow, other.conversationID], ['Hi', 'in', 'C2Cbob'])
  },

  async payload_is_the_first_element(TIM) {
    const { tim } = await readyInstance(TIM)
    const message = tim.createTextMessage(toBob(TIM))
    same(message.payload, message._elements[0].content)
    same(message.getElements(), message._elements)
    same(message.elements, message._elements)
    equal(JSON.parse(JSON.stringify(message)).payload, { text: 'Hello' })
    equal({ ...message }.type, 'TIMTextElem')
  },

  async a_message_of_unknown_parts_has_no_payload(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const received = event(tim, TIM.EVENT.MESSAGE_RECEIVED)
    const wire = {
      From_Account: 'bob',
      To_Account: 'me',
      MsgSeq: 1,
      MsgRandom: 1,
      MsgTimeStamp: 1700000000,
      MsgBody: [{ MsgType: 'TIMFutureElem', MsgContent: {} }],
    }
    server.push({ Event: 9, C2cMsgArray: [wire] })
    const [message] = (await received).data
    equal(Object.keys(message), MEMBERS)
    equal(message._elements, [])
  },

  async sending_changes_the_object_itself(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const message = tim.createTextMessage(toBob(TIM))
    const { ID } = message
    const sending = tim.sendMessage(message)
    equal(server.framesOf('openim.sendmsg').length, 1, 'frames')
    const result = await sending
    equal(Object.keys(result), ['code', 'data'])
    same(result.data.message, message)
    equal([message.status, message.ID, result.code], ['success', ID, 0])
    const { data } = await tim.getConversationList()
    const [conversation] = data.conversationList
    same(conversation.lastMessage.payload, message.payload, 'lastMessage.payload')
    equal([conversation.toAccount, conversation.subType], ['bob', ''])
    check(!Object.keys(conversation).includes('toAccount'), 'a getter of the prototype')
    const { data: again } = await tim.getConversationList()
    check(again.conversationList !== data.conversationList, 'a new array')
    same(again.conversationList[0], conversation)
  },

  async a_failed_message_can_be_sent_again(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const message = tim.createTextMessage(toBob(TIM))
    server.answers['openim.sendmsg'] = { ActionStatus: 'FAIL', ErrorCode: 20009, ErrorInfo: 'not friends' }
    const fault = await rejected(tim.sendMessage(message))
    timFault(fault, 20009)
    equal(fault.message, 'not friends')
    same(fault.data.message, message)
    equal(message.status, 'fail')
    server.answers['openim.sendmsg'] = { MsgTime: 1700000000 }
    await tim.resendMessage(message)
    equal([message.status, message.isResend, message.time], ['success', true, 1700000000])
    const [first, second] = server.framesOf('openim.sendmsg')
    equal(second.body, first.body, 'the same message for the server')
  },

  /** A view holds a message through a proxy: the proxy is changed, so that the view follows. */
  async a_message_behind_a_proxy_is_one(TIM) {
    const { tim } = await readyInstance(TIM)
    const message = tim.createTextMessage(toBob(TIM))
    const changes = []
    const proxy = new Proxy(message, {
      set(target, name, value) {
        changes.push(name)
        target[name] = value
        return true
      },
    })
    const { data } = await tim.sendMessage(proxy)
    same(data.message, proxy)
    equal(message.status, 'success')
    check(changes.includes('status'), 'the change went through the proxy')
  },

  async a_copy_of_a_message_is_none(TIM) {
    const { tim } = await readyInstance(TIM)
    const message = tim.createTextMessage(toBob(TIM))
    for (const copy of [{ ...message }, JSON.parse(JSON.stringify(message))]) {
      timFault(await rejected(tim.sendMessage(copy)), 2105)
    }
    argumentFault(thrown(() => tim.sendMessage({})))
  },

  /** What the application has made of an object is its own affair. */
  async a_frozen_message_is_sent(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const message = Object.freeze(tim.createTextMessage(toBob(TIM)))
    const real = console.error
    const lines = []
    console.error = (...words) => lines.push(words)
    try {
      same((await tim.sendMessage(message)).data.message, message)
    } finally {
      console.error = real
    }
    equal([server.framesOf('openim.sendmsg').length, message.status], [1, 'unSend'])
    check(lines.length > 0, 'the console says that it could not be changed')
  },

  async arguments_without_a_json_form_are_refused(TIM) {
    const { tim } = await readyInstance(TIM)
    const cyclic = toBob(TIM)
    cyclic.payload.self = cyclic
    const throwing = {
      get to() {
        throw new Error('from a getter')
      },
    }
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    let deep = {}
    for (let i = 0; i < 1000; i++) deep = { deep }
    const objects = [cyclic, throwing, revoked.proxy, { ...toBob(TIM), more: 5n }, { ...toBob(TIM), deep }]
    objects.push(document.body, new Map(), new File([], 'x'))
    const refused = (argument, word) =>
      argumentFault(
        thrown(() => tim.createTextMessage(argument)),
        'createTextMessage',
        word,
      )
    for (const object of objects) refused(object, 'JSON form')
    refused(() => {}, 'function')
    refused(Symbol('s'), 'symbol')
    refused(5n, 'bigint')
    // It goes on working.
    equal(tim.createTextMessage(toBob(TIM)).payload.text, 'Hello')
  },

  async arguments_are_read_by_their_json_meaning(TIM) {
    const { tim } = await readyInstance(TIM)
    class Options {
      to = 'bob'
      conversationType = 'C2C'
      payload = { toJSON: () => ({ text: 'from toJSON' }) }
      ignored = () => {}
      missing = undefined
    }
    equal(tim.createTextMessage(new Options()).payload, { text: 'from toJSON' })
    equal(tim.createTextMessage(new Proxy(toBob(TIM, 'from a proxy'), {})).payload, { text: 'from a proxy' })
  },

  async text_crosses_unchanged(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const whole = '中文 \u0000 "quotes" \\ud83d </script> \u2028 🙂 \u{10ffff} __proto__'
    const message = tim.createTextMessage(toBob(TIM, whole))
    equal(message.payload.text, whole)
    await tim.sendMessage(message)
    equal(server.framesOf('openim.sendmsg')[0].body.MsgBody[0].MsgContent.Text, whole, 'on the wire')
    const received = event(tim, TIM.EVENT.MESSAGE_RECEIVED)
    server.pushTexts('bob', [whole])
    equal((await received).data[0].payload.text, whole, 'received')
    // Half a surrogate pair has no UTF-8 form.
    equal(tim.createTextMessage(toBob(TIM, 'a\ud83d')).payload.text, 'a\ufffd')
    equal(tim.createTextMessage(toBob(TIM, '\ude42\\ud83d')).payload.text, '\ufffd\\ud83d')
  },

  /** Up to 15 significant digits (nanometres, in degrees), and whole numbers up to 2^53. */
  async numbers_cross_unchanged(TIM) {
    const { tim } = await readyInstance(TIM)
    const places = [0, -0.5, 113.94, 53.5436123456789, -37.4219983333333, 1e-7, 180, 1e21, 9007199254740991]
    for (const longitude of places) {
      const payload = { description: 'x', longitude, latitude: longitude || 1 }
      const message = tim.createLocationMessage({ to: 'bob', conversationType: 'C2C', payload })
      check(Object.is(message.payload.longitude, longitude), `${longitude} became ${message.payload.longitude}`)
    }
  },

  async members_named_like_the_prototype_are_data(TIM) {
    const { tim } = await readyInstance(TIM)
    const payload = JSON.parse('{"index":1,"data":"x","__proto__":{"polluted":true},"constructor":"c"}')
    const message = tim.createFaceMessage({ to: 'bob', conversationType: 'C2C', payload })
    check(Object.hasOwn(message.payload, '__proto__'), 'an own member')
    equal(message.payload.constructor, 'c')
    check({}.polluted === undefined && message.polluted === undefined, 'no prototype has changed')
  },

  async wrong_arguments_throw_and_say_what_is_expected(TIM) {
    const { tim } = await readyInstance(TIM)
    argumentFault(thrown(() => tim.createTextMessage()), 'createTextMessage', 'options')
    argumentFault(thrown(() => tim.createTextMessage(toBob(TIM, 5))), 'payload.text', 'number')
    argumentFault(thrown(() => tim.getMessageList({ conversationID: 'bob' })), 'getMessageList', 'conversationID')
    argumentFault(thrown(() => tim.login({ userID: 'me' })), 'login', 'userSig')
    argumentFault(thrown(() => tim.login(null)), 'login')
  },

  async before_ready_every_method_gives_a_rejected_promise(TIM) {
    const { tim } = instance(TIM)
    const events = []
    tim.on(TIM.EVENT.ERROR, ({ data }) => events.push(data))
    const promise = tim.createTextMessage(toBob(TIM))
    equal(events.length, 1, 'the event comes before the method returns')
    const fault = await rejected(promise)
    timFault(fault, 2024)
    check(fault.message.includes('createTextMessage'), fault.message)
    equal(events, [{ code: 2024, message: fault.message }])
    equal(Object.keys(events[0]), ['code', 'message'])
    for (const name of ['sendMessage', 'getMessageList', 'getMyProfile', 'getConversationList', 'setMessageRead']) {
      timFault(await rejected(tim[name]()), 2024)
    }
    await turn()
    equal(events.length, 6, 'one event per call')
  },

  async the_own_profile_is_one_object(TIM) {
    const { tim } = await readyInstance(TIM)
    const { data: profile } = await tim.getMyProfile()
    equal(Object.keys(profile).slice(0, 3), ['userID', 'nick', 'gender'])
    const updated = event(tim, TIM.EVENT.PROFILE_UPDATED)
    const { data: after } = await tim.updateMyProfile({ nick: 'Me' })
    same(after, profile)
    equal(profile.nick, 'Me')
    same((await updated).data[0], profile)
  },
}
