// A peer: one user in one page with one of the two clients. Every call that is refused throws, so that
// a scenario reads as a story; `refusal` is for the calls that are to be refused.

import { userSig } from '../browser.mjs'

const LIMIT = 30_000 // ms for a condition

export const E = {
  ready: 'sdkStateReady',
  notReady: 'sdkStateNotReady',
  received: 'onMessageReceived',
  readByPeer: 'onMessageReadByPeer',
  revoked: 'onMessageRevoked',
  modified: 'onMessageModified',
  receipt: 'onMessageReadReceiptReceived',
  extended: 'onMessageExtensionsUpdated',
  reduced: 'onMessageExtensionsDeleted',
  list: 'onConversationListUpdated',
  total: 'onTotalUnreadMessageCountUpdated',
  profile: 'onProfileUpdated',
  blacklist: 'blacklistUpdated',
  groups: 'onConversationGroupListUpdated',
  status: 'onUserStatusUpdated',
  kicked: 'kickedOut',
  network: 'netStateChange',
}

/** The pages of both clients, for `serveFolder`. */
export const pages = {
  '/official.html': page('/official/tim-js-friendship.js'),
  '/ours.html': page('/pkg/tim.js'),
  '/peer/': 'tests/peer',
  '/official/': 'node_modules/tim-js-sdk',
  '/plugin/': 'node_modules/tim-upload-plugin',
  '/pkg/': 'pkg',
}

function page(sdk) {
  const tags = ['/peer/page.js', '/plugin/index.js', sdk].map((src) => `<script src="${src}"></script>`)
  return { body: `<!doctype html><meta charset="utf-8"><title>peer</title>${tags.join('')}` }
}

export class Client {
  #count = 0

  /** Opens a page with an empty profile and creates the SDK's instance; logs nobody in. */
  static async open(stage, kind, user) {
    const client = new Client()
    client.kind = kind
    client.user = user
    client.stage = stage
    client.context = await stage.browser.createBrowserContext()
    client.page = await client.context.newPage()
    await client.page.goto(`${stage.site.url}/${kind}.html`, { waitUntil: 'load' })
    const { SDKAppID } = await userSig(stage.server, user)
    await client.#drive('create', { SDKAppID, proxyServer: stage.server.wsUrl })
    return client
  }

  /** A new File in the page, for calls under its label; its size and type. */
  file = (label, maker, name, options) => this.#drive('file', label, maker, name, options)
  register = () => this.#drive('register')
  fetched = (url) => this.#drive('fetched', url)

  /** Opens a page and logs in; ready when it returns. */
  static async ready(stage, kind, user) {
    const client = await Client.open(stage, kind, user)
    await client.login()
    return client
  }

  #drive(name, ...args) {
    return this.page.evaluate((name, args) => window.peer[name](...args), name, args)
  }

  toString() {
    return `${this.user} (${this.kind})`
  }

  async call(method, ...args) {
    return await this.hold(undefined, method, ...args)
  }

  /** The same; the result can be given to later calls by its label. */
  async hold(label, method, ...args) {
    const outcome = await this.#drive('call', method, args, label)
    if (outcome.failed) throw new Error(`${this}: ${method} failed: ${JSON.stringify(outcome.failed)}`)
    return outcome.ok
  }

  /** What comes of a call that may be refused: `{ok}` or `{failed}`. */
  outcome = (method, ...args) => this.#drive('call', method, args)

  async refusal(method, ...args) {
    const outcome = await this.outcome(method, ...args)
    if (!outcome.failed) throw new Error(`${this}: ${method} was not refused: ${JSON.stringify(outcome.ok)}`)
    return outcome.failed
  }

  async login() {
    const from = await this.mark()
    const { userID, userSig: signature } = await userSig(this.stage.server, this.user)
    const { data } = await this.call('login', { userID, userSig: signature })
    await this.event(E.ready, [], from)
    return data
  }

  /** Where the events are now; give it to `event` to look only at those that come later. */
  mark = () => this.#drive('mark')
  since = (from) => this.#drive('since', from)
  read = (label) => this.#drive('read', label)

  /** The data of the first event of this name in whose data the texts occur; waits for it. */
  async event(name, texts = [], from = 0, limit = LIMIT) {
    const found = await this.#drive('event', name, texts, from, limit)
    if (found) return found.data
    const seen = (await this.since(from)).map((event) => `${event.name} ${JSON.stringify(event.data)?.slice(0, 300)}`)
    throw new Error(`${this}: no ${name} with ${JSON.stringify(texts)} within ${limit} ms; seen:\n${seen.join('\n')}`)
  }

  /** Changes what is held under the label, as an application does before it calls modifyMessage. */
  edit = (label, payload) => this.#drive('edit', label, payload)

  /** Creates and sends a message; gives its label, the message as sent is `read(label)`. */
  async send(to, kind, payload, { create = {}, options } = {}) {
    const label = `@message ${(this.#count += 1)}`
    await this.hold(label, `create${kind}Message`, { to, conversationType: 'C2C', payload, ...create })
    await this.call('sendMessage', label, ...(options ? [options] : []))
    return label
  }

  /** The whole history with a peer, oldest first, page by page. */
  async history(peer) {
    const all = []
    for (let next = ''; ; ) {
      const cursor = next ? { nextReqMessageID: next } : {}
      const { data } = await this.call('getMessageList', { conversationID: `C2C${peer}`, count: 15, ...cursor })
      all.unshift(...data.messageList)
      if (data.isCompleted || !data.nextReqMessageID) return all
      next = data.nextReqMessageID
    }
  }

  async conversations() {
    return (await this.call('getConversationList')).data.conversationList
  }

  async conversation(peer) {
    return (await this.conversations()).find((one) => one.conversationID === `C2C${peer}`)
  }

  /** Waits until the conversation with the peer is as it should be; events tell when to look again. */
  async settled(peer, holds, what) {
    const limit = Date.now() + LIMIT
    for (;;) {
      const from = await this.mark()
      const conversation = await this.conversation(peer)
      if (conversation && holds(conversation)) return conversation
      const left = limit - Date.now()
      if (left <= 0) throw new Error(`${this}: expected ${what}, got ${JSON.stringify(conversation)}`)
      await this.event(E.list, [], from, Math.min(left, 2_000)).catch(() => undefined)
    }
  }

  async close() {
    await this.context.close()
  }
}
