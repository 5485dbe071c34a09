// `npm test`: installs what is missing, then runs everything that CI runs, step by step.
//
//   npm test                          all steps
//   npm test -- --only=native,peer    some (with the builds they need)
//   npm test -- --verbose             shows the output of every step as it comes
//   npm test -- --list                names the steps
//
// Every step reports how many tests passed and failed; after a failing step the others still run.
// The last line is `N passed, N failed`, alone on its line; the exit code is 0 only when nothing failed.
// The whole output of a step is kept in target/test-logs/<step>.log.
//
// How a test script in Node reports (tests/*/run.mjs): the last line of its stdout is
// `passed=12 failed=0`, and its exit code is 0 only if nothing failed and something ran. Counts and
// exit code that contradict each other count as a failure. tests/checks.mjs does this.
// A test that was skipped or ignored counts as failed: there are none.

import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { buildDemo, buildPackage, buildServer } from './build.mjs'
import { ROOT, Stop, main, run, say, which } from './process.mjs'
import { browsers, nativeToolchain, nodePackages, preparePath, wasmBindgen, wasmToolchain } from './setup.mjs'
import { cargoCounts, exitCounts, nextestCounts, scriptCounts } from './test-counts.mjs'

const MINUTE = 60_000
const WASM = ['--target', 'wasm32-unknown-unknown']

/** A command and how to read its result. `env` may be a function that is called when its time has come. */
const command = (program, args, counts, more = {}) => ({ program, args, counts, ...more })
const script = (path) => command(process.execPath, [path], scriptCounts, { path })
const wasmPack = (browser) =>
  command('wasm-pack', ['test', '--headless', `--${browser}`, '--mode', 'no-install'], cargoCounts, {
    env: async () => ({ ...(await wasmToolchain()), WASM_BINDGEN_TEST_TIMEOUT: '120' }),
  })

const nativeTests = () =>
  which('cargo-nextest')
    ? command('cargo', ['nextest', 'run', '--workspace', '--all-features', '--no-fail-fast'], nextestCounts)
    : command('cargo', ['test', '--workspace', '--all-features', '--all-targets', '--no-fail-fast'], cargoCounts)

// Debian's compiler, which stands in where rustup cannot add the target, comes without clippy.
const lintWasm = async () => {
  const env = await wasmToolchain()
  const clippy = (await run('cargo', ['clippy', '--version'], { env })).code === 0
  if (!clippy) say('this wasm toolchain has no clippy: cargo check instead')
  const args = [clippy ? 'clippy' : 'check', '-p', 'tim-wasm', '--lib', '--tests', ...WASM]
  return command('cargo', clippy ? [...args, '--', '-D', 'warnings'] : args, exitCounts, { env: () => env })
}

/** `needs`: the builds whose result the step reads. `limit`: until the step's processes are killed. */
const STEPS = [
  { name: 'fmt', limit: 2 * MINUTE, commands: [command('cargo', ['fmt', '--all', '--check'], exitCounts)] },
  {
    name: 'clippy',
    limit: 15 * MINUTE,
    commands: [
      command('cargo', ['clippy', '--workspace', '--all-targets', '--all-features', '--', '-D', 'warnings'], exitCounts),
      lintWasm,
    ],
  },
  {
    name: 'native',
    limit: 20 * MINUTE,
    commands: [nativeTests, command('cargo', ['test', '--workspace', '--all-features', '--doc'], cargoCounts, { mayBeEmpty: true })],
  },
  { name: 'tools', limit: 3 * MINUTE, commands: [script('tests/tools/run.mjs')] },
  { name: 'build-pkg', build: buildPackage },
  { name: 'build-demo', needs: ['build-pkg'], build: buildDemo },
  { name: 'build-server', build: buildServer },
  { name: 'browser-chromium', browsers: true, limit: 15 * MINUTE, commands: [wasmPack('chrome')] },
  { name: 'browser-firefox', browsers: true, limit: 15 * MINUTE, commands: [wasmPack('firefox')] },
  {
    name: 'typings',
    needs: ['build-pkg'],
    limit: 3 * MINUTE,
    commands: [
      command(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tests/typings'], exitCounts),
      command('npm', ['run', '--silent', 'check', '--workspace', 'www'], exitCounts),
    ],
  },
  { name: 'size', needs: ['build-pkg'], limit: 5 * MINUTE, commands: [command(process.execPath, ['tools/size.mjs'], exitCounts)] },
  { name: 'packaging', needs: ['build-pkg'], browsers: true, limit: 10 * MINUTE, commands: [script('tests/packaging/run.mjs')] },
  { name: 'conformance', needs: ['build-pkg'], browsers: true, limit: 15 * MINUTE, commands: [script('tests/conformance/run.mjs')] },
  {
    name: 'peer',
    needs: ['build-pkg', 'build-server'],
    browsers: true,
    limit: 10 * MINUTE,
    commands: [script('tests/peer/run.mjs')],
  },
  {
    name: 'e2e',
    needs: ['build-pkg', 'build-demo', 'build-server'],
    browsers: true,
    limit: 10 * MINUTE,
    commands: [script('tests/e2e/run.mjs')],
  },
  {
    name: 'crash',
    needs: ['build-pkg', 'build-server'],
    browsers: true,
    limit: 10 * MINUTE,
    commands: [script('tests/crash/run.mjs')],
  },
]

/** Plain text from every tool, whatever the terminal. */
const PLAIN = { CARGO_TERM_COLOR: 'never', NO_COLOR: '1' }

function chosenSteps() {
  const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length).split(',')
  if (!only) return STEPS
  const wanted = new Set()
  const want = (name) => {
    const step = STEPS.find((candidate) => candidate.name === name)
    if (!step) throw new Stop(`there is no step ${name}; steps: ${STEPS.map((s) => s.name).join(', ')}`)
    step.needs?.forEach(want)
    wanted.add(step)
  }
  only.forEach(want)
  return STEPS.filter((step) => wanted.has(step))
}

