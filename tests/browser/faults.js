// What the SDK's errors look like.

import { check, equal } from './checks.js'

/** A refused argument: no code, and a text that says what was expected. */
export function argumentFault(fault, ...words) {
  check(fault instanceof Error, 'an Error')
  equal(fault.kind, 'argument', 'kind')
  check(!('code' in fault), 'it has no code')
  for (const word of words) check(fault.message.includes(word), `"${fault.message}" names ${word}`)
}

/** What a promise is rejected with. */
export function timFault(fault, code, kind) {
  check(fault instanceof Error, 'an Error')
  equal(Object.keys(fault), ['code', 'message', 'kind', 'data'], 'own enumerable members')
  equal(fault.name, 'Error', 'name')
  equal(fault.code, code, 'code')
  if (kind) equal(fault.kind, kind, 'kind')
  check(fault.message.length > 0, 'a text')
  // Firefox keeps the text out of the stack.
  if (fault.stack.startsWith('Error')) check(fault.stack.includes(fault.message), 'the stack shows the text')
}
