// Who listens to which event of one instance: on, once, off, and delivery. What is published, and
// when, comes from bridge.js.

import { warn } from '../browser/page.js'
import { argumentError, typeName } from './values.js'

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
