// Runs a case, and what cases check with: assertions throw, and nothing else happens.

/** Longer than any case takes, shorter than the test runner's patience. */
const LIMIT_MS = 15_000

/** A case that waits for what never comes fails instead of stopping the others. */
export async function run(test, ...args) {
  let limit
  const late = new Promise((_, reject) => {
    limit = setTimeout(() => reject(new Error(`still waiting after ${LIMIT_MS} ms`)), LIMIT_MS)
  })
  try {
    await Promise.race([test(...args), late])
  } finally {
    clearTimeout(limit)
  }
}

function show(value) {
  if (typeof value === 'function') return `function ${value.name}`
  try {
    return JSON.stringify(value, (_, member) => (member === undefined ? '<undefined>' : member)) ?? String(value)
  } catch {
    return String(value)
  }
}

export function check(condition, what) {
  if (!condition) throw new Error(what ?? 'a condition does not hold')
}

/** Equal as JSON, with undefined told from null and from missing. */
export function equal(got, expected, what = 'value') {
  if (show(got) !== show(expected)) throw new Error(`${what}: expected ${show(expected)}, got ${show(got)}`)
}

export function same(got, expected, what = 'object') {
  if (Object.is(got, expected)) return
  throw new Error(`${what}: expected the same object as ${show(expected)}, got ${show(got)}`)
}

/** What `act` throws. */
export function thrown(act) {
  let result
  try {
    result = act()
  } catch (fault) {
    return fault
  }
  throw new Error(`expected an exception, got ${show(result)}`)
}

/** What the promise is rejected with. */
export async function rejected(promise) {
  check(promise instanceof Promise, `expected a promise, got ${show(promise)}`)
  let result
  try {
    result = await promise
  } catch (fault) {
    return fault
  }
  throw new Error(`expected a rejection, got ${show(result)}`)
}

/** Calls `act` and gives the calls of these console methods meanwhile: `[[method, …arguments], …]`. */
export async function consoleDuring(methods, act) {
  const calls = []
  const kept = methods.map((method) => [method, console[method]])
  for (const method of methods) console[method] = (...words) => calls.push([method, ...words])
  try {
    await act()
  } finally {
    for (const [method, real] of kept) console[method] = real
  }
  return calls
}

/** A turn of the event loop: everything that waits for nothing else is done. */
export function turn() {
  return new Promise((resolve) => setTimeout(resolve))
}
