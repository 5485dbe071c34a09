// Runs in a user's page before the SDK: every WebSocket of the page notes the frames that pass, so that a
// failure can be told by what went over the wire, and can be made deaf: what the server sends is then lost
// on its way, as the last answers of a dying connection are. Frames are decoded only when somebody looks.

window.wire = (() => {
  /** `{at, socket, out, data}`, and once decoded `{at, socket, out, servcmd, seq, about}`. */
  const frames = []
  let decoded = 0
  let sockets = 0
  let deaf = false

  const now = () => performance.timeOrigin + performance.now()

  class NotedSocket extends WebSocket {
    number = (sockets += 1)

    constructor(...args) {
      super(...args)
      this.addEventListener('open', () => this.note('open'))
      this.addEventListener('close', (event) => this.note(`closed (${event.code})`))
      // The first listener: it can keep a frame from those that the SDK adds.
      this.addEventListener('message', (event) => {
        frames.push({ at: now(), socket: this.number, out: false, lost: deaf, data: event.data })
        if (deaf) event.stopImmediatePropagation()
      })
    }

    note(about) {
      frames.push({ at: now(), socket: this.number, servcmd: '', about })
    }

    send(data) {
      // A copy: the bytes are a view into memory that is used again.
      const copy = typeof data === 'string' ? data : data.slice()
      frames.push({ at: now(), socket: this.number, out: true, lost: this.readyState !== WebSocket.OPEN, data: copy })
      super.send(data)
    }
  }
  window.WebSocket = NotedSocket

  /** Text, or JSON in bytes, or "COMP" and the same deflated. */
  async function read(data) {
    if (typeof data === 'string') return JSON.parse(data)
    const bytes = new Uint8Array(await new Response(data).arrayBuffer())
    if (String.fromCharCode(...bytes.subarray(0, 4)) !== 'COMP') return JSON.parse(new TextDecoder().decode(bytes))
    const kind = bytes[4] === 0x1f ? 'gzip' : 'deflate'
    const stream = new Blob([bytes.subarray(4)]).stream().pipeThrough(new DecompressionStream(kind))
    return await new Response(stream).json()
  }

  const textOf = (message) => message.MsgBody?.[0]?.MsgContent?.Text ?? `random ${message.MsgRandom}`

  function listed(messages) {
    if (messages.length === 0) return 'nothing'
    if (messages.length === 1) return textOf(messages[0])
    return `${messages.length} messages: ${textOf(messages[0])} … ${textOf(messages.at(-1))}`
  }

  /** One line about what a body says. */
  function describe(body) {
    const words = []
    if (body.ErrorCode) words.push(`${body.ErrorCode} ${body.ErrorInfo}`)
    for (const key of ['Peer_Account', 'GetDirection', 'LastMsgTime', 'MsgKey', 'MsgTime', 'Complete', 'Cookie', 'SyncFlag']) {
      if (body[key] !== undefined) words.push(`${key} ${body[key]}`)
    }
    if (body.MsgBody) words.push(`${textOf(body)}, random ${body.MsgRandom}`)
    if (body.MsgList) words.push(listed(body.MsgList))
    for (const item of body.EventArray ?? []) if (item.C2cMsgArray) words.push(listed(item.C2cMsgArray))
    for (const item of body.SessionItem ?? []) words.push(`[${item.To_Account}: ${textOf(item.LastMsg ?? {})}]`)
    if (body.C2CPairUnreadCount) words.push(`unread ${JSON.stringify(body.C2CPairUnreadCount)}`)
    return words.join(', ')
  }

  async function decode() {
    for (; decoded < frames.length; decoded += 1) {
      const frame = frames[decoded]
      if (frame.data === undefined) continue
      const { head, body } = await read(frame.data)
      delete frame.data
      Object.assign(frame, { servcmd: head.servcmd, seq: head.seq, about: describe(body) })
      if (head.servcmd === 'openim.getroammsg') noteHistory(frame, body)
    }
  }

  /** Who was asked about, by number of the request, and what the server said: `{peer, text}`. */
  const askedAbout = new Map()
  const served = []

  function noteHistory({ out, seq }, body) {
    if (out) askedAbout.set(seq, body.Peer_Account)
    else for (const message of body.MsgList ?? []) served.push({ peer: askedAbout.get(seq), text: textOf(message) })
  }

  return {
    now,
    /** From now on nothing that arrives is heard, or everything again. */
    deafen: (whether) => (deaf = whether),
    /**
     * Whether nothing is going on: the newest socket is open, every request on it was answered, and nothing but
     * heartbeats has passed for `calm` milliseconds.
     */
    async quiet(calm) {
      await decode()
      const asked = new Set()
      let isOpen = false
      let last = 0
      for (const { at, socket, out, servcmd, seq, about } of frames) {
        if (socket !== sockets || servcmd === 'heartbeat.alive') continue
        last = at
        if (servcmd === '') isOpen = about === 'open'
        else if (out) asked.add(`${servcmd} ${seq}`)
        else asked.delete(`${servcmd} ${seq}`)
      }
      return isOpen && asked.size === 0 && now() - last >= calm
    },
    /** The texts of all pages of history with this peer that the server gave, copies included. */
    async served(peer) {
      await decode()
      return served.filter((message) => message.peer === peer).map(({ text }) => text)
    },
    /** Everything that passed: `[milliseconds since 1970, line]`. */
    async lines() {
      await decode()
      return frames.map(({ at, socket, out, lost, servcmd, seq, about }) => {
        const way = servcmd === '' ? '' : `${out ? '→' : '←'} ${servcmd} ${seq ?? ''}${lost ? ' LOST' : ''}  `
        return [at, `#${socket} ${way}${about}`]
      })
    },
  }
})()
