// The server's rows: server/examples/load.rs does the work, its words are read here.

import { Stop, run } from '../process.mjs'
import { atLeast, atMost, row } from './report.mjs'

/** Runs the tool in one of its modes, with a server of its own, and gives what it printed. */
async function tool({ loadTool, scratch }, mode, limit) {
  const { code, text } = await run(loadTool, [...mode, '--data', scratch], { limit })
  if (code !== 0) throw new Stop(`${mode.join(' ')}: exit code ${code}\n${text}`)
  return text
}

function number(text, pattern) {
  const found = pattern.exec(text)
  if (!found) throw new Stop(`the load tool did not say ${pattern}:\n${text}`)
  return Number(found[1])
}

export async function durable(stage, { seconds }) {
  const text = await tool(stage, ['send', '--senders', '50', '--window', '4', '--seconds', String(seconds)], 60_000)
  return [
    row('server: durable C2C messages', 'messages/s', {
      ours: [number(text, /: ([\d.]+) durable messages\/s/)],
      budget: atLeast(5000),
    }),
    row('server: answer to a message, p99', 'ms', { ours: [number(text, /p99 ([\d.]+) ms/)], budget: atMost(50) }),
  ]
}

export async function idle(stage, { sockets }) {
  const text = await tool(stage, ['idle', '--sockets', String(sockets)], 90_000)
  return [
    row(`server: ${sockets.toLocaleString('en')} idle sockets`, 'MB', {
      ours: [number(text, /, ([\d.]+) MB with \d+ idle sockets/)],
      budget: atMost(300),
    }),
  ]
}

/** How long a message takes to everybody in a group, and in a room that is never silent. */
export async function crowds(stage, { crowd, audience, seconds }) {
  const group = await tool(stage, ['crowd', '--kind', 'ChatRoom', '--members', String(crowd), '--rate', '2', '--seconds', String(seconds)], 120_000)
  const room = await tool(stage, ['crowd', '--kind', 'AVChatRoom', '--members', String(audience), '--rate', '20.5', '--seconds', String(seconds)], 120_000)
  const p99 = /p99 ([\d.]+) ms/
  return [
    row(`server: a message to ${crowd.toLocaleString('en')} members, p99`, 'ms', { ours: [number(group, p99)], budget: atMost(300) }),
    row(`server: a room of ${audience.toLocaleString('en')}`, 'deliveries/s', {
      ours: [number(room, /deliveries, ([\d.]+)\/s/)],
      budget: atLeast(audience * 20),
    }),
    row(`server: a room of ${audience.toLocaleString('en')}, p99`, 'ms', { ours: [number(room, p99)] }),
  ]
}
