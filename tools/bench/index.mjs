// `npm run bench`: our client and the official one, side by side in Chromium, and the server under load.
// Prints a table and writes target/bench.json. It measures, it does not judge: a missed budget says MISSED
// and the exit code is 0; only what could not be measured at all makes it 1. What the rows mean, and what
// was seen last: docs/benchmarks.md.
//
//   npm run bench -- --quick              one short round of everything: does the bench work?
//   npm run bench -- --only=receive,send  some parts
//   npm run bench -- --rounds=3           other than 9 rounds
//   npm run bench -- --no-build           what is built already, as it is

import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { launch, serveFolder, startServer, temporaryFolder } from '../../tests/browser.mjs'
import { buildPackage } from '../build.mjs'
import { ROOT, Stop, main, must, say } from '../process.mjs'
import { nativeToolchain, nodePackages, preparePath } from '../setup.mjs'
import { crowds, durable, idle } from './load.mjs'
import { machine, printRows, writeReport } from './report.mjs'
import { history, list, load, login, memory, receive, room, send, upload } from './rows.mjs'
import { scriptedServer } from './servers.mjs'

const PARTS = { load, login, list, receive, room, send, history, upload, memory, durable, crowds, idle }

const FULL = { rounds: 9, messages: 10_000, singles: 200, sends: 1000, uploaded: 50e6, memoryRounds: 3, kept: 50_000, seconds: 20, crowd: 2000, audience: 1000, sockets: 5000 }
const QUICK = { rounds: 1, messages: 1000, singles: 20, sends: 100, uploaded: 1e6, memoryRounds: 1, kept: 2000, seconds: 2, crowd: 200, audience: 100, sockets: 200 }

/** All parts together. */
const LIMIT = 9 * 60_000 // ms

// Sources with the same headers in every visit; cross-origin isolation is what memory can be measured under.
const HEADERS = {
  'cache-control': 'max-age=3600',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
}
// Memory is measured at once and not at the browser's next garbage collection.
const CHROMIUM = ['--enable-blink-features=ForceEagerMeasureMemory']

const option = (name) => process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)

function chosenParts() {
  const names = option('only')?.split(',') ?? Object.keys(PARTS)
  const unknown = names.find((name) => !Object.hasOwn(PARTS, name))
  if (unknown) throw new Stop(`there is no part ${unknown}; parts: ${Object.keys(PARTS).join(', ')}`)
  return names
}

function chosenRounds() {
  const text = option('rounds')
  if (text === undefined) return {}
  const rounds = Number(text)
  if (!Number.isInteger(rounds) || rounds < 1) throw new Stop(`--rounds must be a number from 1, not ${text}`)
  return { rounds, memoryRounds: rounds }
}

async function build() {
  await nativeToolchain({ browsers: true })
  await nodePackages()
  await buildPackage()
  say('cargo build --release (the server and its load tool)')
  await must('cargo', ['build', '--release', '-p', 'tim-server', '--bin', 'tim-server', '--example', 'load'])
}

/** Copies of what is measured: a build meanwhile changes nothing. */
function snapshot() {
  const folder = temporaryFolder('bench')
  mkdirSync(join(folder, 'bin/examples'), { recursive: true })
  const copies = {
    'pkg/tim.js': 'ours/tim.js',
    'pkg/slim.mjs': 'ours/slim.mjs',
    'pkg/tim_bg.wasm': 'ours/tim_bg.wasm',
    'target/release/tim-server': 'bin/tim-server',
    'target/release/examples/load': 'bin/examples/load',
  }
  for (const [from, to] of Object.entries(copies)) cpSync(join(ROOT, from), join(folder, to))
  process.env.TIM_SERVER = join(folder, 'bin/tim-server')
  return folder
}

async function prepareStage() {
  const files = snapshot()
  const site = await serveFolder(
    {
      '/bench.html': { body: '<!doctype html><meta charset="utf-8"><title>bench</title><script src="/bench/page.js"></script>' },
      '/bench/': 'tools/bench',
      '/ours/': join(files, 'ours'),
      '/official/': 'node_modules/tim-js-sdk',
    },
    { headers: HEADERS },
  )
  const scripted = await scriptedServer()
  const server = await startServer()
  const browser = await launch('chromium', { args: CHROMIUM })
  return {
    site,
    scripted,
    server,
    browser,
    loadTool: join(files, 'bin/examples/load'),
    // On the project's disk, as a user's data would be; a temporary folder may be in memory.
    scratch: join(ROOT, 'target/load'),
    async close() {
      await browser.close()
      await Promise.all([site.close(), scripted.close(), server.stop()])
    },
  }
}

/** Measures part after part. What is late is given up, and all that would come after it. */
async function measure(parts, sizes, stage) {
  const rows = []
  const failures = []
  const end = Date.now() + LIMIT
  let timer
  const late = new Promise((done) => (timer = setTimeout(done, LIMIT, { error: new Stop('out of time') })))
  for (const part of parts) {
    if (Date.now() >= end) {
      failures.push(`${part}: no time left`)
      continue
    }
    const from = Date.now()
    const outcome = await Promise.race([PARTS[part](stage, sizes).then((rows) => ({ rows }), (error) => ({ error })), late])
    if (outcome.rows) {
      rows.push(...outcome.rows)
      say(`${part}: ${((Date.now() - from) / 1000).toFixed(0)} s`)
    } else {
      failures.push(`${part}: ${outcome.error instanceof Stop ? outcome.error.message : outcome.error.stack}`)
      say(`${part}: could not be measured`)
    }
  }
  clearTimeout(timer)
  return { rows, failures }
}

function versions(chromium) {
  const official = JSON.parse(readFileSync(join(ROOT, 'node_modules/tim-js-sdk/package.json'), 'utf8'))
  const ours = JSON.parse(readFileSync(join(ROOT, 'pkg/package.json'), 'utf8'))
  return { chromium, node: process.version, ours: ours.version, official: official.version }
}

await main(async () => {
  preparePath()
  const quick = process.argv.includes('--quick')
  const parts = chosenParts()
  if (!process.argv.includes('--no-build')) await build()
  const before = machine()
  if (before.load > before.processors) {
    say(`this machine is busy (load ${before.load.toFixed(1)} on ${before.processors} processors): read the ratios, not the numbers`)
  }
  const sizes = { ...(quick ? QUICK : FULL), ...chosenRounds() }
  const stage = await prepareStage()
  try {
    const chromium = await stage.browser.version()
    const { rows, failures } = await measure(parts, sizes, stage)
    printRows(rows)
    const after = machine()
    const path = writeReport({
      date: new Date().toISOString(),
      quick,
      machine: { ...before, loadAfter: after.load },
      versions: versions(chromium),
      rows,
      failures,
    })
    console.log(`\nMedians of the rounds; all values are in ${path}.${quick ? ' A quick run: the numbers mean nothing.' : ''}`)
    for (const failure of failures) console.error(`✗ ${failure}`)
    return failures.length > 0 ? 1 : 0
  } finally {
    await stage.close()
  }
})
