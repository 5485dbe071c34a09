// What a page offers: a console, chance, its operating system; and for each instance a socket, a timer
// and news of the network. Nothing here knows what a frame means.

const METHODS = { '-1': 'debug', 0: 'log', 1: 'info', 2: 'warn', 3: 'error' }
const SILENT = 4
const TAG = 'background:#0057d9;color:#fff;border-radius:3px'

let threshold = 0

/** A line at a level: -1 debug, 0 log, 1 info, 2 warning, 3 error. */
export function log(level, text) {
  if (level >= threshold) print(METHODS[level], text)
}

export function warn(text) {
  log(2, text)
}

/** Lines below the level are dropped; 4 drops all of them. */
export function setLogLevel(level) {
  if (level !== threshold && level < SILENT) print('log', `set level from ${threshold} to ${level}`)
  threshold = level
}

function print(method, text) {
  console[method]('%c TIM %c', TAG, '', timeOfDay(new Date()), text)
}

/** HH:MM:SS.mmm in the page's zone. */
function timeOfDay(now) {
  const digits = (number, length) => String(number).padStart(length, '0')
  const [hours, minutes, seconds] = [now.getHours(), now.getMinutes(), now.getSeconds()]
  return `${digits(hours, 2)}:${digits(minutes, 2)}:${digits(seconds, 2)}.${digits(now.getMilliseconds(), 3)}`
}

/** 64 random bits. */
export function seed() {
  return crypto.getRandomValues(new BigUint64Array(1))[0]
}

/** The operating system as the socket's URL names it. An iPad says that it is a Mac with a touch screen. */
export function operatingSystem() {
  const { userAgent = '', maxTouchPoints = 0 } = globalThis.navigator ?? {}
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios'
  if (/Android/.test(userAgent)) return 'android'
  if (/Windows/.test(userAgent)) return 'windows'
  if (/Macintosh/.test(userAgent)) return maxTouchPoints > 1 ? 'ios' : 'mac'
  return 'unknown'
}

/** Whether there is what the SDK needs: pages and workers have it, Node before 22 has no WebSocket. */
export function hasWebSocket() {
  return typeof WebSocket === 'function'
}

// What can happen: outside.rs reads these numbers.
const NOTHING = -1
const SOCKET_OPENED = 0
const SOCKET_CLOSED = 1
const DEADLINE = 2
const ONLINE = 3
const OFFLINE = 4
const FRAME = 5
const UPLOAD_ENDED = 6

const COMPRESSED = [...'COMP'].map((letter) => letter.charCodeAt(0))

/** What setTimeout can wait for at most. */
const LONGEST_WAIT = 2 ** 31 - 1

/** `readyState` of a socket. */
const OPEN = 1

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * What lies outside of one engine: its socket, its one timer, and whether the page has a network. What
 * happens there is kept, in order, until the engine comes for it; when to come is what bridge.js decides
 * on being told. When to open a socket, and when to close it, is the engine's decision.
 *
 * Written in JavaScript because in a flood of frames the way into the module costs more than the work
 * there: a frame waits here with all that arrive at once, and costs an entry in a list.
 */
export class Outside {
  /** Is called with whether it was a frame, after something has happened. Never while the engine works. */
  happened = () => {}

