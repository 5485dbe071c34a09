// The JavaScript half of one instance: the object that TIM.create returns, the promises its methods
// gave, and the queue through which the engine's answers reach the application. The Rust half is
// instance.rs; the values and live objects in between are values.js's, files are media.js's.
//
// The engine is entered by one function and answers with one text: the changes that followed, in
// order. They are taken in two steps. First the changes of objects, so that whenever code of the
// application runs, all objects show the engine's state. Then handlers are called and promises
// settled, in order, after every borrow of the engine has ended. A handler may call any method: the
// objects of that call change at once and it returns at once, while its events and promises queue up
// behind those that wait already.

import { log, setLogLevel, warn } from '../browser/page.js'
import { attach, attached, attachment, withFacts } from './media.js'
import { Message, Objects, argumentError, argumentsText, timError, typeName } from './values.js'

// The first member of a change, as program.rs writes it.
const ADOPT = 0
const CREATE = 1
const PATCH = 2
const RELEASE = 3
const RETURN = 4
const THROW = 5
const RESOLVE = 6
const REJECT = 7
const EMIT = 8
const UPLOAD = 10
const STOP_UPLOADS = 11
const RESOLVE_ITSELF = 12

// What instance.rs is asked for besides a method's index.
const WAKE = -1
const DISCARD = -2

/**
 * After so many frames that came so soon after the engine had worked (ms), they wait for each other: as long as a display
 * shows one picture (ms), until there are so many, and not at all while somebody waits for an answer.
 */
const FLOOD = 16
const QUICK = 10
const TOGETHER = 15
const CROWD = 64

/** A handler that causes the event it handles goes round for ever: let the page breathe in between. */
const CALLBACKS_PER_TURN = 1000

const UNEXPECTED = 2903
const ERROR = 3

export class Bridge {
  /** What TIM.create returns. */
  api = Object.create(null)

  #instance
  #outside
  #messageMembers
  #objects
  #listeners = new Listeners()
  #uploads
  /** The newest call's number. */
  #call = 0
  /** Promises that were given out and are not settled, by call. */
  #promises = new Map()
  /** How calls ended that do not give a promise: `{value}` or `{error}`, by call. */
  #outcomes = new Map()
  /** Changes that are not taken yet begin at `#next`; whether somebody is taking them. */
  #changes = []
  #next = 0
  #taking = false
  /** Handlers to call and promises to settle, and whether somebody is at it. */
  #callbacks = []
  #calling = false
  /** Wakes the instance when a message arrives at its other end; whether one is on its way. */
  #soon
  #waking = false
  /** Wakes it when frames have waited for each other. */
  #timer
  /** When the engine worked last. */
  #woken = -Infinity
  /** How many more frames came soon after that than did not, within bounds. */
  #quickFrames = 0
  /** The text of the fault that ended this instance. */
  #fault = null

  /**
   * `methods` are the names of the engine's methods, `messageMembers` what it wants of a Message that
   * is an argument, `blankMessage` the text of what a message has that says nothing.
   * `instance.enter(what, call, args)` enters the engine and returns the text of the changes.
   */
  constructor(methods, messageMembers, blankMessage, instance, outside, uploads) {
    this.#instance = instance
    this.#outside = outside
    outside.happened = (isFrame) => this.#happened(isFrame)
    this.#objects = new Objects(JSON.parse(blankMessage))
    this.#uploads = uploads
    const listeners = this.#listeners
    this.#messageMembers = messageMembers.split(',')
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      this.#waking = false
      this.wake()
    }
    // In Node an open port would keep the program running.
    port1.unref?.()
    this.#soon = port2
    const { api } = this
    for (const [index, name] of methods.split(',').entries()) {
      const { [name]: method } = { [name]: (...args) => this.#invoke(index, args) }
      api[name] = method
    }
    Object.assign(api, {
      on: (name, handler, context) => listeners.on(name, handler, context),
      once: (name, handler, context) => listeners.once(name, handler, context),
      off: (name, handler, context) => listeners.off(name, handler, context),
      setLogLevel: (level) => checkedLogLevel(level),
      registerPlugin: (plugins) => this.#registerPlugin(plugins),
    })
  }

  /** Lets the engine take in what has happened outside. */
  wake() {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#fault !== null) return
    this.#take(this.#ask(WAKE, 0, ''))
    this.#callBack()
  }

