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

/** Child → its mark. */
const running = new Map()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    if (running.size === 0 && process.listenerCount(signal) > 1) return // Somebody else's to handle.
    await Promise.all([...running.keys()].map(endGroup))
    for (const mark of running.values()) sweep(mark)
    process.exit(130)
  })
}

/**
 * The processes that carry a mark in their environment, and so everything that the marked program
 * started: also what left its process group (browsers do) or outlived its parent (a browser whose driver
 * was killed). Needs /proc; elsewhere the process group has to do.
 */
function marked(mark) {
  if (!existsSync('/proc/self/environ')) return []
  return readdirSync('/proc').filter((entry) => {
    if (!/^\d+$/.test(entry)) return false
    try {
      return readFileSync(`/proc/${entry}/environ`, 'latin1').split('\0').includes(`${mark}=1`)
    } catch {
      return false // It ended while we looked, or is somebody else's.
    }
  })
}

function kill(pid, signal) {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended already.
  }
}

/** Asks a child and its process group to end, then makes them. */
async function endGroup(child) {
  kill(-child.pid, 'SIGTERM')
  let timer
  const patience = new Promise((done) => (timer = setTimeout(done, 5000)))
  await Promise.race([new Promise((done) => child.once('exit', done)), patience])
  clearTimeout(timer)
  kill(-child.pid, 'SIGKILL')
}

/** Ends what a program left behind. Twice, because a process may start another while we look. */
function sweep(mark) {
  for (let round = 0; round < 2; round++) for (const pid of marked(mark)) kill(Number(pid), 'SIGKILL')
}

let runs = 0

/**
 * Runs a program to its end; nothing that it started stays.
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
    const mark = `TIM_WASM_RUN_${process.pid}_${++runs}`
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env, [mark]: '1' },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.set(child, mark)
    if (log) mkdirSync(dirname(log), { recursive: true })
    const file = log ? createWriteStream(log, { flags: 'a' }) : undefined
    file?.write(`$ ${[program, ...args].join(' ')}\n`)
    let stdout = ''
    let text = ''
    let late = false
    const timer = setTimeout(() => {
      late = true
      text += `\nkilled after ${limit / 1000} s\n`
      void endGroup(child)
    }, limit)
    const take = (chunk, isStdout) => {
      if (isStdout) stdout += chunk
      text += chunk
      file?.write(chunk)
      if (output !== 'keep') (isStdout ? process.stdout : process.stderr).write(chunk)
    }
    child.stdout.setEncoding('utf8').on('data', (chunk) => take(chunk, true))
    child.stderr.setEncoding('utf8').on('data', (chunk) => take(chunk, false))
    let settled = false
    const settle = (code) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      running.delete(child)
      file?.end()
      done({ code, stdout, text, late })
    }
    child.once('error', (error) => {
      text += `${error.message}\n`
      settle(127)
    })
    child.once('exit', (exit) => {
      const code = late ? 1 : (exit ?? 1)
      // With what was left behind gone, nobody holds the pipes, and the rest of the output arrives.
      sweep(mark)
      child.once('close', () => settle(code))
      setTimeout(() => settle(code), 5000).unref()
    })
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
