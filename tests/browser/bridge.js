// The JavaScript half of an instance by itself, on an engine that says what a test tells it to: what
// the real one says too seldom for a test, or not yet.

import { check, equal, rejected, same } from './checks.js'

// The numbers of program.rs.
const [ADOPT, CREATE, PATCH, RELEASE, RETURN, REJECT, RESOLVE, EMIT] = [0, 1, 2, 3, 4, 7, 6, 8]

/** A message's members as far as these cases are concerned; the first is undefined. */
const BLANK = [{ first: null, _elements: [], list: [] }, ['first', 0]]

/** An instance with the methods `a` and `b`; `answers` has what the engine says to each: call → changes. */
function bridge({ Bridge, Uploads }, answers, outside = {}) {
  const enter = (what, call) => {
    const changes = answers[what < 0 ? 'wake' : 'ab'[what]](call)
    return changes ? JSON.stringify(changes) : ''
  }
  return new Bridge('a,b', 'status', JSON.stringify(BLANK), { enter }, outside, new Uploads())
}

/** What happens outside, with timers that a test lets run out and a page that is in the foreground or not. */
class Flood {
  timers = []
  woken = 0
  #heard = () => {}
  #outside = { waiting: 0 }

  constructor(parts) {
    const take = () => void (this.#outside.waiting = 0)
    const wake = () => {
      take()
      this.woken += 1
      this.#heard()
    }
    this.api = bridge(parts, { a: take, wake }, this.#outside).api
  }

  /** A frame comes; whether the engine takes it in at once. */
  frame() {
    const before = this.woken
    this.#outside.waiting += 1
    this.#outside.happened(true)
    return this.woken > before
  }

  /** Frames come until one waits. */
  begin() {
    for (let count = 1; this.frame(); count++) check(count < 10_000, 'there is a flood at last')
  }

  /** The next time that the engine is woken. */
  next() {
    return new Promise((resolve) => (this.#heard = resolve))
  }

  /** Runs `test` without anything that could happen in between. */
  during(test, hidden = false) {
    const { setTimeout } = globalThis
    globalThis.setTimeout = (run) => this.timers.push(run)
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
    try {
      test()
    } finally {
      globalThis.setTimeout = setTimeout
      delete document.hidden
    }
  }
}

export const cases = {
  /** Handlers wait until all objects show the new state, also when a setter calls a method meanwhile. */
  async no_handler_runs_while_objects_are_changed(TIM) {
    const { api } = bridge(TIM.parts, {
      a: (call) => [
        [ADOPT, 1, 0],
        [ADOPT, 2, 1],
        [EMIT, 'outer', 0],
        [RESOLVE, call, [0, 'a']],
        [PATCH, 1, null, { status: 'new' }, []],
        [PATCH, 2, null, { status: 'new' }, []],
      ],
      b: (call) => [
        [EMIT, 'inner', 0],
        [RETURN, call, [0, 'b']],
      ],
    })
    const seen = []
    const second = { status: 'old' }
    const first = {
      set status(value) {
        seen.push(`set to ${value}`, api.b(), `second is ${second.status}`)
      },
    }
    api.on('outer', () => seen.push('outer', second.status))
    api.on('inner', () => seen.push('inner'))
    equal(await api.a(first, second), { code: 0, data: 'a' })
    equal(seen, ['set to new', 'b', 'second is new', 'outer', 'new', 'inner'])
  },

  async a_setter_that_throws_stops_nothing_else(TIM) {
    const { api } = bridge(TIM.parts, {
      a: (call) => [
        [ADOPT, 1, 0],
        [PATCH, 1, null, { status: 'new' }, []],
        [RESOLVE, call, [1, 1]],
      ],
    })
    const object = {
      set status(_) {
        throw new Error('from a setter')
      },
    }
    const real = console.error
    console.error = () => {}
    try {
      same((await api.a(object)).data, object)
    } finally {
      console.error = real
    }
  },

  /** At a logout everything is released at once. */
  async a_hundred_thousand_changes_at_once(TIM) {
    const ids = Array.from({ length: 100_000 }, (_, id) => id)
    const { api } = bridge(TIM.parts, {
      a: (call) => [
        ...ids.map((id) => [CREATE, id, 0, { _elements: [] }, []]),
        [RESOLVE, call, [3, ids]],
        ...ids.map((id) => [RELEASE, id]),
      ],
      b: (call) => [[RETURN, call, [3, ids.slice(0, 2)]]],
    })
    const { data } = await api.a()
    equal([data.length, data.every((object) => Object.keys(object).length === 3)], [100_000, true])
    equal(api.b(), [undefined, undefined], 'released')
  },

  /** What JSON cannot say: undefined, live objects, members of live objects, at any depth. */
  values_of_every_form(TIM) {
    const group = { conversationID: 'GROUPg', type: 'GROUP', lastMessage: null }
    const rest = ['m', [1, 1], 'u', 0, 'list', [3, [1, 2]]]
    const last = [4, { payload: null, n: 0 }, ['payload', [2, 1, 'payload']]]
    const { api } = bridge(TIM.parts, {
      a: (call) => [
        [CREATE, 1, 0, { _elements: [{ type: 'T', content: { text: 'x' } }] }, []],
        [CREATE, 2, 1, group, ['lastMessage', last]],
        [RETURN, call, [4, { m: null, u: null, list: null, data: { a: [null] } }, rest]],
      ],
      b: (call) => [
        [PATCH, 2, 'lastMessage', { n: 1 }, ['payload', 0]],
        [PATCH, 2, 'missing', { n: 1 }, []],
        [PATCH, 1, null, { _elements: [{ type: 'U', content: {} }] }, []],
        [PATCH, 99, null, { n: 1 }, []],
        [RETURN, call, [1, 2]],
      ],
    })
    const { m, list, ...plain } = api.a()
    check(Object.hasOwn(plain, 'u') && plain.u === undefined, 'undefined')
    equal(plain.data, { a: [null] })
    same(list[0], m)
    const [, conversation] = list
    same(conversation.lastMessage.payload, m.payload)
    equal([conversation.toAccount, conversation.subType], ['g', ''])
    const { lastMessage } = conversation
    same(api.b(), conversation)
    same(conversation.lastMessage, lastMessage, 'changed in place')
    equal(lastMessage, { payload: undefined, n: 1 })
    equal([m.type, m.payload], ['U', {}], 'the alias follows the elements')
    check(!Object.hasOwn(conversation, 'missing'), 'no member is made up')
  },

  /** What a message does not say is blank: in the blank's order, and never shared. */
  a_message_is_told_what_is_not_blank(TIM) {
    const { api } = bridge(TIM.parts, {
      a: (call) => [
        [CREATE, 1, 0, { list: [1], last: 'x' }, []],
        [RETURN, call, [1, 1]],
      ],
      b: (call) => [
        [CREATE, 2, 0, {}, ['list', 0]],
        [CREATE, 3, 0, {}, []],
        [RETURN, call, [3, [2, 3]]],
      ],
    })
    const told = api.a()
    equal(Object.entries(told), [['first', undefined], ['_elements', []], ['list', [1]], ['last', 'x']])
    const [second, third] = api.b()
    check(Object.hasOwn(second, 'first') && second.list === undefined, 'undefined')
    equal(third.list, [])
    check(told._elements !== third._elements && second._elements !== third._elements, 'arrays of their own')
  },

  /** What neither returns nor throws is a promise, and the numbers of calls go round. */
  async settled_by_a_later_entry(TIM) {
    const calls = []
    const made = bridge(TIM.parts, {
      a: (call) => void calls.push(call),
      wake: () => [
        [REJECT, calls[1], 2801, 'late', 'network', [4, {}, []]],
        [RESOLVE, calls[0], [0, 'done']],
        [RESOLVE, calls[0], [0, 'twice']],
        [RESOLVE, 12345, [0, 'nobody asked']],
      ],
    })
    const promises = [made.api.a(), made.api.a()]
    const fault = rejected(promises[1])
    made.wake()
    equal(await promises[0], { code: 0, data: 'done' })
    equal((await fault).code, 2801)
    check(calls[0] !== calls[1], 'each call has its number')
  },

  frames_of_a_flood_wait_for_each_other(TIM) {
    const flood = new Flood(TIM.parts)
    flood.during(() => {
      check(flood.frame() && flood.frame(), 'the first ones do not')
      flood.begin()
      equal([flood.frame(), flood.timers.length], [false, 1])
      const before = flood.woken
      flood.timers[0]()
      equal(flood.woken, before + 1, 'woken once for both')
    })
  },

  frames_of_a_flood_wait_until_there_are_many(TIM) {
    const flood = new Flood(TIM.parts)
    flood.during(() => {
      flood.begin()
      let waited = 1
      while (!flood.frame()) waited += 1
      equal(waited, 63)
    })
  },

  async an_answer_does_not_wait_for_a_flood(TIM) {
    const flood = new Flood(TIM.parts)
    flood.during(() => flood.begin())
    flood.api.a()
    const woken = flood.next()
    check(!flood.frame(), 'in a task of its own')
    await woken
  },

  async a_flood_does_not_wait_for_the_timers_of_the_background(TIM) {
    const flood = new Flood(TIM.parts)
    const woken = flood.next().then(() => flood.next())
    flood.during(() => flood.begin(), true)
    equal(flood.timers, [])
    await woken
  },
}