  /** Something has happened outside: the engine hears of it now or, if it is a frame in a flood of them, soon. */
  #happened(isFrame) {
    const waits = this.#timer !== undefined
    if (!isFrame || (!waits && !this.#isFlood())) return this.wake()
    // Timers wait, too: those of a tab in the background for a second.
    if (this.#promises.size > 0 || (!waits && globalThis.document?.hidden)) return this.#wakeSoon()
    if (!waits) this.#timer = setTimeout(() => this.wake(), TOGETHER)
    else if (this.#outside.waiting >= CROWD) this.wake()
  }

  #isFlood() {
    const isQuick = performance.now() - this.#woken < QUICK
    this.#quickFrames = isQuick ? Math.min(this.#quickFrames + 1, 2 * FLOOD) : this.#quickFrames >> 1
    return this.#quickFrames >= FLOOD
  }

  #wakeSoon() {
    if (this.#waking) return
    this.#waking = true
    this.#soon.postMessage(0)
  }

  #invoke(method, args) {
    if (this.#fault !== null) return Promise.reject(this.#lost())
    const [file, described] = withFile(args)
    const text = argumentsText(described, this.#messageMembers)
    const call = (this.#call = (this.#call + 1) >>> 0)
    this.#take(this.#ask(method, call, text), args)
    const outcome = this.#outcomes.get(call)
    this.#outcomes.delete(call)
    if (file && outcome && 'value' in outcome) attach(outcome.value, file)
    else file?.drop()
    // Whatever is neither returned nor thrown is promised, also a refusal by a method that would
    // return its value (createTextMessage before SDK_READY).
    const promise = outcome ? undefined : this.#promise(call)
    this.#callBack()
    if (promise) return promise
    if (outcome.error) throw outcome.error
    return outcome.value
  }

  #promise(call) {
    if (this.#fault !== null) return Promise.reject(this.#lost())
    return new Promise((resolve, reject) => this.#promises.set(call, { resolve, reject }))
  }

  #registerPlugin(plugins) {
    if (typeof plugins !== 'object' || plugins === null) {
      throw new TypeError(`registerPlugin: expected an object {name: plugin} (got ${typeName(plugins)})`)
    }
    for (const [name, plugin] of Object.entries(plugins)) this.#uploads.plugins.set(name, plugin)
  }

  #ask(what, call, text) {
    try {
      const changes = this.#instance.enter(what, call, text)
      this.#woken = performance.now()
      if (this.#outside.waiting > 0) this.#wakeSoon()
      return changes
    } catch (fault) {
      this.#lose(fault)
      return ''
    }
  }

  /** A trap: the engine stopped in the middle of something. It is never entered again. */
  #lose(fault) {
    this.#fault = `internal error (${fault?.message ?? fault}): this instance has ended, TIM.create makes a new one`
    log(ERROR, fault?.stack ?? String(fault))
    try {
      this.#instance.enter(DISCARD, 0, '')
    } catch {
      // What could not be taken down is out of reach now, which is all that was wanted.
    }
    for (const { reject } of this.#promises.values()) this.#callbacks.push(() => reject(this.#lost()))
    this.#promises.clear()
    this.#objects.clear()
    this.#callbacks.push(() => this.#listeners.publish('error', { code: UNEXPECTED, message: this.#fault }))
  }

  #lost() {
    return timError(UNEXPECTED, this.#fault, 'permanent', {})
  }

  /** Takes the changes of a text; those of an earlier text that are not taken yet come first. */
  #take(text, args) {
    if (text === '') return
    const changes = JSON.parse(text)
    for (const change of changes) {
      if (change[0] === ADOPT) this.#objects.adopt(change[1], change.slice(2).reduce((at, index) => at[index], args))
      else if (change[0] !== RELEASE) this.#changes.push(change)
    }
    // Last, because what is released may be the result of the very call that released it.
    for (const change of changes) if (change[0] === RELEASE) this.#changes.push(change)
    // A setter of the application can call a method while its object is patched: that call goes on
    // where this one is.
    const nested = this.#taking
    this.#taking = true
    while (this.#next < this.#changes.length) {
      try {
        this.#change(this.#changes[this.#next++])
      } catch (fault) {
        console.error('TIM: an object could not be changed', fault)
      }
    }
    this.#changes = []
    this.#next = 0
    this.#taking = nested
  }

  #change(change) {
    const objects = this.#objects
    const id = change[1]
    const first = change[2]
    switch (change[0]) {
      case CREATE:
        return objects.create(id, first, change[3], change[4])
      case PATCH:
        return objects.patch(id, first, change[3], change[4])
      case RELEASE:
        return objects.release(id)
      case RETURN:
        return this.#outcomes.set(id, { value: objects.value(first) })
      case THROW:
        return this.#outcomes.set(id, { error: this.#error(change) })
      case RESOLVE: {
        const data = objects.value(first)
        return this.#callbacks.push(() => this.#settle(id, 'resolve', { code: 0, data }))
      }
      case RESOLVE_ITSELF: {
        const value = objects.value(first)
        return this.#callbacks.push(() => this.#settle(id, 'resolve', value))
      }
      case REJECT: {
        const error = this.#error(change)
        return this.#callbacks.push(() => this.#settle(id, 'reject', error))
      }
      case EMIT: {
        const data = objects.value(first)
        return this.#callbacks.push(() => this.#listeners.publish(id, data))
      }
      case UPLOAD:
        return this.#upload(attached(objects.value([1, id])), first)
      case STOP_UPLOADS:
        return this.#uploads.stop()
      default:
        return this.#callbacks.push(() => log(id, first))
    }
  }

  async #upload(file, request) {
    const outcome = await this.#uploads.carry(file, request)
    this.#outside.report(JSON.stringify({ upload: request.upload, ...outcome }))
  }

  #error([, , code, message, kind, data]) {
    return timError(code, message, kind, this.#objects.value(data))
  }

  #settle(call, how, value) {
    const promise = this.#promises.get(call)
    this.#promises.delete(call)
    promise?.[how](value)
  }

