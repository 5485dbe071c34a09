// Files of messages: taken out of what an application passes in, measured, and carried to where the engine
// says, by the application's upload plugin or without one. The bytes never enter the WebAssembly module.
// Whether a file may go, and what a message says of it, is the engine's business.

import { warn } from '../browser/page.js'

/** Under this a message holds its file. Not enumerable: copies of a message, and its JSON form, have none. */
const FILE = Symbol('file')

/** How long a browser may take to look into a file (ms), and the size that a cover has at most. */
const LOOK = 8000
const COVER_EDGE = 720

/** `kind` of an upload, as the engine says it. */
const IMAGE = 1
const VIDEO = 2
const AUDIO = 3

/** A file on its way into a message. */
class Attachment {
  /** What may end the upload: the `signal` of sendMessage's options. */
  signal
  cover

  constructor(file, bare, { duration, width, height }, onProgress) {
    this.file = file
    this.onProgress = onProgress
    this.facts = {
      name: file.name ?? '',
      size: file.size,
      type: file.type,
      url: globalThis.URL?.createObjectURL?.(file) ?? '',
      bare,
      duration: whole(duration),
      width: whole(width),
      height: whole(height),
      carrier: typeof XMLHttpRequest === 'function' || typeof fetch === 'function',
    }
  }

  /** No message came of it. */
  drop() {
    if (this.facts.url) URL.revokeObjectURL(this.facts.url)
  }
}

function whole(number) {
  return Number.isFinite(number) && number > 0 ? Math.round(number) : 0
}

function isFile(value) {
  return value instanceof Blob
}

/**
 * The file in `options.payload.file`: a File or Blob, an input element, or what uni-app's pickers give.
 * Undefined where there is none.
 */
export function attachment(options) {
  const source = options?.payload?.file
  if (typeof source !== 'object' || source === null) return undefined
  const file = [source, source.files?.[0], source.tempFiles?.[0], source.tempFile].find(isFile)
  if (!file) return undefined
  // Applications tell the duration and the size of a video as members of the file.
  return new Attachment(file, file === source, source.duration === undefined ? file : source, options.onProgress)
}

/** The options with the facts of their file in its place. */
export function withFacts(options, attachment) {
  const file = attachment?.facts ?? {}
  return { ...options, payload: { ...options.payload, file } }
}

/** Lets a message hold its file until it is sent, and after that for as long as it is in use. */
export function attach(message, attachment) {
  Object.defineProperty(message, FILE, { value: attachment, configurable: true, writable: true })
}

/** The file that a message holds. */
export function attached(message) {
  return message?.[FILE]
}

/** The uploads of one instance. */
export class Uploads {
  /** What the application has registered, by key. */
  plugins = new Map()
  #stopped = new AbortController()

  /** Nobody waits any more for those under way. */
  stop() {
    this.#stopped.abort()
    this.#stopped = new AbortController()
  }