  #limit
  /**
   * What the engine has not come for, oldest first: `{what, bytes}`, `what` being one of the numbers above. Frames and outcomes
   * of uploads have bytes; those of a frame are null while it is inflated, and undefined when it could not be.
   */
  #waiting = []
  #taken
  #socket = null
  #textFrames = false
  #timer
  /** When the timer is due. */
  #due = Infinity
  #listeners = [
    ['online', () => this.#tell(ONLINE)],
    ['offline', () => this.#tell(OFFLINE)],
  ]

  /** `limit`: the most bytes that a compressed frame may hold. */
  constructor(limit) {
    this.#limit = limit
    // Node has no such events.
    for (const listener of this.#listeners) globalThis.addEventListener?.(...listener)
  }

  /** What came of an upload, as text for the engine. */
  report(text) {
    this.#tell(UPLOAD_ENDED, encoder.encode(text))
  }

  /** Opens a socket: what happens to it happens from now on. */
  open(url, textFrames) {
    this.#textFrames = textFrames
    let socket
    try {
      socket = new WebSocket(url)
    } catch (fault) {
      log(3, `no socket to ${url}: ${fault.message}`)
      queueMicrotask(() => this.#tell(SOCKET_CLOSED))
      return
    }
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    const hear = (name, take) => socket.addEventListener(name, (event) => this.#socket === socket && take(event))
    hear('open', () => this.#tell(SOCKET_OPENED))
    hear('close', () => this.#tell(SOCKET_CLOSED))
    hear('message', ({ data }) => this.#frame(data))
  }

  /** Sends a frame. For a socket that is just closing it is lost, as it would be on its way. */
  send(bytes) {
    if (this.#socket?.readyState === OPEN) this.#socket.send(this.#textFrames ? decoder.decode(bytes) : bytes)
  }

  /** Closes the socket. Of what has happened to it nothing more is told. */
  close(code) {
    const socket = this.#socket
    this.#socket = null
    this.#waiting = this.#waiting.filter(({ what }) => what >= DEADLINE && what !== FRAME)
    socket?.close(code)
  }

  /**
   * Sets the timer for `due` (ms since 1970), or for never. One that is set for an earlier time stays:
   * setting it costs more than an early wake now and then, after which it is set for the time that then
   * counts.
   */
  arm(due) {
    const now = Date.now()
    if (due !== Infinity && this.#due <= due && this.#due > now) return
    clearTimeout(this.#timer)
    this.#due = due
    if (due === Infinity) return
    this.#timer = setTimeout(() => {
      this.#due = Infinity
      this.#tell(DEADLINE)
    }, Math.min(due - now, LONGEST_WAIT))
  }

  /** Takes the oldest thing that has happened: its number, or NOTHING. `bytes` then gives what it brought. */
  take() {
    while (this.waiting > 0) {
      const { what, bytes } = this.#waiting.shift()
      this.#taken = bytes
      if (bytes || what !== FRAME) return what
    }
    return NOTHING
  }

  bytes() {
    return this.#taken
  }

  /** How much there is to take. Frames that are still being inflated keep those behind them waiting. */
  get waiting() {
    return this.#waiting[0]?.bytes === null ? 0 : this.#waiting.length
  }

  /** Nothing happens any more. */
  end() {
    this.close(4000)
    this.arm(Infinity)
    this.#waiting = []
    for (const listener of this.#listeners) globalThis.removeEventListener?.(...listener)
  }

  #tell(what, bytes) {
    this.#waiting.push({ what, bytes })
    this.happened(false)
  }

  #frame(data) {
    if (typeof data === 'string' !== this.#textFrames) return
    const bytes = this.#textFrames ? encoder.encode(data) : new Uint8Array(data)
    const packed = !this.#textFrames && COMPRESSED.every((byte, at) => bytes[at] === byte)
    const frame = { what: FRAME, bytes: packed ? null : bytes }
    this.#waiting.push(frame)
    if (!packed) return this.happened(true)
    inflate(bytes.subarray(COMPRESSED.length), this.#limit)
      .catch(() => undefined)
      .then((inflated) => {
        frame.bytes = inflated
        this.happened(true)
      })
  }
}

/**
 * The content of a zlib or gzip stream. Rejects when it is neither, is cut short, or holds more than
 * `limit` bytes; then no more than that was inflated.
 */
async function inflate(packed, limit) {
  const gzip = packed[0] === 0x1f && packed[1] === 0x8b
  const inflated = new Blob([packed]).stream().pipeThrough(new DecompressionStream(gzip ? 'gzip' : 'deflate'))
  const reader = inflated.getReader()
  const chunks = []
  let size = 0
  for (let chunk; !(chunk = await reader.read()).done; ) {
    size += chunk.value.length
    if (size > limit) {
      reader.cancel().catch(() => {})
      throw new RangeError(`a frame of more than ${limit} bytes`)
    }
    chunks.push(chunk.value)
  }
  const whole = new Uint8Array(size)
  let end = 0
  for (const chunk of chunks) {
    whole.set(chunk, end)
    end += chunk.length
  }
  return whole
}