  #callBack() {
    if (this.#calling || this.#taking) return
    this.#calling = true
    let left = CALLBACKS_PER_TURN
    for (let callback; (callback = this.#callbacks.shift()); ) {
      callback()
      left -= 1
      if (left > 0) continue
      setTimeout(() => {
        this.#calling = false
        this.#callBack()
      })
      return
    }
    this.#calling = false
  }
}

/**
 * The file in the arguments of a call, and the arguments with what it is in its place. Code of the
 * application may run, and throw: then the arguments are refused as what they are.
 */
function withFile(args) {
  try {
    const [first, options] = args
    const held = attached(first)
    if (held) held.signal = options?.signal
    if (first instanceof Message || typeof first?.payload?.file !== 'object') return [undefined, args]
    const file = attachment(first)
    return [file, [withFacts(first, file), ...args.slice(1)]]
  } catch {
    return [undefined, args]
  }
}

function checkedLogLevel(level) {
  if (typeof level !== 'number' || Number.isNaN(level)) {
    throw argumentError(`setLogLevel: the level must be a number from -1 to 4 (got ${typeName(level)})`)
  }
  setLogLevel(level)
}

/** Who listens to which event of one instance. */
export class Listeners {
  /** Event name → registrations. An array is never changed, only replaced: a delivery walks a snapshot. */
  #byName = new Map()

  on(name, handler, context) {
    this.#add('on', name, { handler, context, once: false })
  }

  once(name, handler, context) {
    this.#add('once', name, { handler, context, once: true })
  }

  /**
   * Takes back all registrations of the handler, made by `on` or by `once`; with a context only those
   * that were made with this context.
   */
  off(name, handler, context) {
    check('off', name, handler)
    const before = this.#of(name)
    const after = before.filter((entry) => entry.handler !== handler || (context && entry.context !== context))
    if (after.length === before.length) warn(`off: this handler is not registered for ${name}`)
    this.#byName.set(name, after)
  }

  /** Calls the handlers in the order of their registration. One that throws disturbs nobody else. */
  publish(name, data) {
    const event = { name, data }
    for (const entry of this.#of(name)) {
      if (entry.once) {
        const rest = this.#of(name).filter((other) => other !== entry)
        this.#byName.set(name, rest)
      }
      try {
        entry.handler.call(entry.context, event)
      } catch (fault) {
        console.error(`TIM: a handler of ${name} threw`, fault)
      }
    }
  }

  #of(name) {
    return this.#byName.get(name) ?? []
  }

  #add(method, name, entry) {
    check(method, name, entry.handler)
    this.#byName.set(name, [...this.#of(name), entry])
  }
}

function check(method, name, handler) {
  if (typeof name !== 'string' || name === '') {
    throw argumentError(`${method}: the event's name must be a non-empty string (got ${typeName(name)})`)
  }
  if (typeof handler !== 'function') {
    throw argumentError(`${method}: the handler of ${name} must be a function (got ${typeName(handler)})`)
  }
}
