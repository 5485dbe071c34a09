// Running other programs: with a time limit, a log, and nothing left behind. Only Node built-ins here,
// because these scripts run before anything is installed.

import { spawn } from 'node:child_process'
import { createWriteStream, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the project. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** A failure whose message is all that the user needs: printed without a stack. */
export class Stop extends Error {}

/** One short line about what happens. */
export function say(text) {
  console.log(`· ${text}`)
}

const running = new Set()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    if (running.size === 0 && process.listenerCount(signal) > 1) return // Somebody else's to handle.
    await Promise.all([...running].map(endTree))
    process.exit(130)
  })
}

/** pid → {parent, started} of every process, from /proc; empty where there is none. */
function processes() {
  const table = new Map()
  if (!existsSync('/proc/self/stat')) return table
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      // The name in brackets may hold anything; what follows it is separated by spaces.
      const fields = readFileSync(`/proc/${entry}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
      table.set(Number(entry), { parent: Number(fields[1]), started: fields[19] })
    } catch {
      // It ended while we looked.
    }
  }
  return table
}

function descendants(pid) {
  const table = processes()
  const found = new Map()
  const visit = (parent) => {
    for (const [child, entry] of table) {
      if (entry.parent !== parent || found.has(child)) continue
      found.set(child, entry.started)
      visit(child)
    }
  }
  visit(pid)
  return found
}

/** Asks a child and all that it started to end, then makes them. Browsers leave the process group, so the tree is walked. */
async function endTree(child) {
  const tree = descendants(child.pid)
  const signal = (name) => {
    try {
      process.kill(-child.pid, name)
    } catch {
      // The group is gone already.
    }
  }
  signal('SIGTERM')
  await Promise.race([new Promise((done) => child.once('exit', done)), new Promise((done) => setTimeout(done, 5000))])
  signal('SIGKILL')
  const now = processes()
  for (const [pid, started] of tree) {
    if (now.get(pid)?.started !== started) continue // Ended, or its number is somebody else's by now.
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended in this moment.
    }
  }
}

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string>, limit?: number, log?: string,
 *   output?: 'show' | 'keep' | 'both'}} [options]
 *   `limit`: milliseconds until the whole process tree is killed; `log`: file that also gets the output;
 *   `output`: 'show' goes to the terminal, 'keep' is only returned
 * @returns {Promise<{code: number, stdout: string, text: string, late: boolean}>} `text` is stdout and
 *   stderr as they came; `code` is 127 when the program does not exist and 1 after a signal
 */
export function run(program, args, { cwd = ROOT, env = {}, limit = 15 * 60_000, log, output = 'keep' } = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    if (log) mkdirSync(dirname(log), { recursive: true })
    const file = log ? createWriteStream(log, { flags: 'a' }) : undefined
    file?.write(`$ ${[program, ...args].join(' ')}\n`)
    let stdout = ''
    let text = ''
    let late = false
    const timer = setTimeout(() => {
      late = true
      text += `\nkilled after ${limit / 1000} s\n`
      void endTree(child)
    }, limit)
    const take = (chunk, isStdout) => {
      if (isStdout) stdout += chunk
      text += chunk
      file?.write(chunk)
      if (output !== 'keep') (isStdout ? process.stdout : process.stderr).write(chunk)
    }
    child.stdout.setEncoding('utf8').on('data', (chunk) => take(chunk, true))
    child.stderr.setEncoding('utf8').on('data', (chunk) => take(chunk, false))
    const settle = (code) => {
      clearTimeout(timer)
      running.delete(child)
      file?.end()
      done({ code, stdout, text, late })
    }
    child.once('error', (error) => {
      text += `${error.message}\n`
      settle(127)
    })
    // 'exit' and not 'close': a daemon that a test forgot may hold the pipe open for ever.
    child.once('exit', (code) => setImmediate(() => settle(late ? 1 : (code ?? 1))))
  })
}

/** Like run, but anything except success stops the whole command with the program's own words. */
export async function must(program, args, options = {}) {
  const result = await run(program, args, options)
  if (result.code === 0) return result
  const words = options.output && options.output !== 'keep' ? '' : `\n${result.text.trimEnd()}`
  throw new Stop(`${program} ${args.join(' ')} failed (exit code ${result.code})${words}`)
}

/** Where a program is on PATH, or undefined. */
export function which(name, path = process.env.PATH ?? '') {
  return path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file))
}

/** Runs a script's main function: a Stop ends it with its one message, anything else with a stack. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0
  } catch (error) {
    console.error(error instanceof Stop ? `✗ ${error.message}` : error)
    process.exitCode = 1
  }
}
