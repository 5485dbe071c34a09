// Values that differ from run to run, and the names that they get in a record: `<now>`, `<random 1>`,
// `<sequence 1>`, `<instance 1>`. The same value has the same name, so equalities stay. Numbers that the
// case itself gives are left as they are.

const RANDOM_KEYS = ['random', 'MsgRandom', 'Random']
const SEQUENCE_KEYS = ['sequence', 'clientSequence', 'MsgSeq', 'ClientSeq', 'lastSequence']
/** Numbers that each client makes up and nobody reads. */
const FREE_KEYS = ['instanceID', 'InstanceId']
/** Numbers below this are taken for what they are wherever they stand, but under the keys above. */
const SMALL = 10_000

/** Gives the names, in the order of first appearance. */
export class Names {
  #known = new Map()
  #counts = {}

  /**
   * @param {{phases: object[], times: number[]}} played what was recorded, and when it began and ended
   * @param {object} test the case
   * @param {object} answers the common answers of the scripted server
   */
  constructor({ phases, times: [from, to] }, test, answers) {
    this.offsets = offsetsIn(test)
    this.literals = numbersIn([test, answers], new Set())
    this.from = from - 5_000
    this.to = to + 5_000
    this.#collect(phases)
  }

  /** Finds the values to be named: the ID of a message holds its random number, but stands before it. */
  #collect(value, key) {
    if (typeof value === 'number') this.#collectNumber(value, key)
    else if (typeof value === 'string' && key === 'opening') this.#add(new URL(value).searchParams.get('instanceid'), 'instance')
    else if (typeof value === 'object' && value !== null) {
      for (const [k, item] of Object.entries(value)) this.#collect(item, Array.isArray(value) ? key : k)
    }
  }

  #collectNumber(value, key) {
    if (this.#time(value)) return
    if (RANDOM_KEYS.includes(key)) this.#add(value, 'random')
    if (SEQUENCE_KEYS.includes(key) && value >= 100_000) this.#add(value, 'sequence')
  }

  #add(value, what) {
    if (this.literals.has(value) || this.#known.has(value)) return
    this.#counts[what] = (this.#counts[what] ?? 0) + 1
    this.#known.set(value, `<${what} ${this.#counts[what]}>`)
  }

  replace(value, key) {
    if (typeof value === 'number') return this.#number(value, key)
    if (typeof value === 'string') return this.#text(value, key)
    if (Array.isArray(value)) return value.map((item) => this.replace(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([k, item]) => [k, this.replace(item, k)]))
  }

  #number(value, key) {
    if (FREE_KEYS.includes(key) && !this.literals.has(value)) return '<free>'
    const time = this.#time(value)
    if (time) return time
    const named = RANDOM_KEYS.includes(key) || SEQUENCE_KEYS.includes(key) || value >= SMALL
    return named ? (this.#known.get(value) ?? value) : value
  }

  #time(value) {
    if (this.literals.has(value)) return undefined
    if (value >= this.from && value <= this.to) return '<now in ms>'
    if (value >= this.from * 1000 && value <= this.to * 1000) return '<now in µs>'
    const within = (offset) =>
      value - offset >= Math.floor(this.from / 1000) && value - offset <= Math.ceil(this.to / 1000)
    const offset = this.offsets.find(within)
    if (offset === undefined) return undefined
    return offset === 0 ? '<now>' : `<now${offset > 0 ? '+' : ''}${offset}>`
  }

  #text(value, key) {
    if (key === 'opening') {
      return value
        .replace(/instanceid=(\w+)/, (_, id) => `instanceid=${this.#known.get(id)}`)
        .replace(/random=[\d.e-]+/, 'random=<random>')
    }
    const named = value
      .replace(/^blob:.*/, '<local address>')
      .replace(/^(\d+-\w+)-[0-9a-zA-Z]{32}\b/, '$1-<random>')
      .replace(/^[0-9a-f]{32}-\d{1,6}(?!\d)/, '<random>')
    return named.replace(/\d{5,}/g, (digits) => {
      const number = Number(digits)
      if (this.literals.has(number)) return digits
      return this.#time(number) ?? this.#known.get(number) ?? digits
    })
  }
}

function numbersIn(value, found) {
  if (typeof value === 'number') found.add(value)
  else if (typeof value === 'string') {
    for (const digits of value.replace(/\$\{[^}]*\}/g, '').match(/\d+/g) ?? []) found.add(Number(digits))
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) numbersIn(item, found)
  }
  return found
}

/** The present time, and the times that the case names by their distance to it. */
function offsetsIn(test) {
  const named = JSON.stringify(test).matchAll(/\$\{now([+-]\d+)\}/g)
  return [0, ...new Set([...named].map(([, offset]) => Number(offset)))]
}
