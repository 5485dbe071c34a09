// A group in a storm: Alice and Bob write in it, Alice renames it and brings Dora in and throws her out, while the server is
// killed three times. Here: what happens, and the evidence that it leaves behind; what has to be true of it is in run.mjs.

import { setTimeout as pause } from 'node:timers/promises'
import { Stage } from './stage.mjs'

const GROUP = 'crash'
const CRASHES = 3
/** Messages of each writer before each crash, and milliseconds until it comes. */
const MESSAGES = 20
const BEFORE = [20, 400]
const DOWN = [200, 1_000]

/** @returns what pages show that were there, and that were opened afterwards, and what Alice was told has been done. */
export function group(browser, site, random) {
  return Stage.play('group', browser, site, random, unfold)
}

async function unfold(stage, random) {
  const [alice, bob, dora] = await Promise.all(['alice', 'bob', 'dora'].map((name) => stage.enter(name)))
  const made = { groupID: GROUP, type: 'Public', name: 'made', inviteOption: 'FreeAccess', memberList: [{ userID: 'bob' }] }
  if (!(await alice.ask('run', 'createGroup', made))) throw new Error('the group was not made')

  const [names, counts] = [[], { comings: 0, goings: 0 }]
  for (let crash = 1; crash <= CRASHES; crash += 1) {
    const name = `name ${crash}`
    const changes = Promise.all([
      alice.ask('run', 'updateGroupProfile', { groupID: GROUP, name }).then((done) => done && names.push(name)),
      comeAndGo(alice, counts),
    ])
    await Promise.all([alice, bob].map((user) => user.ask('tell', GROUP, MESSAGES)))
    await pause(random.between(...BEFORE))
    await stage.kill()
    await pause(random.between(...DOWN))
    await stage.restart()
    await changes
  }
  for (const user of [alice, bob]) await user.waits('for all its messages to be sent', 'allDelivered')
  await stage.quiet()

  const lived = { alice: await alice.ask('group', GROUP), bob: await bob.ask('group', GROUP) }
  const written = (await Promise.all([alice, bob].map((user) => user.ask('evidence')))).flatMap(({ written }) => written)
  const log = await stage.keep('group')
  await Promise.all([alice, bob, dora].map((user) => user.close()))

  const late = await Promise.all(['alice', 'bob', 'dora'].map((name) => stage.enter(name)))
  await stage.quiet()
  const fresh = { alice: await late[0].ask('group', GROUP), bob: await late[1].ask('group', GROUP) }
  const notices = await late[2].ask('notices')
  await stage.close()
  console.log(`      group: ${written.length} messages, ${names.length} names, ${counts.comings} came, ${counts.goings} went; ${log}`)
  return { lived, fresh, notices, written, names, ...counts }
}

/** Dora comes and goes, twice. */
async function comeAndGo(alice, counts) {
  const dora = { groupID: GROUP, userIDList: ['dora'] }
  for (let n = 0; n < 2; n += 1) {
    if (await alice.ask('run', 'addGroupMember', dora)) counts.comings += 1
    if (await alice.ask('run', 'deleteGroupMember', dora)) counts.goings += 1
  }
}
