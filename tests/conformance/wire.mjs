// The scripted server: one listening socket for all cases, one `Session` for each case that runs.
// It answers each command as the case says and keeps what it was asked. It checks nothing: what the
// client sent is recorded in the page and compared elsewhere.

import { createServer } from 'node:http'
import { deflateSync, gzipSync } from 'node:zlib'
import { WebSocketServer } from 'ws'
import { at, fill } from './template.mjs'

const OK = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' }

/** Listens on a free port. Sessions are told apart by the first part of the path. */
export async function listen() {
  const sessions = new Map()
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const server = createServer((_, answer) => answer.writeHead(404).end())
  server.on('upgrade', (request, socket, rest) => {
    const url = new URL(request.url, 'http://localhost')
    const [, name, path] = url.pathname.split('/')
    const session = sessions.get(name)
    if (!session) return socket.destroy()
    sockets.handleUpgrade(request, socket, rest, (ws) => session.opened(ws, path === 'info'))
  })
  await new Promise((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done))
  const base = `ws://127.0.0.1:${server.address().port}`
  let count = 0
  return {
    session(answers) {
      const name = `case${(count += 1)}`
      const session = new Session(`${base}/${name}`, answers, () => sessions.delete(name))
      sessions.set(name, session)
      return session
    },
    close: () =>
      new Promise((done) => {
        for (const ws of sockets.clients) ws.terminate()
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

class Session {
  /** How frames to the client are written: undefined (plain), 'zlib', 'gzip', or 'wrong' (the other mode). */
  encoding = undefined
  received = 0
  sent = 0
  /** How many of the frames sent may never arrive: unknown once a connection has ended. */
  lost = 0
  #answers
  #used = new Map()
  #requests = []
  #held = []
  #sockets = new Set()
  #waiting = new Set()
  #forget

  constructor(url, answers, forget) {
    this.url = url
    this.#answers = { ...answers }
    this.#forget = forget
  }

  opened(ws, text) {
    this.#sockets.add(ws)
    ws.on('close', () => {
      this.lost = Infinity
      this.#sockets.delete(ws)
    })
    ws.on('error', () => ws.terminate())
    ws.on('message', (data) => {
      const { head, body } = JSON.parse(data.toString())
      const request = { ws, text, head, body, servcmd: head.servcmd }
      this.received += 1
      this.#requests.push(request)
      this.#reply(request)
      for (const look of [...this.#waiting]) look()
    })
  }

  /** From now on these commands are answered like this. */
  answer(table) {
    for (const [servcmd, answer] of Object.entries(table)) {
      this.#answers[servcmd] = answer
      this.#used.delete(servcmd)
    }
  }

  #reply(request) {
    const { servcmd } = request
    let answer = this.#answers[servcmd] ?? {}
    if (Array.isArray(answer)) {
      const used = this.#used.get(servcmd) ?? 0
      this.#used.set(servcmd, used + 1)
      answer = answer[Math.min(used, answer.length - 1)]
    }
    if (answer === 'silent') return
    if (answer === 'hold') this.#held.push(request)
    else this.#send(request, request.head, answer)
  }

  #send(request, { servcmd, seq }, answer) {
    const body = { ...OK, ...this.fill(answer, request) }
    if (body.ErrorCode !== 0) body.ActionStatus = 'FAIL'
    this.#write(request.ws, request.text, { head: { servcmd, seq }, body })
  }

  #write(ws, text, frame) {
    if (ws.readyState !== ws.OPEN) return
    const json = JSON.stringify(frame)
    this.sent += 1
    if (this.encoding === 'zlib') return ws.send(Buffer.concat([Buffer.from('COMP'), deflateSync(json)]))
    if (this.encoding === 'gzip') return ws.send(Buffer.concat([Buffer.from('COMP'), gzipSync(json)]))
    const asText = this.encoding === 'wrong' ? !text : text
    ws.send(asText ? json : Buffer.from(json))
  }

  /** Placeholders: `body.…` of the request that is answered, `request.<servcmd>.…` of the newest of its kind. */
  fill(value, request) {
    return fill(value, (path) => {
      const [root, ...rest] = path.split('.')
      if (root === 'body') return at(request?.body, rest)
      if (root === 'request') {
        const servcmd = rest.slice(0, 2).join('.')
        const newest = this.#requests.findLast((r) => r.servcmd === servcmd)
        if (!newest) throw new Error(`no ${servcmd} was received yet`)
        return at(newest.body, rest.slice(2))
      }
      throw new Error(`unknown placeholder ${path}`)
    })
  }

  /** Answers the oldest request of this command that was held back; waits for it if need be. */
  async release(servcmd, answer) {
    await this.#until(() => this.#held.some((r) => r.servcmd === servcmd), `a held ${servcmd}`)
    const index = this.#held.findIndex((r) => r.servcmd === servcmd)
    const [request] = this.#held.splice(index, 1)
    const newest = [...this.#sockets].at(-1)
    if (request.ws.readyState !== request.ws.OPEN && newest) request.ws = newest
    this.#send(request, request.head, answer)
  }

  push(servcmd, body) {
    const ws = [...this.#sockets].at(-1)
    if (!ws) throw new Error('a push needs an open connection')
    const last = this.#requests.findLast((r) => r.ws === ws)
    this.#write(ws, last?.text ?? false, { head: { servcmd, seq: 1 }, body: this.fill(body) })
  }

  /** Sends these bytes as they are. */
  raw(text, binary = true) {
    const ws = [...this.#sockets].at(-1)
    this.sent += 1
    ws.send(binary ? Buffer.from(text) : text)
  }

  /** Cuts every connection. */
  drop() {
    for (const ws of this.#sockets) ws.terminate()
    this.#sockets.clear()
  }

  async #until(holds, what, limit = 30_000) {
    if (holds()) return
    await new Promise((done, fail) => {
      const late = setTimeout(() => {
        this.#waiting.delete(look)
        fail(new Error(`the server waited ${limit} ms in vain for ${what}`))
      }, limit)
      const look = () => {
        if (!holds()) return
        clearTimeout(late)
        this.#waiting.delete(look)
        done()
      }
      this.#waiting.add(look)
    })
  }

  close() {
    this.drop()
    this.#forget()
  }
}
