// A trap (a panic of the engine): what the application hears of it, and that nothing else is concerned.

import { timFault } from './faults.js'
import { check, consoleDuring, equal, rejected, turn } from './checks.js'
import { event, instance, readyInstance } from './network.js'

const hello = { to: 'bob', conversationType: 'C2C', payload: { text: 'Hello' } }

export const cases = {
  async a_trap_in_a_call_ends_that_instance_only(TIM) {
    const broken = await readyInstance(TIM)
    const sound = await readyInstance(TIM)
    const { tim, server, SDKAppID } = broken
    server.answers['openim.sendmsg'] = null
    const pending = tim.sendMessage(tim.createTextMessage(hello))
    const events = []
    tim.on(TIM.EVENT.ERROR, ({ data }) => events.push(data))
    TIM.trap()
    let promise
    const lines = await consoleDuring(['error'], () => void (promise = tim.getMyProfile()))
    equal([events.length, events[0]?.code], [1, 2903], 'told before the method returns')
    equal(lines.filter(([, tag]) => tag === '%c TIM %c').length, 1, 'lines in the console')
    check(events[0].message.includes('TIM.create'), 'the text names the fix')
    timFault(await rejected(promise), 2903, 'permanent')
    timFault(await rejected(pending), 2903, 'permanent')
    for (const name of ['login', 'createTextMessage', 'destroy']) timFault(await rejected(tim[name]({})), 2903)
    tim.off(TIM.EVENT.ERROR, tim.on(TIM.EVENT.ERROR, () => {}) ?? (() => {}))
    equal(server.socket.closeCode, 4000, 'its socket is closed')

    await sound.tim.sendMessage(sound.tim.createTextMessage(hello))
    const fresh = await readyInstance(TIM, { SDKAppID, server })
    check(fresh.tim !== tim, 'a new instance')
    equal((await fresh.tim.getMyProfile()).data.userID, 'me')
    equal(events.length, 1, 'nothing more is heard of the old one')
  },

  /** Behind a frame there is no call to reject: the event tells. */
  async a_trap_while_a_frame_is_taken_in(TIM) {
    const broken = await readyInstance(TIM)
    const sound = await readyInstance(TIM)
    const told = event(broken.tim, TIM.EVENT.ERROR)
    await turn()
    TIM.trap()
    await consoleDuring(['error'], async () => {
      broken.server.pushTexts('bob', ['Hi'])
      equal((await told).data.code, 2903)
    })
    // Tasks of the same queue go on: frames of others still arrive.
    const received = event(sound.tim, TIM.EVENT.MESSAGE_RECEIVED)
    sound.server.pushTexts('bob', ['Hi'])
    equal((await received).data[0].payload.text, 'Hi')
  },

  async a_trap_in_a_handler_s_call(TIM) {
    const { tim, server } = await readyInstance(TIM)
    const calls = []
    let inner
    tim.on(TIM.EVENT.MESSAGE_RECEIVED, () => {
      TIM.trap()
      inner = tim.getMyProfile()
      calls.push('first')
    })
    tim.on(TIM.EVENT.MESSAGE_RECEIVED, () => calls.push('second'))
    tim.on(TIM.EVENT.ERROR, ({ data }) => calls.push(data.code))
    const told = event(tim, TIM.EVENT.ERROR)
    await consoleDuring(['error'], async () => {
      server.pushTexts('bob', ['Hi'])
      await told
    })
    equal(calls, ['first', 'second', 2903])
    timFault(await rejected(inner), 2903)
  },

  async many_traps_do_not_use_up_the_stack(TIM) {
    await consoleDuring(['error'], async () => {
      for (let i = 0; i < 200; i++) {
        const { tim } = instance(TIM)
        TIM.trap()
        equal((await rejected(tim.getMyProfile())).code, 2903)
      }
    })
    await readyInstance(TIM)
  },
}
