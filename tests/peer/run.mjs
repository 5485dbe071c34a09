// The unmodified official client and ours against a real tim-server, in Chromium: each alone, and with each other.
//
//   node tests/peer/run.mjs [--grep=TEXT]
//
// Last line: passed=N failed=N. The stories are in afterwards.mjs, chat.mjs, groups.mjs, lists.mjs, media.mjs,
// permissions.mjs, rooms.mjs, sessions.mjs, settled.mjs and topics.mjs.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { launch, serveFolder, startServer, temporaryFolder } from '../browser.mjs'
import { checks } from '../checks.mjs'
import * as afterwards from './afterwards.mjs'
import * as chat from './chat.mjs'
import { pages } from './client.mjs'
import * as groups from './groups.mjs'
import * as lists from './lists.mjs'
import * as media from './media.mjs'
import * as permissions from './permissions.mjs'
import * as rooms from './rooms.mjs'
import * as sessions from './sessions.mjs'
import * as settled from './settled.mjs'
import * as topics from './topics.mjs'

const OFFICIAL = 'official'
const OURS = 'ours'
const { check, finish } = checks()

/** Neither client may reach the hosts of the public service. */
const browser = await launch('chromium', { args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'] })
const site = await serveFolder(pages)

async function openStage({ settings } = {}) {
  const data = temporaryFolder('peer')
  let server = await startServer({ data })
  const stage = {
    browser,
    site,
    server,
    /** Stops the server, does what is to be done without one, and starts it on the same address and data. */
    async restart(meanwhile) {
      const code = await server.stop()
      if (code !== 0) throw new Error(`tim-server ended with ${code}`)
      await meanwhile()
      server = await startServer({ data, listen: server.address })
      stage.server = server
    },
    /**
     * Waits until the client is connected again. The official client makes no attempts of its own for the
     * first minute: it tries when it is asked for something, so it is asked.
     */
    async connected(client) {
      const limit = Date.now() + 60_000
      while (Date.now() < limit) {
        const states = (await client.since(0)).filter((event) => event.name === 'netStateChange')
        if (states.at(-1)?.data.state === 'connected') return
        if (client.kind === OFFICIAL) client.call('getUserProfile', { userIDList: [client.user] }).catch(() => undefined)
        const mark = await client.mark()
        await client.event('netStateChange', [], mark, 1_000).catch(() => undefined)
      }
      throw new Error(`${client} does not connect again`)
    },
    stop: () => server.stop(),
  }
  if (settings) {
    await server.stop()
    const file = join(data, 'tim.toml')
    writeFileSync(file, settings(readFileSync(file, 'utf8')))
    server = await startServer({ data, listen: server.address })
    stage.server = server
  }
  return stage
}

const stage = await openStage()
const pairs = [
  [OFFICIAL, OFFICIAL],
  [OFFICIAL, OURS],
  [OURS, OFFICIAL],
  [OURS, OURS],
]
const stories = [
  ['talk both ways', chat.talk],
  ['one writes while the other is away', chat.away],
  ['read state is remembered', chat.remembered],
  ['a second login throws the first out', sessions.kicked],
  ['nick and avatar', chat.profiles],
  ['online-only, uncounted and refused messages', chat.special],
  ['files', media.files],
  ['a message is revoked', afterwards.revoked],
  ['a message is deleted', afterwards.deleted],
  ['a message is modified', afterwards.modified],
  ['receipts and extensions', afterwards.attached],
  ['messages are merged', afterwards.passedOn],
]
for (const [left, right] of pairs) {
  for (const [name, story] of stories) await check(`${left} and ${right}: ${name}`, () => story(stage, left, right))
}
for (const kind of [OFFICIAL, OURS]) {
  await check(`${kind}: log out and in again`, () => sessions.again(stage, kind))
}
for (const kind of [OFFICIAL, OURS]) {
  await check(`${kind}: files that are refused`, () => media.refused(stage, kind))
}
for (const [left, right] of pairs.slice(1)) {
  await check(`${left} and ${right}: odd files`, () => media.odd(stage, left, right))
}
await check('ours: files with the upload plugin', () => media.files(stage, OURS, OURS, { plugin: true }))
for (const [left, right] of pairs) {
  await check(`${left} and ${right}: the server is restarted`, () => sessions.restarted(stage, left, right))
}
for (const [name, story] of [
  ['life of a group', groups.life],
  ['a group while one is away', groups.away],
  ['what happens to messages of a group', groups.afterwards],
  ['what members share', groups.shared],
  ['a room', groups.room],
  ['guests of a room', rooms.guests],
  ['topics of a community', topics.life],
]) {
  for (const [left, right] of pairs) await check(`${left} and ${right}: groups: ${name}`, () => story(stage, left, right))
}
await check('official and ours may do the same in groups', () => permissions.sample(stage))
await check('official and ours show the same account', () => chat.views(stage))
await stage.stop()

const wide = await openStage({ settings: (text) => text.replace(/^#?\s*web_instances\s*=.*$/m, 'web_instances = 2') })
for (const [left, right] of pairs) {
  await check(`${left} and ${right}: one account in two instances`, () => sessions.instances(wide, left, right))
}
const settling = [
  ['blacklist', settled.blacklist],
  ['pinned conversations', settled.pins],
  ['deleted and cleared conversations', settled.deletion],
  ['marks, custom data and groups', settled.labels],
  ['muted users', settled.muting],
  ['user status', settled.presence],
]
for (const [left, right] of pairs) {
  for (const [name, story] of settling) await check(`${left} and ${right}: ${name}`, () => story(wide, left, right))
}
await check('official and ours in one account show the same list', () => lists.both(wide))
await check('official and official: everything read', () => settled.reading(wide, OFFICIAL, OFFICIAL))
await wide.stop()

await browser.close()
await site.close()
finish()
