// `npm start`: builds the SDK, the demo page and the server, then runs the server with the demo until
// Ctrl-C. PORT (default 9000) and DATA_DIR (default ./data) override; the data stays.
//
// package.json starts this with `exec`: otherwise the shell between npm and this script dies of the
// Ctrl-C, and npm reports a failure although the server ended as it should.

import { spawn } from 'node:child_process'
import { join } from 'node:path'

import { buildDemo, buildPackage, buildServer } from './build.mjs'
import { ROOT, Stop, main, say } from './process.mjs'
import { preparePath } from './setup.mjs'

function port() {
  const text = process.env.PORT ?? '9000'
  const number = Number(text)
  if (!/^\d+$/.test(text) || number > 65535) throw new Stop(`PORT must be a number from 0 to 65535, not ${text}`)
  return number
}

/** Runs the server; resolves with its exit code. */
function serve(listen, data) {
  return new Promise((done, fail) => {
    // A process group of its own: the terminal's Ctrl-C reaches this script only, which passes it on once.
    const server = spawn(
      join(ROOT, 'target/release/tim-server'),
      ['serve', '--dev', '--listen', listen, '--data', data],
      { cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let asked = false
    const end = () => {
      if (asked) return
      asked = true
      say('ending the server')
      server.kill('SIGTERM')
    }
    // These stay: the default of a second Ctrl-C would leave the server behind in the middle of its end.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end)
    process.on('exit', () => server.kill('SIGTERM'))

    let text = ''
    server.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
      const ready = /^listening on (http:\/\/\S+)$/m.exec(text)
      if (!ready) return
      text = ''
      const url = ready[1]
      console.log(`
  tim-wasm is running:  ${url}

  Two people: open     ${url}/#alice
  and in another tab   ${url}/#bob

  Data is kept in ${data}. Ctrl-C ends the server.
`)
    })
    server.once('error', fail)
    server.once('exit', (code, signal) => done(code ?? signal))
  })
}

await main(async () => {
  preparePath()
  const listen = `127.0.0.1:${port()}`
  await buildPackage()
  await buildDemo()
  await buildServer()
  const ended = await serve(listen, process.env.DATA_DIR ?? './data')
  if (ended !== 0) throw new Stop(`tim-server ended with ${ended}`)
  return 0
})
