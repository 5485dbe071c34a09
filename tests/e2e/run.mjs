// End to end: people chat in the demo page, through the real server, in Chromium and in Firefox.
//
//   node tests/e2e/run.mjs [--browser=chromium] [--grep=part of a name] [--screenshots]
//
// Each case gets a server of its own. When one fails, its pages are photographed into
// target/screenshots; `--screenshots` makes a set of the page's views there. The last line of stdout
// is `passed=N failed=N`.

import { rmSync } from 'node:fs'
import { launch, startServer, temporaryFolder } from '../browser.mjs'
import { checks } from '../checks.mjs'
import { accessibility } from './cases/accessibility.mjs'
import { account } from './cases/account.mjs'
import { changes } from './cases/changes.mjs'
import { conversations } from './cases/conversations.mjs'
import { files } from './cases/files.mjs'
import { gallery } from './cases/gallery.mjs'
import { groups } from './cases/groups.mjs'
import { keyboard } from './cases/keyboard.mjs'
import { merged } from './cases/merged.mjs'
import { outage } from './cases/outage.mjs'
import { reading } from './cases/reading.mjs'
import { rooms } from './cases/rooms.mjs'
import { strangers } from './cases/strangers.mjs'
import { talk } from './cases/talk.mjs'
import { Person, SHOTS } from './person.mjs'

const wanted = process.argv.find((a) => a.startsWith('--browser='))?.slice(10)
const browsers = ['chromium', 'firefox'].filter((name) => !wanted || name === wanted)
const screenshots = process.argv.includes('--screenshots')
const cases = { ...talk, ...files, ...changes, ...merged, ...conversations, ...groups, ...rooms, ...reading, ...outage, ...account, ...strangers, ...keyboard, ...accessibility }

const { check, finish } = checks()

for (const name of browsers) {
  const browser = await launch(name)
  for (const [title, body] of Object.entries(cases)) await run(name, browser, title, body)
  if (screenshots) await run(name, browser, 'a picture of every view', (world) => gallery(world, name))
  await browser.close()
}
finish()

/** One case: its own server, its own people; afterwards nobody's page may have thrown. */
async function run(name, browser, title, body) {
  const people = []
  const data = temporaryFolder('e2e')
  const world = {
    browser,
    server: undefined,
    /** Opens the page as a user (see Person.open). */
    async person(user, options) {
      const person = await Person.open(browser, world.server, user, options)
      people.push(person)
      return person
    },
    /** Starts the server again where it was, with what it had stored. */
    async restart() {
      world.server = await startServer({ data, listen: world.server.address })
    },
  }
  await check(`${name}: ${title}`, async () => {
    world.server = await startServer({ data })
    try {
      await body(world)
      for (const person of people) {
        if (person.page.isClosed()) continue
        const faults = await person.faults()
        if (faults.length > 0) throw new Error(`${person.user}'s page: ${faults.join('\n')}`)
      }
    } catch (error) {
      const file = `failed-${name}-${title.replace(/\W+/g, '-')}`
      for (const [index, person] of people.entries()) await person.shot(`${file}-${index}`).catch(() => {})
      console.log(`      pictures: ${SHOTS}/${file}-*.png`)
      throw error
    }
  })
  for (const person of people) await person.close().catch(() => {})
  await world.server?.stop()
  rmSync(data, { recursive: true, force: true })
}
