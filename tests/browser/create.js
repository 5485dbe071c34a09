// TIM.create, the statics, the console.

import { argumentFault } from './faults.js'
import { check, consoleDuring, equal, rejected, same, thrown } from './checks.js'
import { Server, event, instance, readyInstance } from './network.js'

export const cases = {
  statics(TIM) {
    equal(TIM.EVENT.MESSAGE_RECEIVED, 'onMessageReceived')
    equal(TIM.TYPES.MSG_TEXT, 'TIMTextElem')
    equal(TIM.TYPES.GRP_TIP_MBR_JOIN, 1)
    equal([Object.keys(TIM.EVENT).length, Object.keys(TIM.TYPES).length], [31, 108])
    check(/^\d+\.\d+\.\d+/.test(TIM.VERSION), `VERSION ${TIM.VERSION}`)
  },

  /** The typings name each constant with its value, and each method, and nothing else. */
  typings_name_what_exists(TIM, typings) {
    const constants = [...typings.matchAll(/^ {4}readonly (\w+): (?:'(.*)'|(\d+))$/gm)]
    const typed = Object.fromEntries(constants.map(([, name, text, number]) => [name, text ?? Number(number)]))
    equal(typed, { ...TIM.EVENT, ...TIM.TYPES }, 'constants')
    const [, body] = typings.match(/\nexport interface TIMInstance {\n(.*?)\n}\n/s)
    const methods = new Set([...body.matchAll(/^ {2}(\w+)[<(]/gm)].map(([, name]) => name))
    equal([...methods].sort(), Object.keys(instance(TIM).tim).sort(), 'methods')
  },

  an_instance_is_a_bare_object_of_functions(TIM) {
    const { tim } = instance(TIM)
    equal(Object.getPrototypeOf(tim), null)
    for (const [name, method] of Object.entries(tim)) equal([typeof method, method.name], ['function', name])
    check(!Object.isFrozen(tim), 'it can be extended')
    // await tim must not take it for a promise.
    equal(tim.then, undefined)
  },

  the_same_application_gets_the_same_instance(TIM) {
    const { tim, server, SDKAppID } = instance(TIM)
    same(TIM.create({ SDKAppID }), tim)
    same(TIM.create({ SDKAppID: String(SDKAppID), proxyServer: 'ws://elsewhere.test' }), tim)
    same(TIM.create({ SDKAppID: `${SDKAppID}.7` }), tim)
    equal(server.sockets.length, 1, 'sockets')
    const second = TIM.create({ SDKAppID, proxyServer: server.url, instanceKey: 'second' })
    check(second !== tim, 'another key, another instance')
    same(TIM.create({ SDKAppID, instanceKey: 'second' }), second)
    equal(server.sockets.length, 2, 'sockets')
  },

  application_0_is_never_cached(TIM) {
    const server = new Server()
    const create = () => TIM.create({ SDKAppID: 0, proxyServer: server.url })
    check(create() !== create(), 'a new instance each time')
  },

  async wrong_options_give_null_and_a_line_in_the_console(TIM) {
    for (const SDKAppID of [undefined, null, '', 'abc', '12abc', NaN, -1, true, {}]) {
      let made
      const lines = await consoleDuring(['error'], () => (made = TIM.create({ SDKAppID })))
      equal(made, null, `SDKAppID ${SDKAppID}`)
      equal(lines.length, 1, 'lines')
      check(lines[0].at(-1).includes('SDKAppID'), `the line names it: ${lines[0].at(-1)}`)
    }
    const lines = await consoleDuring(['error'], () => {
      equal(TIM.create({ SDKAppID: 1, proxyServer: 'http://127.0.0.1' }), null)
    })
    check(lines[0].at(-1).includes('ws://'), 'the line names the fix')
  },

  without_options_it_throws(TIM) {
    for (const options of [undefined, null, 5, 'x', () => {}]) {
      const fault = thrown(() => TIM.create(options))
      check(fault instanceof TypeError, `a TypeError (got ${fault})`)
    }
    const cyclic = { SDKAppID: 1400000000 }
    cyclic.self = cyclic
    argumentFault(
      thrown(() => TIM.create(cyclic)),
      'TIM.create',
    )
  },

  without_a_web_socket_it_throws(TIM) {
    const { WebSocket } = globalThis
    globalThis.WebSocket = undefined
    try {
      const fault = thrown(() => TIM.create({ SDKAppID: 1400000000 }))
      check(fault instanceof Error && fault.message.includes('WebSocket'), `the fix (got ${fault})`)
    } finally {
      globalThis.WebSocket = WebSocket
    }
  },

  async a_destroyed_instance_is_forgotten(TIM) {
    const { tim, server, SDKAppID } = await readyInstance(TIM)
    const destroyed = event(tim, TIM.EVENT.SDK_DESTROY)
    equal(await tim.destroy(), { code: 0, data: {} })
    equal((await destroyed).data, { SDKAppID })
    equal(server.socket.closeCode, 4000, 'close code')
    const next = TIM.create({ SDKAppID, proxyServer: server.url })
    check(next !== tim, 'a new instance')
    equal(server.sockets.length, 2, 'sockets')
    // The old one goes on refusing.
    const fault = await rejected(tim.login({ userID: 'me', userSig: 'sig' }))
    check(fault.message.includes('destroyed'), fault.message)
    equal(tim.on(TIM.EVENT.SDK_READY, () => {}), undefined)
    await rejected(tim.destroy())
    same(TIM.create({ SDKAppID }), next, 'the new one stays')
    equal(server.sockets.length, 2, 'sockets')
    globalThis.dispatchEvent(new Event('online'))
    equal(server.sockets[0].readyState, 3, 'the old one does not connect again')
  },

  async destroying_without_a_login_rejects_and_destroys(TIM) {
    const { tim, server, SDKAppID } = instance(TIM)
    const fault = await rejected(tim.destroy())
    equal(fault.code, 2024)
    check(TIM.create({ SDKAppID, proxyServer: server.url }) !== tim, 'it is gone all the same')
  },

  async the_log_level_is_shared_and_says_what_it_hides(TIM) {
    const { tim } = instance(TIM)
    const other = instance(TIM).tim
    try {
      let lines = await consoleDuring(['log', 'warn'], () => {
        tim.setLogLevel(3)
        tim.off('x', () => {})
      })
      equal(lines.length, 1, 'lines')
      const [method, tag, style, neutral, time, text] = lines[0]
      equal([method, tag, neutral, text], ['log', '%c TIM %c', '', 'set level from 0 to 3'])
      check(/^\d\d:\d\d:\d\d\.\d\d\d$/.test(time), `time of day ${time}`)
      check(style.includes('background'), `style ${style}`)
      lines = await consoleDuring(['log', 'warn', 'error'], () => {
        other.off('x', () => {})
        other.setLogLevel(4)
        TIM.create({ SDKAppID: 'x' })
      })
      equal(lines, [], 'silence')
      lines = await consoleDuring(['log', 'warn'], () => {
        other.setLogLevel(2)
        other.setLogLevel(2)
        tim.off('x', () => {})
      })
      equal(
        lines.map(([name, , , , , words]) => [name, words.slice(0, 10)]),
        [
          ['log', 'set level '],
          ['warn', 'off: this '],
        ],
      )
    } finally {
      await consoleDuring(['log'], () => tim.setLogLevel(0))
    }
    for (const level of [undefined, '1', NaN, null]) {
      argumentFault(
        thrown(() => tim.setLogLevel(level)),
        'setLogLevel',
      )
    }
  },

  plugins_are_taken_as_an_object(TIM) {
    const { tim } = instance(TIM)
    equal(tim.registerPlugin({ 'tim-upload-plugin': class {} }), undefined)
    for (const wrong of [undefined, null, 'plugin']) check(thrown(() => tim.registerPlugin(wrong)) instanceof TypeError)
  },
}
