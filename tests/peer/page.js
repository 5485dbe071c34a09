// Runs in a peer's page before its SDK: keeps what the SDK says, as plain data, and carries out calls.
// It is the same for both clients.

// The official client's worker takes a closed socket for an opened one; without workers it notices at once.
delete window.Worker

window.peer = (() => {
  const events = []
  const held = new Map()
  const watchers = new Set()
  let tim

  /** A copy that JSON can carry; undefined stays visible. */
  function plain(value, above = []) {
    if (value === undefined) return '<undefined>'
    if (typeof value === 'function') return '<function>'
    if (typeof value !== 'object' || value === null) return value
    if (above.includes(value)) return '<cycle>'
    const inside = [...above, value]
    if (Array.isArray(value)) return value.map((item) => plain(item, inside))
    return Object.fromEntries(Object.keys(value).map((key) => [key, plain(value[key], inside)]))
  }

  /** The argument with what is held in the place of its name, "@name", also deep inside. */
  function given(arg) {
    if (typeof arg === 'string') return held.get(arg) ?? arg
    if (Array.isArray(arg)) return arg.map(given)
    if (typeof arg !== 'object' || arg === null) return arg
    return Object.fromEntries(Object.entries(arg).map(([key, value]) => [key, given(value)]))
  }

  /** Files as a browser makes them: a picture, a second of tone, a second of film, some bytes. */
  const makers = {
    /** `orientation`: a JPEG says so in its EXIF; without `ground` the lower half is transparent. */
    async image({ width, height, type = 'image/png', orientation, ground }) {
      const canvas = new OffscreenCanvas(width, height)
      const draw = canvas.getContext('2d')
      draw.fillStyle = '#0a5'
      draw.fillRect(0, 0, width, ground ? height : height / 2)
      const blob = await canvas.convertToBlob({ type })
      if (!orientation) return blob
      const entry = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
      const exif = new Uint8Array([0xff, 0xe1, 0, 34, ...new TextEncoder().encode('Exif\0\0'), ...entry])
      return new Blob([blob.slice(0, 2), exif, blob.slice(2)], { type })
    },
    async audio() {
      const rate = 8000
      const bytes = new DataView(new ArrayBuffer(44 + rate))
      const words = [0x52494646, 0, 0x57415645, 0x666d7420]
      words.forEach((word, at) => bytes.setUint32(4 * at, word))
      bytes.setUint32(4, 36 + rate, true)
      for (const [at, value] of [[16, 16], [24, rate], [28, rate], [40, rate]]) bytes.setUint32(at, value, true)
      for (const [at, value] of [[20, 1], [22, 1], [32, 1], [34, 8]]) bytes.setUint16(at, value, true)
      bytes.setUint32(36, 0x64617461)
      for (let i = 0; i < rate; i++) bytes.setUint8(44 + i, 128 + 60 * Math.sin(i / 3))
      return new Blob([bytes], { type: 'audio/wav' })
    },
    async video() {
      const canvas = document.createElement('canvas')
      Object.assign(canvas, { width: 320, height: 240 })
      const draw = canvas.getContext('2d')
      const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/mp4;codecs=vp9' })
      const parts = []
      recorder.ondataavailable = ({ data }) => parts.push(data)
      const stopped = new Promise((done) => (recorder.onstop = done))
      recorder.start()
      for (let frame = 0; frame < 25; frame++) {
        draw.fillStyle = `hsl(${frame * 10} 80% 50%)`
        draw.fillRect(0, 0, 320, 240)
        await new Promise((done) => setTimeout(done, 40))
      }
      recorder.stop()
      await stopped
      return new Blob(parts, { type: 'video/mp4' })
    },
    bytes: async ({ size, type = '' }) => new Blob([new Uint8Array(size).fill(65)], { type }),
    given: async ({ base64, type = '' }) => new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type }),
  }

  return {
    /** Holds a new File under the label. */
    async file(label, maker, name, options) {
      const blob = await makers[maker](options ?? {})
      held.set(label, new File([blob], name, { type: blob.type }))
      return { name: held.get(label).name, size: blob.size, type: blob.type }
    },
    edit: (label, payload) => void Object.assign(held.get(label).payload, payload),
    register: () => tim.registerPlugin({ 'tim-upload-plugin': TIMUploadPlugin }),
    /** What is found at a URL, as another page would find it. */
    async fetched(url) {
      const answer = await fetch(url)
      const blob = await answer.blob()
      const [type, disposition] = ['content-type', 'content-disposition'].map((name) => answer.headers.get(name))
      return { status: answer.status, type, disposition, size: blob.size }
    },
    create(options) {
      tim = TIM.create(options)
      for (const name of Object.values(TIM.EVENT)) {
        tim.on(name, function keep(event) {
          events.push({ name, data: plain(event.data) })
          for (const look of [...watchers]) look()
        })
      }
    },
    /** Calls a method and gives its result, or `{code, message}` of its refusal. "@name" is something held. */
    async call(method, args, label) {
      try {
        const result = await tim[method](...args.map(given))
        if (label) held.set(label, result)
        return { ok: plain(result) }
      } catch (error) {
        return { failed: { code: error.code, message: error.message } }
      }
    },
    read: (label) => plain(held.get(label)),
    /**
     * The first event of this name, at or after `from`, in whose data these texts all occur; waits for it.
     * Null when too late.
     */
    event(name, texts, from, limit) {
      const fits = (event) => event.name === name && texts.every((text) => JSON.stringify(event.data).includes(text))
      return new Promise((done) => {
        const end = (found) => {
          clearTimeout(late)
          watchers.delete(look)
          done(found)
        }
        const look = () => {
          const found = events.slice(from).find(fits)
          if (found) end(found)
        }
        const late = setTimeout(() => end(null), limit)
        watchers.add(look)
        look()
      })
    },
    /** How many events came so far: a place to look from. */
    mark: () => events.length,
    since: (from) => events.slice(from),
  }
})()
