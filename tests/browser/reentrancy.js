// What a handler may do: everything. Handlers run after the engine is done, and what they cause comes
// behind what waits already.

import { check, equal, rejected, same, turn } from './checks.js'
import { Server, event, instance, readyInstance } from './network.js'

const hello = { to: 'bob', conversationType: 'C2C', payload: { text: 'Hello' } }

export const cases = {
  async a_handler_makes_and_sends_a_message(TIM) {
    const { tim, server } = await readyInstance(TIM)
    let sent
    tim.once(TIM.EVENT.MESSAGE_RECEIVED, ({ data }) => {
      const message = tim.createTextMessage({ ...hello, payload: { text: `Re: ${data[0].payload.text}` } })
      equal([message.type, message.status], ['TIMTextElem', 'unSend'], 'it is there at once')
      sent = tim.sendMessage(message)
      equal(server.framesOf('openim.sendmsg').length, 1, 'and so is its frame')
    })
    server.pushTexts('bob', ['Hi'])
    await server.until(() => sent)
    const { data } = await sent
    equal([data.message.status, data.message.payload.text], ['success', 'Re: Hi'])
  },

  async a_fault_in_a_handler_s_call_is_thrown_there(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const seen = []
    tim.once(TIM.EVENT.MESSAGE_RECEIVED, () => {
      try {
        tim.createTextMessage({})
      } catch (fault) {
        seen.push(fault.kind)
      }
    })
    server.pushTexts('bob', ['Hi'])
    await server.until(() => seen.length)
    equal(seen, ['argument'])
  },

  /** The event that a handler causes comes after the handlers of the event that caused it. */
  async events_keep_their_order(TIM) {
    const { tim } = instance(TIM)
    const calls = []
    tim.on(TIM.EVENT.NET_STATE_CHANGE, ({ data }) => {
      calls.push(`a ${data.state}`)
      if (data.state === 'disconnected') globalThis.dispatchEvent(new Event('online'))
      if (data.state === 'disconnected') tim.getMyProfile().catch(() => calls.push('rejected'))
      calls.push(`end of a ${data.state}`)
    })
    tim.on(TIM.EVENT.NET_STATE_CHANGE, ({ data }) => calls.push(`b ${data.state}`))
    tim.on(TIM.EVENT.ERROR, () => calls.push('error'))
    globalThis.dispatchEvent(new Event('offline'))
    await turn()
    equal(calls.slice(0, 7), [
      'a disconnected',
      'end of a disconnected',
      'b disconnected',
      'a connecting',
      'end of a connecting',
      'b connecting',
      'error',
    ])
    check(calls.includes('rejected'), 'the call of the handler is rejected')
  },

  async a_handler_takes_itself_back(TIM) {
    const { tim, server } = await readyInstance(TIM)
    let calls = 0
    const handler = () => {
      calls += 1
      tim.off(TIM.EVENT.MESSAGE_RECEIVED, handler)
    }
    tim.on(TIM.EVENT.MESSAGE_RECEIVED, handler)
    server.pushTexts('bob', ['1'])
    await server.until(() => calls)
    const second = event(tim, TIM.EVENT.MESSAGE_RECEIVED)
    server.pushTexts('bob', ['2'])
    await second
    equal(calls, 1)
  },

  async a_handler_logs_out(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const notReady = event(tim, TIM.EVENT.SDK_NOT_READY)
    let done
    tim.once(TIM.EVENT.MESSAGE_RECEIVED, () => (done = tim.logout()))
    server.pushTexts('bob', ['Hi'])
    await notReady
    equal(await done, { code: 0, data: {} })
    equal((await rejected(tim.getMyProfile())).code, 3005)
  },

  async a_handler_destroys_the_instance(TIM) {
    const { tim, server, SDKAppID } = await readyInstance(TIM)
    const calls = []
    let done
    tim.on(TIM.EVENT.MESSAGE_RECEIVED, () => {
      calls.push('first')
      done ??= tim.destroy()
    })
    tim.on(TIM.EVENT.MESSAGE_RECEIVED, () => calls.push('second'))
    const destroyed = event(tim, TIM.EVENT.SDK_DESTROY)
    server.pushTexts('bob', ['Hi'])
    await destroyed
    await done
    equal(calls, ['first', 'second'], 'the others still hear of the message')
    check(TIM.create({ SDKAppID, proxyServer: server.url }) !== tim, 'a new instance')
  },

  async a_handler_makes_another_instance(TIM) {
    const { tim, server, SDKAppID } = await readyInstance(TIM)
    const found = []
    tim.once(TIM.EVENT.MESSAGE_RECEIVED, () => {
      found.push(TIM.create({ SDKAppID }))
      found.push(TIM.create({ SDKAppID, proxyServer: server.url, instanceKey: 'from a handler' }))
    })
    server.pushTexts('bob', ['Hi'])
    await server.until(() => found.length)
    same(found[0], tim)
    check(found[1] !== tim, 'another key')
    const ready = event(found[1], TIM.EVENT.SDK_READY)
    await found[1].login({ userID: 'me', userSig: 'sig' })
    await ready
  },

  async a_handler_throws(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const real = console.error
    console.error = () => {}
    try {
      tim.once(TIM.EVENT.MESSAGE_RECEIVED, () => {
        throw new Error('from a handler')
      })
      const next = event(tim, TIM.EVENT.MESSAGE_RECEIVED)
      server.pushTexts('bob', ['Hi'])
      equal((await next).data.length, 1)
    } finally {
      console.error = real
    }
    await tim.sendMessage(tim.createTextMessage(hello))
  },

  /** A handler that causes its own event does not stop the page. */
  async a_handler_in_a_circle_lets_the_page_breathe(TIM) {
    const { tim } = instance(TIM)
    let calls = 0
    let stop = false
    tim.on(TIM.EVENT.ERROR, () => {
      calls += 1
      if (!stop) tim.getMyProfile().catch(() => {})
    })
    tim.getMyProfile().catch(() => {})
    check(calls > 1, 'it goes round')
    await turn()
    stop = true
    const until = calls
    await turn()
    await turn()
    check(calls <= until + 1, 'and comes to an end')
    const errors = event(tim, TIM.EVENT.ERROR)
    tim.getMyProfile().catch(() => {})
    await errors
  },

  /** Whenever code of the application runs, objects show what the engine knows. */
  async objects_are_changed_before_anybody_hears_of_it(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const seen = []
    tim.on(TIM.EVENT.CONVERSATION_LIST_UPDATED, ({ data }) => seen.push(...data.map((one) => one.unreadCount)))
    const received = event(tim, TIM.EVENT.MESSAGE_RECEIVED)
    server.pushTexts('carol', ['1', '2', '3'])
    equal((await received).data.length, 3)
    const { data } = await tim.getConversationList()
    const conversation = data.conversationList.find((one) => one.conversationID === 'C2Ccarol')
    equal(conversation.unreadCount, 3)
    check(!seen.some((unread) => unread > 0 && unread < 3), `no half of it: ${seen}`)
  },

  /** A setter of the application runs while its object is being changed, and calls a method. */
  async a_setter_calls_a_method(TIM) {
    const { tim } = await readyInstance(TIM)
    const message = tim.createTextMessage(hello)
    const made = []
    const proxy = new Proxy(message, {
      set(target, name, value) {
        target[name] = value
        made.push(tim.createTextMessage(hello).type)
        return true
      },
    })
    same((await tim.sendMessage(proxy)).data.message, proxy)
    check(made.length > 0 && made.every((type) => type === 'TIMTextElem'), `made: ${made}`)
    equal(message.status, 'success')
  },

  async a_getter_of_an_argument_calls_a_method(TIM) {
    const { tim } = await readyInstance(TIM)
    let inner
    const options = {
      ...hello,
      get cloudCustomData() {
        inner = tim.createTextMessage(hello)
        return 'outer'
      },
    }
    const outer = tim.createTextMessage(options)
    equal([outer.cloudCustomData, inner.cloudCustomData], ['outer', ''])
    check(outer.ID !== inner.ID, 'two messages')
  },

  /** Two clients of one application on one page do not disturb each other. */
  async two_instances_side_by_side(TIM) {
    const [a, b] = await Promise.all([readyInstance(TIM), readyInstance(TIM, { server: new Server() })])
    const inB = []
    a.tim.once(TIM.EVENT.MESSAGE_RECEIVED, () => inB.push(b.tim.createTextMessage(hello).payload.text))
    b.tim.on(TIM.EVENT.MESSAGE_RECEIVED, () => inB.push('wrong'))
    a.server.pushTexts('bob', ['Hi'])
    await a.server.until(() => inB.length)
    equal(inB, ['Hello'])
  },
}
