// Arguments on their way to the engine, as text. The text of one argument is 0 (undefined),
// {"v": data}, {"m": {…}} (a Message: the members that the engine asks for) or the name of the type
// of something that has no JSON form.
//
// Getters, proxies and toJSON of the application may run here: nothing of the engine is borrowed yet,
// and what they throw makes the argument one without JSON form.

import { Message } from './objects.js'

/** Objects that are data by their tag, `[object …]`; others are only with a toJSON (a Date). */
const DATA = new Set(['Object', 'Array', 'String', 'Number', 'Boolean'])

export function argumentsText(args, messageMembers) {
  return `[${args.map((arg) => argumentText(arg, messageMembers)).join()}]`
}

function argumentText(arg, messageMembers) {
  if (arg === undefined) return '0'
  try {
    if (arg instanceof Message) return `{"m":${json(pick(arg, messageMembers))}}`
    return `{"v":${json(arg)}}`
  } catch {
    return `"${typeof arg}"`
  }
}

/** JSON text, or an exception. */
export function json(value) {
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
