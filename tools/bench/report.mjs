// Numbers become rows, rows become a table and target/bench.json. Nothing is measured here.

import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'

import { ROOT } from '../process.mjs'

/** The unit of rows that hold the longest task of each round. */
export const LONG_TASK = 'ms, longest task'

/** What the values of several rounds come to. */
export function summary(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  return { median, min: sorted[0], max: sorted.at(-1), values }
}

/** Budgets: their words, and whether they are met by (ours, official), two summaries. */
export const faster = { text: '< official', met: (ours, official) => ours.median < official.median }
/** `noise` is the share by which equal clients are seen to differ. */
export const noMore = (noise) => ({
  text: '≤ official',
  met: (ours, official) => ours.median <= official.median * (1 + noise),
})
export const timesTheRate = (factor) => ({
  text: `≥ ${factor} × official`,
  met: (ours, official) => ours.median >= factor * official.median,
})
export const timesAsFast = (factor) => ({
  text: `≥ ${factor} × as fast`,
  met: (ours, official) => factor * ours.median <= official.median,
})
export const atLeast = (limit) => ({ text: `≥ ${shown(limit)}`, met: (ours) => ours.median >= limit })
export const atMost = (limit) => ({ text: `≤ ${shown(limit)}`, met: (ours) => ours.median <= limit })
/** In every round, not only in the middle one. */
export const neverOver = (limit) => ({ text: `never > ${shown(limit)}`, met: (ours) => ours.max <= limit })

/**
 * @param {string} name
 * @param {string} unit
 * @param {{ours: number[], official?: number[], budget?: {text: string, met: Function}}} measured one value for each round
 */
export function row(name, unit, { ours, official, budget, ...more }) {
  const ourSummary = summary(ours)
  const officialSummary = official && summary(official)
  return {
    name,
    unit,
    ours: ourSummary,
    official: officialSummary,
    ratio: officialSummary?.median && unit !== LONG_TASK ? ourSummary.median / officialSummary.median : undefined,
    budget: budget?.text,
    met: budget?.met(ourSummary, officialSummary),
    ...more,
  }
}

function shown(number) {
  if (number >= 1000) return Math.round(number).toLocaleString('en')
  return number >= 100 ? number.toFixed(0) : number.toFixed(1)
}

function cell(value, unit) {
  if (!value) return '–'
  // The worst counts. Tasks under 50 ms are not reported to a page.
  if (unit === LONG_TASK) return value.max === 0 ? '< 50' : shown(value.max)
  return shown(value.median)
}

function verdict({ met }) {
  if (met === undefined) return ''
  return met ? 'yes' : 'MISSED'
}

export function printRows(rows) {
  const lines = rows.map((one) => [
    one.name,
    one.unit,
    cell(one.ours, one.unit),
    cell(one.official, one.unit),
    one.ratio === undefined ? '' : one.ratio.toFixed(2),
    one.budget ?? '',
    verdict(one),
  ])
  const table = [['', 'unit', 'ours', 'official', 'ratio', 'budget', 'met?'], ...lines]
  const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)))
  const left = new Set([0, 1, 5, 6])
  console.log('')
  for (const line of table) {
    const cells = line.map((text, column) => (left.has(column) ? text.padEnd(widths[column]) : text.padStart(widths[column])))
    console.log(cells.join('  ').trimEnd())
  }
}

/** What the numbers were taken on, at this moment. */
export function machine() {
  return { processor: cpus()[0]?.model ?? 'unknown', processors: cpus().length, memory: totalmem(), load: loadavg()[0] }
}

export function writeReport(report) {
  const path = 'target/bench.json'
  mkdirSync(join(ROOT, 'target'), { recursive: true })
  writeFileSync(join(ROOT, path), `${JSON.stringify(report, null, 2)}\n`)
  return path
}
