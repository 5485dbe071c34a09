// Named checks with a count, for the test scripts that run in Node. A script ends with `finish()`,
// whose last line on stdout is what tools/test.mjs reads: `passed=12 failed=0`.

/**
 * @param {{only?: string}} [options] `only`: run the checks whose name contains this text
 *   (default: what follows `--grep=` on the command line)
 */
export function checks({ only = process.argv.find((a) => a.startsWith('--grep='))?.slice(7) } = {}) {
  const failed = []
  let passed = 0

  /**
   * Runs one check: `body` passes unless it throws (or does not end in time).
   * @param {string} name
   * @param {() => unknown} body
   * @param {{limit?: number}} [options] milliseconds until it counts as hung
   * @returns {Promise<boolean>} whether it passed
   */
  async function check(name, body, { limit = 120_000 } = {}) {
    if (only && !name.includes(only)) return true
    const started = performance.now()
    let timer
    try {
      const late = new Promise((_, fail) => {
        timer = setTimeout(() => fail(new Error(`not done after ${limit} ms`)), limit)
      })
      await Promise.race([Promise.resolve().then(body), late])
      passed += 1
      console.log(`ok    ${name} (${Math.round(performance.now() - started)} ms)`)
      return true
    } catch (error) {
      failed.push(name)
      console.log(`FAIL  ${name}\n${String(error?.stack ?? error).replace(/^/gm, '      ')}`)
      return false
    } finally {
      clearTimeout(timer)
    }
  }

  /** Prints the count and ends the process; non-zero when a check failed or none ran. */
  function finish() {
    for (const name of failed) console.log(`failed: ${name}`)
    if (passed + failed.length === 0) console.log('no check ran')
    console.log(`passed=${passed} failed=${failed.length}`)
    process.exit(failed.length > 0 || passed === 0 ? 1 : 0)
  }

  return { check, finish }
}

/** Throws unless the two values are equal as JSON; the message shows both. */
export function same(actual, expected, what = 'value') {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== e) throw new Error(`${what}: expected ${e}, got ${a}`)
}

/** Throws unless the condition holds. */
export function holds(condition, what) {
  if (!condition) throw new Error(`expected ${what}`)
}
