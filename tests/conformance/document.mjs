// Writes docs/conformance.md from what a whole run has shown, so that the document cannot say
// anything else than the cases do.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../browser.mjs'

const FILE = join(ROOT, 'docs/conformance.md')
const constants = JSON.parse(readFileSync(join(ROOT, 'proto/data/constants-2.27.6.json'), 'utf8'))

/**
 * @param {object[]} list all cases
 * @param {Map<string, object>} outcomes ours, by the case's name
 * @param {{methods: string[], events: string[]}} built what our package has
 */
export function writeDocument(list, outcomes, built) {
  writeFileSync(FILE, text(list, outcomes, built))
  console.log('wrote docs/conformance.md')
}

/** Whether the document is what `writeDocument` would write. */
export function checkDocument(list, outcomes, built) {
  return existsSync(FILE) && readFileSync(FILE, 'utf8') === text(list, outcomes, built)
}

function text(list, outcomes, built) {
  const methods = ['TIM.create', ...constants.instanceMethods]
  const events = Object.keys(constants.EVENT)
  const rules = [...new Set(list.flatMap((test) => test.covers))].filter((name) => name.startsWith('rule: ')).sort()
  const strange = list.flatMap((test) => test.covers.filter((name) => ![...methods, ...events, ...rules].includes(name)))
  if (strange.length) throw new Error(`cases cover what does not exist: ${[...new Set(strange)].join(', ')}`)
  const row = (name, exists) => line(name, list, outcomes, exists)
  const has = (name) => name === 'TIM.create' || built.methods.includes(name)
  return `${HEAD}
## Methods

${table('method', methods.filter(has).map((name) => row(name, true)))}
Not built yet: ${methods.filter((name) => !has(name)).map(code).join(', ')}.

## Events

${table('event', events.map((name) => row(name, false)).filter((r) => r.cases > 0))}
No case yet: ${events.filter((name) => !list.some((test) => test.covers.includes(name))).map(code).join(', ')}.

## Rules

${table('rule', rules.map((name) => ({ ...row(name, true), name: name.slice(6) })))}
## Differences by choice

${choices(list, outcomes)}
## Not yet

${gaps(list)}
`
}

const HEAD = `# Conformance

What this SDK does as \`tim-js-sdk\` 2.27.6 does, what it does differently on purpose, and what it does
not do yet. This file is written by \`node tests/conformance/run.mjs --doc\` from the cases in
\`tests/conformance/\`, and a test fails when it is out of date. In every case both clients talk to the same
scripted server in a browser; what the official client sends, resolves, rejects, throws and announces is
recorded, checked again in every run, and compared with what ours does.

*matches*: every case shows the same requests, results and events. *differs*: the same but for the
differences listed below. *not yet*: a case is known to fail; the list at the end says why.
`

const code = (name) => `\`${name}\``

function line(name, list, outcomes) {
  const cases = list.filter((test) => test.covers.includes(name))
  const states = cases.map((test) => outcomes.get(test.name)?.state)
  const worst = ['fails', 'not yet', 'differs', 'matches'].find((state) => states.includes(state)) ?? 'no case yet'
  return { name, cases: cases.length, state: worst }
}

function table(what, rows) {
  const lines = rows.map(({ name, state, cases }) => `| ${what === 'rule' ? name : code(name)} | ${state} | ${cases} |`)
  return `| ${what} | state | cases |\n|---|---|---|\n${lines.join('\n')}\n`
}

/** Each reason once, with the places where it shows. */
function choices(list, outcomes) {
  const reasons = new Map()
  for (const test of list) {
    for (const { reason, path } of outcomes.get(test.name)?.accepted ?? []) {
      if (!reasons.has(reason)) reasons.set(reason, new Map())
      const places = reasons.get(reason)
      if (!places.has(test.name)) places.set(test.name, path)
    }
  }
  if (reasons.size === 0) return 'None.\n'
  const some = (places) => {
    const names = [...places.keys()]
    const shown = names.slice(0, 3).map(code).join(', ')
    return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown
  }
  return [...reasons]
    .map(([reason, places]) => `* ${reason} (${some(places)})\n`)
    .sort()
    .join('')
}

function gaps(list) {
  const known = list.filter((test) => test.known_failure)
  if (known.length === 0) return 'Nothing that a case shows.'
  return known.map((test) => `* ${code(test.name)}: ${test.known_failure}`).join('\n')
}
