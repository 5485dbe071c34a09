// What a page offers: a console, chance, its operating system, inflation. What is compressed, and in
// which order frames are taken, is socket.rs's business.

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

/**
 * The content of a zlib or gzip stream that begins at `offset` of `frame`. Rejects when the stream is
 * neither, is cut short, or holds more than `limit` bytes; then no more than that was inflated.
 */
export async function inflate(frame, offset, limit) {
  // Copied before the first await: the bytes lie in memory that may move.
  const packed = frame.slice(offset)
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
