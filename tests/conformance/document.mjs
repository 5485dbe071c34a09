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
 * @param {{methods: string[]}} built what our package has
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
  const known = [...methods, ...events, ...rules]
  const strange = list.flatMap((test) => test.covers.filter((name) => !known.includes(name)))
  if (strange.length) throw new Error(`cases cover what does not exist: ${[...new Set(strange)].join(', ')}`)

  const reasons = numbered(list, outcomes)
  const row = (name) => summary(name, list, outcomes, reasons)
  const has = (name) => name === 'TIM.create' || built.methods.includes(name)
  const missing = (names) => (names.length ? names.map(code).join(', ') : 'none')
  return `${HEAD}
## Methods

${table('method', methods.filter(has).map(row))}
Not built yet: ${missing(methods.filter((name) => !has(name)))}.

## Events

${table('event', events.map(row).filter(({ cases }) => cases > 0))}
Without a case: ${missing(events.filter((name) => row(name).cases === 0))}.

## Rules

${table('rule', rules.map(row))}
## Differences by choice

${listed(reasons, ({ everywhere, gap }) => !everywhere && !gap)}
Everywhere, and therefore not named in the tables:

${listed(reasons, ({ everywhere, gap }) => everywhere && !gap)}
## Not yet

${listed(reasons, ({ gap }) => gap)}
${failures(list)}`
}

const HEAD = `# Conformance

What this SDK does as \`tim-js-sdk\` 2.27.6 does, what it does differently on purpose, and what it does
not do yet. This file is written by \`node tests/conformance/run.mjs --doc\` from the cases in
\`tests/conformance/\`, and a test fails when it is out of date. In every case both clients talk to the same
scripted server in a browser; what the official client sends, resolves, rejects, throws and announces is
recorded, checked again in every run, and compared with what ours does.

*matches*: every case shows the same requests, results and events. *differs*: the same but for the
differences with these numbers. *not yet*: a part is missing; the list at the end says which.
`

const code = (name) => `\`${name}\``

/** Every reason for a difference, once, with its number and where it shows. */
function numbered(list, outcomes) {
  const reasons = new Map()
  for (const test of list) {
    for (const { reason, about, gap } of outcomes.get(test.name)?.accepted ?? []) {
      if (!reasons.has(reason)) reasons.set(reason, { reason, everywhere: about?.length === 0, gap, about, cases: [] })
      const { cases } = reasons.get(reason)
      if (!cases.includes(test.name)) cases.push(test.name)
    }
  }
  const rank = ({ everywhere, gap }) => (gap ? 2 : everywhere ? 1 : 0)
  const sorted = [...reasons.values()].sort((a, b) => rank(a) - rank(b))
  sorted.forEach((reason, index) => (reason.number = index + 1))
  return sorted
}

function summary(name, list, outcomes, reasons) {
  const cases = list.filter((test) => test.covers.includes(name)).map((test) => test.name)
  const states = cases.map((test) => outcomes.get(test)?.state)
  const concerns = ({ about, cases: seen }) => (about?.includes(name) ?? true) && seen.some((one) => cases.includes(one))
  const differing = reasons.filter(concerns)
  const numbers = differing.map(({ number }) => number)
  if (differing.some(({ gap }) => gap)) states.push('not yet')
  const bad = ['fails', 'not yet'].find((state) => states.includes(state))
  const good = numbers.length ? 'differs' : 'matches'
  return { name, cases: cases.length, state: cases.length ? (bad ?? good) : 'no case', numbers }
}

function table(what, rows) {
  const named = ({ name }) => (what === 'rule' ? name.slice('rule: '.length) : code(name))
  const lines = rows.map((row) => `| ${named(row)} | ${row.state} | ${row.numbers.join(', ')} | ${row.cases} |`)
  return `| ${what} | state | differences | cases |\n|---|---|---|---|\n${lines.join('\n')}\n`
}

function listed(reasons, which) {
  const some = (names) => {
    const shown = names.slice(0, 3).map(code).join(', ')
    return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown
  }
  const lines = reasons.filter(which).map(({ number, reason, cases }) => `${number}. ${reason} (${some(cases)})\n`)
  return lines.join('') || 'None.\n'
}

/** Cases that are known to fail. */
function failures(list) {
  const known = list.filter((test) => test.known_failure)
  return known.map((test) => `* ${code(test.name)}: ${test.known_failure}\n`).join('')
}
