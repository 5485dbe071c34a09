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

  return {
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
      const given = args.map((arg) => (typeof arg === 'string' && held.has(arg) ? held.get(arg) : arg))
      try {
        const result = await tim[method](...given)
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
