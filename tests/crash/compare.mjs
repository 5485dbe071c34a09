// Holding what somebody has against what they should have, message by message, in words that name the messages.

const SHOWN = 12

/** A few lines of many. */
export function few(lines) {
  const shown = lines.slice(0, SHOWN).map((line) => `\n  ${line}`)
  return shown.join('') + (lines.length > SHOWN ? `\n  … and ${lines.length - SHOWN} more` : '')
}

/** Throws when there are complaints, all under one heading. */
export function none(heading, complaints) {
  if (complaints.length > 0) throw new Error(`${heading}: ${complaints.length}${few(complaints)}`)
}

/**
 * Throws unless `actual` has each of the `expected` messages exactly once, under the same ID, and nothing else.
 * @param {string} where whose, for the words
 * @param {{ID: string, text: string, calls?: object[]}[]} expected as their senders have them
 * @param {{ID: string, text: string, at?: number}[]} actual
 */
export function exactlyOnce(where, expected, actual) {
  const found = new Map()
  for (const message of actual) found.set(message.text, [...(found.get(message.text) ?? []), message])
  const known = new Set(expected.map(({ text }) => text))
  const complaints = []
  for (const message of expected) {
    const copies = found.get(message.text) ?? []
    if (copies.length === 0) complaints.push(`missing: ${story(message)}`)
    if (copies.length > 1) complaints.push(`${copies.length} times: ${story(message)}, here as ${copies.map(place).join(' and ')}`)
    for (const { ID } of copies) if (ID !== message.ID) complaints.push(`another ID here, ${ID}: ${story(message)}`)
  }
  for (const message of actual) if (!known.has(message.text)) complaints.push(`nobody wrote: ${place(message)} "${message.text}"`)
  none(`${where}, ${expected.length} expected, ${actual.length} there`, complaints)
}

/** Throws unless both have the same messages in the same order; tells where they begin to differ. */
export function sameOrder(where, expected, actual) {
  const at = expected.findIndex((message, i) => message.ID !== actual[i]?.ID)
  if (at < 0 && expected.length === actual.length) return
  const from = Math.max(0, (at < 0 ? expected.length : at) - 1)
  const part = (list) => list.slice(from, from + 6).map(({ text, time }) => `${text} (${time})`).join(', ')
  throw new Error(`${where}: different from place ${from + 1} of ${expected.length} on\n  expected ${part(expected)}\n  got      ${part(actual)}`)
}

/** What became of a message at its sender's. */
export function story({ text, ID, status, calls = [] }) {
  const ends = calls.map(({ method, at, outcomes }) => {
    const how = outcomes.map((outcome) => `${outcome.ok ? 'ok' : outcome.code} at ${clock(outcome.at)}`).join(' and ')
    return `${method} at ${clock(at)}: ${how || 'no answer'}`
  })
  return `"${text}" ${ID} (${[status, ...ends].filter(Boolean).join('; ')})`
}

function place({ ID, at }) {
  return at === undefined ? ID : `${ID} at ${clock(at)}`
}

/** Minutes, seconds and milliseconds: what the logs of the sockets begin their lines with. */
export function clock(ms) {
  return new Date(ms).toISOString().slice(14, 23)
}
