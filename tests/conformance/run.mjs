// Plays every conformance case against the official client and against ours and compares both with
// what is expected. See README.md beside this file.
//
//   node tests/conformance/run.mjs [--only=TEXT] [--sdk=official|ours] [--jobs=N] [--record] [--show] [--doc]
//
//   --only     cases whose name contains TEXT; may be given several times
//   --sdk      only this client
//   --jobs     how many pages at a time (default 8; a page mostly waits)
//   --record   writes each expected.json from what the official client does
//   --show     prints what ours does differently on purpose, too
//   --print    prints the records
//   --doc      writes docs/conformance.md

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { launch, ROOT, serveFolder } from '../browser.mjs'
import { answers, cases, globalDifferences, pretty, writeExpected } from './cases.mjs'
import { differences, judge, show, wanted } from './compare.mjs'
import { checkDocument, writeDocument } from './document.mjs'
import { play } from './play.mjs'
import { record } from './record.mjs'
import { listen } from './wire.mjs'

const options = process.argv.slice(2)
const values = (name) => options.filter((o) => o.startsWith(`--${name}=`)).map((o) => o.slice(name.length + 3))
const flag = (name) => options.includes(`--${name}`)

const only = values('only')
const clients = values('sdk').length ? values('sdk') : ['official', 'ours']
const jobs = Number(values('jobs')[0] ?? 8)
const recording = flag('record')

const SCRIPTS = { official: '/official/tim-js-friendship.js', ours: '/pkg/tim.js' }

function page(script) {
  const tags = ['/driver/driver.js', script].map((src) => `<script src="${src}"></script>`)
  return { body: `<!doctype html><meta charset="utf-8"><title>conformance</title>${tags.join('')}` }
}

async function openStage() {
  const wire = await listen()
  const site = await serveFolder({
    ...Object.fromEntries(Object.entries(SCRIPTS).map(([client, script]) => [`/${client}.html`, page(script)])),
    '/driver/': 'tests/conformance/page',
    '/official/': 'node_modules/tim-js-sdk',
    '/pkg/': 'pkg',
  })
  // The clients know the public service's hosts; nothing here may reach them.
  const browser = await launch('chromium', { args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'] })
  return {
    /** A page of its own, with its own storage. */
    async page() {
      const context = await browser.createBrowserContext()
      return await context.newPage()
    },
    play: (page, test, client) => play(test, { page, wire, answers, url: `${site.url}/${client}.html` }),
    /** What our package has. */
    async built() {
      const page = await browser.newPage()
      await page.goto(`${site.url}/ours.html`, { waitUntil: 'load' })
      return await page.evaluate(() => ({
        methods: Object.keys(TIM.create({ SDKAppID: 1400000000, proxyServer: 'ws://127.0.0.1:9' })),
      }))
    },
    async close() {
      await browser.close()
      await wire.close()
      await site.close()
    },
  }
}

/** Plays a case with one client: its record, or the reason why there is none. */
async function perform(stage, page, test, client) {
  try {
    const played = await stage.play(page, test, client)
    const recorded = record(test, played, answers)
    if (flag('print')) console.log(`${test.name} (${client}):\n${pretty(recorded)}`)
    return { record: recorded, uncaught: played.uncaught }
  } catch (error) {
    return { error: error.message }
  }
}

const global = wanted(globalDifferences, 'differences.json')

function judgeOfficial(test, { record: recorded, error }) {
  if (error) return { ok: false, text: [error] }
  if (recording) {
    writeExpected(test.name, recorded)
    return { ok: true, text: ['recorded'] }
  }
  if (!test.expected) return { ok: false, text: ['there is no expected.json: record it with --record'] }
  const found = differences(test.expected, recorded, { ordered: test.full })
  return { ok: found.length === 0, text: found.map((one) => show(one, ['expected', 'official'])) }
}

function judgeOurs(test, { record: recorded, error, uncaught }) {
  const expected = test.expected
  if (!expected) return { ok: false, text: ['there is no expected.json'], accepted: [] }
  const own = wanted(test.differences, `${test.name}/differences.json`)
  const { accepted, faults } = error
    ? { accepted: [], faults: [] }
    : judge(test.name, differences(expected, recorded, { ordered: test.full }), [own, global])
  const text = [
    ...(error ? [error] : []),
    ...(uncaught ?? []).map((one) => `  uncaught in the page: ${JSON.stringify(one.error)}`),
    ...faults.map((one) => show(one)),
    ...(error ? [] : own.filter((one) => !one.used).map((one) => `  listed but not seen: ${one.path} (${one.reason})`)),
  ]
  if (test.known_failure) {
    const fails = text.length > 0
    return {
      ok: fails,
      state: 'not yet',
      accepted,
      text: fails ? [`known failure: ${test.known_failure}`] : ['passes now: remove known_failure'],
    }
  }
  const state = text.length ? 'fails' : accepted.length ? 'differs' : 'matches'
  if (flag('show')) for (const one of accepted) console.log(`${test.name}, wanted: ${one.reason}\n${show(one)}`)
  return { ok: text.length === 0, state, accepted, text }
}

async function main() {
  const list = cases(only)
  if (clients.includes('ours') && !existsSync(join(ROOT, SCRIPTS.ours))) {
    throw new Error('pkg/tim.js is not built: npm run build')
  }
  const stage = await openStage()
  const work = list.flatMap((test) => clients.map((client) => ({ test, client })))
  const outcomes = new Map()
  let passed = 0
  const failed = []
  const judged = (name, ok, text) => {
    if (ok) passed += 1
    else failed.push(name)
    console.log(`${ok ? 'ok   ' : 'FAIL '} ${name}${text.length ? `\n${text.join('\n')}` : ''}`)
  }
  const worker = async () => {
    const page = await stage.page()
    for (let next = work.shift(); next; next = work.shift()) {
      const { test, client } = next
      const done = await perform(stage, page, test, client)
      const verdict = client === 'official' ? judgeOfficial(test, done) : judgeOurs(test, done)
      if (client === 'ours') outcomes.set(test.name, verdict)
      judged(`${test.name} (${client})`, verdict.ok, verdict.text)
    }
  }
  await Promise.all(Array.from({ length: jobs }, worker))
  const whole = only.length === 0 && clients.includes('ours')
  const built = whole ? await stage.built() : undefined
  await stage.close()

  if (whole && !recording) {
    for (const one of global.filter((one) => !one.used)) {
      judged('differences.json', false, [`  listed but not seen in any case: ${one.path} (${one.reason})`])
    }
    if (flag('doc')) writeDocument(list, outcomes, built)
    else judged('docs/conformance.md is up to date', checkDocument(list, outcomes, built), [])
  }
  for (const name of failed) console.log(`failed: ${name}`)
  if (passed + failed.length === 0) console.log('no case found')
  console.log(`passed=${passed} failed=${failed.length}`)
  process.exit(failed.length || passed === 0 ? 1 : 0)
}

await main()
