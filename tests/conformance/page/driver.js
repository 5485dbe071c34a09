// Runs in the page before the SDK under test: records what the SDK does and carries out the steps
// that need JavaScript. It knows no particular SDK; what the recorded values mean is decided outside,
// in record.mjs.

// In a browser's worker the official client takes a closed socket for an opened one; without workers
// it does the same work in the page and notices at once. Ours uses none.
delete window.Worker

// What the case before has stored.
localStorage.clear()

// Small random numbers would be taken for other numbers of the record.
const random = Math.random
Math.random = () => 0.1 + 0.9 * random.call(Math)

window.conformance = (() => {
  const SOON = 1 // ms
  const entries = []
  const held = new Map()
  const instances = new Map()
  const watchers = new Set()
  const sent = new Set()
  let taken = 0
  let received = 0
  let sentFrames = 0
  let moved = performance.now()

  function tell(entry) {
    entries.push(entry)
    moved = performance.now()
    for (const watcher of [...watchers]) watcher()
  }

  /** A copy that JSON can carry: own enumerable members in their order, everything else by name. */
  function plain(value, above = []) {
    if (value === undefined) return '<undefined>'
    if (typeof value === 'function') return '<function>'
    if (typeof value === 'number' && !Number.isFinite(value)) return `<${value}>`
    if (typeof value !== 'object' || value === null) return value
    if (above.includes(value)) return '<cycle>'
    const inside = [...above, value]
    if (Array.isArray(value)) return value.map((item) => plain(item, inside))
    const own = Object.fromEntries(Object.keys(value).map((key) => [key, plain(value[key], inside)]))
    return value instanceof Error ? { '<error>': value.name, message: value.message, ...own } : own
  }

  function frameText(data) {
    if (typeof data === 'string') return data
    return new TextDecoder().decode(data)
  }

  window.WebSocket = class extends window.WebSocket {
    constructor(url, ...rest) {
      super(url, ...rest)
      tell({ kind: 'socket', opening: String(url) })
      this.addEventListener('message', () => {
        received += 1
        moved = performance.now()
      })
      this.addEventListener('open', () => tell({ kind: 'socket', open: true }))
    }
    send(data) {
      const text = frameText(data)
      const { head, body } = JSON.parse(text)
      sentFrames += 1
      const again = sent.has(text)
      tell({ kind: 'request', servcmd: head.servcmd, binary: typeof data !== 'string', head, body, again })
      sent.add(text)
      super.send(data)
    }
    close(code, ...rest) {
      if (this.readyState < WebSocket.CLOSING) tell({ kind: 'socket', closing: code ?? '<undefined>' })
      super.close(code, ...rest)
    }
  }

  window.addEventListener('error', (event) => tell({ kind: 'uncaught', error: String(event.message) }))
  window.addEventListener('unhandledrejection', (event) =>
    tell({ kind: 'uncaught', error: plain(event.reason) }),
  )

  /** "@name" or "@name.member.0" stands for something held; everything else stands for itself. */
  function given(value) {
    if (typeof value === 'string' && value.startsWith('@@')) return value.slice(1)
    if (typeof value === 'string' && value.startsWith('@') && held.has(value.slice(1).split('.')[0])) {
      const [name, ...path] = value.slice(1).split('.')
      return path.reduce((at, key) => at?.[key], held.get(name))
    }
    if (value === '<undefined>') return undefined
    if (value === '<NaN>') return NaN
    if (value === '<function>') return function handler(event) {}
    if (Array.isArray(value)) return value.map(given)
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, given(item)]))
    }
    return value
  }

  function hold(label, value) {
    if (label) held.set(label, value)
  }

  /** Makes a call and records how it ended: thrown, returned, resolved or rejected. */
  function outcome(label, make) {
    let value
    try {
      value = make()
    } catch (error) {
      tell({ kind: 'result', call: label, threw: plain(error) })
      return
    }
    if (!(value instanceof Promise)) {
      hold(label, value)
      tell({ kind: 'result', call: label, returned: plain(value) })
      return
    }
    value.then(
      (result) => {
        hold(label, result)
        tell({ kind: 'result', call: label, resolved: plain(result) })
      },
      (error) => {
        hold(label, error)
        tell({ kind: 'result', call: label, rejected: plain(error) })
      },
    )
  }

  return {
    create(label, args) {
      let instance
      try {
        instance = TIM.create(...given(args))
      } catch (error) {
        tell({ kind: 'result', call: `create ${label}`, threw: plain(error) })
        return
      }
      hold(label, instance)
      if (instance === null || typeof instance !== 'object') {
        tell({ kind: 'result', call: `create ${label}`, returned: plain(instance) })
        return
      }
      const twin = [...instances].find(([, other]) => other === instance)?.[0]
      tell({ kind: 'result', call: `create ${label}`, returned: twin ? `<the same as ${twin}>` : '<instance>' })
      if (twin) return
      instances.set(label, instance)
      for (const name of new Set(Object.values(TIM.EVENT))) {
        instance.on(name, function recorder(event) {
          tell({ kind: 'event', on: label, name: event.name, data: plain(event.data) })
        })
      }
    },
    call(on, method, args, label) {
      outcome(label, () => held.get(on)[method](...given(args)))
    },
    /** Records the present state of something held. */
    read(what) {
      tell({ kind: 'read', what, value: plain(given(what)) })
    },
    /** Records whether all of these are one and the same object. */
    identity(whats) {
      const all = whats.map(given)
      tell({ kind: 'same', what: whats, value: all.every((one) => one === all[0]) })
    },
    set(what, value) {
      const path = what.slice(1).split('.')
      const last = path.pop()
      given(`@${path.join('.')}`)[last] = given(value)
    },
    /** Runs a few lines of JavaScript with `tim`, `TIM` and `note(value)`. */
    run(source) {
      const note = (value) => tell({ kind: 'note', value: plain(value) })
      const AsyncFunction = (async () => {}).constructor
      const lines = new AsyncFunction('tim', 'TIM', 'note', 'held', source)
      return lines(held.get('tim'), window.TIM, note, held)
    },
    network(online) {
      Object.defineProperty(navigator, 'onLine', { value: online, configurable: true })
      window.dispatchEvent(new Event(online ? 'online' : 'offline'))
    },
    /** Waits until `count` entries since the beginning of the phase match; false when too late. */
    until(match, count, limit) {
      const fits = (entry) => Object.entries(match).every(([key, value]) => entry[key] === value)
      const enough = () => entries.slice(taken).filter(fits).length >= count
      return new Promise((done) => {
        const end = (ok) => {
          clearTimeout(late)
          watchers.delete(look)
          done(ok)
        }
        const look = () => enough() && end(true)
        const late = setTimeout(() => end(false), limit)
        watchers.add(look)
        look()
      })
    },
    /**
     * Waits until nothing was recorded and nothing received for this long: for `long` if one of the
     * `heldBack` events came in this phase, because then another may be held back. Timers of one page fire
     * in the order of their deadlines, so what the SDK delays by less has happened by then.
     */
    quiet(long, short, heldBack) {
      const pause = () => (entries.slice(taken).some((entry) => heldBack.includes(entry.name)) ? long : short)
      return new Promise((done) => {
        const look = () => {
          const left = moved + pause() - performance.now()
          if (left > 0) setTimeout(look, left + SOON)
          else done({ received, sentFrames })
        }
        look()
      })
    },
    /** The entries since the last time. */
    take() {
      const fresh = entries.slice(taken)
      taken = entries.length
      return fresh
    },
  }
})()
