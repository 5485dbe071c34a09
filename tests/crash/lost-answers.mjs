// The answers that are lost: Alice's messages reach the server and are stored, but what the server says to that
// dies with it. She goes on writing without a server until all of that has failed, and tries again when there is
// one. Nobody may see anything of it: neither Bob a message twice, nor Alice her own as news.

import { Stage } from './stage.mjs'

const HEARD = 5
const LOST = 30
/** More than an SDK may care to remember of what it has sent: those with lost answers are long forgotten by then. */
const IN_VAIN = 150

/** @returns what Alice and Bob say, and the history as a page has it that was opened afterwards. */
export function lostAnswers(browser, site, random) {
  return Stage.play('lost-answers', browser, site, random, unfold)
}

async function unfold(stage) {
  const [alice, bob] = await Promise.all([stage.enter('alice'), stage.enter('bob')])
  await alice.ask('burst', 'bob', HEARD)
  await alice.waits('for the first messages to be sent', 'allDelivered')

  await alice.deafen(true)
  await alice.ask('burst', 'bob', LOST)
  await bob.waits(`for the ${LOST} messages whose answers are lost`, 'hasReceived', HEARD + LOST)
  await stage.kill()
  await alice.deafen(false)
  await alice.ask('burst', 'bob', IN_VAIN)
  await alice.waits('for everything to fail', 'allAnswered')
  const failed = await alice.ask('evidence')

  await stage.restart()
  await stage.quiet()
  const recovered = await alice.ask('evidence')
  await alice.ask('resend')
  await alice.waits('for everything to be sent', 'allDelivered')
  await stage.quiet()

  const [atAlice, atBob] = [await alice.ask('evidence'), await bob.ask('evidence')]
  const shown = await alice.ask('history', 'bob')
  const log = await stage.keep('lost-answers')
  await bob.close()
  const late = await stage.enter('bob')
  const kept = await late.ask('history', 'alice')
  const served = await late.ask('served', 'alice')
  await stage.close()
  console.log(`      lost answers: ${stage.duplicates} messages reached the server more than once; ${log}`)
  return { failed, recovered, alice: atAlice, bob: atBob, shown, kept, served, counts: { heard: HEARD, lost: LOST, inVain: IN_VAIN } }
}