async function setUp(steps) {
  preparePath()
  const withBrowsers = steps.some((step) => step.browsers)
  await nativeToolchain({ browsers: withBrowsers })
  await nodePackages()
  await wasmToolchain()
  await wasmBindgen()
  if (withBrowsers) await browsers()
}

/** Runs a step's commands. All of them run, so that one report shows everything. */
async function runCommands(step, verbose) {
  const log = join(ROOT, 'target/test-logs', `${step.name}.log`)
  rmSync(log, { force: true })
  const total = { passed: 0, failed: 0, words: '' }
  for (const entry of step.commands) {
    const { program, args, counts, env, path, mayBeEmpty } = typeof entry === 'function' ? await entry() : entry
    if (path && !existsSync(join(ROOT, path))) {
      total.failed += 1
      total.words += `${path} does not exist\n`
      continue
    }
    const result = await run(program, args, {
      limit: step.limit,
      log,
      output: verbose ? 'both' : 'keep',
      env: { ...PLAIN, ...(await env?.()) },
    })
    const { passed, failed } = counts(result, { mayBeEmpty })
    total.passed += passed
    total.failed += failed
    if (failed > 0) total.words += `$ ${[program, ...args].join(' ')}   (exit code ${result.code})\n${result.text}\n`
  }
  return total
}

async function runStep(step, verbose, results) {
  const broken = step.needs?.filter((name) => results.get(name)?.failed > 0)
  if (broken?.length) return { passed: 0, failed: 1, words: `not run: ${broken.join(', ')} failed\n` }
  if (!step.build) return await runCommands(step, verbose)
  try {
    await step.build()
    return { passed: 1, failed: 0 }
  } catch (error) {
    return { passed: 0, failed: 1, words: `${error instanceof Stop ? error.message : error.stack}\n` }
  }
}

/** The end of a long output: where compilers and test runners say what went wrong. */
const tail = (text, lines = 150) => {
  const all = text.trimEnd().split('\n')
  return all.length <= lines ? all.join('\n') : [`… ${all.length - lines} lines before, see target/test-logs/`, ...all.slice(-lines)].join('\n')
}

await main(async () => {
  if (process.argv.includes('--list')) return STEPS.forEach((step) => console.log(step.name))
  const verbose = process.argv.includes('--verbose')
  const steps = chosenSteps()
  const results = new Map()
  let [passed, failed] = [0, 0]
  const started = performance.now()
  try {
    await setUp(steps)
    for (const step of steps) {
      console.log(`▶ ${step.name}`)
      const from = performance.now()
      const result = await runStep(step, verbose, results)
      results.set(step.name, result)
      passed += result.passed
      failed += result.failed
      if (result.failed > 0 && !verbose) console.log(tail(result.words))
      const seconds = ((performance.now() - from) / 1000).toFixed(1)
      console.log(`${result.failed > 0 ? '✗' : '✓'} ${step.name}: ${result.passed} passed, ${result.failed} failed (${seconds} s)`)
    }
  } catch (error) {
    failed += 1
    console.error(error instanceof Stop ? `✗ ${error.message}` : error)
  }
  for (const [name, result] of results) if (result.failed > 0) console.log(`failed: ${name}`)
  console.log(`· took ${((performance.now() - started) / 60_000).toFixed(1)} min`)
  console.log(`${passed} passed, ${failed} failed`)
  return failed > 0 ? 1 : 0
})
