// Runs in a user's page: an application of the SDK as simple as can be. It writes messages at an even rate,
// sends again what failed, and remembers everything that it was told.

window.user = (() => {
  const { now } = window.wire
  /** Every message that was written, with each call that sent it and how that ended. */
  const written = []
  /** Every message of every MESSAGE_RECEIVED, in order. */
  const received = []
  /** Every NET_STATE_CHANGE. */
  const states = []
  let total
  const faults = []
  const watchers = new Set()
  let tim
  let me
  let pace

  addEventListener('error', (event) => faults.push(`error: ${event.message}`))
  addEventListener('unhandledrejection', (event) => faults.push(`unhandled rejection: ${event.reason?.message ?? event.reason}`))

  /** Resolves with true when the condition holds, with false when that does not happen in time. */
  function until(condition, limit) {
    return new Promise((done) => {
      const end = (held) => {
        clearTimeout(late)
        watchers.delete(look)
        done(held)
      }
      const look = () => condition() && end(true)
      const late = setTimeout(() => end(false), limit)
      watchers.add(look)
      look()
    })
  }

  function changed() {
    for (const look of [...watchers]) look()
  }

  const pause = (ms) => new Promise((done) => setTimeout(done, ms))
  const isConnected = () => states.length === 0 || states.at(-1).state === 'connected'

  function write(to, conversationType = 'C2C') {
    const text = `${me}>${to} ${written.length + 1}`
    const message = tim.createTextMessage({ to, conversationType, payload: { text } })
    const entry = { text, to, message, calls: [], done: false }
    written.push(entry)
    return entry
  }

  /** One call: its outcome is noted however often and however it comes. */
  function call(entry, method) {
    const made = { method, at: now(), outcomes: [] }
    entry.calls.push(made)
    const note = (outcome) => {
      made.outcomes.push({ at: now(), status: entry.message.status, ...outcome })
      entry.done = outcome.ok === true
      changed()
    }
    return tim[method](entry.message).then(
      ({ data }) => note({ ok: true, same: data.message === entry.message }),
      (error) => note({ code: error.code, message: error.message, same: error.data?.message === entry.message }),
    )
  }

  /** Sends a message until it is sent: as an application that tries again by itself would. */
  async function deliver(entry) {
    await call(entry, 'sendMessage')
    for (let failures = 1; !entry.done && failures < 20; failures += 1) {
      await until(isConnected, 60_000)
      await pause(100 * failures)
      await call(entry, 'resendMessage')
    }
  }

  return {
    async login({ SDKAppID, userID, userSig }, proxyServer) {
      me = userID
      tim = TIM.create({ SDKAppID, proxyServer })
      tim.on(TIM.EVENT.MESSAGE_RECEIVED, function received_({ data }) {
        for (const { ID, from, to, flow, time, payload } of data) {
          received.push({ at: now(), ID, from, to, flow, time, text: payload.text })
        }
        changed()
      })
      tim.on(TIM.EVENT.NET_STATE_CHANGE, function state_({ data }) {
        states.push({ at: now(), state: data.state })
        changed()
      })
      tim.on(TIM.EVENT.TOTAL_UNREAD_MESSAGE_COUNT_UPDATED, function total_({ data }) {
        total = data
      })
      tim.on(TIM.EVENT.ERROR, function error_({ data }) {
        faults.push(`ERROR ${data.code} ${data.message}`)
      })
      const ready = new Promise((done) => tim.on(TIM.EVENT.SDK_READY, done))
      await tim.login({ userID, userSig })
      await ready
    },

    /** Writes `rate` messages a second from now on, to one receiver after the other. */
    start(receivers, rate) {
      const since = now()
      const before = written.length
      pace = setInterval(() => {
        // What a slow machine could not do in time is made up for.
        const due = before + Math.floor(((now() - since) * rate) / 1000)
        while (written.length < due) deliver(write(receivers[written.length % receivers.length]))
      }, 10)
    },
    stop: () => clearInterval(pace),

    /** Writes so many messages at once; whatever becomes of them, nothing sends them again. */
    burst(to, count) {
      for (let n = 0; n < count; n += 1) call(write(to), 'sendMessage')
    },
    /** The same to a group, tried again until they are sent. */
    tell(group, count) {
      for (let n = 0; n < count; n += 1) deliver(write(group, 'GROUP'))
    },
    /** Any method with plain arguments: whether it was acknowledged. */
    run: (method, ...args) => tim[method](...args).then(() => true, () => false),
    /** Tries everything again that is not sent, as a user would who presses "retry" on each. */
    resend() {
      for (const entry of written) if (!entry.done) call(entry, 'resendMessage')
    },

    /** How many messages are on their way. */
    unanswered: () => written.filter((entry) => entry.calls.at(-1).outcomes.length === 0).length,
    writtenSoFar: () => written.length,
    statesSoFar: () => states.length,

    /** Each waits for something and tells whether it came true in time. */
    allAnswered: (limit) => until(() => written.every(({ calls }) => calls.at(-1).outcomes.length > 0), limit),
    allDelivered: (limit) => until(() => written.every((entry) => entry.done), limit),
    hasReceived: (count, limit) => until(() => received.length >= count, limit),
    connectedSince: (from, limit) => until(() => states.slice(from).some(({ state }) => state === 'connected'), limit),
    async quiet(calm, limit) {
      const end = now() + limit
      while (!(await window.wire.quiet(calm))) {
        if (now() > end) return false
        await pause(100)
      }
      return true
    },

    /** All that this user can say about what happened. */
    async evidence() {
      const { data } = await tim.getConversationList()
      return {
        user: me,
        written: written.map(({ text, to, calls, message }) => ({ text, to, calls, ID: message.ID, status: message.status })),
        received,
        states,
        total,
        faults,
        conversations: data.conversationList.map(({ conversationID, unreadCount, lastMessage }) => ({
          conversationID,
          unreadCount,
          lastMessage: {
            from: lastMessage.fromAccount,
            shown: lastMessage.messageForShow,
            text: lastMessage.payload?.text,
            time: lastMessage.lastTime,
          },
        })),
      }
    },

    /** The whole history with a peer, oldest first. */
    async history(peer) {
      const conversationID = `C2C${peer}`
      const all = []
      for (let next = ''; ; ) {
        const { data } = await tim.getMessageList({ conversationID, count: 15, ...(next && { nextReqMessageID: next }) })
        all.unshift(...data.messageList.map(({ ID, from, time, status, payload }) => ({ ID, from, time, status, text: payload?.text })))
        if (data.isCompleted) return all
        if (!data.nextReqMessageID || data.nextReqMessageID === next) throw new Error(`history stops at "${next}"`)
        next = data.nextReqMessageID
      }
    },
    /** A group as this page shows it: all that was said and told in it, oldest first, and who is in it as what. */
    async group(groupID) {
      const said = []
      for (let next = ''; ; ) {
        const { data } = await tim.getMessageList({ conversationID: `GROUP${groupID}`, ...(next && { nextReqMessageID: next }) })
        // A tip names its group as it was called when the page got it.
        const shown = ({ groupProfile, ...payload }) => payload
        said.unshift(...data.messageList.map(({ sequence, from, payload }) => ({ sequence, from, payload: shown(payload) })))
        if (data.isCompleted) break
        next = data.nextReqMessageID
      }
      const { data } = await tim.getGroupMemberList({ groupID, count: 100 })
      const members = Object.fromEntries(data.memberList.map(({ userID, role }) => [userID, role]).sort())
      const profile = (await tim.getGroupProfile({ groupID })).data.group
      return { said, members, name: profile.name, count: profile.memberCount }
    },
    /** What the user was told about groups, by kind. */
    async notices() {
      const { data } = await tim.getMessageList({ conversationID: '@TIM#SYSTEM' })
      return data.messageList.map(({ ID, payload }) => ({ ID, kind: payload.operationType }))
    },
    /** The same as the server gave it: the SDK would not show a copy in the same second. */
    served: (peer) => window.wire.served(peer),
  }
})()
