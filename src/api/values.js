// What crosses between an application and the engine: live objects, values, errors and arguments, and
// their text forms. When something changes is the engine's business, when an application hears of it
// is bridge.js's.
//
// From the engine, a value is written as 0 (undefined), [0, data], [1, id] (a live object),
// [2, id, "member" or "member.member"], [3, [ids]] (an array of live objects) or [4, data, rest] (a plain object). `rest`
// lists [name, value, name, value …]: members whose place in `data` is taken by null, because JSON
// cannot say what they are.
//
// To the engine, an argument is written as 0 (undefined), {"v": data}, {"m": {…}} (a Message: the
// members that the engine asks for), {"l": [{…}, null …]} (a list with Messages in it) or the name of the type of something that has no JSON form.
// Getters, proxies and toJSON of the application may run meanwhile: nothing of the engine is borrowed
// then, and what they throw makes the argument one without JSON form.

import { attached } from './media.js'

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
    const prefix = { C2C: 3, GROUP: 5, TOPIC: 5 }[this.type]
    return prefix ? this.conversationID.slice(prefix) : ''
  }

  /** The type of the group; '' elsewhere. */
  get subType() {
    return this.groupProfile?.type ?? ''
  }
}

class Profile {}

class Group {
  /** The names of older versions. */
  get memberNum() {
    return this.memberCount
  }

  get maxMemberNum() {
    return this.maxMemberCount
  }
}

class GroupMember {}

class Topic {}

const MESSAGE = 0
const PROTOTYPES = [Message, Conversation, Profile, Group, GroupMember, Topic].map(
  (kind) => kind.prototype,
)

/** Members of a message that it has in common with many others: their text is held once for all of them. */
const REPEATED = ['conversationID', 'nick', 'avatar', 'from', 'to', 'senderTinyID']
/** So many such texts are known; then it begins anew. */
const KNOWN_TEXTS = 5000

/** The live objects of one instance, by the ids that the engine gave them. */
export class Objects {
  #byId = new Map()
  /** What a new message has, in order, unless it is told otherwise; and which of it is not to be shared. */
  #blank
  #unshared
  #texts = new Map()

  constructor([data, rest]) {
    this.#blank = this.#complete(data, rest)
    this.#unshared = Object.keys(data).filter((name) => typeof data[name] === 'object' && data[name] !== null)
  }

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

  /** Made in one piece: engines of the age of Chrome 113 keep an object slow whose prototype is set later. */
  create(id, kind, data, rest) {
    const object = this.#complete({ __proto__: PROTOTYPES[kind], ...(kind === MESSAGE && this.#blank), ...data }, rest)
    if (kind === MESSAGE) {
      for (const name of REPEATED) if (name in data) object[name] = this.#known(data[name])
      for (const element of data._elements ?? []) element.type = this.#known(element.type)
      for (const name of this.#unshared) if (object[name] === this.#blank[name]) object[name] = copy(object[name])
      alias(object)
    }
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
        return form[2].split('.').reduce((at, name) => at?.[name], this.#byId.get(form[1]))
      case 3:
        return form[1].map((id) => this.#byId.get(id))
      default:
        return this.#complete(form[1], form[2])
    }
  }

  /** The same text, as it was first heard of. */
  #known(text) {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    if (this.#texts.size >= KNOWN_TEXTS) this.#texts.clear()
    this.#texts.set(text, text)
    return text
  }

  #complete(object, rest) {
    for (let i = 0; i < rest.length; i += 2) object[rest[i]] = this.value(rest[i + 1])
    return object
  }
}

function copy(plain) {
  return Array.isArray(plain) ? [...plain] : { ...plain }
}

/** `payload` and `type` are element 0's: the same object, not a copy. Absent when there is none. */
function alias(message) {
  const first = message._elements?.[0]
  if (!first) return
  message.payload = first.content
  message.type = first.type
}

/** Objects that are data by their tag, `[object …]`; others are only with a toJSON (a Date). */
const DATA = new Set(['Object', 'Array', 'String', 'Number', 'Boolean'])

export function argumentsText(args, messageMembers) {
  return `[${args.map((arg) => argumentText(arg, messageMembers)).join()}]`
}

/** The options of TIM.create as JSON text. */
export function optionsText(options) {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`TIM.create: expected an object of options, {SDKAppID: …} (got ${typeName(options)})`)
  }
  try {
    return json(options)
  } catch (fault) {
    throw argumentError(`TIM.create: the options have no JSON form (${fault.message})`)
  }
}

function argumentText(arg, messageMembers) {
  if (arg === undefined) return '0'
  try {
    if (arg instanceof Message) {
      return `{"m":${json({ ...pick(arg, messageMembers), file: attached(arg)?.facts })}}`
    }
    if (Array.isArray(arg) && arg.some((item) => item instanceof Message)) {
      return `{"l":${json(arg.map((item) => (item instanceof Message ? pick(item, messageMembers) : null)))}}`
    }
    return `{"v":${json(arg)}}`
  } catch {
    return `"${typeof arg}"`
  }
}

/** JSON text, or an exception. */
function json(value) {
  if (typeof value === 'object' && value !== null && typeof value.toJSON !== 'function') {
    const tag = Object.prototype.toString.call(value).slice(8, -1)
    if (!DATA.has(tag)) throw new TypeError(`a ${tag} is not plain data`)
  }
  const text = JSON.stringify(value)
  if (text === undefined) throw new TypeError(`a ${typeof value} is not plain data`)
  return wellFormed(text)
}

/**
 * Half a surrogate pair (an emoji cut in two) cannot be sent: it becomes U+FFFD, as everywhere on the
 * web. JSON.stringify writes it as an escape, which must be told from an escaped backslash before a u.
 */
function wellFormed(text) {
  if (!text.includes('\\ud')) return text
  return text.replace(/\\(?:\\|ud[89a-f][0-9a-f]{2})/g, (escape) => (escape === '\\\\' ? escape : '\ufffd'))
}

function pick(object, members) {
  const picked = {}
  for (const member of members) {
    const value = object[member]
    if (value !== undefined) picked[member] = value
  }
  return picked
}

/**
 * An Error with own enumerable `code`, `message`, `kind` and `data`, in this order. Code 0 stands for
 * a refused argument: such an error has `kind` 'argument' and no code, as with the official SDK.
 */
export function timError(code, message, kind, data) {
  const error = new Error(message)
  if (code === 0) {
    error.kind = kind
    return error
  }
  // The stack has the message by now; made anew, the property is enumerable and comes after the code.
  delete error.message
  return Object.assign(error, { code, message, kind, data })
}

export function argumentError(message) {
  return timError(0, message, 'argument')
}

/** What TIM.create throws where nothing can be connected. */
export function noWebSocket() {
  return new Error('TIM.create: there is no WebSocket here. It needs a browser, or Node 22.')
}

/** How error messages name what they got. */
export function typeName(value) {
  if (value === null) return 'null'
  if (value === '') return 'an empty string'
  return Array.isArray(value) ? 'array' : typeof value
}

/** A new plain object. */
export function parse(text) {
  return JSON.parse(text)
}
