// axe finds what a machine can find, in every view, light and dark, in both widths.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { DESKTOP, PHONE } from '../person.mjs'
import { views } from './gallery.mjs'
import { groupViews } from './group-gallery.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

async function inspect(person, view) {
  await person.page.bringToFront()
  await person.page.evaluate(`if (!window.axe) { ${axe} }`)
  const found = await person.page.evaluate(async (rules) => {
    const { violations, passes } = await window.axe.run(document, { runOnly: rules })
    const faults = violations.map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' ')}`,
    )
    return { faults, passed: passes.length }
  }, RULES)
  if (found.passed === 0) throw new Error(`axe looked at nothing in ${view}`)
  return found.faults.map((fault) => `${view}: ${fault}`)
}

async function inspectAll(world, size, views) {
  const faults = []
  await views(world, size, async (person, view) => faults.push(...(await inspect(person, view))))
  if (faults.length > 0) throw new Error(faults.join('\n'))
}

export const accessibility = {
  'axe has no complaint, on a desktop, light and dark': (world) => inspectAll(world, DESKTOP, views),
  'axe has no complaint, on a phone, light and dark': (world) => inspectAll(world, PHONE, views),
  'axe has no complaint about groups, on a desktop': (world) => inspectAll(world, DESKTOP, groupViews),
  'axe has no complaint about groups, on a phone': (world) => inspectAll(world, PHONE, groupViews),
}