  /**
   * Carries the file of a message, or the cover made of its video, to its place. Never rejects: gives what
   * the engine is told, `{location, …}` or `{fault, cancelled}`.
   * @param {Attachment} attachment
   * @param {{cover: boolean, url: string, location: string, name: string, kind: number}} request
   */
  async carry(attachment, request) {
    const { signal } = attachment
    const ended = [signal, this.#stopped.signal].filter(Boolean)
    const Plugin = this.plugins.get('tim-upload-plugin')
    try {
      for (const end of ended) end.throwIfAborted()
      const body = request.cover ? attachment.cover : attachment.file
      const progress = request.cover ? () => {} : progressOf(attachment)
      const looked = request.cover ? {} : look(attachment, request.kind)
      const carry = Plugin ? byPlugin(Plugin, body, request, progress) : byRequest(body, request, progress, ended)
      const location = await Promise.race([carry, ...ended.map(whenAborted)])
      return { location, ...(await looked) }
    } catch (fault) {
      return { fault: String(fault?.message ?? fault), cancelled: signal?.aborted ?? false }
    }
  }
}

function whenAborted(signal) {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
}

/** Tells the application how far it is: a number from 0 to 1 with two decimals. */
function progressOf({ onProgress }) {
  return (percent) => {
    if (typeof onProgress !== 'function' || !(percent >= 0)) return
    try {
      onProgress(Math.min(1, percent))
    } catch (fault) {
      warn(`onProgress threw: ${fault?.message ?? fault}`)
    }
  }
}

/** As the interface of tim-upload-plugin has it. Resolves with where the file is. */
function byPlugin(Plugin, body, { url, location, name, kind }, progress) {
  return new Promise((resolve, reject) => {
    const options = {
      url,
      fileType: kind,
      fileName: name,
      resources: body,
      downloadUrl: location,
      thumbUrl: undefined,
      largeUrl: undefined,
      onProgress: ({ percent }) => progress(percent),
    }
    new Plugin().uploadFile(options, (fault, answer) => {
      if (fault) reject(new Error(`${fault.code} ${fault.message}`))
      else resolve(answer?.data?.location ?? location)
    })
  })
}

/** Puts the file where the link leads. */
async function byRequest(body, { url, location }, progress, ended) {
  if (typeof XMLHttpRequest !== 'function') {
    const { status } = await fetch(url, { method: 'PUT', body, signal: AbortSignal.any?.(ended) })
    if (status !== 200) throw new Error(`the upload was answered with ${status}`)
    return location
  }
  const request = new XMLHttpRequest()
  for (const end of ended) end.addEventListener('abort', () => request.abort(), { once: true })
  await new Promise((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => progress(Math.floor((100 * loaded) / total) / 100)
    request.onload = () => {
      if (request.status === 200) resolve()
      else reject(new Error(`the upload was answered with ${request.status}`))
    }
    request.onerror = () => reject(new Error('the upload did not get through'))
    request.open('PUT', url)
    request.send(body)
  })
  return location
}

/** What the browser can tell of a file; nothing where it cannot, or takes too long. */
async function look(attachment, kind) {
  if (typeof document !== 'object' || kind > AUDIO) return {}
  const { url } = attachment.facts
  try {
    if (kind === IMAGE) return await sizeOf(url)
    return await lookAtMedia(attachment, kind, url)
  } catch {
    return {}
  }
}

/** Resolves with the first event of one name, rejects with another one, or when it takes too long. */
function heard(element, good, bad = 'error') {
  return new Promise((resolve, reject) => {
    element.addEventListener(good, resolve, { once: true })
    element.addEventListener(bad, reject, { once: true })
    setTimeout(reject, LOOK)
  })
}

async function sizeOf(url) {
  const image = new Image()
  image.src = url
  await heard(image, 'load')
  return { width: image.naturalWidth, height: image.naturalHeight }
}

async function lookAtMedia(attachment, kind, url) {
  const element = document.createElement(kind === VIDEO ? 'video' : 'audio')
  try {
    Object.assign(element, { preload: 'auto', muted: true, playsInline: true, src: url })
    await heard(element, 'loadedmetadata')
    const told = { duration: whole(element.duration * 1000) }
    if (kind === AUDIO || !element.videoWidth) return told
    const size = { width: element.videoWidth, height: element.videoHeight }
    return { ...told, ...size, cover: await coverOf(attachment, element, size).catch(() => undefined) }
  } finally {
    element.removeAttribute('src')
    element.load()
  }
}

/** A frame near the beginning as a JPEG. */
async function coverOf(attachment, video, { width, height }) {
  const arrived = heard(video, 'seeked')
  video.currentTime = Math.min(1, (video.duration || 0) / 2)
  await arrived
  const scale = Math.min(1, COVER_EDGE / Math.min(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  canvas.getContext('2d').drawImage(video, 0, 0, canvas.width, canvas.height)
  attachment.cover = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8))
  return { size: attachment.cover.size, width: canvas.width, height: canvas.height }
}
