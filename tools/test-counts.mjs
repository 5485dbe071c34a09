// How many tests passed and failed, read from what each kind of runner prints. Each function takes the
// result of a run (tools/process.mjs) and gives {passed, failed}. All are suspicious: a runner that
// fails without naming a failed test, or that ran nothing, counts as one failure.

/** Reconciles counts with the exit code. */
function settle({ passed, failed }, result, { mayBeEmpty = false } = {}) {
  if (failed === 0 && result.code !== 0) return { passed, failed: 1 }
  if (failed === 0 && passed === 0 && !mayBeEmpty) return { passed, failed: 1 }
  return { passed, failed }
}

/** A command that is one check itself. */
export function exitCounts(result) {
  return result.code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** cargo test, doc tests and wasm-bindgen's runner: one `test result:` line for each binary. */
export function cargoCounts(result, options) {
  const counts = { passed: 0, failed: 0 }
  for (const line of result.text.matchAll(/^test result: \S+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm)) {
    counts.passed += Number(line[1])
    counts.failed += Number(line[2]) + Number(line[3])
  }
  return settle(counts, result, options)
}

/** cargo nextest: one `Summary [ 1.2s] 45 tests run: 44 passed, 1 failed, 0 skipped` at the end. */
export function nextestCounts(result, options) {
  const line = /^\s*Summary \[[^\]]*\] +(\d+)(?:\/(\d+))? tests? run: (\d+) passed.*?(\d+) skipped/m.exec(result.text)
  if (!line) return settle({ passed: 0, failed: 0 }, result, options)
  const [, run, wanted = run, passed, skipped] = line
  return settle({ passed: Number(passed), failed: Number(wanted) - Number(passed) + Number(skipped) }, result, options)
}

/** Our own scripts: the last line of stdout is `passed=12 failed=0`. */
export function scriptCounts(result, options) {
  const line = /^passed=(\d+) failed=(\d+)$/.exec(result.stdout.trimEnd().split('\n').at(-1))
  if (!line) return { passed: 0, failed: 1 }
  return settle({ passed: Number(line[1]), failed: Number(line[2]) }, result, options)
}
