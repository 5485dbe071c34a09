// on, once, off and delivery. NET_STATE_CHANGE is the event that a test can cause at will: the page
// goes offline and online.

import { argumentFault } from './faults.js'
import { check, consoleDuring, equal, thrown } from './checks.js'
import { Server, instance as anyInstance } from './network.js'

const offline = () => globalThis.dispatchEvent(new Event('offline'))
const online = () => globalThis.dispatchEvent(new Event('online'))

/** An instance whose socket does not open, so that nothing but the test changes the state of the net. */
function instance(TIM) {
  const server = new Server()
  server.accepting = false
  return anyInstance(TIM, { server })
}

/** Causes NET_STATE_CHANGE twice: `disconnected`, `connecting`. */
function cause() {
  offline()
  online()
}

export const cases = {
  handlers_run_in_order_and_get_name_and_data(TIM) {
    const { tim } = instance(TIM)
    const calls = []
    tim.on(TIM.EVENT.NET_STATE_CHANGE, (event) => calls.push(['first', event]))
    tim.on(TIM.EVENT.NET_STATE_CHANGE, (event) => calls.push(['second', event]))
    offline()
    const event = { name: 'netStateChange', data: { state: 'disconnected' } }
    equal(calls, [
      ['first', event],
      ['second', event],
    ])
    equal(Object.keys(calls[0][1]), ['name', 'data'])
  },

  each_registration_keeps_its_own_context(TIM) {
    const { tim } = instance(TIM)
    const seen = []
    function handler() {
      seen.push(this)
    }
    const [a, b] = [{ a: 1 }, { b: 2 }]
    tim.on(TIM.EVENT.NET_STATE_CHANGE, handler, a)
    tim.on(TIM.EVENT.NET_STATE_CHANGE, handler, b)
    tim.on(TIM.EVENT.NET_STATE_CHANGE, handler)
    offline()
    equal(seen, [a, b, undefined])
    tim.off(TIM.EVENT.NET_STATE_CHANGE, handler, a)
    online()
    equal(seen.slice(3), [b, undefined])
  },

  off_removes_all_registrations_of_a_handler(TIM) {
    const { tim } = instance(TIM)
    let calls = 0
    const handler = () => (calls += 1)
    tim.on(TIM.EVENT.NET_STATE_CHANGE, handler)
    tim.on(TIM.EVENT.NET_STATE_CHANGE, handler, {})
    tim.once(TIM.EVENT.NET_STATE_CHANGE, handler)
    offline()
    equal(calls, 3)
    online()
    equal(calls, 5)
    tim.off(TIM.EVENT.NET_STATE_CHANGE, handler)
    cause()
    equal(calls, 5)
  },

  off_takes_back_what_once_added(TIM) {
    const { tim } = instance(TIM)
    let calls = 0
    const handler = () => (calls += 1)
    tim.once(TIM.EVENT.NET_STATE_CHANGE, handler)
    tim.off(TIM.EVENT.NET_STATE_CHANGE, handler)
    cause()
    equal(calls, 0)
  },

  once_is_over_before_its_handler_runs(TIM) {
    const { tim } = instance(TIM)
    let calls = 0
    tim.once(TIM.EVENT.NET_STATE_CHANGE, () => {
      calls += 1
      if (calls < 5) online()
    })
    offline()
    equal(calls, 1)
  },

  a_delivery_walks_a_snapshot(TIM) {
    const { tim } = instance(TIM)
    const calls = []
    const late = () => calls.push('late')
    const removed = () => calls.push('removed')
    tim.once(TIM.EVENT.NET_STATE_CHANGE, () => {
      tim.on(TIM.EVENT.NET_STATE_CHANGE, late)
      tim.off(TIM.EVENT.NET_STATE_CHANGE, removed)
    })
    tim.on(TIM.EVENT.NET_STATE_CHANGE, removed)
    offline()
    equal(calls, ['removed'], 'added and removed while it was delivered')
    online()
    equal(calls, ['removed', 'late'], 'the next delivery')
  },

  any_name_will_do(TIM) {
    const { tim } = instance(TIM)
    for (const name of ['constructor', '__proto__', 'toString', 'my event']) {
      equal(tim.on(name, () => {}), undefined)
      equal(tim.once(name, () => {}), undefined)
    }
    cause()
  },

  wrong_names_and_handlers_are_refused(TIM) {
    const { tim } = instance(TIM)
    for (const method of ['on', 'once', 'off']) {
      for (const name of [undefined, null, '', 5, {}]) {
        argumentFault(thrown(() => tim[method](name, () => {})), method, 'name')
      }
      for (const handler of [undefined, null, {}, 'f']) {
        argumentFault(thrown(() => tim[method]('x', handler)), method, 'handler', 'function')
      }
    }
  },

  async a_handler_that_throws_disturbs_nobody(TIM) {
    const { tim } = instance(TIM)
    const calls = []
    const fault = new Error('from a handler')
    tim.on(TIM.EVENT.NET_STATE_CHANGE, () => {
      throw fault
    })
    tim.on(TIM.EVENT.NET_STATE_CHANGE, () => calls.push('second'))
    const lines = await consoleDuring(['error'], offline)
    equal(calls, ['second'])
    equal(lines.length, 1, 'lines in the console')
    check(lines[0].includes(fault), 'the line shows the exception')
    online()
    equal(calls, ['second', 'second'])
  },

  async an_unknown_handler_is_only_warned_about(TIM) {
    const { tim } = instance(TIM)
    tim.on(TIM.EVENT.SDK_READY, () => {})
    const lines = await consoleDuring(['warn'], () => tim.off(TIM.EVENT.SDK_READY, () => {}))
    equal(lines.length, 1)
    check(lines[0].at(-1).includes('sdkStateReady'), 'the warning names the event')
  },

  instances_do_not_hear_each_other(TIM) {
    const first = instance(TIM)
    const second = instance(TIM)
    const calls = []
    first.tim.on(TIM.EVENT.ERROR, () => calls.push('first'))
    second.tim.on(TIM.EVENT.ERROR, () => calls.push('second'))
    first.tim.getMyProfile().catch(() => {})
    equal(calls, ['first'])
  },
}
