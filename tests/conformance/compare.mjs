// Compares two records and sorts what differs into wanted differences and faults.
//
// A place in a record is a path such as `send/timeline/result sent/rejected/message`: the phase, the
// section, the entry by what it is, the member. A difference in a list of entries never shifts those
// that follow: entries are matched by what they are, in order.
//
// A wanted difference is `{"path": glob, "expected"?, "ours"?, "about"?, "reason": "…"}`. In the glob `*` stands for one
// part of the path or a piece of it and `**` for any number of parts. `expected` and `ours` narrow it
// down to these values; "<absent>" stands for no value, "/…/" is a regular expression for a text. `about`
// names the methods, events and rules that it concerns, where that is not all that its case covers;
// `not_yet` says that the reason is a gap, not a choice.

export const ABSENT = '<absent>'
const SECTIONS = ['requests', 'background', 'sockets', 'timeline', 'later']

/**
 * What differs: `{path, expected, ours}` for each place. `ordered`: the order of an object's members
 * counts everywhere (it always counts for the well-known objects, which carry it in their record).
 */
export function differences(expected, actual, { ordered = false } = {}) {
  const found = []
  const phases = new Map(actual.map((phase) => [phase.name, phase]))
  for (const phase of expected) {
    const other = phases.get(phase.name) ?? {}
    for (const section of SECTIONS) {
      const path = `${phase.name}/${section}`
      if (section === 'later') members(path, phase.later ?? {}, other.later ?? {}, found, ordered)
      else entries(path, phase[section] ?? [], other[section] ?? [], found, ordered)
    }
  }
  return found
}

/** What an entry is, apart from what it holds. */
function title(entry) {
  if (entry.request) return `${entry.request}${entry.again ? ' again' : ''}`
  if (entry.event) return `event ${entry.event}${entry.on ? ` on ${entry.on}` : ''}`
  if (entry.call) return `result ${entry.call}`
  if (entry.socket) return `socket ${entry.socket}`
  if ('what' in entry) return `read ${entry.what}`
  return 'note'
}

function entries(path, expected, actual, found, ordered) {
  const [left, right] = [expected.map(title), actual.map(title)]
  const common = matching(left, right)
  const pairs = new Map(common)
  const taken = new Set(common.map(([, j]) => j))
  const seen = new Map()
  const place = (name) => {
    seen.set(name, (seen.get(name) ?? 0) + 1)
    return `${path}/${name}${seen.get(name) > 1 ? ` #${seen.get(name)}` : ''}`
  }
  expected.forEach((entry, i) => {
    const at = place(left[i])
    if (pairs.has(i)) values(at, entry, actual[pairs.get(i)], found, ordered && entry.request === undefined)
    else found.push({ path: at, expected: entry, ours: ABSENT })
  })
  actual.forEach((entry, j) => {
    if (!taken.has(j)) found.push({ path: place(right[j]), expected: ABSENT, ours: entry })
  })
}

/** The longest common subsequence, as pairs of indexes. */
function matching(left, right) {
  const best = Array.from({ length: left.length + 1 }, () => new Array(right.length + 1).fill(0))
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      best[i][j] = left[i] === right[j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1])
    }
  }
  const pairs = []
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    if (left[i] === right[j]) pairs.push([i++, j++])
    else if (best[i + 1][j] >= best[i][j + 1]) i += 1
    else j += 1
  }
  return pairs
}

const isObject = (value) => typeof value === 'object' && value !== null

function values(path, expected, actual, found, ordered) {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    for (let i = 0; i < Math.max(expected.length, actual.length); i += 1) {
      const [e, a] = [i < expected.length ? expected[i] : ABSENT, i < actual.length ? actual[i] : ABSENT]
      values(`${path}/${i}`, e, a, found, ordered)
    }
  } else if (isObject(expected) && isObject(actual) && Array.isArray(expected) === Array.isArray(actual)) {
    members(path, expected, actual, found, ordered)
  } else if (expected !== actual) {
    found.push({ path, expected, ours: actual })
  }
}

function members(path, expected, actual, found, ordered) {
  const keys = [Object.keys(expected), Object.keys(actual)]
  for (const key of new Set([...keys[0], ...keys[1]])) {
    const [e, a] = [key in expected ? expected[key] : ABSENT, key in actual ? actual[key] : ABSENT]
    values(`${path}/${key}`, e, a, found, ordered)
  }
  if (!ordered) return
  const [mine, yours] = [keys[0].filter((key) => key in actual), keys[1].filter((key) => key in expected)]
  if (mine.join() !== yours.join()) {
    found.push({ path: `${path}/<order of members>`, expected: mine.join(' '), ours: yours.join(' ') })
  }
}

const PARTS = ['path', 'case', 'expected', 'ours', 'about', 'not_yet', 'reason']

/** Prepares a list of wanted differences; `used` tells which ones occurred. */
export function wanted(list, where) {
  return list.map((entry) => {
    const strange = Object.keys(entry).filter((key) => !PARTS.includes(key))
    if (strange.length || !entry.path || !entry.reason) {
      throw new Error(`${where}: a difference needs path and reason, and knows no ${strange.join(', ') || 'others'}`)
    }
    return { ...entry, glob: glob(entry.path), cases: entry.case ? glob(entry.case) : undefined, used: false }
  })
}

function glob(text) {
  const escaped = text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/\*\*\/?|\*/g, (all) => (all === '*' ? '[^/]*' : all === '**' ? '.*' : '(?:.*/)?'))}$`)
}

function fits(pattern, value) {
  if (pattern === undefined) return true
  const expression = typeof pattern === 'string' && /^\/(.*)\/$/s.exec(pattern)
  if (expression) return typeof value === 'string' && new RegExp(expression[1], 's').test(value)
  return JSON.stringify(pattern) === JSON.stringify(value)
}

/** Splits differences into wanted ones (each with its `reason`) and faults; marks what was used. */
export function judge(name, found, lists) {
  const accepted = []
  const faults = []
  for (const difference of found) {
    const entry = lists
      .flat()
      .find(
        (one) =>
          one.glob.test(difference.path) &&
          (!one.cases || one.cases.test(name)) &&
          fits(one.expected, difference.expected) &&
          fits(one.ours, difference.ours),
      )
    if (entry) {
      entry.used = true
      accepted.push({ ...difference, reason: entry.reason, about: entry.about, gap: entry.not_yet === true })
    } else {
      faults.push(difference)
    }
  }
  return { accepted, faults }
}

/** A difference as text. */
export function show({ path, expected, ours }, names = ['expected', 'ours']) {
  const width = Math.max(...names.map((name) => name.length))
  const line = (name, value) => `    ${name.padEnd(width)}  ${JSON.stringify(value)?.slice(0, 2000)}`
  return `  ${path}\n${line(names[0], expected)}\n${line(names[1], ours)}`
}
