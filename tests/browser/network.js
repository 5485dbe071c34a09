// A network inside the page: a WebSocket class that leads to servers made by tests. A server answers
// what an SDK asks at login, records everything, and pushes what a test tells it to. It stands for the
// network, not for tim-server: what a server decides is tested with the real one elsewhere.

const servers = new Map()
const RealWebSocket = globalThis.WebSocket
const READY_STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 }

export class FakeSocket extends EventTarget {
  binaryType = 'blob'
  bufferedAmount = 0
  extensions = ''
  protocol = ''
  readyState = READY_STATES.CONNECTING

  constructor(url) {
    super()
    this.url = url
    const server = servers.get(new URL(url).host)
    if (!server) return new RealWebSocket(url)
    this.server = server
    server.accept(this)
  }

  /** The other side has answered: open. */
  open() {
    if (this.readyState !== READY_STATES.CONNECTING) return
    this.readyState = READY_STATES.OPEN
    this.dispatchEvent(new Event('open'))
  }

  /** As in a browser, what arrives is heard of after the code that runs now. */
  deliver(data) {
    if (this.readyState !== READY_STATES.OPEN) return
    queueMicrotask(() => this.dispatchEvent(new MessageEvent('message', { data })))
  }

  send(data) {
    if (this.readyState !== READY_STATES.OPEN) throw new DOMException('not open', 'InvalidStateError')
    this.server.receive(this, typeof data === 'string' ? data : data.slice())
  }

  close(code = 1000) {
    if (this.readyState >= READY_STATES.CLOSING) return
    this.readyState = READY_STATES.CLOSED
    this.closeCode = code
    this.dispatchEvent(new CloseEvent('close', { code }))
  }

  /** The connection breaks. */
  break() {
    if (this.readyState >= READY_STATES.CLOSING) return
    this.readyState = READY_STATES.CLOSED
    this.dispatchEvent(new Event('error'))
    this.dispatchEvent(new CloseEvent('close', { code: 1006 }))
  }
}
Object.assign(FakeSocket, READY_STATES)
Object.assign(FakeSocket.prototype, READY_STATES)

const LOGIN = {
  TinyId: '144115200000000001',
  A2Key: 'key',
  InstId: 12345,
  HelloInterval: 120,
  TimeStamp: Math.floor(Date.now() / 1000),
}

let count = 0

/** One server under a URL of its own. */
export class Server {
  /** All sockets that were opened, oldest first. */
  sockets = []
  /** Frames of the SDK, parsed: `{servcmd, head, body}`. */
  frames = []
  /** servcmd → what the answer's body has beyond an OK, or a function (body) → that; null: no answer. */
  answers = {
    'im_open_status.wslogin': LOGIN,
    'recentcontact.page_get': { CompleteFlag: 1, SessionItem: [] },
    'openim.getmsg': { Cookie: 'c', SyncFlag: 2, MsgList: [] },
    'profile.portrait_get_all': { UserProfileItem: [] },
    'openim.sendmsg': () => ({ MsgTime: Math.floor(Date.now() / 1000) }),
  }
  /** New sockets open by themselves. */
  accepting = true
  #waiting = []

  constructor() {
    globalThis.WebSocket = FakeSocket
    this.host = `server-${++count}.test`
    this.url = `ws://${this.host}`
    servers.set(this.host, this)
  }

  get socket() {
    return this.sockets.at(-1)
  }

  accept(socket) {
    this.sockets.push(socket)
    if (this.accepting) queueMicrotask(() => socket.open())
    this.#notice()
  }

  receive(socket, data) {
    const text = typeof data === 'string' ? data : new TextDecoder().decode(data)
    const { head, body } = JSON.parse(text)
    this.frames.push({ servcmd: head.servcmd, head, body, text: typeof data === 'string' })
    this.#notice()
    let answer = this.answers[head.servcmd] ?? {}
    if (this.answers[head.servcmd] === null) return
    if (typeof answer === 'function') answer = answer(body)
    const reply = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', ...answer }
    queueMicrotask(() => this.deliver({ servcmd: head.servcmd, seq: head.seq }, reply, socket))
  }

  /** A frame to the SDK, in the form of the socket's path. */
  deliver(head, body, socket = this.socket) {
    const json = JSON.stringify({ head, body })
    const { pathname } = new URL(socket.url)
    socket.deliver(pathname.endsWith('/info') ? json : new TextEncoder().encode(json).buffer)
  }

  push(...items) {
    this.deliver({ servcmd: 'im_open_push.msg_push', seq: 0 }, { EventArray: items })
  }

  /** Pushes text messages of one user, in one frame. */
  pushTexts(from, texts) {
    this.push({ Event: 9, C2cMsgArray: texts.map((text) => wireText(from, text)) })
  }

  /** The frames of one command. */
  framesOf(servcmd) {
    return this.frames.filter((frame) => frame.servcmd === servcmd)
  }

  /** Resolves with what `look` gives as soon as it gives something; `look` is asked after each event. */
  async until(look) {
    for (;;) {
      const found = look(this)
      if (found) return found
      await new Promise((resolve) => this.#waiting.push(resolve))
    }
  }

  #notice() {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

let random = 0

/** A text message as it comes in a push. */
export function wireText(from, text) {
  random += 1
  const now = Math.floor(Date.now() / 1000)
  return {
    From_Account: from,
    To_Account: 'me',
    MsgSeq: random,
    MsgRandom: random,
    MsgTimeStamp: now,
    MsgClientTime: now,
    TinyId: '144115200000000002',
    MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }],
  }
}

let nextApp = 1400000001

/** An instance on a server of its own. Not logged in. */
export function instance(TIM, { server = new Server(), SDKAppID = nextApp++, ...options } = {}) {
  const tim = TIM.create({ SDKAppID, proxyServer: server.url, ...options })
  return { tim, server, SDKAppID }
}

/** An instance that user `me` has logged in on and that is ready. */
export async function readyInstance(TIM, options) {
  const made = instance(TIM, options)
  const ready = event(made.tim, TIM.EVENT.SDK_READY)
  await made.tim.login({ userID: 'me', userSig: 'sig' })
  await ready
  return made
}

/** Resolves with the next event of this name. */
export function event(tim, name) {
  return new Promise((resolve) => tim.once(name, resolve))
}
