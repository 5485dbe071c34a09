// The live objects that applications hold (messages, conversations, profiles) and the values that
// come from the engine: how their text form becomes JavaScript. When they change is the engine's
// business, when an application hears of it is bridge.js's.
//
// A value is written as 0 (undefined), [0, data], [1, id] (a live object), [2, id, member],
// [3, [ids]] (an array of live objects) or [4, data, rest] (a plain object). `rest` lists
// [name, value, name, value …]: members whose place in `data` is taken by null, because JSON cannot
// say what they are.

/** A chat message. Recognised by instanceof, which holds through the proxies of UI frameworks. */
export class Message {
  getElements() {
    return this._elements
  }

  get elements() {
    return this._elements
  }

  getGroupAtInfoList() {
    return this._groupAtInfoList
  }
}

class Conversation {
  /** The user's or the group's ID; '' for the system conversation. */
  get toAccount() {
    const prefix = { C2C: 3, GROUP: 5 }[this.type]
    return prefix ? this.conversationID.slice(prefix) : ''
  }

  /** The type of the group; '' elsewhere. */
  get subType() {
    return this.groupProfile?.type ?? ''
  }
}

class Profile {}

const PROTOTYPES = [Message.prototype, Conversation.prototype, Profile.prototype]

/** The live objects of one instance, by the ids that the engine gave them. */
export class Objects {
  #byId = new Map()

  /** Keeps an object that the application passed in: the proxy, if it is one, so that its view follows. */
  adopt(id, object) {
    this.#byId.set(id, object)
  }

  release(id) {
    this.#byId.delete(id)
  }

  clear() {
    this.#byId.clear()
  }

  /** The spread keeps the properties fast: an object whose prototype is changed afterwards is slow for ever. */
  create(id, kind, data, rest) {
    const object = this.#complete({ __proto__: PROTOTYPES[kind], ...data }, rest)
    if (kind === 0) alias(object)
    this.#byId.set(id, object)
  }

  /** Sets members in place. What the application made of the object meanwhile may refuse it, or throw. */
  patch(id, at, data, rest) {
    const object = this.#byId.get(id)
    const target = at === null ? object : object?.[at]
    if (typeof target !== 'object' || target === null) return
    this.#complete(Object.assign(target, data), rest)
    if (at === null && object instanceof Message && '_elements' in data) alias(object)
  }

  /** The value that a text form stands for. */
  value(form) {
    if (form === 0) return undefined
    switch (form[0]) {
      case 0:
        return form[1]
      case 1:
        return this.#byId.get(form[1])
      case 2:
        return this.#byId.get(form[1])?.[form[2]]
      case 3:
        return form[1].map((id) => this.#byId.get(id))
      default:
        return this.#complete(form[1], form[2])
    }
  }

  #complete(object, rest) {
    for (let i = 0; i < rest.length; i += 2) object[rest[i]] = this.value(rest[i + 1])
    return object
  }
}

/** `payload` and `type` are element 0's: the same object, not a copy. Absent when there is none. */
function alias(message) {
  const first = message._elements?.[0]
  if (!first) return
  message.payload = first.content
  message.type = first.type
}
